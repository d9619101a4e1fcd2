// SPDX-License-Identifier: Apache-2.0
// What the administrators' endpoints refuse, and with which error: tools tell cases apart by it.
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using test::ServerFixture;

namespace {

const std::string ok = "200";
const std::string invalid = "400 M_INVALID_PARAM";
const std::string unknown = "400 M_UNKNOWN";
const std::string badJson = "400 M_BAD_JSON";
const std::string v1 = "/_synapse/admin/v1/";
const std::string v2 = "/_synapse/admin/v2/";
const std::string client = "/_matrix/client/v3/";

} // namespace

class TestAdminChecks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void refusesWhatIsNoUserId() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        for (const char *path : {"users/nonsense", "users/nonsense/devices"})
            QCOMPARE(server.get(v2 + path, admin.token).verdict(), invalid);
        QCOMPARE(server.put(v2 + "users/nonsense", json::object{}, admin.token).verdict(), invalid);
        QCOMPARE(server
                     .post(v1 + "send_server_notice",
                           json::object{{"user_id", "nonsense"},
                                        {"content", json::object{{"body", "x"}}}},
                           admin.token)
                     .verdict(),
                 invalid);
        QCOMPARE(server.get(v2 + "users/@a:elsewhere", admin.token).verdict(), unknown);
    }
    void changesNothingWhenOneMemberIsWrong_data() {
        QTest::addColumn<QString>("wrong");
        QTest::addColumn<QString>("verdict");
        const auto row = [](const char *text, const std::string &verdict) {
            QTest::newRow(text) << QString(text) << QString::fromStdString(verdict);
        };
        row(R"({"password": true})", unknown);
        row(R"({"avatar_url": 1})", invalid);
        row(R"({"deactivated": "yes"})", unknown);
        row(R"({"locked": "yes"})", unknown);
        row(R"({"logout_devices": "yes"})", unknown);
        row(R"({"user_type": 3})", unknown);
        row(R"({"user_type": "alien"})", unknown);
        row(R"({"deactivated": true, "locked": true})", unknown);
        row(R"({"threepids": [{"medium": "fax", "address": "1"}]})", invalid);
        row(R"({"threepids": [{"medium": "email", "address": "nobody"}]})", unknown);
        row(R"({"threepids": [{"medium": "email"}]})", "400 M_MISSING_PARAM");
        row(R"({"external_ids": [{"auth_provider": "x"}]})", "400 M_MISSING_PARAM");
        row(R"({"admin": "yes"})", badJson);
    }
    void changesNothingWhenOneMemberIsWrong() {
        QFETCH(QString, wrong);
        QFETCH(QString, verdict);
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto alice = server.join("alice");
        auto body = json::parse(wrong.toStdString()).as_object();
        body["displayname"] = "Changed";
        QCOMPARE(server.put(v2 + "users/" + alice.userId, body, admin.token).verdict(),
                 verdict.toStdString());
        QCOMPARE(server.get(v2 + "users/" + alice.userId, admin.token).text("displayname"),
                 std::string("alice"));
        QCOMPARE(server.put(v2 + "users/@fresh:x", body, admin.token).verdict(),
                 verdict.toStdString());
        QCOMPARE(server.get(v2 + "users/@fresh:x", admin.token).status, 404);
    }
    void reservesNames() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        for (const std::string name : {"_bridge", "12345", "UPPER", "a b"})
            QCOMPARE(server
                         .put(v2 + "users/@" + (name == "a b" ? "a%20b" : name) + ":x",
                              json::object{}, admin.token)
                         .verdict(),
                     std::string("400 M_INVALID_USERNAME"));
        QCOMPARE(server.get(v1 + "username_available?username=_bridge", admin.token).verdict(),
                 std::string("400 M_INVALID_USERNAME"));
    }
    void namesWhatTheSharedSecretsRegistrationLacks() {
        ServerFixture server;
        const auto ask = [&](json::object body) {
            body["nonce"] = server.get(v1 + "register").text("nonce");
            return server.post(v1 + "register", body).verdict();
        };
        QCOMPARE(server.post(v1 + "register", json::object{}).verdict(), badJson);
        QCOMPARE(server.post(v1 + "register", json::object{{"nonce", "x"}}).verdict(), unknown);
        QCOMPARE(ask({}), badJson);
        QCOMPARE(ask({{"username", 1}}), unknown);
        QCOMPARE(ask({{"username", std::string("a\0b", 3)}}), unknown);
        QCOMPARE(ask({{"username", "a"}}), badJson);
        QCOMPARE(ask({{"username", "a"}, {"password", 1}}), unknown);
        QCOMPARE(ask({{"username", "a"}, {"password", "b"}, {"user_type", "alien"}}), unknown);
        QCOMPARE(ask({{"username", "a"}, {"password", "b"}}), badJson);
        QCOMPARE(ask({{"username", "a"}, {"password", "b"}, {"mac", "00"}}),
                 std::string("403 M_UNKNOWN"));
    }
    void readsNumbersStrictly() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const std::string limit = v1 + "users/" + admin.userId + "/override_ratelimit";
        for (const auto &wrong : {json::value("1"), json::value(1.5), json::value(-1)})
            QCOMPARE(server.post(limit, json::object{{"messages_per_second", wrong}}, admin.token)
                         .verdict(),
                     invalid);
        const std::string tokens = v1 + "registration_tokens/new";
        for (const char *member : {"uses_allowed", "expiry_time", "length"})
            QCOMPARE(server.post(tokens, json::object{{member, "1"}}, admin.token).verdict(),
                     invalid);
        QCOMPARE(server.post(tokens, json::object{{"token", 1}}, admin.token).verdict(), invalid);
        const std::string user = v1 + "users/" + admin.userId + "/";
        QCOMPARE(
            server.get(user + "cumulative_joined_room_count?from_ts=-1", admin.token).verdict(),
            invalid);
        const std::string usage = v1 + "statistics/users/media?";
        for (const char *query : {"from_ts=-1", "until_ts=-1", "from_ts=5&until_ts=3",
                                  "search_term=", "limit=-1", "order_by=x", "dir=x"})
            QCOMPARE(server.get(usage + query, admin.token).verdict(), invalid);
    }
    void letsPeopleSeeTheirOwnSessions() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        QCOMPARE(server.get(v1 + "whois/" + alice.userId, alice.token).verdict(), ok);
        QCOMPARE(server.get(v1 + "whois/" + bob.userId, alice.token).verdict(),
                 std::string("403 M_FORBIDDEN"));
    }
    void deletesOldMediaOfThisServerOnly() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto uri = server
                             .ask(http::Method::Post, "/_matrix/media/v3/upload", admin.token,
                                  nullptr, {{"Content-Type", "text/plain"}}, "kept")
                             .text("content_uri");
        const std::string query = "/delete?before_ts=" + std::to_string(server.clock.now() + 60000);
        QCOMPARE(server.post(v1 + "media/elsewhere" + query, json::object{}, admin.token).verdict(),
                 unknown);
        const std::string media = uri.substr(std::string("mxc://").size());
        QCOMPARE(server.get("/_matrix/client/v1/media/download/" + media, admin.token).status, 200);
        const auto done = server.post(v1 + "media/x" + query, json::object{}, admin.token);
        QCOMPARE(done.body.at("total").as_int64(), 1);
    }
    void showsQuarantinedMediaToAdministratorsWhoInsist() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto alice = server.join("alice");
        const auto uri = server
                             .ask(http::Method::Post, "/_matrix/media/v3/upload", alice.token,
                                  nullptr, {{"Content-Type", "text/plain"}}, "bad")
                             .text("content_uri");
        const std::string media = uri.substr(std::string("mxc://").size());
        server.post(v1 + "media/quarantine/" + media, json::object{}, admin.token);
        const std::string path = "/_matrix/client/v1/media/download/" + media;
        const std::string insist = path + "?admin_unsafely_bypass_quarantine=true";
        QCOMPARE(server.get(path, admin.token).status, 404);
        QCOMPARE(server.get(insist, alice.token).verdict(), unknown);
        QCOMPARE(server.get(insist, admin.token).status, 200);
    }
    void deletesRoomsThatAreNotHere() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto erase = [&](const std::string &path, const json::object &body) {
            return server.ask(http::Method::Delete, path, admin.token, body);
        };
        QCOMPARE(erase(v1 + "rooms/!gone:x", json::object{{"block", true}}).verdict(), ok);
        QCOMPARE(server.get(v1 + "rooms/!gone:x/block", admin.token).body.at("block").as_bool(),
                 true);
        const auto alice = server.join("alice");
        QCOMPARE(server.post(client + "join/!gone:x", json::object{}, alice.token).status, 403);
        const auto order = erase(v2 + "rooms/!other:x", json::object{});
        QCOMPARE(order.verdict(), ok);
        json::object status;
        QTRY_VERIFY(
            (status = server.get(v2 + "rooms/delete_status/" + order.text("delete_id"), admin.token)
                          .body)
                .at("status") == "complete");
        QVERIFY(status.at("shutdown_room").as_object().contains("kicked_users"));
        const auto jobs =
            server.get(v1 + "scheduled_tasks?action_name=shutdown_and_purge_room", admin.token);
        QCOMPARE(jobs.body.at("scheduled_tasks").as_array().size(), std::size_t{2});
        QCOMPARE(erase(v2 + "rooms/!gone:x", json::object{{"new_room_user_id", "@a:elsewhere"}})
                     .verdict(),
                 unknown);
        QCOMPARE(server.get(v2 + "rooms/nonsense/delete_status", admin.token).verdict(), unknown);
    }
};

HEARTH_TEST(TestAdminChecks)
#include "test_admin_checks.moc"
