// SPDX-License-Identifier: Apache-2.0
// Signatures on JSON, on events and on requests between servers.
#include "server/core/json_read.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/event_types.hpp"
#include "server/matrix/signed_json.hpp"
#include "tests/server/matrix/room_fixture.hpp"
#include "tests/support/test_main.hpp"

#include <algorithm>

using namespace hearth;
using namespace hearth::matrix;
using test::RoomFixture;

namespace {

/// Test data is written with ' for ": moc stumbles over raw strings.
std::string quoted(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

crypto::SigningKey specKey() {
    return *crypto::SigningKey::parse("ed25519 1 YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1");
}

} // namespace

class TestSignedJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Spec appendices, "JSON Signing".
    void vectorsOfTheSpec() {
        const auto key = specKey();
        json::object empty;
        signJson(empty, "domain", key);
        QCOMPARE(canonicalJson(empty),
                 std::string(quoted("{'signatures':{'domain':{'ed25519:1':'K8280/"
                                    "U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/"
                                    "7Xg4ahLwYGYZzuHGZKM5ZAQ'}}}")));
        json::object some{{"one", 1}, {"two", "Two"}};
        signJson(some, "domain", key);
        QCOMPARE(stringAt(*objectAt(*objectAt(some, "signatures"), "domain"), "ed25519:1"),
                 std::string_view("KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZ"
                                  "hG6kYdD13EIMJpvhJI+6Bw"));
        QVERIFY(verifyJson(some, "domain", "ed25519:1", key.publicKey()));
    }

    void verificationNoticesChanges() {
        const auto key = specKey();
        json::object object{{"a", 1}, {"unsigned", json::object{{"x", 1}}}};
        signJson(object, "domain", key);
        QVERIFY(verifyJson(object, "domain", "ed25519:1", key.publicKey()));
        object["unsigned"] = 5;
        QVERIFY(verifyJson(object, "domain", "ed25519:1", key.publicKey()));
        QVERIFY(!verifyJson(object, "other", "ed25519:1", key.publicKey()));
        QVERIFY(!verifyJson(object, "domain", "ed25519:2", key.publicKey()));
        object["a"] = 2;
        QVERIFY(!verifyJson(object, "domain", "ed25519:1", key.publicKey()));
    }

    void severalSignersMaySign() {
        const auto a = specKey();
        const auto b = crypto::SigningKey::generate("b");
        json::object object{{"x", 1}};
        signJson(object, "one", a);
        signJson(object, "two", b);
        signJson(object, "two", a);
        QVERIFY(verifyJson(object, "one", "ed25519:1", a.publicKey()));
        QVERIFY(verifyJson(object, "two", "ed25519:b", b.publicKey()));
        QCOMPARE(signatureKeyIds(object, "two").size(), std::size_t(2));
        QVERIFY(hasSignatureBy(object, b.publicKey()));
        QVERIFY(!hasSignatureBy(object, crypto::SigningKey::generate().publicKey()));
    }

    void oddSignaturesAreNoSignatures() {
        const auto key = specKey();
        for (const auto &signatures :
             {std::string("1"), std::string("{}"), quoted("{'domain':1}"),
              quoted("{'domain':{'ed25519:1':1}}"), quoted("{'domain':{'ed25519:1':'!'}}"),
              quoted("{'domain':{'rsa:1':'AAAA'}}")}) {
            json::object object{{"signatures", *parseJson(signatures, Strictness::Lenient)}};
            QVERIFY(!verifyJson(object, "domain", "ed25519:1", key.publicKey()));
            QVERIFY(!hasSignatureBy(object, key.publicKey()));
        }
    }

    void requiredSignersOfEvents() {
        RoomFixture old("1");
        auto pdu = old.make(RoomFixture::carol, "t", std::nullopt, {})->pdu();
        pdu["event_id"] = "$x:three.example";
        QCOMPARE(requiredSigners(**Event::parse(old.version, pdu)),
                 (std::vector<std::string>{"two.example", "three.example"}));
        RoomFixture room("8");
        const auto join =
            room.makeMember(RoomFixture::carol, RoomFixture::carol, "join",
                            {{"join_authorised_via_users_server", RoomFixture::alice}});
        QCOMPARE(requiredSigners(*join), (std::vector<std::string>{"two.example", "one.example"}));
        const auto invite = room.makeMember(RoomFixture::carol, RoomFixture::dave, "invite",
                                            {{"third_party_invite", json::object()}});
        QVERIFY(requiredSigners(*invite).empty());
    }

    void anotherServerAddsItsSignature() {
        RoomFixture room("10");
        const auto event = room.make(RoomFixture::alice, "t", std::nullopt, {{"a", 1}});
        const auto key = crypto::SigningKey::generate("two");
        const auto both = withSignature(*event, "two.example", key);
        QCOMPARE(both->id(), event->id());
        QVERIFY(verifyEvent(*both, "one.example", "ed25519:test", room.key().publicKey()));
        QVERIFY(verifyEvent(*both, "two.example", "ed25519:two", key.publicKey()));
        QVERIFY(!verifyEvent(*event, "two.example", "ed25519:two", key.publicKey()));
    }

    void requestsRoundTrip() {
        const auto key = specKey();
        const json::value body{{"x", 1}};
        const SignedRequest request{"PUT", "/_matrix/federation/v1/send/1?a=b", "one.example",
                                    "two.example:8448", &body};
        const auto header = authorizationHeader(request, key);
        const auto signature = parseAuthorizationHeader(header);
        QVERIFY(signature.has_value());
        QCOMPARE(signature->origin, std::string("one.example"));
        QCOMPARE(signature->destination, std::string("two.example:8448"));
        QCOMPARE(signature->keyId, std::string("ed25519:1"));
        QVERIFY(verifyRequest(request, *signature, key.publicKey()));
        auto other = request;
        other.uri = "/_matrix/federation/v1/send/2?a=b";
        QVERIFY(!verifyRequest(other, *signature, key.publicKey()));
        other = request;
        other.content = nullptr;
        QVERIFY(!verifyRequest(other, *signature, key.publicKey()));
    }

    void readsHeadersInEveryAllowedForm_data() {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<bool>("good");
        const auto row = [](const std::string &header, bool good) {
            QTest::newRow(header.c_str()) << QByteArray::fromStdString(header) << good;
        };
        row(quoted("X-Matrix origin='o.example:80',key='ed25519:1',sig='AA'"), true);
        row(quoted("X-Matrix origin=o.example:80,key=ed25519:1,sig=AA"), true);
        row(quoted(
                "x-matrix   ORIGIN='o.example:80' , KEY='ed25519:1'\t,sig='A\\A',extra='x,y=\\'z'"),
            true);
        row(quoted("X-Matrix sig='AA',destination='d',key='ed25519:1',origin='o.example:80'"),
            true);
        row(quoted("X-Matrix origin='o.example:80',key='ed25519:1'"), false);
        row(quoted("X-Matrix origin='o.example:80,key='ed25519:1"), false);
        row(quoted("X-Matrix origin='o e',key='ed25519:1',sig='AA'"), false);
        row(quoted("X-Matrix origin='o.example',key='ed25519:1',key='ed25519:2',sig='AA'"), false);
        row(quoted("Bearer abc"), false);
        row("", false);
        row("X-Matrix ", false);
        row("X-Matrix =", false);
    }
    void readsHeadersInEveryAllowedForm() {
        QFETCH(QByteArray, header);
        QFETCH(bool, good);
        const auto signature = parseAuthorizationHeader(header.toStdString());
        QCOMPARE(signature.has_value(), good);
        if (!good)
            return;
        QCOMPARE(signature->origin, std::string("o.example:80"));
        QCOMPARE(signature->keyId, std::string("ed25519:1"));
        QCOMPARE(signature->signature, std::string("AA"));
    }
};

HEARTH_TEST(TestSignedJson)
#include "test_signed_json.moc"
