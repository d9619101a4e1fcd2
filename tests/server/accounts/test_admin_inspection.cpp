// SPDX-License-Identifier: Apache-2.0
// What administrators look into and clean up: redactions, reports, jobs, sizes, counts.
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using test::ServerFixture;

namespace {

const std::string ok = "200";
const std::string v1 = "/_synapse/admin/v1/";
const std::string client = "/_matrix/client/v3/";

std::string makeRoom(ServerFixture &server, const test::Person &person) {
    return server.post(client + "createRoom", json::object{{"preset", "public_chat"}}, person.token)
        .text("room_id");
}

std::string say(ServerFixture &server, const test::Person &person, const std::string &room,
                const std::string &text) {
    static int number = 0;
    return server
        .put(client + "rooms/" + room + "/send/m.room.message/" + std::to_string(++number),
             json::object{{"msgtype", "m.text"}, {"body", text}}, person.token)
        .text("event_id");
}

bool isRedacted(ServerFixture &server, const test::Person &person, const std::string &room,
                const std::string &event) {
    const auto answer = server.get(client + "rooms/" + room + "/event/" + event, person.token);
    return answer.body.at("content").as_object().empty();
}

json::object redactStatus(ServerFixture &server, const test::Person &admin, const std::string &id) {
    json::object out;
    for (int i = 0; i < 200; ++i) {
        out = server.get(v1 + "user/redact_status/" + id, admin.token).body;
        if (out.at("status").as_string() == "complete" || out.at("status").as_string() == "failed")
            return out;
        QTest::qWait(10);
    }
    return out;
}

} // namespace

class TestAdminInspection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void redactsEverythingOfAUser() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        const auto room = makeRoom(server, alice);
        const auto other = makeRoom(server, bob);
        server.post(client + "join/" + room, json::object{}, bob.token);
        const auto mine = say(server, alice, room, "stays");
        const std::vector<std::string> his{say(server, bob, room, "one"),
                                           say(server, bob, room, "two")};
        const auto elsewhere = say(server, bob, other, "three");
        const std::string path = v1 + "user/" + bob.userId + "/redact";
        const auto some = server.post(
            path, json::object{{"rooms", json::array{room}}, {"reason", "spam"}}, admin.token);
        QCOMPARE(some.verdict(), ok);
        const auto first = redactStatus(server, admin, some.text("redact_id"));
        QCOMPARE(std::string(first.at("status").as_string()), std::string("complete"));
        QVERIFY(first.at("failed_redactions").as_object().empty());
        for (const auto &event : his)
            QVERIFY(isRedacted(server, alice, room, event));
        QVERIFY(!isRedacted(server, alice, room, mine));
        QVERIFY(!isRedacted(server, bob, other, elsewhere));
        const auto all = server.post(path, json::object{{"rooms", json::array{}}}, admin.token);
        redactStatus(server, admin, all.text("redact_id"));
        QVERIFY(isRedacted(server, bob, other, elsewhere));
    }
    void tellsWhatCouldNotBeRedacted() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        const auto room = makeRoom(server, alice);
        server.post(client + "join/" + room, json::object{}, bob.token);
        const auto said = say(server, bob, room, "one");
        server.post(client + "rooms/" + room + "/ban", json::object{{"user_id", bob.userId}},
                    alice.token);
        const auto order =
            server.post(v1 + "user/" + bob.userId + "/redact",
                        json::object{{"rooms", json::array{}}, {"use_admin", true}}, admin.token);
        const auto done = redactStatus(server, admin, order.text("redact_id"));
        QVERIFY(done.at("failed_redactions").as_object().contains(said)); // not in the room
        const std::string path = v1 + "user/" + bob.userId + "/redact";
        QCOMPARE(server.post(path, json::object{}, admin.token).verdict(),
                 std::string("400 M_MISSING_PARAM"));
        QCOMPARE(
            server.post(path, json::object{{"rooms", json::array{}}, {"limit", -1}}, admin.token)
                .status,
            400);
        QCOMPARE(server.get(v1 + "user/redact_status/none", admin.token).verdict(),
                 std::string("404 M_NOT_FOUND"));
    }
    void listsJobs() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto id = server
                            .post(v1 + "user/" + admin.userId + "/redact",
                                  json::object{{"rooms", json::array{}}}, admin.token)
                            .text("redact_id");
        redactStatus(server, admin, id);
        const auto count = [&](const std::string &query) {
            return server.get(v1 + "scheduled_tasks" + query, admin.token)
                .body.at("scheduled_tasks")
                .as_array()
                .size();
        };
        QCOMPARE(count(""), std::size_t{1});
        QCOMPARE(count("?status=complete&action_name=redact_all_events&resource_id=@admin:x"),
                 std::size_t{1});
        QCOMPARE(count("?status=failed"), std::size_t{0});
        QCOMPARE(count("?max_timestamp=5"), std::size_t{0});
        QCOMPARE(server.get(v1 + "scheduled_tasks?status=odd", admin.token).verdict(),
                 std::string("400 M_INVALID_PARAM"));
    }
    void showsReportsOfUsers() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        QCOMPARE(server
                     .post(client + "users/" + bob.userId + "/report",
                           json::object{{"reason", "rude"}}, alice.token)
                     .verdict(),
                 ok);
        server.post(client + "users/" + alice.userId + "/report", json::object{{"reason", "too"}},
                    bob.token);
        const auto list = server.get(v1 + "user_reports?limit=1", admin.token);
        QCOMPARE(list.body.at("total").as_int64(), 2);
        QCOMPARE(list.body.at("next_token").as_int64(), 1);
        const auto some = server.get(v1 + "user_reports?target_user_id=bob", admin.token);
        const auto row = some.body.at("user_reports").as_array().at(0).as_object();
        QCOMPARE(std::string(row.at("user_id").as_string()), alice.userId);
        QCOMPARE(std::string(row.at("reason").as_string()), std::string("rude"));
        const std::string one = v1 + "user_reports/" + std::to_string(row.at("id").as_int64());
        QCOMPARE(server.get(one, admin.token).text("target_user_id"), bob.userId);
        QCOMPARE(server.ask(http::Method::Delete, one, admin.token).verdict(), ok);
        QCOMPARE(server.get(one, admin.token).verdict(), std::string("404 M_NOT_FOUND"));
        QCOMPARE(server.get(v1 + "user_reports/x", admin.token).verdict(),
                 std::string("400 M_INVALID_PARAM"));
    }
    void measuresRooms() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        makeRoom(server, admin);
        const auto big = makeRoom(server, admin);
        say(server, admin, big, std::string(5000, 'x'));
        const auto sizes = server.get(v1 + "statistics/database/rooms", admin.token);
        const auto &list = sizes.body.at("rooms").as_array();
        QCOMPARE(list.size(), std::size_t{2});
        QCOMPARE(std::string(list.at(0).at("room_id").as_string()), big);
        QVERIFY(list.at(0).at("estimated_size").as_int64() > 5000);
    }
    void countsInvitesAndJoins() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto bob = server.join("bob");
        const auto room = makeRoom(server, admin);
        server.post(client + "rooms/" + room + "/invite", json::object{{"user_id", bob.userId}},
                    admin.token);
        server.post(client + "join/" + room, json::object{}, bob.token);
        server.post(client + "rooms/" + room + "/leave", json::object{}, bob.token);
        const std::string of = v1 + "users/" + bob.userId + "/";
        const auto number = [&](const std::string &path, const char *member) {
            return server.get(v1 + "users/" + path, admin.token).body.at(member).as_int64();
        };
        QCOMPARE(number(admin.userId + "/sent_invite_count?from_ts=0", "invite_count"), 1);
        QCOMPARE(number(bob.userId + "/sent_invite_count?from_ts=0", "invite_count"), 0);
        QCOMPARE(number(bob.userId + "/cumulative_joined_room_count?from_ts=0",
                        "cumulative_joined_room_count"),
                 1);
        QCOMPARE(number(bob.userId + "/cumulative_joined_room_count?from_ts=99999999999999",
                        "cumulative_joined_room_count"),
                 0);
        QCOMPARE(server.get(of + "sent_invite_count", admin.token).verdict(),
                 std::string("400 M_MISSING_PARAM"));
    }
    void listsQuarantineChanges() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto up = server.ask(http::Method::Post, "/_matrix/media/v3/upload", admin.token,
                                   nullptr, {{"Content-Type", "text/plain"}}, "words");
        const std::string place = up.text("content_uri").substr(6);
        for (const char *change : {"quarantine", "unquarantine"})
            QCOMPARE(server.post(v1 + "media/" + change + "/" + place, json::object{}, admin.token)
                         .verdict(),
                     ok);
        const std::string path = v1 + "media/quarantine_changes";
        const auto list = server.get(path, admin.token);
        const auto &changes = list.body.at("changes").as_array();
        QCOMPARE(changes.size(), std::size_t{2});
        QVERIFY(changes.at(0).at("quarantined").as_bool());
        QVERIFY(!changes.at(1).at("quarantined").as_bool());
        QCOMPARE("x/" + std::string(changes.at(0).at("media_id").as_string()), place);
        const auto next = std::to_string(list.body.at("next_batch").as_int64());
        QVERIFY(
            server.get(path + "?from=" + next, admin.token).body.at("changes").as_array().empty());
        QCOMPARE(server.get(path + "?from=99999999", admin.token).verdict(),
                 std::string("400 M_INVALID_PARAM"));
    }
    void emptiesTheCacheOfOtherServersMedia() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const std::string path = v1 + "purge_media_cache";
        QCOMPARE(server.post(path, json::object{}, admin.token).verdict(),
                 std::string("400 M_MISSING_PARAM"));
        QCOMPARE(server.post(path + "?before_ts=1700000000", json::object{}, admin.token).verdict(),
                 std::string("400 M_INVALID_PARAM"));
        const auto count = [&](const std::string &when) {
            return server.post(path + "?before_ts=" + when, json::object{}, admin.token)
                .body.at("deleted")
                .as_int64();
        };
        server.database().write([](store::Transaction &tx) {
            tx.exec("INSERT INTO media (media_nid, server_nid, media_id, kind, state, created_ts, "
                    "last_access_ts) VALUES (900, $1, 'far', 1, 1, 40000000000, 40000000000)",
                    tx.internServer("far.example"));
        });
        QCOMPARE(count("40000000000"), 0);
        QCOMPARE(count("40000000001"), 1);
        QCOMPARE(count("40000000001"), 0);
    }
    void findsUsersTheOldWay() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        server.join("alice");
        const std::string path = v1 + "search_users/" + admin.userId;
        const auto found = server.get(path + "?term=ali", admin.token);
        QCOMPARE(std::get<std::string>(found.response.body),
                 std::string(R"([{"name":"@alice:x","is_guest":false,"admin":false,)"
                             R"("user_type":null}])"));
        QCOMPARE(server.get(path, admin.token).verdict(), std::string("400 M_MISSING_PARAM"));
    }
    void makesDerivedTablesAnew() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto alice = server.join("alice");
        const auto room = makeRoom(server, alice);
        const std::string base = v1 + "background_updates/";
        const auto start = [&](const char *job) {
            return server.post(base + "start_job", json::object{{"job_name", job}}, admin.token);
        };
        const auto joined = [&] {
            return server.database().read([](store::Reader &reader) {
                return reader.queryOne("SELECT SUM(joined) FROM room_summary")->integer(0);
            });
        };
        const auto before = server.post(client + "user_directory/search",
                                        json::object{{"search_term", "alice"}}, alice.token);
        QCOMPARE(before.body.at("results").as_array().size(), std::size_t{1});
        server.database().write([](store::Transaction &tx) {
            tx.exec("DELETE FROM user_directory_word");
            tx.exec("UPDATE room_summary SET joined = 7");
        });
        QCOMPARE(start("nonsense").verdict(), std::string("400 M_UNKNOWN"));
        QCOMPARE(server.post(base + "start_job", json::object{}, admin.token).verdict(),
                 std::string("400 M_MISSING_PARAM"));
        QCOMPARE(
            server.post(base + "enabled", json::object{{"enabled", false}}, admin.token).verdict(),
            ok);
        QCOMPARE(start("regenerate_directory").verdict(), ok);
        QCOMPARE(start("regenerate_directory").verdict(), std::string("400 M_UNKNOWN"));
        QCOMPARE(start("populate_stats_process_rooms").verdict(), ok);
        const auto waiting = server.get(base + "status", admin.token).body;
        QCOMPARE(waiting.at("enabled").as_bool(), false);
        QCOMPARE(waiting.at("current_updates").at("master").at("name"),
                 json::value("regenerate_directory"));
        server.post(base + "enabled", json::object{{"enabled", true}}, admin.token);
        QTRY_VERIFY(server.get(base + "status", admin.token)
                        .body.at("current_updates")
                        .as_object()
                        .empty());
        QCOMPARE(joined(), std::int64_t{1});
        const auto found = server.post(client + "user_directory/search",
                                       json::object{{"search_term", "alice"}}, alice.token);
        QCOMPARE(found.body.at("results").as_array().size(), std::size_t{1});
    }
    void showsOtherServers() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto room = makeRoom(server, admin);
        const std::string base = v1 + "federation/destinations";
        const auto none = server.get(base, admin.token);
        QCOMPARE(none.verdict(), ok);
        QCOMPARE(none.body.at("total").as_int64(), 0);
        server.database().write([&](store::Transaction &tx) {
            const auto good = tx.internServer("good.example");
            const auto bad = tx.internServer("bad.example");
            tx.exec("INSERT INTO dest (server_nid, pdu_gpos) VALUES ($1, 12)", good);
            tx.exec("INSERT INTO dest (server_nid, retry_at_ts, failing_since_ts, failures) "
                    "VALUES ($1, 5000, 2000, 3)",
                    bad);
            tx.exec("INSERT INTO dest_room (server_nid, room_nid, gpos) VALUES ($1, $2, 9)", good,
                    tx.findRoom(room));
        });
        const auto list = [&](const std::string &query) {
            std::string names;
            const auto answer = server.get(base + query, admin.token);
            for (const auto &row : answer.body.at("destinations").as_array())
                names += std::string(row.at("destination").as_string()) + " ";
            return names;
        };
        QCOMPARE(list(""), std::string("bad.example good.example "));
        QCOMPARE(list("?dir=b"), std::string("good.example bad.example "));
        QCOMPARE(list("?order_by=retry_last_ts"), std::string("good.example bad.example "));
        QCOMPARE(list("?destination=good"), std::string("good.example "));
        QCOMPARE(list("?from=1&limit=5"), std::string("good.example "));
        QCOMPARE(server.get(base + "?order_by=x", admin.token).verdict(),
                 std::string("400 M_INVALID_PARAM"));
        const auto bad = server.get(base + "/bad.example", admin.token).body;
        QCOMPARE(bad.at("retry_last_ts").as_int64() + bad.at("retry_interval").as_int64(), 5000);
        QCOMPARE(bad.at("failure_ts").as_int64(), 2000);
        const auto rooms = server.get(base + "/good.example/rooms", admin.token).body;
        QCOMPARE(rooms.at("total").as_int64(), 1);
        QCOMPARE(rooms.at("rooms").at(0).at("stream_ordering").as_int64(), 9);
        const auto reset = [&](const std::string &name) {
            return server.post(base + "/" + name + "/reset_connection", json::object{}, admin.token)
                .verdict();
        };
        QCOMPARE(reset("unknown.example"), std::string("404 M_NOT_FOUND"));
        QCOMPARE(reset("good.example"), std::string("400 M_UNKNOWN"));
        QCOMPARE(reset("bad.example"), ok);
        QCOMPARE(reset("bad.example"), std::string("400 M_UNKNOWN"));
    }
};

HEARTH_TEST(TestAdminInspection)
#include "test_admin_inspection.moc"
