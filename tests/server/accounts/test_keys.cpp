// SPDX-License-Identifier: Apache-2.0
#include "server/core/base64.hpp"
#include "server/crypto/signing_key.hpp"
#include "server/matrix/canonical_json.hpp"
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

#include <array>
#include <mutex>
#include <set>
#include <thread>

using namespace hearth;
using test::ServerFixture;

namespace {

const std::string keysPath = "/_matrix/client/v3/keys";
const std::string ok = "200";

json::object oneTimeKeys(int from, int count) {
    json::object out;
    for (int i = from; i < from + count; ++i)
        out["signed_curve25519:K" + std::to_string(i)] =
            json::object{{"key", "value" + std::to_string(i)}, {"signatures", json::object{}}};
    return out;
}

json::object deviceKeys(const test::Person &person, const std::string &publicKey = "abc") {
    return {{"user_id", person.userId},
            {"device_id", person.deviceId},
            {"algorithms", json::array{"m.olm.v1.curve25519-aes-sha2"}},
            {"keys", json::object{{"ed25519:" + person.deviceId, publicKey}}},
            {"signatures", json::object{}}};
}

/// Signs as cross-signing keys do: the key's name is its public key.
void signAs(json::object &object, const std::string &user, const crypto::SigningKey &key) {
    constexpr std::array<std::string_view, 2> leftOut{"signatures", "unsigned"};
    const std::string signature =
        base64Encode(key.sign(matrix::canonicalJsonWithout(object, leftOut)));
    auto &all = object["signatures"];
    if (!all.is_object())
        all = json::object{};
    all.get_object()[user] = json::object{{"ed25519:" + base64Encode(key.publicKey()), signature}};
}

json::object crossSigningKey(const std::string &user, const char *usage,
                             const crypto::SigningKey &key) {
    const std::string name = base64Encode(key.publicKey());
    return {{"user_id", user},
            {"usage", json::array{usage}},
            {"keys", json::object{{"ed25519:" + name, name}}}};
}

struct Identity {
    crypto::SigningKey master = crypto::SigningKey::generate();
    crypto::SigningKey selfSigning = crypto::SigningKey::generate();
    crypto::SigningKey userSigning = crypto::SigningKey::generate();
    [[nodiscard]] json::object upload(const std::string &user) const {
        auto self = crossSigningKey(user, "self_signing", selfSigning);
        auto users = crossSigningKey(user, "user_signing", userSigning);
        signAs(self, user, master);
        signAs(users, user, master);
        return {{"master_key", crossSigningKey(user, "master", master)},
                {"self_signing_key", std::move(self)},
                {"user_signing_key", std::move(users)}};
    }
};

} // namespace

class TestKeys : public QObject {
    Q_OBJECT

    static std::string claimOne(ServerFixture &server, const test::Person &owner,
                                const std::string &token) {
        const auto answer = server.post(
            keysPath + "/claim",
            json::object{{"one_time_keys",
                          json::object{{owner.userId,
                                        json::object{{owner.deviceId, "signed_curve25519"}}}}}},
            token);
        const auto &ofUser = answer.body.at("one_time_keys").as_object();
        if (ofUser.empty())
            return {};
        return ofUser.begin()->value().as_object().begin()->value().as_object().begin()->key();
    }

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void givesKeysOutInTheOrderOfUpload() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        const auto up = server.post(keysPath + "/upload",
                                    json::object{{"one_time_keys", oneTimeKeys(8, 4)},
                                                 {"fallback_keys", oneTimeKeys(99, 1)}},
                                    alice.token);
        QCOMPARE(up.body.at("one_time_key_counts").at("signed_curve25519").as_int64(), 4);
        for (const char *expected : {"K8", "K9", "K10", "K11", "K99", "K99"})
            QCOMPARE(claimOne(server, alice, bob.token),
                     "signed_curve25519:" + std::string(expected));
    }
    void refusesChangedKeysOfTheSameId() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const json::object body{{"one_time_keys", oneTimeKeys(1, 1)}};
        QCOMPARE(server.post(keysPath + "/upload", body, alice.token).verdict(), ok);
        QCOMPARE(server.post(keysPath + "/upload", body, alice.token).verdict(), ok);
        const json::object changed{
            {"one_time_keys",
             json::object{{"signed_curve25519:K1", json::object{{"key", "forged"}}}}}};
        QCOMPARE(server.post(keysPath + "/upload", changed, alice.token).status, 400);
    }
    void neverGivesOneKeyToTwo() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        constexpr int count = 60;
        server.post(keysPath + "/upload", json::object{{"one_time_keys", oneTimeKeys(0, count)}},
                    alice.token);
        std::mutex mutex;
        std::multiset<std::string> given;
        std::vector<std::thread> threads;
        for (int t = 0; t < 6; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < count / 6 + 2; ++i) {
                    const auto key = claimOne(server, alice, bob.token);
                    const std::lock_guard lock(mutex);
                    if (!key.empty())
                        given.insert(key);
                }
            });
        for (auto &thread : threads)
            thread.join();
        QCOMPARE(given.size(), std::size_t{count});
        for (const auto &key : given)
            QCOMPARE(given.count(key), std::size_t{1});
    }
    void showsDeviceKeys() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        QCOMPARE(server
                     .post(keysPath + "/upload", json::object{{"device_keys", deviceKeys(alice)}},
                           alice.token)
                     .verdict(),
                 ok);
        const auto answer =
            server.post(keysPath + "/query",
                        json::object{{"device_keys", json::object{{alice.userId, json::array{}},
                                                                  {"@far:away", json::array{}}}}},
                        bob.token);
        QVERIFY(
            answer.body.at("device_keys").at(alice.userId).as_object().contains(alice.deviceId));
        QVERIFY(answer.body.at("failures").as_object().contains("away"));
        QCOMPARE(server
                     .post(keysPath + "/upload", json::object{{"device_keys", deviceKeys(alice)}},
                           bob.token)
                     .status,
                 400);
    }
    void asksForAPasswordOnlyToReplaceCrossSigningKeys() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const std::string path = keysPath + "/device_signing/upload";
        const Identity first;
        QCOMPARE(server.post(path, first.upload(alice.userId), alice.token).verdict(), ok);
        QCOMPARE(server.post(path, first.upload(alice.userId), alice.token).verdict(), ok);
        const Identity second;
        auto body = second.upload(alice.userId);
        const auto challenge = server.post(path, body, alice.token);
        QCOMPARE(challenge.status, 401);
        body["auth"] = test::passwordStage(challenge, "alice");
        QCOMPARE(server.post(path, body, alice.token).verdict(), ok);
        const auto shown =
            server.post(keysPath + "/query",
                        json::object{{"device_keys", json::object{{alice.userId, json::array{}}}}},
                        alice.token);
        const std::string master = base64Encode(second.master.publicKey());
        QVERIFY(shown.body.at("master_keys")
                    .at(alice.userId)
                    .at("keys")
                    .as_object()
                    .contains("ed25519:" + master));
        QVERIFY(shown.body.at("user_signing_keys").as_object().contains(alice.userId));
    }
    void refusesForgedCrossSigningKeys() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const Identity real;
        const Identity other;
        auto body = real.upload(alice.userId);
        body["self_signing_key"] = other.upload(alice.userId).at("self_signing_key");
        QCOMPARE(server.post(keysPath + "/device_signing/upload", body, alice.token).verdict(),
                 std::string("400 M_INVALID_SIGNATURE"));
    }
    void verifiesAndShowsSignatures() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        const Identity of[2];
        server.post(keysPath + "/device_signing/upload", of[0].upload(alice.userId), alice.token);
        server.post(keysPath + "/device_signing/upload", of[1].upload(bob.userId), bob.token);
        server.post(keysPath + "/upload", json::object{{"device_keys", deviceKeys(alice)}},
                    alice.token);
        const std::string path = keysPath + "/signatures/upload";
        auto device = deviceKeys(alice);
        signAs(device, alice.userId, of[1].selfSigning); // not hers
        const auto wrap = [](const std::string &user, const std::string &key,
                             json::object signedKey) {
            return json::object{{user, json::object{{key, std::move(signedKey)}}}};
        };
        const auto forged =
            server.post(path, wrap(alice.userId, alice.deviceId, device), alice.token);
        QVERIFY(forged.body.at("failures").as_object().contains(alice.userId));
        device = deviceKeys(alice);
        signAs(device, alice.userId, of[0].selfSigning);
        const auto good =
            server.post(path, wrap(alice.userId, alice.deviceId, device), alice.token);
        QVERIFY(good.body.at("failures").as_object().empty());
        // Bob vouches for Alice; only he sees that.
        auto master = crossSigningKey(alice.userId, "master", of[0].master);
        const std::string masterName = base64Encode(of[0].master.publicKey());
        signAs(master, bob.userId, of[1].userSigning);
        QVERIFY(server.post(path, wrap(alice.userId, masterName, master), bob.token)
                    .body.at("failures")
                    .as_object()
                    .empty());
        const json::object query{{"device_keys", json::object{{alice.userId, json::array{}}}}};
        const auto signersSeenBy = [&](const std::string &token) {
            const auto answer = server.post(keysPath + "/query", query, token);
            const auto *signatures = answer.body.at("master_keys")
                                         .at(alice.userId)
                                         .as_object()
                                         .if_contains("signatures");
            return signatures && signatures->as_object().contains(bob.userId);
        };
        QVERIFY(signersSeenBy(bob.token));
        QVERIFY(!signersSeenBy(alice.token));
        const auto seen = server.post(keysPath + "/query", query, bob.token);
        QVERIFY(seen.body.at("device_keys")
                    .at(alice.userId)
                    .at(alice.deviceId)
                    .at("signatures")
                    .at(alice.userId)
                    .as_object()
                    .contains("ed25519:" + base64Encode(of[0].selfSigning.publicKey())));
    }
    void tellsOnlyTheSignerOfUserSigning() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        const std::string client = "/_matrix/client/v3/";
        const auto room =
            server.post(client + "createRoom", json::object{{"preset", "public_chat"}}, alice.token)
                .text("room_id");
        server.post(client + "join/" + room, json::object{}, bob.token);
        const Identity of[2];
        for (int i = 0; i < 2; ++i) {
            auto keys = of[i].upload(i == 0 ? alice.userId : bob.userId);
            if (i == 1)
                keys.erase("user_signing_key");
            server.post(keysPath + "/device_signing/upload", keys, (i == 0 ? alice : bob).token);
        }
        const auto since = [&](const test::Person &person) {
            return server.get(client + "sync?timeout=0", person.token).text("next_batch");
        };
        const auto changed = [&](const test::Person &person, const std::string &from) {
            const auto answer =
                server.get(client + "sync?timeout=0&since=" + from, person.token).body;
            const auto cold =
                server.get(client + "keys/changes?from=" + from + "&to=s999999", person.token).body;
            const auto *lists = answer.if_contains("device_lists");
            const auto *ids = lists ? lists->as_object().if_contains("changed") : nullptr;
            const auto warm = ids ? ids->as_array() : json::array{};
            return warm == cold.at("changed").as_array() ? json::serialize(warm)
                                                         : std::string("warm and cold differ");
        };
        auto a = since(alice);
        auto b = since(bob);
        // The user-signing key is seen by its owner alone.
        const json::object rest{
            {"user_signing_key", of[1].upload(bob.userId).at("user_signing_key")}};
        auto challenge = server.post(keysPath + "/device_signing/upload", rest, bob.token);
        auto again = rest;
        again["auth"] = test::passwordStage(challenge, "bob");
        QCOMPARE(server.post(keysPath + "/device_signing/upload", again, bob.token).verdict(), ok);
        QCOMPARE(changed(alice, a), std::string("[]"));
        QCOMPARE(changed(bob, b), std::string(R"(["@bob:x"])"));
        a = since(alice);
        b = since(bob);
        auto master = crossSigningKey(alice.userId, "master", of[0].master);
        const std::string name = base64Encode(of[0].master.publicKey());
        signAs(master, bob.userId, of[1].userSigning);
        const auto signedKey = server.post(
            keysPath + "/signatures/upload",
            json::object{{alice.userId, json::object{{name, std::move(master)}}}}, bob.token);
        QVERIFY(signedKey.body.at("failures").as_object().empty());
        QCOMPARE(changed(alice, a), std::string("[]"));
        QCOMPARE(changed(bob, b), std::string(R"(["@alice:x"])"));
    }
    void keepsTheBetterBackup() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const std::string base = "/_matrix/client/v3/room_keys";
        const json::object info{{"algorithm", "m.megolm_backup.v1"}, {"auth_data", json::object{}}};
        QCOMPARE(server.get(base + "/version", alice.token).verdict(),
                 std::string("404 M_NOT_FOUND"));
        QCOMPARE(server.post(base + "/version", info, alice.token).text("version"),
                 std::string("1"));
        const auto key = [](std::int64_t index, bool verified) {
            return json::object{{"first_message_index", index},
                                {"forwarded_count", 0},
                                {"is_verified", verified},
                                {"session_data", json::object{{"i", index}}}};
        };
        const std::string one = base + "/keys/!r%3Ax/session?version=1";
        const auto put = [&](std::int64_t index, bool verified) {
            return server.put(one, key(index, verified), alice.token).text("etag");
        };
        QCOMPARE(put(5, false), std::string("1"));
        QCOMPARE(put(7, false), std::string("1")); // worse
        QCOMPARE(put(3, false), std::string("2")); // reaches further back
        QCOMPARE(put(9, true), std::string("3"));  // verified beats all
        const auto got = server.get(one, alice.token);
        QCOMPARE(got.body.at("session_data").at("i").as_int64(), 9);
        QCOMPARE(server.post(base + "/version", info, alice.token).text("version"),
                 std::string("2"));
        const auto old = server.put(one, key(1, true), alice.token);
        QCOMPARE(old.verdict(), std::string("403 M_WRONG_ROOM_KEYS_VERSION"));
        QCOMPARE(old.text("current_version"), std::string("2"));
        QCOMPARE(server.ask(http::Method::Delete, base + "/version/2", alice.token).verdict(), ok);
        QCOMPARE(server.get(base + "/version", alice.token).text("version"), std::string("1"));
    }
    void sendsToDevicesOnce() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        const auto bobToo = server.signIn("bob");
        const json::object body{
            {"messages", json::object{{bob.userId, json::object{{"*", json::object{{"n", 1}}}}}}}};
        const std::string path = "/_matrix/client/v3/sendToDevice/m.test/txn1";
        for (int i = 0; i < 2; ++i)
            QCOMPARE(server.put(path, body, alice.token).verdict(), ok);
        const auto waiting = server.database().read([](store::Reader &reader) {
            return reader.queryOne("SELECT COUNT(*) FROM to_device")->integer(0);
        });
        QCOMPARE(waiting, std::int64_t{2});
        static_cast<void>(bobToo);
    }
    void deletesDevicesAfterConfirmation() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto other = server.signIn("alice");
        const std::string path = "/_matrix/client/v3/devices/" + other.deviceId;
        const auto challenge = server.ask(http::Method::Delete, path, alice.token);
        QCOMPARE(challenge.status, 401);
        const json::object body{{"auth", test::passwordStage(challenge, "alice")}};
        QCOMPARE(server.ask(http::Method::Delete, path, alice.token, body).verdict(), ok);
        QCOMPARE(server.get(path, alice.token).verdict(), std::string("404 M_NOT_FOUND"));
        QCOMPARE(server.get("/_matrix/client/v3/account/whoami", other.token).verdict(),
                 std::string("401 M_UNKNOWN_TOKEN"));
    }
};

HEARTH_TEST(TestKeys)
#include "test_keys.moc"
