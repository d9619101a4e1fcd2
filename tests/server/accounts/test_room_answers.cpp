// SPDX-License-Identifier: Apache-2.0
// Answers about rooms that a comparison with Synapse has shown to differ.
#include "server/core/json_read.hpp"
#include "tests/server/accounts/at_once.hpp"
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

#include <set>

using namespace hearth;
using test::Answer;
using test::Person;
using test::ServerFixture;

namespace {

const std::string client = "/_matrix/client/v3/";
const std::string ok = "200";
const std::string invalid = "400 M_INVALID_PARAM";
const std::string notFound = "404 M_NOT_FOUND";
const std::string forbidden = "403 M_FORBIDDEN";
const std::string badAlias = "400 M_BAD_ALIAS";

std::string create(ServerFixture &server, const Person &who, const json::object &body = {}) {
    return server.post(client + "createRoom", body, who.token).text("room_id");
}

Answer upgrade(ServerFixture &server, const Person &who, const std::string &room,
               const std::string &version) {
    return server.post(client + "rooms/" + room + "/upgrade",
                       json::object{{"new_version", version}}, who.token);
}

Answer putState(ServerFixture &server, const Person &who, const std::string &room,
                const std::string &type, const json::object &content) {
    return server.put(client + "rooms/" + room + "/state/" + type, content, who.token);
}

Answer send(ServerFixture &server, const Person &who, const std::string &room,
            const std::string &type, json::object content) {
    static int number = 0;
    if (type == "m.room.message")
        content["msgtype"] = "m.text";
    return server.put(client + "rooms/" + room + "/send/" + type + "/" + std::to_string(++number),
                      content, who.token);
}

std::size_t joinedRooms(ServerFixture &server, const Person &who) {
    return server.get(client + "joined_rooms", who.token).body.at("joined_rooms").as_array().size();
}

std::set<std::string> typesOf(const json::value &events) {
    std::set<std::string> out;
    for (const json::value &event : events.as_array())
        out.emplace(stringAt(event.as_object(), "type"));
    return out;
}

} // namespace

class TestRoomAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void upgradesHappenOnce() {
        for (const char *version : {"11", "12"}) {
            ServerFixture server;
            const auto alice = server.join("alice");
            const auto room = create(server, alice, {{"room_version", "10"}});
            const auto answers =
                test::atOnce(4, [&](int) { return upgrade(server, alice, room, version); });
            for (const Answer &answer : answers)
                QCOMPARE(answer.text("replacement_room"), answers[0].text("replacement_room"));
            server.clock.forward(3600'000);
            QCOMPARE(upgrade(server, alice, room, version).text("replacement_room"),
                     answers[0].text("replacement_room"));
            QCOMPARE(joinedRooms(server, alice), std::size_t(2));
            // Another version is another wish.
            QVERIFY(upgrade(server, alice, room, "9").text("replacement_room") !=
                    answers[0].text("replacement_room"));
        }
    }
    void upgradesOfTwoPeopleDoNotCross() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        const auto room = create(server, alice,
                                 {{"room_version", "10"},
                                  {"preset", "trusted_private_chat"},
                                  {"invite", json::array{bob.userId}}});
        server.post(client + "join/" + room, json::object{}, bob.token);
        QCOMPARE(upgrade(server, alice, room, "11").verdict(), ok);
        QCOMPARE(upgrade(server, bob, room, "11").verdict(), std::string("400 M_UNKNOWN"));
        server.clock.forward(300'001);
        QCOMPARE(upgrade(server, bob, room, "11").verdict(), ok);
    }

    void directoryHasOnlyRoomsThatLetPeopleIn() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const std::vector<std::pair<const char *, bool>> rules{
            {"public", true},      {"knock", true},   {"knock_restricted", true},
            {"restricted", false}, {"invite", false}, {"private", false}};
        std::size_t listed = 0;
        for (const auto &[rule, shown] : rules) {
            const auto room = create(server, alice,
                                     {{"visibility", "public"},
                                      {"room_version", "10"},
                                      {"name", "Tea " + std::string(rule)}});
            QCOMPARE(putState(server, alice, room, "m.room.join_rules",
                              {{"join_rule", rule}, {"allow", json::array()}})
                         .verdict(),
                     ok);
            listed += shown ? 1U : 0U;
            const auto all = server.get(client + "publicRooms", alice.token);
            QCOMPARE(all.body.at("chunk").as_array().size(), listed);
            QCOMPARE(all.body.at("total_room_count_estimate").to_number<std::size_t>(), listed);
            if (shown)
                continue;
            // Who may read it may find it.
            putState(server, alice, room, "m.room.history_visibility",
                     {{"history_visibility", "world_readable"}});
            ++listed;
            QCOMPARE(
                server.get(client + "publicRooms", alice.token).body.at("chunk").as_array().size(),
                listed);
        }
        const auto found =
            server.post(client + "publicRooms?server=",
                        json::object{{"filter", json::object{{"generic_search_term", "TEA knock"}}},
                                     {"limit", 1}},
                        alice.token);
        QCOMPARE(found.body.at("chunk").as_array().size(), std::size_t(1));
        QCOMPARE(found.body.at("total_room_count_estimate").to_number<int>(), 2);
    }

    void mutualRoomsAreCounted() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        std::set<std::string> rooms;
        for (int i = 0; i < 101; ++i)
            rooms.insert(create(server, alice, {{"preset", "public_chat"}}));
        for (const std::string &room : rooms)
            server.post(client + "join/" + room, json::object{}, bob.token);
        const std::string path = "/_matrix/client/v1/mutual_rooms?user_id=" + bob.userId;
        const auto first = server.get(path, alice.token);
        QCOMPARE(first.body.at("count").to_number<int>(), 101);
        QCOMPARE(first.body.at("joined").as_array().size(), std::size_t(100));
        const auto last = server.get(path + "&from=" + first.text("next_batch"), alice.token);
        QCOMPARE(last.body.at("joined").as_array().size(), std::size_t(1));
        QCOMPARE(last.body.at("count").to_number<int>(), 101);
        QVERIFY(!last.body.contains("next_batch"));
        QCOMPARE(server.get(path + "&from=!!", alice.token).verdict(), invalid);
    }

    void contextFiltersTheState() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto room = create(server, alice, {{"name", "Tea"}});
        const auto event =
            send(server, alice, room, "m.room.message", {{"body", "x"}}).text("event_id");
        const auto state = [&](const std::string &filter) {
            const auto answer = server.get(client + "rooms/" + room + "/context/" + event +
                                               "?filter=" + http::percentEncode(filter),
                                           alice.token);
            return typesOf(answer.body.at("state"));
        };
        QVERIFY(state("{}").size() > 5);
        QVERIFY(state(R"({"types":["m.room.name"]})") == std::set<std::string>{"m.room.name"});
        QVERIFY(state(R"({"types":["m.room.message"],"lazy_load_members":true})").empty());
        QVERIFY(state(R"({"not_types":["m.room.name"],"lazy_load_members":true})")
                    .contains("m.room.member"));
        QVERIFY(state(R"({"senders":["@nobody:x"]})").empty());
    }

    void invitesAreNotifications() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        const auto none = server.get(client + "notifications", bob.token);
        QVERIFY(!none.body.contains("next_token"));
        const auto room = create(server, alice, {{"invite", json::array{bob.userId}}});
        const auto list = server.get(client + "notifications", bob.token);
        QCOMPARE(list.body.at("notifications").as_array().size(), std::size_t(1));
        const auto &entry = list.body.at("notifications").at(0).as_object();
        QVERIFY(stringAt(entry, "room_id") == room);
        QVERIFY(stringAt(entry.at("event").as_object(), "type") == "m.room.member");
        QVERIFY(!entry.at("read").as_bool());
        QVERIFY(!list.body.contains("next_token"));
    }

    void roomsWithoutAnybodyStayEmpty() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        const auto room = create(server, alice, {{"preset", "public_chat"}});
        QCOMPARE(server.post(client + "join/" + room, json::object{}, bob.token).verdict(), ok);
        const auto done = server.ask(http::Method::Delete, "/_synapse/admin/v1/rooms/" + room,
                                     admin.token, json::object{{"purge", false}});
        QCOMPARE(done.body.at("kicked_users").as_array().size(), std::size_t(2));
        for (const Person &person : {alice, bob, admin}) {
            QCOMPARE(server.post(client + "join/" + room, json::object{}, person.token).verdict(),
                     notFound);
            QCOMPARE(server.post(client + "knock/" + room, json::object{}, person.token).verdict(),
                     notFound);
        }
        QCOMPARE(server
                     .post("/_synapse/admin/v1/join/" + room, json::object{{"user_id", bob.userId}},
                           admin.token)
                     .status,
                 404);
    }

    void newRoomsAreJudgedLikeOldOnes() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto make = [&](const json::object &body) {
            return server.post(client + "createRoom", body, alice.token).verdict();
        };
        const auto withAlias = [](const json::object &content) {
            return json::array{json::object{
                {"type", "m.room.canonical_alias"}, {"state_key", ""}, {"content", content}}};
        };
        QCOMPARE(make({{"initial_state", withAlias({{"alias", "#none:x"}})}}), badAlias);
        create(server, alice, {{"room_alias_name", "other"}});
        QCOMPARE(make({{"initial_state", withAlias({{"alias", "#other:x"}})}}), badAlias);
        QCOMPARE(make({{"initial_state", withAlias({{"alt_aliases", {"#other:x"}}})}}), badAlias);
        QCOMPARE(make({{"initial_state", withAlias({{"alias", "nonsense"}})}}), invalid);
        QCOMPARE(
            make({{"room_alias_name", "own"}, {"initial_state", withAlias({{"alias", "#own:x"}})}}),
            ok);
        QCOMPARE(make({{"initial_state", withAlias({{"alias", nullptr}})}}), ok);
        for (const char *field : {"name", "topic"}) {
            QCOMPARE(make({{field, nullptr}}), std::string("400 M_UNKNOWN"));
            QCOMPARE(make({{field, 1}}), std::string("400 M_UNKNOWN"));
        }
        QCOMPARE(joinedRooms(server, alice), std::size_t(3));
    }

    void nobodyCallsEverybody() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const json::object call{{"call_id", "1"}, {"version", "1"}};
        const auto open = create(server, alice, {{"preset", "public_chat"}});
        QCOMPARE(send(server, alice, open, "m.call.invite", call).verdict(), forbidden);
        QCOMPARE(putState(server, alice, open, "m.call.invite", call).verdict(), forbidden);
        QCOMPARE(send(server, alice, open, "m.call.hangup", call).verdict(), ok);
        QCOMPARE(send(server, alice, create(server, alice), "m.call.invite", call).verdict(), ok);
    }

    void markersNeedTheirEvent() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto room = create(server, alice);
        const auto other = create(server, alice);
        const auto event =
            send(server, alice, other, "m.room.message", {{"body", "x"}}).text("event_id");
        const std::string unknownEvent = "404 M_UNKNOWN";
        for (const std::string &id : {std::string("$none"), event}) {
            QCOMPARE(server
                         .post(client + "rooms/" + room + "/read_markers",
                               json::object{{"m.fully_read", id}}, alice.token)
                         .verdict(),
                     unknownEvent);
            QCOMPARE(server
                         .post(client + "rooms/" + room + "/receipt/m.fully_read/" + id,
                               json::object{}, alice.token)
                         .verdict(),
                     unknownEvent);
        }
        QCOMPARE(server
                     .post(client + "rooms/" + other + "/read_markers",
                           json::object{{"m.fully_read", event}}, alice.token)
                     .verdict(),
                 ok);
    }

    void searchesEndWithTheirLastPage() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto room = create(server, alice);
        for (int i = 0; i < 3; ++i)
            send(server, alice, room, "m.room.message", {{"body", "apple"}});
        const auto page = [&](int limit, const std::string &batch) {
            const json::object wanted{{"search_term", "apple"},
                                      {"order_by", "recent"},
                                      {"filter", json::object{{"limit", limit}}}};
            const auto answer = server.post(
                client + "search" + (batch.empty() ? "" : "?next_batch=" + batch),
                json::object{{"search_categories", json::object{{"room_events", wanted}}}},
                alice.token);
            return answer.body.at("search_categories").at("room_events").as_object();
        };
        QVERIFY(!page(3, {}).contains("next_batch"));
        QVERIFY(!page(10, {}).contains("next_batch"));
        const auto first = page(2, {});
        const auto last = page(2, std::string(stringAt(first, "next_batch")));
        QCOMPARE(last.at("results").as_array().size(), std::size_t(1));
        QVERIFY(!last.contains("next_batch"));
    }

    void deletionsWithAWrongFieldDoNothing() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto alice = server.join("alice");
        const auto room = create(server, alice);
        for (const char *version : {"v1", "v2"})
            for (const json::object &wrong :
                 {json::object{{"message", 1}}, json::object{{"room_name", 1}},
                  json::object{{"block", "yes"}}, json::object{{"new_room_user_id", 1}}}) {
                json::object body{{"new_room_user_id", admin.userId}, {"block", true}};
                for (const auto &[name, value] : wrong)
                    body[name] = value;
                QCOMPARE(server
                             .ask(http::Method::Delete,
                                  "/_synapse/admin/" + std::string(version) + "/rooms/" + room,
                                  admin.token, body)
                             .verdict(),
                         std::string("400 M_BAD_JSON"));
            }
        QCOMPARE(joinedRooms(server, alice), std::size_t(1));
        QVERIFY(!server.get("/_synapse/admin/v1/rooms/" + room + "/block", admin.token)
                     .body.at("block")
                     .as_bool());
    }

    void administratorsSearchNamesNotTheServer() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        create(server, admin, {{"name", "Tea"}, {"room_alias_name", "garden"}});
        create(server, admin, {{"room_alias_name", "house"}});
        create(server, admin, {{"name", "x-rays"}});
        const auto found = [&](const std::string &term) {
            return server
                .get("/_synapse/admin/v1/rooms?search_term=" + http::percentEncode(term),
                     admin.token)
                .body.at("total_rooms")
                .to_number<int>();
        };
        QCOMPARE(found("x"), 1); // the server is called x
        QCOMPARE(found(":x"), 0);
        QCOMPARE(found("tea"), 1);
        QCOMPARE(found("GARD"), 1);
        QCOMPARE(found("#gard"), 1);
        QCOMPARE(found("#garden:x"), 1);
        QCOMPARE(found("hous"), 1);
        QCOMPARE(found("e"), 2);
    }

    void listsWithTheSameTwice() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        const json::object invite{{"type", "m.room.member"},
                                  {"state_key", bob.userId},
                                  {"content", json::object{{"membership", "invite"}}}};
        const json::object name{
            {"type", "m.room.name"}, {"state_key", ""}, {"content", json::object{{"name", "x"}}}};
        const auto made = server.post(client + "createRoom",
                                      json::object{{"invite", json::array{bob.userId, bob.userId}},
                                                   {"initial_state", {invite, invite, name, name}}},
                                      alice.token);
        QVERIFY2(made.status == 200, made.verdict().c_str());
        const json::object message{{"x", 1}};
        const auto sent = server.put(
            client + "sendToDevice/m.test/1",
            json::object{{"messages",
                          json::object{{bob.userId,
                                        json::object{{"*", message}, {bob.deviceId, message}}}}}},
            alice.token);
        QVERIFY2(sent.status == 200, sent.verdict().c_str());
    }
};

HEARTH_TEST(TestRoomAnswers)
#include "test_room_answers.moc"
