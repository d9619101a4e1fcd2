// SPDX-License-Identifier: Apache-2.0
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using test::ServerFixture;

namespace {
const std::string ok = "200";
const std::string v1 = "/_synapse/admin/v1/";
const std::string v2 = "/_synapse/admin/v2/users";
} // namespace

class TestAdmin : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void isForAdministratorsOnly() {
        ServerFixture server;
        const auto alice = server.join("alice");
        QCOMPARE(server.get(v2, alice.token).verdict(), std::string("403 M_FORBIDDEN"));
        QCOMPARE(server.get(v2).verdict(), std::string("401 M_MISSING_TOKEN"));
        QCOMPARE(server.get(v1 + "server_version").verdict(), ok);
    }
    void createsAndChangesAccounts() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto created =
            server.put(v2 + "/@bob:x", json::object{{"password", "secret"}, {"displayname", "Bob"}},
                       admin.token);
        QCOMPARE(created.status, 201);
        QCOMPARE(created.text("displayname"), std::string("Bob"));
        QVERIFY(!created.body.at("admin").as_bool());
        const auto bob = server.signIn("bob");
        QVERIFY(!bob.token.empty());
        const auto changed = server.put(
            v2 + "/@bob:x",
            json::object{{"displayname", ""},
                         {"admin", true},
                         {"threepids", json::array{json::object{{"medium", "email"},
                                                                {"address", "Bob@Example.org"}}}}},
            admin.token);
        QCOMPARE(changed.status, 200);
        QVERIFY(changed.body.at("displayname").is_null());
        QVERIFY(changed.body.at("admin").as_bool());
        QCOMPARE(
            server.get(v1 + "threepid/email/users/bob@example.org", admin.token).text("user_id"),
            std::string("@bob:x"));
        QCOMPARE(server.put(v2 + "/@admin:x", json::object{{"admin", false}}, admin.token).status,
                 400);
        QCOMPARE(server.put(v2 + "/@far:away", json::object{}, admin.token).status, 400);
    }
    void deactivatesAndReactivates() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto bob = server.join("bob");
        QCOMPARE(server.post(v1 + "deactivate/@bob:x", json::object{}, admin.token).verdict(), ok);
        QCOMPARE(server.get("/_matrix/client/v3/account/whoami", bob.token).verdict(),
                 std::string("401 M_UNKNOWN_TOKEN"));
        QCOMPARE(server
                     .put(v2 + "/@bob:x",
                          json::object{{"deactivated", false}, {"password", "secret"}}, admin.token)
                     .verdict(),
                 ok);
        QVERIFY(!server.signIn("bob").token.empty());
    }
    void listsAccounts() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        for (const char *name : {"carl", "anna", "bert"})
            server.join(name);
        server.post(v1 + "deactivate/@carl:x", json::object{}, admin.token);
        const auto names = [&](const std::string &query) {
            std::string out;
            const auto answer = server.get(v2 + query, admin.token);
            for (const auto &user : answer.body.at("users").as_array())
                out += std::string(user.at("name").as_string()).substr(1, 4) + " ";
            return out + std::to_string(answer.body.at("total").as_int64());
        };
        QCOMPARE(names(""), std::string("admi anna bert 3"));
        QCOMPARE(names("?deactivated=true"), std::string("admi anna bert carl 4"));
        QCOMPARE(names("?dir=b"), std::string("bert anna admi 3"));
        QCOMPARE(names("?name=ER"), std::string("bert 1"));
        QCOMPARE(names("?user_id=%40an"), std::string("anna 1"));
        QCOMPARE(names("?admins=true"), std::string("admi 1"));
        QCOMPARE(names("?order_by=creation_ts"), std::string("admi anna bert 3"));
        const std::string figures = "org.hearth.figures=true";
        QCOMPARE(names("?order_by=media_length&" + figures), std::string("admi anna bert 3"));
        server.signIn("anna"); // her second device
        QCOMPARE(names("?order_by=device_count&dir=b&" + figures), std::string("anna admi bert 3"));
        const auto anna =
            server.get(v2 + "?name=anna&" + figures, admin.token).body.at("users").at(0);
        QCOMPARE(anna.at("device_count").as_int64(), 2);
        QCOMPARE(anna.at("media_length").as_int64(), 0);
        // Not asked for, the answer is Synapse's.
        const auto plain = server.get(v2 + "?name=anna", admin.token).body.at("users").at(0);
        QVERIFY(!plain.as_object().contains("device_count"));
        QCOMPARE(server.get(v2 + "?order_by=device_count", admin.token).status, 400);
        const auto page = server.get(v2 + "?limit=2", admin.token);
        QCOMPARE(page.text("next_token"), std::string("2"));
        QCOMPARE(names("?from=2&limit=2"), std::string("bert 3"));
        QCOMPARE(server.get(v2 + "?order_by=shoe_size", admin.token).status, 400);
        QCOMPARE(server.get(v2 + "?from=-1", admin.token).status, 400);
        const auto v3 = server.get("/_synapse/admin/v3/users?deactivated=true", admin.token);
        QCOMPARE(v3.body.at("total").as_int64(), 1);
    }
    void logsInAsSomebodyElse() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto bob = server.join("bob");
        const auto made = server.post(v1 + "users/@bob:x/login", json::object{}, admin.token);
        const auto me = server.get("/_matrix/client/v3/account/whoami", made.text("access_token"));
        QCOMPARE(me.text("user_id"), bob.userId);
        QVERIFY(!me.body.contains("device_id"));
        const auto devices = server.get(v2 + "/@bob:x/devices", admin.token);
        QCOMPARE(devices.body.at("total").as_int64(), 1);
    }
    void showsWhereAUserWasSeen() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto bob = server.join("bob");
        server.get("/_matrix/client/v3/account/whoami", bob.token);
        const auto whois = server.get(v1 + "whois/@bob:x", admin.token);
        const auto &seen =
            whois.body.at("devices").at("").at("sessions").at(0).at("connections").at(0);
        QCOMPARE(std::string(seen.at("ip").as_string()), std::string("192.0.2.7"));
        QCOMPARE(std::string(seen.at("user_agent").as_string()), std::string("fixture"));
        const std::string own = "/_matrix/client/v3/admin/whois/";
        QCOMPARE(server.get(own + "@bob:x", bob.token).verdict(), ok);
        QCOMPARE(server.get(own + "@admin:x", bob.token).verdict(), std::string("403 M_FORBIDDEN"));
    }
    void suspendsAndLimits() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto bob = server.join("bob");
        QCOMPARE(server.put(v1 + "suspend/@bob:x", json::object{{"suspend", true}}, admin.token)
                     .verdict(),
                 ok);
        QCOMPARE(server
                     .put("/_matrix/client/v3/profile/@bob:x/displayname",
                          json::object{{"displayname", "x"}}, bob.token)
                     .verdict(),
                 std::string("403 M_USER_SUSPENDED"));
        const std::string limit = v1 + "users/@bob:x/override_ratelimit";
        QVERIFY(server.get(limit, admin.token).body.empty());
        server.post(limit, json::object{{"messages_per_second", 3}, {"burst_count", 4}},
                    admin.token);
        QCOMPARE(server.get(limit, admin.token).body.at("burst_count").as_int64(), 4);
        QCOMPARE(server.ask(http::Method::Delete, limit, admin.token).verdict(), ok);
        QVERIFY(server.get(limit, admin.token).body.empty());
    }
    void tellsHowTheServerIs() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto status = server.get("/_hearth/admin/v1/status", admin.token);
        QCOMPARE(status.text("server_name"), std::string("x"));
        QCOMPARE(status.body.at("users").as_int64(), 1);
        QVERIFY(status.body.at("memory_rss_bytes").as_int64() > 0);
        QVERIFY(status.body.at("database").at("bytes").as_int64() > 0);
        QVERIFY(status.body.at("memory_total_bytes").as_int64() >
                status.body.at("memory_rss_bytes").as_int64());
        QVERIFY(status.body.at("certificate").is_null());
    }
    // What people wrote, not every event: making a room alone is half a dozen of those.
    void countsMessages() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const std::string client = "/_matrix/client/v3";
        const auto room =
            server.post(client + "/createRoom", json::object{}, admin.token).text("room_id");
        const auto send = [&](const std::string &type, const char *txn) {
            return server
                .put(client + "/rooms/" + room + "/send/" + type + '/' + txn,
                     json::object{{"msgtype", "m.text"}, {"body", "hello"}}, admin.token)
                .verdict();
        };
        QCOMPARE(send("m.room.message", "1"), ok);
        QCOMPARE(send("m.room.encrypted", "2"), ok);
        QCOMPARE(send("org.example.other", "3"), ok);
        const auto status = server.get("/_hearth/admin/v1/status", admin.token);
        QCOMPARE(status.body.at("messages_today").as_int64(), 2);
        QCOMPARE(status.body.at("messages_total").as_int64(), 2);
        QVERIFY(status.body.at("events_today").as_int64() > 8);
        QVERIFY(!status.body.at("server_notices").as_bool());
    }
    void tellsWhoCanConnect() {
        ServerFixture server([](config::Settings &settings) {
            settings.publicBaseurl = "https://matrix.example.org/";
            config::Listener listener;
            listener.port = 8448;
            listener.bindAddresses = {"0.0.0.0"};
            listener.tls = true;
            listener.resources = {"client"};
            settings.listeners = {listener};
            settings.tlsCertificatePath = "/nowhere.pem"; // unreadable counts as none
        });
        const auto admin = server.join("admin", true);
        const auto status = server.get("/_hearth/admin/v1/status", admin.token);
        QCOMPARE(status.text("public_baseurl"), std::string("https://matrix.example.org/"));
        const auto &listener = status.body.at("listeners").as_array().at(0);
        QCOMPARE(listener.at("port").as_int64(), 8448);
        QVERIFY(listener.at("tls").as_bool());
        QVERIFY(status.body.at("certificate").is_null());
    }
    void locksAndSuspendsAsTheSpecificationSays() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto bob = server.join("bob");
        const std::string base = "/_matrix/client/v1/admin/";
        const json::object on{{"suspended", true}};
        QCOMPARE(server.put(base + "suspend/@bob:x", on, admin.token).verdict(), ok);
        QVERIFY(server.get(base + "suspend/@bob:x", admin.token).body.at("suspended").as_bool());
        QCOMPARE(server.put(base + "suspend/@bob:far", on, admin.token).verdict(),
                 std::string("400 M_INVALID_PARAM"));
        QCOMPARE(server.put(base + "suspend/@none:x", on, admin.token).verdict(),
                 std::string("404 M_NOT_FOUND"));
        QCOMPARE(server.put(base + "suspend/@admin:x", on, admin.token).verdict(),
                 std::string("403 M_FORBIDDEN"));
        QCOMPARE(server.put(base + "suspend/@admin:x", on, bob.token).verdict(),
                 std::string("403 M_FORBIDDEN"));
    }
};

HEARTH_TEST(TestAdmin)
#include "test_admin.moc"
