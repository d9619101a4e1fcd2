// SPDX-License-Identifier: Apache-2.0
// What is seen of a room's past: four visibilities times the ways to come and go.
#include "server/matrix/filter.hpp"
#include "server/services/rooms/room_events.hpp"
#include "server/services/rooms/room_history.hpp"
#include "tests/server/services/rooms/room_world.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using namespace hearth::services;
using hearth::test::errorOf;
using hearth::test::RoomWorld;
using Action = Memberships::Action;

namespace {
std::string joined(const std::vector<std::string> &list) {
    std::string out;
    for (const std::string &text : list)
        out += text;
    return out;
}
} // namespace

class TestVisibility : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    /// a, invite, b, join, c, leave, d; then perhaps join again and e.
    void table() {
        struct Case {
            const char *visibility;
            const char *invited; // what an invited user sees (or the error)
            const char *member;
            const char *left;
            const char *back;
        };
        const Case cases[] = {
            {"joined", "403 M_FORBIDDEN", "c", "c", "ce"},
            {"invited", "403 M_FORBIDDEN", "bc", "bc", "bce"},
            {"shared", "403 M_FORBIDDEN", "abc", "abc", "abcde"},
            {"world_readable", "ab", "abc", "abc", "abcde"},
        };
        RoomWorld world;
        const Requester alice = world.user("alice");
        for (const Case &row : cases) {
            const Requester bob = world.user(std::string("bob-") + row.visibility);
            const std::string room =
                world.create(alice, {{"initial_state",
                                      {{{"type", "m.room.history_visibility"},
                                        {"state_key", ""},
                                        {"content", {{"history_visibility", row.visibility}}}}}}});
            world.say(alice, room, "a");
            world.change(alice, room, Action::Invite, bob.user.str());
            world.say(alice, room, "b");
            std::string seen;
            const std::string error = errorOf([&] { seen = joined(world.bodies(bob, room)); });
            QCOMPARE(error.empty() ? seen : error, std::string(row.invited));
            world.change(bob, room, Action::Join);
            world.say(alice, room, "c");
            QCOMPARE(joined(world.bodies(bob, room)), std::string(row.member));
            world.change(bob, room, Action::Leave);
            world.say(alice, room, "d");
            QCOMPARE(joined(world.bodies(bob, room)), std::string(row.left));
            world.change(alice, room, Action::Invite, bob.user.str());
            world.change(bob, room, Action::Join);
            world.say(alice, room, "e");
            const std::string back = joined(world.bodies(bob, room));
            // Invited again before "e": in "invited" rooms nothing lies between.
            QCOMPARE(back, std::string(row.back));
        }
    }

    void stateStaysAsItWasForThoseWhoLeft() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}, {"name", "old"}});
        world.change(bob, room, Action::Join);
        world.change(bob, room, Action::Leave);
        world.state(alice, room, "m.room.name", {{"name", "new"}});
        world.state(alice, room, "m.room.topic", {{"topic", "new"}});
        RoomHistory &history = world.rooms().history;
        QCOMPARE(
            std::string(
                history.stateEvent(bob, room, {"m.room.name", ""}, false).at("name").as_string()),
            std::string("old"));
        QCOMPARE(errorOf([&] {
                     static_cast<void>(history.stateEvent(bob, room, {"m.room.topic", ""}, false));
                 }),
                 std::string("404 M_NOT_FOUND"));
        QCOMPARE(errorOf([&] { static_cast<void>(history.state(world.user("eve"), room)); }),
                 std::string("403 M_FORBIDDEN"));
    }

    void aBanAfterLeavingTellsNothingOfTheTimeBetween() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const Requester carol = world.user("carol");
        const std::string room = world.create(alice, {{"preset", "public_chat"}, {"name", "old"}});
        world.change(bob, room, Action::Join);
        world.change(bob, room, Action::Leave);
        world.state(alice, room, "m.room.name", {{"name", "new"}});
        world.change(carol, room, Action::Join);
        world.change(alice, room, Action::Ban, bob.user.str());
        // Never in the room, and told so.
        world.change(alice, room, Action::Ban, "@eve:test.local");
        RoomHistory &history = world.rooms().history;
        QCOMPARE(
            std::string(
                history.stateEvent(bob, room, {"m.room.name", ""}, false).at("name").as_string()),
            std::string("old"));
        QCOMPARE(history.members(bob, room, {}).size(), std::size_t{2});
        QCOMPARE(errorOf([&] { static_cast<void>(history.state(world.user("eve"), room)); }),
                 std::string("403 M_FORBIDDEN"));
    }

    void filtersByRelationsSeeWhatTheViewerSees() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        const std::string root = world.say(alice, room, "root");
        world.change(bob, room, Action::Leave);
        const json::object relation{{"rel_type", "m.thread"}, {"event_id", root}};
        world.rooms().sending.send(
            alice, {room,
                    "m.room.message",
                    {{"body", "secret"}, {"msgtype", "m.text"}, {"m.relates_to", relation}},
                    "t",
                    {}});
        const auto filter =
            matrix::EventFilter::parse(json::object{{"related_by_rel_types", {"m.thread"}}});
        QVERIFY(filter);
        RoomHistory::Page page;
        page.filter = &*filter;
        const auto found = [&](const Requester &who) {
            return world.rooms().history.messages(who, room, page).at("chunk").as_array().size();
        };
        QCOMPARE(found(alice), std::size_t{1});
        QCOMPARE(found(bob), std::size_t{0});
    }

    void whatWasRedactedIsNotToldAsReplaced() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        const std::string first = world.state(alice, room, "m.room.topic", {{"topic", "secret"}});
        world.state(alice, room, "m.room.topic", {{"topic", "other"}});
        const services::LiveEventPtr live = world.recorder.events().back();
        QCOMPARE(live->changes.size(), std::size_t{1});
        QVERIFY(live->changes.front().previous);
        Sight sight = world.rooms().visibility.sightOf(alice);
        QVERIFY(world.core().serializer.live(*live, sight).find("secret") != std::string::npos);
        world.rooms().sending.redact(alice, room, first, {}, "r");
        Sight later = world.rooms().visibility.sightOf(alice);
        QVERIFY(world.core().serializer.live(*live, later).find("secret") == std::string::npos);
    }

    void pagesJoinUp() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        for (int i = 0; i < 25; ++i)
            world.say(alice, room, std::to_string(i));
        for (const bool backwards : {true, false}) {
            std::vector<std::string> ids;
            RoomHistory::Page page;
            page.backwards = backwards;
            page.limit = 7;
            while (true) {
                const json::object answer = world.rooms().history.messages(alice, room, page);
                for (const json::value &event : answer.at("chunk").as_array())
                    ids.emplace_back(event.at("event_id").as_string());
                const json::value *end = answer.if_contains("end");
                if (!end)
                    break;
                page.from = end->as_string();
            }
            std::sort(ids.begin(), ids.end());
            QVERIFY(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
            QCOMPARE(ids.size(), std::size_t(25 + 6));
        }
    }
};

HEARTH_TEST(TestVisibility)
#include "test_visibility.moc"
