// SPDX-License-Identifier: Apache-2.0
// Signing keys: Synapse's file format, RFC 8032 vectors, refusal of broken input.
#include "server/core/base64.hpp"
#include "server/crypto/signing_key.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using crypto::SigningKey;

class TestSigningKey : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // RFC 8032, 7.1, test 2.
    void signsLikeTheStandard() {
        const auto seed =
            QByteArray::fromHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        const auto key = SigningKey::fromSeed("1", seed.toStdString());
        QVERIFY(key.has_value());
        QCOMPARE(hexEncode(key->publicKey()),
                 std::string("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
        const auto signature = key->sign("\x72");
        QCOMPARE(hexEncode(signature),
                 std::string("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                             "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
        QVERIFY(crypto::verifyEd25519(key->publicKey(), "\x72", signature));
        QVERIFY(!crypto::verifyEd25519(key->publicKey(), "\x73", signature));
    }

    void readsAndWritesSynapsesFormat() {
        const std::string line = "ed25519 a_AbCd YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA0";
        const auto key = SigningKey::parse(line + "\n");
        QVERIFY(key.has_value());
        QCOMPARE(key->keyId(), std::string("ed25519:a_AbCd"));
        QCOMPARE(key->serialize(), line);
    }

    void generatedKeysDifferAndSurviveTheFile() {
        const auto a = SigningKey::generate();
        const auto b = SigningKey::generate();
        QVERIFY(a.publicKey() != b.publicKey());
        QVERIFY(a.keyId().starts_with("ed25519:a_"));
        QCOMPARE(a.keyId().size(), std::string_view("ed25519:a_XXXX").size());
        const auto again = SigningKey::parse(a.serialize());
        QVERIFY(again.has_value());
        QCOMPARE(again->sign("text"), a.sign("text"));
        QCOMPARE(SigningKey::generate("v1").keyId(), std::string("ed25519:v1"));
    }

    void refusesBrokenKeys_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("other algorithm") << QByteArray("rsa a_1 AAAA");
        QTest::newRow("no seed") << QByteArray("ed25519 a_1");
        QTest::newRow("short seed") << QByteArray("ed25519 a_1 AAAA");
        QTest::newRow("not base64") << QByteArray("ed25519 a_1 !!!!");
        QTest::newRow("bad version")
            << QByteArray("ed25519 a:1 YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA0");
        QTest::newRow("one word too many")
            << QByteArray("ed25519 a_1 YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA0 x");
    }
    void refusesBrokenKeys() {
        QFETCH(QByteArray, line);
        const auto key = SigningKey::parse(line.toStdString());
        QVERIFY(!key.has_value());
        QCOMPARE(key.error().code, std::string("signing_key_invalid"));
    }

    void verificationRefusesOddSizes() {
        const auto key = SigningKey::generate();
        const auto signature = key.sign("x");
        QVERIFY(!crypto::verifyEd25519("", "x", signature));
        QVERIFY(!crypto::verifyEd25519(key.publicKey(), "x", signature.substr(1)));
        QVERIFY(!crypto::verifyEd25519(std::string(32, '\xff'), "x", signature));
    }

    void signsTheEmptyText() {
        const auto key = SigningKey::generate();
        QVERIFY(crypto::verifyEd25519(key.publicKey(), "", key.sign("")));
    }
};

HEARTH_TEST(TestSigningKey)
#include "test_signing_key.moc"
