// SPDX-License-Identifier: Apache-2.0
// Deleting rooms and purging history.
#include "server/services/rooms/room_events.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/room_removal.hpp"
#include "server/store/room_store.hpp"
#include "tests/server/services/rooms/held_executor.hpp"
#include "tests/server/services/rooms/room_world.hpp"
#include "tests/support/test_main.hpp"

#include <atomic>
#include <thread>
#include <tuple>
#include <utility>

using namespace hearth;
using namespace hearth::services;
using hearth::test::errorOf;
using hearth::test::RoomWorld;
using Action = Memberships::Action;

namespace {

std::int64_t rowsOf(RoomWorld &world, const std::string &table, store::RoomNid room) {
    return world.db->read([&](store::Reader &reader) {
        return reader.query("SELECT COUNT(*) FROM " + table + " WHERE room_nid = $1", room)
            .front()
            .integer(0);
    });
}

std::string statusOf(RoomWorld &world, const std::string &deleteId) {
    const json::object status = world.rooms().removal.deleteStatus(deleteId);
    return std::string(status.at("status").as_string());
}

} // namespace

class TestRemoval : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void deletionLeavesNothing() {
        RoomWorld world;
        const Requester admin = world.user("admin");
        const Requester alice = world.user("alice");
        const std::string room =
            world.create(alice, {{"preset", "public_chat"}, {"room_alias_name", "bad"}});
        const store::RoomNid nid = world.core().registry.require(room)->nid();
        for (int i = 0; i < 300; ++i)
            world.say(alice, room, std::to_string(i), "t" + std::to_string(i));
        const std::string id = world.rooms().removal.startDelete(
            admin, room, {{"block", true}, {"new_room_user_id", admin.user.str()}});
        const json::object status = world.rooms().removal.deleteStatus(id);
        QCOMPARE(std::string(status.at("status").as_string()), std::string("complete"));
        const json::object &result = status.at("shutdown_room").as_object();
        QCOMPARE(result.at("kicked_users").as_array().size(), std::size_t(1));
        const std::string moved(result.at("new_room_id").as_string());
        QVERIFY(world.core().registry.view(moved)->isJoined(alice.user.str()));
        QVERIFY(!world.core().registry.find(room));
        for (const char *table : {"event", "room_state", "state_delta", "state_group", "member",
                                  "txn_client", "fwd_extremity", "room_alias"})
            QVERIFY2(rowsOf(world, table, nid) == 0, table);
        QCOMPARE(errorOf([&] { world.say(alice, room, "x"); }), std::string("404 M_NOT_FOUND"));
    }

    void purgeKeepsStateAndNewMessages() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice, {{"name", "kept"}});
        for (int i = 0; i < 10; ++i)
            world.say(alice, room, "old");
        const std::string last = world.say(alice, room, "new");
        const std::string id =
            world.rooms().removal.startPurge(alice, room, last, {{"delete_local_events", true}});
        QCOMPARE(std::string(world.rooms().removal.purgeStatus(id).at("status").as_string()),
                 std::string("complete"));
        QCOMPARE(world.bodies(alice, room), (std::vector<std::string>{"new"}));
        world.restart();
        QCOMPARE(std::string(world.core().registry.view(room)->name()), std::string("kept"));
        world.say(alice, room, "newer");
        QCOMPARE(world.bodies(alice, room), (std::vector<std::string>{"new", "newer"}));
    }

    void onlyOneDeletionRunsAtOnce() {
        RoomWorld world;
        world.workers.hold();
        RoomRemoval &removal = world.rooms().removal;
        const Requester admin = world.user("admin");
        const std::string room = world.create(admin);
        const std::string id = removal.startDelete(admin, room, {});
        QCOMPARE(errorOf([&] { removal.startDelete(admin, room, {}); }),
                 std::string("400 M_UNKNOWN"));
        QCOMPARE(errorOf([&] { removal.deleteNow(admin, room, {}); }),
                 std::string("400 M_UNKNOWN"));
        QVERIFY(world.core().registry.find(room));
        QCOMPARE(world.workers.runAll(), std::size_t(1));
        QCOMPARE(statusOf(world, id), std::string("complete"));

        for (int round = 0; round < 10; ++round) {
            const std::string raced = world.create(admin);
            std::atomic<int> ready{0};
            std::atomic<int> taken{0};
            std::vector<std::thread> threads;
            for (int i = 0; i < 4; ++i)
                threads.emplace_back([&] {
                    for (++ready; ready < 4;)
                        std::this_thread::yield();
                    if (errorOf([&] { removal.startDelete(admin, raced, {}); }).empty())
                        ++taken;
                });
            for (std::thread &thread : threads)
                thread.join();
            QCOMPARE(taken.load(), 1);
            QCOMPARE(world.workers.runAll(), std::size_t(1));
        }
    }

    void unknownRoomsAreDeletedToo() {
        RoomWorld world;
        const Requester admin = world.user("admin");
        RoomRemoval &removal = world.rooms().removal;
        const std::string unknown = "!unknown:" + world.core().serverName;
        const json::object result = removal.deleteNow(admin, unknown, {{"block", true}});
        QVERIFY(result.at("kicked_users").as_array().empty());
        QVERIFY(result.at("new_room_id").is_null());
        QVERIFY(world.db->read(
            [&](store::Reader &reader) { return store::isBlocked(reader, unknown); }));
        QCOMPARE(statusOf(world, removal.startDelete(admin, unknown, {})), std::string("complete"));
        QCOMPARE(errorOf([&] { removal.startDelete(admin, "unknown", {}); }),
                 std::string("400 M_UNKNOWN"));
        QCOMPARE(errorOf([&] { std::ignore = removal.deleteStatusOfRoom("unknown"); }),
                 std::string("400 M_UNKNOWN"));
        QCOMPARE(errorOf([&] {
                     removal.startDelete(admin, unknown, {{"new_room_user_id", "@a:elsewhere"}});
                 }),
                 std::string("400 M_UNKNOWN"));
    }

    void deletionTakesInvitedPeopleOut() {
        RoomWorld world;
        const Requester admin = world.user("admin");
        const Requester bob = world.user("bob");
        const std::string room = world.create(admin, {{"room_alias_name", "shut"}});
        world.change(admin, room, Action::Invite, bob.user.str());
        const json::object result =
            world.rooms().removal.deleteNow(admin, room, {{"purge", false}});
        QCOMPARE(result.at("kicked_users").as_array().size(), std::size_t(2));
        QVERIFY(result.at("local_aliases").as_array().empty());
        QVERIFY(world.core().registry.find(room));
        // They have forgotten it, too.
        QCOMPARE(errorOf([&] { world.bodies(admin, room); }), std::string("403 M_FORBIDDEN"));
    }

    void purgeHidesWhatItKeeps() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice, {{"name", "kept"}});
        const store::RoomNid nid = world.core().registry.require(room)->nid();
        const std::string old = world.say(alice, room, "old");
        world.state(alice, room, "m.room.topic", {{"topic", "kept, too"}});
        const std::string last = world.say(alice, room, "new");
        const std::int64_t before = rowsOf(world, "event", nid);
        const std::string id = world.rooms().removal.startPurge(alice, room, last, {});
        QCOMPARE(std::string(world.rooms().removal.purgeStatus(id).at("status").as_string()),
                 std::string("complete"));
        QCOMPARE(rowsOf(world, "event", nid), before);
        for (int round = 0; round < 2; ++round) {
            RoomHistory &history = world.rooms().history;
            const json::object page = history.messages(alice, room, {});
            QCOMPARE(page.at("chunk").as_array().size(), std::size_t(1));
            QCOMPARE(errorOf([&] { std::ignore = history.event(alice, room, old); }),
                     std::string("404 M_NOT_FOUND"));
            QCOMPARE(errorOf([&] {
                         std::ignore = history.context(alice, room, old, 10, nullptr, false);
                     }),
                     std::string("404 M_NOT_FOUND"));
            const matrix::Event *topic = world.core().registry.view(room)->find("m.room.topic");
            QCOMPARE(std::string(topic->content().at("topic").as_string()),
                     std::string("kept, too"));
            world.restart();
        }
        world.say(alice, room, "newer");
        QCOMPARE(world.bodies(alice, room), (std::vector<std::string>{"new", "newer"}));
    }
};

HEARTH_TEST(TestRemoval)
#include "test_removal.moc"
