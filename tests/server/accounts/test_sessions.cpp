// SPDX-License-Identifier: Apache-2.0
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using test::ServerFixture;

namespace {
const std::string client = "/_matrix/client/v3";
const std::string ok = "200";
} // namespace

class TestSessions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void signsInByAnySpellingOfTheName() {
        ServerFixture server;
        server.join("alice");
        for (const char *name : {"alice", "@alice:x", "Alice", "@ALICE:x"})
            QCOMPARE(server.signIn(name).userId, std::string("@alice:x"));
        QVERIFY(server.signIn("@alice:elsewhere").userId.empty());
        const auto wrong = server.post(
            client + "/login",
            json::object{{"type", "m.login.password"}, {"user", "alice"}, {"password", "wrong"}});
        QCOMPARE(wrong.verdict(), std::string("403 M_FORBIDDEN"));
    }
    void acceptsBcryptHashesAndReplacesThem() {
        ServerFixture server;
        const auto person = server.join("alice");
        const std::string hash = "$2b$04$U9rkOUKsGS/VWPl5nSCu4.QiPCzEr/9FoJmJoNW4CEngUP7EoXzNa";
        store::UserNid nid{};
        server.database().write([&](store::Transaction &tx) {
            nid = tx.findUser(person.userId);
            tx.exec("UPDATE account SET password_hash = $2 WHERE user_nid = $1", nid, hash);
        });
        QCOMPARE(server.signIn("alice").userId, person.userId);
        const auto now = server.database().read([&](store::Reader &reader) {
            return reader.queryOne("SELECT password_hash FROM account WHERE user_nid = $1", nid)
                ->string(0);
        });
        QVERIFY(now.find("$argon2id$") == 0);
        QCOMPARE(server.signIn("alice").userId, person.userId);
    }
    void keepsADeviceAndEndsItsOldToken() {
        ServerFixture server;
        server.join("alice");
        const auto first = server.signIn("alice", {{"device_id", "PHONE"}});
        const auto second = server.signIn("alice", {{"device_id", "PHONE"}});
        QCOMPARE(second.deviceId, std::string("PHONE"));
        QCOMPARE(server.get(client + "/account/whoami", first.token).verdict(),
                 std::string("401 M_UNKNOWN_TOKEN"));
        QCOMPARE(server.get(client + "/account/whoami", second.token).verdict(), ok);
        QCOMPARE(server.get(client + "/account/whoami").verdict(),
                 std::string("401 M_MISSING_TOKEN"));
    }
    void logsOut() {
        ServerFixture server;
        server.join("alice");
        const auto one = server.signIn("alice");
        const auto two = server.signIn("alice");
        QCOMPARE(server.post(client + "/logout", json::object{}, one.token).verdict(), ok);
        QCOMPARE(server.get(client + "/account/whoami", one.token).verdict(),
                 std::string("401 M_UNKNOWN_TOKEN"));
        QCOMPARE(server.get(client + "/devices/" + one.deviceId, two.token).verdict(),
                 std::string("404 M_NOT_FOUND"));
        QCOMPARE(server.post(client + "/logout/all", json::object{}, two.token).verdict(), ok);
        QCOMPARE(server.get(client + "/account/whoami", two.token).verdict(),
                 std::string("401 M_UNKNOWN_TOKEN"));
    }
    void refreshesTokens() {
        ServerFixture server;
        server.join("alice");
        const auto login = server.post(client + "/login", json::object{{"type", "m.login.password"},
                                                                       {"user", "alice"},
                                                                       {"password", "secret"},
                                                                       {"refresh_token", true}});
        QCOMPARE(login.body.at("expires_in_ms").as_int64(), 300000);
        server.clock.forward(300001);
        const auto expired = server.get(client + "/account/whoami", login.text("access_token"));
        QCOMPARE(expired.verdict(), std::string("401 M_UNKNOWN_TOKEN"));
        QVERIFY(expired.body.at("soft_logout").as_bool());

        const auto refresh = [&](const test::Answer &last) {
            return server.post(client + "/refresh",
                               json::object{{"refresh_token", last.text("refresh_token")}});
        };
        const auto lost = refresh(login);
        // The answer got lost: as long as nobody used it, the old one still works.
        const auto second = refresh(login);
        QCOMPARE(second.verdict(), ok);
        QCOMPARE(server.get(client + "/account/whoami", lost.text("access_token")).verdict(),
                 std::string("401 M_UNKNOWN_TOKEN"));
        QCOMPARE(server.get(client + "/account/whoami", second.text("access_token")).verdict(), ok);
        // Its use spends the first one.
        QCOMPARE(refresh(login).verdict(), std::string("401 M_UNKNOWN_TOKEN"));
        QCOMPARE(server.get(client + "/account/whoami", second.text("access_token")).verdict(), ok);
    }
    void endsTheFamilyWhenASpentTokenComesBack() {
        ServerFixture server;
        server.join("alice");
        const auto login = server.post(client + "/login", json::object{{"type", "m.login.password"},
                                                                       {"user", "alice"},
                                                                       {"password", "secret"},
                                                                       {"refresh_token", true}});
        const json::object first{{"refresh_token", login.text("refresh_token")}};
        const auto second = server.post(client + "/refresh", first);
        const json::object next{{"refresh_token", second.text("refresh_token")}};
        // The thief refreshes on, without ever using an access token.
        const auto third = server.post(client + "/refresh", next);
        QCOMPARE(third.verdict(), ok);
        QCOMPARE(server.post(client + "/refresh", first).verdict(),
                 std::string("401 M_UNKNOWN_TOKEN"));
        QCOMPARE(server.get(client + "/account/whoami", third.text("access_token")).verdict(),
                 std::string("401 M_UNKNOWN_TOKEN"));
    }
    void changesPasswordsAfterConfirmation() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto other = server.signIn("alice");
        json::object body{{"new_password", "brand new"}};
        const auto challenge = server.post(client + "/account/password", body, alice.token);
        QCOMPARE(challenge.status, 401);
        body["auth"] = test::passwordStage(challenge, "alice", "wrong");
        const auto refused = server.post(client + "/account/password", body, alice.token);
        QCOMPARE(refused.verdict(), std::string("401 M_FORBIDDEN"));
        QVERIFY(refused.body.contains("flows"));
        body["auth"] = test::passwordStage(challenge, "alice");
        QCOMPARE(server.post(client + "/account/password", body, alice.token).verdict(), ok);
        QCOMPARE(server.get(client + "/account/whoami", alice.token).verdict(), ok);
        QCOMPARE(server.get(client + "/account/whoami", other.token).verdict(),
                 std::string("401 M_UNKNOWN_TOKEN"));
        QVERIFY(server.signIn("alice").userId.empty());
        QCOMPARE(server.signIn("alice", {{"password", "brand new"}}).userId, alice.userId);
        // The session is spent.
        QCOMPARE(server.post(client + "/account/password", body, alice.token).verdict(),
                 std::string("400 M_UNKNOWN"));
    }
    void takesOnlyTheOwnPassword() {
        ServerFixture server;
        const auto alice = server.join("alice");
        server.join("mallory");
        const auto challenge =
            server.post(client + "/account/deactivate", json::object{}, alice.token);
        const json::object body{{"auth", test::passwordStage(challenge, "mallory")}};
        QCOMPARE(server.post(client + "/account/deactivate", body, alice.token).verdict(),
                 std::string("403 M_FORBIDDEN"));
    }
    void deactivates() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto challenge =
            server.post(client + "/account/deactivate", json::object{}, alice.token);
        const json::object body{{"auth", test::passwordStage(challenge, "alice")}, {"erase", true}};
        QCOMPARE(server.post(client + "/account/deactivate", body, alice.token).verdict(), ok);
        QCOMPARE(server.get(client + "/account/whoami", alice.token).verdict(),
                 std::string("401 M_UNKNOWN_TOKEN"));
        const auto login = server.post(
            client + "/login",
            json::object{{"type", "m.login.password"}, {"user", "alice"}, {"password", "secret"}});
        QCOMPARE(login.verdict(), std::string("403 M_FORBIDDEN"));
        QCOMPARE(server.get(client + "/profile/@alice:x").verdict(),
                 std::string("404 M_NOT_FOUND"));
    }
    void locksAccountsSoftly() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto alice = server.join("alice");
        const std::string path = "/_matrix/client/v1/admin/lock/@alice:x";
        QCOMPARE(server.put(path, json::object{{"locked", true}}, admin.token).verdict(), ok);
        const auto locked = server.get(client + "/account/whoami", alice.token);
        QCOMPARE(locked.verdict(), std::string("401 M_USER_LOCKED"));
        QVERIFY(locked.body.at("soft_logout").as_bool());
        QCOMPARE(server.put(path, json::object{{"locked", false}}, admin.token).verdict(), ok);
        QCOMPARE(server.get(client + "/account/whoami", alice.token).verdict(), ok);
        QCOMPARE(server.put(path, json::object{{"locked", true}}, alice.token).verdict(),
                 std::string("403 M_FORBIDDEN"));
    }
    void signsInByLoginTokenOnce() {
        ServerFixture server([](config::Settings &s) {
            s.loginViaExistingSession = true;
            s.loginViaExistingSessionRequiresUiAuth = false;
        });
        const auto alice = server.join("alice");
        const auto made =
            server.post("/_matrix/client/v1/login/get_token", json::object{}, alice.token);
        const json::object body{{"type", "m.login.token"}, {"token", made.text("login_token")}};
        QCOMPARE(server.post(client + "/login", body).text("user_id"), alice.userId);
        QCOMPARE(server.post(client + "/login", body).verdict(), std::string("403 M_FORBIDDEN"));
    }
    void countsFailedSignIns() {
        ServerFixture server([](config::Settings &s) { s.rc.loginFailedAttempts = {0.001, 2}; });
        server.join("alice");
        const auto attempt = [&](const char *password) {
            return server
                .post(client + "/login", json::object{{"type", "m.login.password"},
                                                      {"user", "alice"},
                                                      {"password", password}})
                .verdict();
        };
        QCOMPARE(attempt("secret"), ok);
        QCOMPARE(attempt("wrong"), std::string("403 M_FORBIDDEN"));
        QCOMPARE(attempt("wrong"), std::string("403 M_FORBIDDEN"));
        QCOMPARE(attempt("secret"), std::string("429 M_LIMIT_EXCEEDED"));
    }
    void issuesOpenIdTokens() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto token = server.post(client + "/user/@alice:x/openid/request_token",
                                       json::object{}, alice.token);
        QCOMPARE(token.text("matrix_server_name"), std::string("x"));
        const auto info = server.get("/_matrix/federation/v1/openid/userinfo?access_token=" +
                                     token.text("access_token"));
        QCOMPARE(info.text("sub"), alice.userId);
        QCOMPARE(server.get("/_matrix/federation/v1/openid/userinfo?access_token=no").verdict(),
                 std::string("401 M_UNKNOWN_TOKEN"));
    }
    void letsAdministratorsActForOthersUntilTheyLogOut() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto bob = server.join("bob");
        const auto token =
            server.post("/_synapse/admin/v1/users/@bob:x/login", json::object{}, admin.token)
                .text("access_token");
        const std::string whoami = "/_matrix/client/v3/account/whoami";
        const std::string everywhere = "/_matrix/client/v3/logout/all";
        QCOMPARE(server.get(whoami, token).text("user_id"), std::string("@bob:x"));
        // The user does not notice, and cannot end it.
        QCOMPARE(server.post(everywhere, json::object{}, bob.token).verdict(), std::string("200"));
        QCOMPARE(server.get(whoami, bob.token).status, 401);
        QCOMPARE(server.get(whoami, token).text("user_id"), std::string("@bob:x"));
        QCOMPARE(server.post(everywhere, json::object{}, admin.token).verdict(),
                 std::string("200"));
        QCOMPARE(server.get(whoami, token).verdict(), std::string("401 M_UNKNOWN_TOKEN"));
    }
};

HEARTH_TEST(TestSessions)
#include "test_sessions.moc"
