// SPDX-License-Identifier: Apache-2.0
// Answers about accounts that a comparison with Synapse has shown to differ.
#include "server/core/json_read.hpp"
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using test::Answer;
using test::Person;
using test::ServerFixture;

namespace {

const std::string client = "/_matrix/client/v3/";
const std::string v2 = "/_synapse/admin/v2/";
const std::string ok = "200";
const std::string invalid = "400 M_INVALID_PARAM";
const std::string unknownToken = "401 M_UNKNOWN_TOKEN";

json::object externalId(const std::string &id) {
    return {{"auth_provider", "oidc"}, {"external_id", id}};
}

} // namespace

class TestAccountAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void identitiesThatAreNamedTwiceAreOne() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const json::object mail{{"medium", "email"}, {"address", "a@example.org"}};
        const json::object same{{"medium", "email"}, {"address", "A@example.org"}};
        const json::object body{{"external_ids", {externalId("1"), externalId("1")}},
                                {"threepids", {mail, same}}};
        QCOMPARE(server.put(v2 + "users/@alice:x", body, admin.token).verdict(),
                 std::string("201"));
        QCOMPARE(server.put(v2 + "users/@alice:x", body, admin.token).verdict(), ok);
        const auto shown = server.get(v2 + "users/@alice:x", admin.token);
        QCOMPARE(shown.body.at("external_ids").as_array().size(), std::size_t(1));
        QCOMPARE(shown.body.at("threepids").as_array().size(), std::size_t(1));
    }
    void accountsAreMadeWholeOrNotAtAll() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        server.put(v2 + "users/@alice:x", json::object{{"external_ids", {externalId("1")}}},
                   admin.token);
        const json::object taken{{"external_ids", {externalId("1")}}, {"displayname", "Other"}};
        QCOMPARE(server.put(v2 + "users/@bob:x", taken, admin.token).verdict(),
                 std::string("409 M_UNKNOWN"));
        QCOMPARE(server.get(v2 + "users/@bob:x", admin.token).status, 404);
        const auto carol = server.join("carol");
        QCOMPARE(server.put(v2 + "users/" + carol.userId, taken, admin.token).verdict(),
                 std::string("409 M_UNKNOWN"));
        QCOMPARE(server.get(v2 + "users/" + carol.userId, admin.token).text("displayname"),
                 std::string("carol"));
        const json::object tooLong{{"displayname", std::string(257, 'a')}};
        QCOMPARE(server.put(v2 + "users/@bob:x", tooLong, admin.token).verdict(), invalid);
        QCOMPARE(server.get(v2 + "users/@bob:x", admin.token).status, 404);
    }
    void addressesThatStayKeepTheirTimes() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const json::object mail{{"medium", "email"}, {"address", "a@example.org"}};
        const json::object more{{"medium", "email"}, {"address", "b@example.org"}};
        const auto put = [&](const json::array &list) {
            server.put(v2 + "users/@alice:x", json::object{{"threepids", list}}, admin.token);
            return server.get(v2 + "users/@alice:x", admin.token).body.at("threepids").as_array();
        };
        const auto before = put({mail});
        server.clock.forward(60'000);
        const auto after = put({mail, more});
        QCOMPARE(after.size(), std::size_t(2));
        QVERIFY(after.at(0) == before.at(0));
        QCOMPARE(put({more}).size(), std::size_t(1));
    }

    void expiredTokensSignOut() {
        for (const char *path : {"logout", "logout/all"}) {
            ServerFixture server([](config::Settings &settings) {
                settings.nonrefreshableAccessTokenLifetime = 60'000;
            });
            const auto admin = server.join("admin", true);
            const auto alice = server.join("alice");
            server.clock.forward(60'001);
            server.runJobs();
            // The client keeps what it has until somebody signs in again, or it signs out.
            const auto late = server.get(client + "account/whoami", alice.token);
            QCOMPARE(late.verdict(), unknownToken);
            QVERIFY(late.body.at("soft_logout").as_bool());
            QCOMPARE(server.post(client + path, json::object{}, alice.token).verdict(), ok);
            const auto again = server.signIn("admin");
            QCOMPARE(server.get(v2 + "users/" + alice.userId + "/devices", again.token)
                         .body.at("total")
                         .to_number<int>(),
                     0);
            QCOMPARE(server.post(client + path, json::object{}, alice.token).verdict(),
                     unknownToken);
        }
    }
    void expiredTokensThatCanBeRefreshedSignOut() {
        ServerFixture server;
        server.join("alice");
        const auto login = server.post(client + "login", json::object{{"type", "m.login.password"},
                                                                      {"user", "alice"},
                                                                      {"password", "secret"},
                                                                      {"refresh_token", true}});
        server.clock.forward(300'001);
        QCOMPARE(
            server.post(client + "logout", json::object{}, login.text("access_token")).verdict(),
            ok);
        QCOMPARE(server
                     .post(client + "refresh",
                           json::object{{"refresh_token", login.text("refresh_token")}})
                     .verdict(),
                 unknownToken);
    }
    void signInTellsWhereTheServerIs() {
        ServerFixture server;
        server.join("alice");
        const auto login = [&] {
            return server.post(client + "login", json::object{{"type", "m.login.password"},
                                                              {"user", "alice"},
                                                              {"password", "secret"}});
        };
        QVERIFY(!login().body.contains("well_known"));
        server.change([](config::Settings &settings) {
            settings.publicBaseurl = "https://matrix.example.org/";
        });
        QCOMPARE(json::serialize(login().body.at("well_known")),
                 json::serialize(server.get("/.well-known/matrix/client").body));
    }
    void whatIsSwitchedOffIsUnknown() {
        ServerFixture server([](config::Settings &settings) {
            settings.loginViaExistingSession = false;
            settings.urlPreviewEnabled = false;
        });
        const auto alice = server.join("alice");
        const std::string v1 = "/_matrix/client/v1/";
        const std::string unrecognized = "404 M_UNRECOGNIZED";
        QCOMPARE(server.post(v1 + "login/get_token", json::object{}, alice.token).verdict(),
                 unrecognized);
        QCOMPARE(
            server.get(v1 + "media/preview_url?url=https://example.org", alice.token).verdict(),
            unrecognized);
        QVERIFY(server.get("/_matrix/client/versions")
                    .body.at("unstable_features")
                    .at("org.matrix.msc4380.stable")
                    .as_bool());
    }
    void nobodyIsBusy() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto put = [&](const char *word) {
            return server
                .put(client + "presence/" + alice.userId + "/status",
                     json::object{{"presence", word}}, alice.token)
                .verdict();
        };
        QCOMPARE(put("unavailable"), ok);
        for (const char *word : {"busy", "org.matrix.msc3026.busy", "away"})
            QCOMPARE(put(word), std::string("400 M_UNKNOWN"));
    }
    void peopleWhoSearchEverybodyDoNotFindThemselves() {
        ServerFixture server(
            [](config::Settings &settings) { settings.userDirectorySearchAllUsers = true; });
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        for (const auto &[who, count] : {std::pair{alice, 0}, std::pair{bob, 1}})
            QCOMPARE(server
                         .post(client + "user_directory/search",
                               json::object{{"search_term", "alice"}}, who.token)
                         .body.at("results")
                         .as_array()
                         .size(),
                     std::size_t(count));
    }
    void mediaAlwaysHaveAType() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto typeOf = [&](const std::vector<std::pair<std::string, std::string>> &headers) {
            const auto uri = server
                                 .ask(http::Method::Post, "/_matrix/media/v3/upload", alice.token,
                                      nullptr, headers, "x")
                                 .text("content_uri");
            const auto file =
                server.get("/_matrix/client/v1/media/download/" + uri.substr(6), alice.token);
            return std::string(file.response.headers.find("Content-Type").value_or("-"));
        };
        QCOMPARE(typeOf({}), std::string("application/octet-stream"));
        QCOMPARE(typeOf({{"Content-Type", ""}}), std::string("application/octet-stream"));
        QCOMPARE(typeOf({{"Content-Type", "image/svg+xml"}}),
                 std::string("image/svg+xml; charset=UTF-8"));
        QCOMPARE(typeOf({{"Content-Type", "image/png"}}), std::string("image/png"));
    }
    void passwordPolicyIsForPeople() {
        ServerFixture server([](config::Settings &settings) {
            settings.passwordConfig.policyEnabled = true;
            settings.passwordConfig.minimumLength = 12;
        });
        const auto admin = server.join("admin", true);
        const auto alice = server.join("alice");
        const json::object reset{{"new_password", "short"}, {"logout_devices", false}};
        QCOMPARE(
            server.post("/_synapse/admin/v1/reset_password/" + alice.userId, reset, admin.token)
                .verdict(),
            ok);
        QCOMPARE(server
                     .put(v2 + "users/" + alice.userId, json::object{{"password", "shorter"}},
                          admin.token)
                     .verdict(),
                 ok);
        QCOMPARE(
            server
                .put(v2 + "users/" + alice.userId, json::object{{"deactivated", true}}, admin.token)
                .verdict(),
            ok);
        QCOMPARE(server
                     .put(v2 + "users/" + alice.userId,
                          json::object{{"deactivated", false}, {"password", "again"}}, admin.token)
                     .verdict(),
                 ok);
        const auto bob = server.join("bob");
        const auto ask = [&](json::object body) {
            return server.post(client + "account/password", body, bob.token);
        };
        json::object body{{"new_password", "short"}};
        body["auth"] = test::passwordStage(ask(body), bob.userId);
        QCOMPARE(ask(body).verdict(), std::string("400 M_PASSWORD_TOO_SHORT"));
    }
};

HEARTH_TEST(TestAccountAnswers)
#include "test_account_answers.moc"
