// SPDX-License-Identifier: Apache-2.0
// Every membership transition, by a member, a moderator and the user.
#include "server/services/rooms/room_service.hpp"
#include "tests/server/services/rooms/room_world.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using namespace hearth::services;
using hearth::test::errorOf;
using hearth::test::RoomWorld;
using Action = Memberships::Action;

class TestMemberships : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void shadowBannedUsersKeepTheirNameInRooms() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        bob.shadowBanned = true;
        world.state(bob, room, "m.room.member", {{"membership", "join"}, {"displayname", "Z"}},
                    bob.user.str());
        world.rooms().service.onProfileChanged(bob, "Z", std::string());
        const Member *member = world.core().registry.view(room)->members.find(bob.user.str());
        QVERIFY(member->displayName != "Z");
    }

    void transitions() {
        RoomWorld world;
        const Requester alice = world.user("alice"); // creator
        const Requester carol = world.user("carol"); // plain member
        struct Case {
            const char *start; // none invite join leave ban
            const char *who;   // self alice carol
            Action action;
            const char *error;
        };
        const Case cases[] = {
            {"none", "self", Action::Join, "403 M_FORBIDDEN"},
            {"none", "self", Action::Leave, "403 M_FORBIDDEN"},
            {"none", "alice", Action::Invite, ""},
            {"none", "alice", Action::Kick, "403 M_FORBIDDEN"},
            {"none", "alice", Action::Ban, ""},
            {"none", "alice", Action::Unban, "403 M_BAD_STATE"},
            {"none", "carol", Action::Ban, "403 M_FORBIDDEN"},
            {"invite", "self", Action::Join, ""},
            {"invite", "self", Action::Leave, ""},
            {"invite", "alice", Action::Kick, ""},
            {"invite", "carol", Action::Kick, "403 M_FORBIDDEN"},
            {"invite", "alice", Action::Ban, ""},
            {"join", "self", Action::Join, ""},
            {"join", "self", Action::Leave, ""},
            {"join", "alice", Action::Invite, "403 M_FORBIDDEN"},
            {"join", "alice", Action::Kick, ""},
            {"join", "alice", Action::Ban, ""},
            {"join", "carol", Action::Kick, "403 M_FORBIDDEN"},
            {"leave", "self", Action::Join, "403 M_FORBIDDEN"},
            {"leave", "self", Action::Leave, ""},
            {"leave", "alice", Action::Invite, ""},
            {"leave", "alice", Action::Kick, "403 M_FORBIDDEN"},
            {"ban", "self", Action::Join, "403 M_BAD_STATE"},
            {"ban", "alice", Action::Invite, "403 M_BAD_STATE"},
            {"ban", "alice", Action::Kick, "403 M_BAD_STATE"},
            {"ban", "carol", Action::Unban, "403 M_FORBIDDEN"},
            {"ban", "alice", Action::Unban, ""},
            {"ban", "alice", Action::Ban, ""},
        };
        int number = 0;
        for (const Case &row : cases) {
            const std::string room = world.create(alice, {{"invite", {carol.user.str()}}});
            world.change(carol, room, Action::Join);
            const Requester dave = world.user("dave" + std::to_string(number++));
            const std::string start = row.start;
            if (start != "none") {
                world.change(alice, room, Action::Invite, dave.user.str());
                if (start == "join" || start == "leave")
                    world.change(dave, room, Action::Join);
                if (start == "leave")
                    world.change(dave, room, Action::Leave);
                if (start == "ban")
                    world.change(alice, room, Action::Ban, dave.user.str());
            }
            const std::string who = row.who;
            const Requester &actor = who == "self" ? dave : who == "alice" ? alice : carol;
            const std::string error =
                errorOf([&] { world.change(actor, room, row.action, dave.user.str()); });
            QVERIFY2(error == row.error,
                     qPrintable(QString::fromStdString(
                         start + " by " + who + " action " +
                         std::to_string(static_cast<int>(row.action)) + ": " + error)));
        }
    }

    void knocking() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice);
        QCOMPARE(errorOf([&] { world.change(bob, room, Action::Knock); }),
                 std::string("403 M_FORBIDDEN"));
        world.state(alice, room, "m.room.join_rules", {{"join_rule", "knock"}});
        world.change(bob, room, Action::Knock);
        QCOMPARE(world.core().registry.view(room)->knocked, 1);
        world.change(alice, room, Action::Invite, bob.user.str());
        world.change(bob, room, Action::Join);
        QCOMPARE(world.core().registry.view(room)->joined, 2);
    }

    void restrictedJoins() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string space = world.create(
            alice, {{"preset", "public_chat"}, {"creation_content", {{"type", "m.space"}}}});
        const std::string room = world.create(alice);
        world.state(alice, room, "m.room.join_rules",
                    {{"join_rule", "restricted"},
                     {"allow", {{{"type", "m.room_membership"}, {"room_id", space}}}}});
        QCOMPARE(errorOf([&] { world.change(bob, room, Action::Join); }),
                 std::string("403 M_FORBIDDEN"));
        world.change(bob, space, Action::Join);
        world.change(bob, room, Action::Join);
        QVERIFY(world.core().registry.view(room)->isJoined(bob.user.str()));
    }

    void membersAreKnownByUser() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        QVERIFY(!world.core().members.shareRoom(alice.userNid, bob.userNid));
        world.change(bob, room, Action::Join);
        QVERIFY(world.core().members.shareRoom(alice.userNid, bob.userNid));
        QCOMPARE(errorOf([&] { world.rooms().memberships.forget(bob, room); }),
                 std::string("400 M_UNKNOWN"));
        world.change(alice, room, Action::Kick, bob.user.str());
        const store::RoomNid nid = world.core().registry.require(room)->nid();
        const RoomMembership kicked = world.core().members.membership(bob.userNid, nid);
        QVERIFY(kicked.membership == matrix::Membership::Leave);
        QCOMPARE(kicked.sender.value, alice.userNid.value);
        world.rooms().memberships.forget(bob, room);
        for (int round = 0; round < 2; ++round) {
            QVERIFY(world.core().members.membership(bob.userNid, nid).forgotten);
            world.restart();
        }
        world.change(bob, room, Action::Join);
        QVERIFY(!world.core().members.membership(bob.userNid, nid).forgotten);
    }

    void profilesAndFarewell() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        world.rooms().service.onProfileChanged(alice, "Alice", "mxc://a/b");
        QCOMPARE(world.core().registry.view(room)->members.find(alice.user.str())->displayName,
                 std::string("Alice"));
        world.rooms().service.leaveAllRooms(alice);
        QCOMPARE(world.core().registry.view(room)->joined, 0);
    }
};

HEARTH_TEST(TestMemberships)
#include "test_memberships.moc"
