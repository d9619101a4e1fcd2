// SPDX-License-Identifier: Apache-2.0
// What belongs to a person goes when the account ends, and does not come back with it.
#include "server/core/json_read.hpp"
#include "server/store/personal_data.hpp"
#include "server/store/schema.hpp"
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

#include <algorithm>
#include <set>

using namespace hearth;
using test::Person;
using test::ServerFixture;

namespace {

const std::string client = "/_matrix/client/v3/";
const std::string ok = "200";
const std::string mark = "Zaphod Beeblebrox";

store::DatabaseKind kindNow() {
    QFETCH_GLOBAL(QString, backend);
    return backend == QStringLiteral("postgres") ? store::DatabaseKind::Postgres
                                                 : store::DatabaseKind::Sqlite;
}

std::vector<store::Table> tablesOf(ServerFixture &server) {
    return server.database().read(
        [](store::Reader &reader) { return store::tablesOf(reader, kindNow()); });
}

/// "table.column" of every cell that has the text in it.
std::set<std::string> placesOf(ServerFixture &server, const std::string &text) {
    std::set<std::string> out;
    for (const store::Table &table : tablesOf(server)) {
        server.database().read([&](store::Reader &reader) {
            store::TableReader cells(table, 500);
            for (store::Rows rows = cells.next(reader); !rows.empty(); rows = cells.next(reader))
                for (const store::Row row : rows)
                    for (std::size_t i = 0; i < table.columns.size(); ++i)
                        if (table.columns[i].type != store::ColumnType::Integer && !row.isNull(i) &&
                            row.text(i).find(text) != std::string_view::npos)
                            out.insert(table.name + "." + table.columns[i].name);
        });
    }
    return out;
}

/// Leaves the mark in everything that a client can fill.
void fill(ServerFixture &server, const Person &person, const Person &friendOf) {
    const std::string me = person.userId;
    const json::object marked{{"note", mark}};
    const auto put = [&](const std::string &path, const json::object &body) {
        const auto answer = server.put(client + path, body, person.token);
        QVERIFY2(answer.status == 200, (path + " " + answer.verdict()).c_str());
    };
    const auto post = [&](const std::string &path, const json::object &body) {
        const auto answer = server.post(client + path, body, person.token);
        QVERIFY2(answer.status == 200, (path + " " + answer.verdict()).c_str());
    };
    put("profile/" + me + "/displayname", {{"displayname", mark}});
    put("profile/" + me + "/avatar_url", {{"avatar_url", "mxc://x/" + mark}});
    put("profile/" + me + "/org.example.about", {{"org.example.about", mark}});
    const auto room =
        server.post(client + "createRoom", json::object{{"preset", "public_chat"}}, friendOf.token)
            .text("room_id");
    post("join/" + room, json::object{{"reason", mark}});
    put("profile/" + me + "/displayname", {{"displayname", mark + " II"}});
    put("user/" + me + "/account_data/org.example", marked);
    put("user/" + me + "/rooms/" + room + "/account_data/org.example", marked);
    put("user/" + me + "/rooms/" + room + "/tags/u.x", {{"order", 0.5}, {"note", mark}});
    put("user/" + me + "/account_data/m.ignored_user_list",
        {{"ignored_users", json::object{{"@spam:x", marked}}}});
    post("user/" + me + "/filter",
         {{"room", json::object{{"timeline", json::object{{"not_types", json::array{mark}}}}}}});
    put("pushrules/global/content/mine", {{"pattern", mark}, {"actions", json::array{"notify"}}});
    put("presence/" + me + "/status", {{"presence", "online"}, {"status_msg", mark}});
    put("devices/" + person.deviceId, {{"display_name", mark}});
    post("pushers/set",
         {{"kind", "http"},
          {"app_id", "org.example"},
          {"pushkey", mark},
          {"app_display_name", mark},
          {"device_display_name", mark},
          {"lang", "en"},
          {"data", json::object{{"url", "https://push.example/_matrix/push/v1/notify"}}}});
    post("room_keys/version",
         {{"algorithm", "m.megolm_backup.v1.curve25519-aes-sha2"}, {"auth_data", marked}});
    put("rooms/" + room + "/send/m.room.message/" + "1?org.matrix.msc4140.delay=50000",
        {{"msgtype", "m.text"}, {"body", mark}});
    server.put(
        client + "sendToDevice/org.example/1",
        json::object{{"messages", json::object{{me, json::object{{person.deviceId, marked}}}}}},
        friendOf.token);
}

std::string names(const std::set<std::string> &places) {
    std::string out;
    for (const std::string &place : places)
        out += place + " ";
    return out;
}

} // namespace

class TestPersonalData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void everyTableIsInAList() {
        ServerFixture server;
        std::set<std::string, std::less<>> persons;
        std::set<std::string, std::less<>> columns;
        for (const auto &one : store::personalTables()) {
            persons.emplace(one.table);
            columns.insert(std::string(one.table) + "." + std::string(one.column));
            QVERIFY2(one.fate != store::PersonalFate::Stays || !one.why.empty(),
                     std::string(one.table).c_str());
        }
        const auto others = store::impersonalTables();
        // Numbers of what is no person.
        const std::set<std::string> things{
            "room_nid",      "event_nid",  "type_nid",   "skey_nid",    "server_nid",
            "media_nid",     "token_nid",  "pusher_nid", "refresh_nid", "next_nid",
            "thread_nid",    "task_nid",   "report_nid", "parent_nid",  "child_nid",
            "redaction_nid", "create_nid", "old_nid",    "new_nid",     "auth_nid",
            "mail_nid",      "join_nid",   "origin_nid", "device_nid",  "replaces_nid"};
        for (const store::Table &table : tablesOf(server)) {
            const bool personal = persons.contains(table.name);
            const bool other = std::find(others.begin(), others.end(), table.name) != others.end();
            QVERIFY2(personal != other,
                     ("in one of the lists of personal_data.cpp: " + table.name).c_str());
            for (const store::Column &column : table.columns) {
                if (!column.name.ends_with("_nid") || things.contains(column.name))
                    continue;
                const std::string place = table.name + "." + column.name;
                QVERIFY2(columns.contains(place), (place + " is somebody's").c_str());
            }
        }
    }

    void goesWithTheAccount() {
        ServerFixture server(
            [](config::Settings &settings) { settings.maxEventDelayDuration = 100000; });
        const auto admin = server.join("admin", true);
        const auto person = server.join("person");
        fill(server, person, admin);
        QVERIFY(placesOf(server, mark).size() > 15);
        QCOMPARE(
            server
                .post("/_synapse/admin/v1/deactivate/" + person.userId, json::object{}, admin.token)
                .verdict(),
            ok);
        // The profile stays unless its owner asks for erasure, and so does what rooms show.
        const std::set<std::string> expected{"account.avatar", "account.display_name",
                                             "event_json.body", "profile.value"};
        const auto left = placesOf(server, mark);
        QVERIFY2(left == expected, names(left).c_str());
        // An account that comes back begins anew.
        QCOMPARE(server
                     .put("/_synapse/admin/v2/users/" + person.userId,
                          json::object{{"deactivated", false}, {"password", "secret"}}, admin.token)
                     .verdict(),
                 ok);
        const auto again = server.signIn("person");
        const auto get = [&](const std::string &path) {
            return server.get(client + path, again.token).verdict();
        };
        QCOMPARE(get("user/" + person.userId + "/account_data/org.example"),
                 std::string("404 M_NOT_FOUND"));
        QCOMPARE(get("user/" + person.userId + "/account_data/m.ignored_user_list"),
                 std::string("404 M_NOT_FOUND"));
        QCOMPARE(get("pushrules/global/content/mine"), std::string("404 M_NOT_FOUND"));
        QCOMPARE(get("user/" + person.userId + "/filter/0"), std::string("404 M_NOT_FOUND"));
        QCOMPARE(get("room_keys/version"), std::string("404 M_NOT_FOUND"));
        QVERIFY(server.get(client + "pushers", again.token).body.at("pushers").as_array().empty());
        QCOMPARE(server.get(client + "devices", again.token).body.at("devices").as_array().size(),
                 std::size_t{1});
        const auto sync = server.get(client + "sync", again.token);
        QVERIFY(json::serialize(sync.body).find(mark) == std::string::npos);
    }

    void erasureForgetsNamesEverywhere() {
        ServerFixture server(
            [](config::Settings &settings) { settings.maxEventDelayDuration = 100000; });
        const auto admin = server.join("admin", true);
        const auto person = server.join("person");
        fill(server, person, admin);
        const auto room =
            server.get(client + "joined_rooms", admin.token).body.at("joined_rooms").at(0);
        const std::string at = client + "rooms/" + std::string(view(room.as_string()));
        QVERIFY(json::serialize(server.get(at + "/messages?dir=b", admin.token).body).find(mark) !=
                std::string::npos);
        QCOMPARE(server
                     .post("/_synapse/admin/v1/deactivate/" + person.userId,
                           json::object{{"erase", true}}, admin.token)
                     .verdict(),
                 ok);
        const auto left = placesOf(server, mark);
        QVERIFY2(left.empty(), names(left).c_str());
        const auto folded = placesOf(server, "zaphod beeblebrox");
        QVERIFY2(folded.empty(), names(folded).c_str());
        for (const char *path : {"/messages?dir=b&limit=100", "/members", "/state"}) {
            const auto answer = server.get(at + path, admin.token);
            QCOMPARE(answer.status, 200);
            std::string text;
            if (const auto *whole = std::get_if<std::string>(&answer.response.body))
                text = *whole;
            else if (const auto *pieces = std::get_if<http::Pieces>(&answer.response.body))
                for (const auto &piece : *pieces)
                    text += *piece;
            QVERIFY2(text.find(mark) == std::string::npos, path);
        }
        const auto sync = server.get(client + "sync", admin.token);
        QVERIFY(json::serialize(sync.body).find(mark) == std::string::npos);
        // The room goes on.
        QCOMPARE(server
                     .put(at + "/send/m.room.message/9",
                          json::object{{"msgtype", "m.text"}, {"body", "x"}}, admin.token)
                     .verdict(),
                 ok);
    }
};

HEARTH_TEST(TestPersonalData)
#include "test_personal_data.moc"
