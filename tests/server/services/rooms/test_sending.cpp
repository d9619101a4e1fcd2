// SPDX-License-Identifier: Apache-2.0
// Sending: order, idempotency, many threads, and memory that equals the database.
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/room_creator.hpp"
#include "server/services/rooms/room_events.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/state_layers.hpp"
#include "server/store/state_store.hpp"
#include "tests/server/services/rooms/room_world.hpp"
#include "tests/support/test_main.hpp"

#include <algorithm>
#include <map>
#include <thread>

using namespace hearth;
using namespace hearth::services;
using hearth::test::errorOf;
using hearth::test::RoomWorld;
using Action = Memberships::Action;

namespace {

std::map<std::string, std::string> stateOf(RoomWorld &world, const RoomView &view) {
    std::map<std::string, std::string> out;
    for (const StoredEventPtr &event : world.rooms().history.stateEvents(view, {}))
        out[std::string(event->event->type()) + "|" + *event->event->stateKey()] =
            event->event->id().str();
    return out;
}

} // namespace

class TestSending : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void createsEveryVersionAndPreset() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        for (const matrix::RoomVersion &version : matrix::roomVersions())
            for (const char *preset : {"private_chat", "public_chat", "trusted_private_chat"}) {
                const std::string room = world.create(alice, {{"room_version", version.id},
                                                              {"preset", preset},
                                                              {"name", "A"},
                                                              {"topic", "B"},
                                                              {"invite", {"@bob:test.local"}}});
                const RoomViewPtr view = world.core().registry.view(room);
                QVERIFY(view);
                QCOMPARE(view->joined, 1);
                QCOMPARE(view->invited, 1);
                QCOMPARE(std::string(view->name()), std::string("A"));
                world.say(alice, room, "hello");
                QCOMPARE(world.bodies(alice, room).size(), std::size_t(1));
            }
    }

    void refusesWhatCreateRoomCannotDo() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const auto error = [&](json::object body) {
            return errorOf([&] { world.create(alice, std::move(body)); });
        };
        QCOMPARE(error({{"room_version", "no"}}), std::string("400 M_UNSUPPORTED_ROOM_VERSION"));
        QCOMPARE(error({{"room_version", 5}}), std::string("400 M_BAD_JSON"));
        QCOMPARE(error({{"preset", "odd"}}), std::string("400 M_BAD_JSON"));
        QCOMPARE(error({{"invite", {"bob"}}}), std::string("400 M_UNKNOWN"));
        QCOMPARE(error({{"room_alias_name", "a"}}), std::string());
        QCOMPARE(error({{"room_alias_name", "a"}}), std::string("400 M_ROOM_IN_USE"));
    }

    void sameTransactionIdSendsOnce() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        const std::string first = world.say(alice, room, "one", "t1");
        QCOMPARE(world.say(alice, room, "one", "t1"), first);
        Requester other = alice;
        other.deviceNid = store::DeviceNid{99};
        QVERIFY(world.say(other, room, "one", "t1") != first);
        world.restart();
        QCOMPARE(world.say(alice, room, "again", "t1"), first);
        world.say(alice, room, "two", "t2");
        QCOMPARE(world.bodies(alice, room), (std::vector<std::string>{"one", "one", "two"}));
    }

    void knowsEventsThatSomebodyHoldsBeyondItsCache() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        for (int i = 0; i < 40; ++i)
            world.say(alice, room, std::to_string(i));
        std::vector<store::EventNid> nids;
        for (const LiveEventPtr &event : world.recorder.events())
            nids.push_back(event->nid);
        EventReader reader(world.db.get(), 8); // one event in each of its parts
        StoredEvents held = reader.load(nids);
        QCOMPARE(held.size(), nids.size());
        const std::int64_t reads = world.db.reads();
        for (const StoredEventPtr &event : held)
            QCOMPARE(reader.find(event->nid), event);
        QCOMPARE(world.db.reads(), reads);
        // What was redacted or forgotten is not found again in its old form.
        reader.redact(nids.front(), nids.back());
        QCOMPARE(reader.find(nids.front())->redactedBy, nids.back());
        reader.forget(nids[10]);
        QVERIFY(!reader.peek(nids[10]));
        reader.forgetRoom(held.front()->room);
        for (const store::EventNid nid : nids)
            QVERIFY(!reader.peek(nid));
        held = reader.load(nids);
        held.clear();
        const auto known = std::count_if(nids.begin(), nids.end(), [&](store::EventNid nid) {
            return reader.peek(nid) != nullptr;
        });
        QVERIFY2(known <= 8, std::to_string(known).c_str());
    }

    void sameStateIsSentOnce() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        const std::string first = world.state(alice, room, "m.room.name", {{"name", "x"}});
        QCOMPARE(world.state(alice, room, "m.room.name", {{"name", "x"}}), first);
        QVERIFY(world.state(alice, room, "m.room.name", {{"name", "y"}}) != first);
    }

    void manyThreadsKeepOrder() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        std::vector<std::string> rooms;
        for (int i = 0; i < 4; ++i)
            rooms.push_back(world.create(alice, {{"preset", "public_chat"}}));
        constexpr int threads = 8;
        constexpr int each = 25;
        std::vector<std::thread> running;
        for (int t = 0; t < threads; ++t)
            running.emplace_back([&, t] {
                const Requester user = world.user("user" + std::to_string(t));
                for (const std::string &room : rooms)
                    world.change(user, room, Action::Join);
                for (int i = 0; i < each; ++i)
                    for (const std::string &room : rooms)
                        world.say(user, room, std::to_string(t) + "." + std::to_string(i),
                                  "x" + std::to_string(i));
            });
        for (std::thread &thread : running)
            thread.join();
        for (const std::string &id : rooms) {
            const RoomPtr room = world.core().registry.require(id);
            const StoredEvents events = world.core().timeline.after(room->nid(), {}, 10000);
            QCOMPARE(events.size(), std::size_t(6 + threads * (each + 1)) -
                                        (room->view()->find("m.room.guest_access") ? 0 : 1));
            std::int64_t depth = 0;
            std::map<char, int> seen;
            for (const StoredEventPtr &event : events) {
                QCOMPARE(event->event->depth(), ++depth); // one line: order of positions
                if (event->event->type() != "m.room.message")
                    continue;
                const std::string body(event->event->content().at("body").as_string());
                QCOMPARE(std::stoi(body.substr(2)), seen[body[0]]++);
            }
        }
        std::int64_t last = 0;
        for (const LiveEventPtr &event : world.recorder.events()) {
            QVERIFY(event->pos.value > last);
            last = event->pos.value;
        }
    }

    void memoryEqualsTheDatabase() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const std::string id = world.create(alice, {{"preset", "public_chat"}});
        for (int i = 0; i < 60; ++i) {
            const Requester user = world.user("u" + std::to_string(i));
            world.change(user, id, Action::Join);
            if (i % 3 == 0)
                world.change(user, id, Action::Leave);
            if (i % 7 == 0)
                world.change(alice, id, Action::Ban, user.user.str());
            world.state(alice, id, "m.room.topic", {{"topic", std::to_string(i)}});
        }
        const RoomViewPtr before = world.core().registry.view(id);
        const auto stateBefore = stateOf(world, *before);
        const store::StateGroupNid group = world.core().registry.require(id)->head.layers.group();
        world.restart();
        const RoomPtr room = world.core().registry.require(id);
        const RoomViewPtr after = room->view();
        QCOMPARE(stateOf(world, *after), stateBefore);
        QCOMPARE(after->joined, before->joined);
        QCOMPARE(after->banned, before->banned);
        QCOMPARE(after->left, before->left);
        QCOMPARE(room->head.layers.group().value, group.value);
        // The stored group says the same as the current state.
        std::map<std::string, std::string> grouped;
        const StateDelta delta =
            world.db->read([&](store::Reader &reader) { return readGroup(reader, group); });
        for (const auto &[key, nid] : delta)
            grouped[key.first + "|" + key.second] =
                world.core().events.find(nid)->event->id().str();
        QCOMPARE(grouped, stateBefore);
        // Work goes on where it stopped.
        world.say(world.user("alice"), id, "still here");
    }

    void redactionIsSeenEverywhere() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        const std::string mine = world.say(bob, room, "secret");
        const std::string hers = world.say(alice, room, "stays");
        const std::string name = world.state(alice, room, "m.room.name", {{"name", "bad"}});
        QCOMPARE(errorOf([&] { world.rooms().sending.redact(bob, room, hers, {}, "r1"); }),
                 std::string("403 M_FORBIDDEN"));
        world.rooms().sending.redact(bob, room, mine, {{"reason", "oops"}}, "r2");
        world.rooms().sending.redact(alice, room, name, {}, "r3");
        for (int round = 0; round < 2; ++round) {
            QCOMPARE(world.bodies(alice, room), (std::vector<std::string>{"-", "stays"}));
            const json::object event = world.rooms().history.event(alice, room, mine);
            QVERIFY(event.at("unsigned").as_object().contains("redacted_because"));
            QCOMPARE(std::string(world.core().registry.view(room)->name()), std::string());
            world.restart();
        }
    }

    void memoryOfRoomsStaysBounded() {
        constexpr std::size_t cacheBytes = 400'000;
        RoomWorld world(cacheBytes);
        const Requester alice = world.user("alice");
        RoomServices &rooms = world.rooms();
        RoomRegistry &registry = world.core().registry;
        std::vector<std::string> ids;
        for (int i = 0; i < 6; ++i)
            ids.push_back(rooms.creator.create(alice, {{"preset", "public_chat"}}).roomId);
        const std::size_t small = registry.bytes();
        for (const std::string &id : ids)
            for (int i = 0; i < 30; ++i)
                rooms.sending.putState(alice, {id, "org.test", std::to_string(i), {}, {}});
        QVERIFY(registry.bytes() > small); // grew after loading
        QVERIFY(registry.bytes() <= cacheBytes);
        QVERIFY(registry.count() < ids.size());
        for (const std::string &id : ids)
            QCOMPARE(registry.view(id)->state->size(), std::size_t(34));
    }
};

HEARTH_TEST(TestSending)
#include "test_sending.moc"
