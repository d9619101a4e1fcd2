// SPDX-License-Identifier: Apache-2.0
// Delayed events: sent in time, put off, cancelled, and kept over a restart.
#include "server/services/rooms/delayed_events.hpp"
#include "server/store/database.hpp"
#include "tests/server/services/rooms/held_executor.hpp"
#include "tests/server/services/rooms/room_world.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using namespace hearth::services;
using hearth::test::errorOf;
using hearth::test::HeldExecutor;
using hearth::test::RoomWorld;
using Action = Memberships::Action;
using Strings = std::vector<std::string>;

namespace {

const std::string unknown = "404 M_NOT_FOUND";

DelayedEvents::Draft message(const std::string &room, std::int64_t delay, const char *body) {
    DelayedEvents::Draft draft;
    draft.roomId = room;
    draft.type = "m.room.message";
    draft.content = {{"msgtype", "m.text"}, {"body", body}};
    draft.delayMs = delay;
    return draft;
}

DelayedEvents::Draft state(const std::string &room, std::int64_t delay, const std::string &key) {
    DelayedEvents::Draft draft;
    draft.roomId = room;
    draft.type = "test.call";
    draft.stateKey = key;
    draft.content = {{"left", true}};
    draft.delayMs = delay;
    return draft;
}

bool hasLeft(RoomWorld &world, const std::string &room, const std::string &key) {
    const matrix::Event *event = world.core().registry.view(room)->find("test.call", key);
    return event && event->content().contains("left");
}

} // namespace

class TestDelayed : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void sendsWhenTheTimeHasCome() {
        RoomWorld world;
        HeldExecutor executor;
        DelayedEvents &delayed = world.rooms().delayed;
        delayed.start(executor);
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        delayed.add(alice, message(room, 50000, "late"));
        delayed.add(alice, message(room, 0, "soon"));
        delayed.add(alice, state(room, 0, "k"));
        QVERIFY(world.bodies(alice, room).empty());
        QVERIFY(!hasLeft(world, room, "k"));
        QCOMPARE(delayed.of(alice).size(), std::size_t(3));
        executor.runAll();
        QCOMPARE(world.bodies(alice, room), Strings{"soon"});
        QVERIFY(hasLeft(world, room, "k"));
        const json::array left = delayed.of(alice);
        QCOMPARE(left.size(), std::size_t(1));
        QCOMPARE(left.front().at("delay").as_int64(), std::int64_t(50000));
        QCOMPARE(std::string(left.front().at("room_id").as_string()), room);
        QVERIFY(!left.front().as_object().contains("state_key"));
        QVERIFY(delayed.of(world.user("bob")).empty());
    }

    void isSentRestartedOrCancelledByItsId() {
        RoomWorld world;
        HeldExecutor executor;
        DelayedEvents &delayed = world.rooms().delayed;
        delayed.start(executor);
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        const std::string now = delayed.add(alice, message(room, 50000, "now"));
        delayed.send(now);
        QCOMPARE(world.bodies(alice, room), Strings{"now"});
        QCOMPARE(errorOf([&] { delayed.send(now); }), unknown);
        const std::string never = delayed.add(alice, message(room, 50000, "never"));
        delayed.restart(never);
        delayed.cancel(never);
        QCOMPARE(errorOf([&] { delayed.cancel(never); }), unknown);
        QCOMPARE(errorOf([&] { delayed.restart(never); }), unknown);
        executor.runAll();
        QCOMPARE(world.bodies(alice, room), Strings{"now"});
        QVERIFY(delayed.of(alice).empty());
    }

    void isCheckedWhenAsked() {
        RoomWorld world;
        DelayedEvents &delayed = world.rooms().delayed;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        QCOMPARE(errorOf([&] { delayed.add(alice, message(room, 60001, "x")); }),
                 std::string("400 ORG.MATRIX.MSC4140_DELAY_TOO_LARGE"));
        QCOMPARE(errorOf([&] { delayed.add(alice, message(room, -1, "x")); }),
                 std::string("400 M_INVALID_PARAM"));
        QCOMPARE(errorOf([&] { delayed.add(alice, message("!no:test.local", 1, "x")); }), unknown);
        DelayedEvents::Draft draft = message(room, 1000, "x");
        draft.content.erase("body");
        QCOMPARE(errorOf([&] { delayed.add(alice, draft); }), std::string("400 M_UNKNOWN"));
        draft = message(room, 1000, "x");
        draft.txnId = "once";
        QCOMPARE(delayed.add(alice, draft), delayed.add(alice, draft));
        for (int i = 1; i < 100; ++i)
            delayed.add(alice, message(room, 1000, "x"));
        QCOMPARE(errorOf([&] { delayed.add(alice, message(room, 1000, "x")); }),
                 std::string("429 M_LIMIT_EXCEEDED"));
    }

    void newerStateOfOthersTakesItsPlace() {
        RoomWorld world;
        HeldExecutor executor;
        DelayedEvents &delayed = world.rooms().delayed;
        delayed.start(executor);
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room =
            world.create(alice, {{"preset", "public_chat"},
                                 {"power_level_content_override", {{"state_default", 0}}}});
        world.change(bob, room, Action::Join);
        delayed.add(alice, state(room, 50000, "own"));
        delayed.add(alice, state(room, 50000, "others"));
        world.state(alice, room, "test.call", {{"here", true}}, "own");
        world.state(bob, room, "test.call", {{"here", true}}, "others");
        executor.runAll();
        const json::array left = delayed.of(alice);
        QCOMPARE(left.size(), std::size_t(1));
        QCOMPARE(std::string(left.front().at("state_key").as_string()), std::string("own"));
    }

    void isTriedAgainWhenTheDatabaseFailed() {
        RoomWorld world;
        HeldExecutor executor;
        DelayedEvents &delayed = world.rooms().delayed;
        delayed.start(executor);
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        const std::string sent = delayed.add(alice, message(room, 50000, "sent"));
        const std::string gone = delayed.add(alice, message(room, 50000, "gone"));
        const auto rename = [&](const char *from, const char *to) {
            world.db->write([&](store::Transaction &tx) {
                tx.exec(std::string("ALTER TABLE ") + from + " RENAME TO " + to);
            });
        };
        rename("delayed_event", "away");
        QVERIFY_EXCEPTION_THROWN(delayed.send(sent), store::DatabaseError);
        QVERIFY_EXCEPTION_THROWN(delayed.cancel(gone), store::DatabaseError);
        rename("away", "delayed_event");
        delayed.send(sent);
        delayed.cancel(gone);
        QCOMPARE(world.bodies(alice, room), Strings{"sent"});
    }

    void survivesARestartAndIsGivenUpWhenForbidden() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        world.rooms().delayed.add(alice, message(room, 0, "kept"));
        world.rooms().delayed.add(bob, state(room, 0, "k")); // has no power
        world.restart();
        HeldExecutor executor;
        world.rooms().delayed.start(executor);
        executor.runAll();
        QCOMPARE(world.bodies(alice, room), Strings{"kept"});
        QVERIFY(!hasLeft(world, room, "k"));
        QVERIFY(world.rooms().delayed.of(alice).empty());
        QVERIFY(world.rooms().delayed.of(bob).empty());
    }
};

HEARTH_TEST(TestDelayed)
#include "test_delayed.moc"
