// SPDX-License-Identifier: Apache-2.0
#include "server/services/admin/shared_secret.hpp"
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using test::Answer;
using test::ServerFixture;

namespace {
const std::string registerPath = "/_matrix/client/v3/register";

json::object withDummy(const Answer &challenge, json::object body) {
    body["auth"] = json::object{{"type", "m.login.dummy"}, {"session", challenge.text("session")}};
    return body;
}
} // namespace

class TestRegistration : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void computesTheMacOfSynapse() {
        // Made with Python's hmac module, the way Synapse's documentation describes it.
        const std::string mac = services::sharedSecretMac("shared_secret", "thisisanonce",
                                                          "pepper_roni", "pizza", true, "");
        QCOMPARE(mac, std::string("48715842ad67d5dc9a9ee938a3bda4fcfae8d7c7"));
        QCOMPARE(services::sharedSecretMac("shared_secret", "thisisanonce", "pepper_roni", "pizza",
                                           false, "bot"),
                 std::string("b269635cb53e1adc15073ae7ffbd000b836b3105"));
    }
    void registersInTwoSteps() {
        ServerFixture server;
        const json::object body{{"username", "Alice"}, {"password", "a long one"}};
        const auto challenge = server.post(registerPath, body);
        QCOMPARE(challenge.status, 401);
        QVERIFY(challenge.body.contains("flows"));
        QVERIFY(!challenge.text("session").empty());
        const auto done = server.post(registerPath, withDummy(challenge, body));
        QCOMPARE(done.verdict(), std::string("200"));
        QCOMPARE(done.text("user_id"), std::string("@alice:x"));
        QVERIFY(!done.text("access_token").empty());
        QVERIFY(!done.text("device_id").empty());
        const auto me = server.get("/_matrix/client/v3/account/whoami", done.text("access_token"));
        QCOMPARE(me.text("user_id"), std::string("@alice:x"));
        QCOMPARE(me.text("device_id"), done.text("device_id"));
    }
    void remembersWhatTheFirstRequestSaid() {
        ServerFixture server;
        const auto challenge = server.post(
            registerPath, json::object{{"username", "carol"}, {"password", "a long one"}});
        const auto done = server.post(registerPath, withDummy(challenge, {}));
        QCOMPARE(done.text("user_id"), std::string("@carol:x"));
        // A repeated last request signs in again instead of failing.
        const auto again = server.post(registerPath, withDummy(challenge, {}));
        QCOMPARE(again.text("user_id"), std::string("@carol:x"));
        // The password is not kept in the session.
        server.database().read([](store::Reader &reader) {
            for (const auto row : reader.query("SELECT client_body FROM ui_auth_session"))
                QVERIFY(row.string(0).find("a long one") == std::string::npos);
        });
    }
    void bindsSessionsToTheirOperation() {
        ServerFixture server;
        const auto person = server.join("dora");
        const auto challenge = server.post(
            registerPath, json::object{{"username", "eve"}, {"password", "a long one"}});
        json::object body{{"new_password", "another one"}};
        body["auth"] = test::passwordStage(challenge, "dora");
        QCOMPARE(server.post("/_matrix/client/v3/account/password", body, person.token).verdict(),
                 std::string("403 M_FORBIDDEN"));
    }
    void refusesBadNames_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("verdict");
        QTest::newRow("taken") << QByteArray("taken") << QByteArray("400 M_USER_IN_USE");
        QTest::newRow("taken, in another case")
            << QByteArray("TAKEN") << QByteArray("400 M_USER_IN_USE");
        QTest::newRow("number") << QByteArray("12345") << QByteArray("400 M_INVALID_USERNAME");
        QTest::newRow("underscore") << QByteArray("_bob") << QByteArray("400 M_INVALID_USERNAME");
        QTest::newRow("colon") << QByteArray("a:b") << QByteArray("400 M_INVALID_USERNAME");
        QTest::newRow("empty") << QByteArray("") << QByteArray("400 M_INVALID_USERNAME");
        QTest::newRow("long") << QByteArray(300, 'a') << QByteArray("400 M_INVALID_USERNAME");
    }
    void refusesBadNames() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, verdict);
        ServerFixture server;
        server.join("taken");
        const auto answer = server.post(registerPath, json::object{{"username", name.toStdString()},
                                                                   {"password", "a long one"}});
        QCOMPARE(answer.verdict(), verdict.toStdString());
    }
    void answersWhetherANameIsFree() {
        ServerFixture server;
        server.join("taken");
        const std::string path = registerPath + "/available?username=";
        QCOMPARE(server.get(path + "free").verdict(), std::string("200"));
        QCOMPARE(server.get(path + "taken").verdict(), std::string("400 M_USER_IN_USE"));
    }
    void registersGuestsByNumber() {
        ServerFixture server;
        const auto first = server.post(registerPath + "?kind=guest", json::object{});
        const auto second = server.post(registerPath + "?kind=guest", json::object{});
        QCOMPARE(first.status, 200);
        QVERIFY(first.text("user_id") != second.text("user_id"));
        const auto me = server.get("/_matrix/client/v3/account/whoami", first.text("access_token"));
        QVERIFY(me.body.at("is_guest").as_bool());
        QCOMPARE(server.get("/_matrix/client/v3/pushers", first.text("access_token")).verdict(),
                 std::string("403 M_GUEST_ACCESS_FORBIDDEN"));
    }
    void countsTheUsesOfRegistrationTokens() {
        ServerFixture server([](config::Settings &s) { s.registrationRequiresToken = true; });
        const auto admin = server.join("admin", true);
        const std::string tokens = "/_synapse/admin/v1/registration_tokens";
        QCOMPARE(server
                     .post(tokens + "/new", json::object{{"token", "once"}, {"uses_allowed", 1}},
                           admin.token)
                     .verdict(),
                 std::string("200"));
        const auto use = [&](const char *name, const char *token) {
            const json::object body{{"username", name}, {"password", "a long one"}};
            const auto challenge = server.post(registerPath, body);
            json::object next = body;
            next["auth"] = json::object{{"type", "m.login.registration_token"},
                                        {"session", challenge.text("session")},
                                        {"token", token}};
            return server.post(registerPath, next);
        };
        QCOMPARE(use("one", "wrong").verdict(), std::string("401 M_UNAUTHORIZED"));
        QCOMPARE(use("one", "once").verdict(), std::string("200"));
        QCOMPARE(use("two", "once").verdict(), std::string("401 M_UNAUTHORIZED"));
        const auto shown = server.get(tokens + "/once", admin.token);
        QCOMPARE(shown.body.at("completed").as_int64(), 1);
        QCOMPARE(shown.body.at("pending").as_int64(), 0);
    }
    void keepsNoncesForOneUse() {
        ServerFixture server;
        const std::string path = "/_synapse/admin/v1/register";
        const std::string nonce = server.get(path).text("nonce");
        json::object body{{"nonce", nonce}, {"username", "a"}, {"password", "b"}, {"mac", "0"}};
        QCOMPARE(server.post(path, body).verdict(), std::string("403 M_UNKNOWN"));
        body["mac"] = services::sharedSecretMac("the shared secret", nonce, "a", "b", false, "");
        QCOMPARE(server.post(path, body).verdict(), std::string("400 M_UNKNOWN"));
        const std::string late = server.get(path).text("nonce");
        body["nonce"] = late;
        body["mac"] = services::sharedSecretMac("the shared secret", late, "a", "b", false, "");
        server.clock.forward(61000);
        QCOMPARE(server.post(path, body).verdict(), std::string("400 M_UNKNOWN"));
    }
    void doesNotOpenWhereRegistrationIsClosed() {
        ServerFixture server([](config::Settings &s) { s.enableRegistration = false; });
        QCOMPARE(server.post(registerPath, json::object{{"username", "a"}, {"password", "bbbbb"}})
                     .verdict(),
                 std::string("403 M_FORBIDDEN"));
    }
    void takesPasswordsHoweverTheyAreTyped() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto signsIn = [&](const char *typed) {
            return !server.signIn("bob", json::object{{"password", typed}}).token.empty();
        };
        const auto set = [&](const char *typed) {
            return server.put("/_synapse/admin/v2/users/@bob:x", json::object{{"password", typed}},
                              admin.token);
        };
        QCOMPARE(set("\u00c5ngstr\u00f6m").status, 201); // composed
        QVERIFY(signsIn("A\u030angstro\u0308m"));        // in parts
        QVERIFY(!signsIn("Angstrom"));
        QCOMPARE(set("\ufb01sh").status, 200); // one letter for f and i
        QVERIFY(signsIn("fish"));
    }
};

HEARTH_TEST(TestRegistration)
#include "test_registration.moc"
