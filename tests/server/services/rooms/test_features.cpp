// SPDX-License-Identifier: Apache-2.0
// Search, directory, spaces, upgrades.
#include "server/services/rooms/room_admin.hpp"
#include "server/services/rooms/room_directory.hpp"
#include "server/services/rooms/room_events.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/room_search.hpp"
#include "server/services/rooms/room_upgrades.hpp"
#include "server/services/rooms/spaces.hpp"
#include "server/store/room_store.hpp"
#include "tests/server/services/rooms/room_world.hpp"
#include "tests/support/test_main.hpp"

#include <tuple>

using namespace hearth;
using namespace hearth::services;
using hearth::test::errorOf;
using hearth::test::RoomWorld;
using Action = Memberships::Action;

class TestFeatures : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void searchFindsWords() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice, {{"name", "Garden"}});
        world.say(alice, room, "Red apples, green pears");
        world.say(alice, room, "apples only");
        const auto find = [&](const std::string &term) {
            const json::object answer = world.rooms().search.search(
                alice,
                {{"search_categories",
                  {{"room_events", {{"search_term", term}, {"order_by", "recent"}}}}}},
                {});
            return answer.at("search_categories").at("room_events").at("count").as_int64();
        };
        QCOMPARE(find("apples"), 2);
        QCOMPARE(find("green APPLES"), 1);
        QCOMPARE(find("garden"), 1);
        QCOMPARE(find("plum"), 0);
        world.say(alice, room, "plum");
        QCOMPARE(find("plum"), 1);
    }

    void searchFindsBeginningsAndPages() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        const std::string secret = world.create(alice);
        world.change(bob, room, Action::Join);
        world.say(alice, secret, "apples in secret");
        for (int i = 0; i < 7; ++i)
            world.say(i % 2 ? alice : bob, room, "APPLES number " + std::to_string(i));
        world.say(alice, room, "apple");
        world.say(alice, room, "\xC3\x84pfel \xE6\x9D\xB1\xE4\xBA\xAC");
        const auto ask = [&](const Requester &who, json::object wanted,
                             const std::string &batch = {}) {
            const json::object answer = world.rooms().search.search(
                who, {{"search_categories", {{"room_events", std::move(wanted)}}}}, batch);
            return answer.at("search_categories").at("room_events").as_object();
        };
        const auto count = [&](const Requester &who, const char *term) {
            return ask(who, {{"search_term", term}}).at("count").as_int64();
        };
        QCOMPARE(count(bob, "appl"), 8);
        QCOMPARE(count(alice, "appl"), 9);
        QCOMPARE(count(bob, "pples"), 0);
        QCOMPARE(count(bob, "app num 3"), 1);
        QCOMPARE(count(bob, "\xC3\xA4pf"), 1);
        QCOMPARE(count(bob, "\xE4\xBA\xAC"), 1);
        QCOMPARE(count(bob, "!"), 0);
        const json::object ranked = ask(bob, {{"search_term", "apple"}});
        QCOMPARE(std::string(
                     ranked.at("results").at(0).at("result").at("content").at("body").as_string()),
                 std::string("apple"));
        const json::object wanted{{"search_term", "apples"},
                                  {"order_by", "recent"},
                                  {"filter", {{"limit", 3}}},
                                  {"groupings", {{"group_by", {{{"key", "sender"}}}}}}};
        std::string batch;
        std::string bobs;
        std::vector<std::string> found;
        for (int page = 0; page < 4; ++page) {
            const json::object answer = ask(bob, wanted, batch);
            for (const json::value &hit : answer.at("results").as_array())
                found.emplace_back(hit.at("result").at("content").at("body").as_string());
            if (page == 0)
                bobs = answer.at("groups")
                           .at("sender")
                           .at(bob.user.str())
                           .at("next_batch")
                           .as_string();
            if (!answer.contains("next_batch"))
                break;
            batch = answer.at("next_batch").as_string();
        }
        QCOMPARE(found.size(), std::size_t(7));
        QCOMPARE(found.front(), std::string("APPLES number 6"));
        QCOMPARE(found.back(), std::string("APPLES number 0"));
        const json::object group = ask(bob, wanted, bobs);
        QCOMPARE(group.at("results").as_array().size(), std::size_t(2)); // of 6, 4, 2, 0
        QCOMPARE(errorOf([&] { ask(bob, wanted, "nonsense"); }),
                 std::string("400 M_INVALID_PARAM"));
    }

    void directoryAndAliases() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        RoomDirectory &directory = world.rooms().directory;
        const std::string room = world.create(
            alice, {{"preset", "public_chat"}, {"visibility", "public"}, {"name", "Tea"}});
        directory.add(alice, "#tea:test.local", room);
        QCOMPARE(errorOf([&] { directory.add(alice, "#tea:test.local", room); }),
                 std::string("409 M_UNKNOWN"));
        QCOMPARE(errorOf([&] { directory.remove(bob, "#tea:test.local"); }),
                 std::string("403 M_FORBIDDEN"));
        QCOMPARE(std::string(directory.resolve("#tea:test.local").at("room_id").as_string()), room);
        QCOMPARE(errorOf([&] {
                     world.state(alice, room, "m.room.canonical_alias",
                                 {{"alias", "#no:test.local"}});
                 }),
                 std::string("400 M_BAD_ALIAS"));
        world.state(alice, room, "m.room.canonical_alias", {{"alias", "#tea:test.local"}});
        for (int i = 0; i < 5; ++i)
            world.create(alice, {{"preset", "public_chat"}, {"visibility", "public"}});
        RoomDirectory::Query query;
        query.limit = 4;
        const json::object first = directory.publicRooms(query);
        QCOMPARE(first.at("chunk").as_array().size(), std::size_t(4));
        query.since = first.at("next_batch").as_string();
        const json::object second = directory.publicRooms(query);
        QCOMPARE(second.at("chunk").as_array().size(), std::size_t(2));
        QVERIFY(!second.contains("next_batch"));
        query.since.clear();
        query.search = "tea";
        QCOMPARE(directory.publicRooms(query).at("chunk").as_array().size(), std::size_t(1));
        directory.remove(alice, "#tea:test.local");
        QCOMPARE(std::string(world.core().registry.view(room)->canonicalAlias()), std::string());
    }

    void spacesAreWalked() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const json::object space{{"preset", "public_chat"},
                                 {"creation_content", {{"type", "m.space"}}}};
        const std::string top = world.create(alice, space);
        const std::string below = world.create(alice, space);
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        const json::object via{{"via", {"test.local"}}};
        world.state(alice, top, "m.space.child", via, below);
        world.state(alice, below, "m.space.child", via, room);
        world.state(alice, below, "m.space.child", via, top); // a ring
        Spaces::Query query;
        query.limit = 2;
        const json::object first = world.rooms().spaces.hierarchy(alice, top, query);
        QCOMPARE(first.at("rooms").as_array().size(), std::size_t(2));
        query.from = first.at("next_batch").as_string();
        const json::object rest = world.rooms().spaces.hierarchy(alice, top, query);
        QCOMPARE(rest.at("rooms").as_array().size(), std::size_t(1));
        query = {};
        query.limit = 0;
        const json::object none = world.rooms().spaces.hierarchy(alice, top, query);
        QVERIFY(none.at("rooms").as_array().empty() && none.contains("next_batch"));
    }

    void summariesTellTheMembership() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        const auto membership = [&](const Requester &who) {
            const json::object out = world.rooms().spaces.summary(who, room);
            const json::value *value = out.if_contains("membership");
            return value ? std::string(value->as_string()) : std::string();
        };
        QCOMPARE(membership(alice), std::string("join"));
        QCOMPARE(membership(bob), std::string("leave")); // never in it
        QCOMPARE(membership({}), std::string());         // not signed in
        const auto ask = [&](const char *id) {
            return errorOf([&] { std::ignore = world.rooms().spaces.summary(bob, id); });
        };
        QCOMPARE(ask("nonsense"), std::string("400 M_UNKNOWN"));
        QCOMPARE(ask("!none:test.local"), std::string("404 M_NOT_FOUND"));
        QCOMPARE(ask("#none:test.local"), std::string("404 M_NOT_FOUND"));
    }

    void onlySomeMayCallInPublicRooms() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const auto levelOf = [&](const char *preset) {
            const std::string room = world.create(alice, {{"preset", preset}});
            const json::object &content =
                world.core().registry.view(room)->find("m.room.power_levels")->content();
            const json::value *level =
                content.at("events").as_object().if_contains("m.call.invite");
            return level ? level->as_int64() : 0;
        };
        QCOMPARE(levelOf("public_chat"), std::int64_t(50));
        QCOMPARE(levelOf("private_chat"), std::int64_t(0));
    }

    void upgradesKeepWhatMatters() {
        for (const char *version : {"2", "11", "12"}) {
            RoomWorld world;
            const Requester alice = world.user("alice");
            const Requester bob = world.user("bob");
            const std::string old = world.create(alice, {{"room_version", "10"},
                                                         {"preset", "public_chat"},
                                                         {"name", "Old"},
                                                         {"room_alias_name", "home"}});
            world.change(alice, old, Action::Ban, bob.user.str());
            const std::string fresh =
                world.rooms().upgrades.upgrade(alice, old, {{"new_version", version}});
            const RoomViewPtr view = world.core().registry.view(fresh);
            QCOMPARE(std::string(view->version->id), std::string(version));
            QCOMPARE(std::string(view->name()), std::string("Old"));
            QCOMPARE(std::string(view->canonicalAlias()), std::string("#home:test.local"));
            QVERIFY(view->membershipOf(bob.user.str()) == matrix::Membership::Ban);
            const RoomViewPtr left = world.core().registry.view(old);
            QVERIFY(left->tombstoned());
            QCOMPARE(
                std::string(
                    left->find("m.room.tombstone")->content().at("replacement_room").as_string()),
                fresh);
        }
    }

    void upgradesKeepHighLevels() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const json::object users{{alice.user.str(), 500}};
        const std::string old = world.create(
            alice, {{"room_version", "10"}, {"power_level_content_override", {{"users", users}}}});
        const std::string fresh =
            world.rooms().upgrades.upgrade(alice, old, {{"new_version", "11"}});
        const matrix::Event *levels =
            world.core().registry.view(fresh)->find("m.room.power_levels");
        QVERIFY(levels->content().at("users").as_object() == users);
    }

    void administratorsSeeRooms() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice, {{"name", "Alpha"}});
        world.create(alice, {{"name", "Beta"}});
        store::RoomListQuery query;
        query.limit = 1;
        const json::object page = world.rooms().admin.list(query);
        QCOMPARE(page.at("total_rooms").as_int64(), 2);
        QCOMPARE(page.at("next_batch").as_int64(), 1);
        QCOMPARE(std::string(page.at("rooms").as_array()[0].at("name").as_string()),
                 std::string("Alpha"));
        query.search = "bet";
        QCOMPARE(world.rooms().admin.list(query).at("total_rooms").as_int64(), 1);
        const json::object details = world.rooms().admin.details(room);
        QCOMPARE(details.at("joined_local_members").as_int64(), 1);
        QCOMPARE(std::string(details.at("creator").as_string()), alice.user.str());
    }
};

HEARTH_TEST(TestFeatures)
#include "test_features.moc"
