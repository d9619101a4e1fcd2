// SPDX-License-Identifier: Apache-2.0
// What is checked is spent: of many requests at once with the same session, token, ticket or nonce
// one succeeds.
#include "server/core/base64.hpp"
#include "server/crypto/signing_key.hpp"
#include "server/services/admin/shared_secret.hpp"
#include "tests/server/accounts/at_once.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using test::Answer;
using test::atOnce;
using test::countOf;
using test::ServerFixture;

namespace {

const std::string client = "/_matrix/client/v3";
const std::string registerPath = client + "/register";
const std::string ok = "200";

std::int64_t accounts(ServerFixture &server) {
    return server.database().read([](store::Reader &reader) {
        return reader.queryOne("SELECT COUNT(*) FROM account WHERE admin = 0")->integer(0);
    });
}

json::object newcomer(int number) {
    return {{"username", "user" + std::to_string(number) + "x"}, {"password", "a long one"}};
}

json::object withAuth(json::object body, json::object auth) {
    body["auth"] = std::move(auth);
    return body;
}

void wantsToken(config::Settings &settings) {
    settings.registrationRequiresToken = true;
}

json::object tokenAuth(const std::string &session) {
    return {{"type", "m.login.registration_token"}, {"session", session}, {"token", "once"}};
}

void makeToken(ServerFixture &server, std::int64_t uses) {
    const auto admin = server.join("admin", true);
    server.post("/_synapse/admin/v1/registration_tokens/new",
                json::object{{"token", "once"}, {"uses_allowed", uses}}, admin.token);
}

/// Somebody comes back from single sign-on.
void confirmBySso(ServerFixture &server, const std::string &session, const std::string &userId) {
    server.database().write([&](store::Transaction &tx) {
        tx.exec("UPDATE ui_auth_session SET completed = $2 WHERE session_id = $1", session,
                json::serialize(json::object{{"m.login.sso", userId}}));
    });
}

void withCas(config::Settings &settings) {
    settings.cas.enabled = true;
    settings.cas.serverUrl = "http://127.0.0.1:1";
    settings.publicBaseurl = "http://127.0.0.1:2/";
}

void linkToCas(ServerFixture &server, const std::string &userId) {
    server.database().write([&](store::Transaction &tx) {
        tx.exec("INSERT INTO external_id (auth_provider, external_id, user_nid) "
                "VALUES ('cas', 'alice', $1)",
                tx.findUser(userId));
    });
}

json::object masterKey(const std::string &user, const crypto::SigningKey &key) {
    const std::string name = base64Encode(key.publicKey());
    return {{"master_key", json::object{{"user_id", user},
                                        {"usage", json::array{"master"}},
                                        {"keys", json::object{{"ed25519:" + name, name}}}}}};
}

} // namespace

class TestSpending : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void oneSessionMakesOneAccount() {
        ServerFixture server;
        const auto challenge = server.post(registerPath, json::object{{"device_id", "D"}});
        const json::object auth{{"type", "m.login.dummy"}, {"session", challenge.text("session")}};
        // The stage is complete, but there is no account without a password.
        QCOMPARE(server.post(registerPath, withAuth({}, auth)).verdict(),
                 std::string("400 M_MISSING_PARAM"));
        const auto answers = atOnce(
            50, [&](int i) { return server.post(registerPath, withAuth(newcomer(i), auth)); });
        QCOMPARE(countOf(answers, ok), 1);
        QCOMPARE(accounts(server), 1);
        // Afterwards it is of no use for another name, and signs in by its own.
        QCOMPARE(server.post(registerPath, withAuth(newcomer(99), auth)).verdict(),
                 std::string("400 M_UNKNOWN"));
        const auto again = server.post(registerPath, withAuth({}, auth));
        QCOMPARE(again.verdict(), ok);
        server.clock.forward(601000);
        QCOMPARE(server.post(registerPath, withAuth({}, auth)).verdict(),
                 std::string("400 M_UNKNOWN"));
        QCOMPARE(accounts(server), 1);
    }
    void aTokenForOneUseMakesOneAccount() {
        ServerFixture server(wantsToken);
        makeToken(server, 1);
        const auto session = server.post(registerPath, json::object{}).text("session");
        QCOMPARE(server.post(registerPath, withAuth({}, tokenAuth(session))).verdict(),
                 std::string("400 M_MISSING_PARAM"));
        const auto answers = atOnce(50, [&](int i) {
            return server.post(registerPath, withAuth(newcomer(i), tokenAuth(session)));
        });
        QCOMPARE(countOf(answers, ok), 1);
        QCOMPARE(accounts(server), 1);
    }
    void aTokenForOneUseServesOneSession() {
        ServerFixture server(wantsToken);
        makeToken(server, 3);
        std::vector<std::string> sessions;
        for (int i = 0; i < 20; ++i)
            sessions.push_back(server.post(registerPath, newcomer(i)).text("session"));
        const auto answers = atOnce(20, [&](int i) {
            return server.post(registerPath,
                               withAuth(newcomer(i), tokenAuth(sessions[std::size_t(i)])));
        });
        QCOMPARE(countOf(answers, ok), 3);
        QCOMPARE(accounts(server), 3);
        server.database().read([](store::Reader &reader) {
            const auto row = reader.queryOne("SELECT pending, completed FROM registration_token");
            QCOMPARE(row->integer(0), 0);
            QCOMPARE(row->integer(1), 3);
        });
    }
    void parallelStepsOfASessionTakeOneUse() {
        ServerFixture server(wantsToken);
        makeToken(server, 5);
        const auto session = server.post(registerPath, json::object{}).text("session");
        atOnce(20,
               [&](int) { return server.post(registerPath, withAuth({}, tokenAuth(session))); });
        server.database().read([](store::Reader &reader) {
            QCOMPARE(reader.queryOne("SELECT pending FROM registration_token")->integer(0), 1);
        });
    }
    void aSignInConfirmsOneOperation() {
        ServerFixture server(withCas);
        const auto alice = server.join("alice");
        linkToCas(server, alice.userId);
        std::vector<std::string> devices;
        for (int i = 0; i < 6; ++i)
            devices.push_back(server.signIn("alice").deviceId);
        const std::string path = client + "/delete_devices";
        const auto challenge =
            server.post(path, json::object{{"devices", json::array{devices[0]}}}, alice.token);
        QCOMPARE(challenge.status, 401);
        const std::string session = challenge.text("session");
        confirmBySso(server, session, alice.userId);
        const auto answers = atOnce(6, [&](int i) {
            return server.post(path,
                               json::object{{"devices", json::array{devices[std::size_t(i)]}},
                                            {"auth", json::object{{"session", session}}}},
                               alice.token);
        });
        QCOMPARE(countOf(answers, ok), 1);
        const auto left = server.get(client + "/devices", alice.token);
        QCOMPARE(left.body.at("devices").as_array().size(), 6U);
    }
    void aConfirmationIsOneUsersOwn() {
        ServerFixture server(withCas);
        const auto alice = server.join("alice");
        const auto mallory = server.join("mallory");
        const std::string path = client + "/account/deactivate";
        const auto session = server.post(path, json::object{}, alice.token).text("session");
        confirmBySso(server, session, mallory.userId);
        const json::object body{{"auth", json::object{{"session", session}}}};
        QCOMPARE(server.post(path, body, mallory.token).verdict(), std::string("400 M_UNKNOWN"));
        QCOMPARE(server.get(client + "/account/whoami", mallory.token).verdict(), ok);
    }
    void aPasswordStageConfirmsOneOperation() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const std::string path = client + "/delete_devices";
        const json::object body{{"devices", json::array{"NONE"}}};
        const auto challenge = server.post(path, body, alice.token);
        const auto answers = atOnce(20, [&](int) {
            return server.post(path, withAuth(body, test::passwordStage(challenge, "alice")),
                               alice.token);
        });
        QCOMPARE(countOf(answers, ok), 1);
    }
    void anOldPasswordChangesThePasswordOnce() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto answers = atOnce(10, [&](int i) {
            return server.post(client + "/account/password",
                               json::object{{"new_password", "new password " + std::to_string(i)},
                                            {"logout_devices", false},
                                            {"auth", json::object{{"type", "m.login.password"},
                                                                  {"user", "alice"},
                                                                  {"password", "secret"}}}},
                               alice.token);
        });
        QCOMPARE(countOf(answers, ok), 1);
        for (int i = 0; i < 10; ++i)
            QCOMPARE(!server.signIn("alice", {{"password", "new password " + std::to_string(i)}})
                          .token.empty(),
                     answers[std::size_t(i)].status == 200);
    }
    void deactivationIsConfirmedOnce() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const std::string path = client + "/account/deactivate";
        const auto challenge = server.post(path, json::object{}, alice.token);
        const auto answers = atOnce(8, [&](int) {
            return server.post(
                path, json::object{{"auth", test::passwordStage(challenge, "alice")}}, alice.token);
        });
        QCOMPARE(countOf(answers, ok), 1);
    }
    void theFirstKeysAreUploadedOnceWithoutConfirmation() {
        ServerFixture server;
        const auto alice = server.join("alice");
        std::vector<json::object> keys;
        for (int i = 0; i < 10; ++i)
            keys.push_back(masterKey(alice.userId, crypto::SigningKey::generate()));
        const auto answers = atOnce(10, [&](int i) {
            return server.post(client + "/keys/device_signing/upload", keys[std::size_t(i)],
                               alice.token);
        });
        QCOMPARE(countOf(answers, ok), 1);
        QCOMPARE(countOf(answers, "401"), 9);
    }
    void aLoginTokenSignsInOnce() {
        ServerFixture server([](config::Settings &s) {
            s.loginViaExistingSession = true;
            s.loginViaExistingSessionRequiresUiAuth = false;
        });
        const auto alice = server.join("alice");
        const auto token =
            server.post("/_matrix/client/v1/login/get_token", json::object{}, alice.token)
                .text("login_token");
        const auto answers = atOnce(20, [&](int) {
            return server.post(client + "/login",
                               json::object{{"type", "m.login.token"}, {"token", token}});
        });
        QCOMPARE(countOf(answers, ok), 1);
    }
    void aRefreshTokenLeadsToOneSignIn() {
        ServerFixture server;
        server.join("alice");
        const auto login = server.post(client + "/login", json::object{{"type", "m.login.password"},
                                                                       {"user", "alice"},
                                                                       {"password", "secret"},
                                                                       {"refresh_token", true}});
        const json::object body{{"refresh_token", login.text("refresh_token")}};
        const auto answers =
            atOnce(10, [&](int) { return server.post(client + "/refresh", body); });
        // Each replaces the one before, as long as nobody used it: one of them holds.
        int holding = 0;
        for (const auto &answer : answers)
            if (answer.status == 200)
                holding +=
                    server.get(client + "/account/whoami", answer.text("access_token")).status ==
                            200
                        ? 1
                        : 0;
        QCOMPARE(holding, 1);
    }
    void aNonceRegistersOnce() {
        ServerFixture server;
        const std::string path = "/_synapse/admin/v1/register";
        const std::string nonce = server.get(path).text("nonce");
        const auto answers = atOnce(20, [&](int i) {
            const std::string name = "user" + std::to_string(i);
            return server.post(
                path, json::object{{"nonce", nonce},
                                   {"username", name},
                                   {"password", "b"},
                                   {"mac", services::sharedSecretMac("the shared secret", nonce,
                                                                     name, "b", false, "")}});
        });
        QCOMPARE(countOf(answers, ok), 1);
        QCOMPARE(accounts(server), 1);
    }
    void noncesOfStrangersStopNobody() {
        ServerFixture server;
        const std::string path = "/_synapse/admin/v1/register";
        for (int i = 0; i < 12000; ++i) {
            const auto answer = server.get(path);
            QCOMPARE(answer.status, 200);
            if (i % 4 == 0) // used up, or made up
                server.post(path, json::object{{"nonce", i % 8 ? answer.text("nonce") : "1.a.b"},
                                               {"username", "a"},
                                               {"password", "b"},
                                               {"mac", "0"}});
        }
        QVERIFY(!server.join("somebody").token.empty());
    }
    void spentSessionsStaySpent() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const std::string path = client + "/delete_devices";
        const json::object body{{"devices", json::array{"NONE"}}};
        // Steps that fail beside the one that succeeds must not bring the session back.
        for (int round = 0; round < 5; ++round) {
            const auto challenge = server.post(path, body, alice.token);
            atOnce(8, [&](int i) {
                return server.post(
                    path,
                    withAuth(body, test::passwordStage(challenge, "alice", i ? "wrong" : "secret")),
                    alice.token);
            });
            QCOMPARE(server
                         .post(path, withAuth(body, test::passwordStage(challenge, "alice")),
                               alice.token)
                         .verdict(),
                     std::string("400 M_UNKNOWN"));
        }
    }
};

HEARTH_TEST(TestSpending)
#include "test_spending.moc"
