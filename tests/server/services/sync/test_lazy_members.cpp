// SPDX-License-Identifier: Apache-2.0
// Lazily loaded members: a client never ends with an older member event than the one that holds,
// and knows everybody whose events it was shown.
#include "server/core/json_read.hpp"
#include "tests/server/services/sync/sync_world.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using namespace hearth::services;
using namespace hearth::test;
using Action = Memberships::Action;

namespace {

const std::string lazyFilter =
    R"({"room":{"timeline":{"limit":3},"state":{"lazy_load_members":true}}})";

/// What the state of a room's section says of somebody's membership; empty when nothing.
std::string told(const json::object &section, const Requester &who) {
    std::string membership;
    for (const char *part : {"state", "state_after"})
        for (const json::value &event : eventsOf(section, part))
            if (stringAt(event.as_object(), "type") == "m.room.member" &&
                stringAt(event.as_object(), "state_key") == who.user.str())
                membership = stringAt(*objectAt(event.as_object(), "content"), "membership");
    return membership;
}

struct Place {
    SyncWorld world;
    Requester alice = world.user("alice");
    Requester bob = world.user("bob");
    Requester carol = world.user("carol");
    // Named, so that nobody is told as a hero.
    std::string id = world.create(alice, {{"preset", "public_chat"}, {"name", "Place"}});
    SyncClient client;

    explicit Place(bool stateAfter)
        : client(world, bob, {lazyFilter, false, stateAfter}) {
        world.change(bob, id, Action::Join);
        world.change(carol, id, Action::Join);
    }
    /// Alice fills a whole timeline.
    void fill() {
        for (const char *text : {"1", "2", "3"})
            world.say(alice, id, text);
    }
    json::object sync() { return roomOf(client.sync(), "join", id); }
};

} // namespace

class TestLazyMembers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { databaseRows(); }

    void backBeforeTheLeaveWasSeen_data() { forms(); }
    void backBeforeTheLeaveWasSeen() {
        QFETCH(bool, stateAfter);
        Place room(stateAfter);
        room.client.initial(); // shows that Carol joined
        room.world.change(room.carol, room.id, Action::Leave);
        room.world.change(room.bob, room.id, Action::Leave);
        room.world.change(room.bob, room.id, Action::Join);
        room.fill();
        QCOMPARE(told(room.sync(), room.carol), std::string("leave"));
    }

    void fullStateTellsWhoMoved_data() { forms(); }
    void fullStateTellsWhoMoved() {
        QFETCH(bool, stateAfter);
        Place room(stateAfter);
        room.client.initial();
        room.world.change(room.carol, room.id, Action::Leave);
        room.fill();
        room.client.options.fullState = true;
        QCOMPARE(told(room.sync(), room.carol), std::string("leave"));
    }

    void lostAnswersAreNotAcknowledgedByLaterTokens_data() { forms(); }
    void lostAnswersAreNotAcknowledgedByLaterTokens() {
        QFETCH(bool, stateAfter);
        Place room(stateAfter);
        room.fill();
        room.client.initial(); // of Carol nothing
        const SyncToken before = room.client.token();
        room.world.say(room.carol, room.id, "lost");
        QCOMPARE(told(room.sync(), room.carol), std::string("join"));
        room.client.setToken(before); // that answer never arrived
        room.fill();
        QCOMPARE(told(room.sync(), room.carol), std::string());
        room.world.say(room.carol, room.id, "arrives");
        QCOMPARE(told(room.sync(), room.carol), std::string("join"));
        room.world.say(room.carol, room.id, "known by now");
        QCOMPARE(told(room.sync(), room.carol), std::string());
    }

    void aRoomThatWasLeftStartsAnew_data() { forms(); }
    void aRoomThatWasLeftStartsAnew() {
        QFETCH(bool, stateAfter);
        Place room(stateAfter);
        room.client.initial(); // shows that Carol joined
        room.world.change(room.bob, room.id, Action::Leave);
        room.client.sync(); // a client may throw the room away now
        room.world.change(room.bob, room.id, Action::Join);
        room.fill();
        QCOMPARE(told(room.sync(), room.carol), std::string());
        room.world.say(room.carol, room.id, "still here");
        QCOMPARE(told(room.sync(), room.carol), std::string("join"));
    }

private:
    static void forms() {
        QTest::addColumn<bool>("stateAfter");
        QTest::newRow("state") << false;
        QTest::newRow("state_after") << true;
    }
};

HEARTH_TEST(TestLazyMembers)
#include "test_lazy_members.moc"
