// SPDX-License-Identifier: Apache-2.0
// Simplified sliding sync: windows, what is new in a room, lost answers, extensions.
#include "server/core/json_read.hpp"
#include "server/store/to_device_store.hpp"
#include "tests/server/services/sync/sync_world.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using namespace hearth::services;
using namespace hearth::test;
using Action = Memberships::Action;
using Strings = std::vector<std::string>;

namespace {

/// One connection that asks on and on.
class Slider {
public:
    Slider(SyncWorld &world, Requester who, json::object wish)
        : body(std::move(wish))
        , m_world(world)
        , m_who(std::move(who)) {}

    std::optional<json::object> ask(bool last = true) {
        SlidingRequest request = parseSlidingRequest(body);
        request.requester = m_who;
        request.pos = pos;
        const auto feed = m_world.services().hub.connect(m_who.userNid);
        return m_world.services().sliding.answer(request, *feed, last);
    }
    json::object sync() {
        json::object answer = *ask();
        pos = answer.at("pos").as_string();
        return answer;
    }

    json::object body;
    std::string pos;

private:
    SyncWorld &m_world;
    Requester m_who;
};

json::object list(int first, int last, int limit, json::array state = {},
                  json::object filters = {}) {
    return {{"lists",
             {{"all",
               {{"ranges", {{first, last}}},
                {"timeline_limit", limit},
                {"required_state", std::move(state)},
                {"filters", std::move(filters)}}}}}};
}

json::object sectionOf(const json::object &answer, const std::string &room) {
    const json::object *found = objectAt(answer.at("rooms").as_object(), room);
    return found ? *found : json::object();
}

Strings bodiesIn(const json::object &section) {
    const json::array *timeline = arrayAt(section, "timeline");
    return timeline ? bodiesOf(*timeline) : Strings();
}

Strings stateIn(const json::object &section) {
    Strings out;
    if (const json::array *events = arrayAt(section, "required_state"))
        for (const json::value &event : *events)
            out.push_back(std::string(stringAt(event.as_object(), "type")) + "|" +
                          std::string(stringAt(event.as_object(), "state_key")));
    std::sort(out.begin(), out.end());
    return out;
}

Strings shownIn(const json::object &answer) {
    Strings out;
    for (const json::value &id :
         answer.at("lists").at("all").at("ops").at(0).at("room_ids").as_array())
        out.emplace_back(id.as_string());
    return out;
}

} // namespace

class TestSliding : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { databaseRows(); }

    void showsTheNewestRoomsFirst() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        Strings rooms;
        for (int i = 0; i < 5; ++i)
            rooms.push_back(world.create(alice, {{"name", "Room " + std::to_string(i)}}));
        world.say(alice, rooms[1], "hello");
        Slider slider(world, alice, list(0, 1, 1));
        const json::object first = slider.sync();
        QCOMPARE(first.at("lists").at("all").at("count").to_number<int>(), 5);
        QCOMPARE(shownIn(first), (Strings{rooms[1], rooms[4]}));
        QCOMPARE(first.at("rooms").as_object().size(), std::size_t(2));
        const json::object section = sectionOf(first, rooms[1]);
        QVERIFY(section.at("initial").as_bool());
        QCOMPARE(std::string(section.at("name").as_string()), std::string("Room 1"));
        QCOMPARE(bodiesIn(section), Strings{"hello"});
        QVERIFY(section.at("limited").as_bool());
        QCOMPARE(section.at("joined_count").to_number<int>(), 1);
        // A room outside the window comes in with a message; then there is nothing to say.
        world.say(alice, rooms[0], "up");
        const json::object second = slider.sync();
        QCOMPARE(shownIn(second), (Strings{rooms[0], rooms[1]}));
        QCOMPARE(second.at("rooms").as_object().size(), std::size_t(1));
        QVERIFY(sectionOf(second, rooms[0]).at("initial").as_bool());
        QVERIFY(!slider.ask(false));
        // A larger window shows only what is new to the client: room 4 is known.
        slider.body = list(0, 9, 1);
        QCOMPARE(slider.sync().at("rooms").as_object().size(), std::size_t(2));
    }

    void tellsWhatIsNewInARoom() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        Slider slider(
            world, bob,
            list(0, 9, 2,
                 {{"m.room.topic", ""}, {"m.room.member", "$ME"}, {"m.room.member", "$LAZY"}}));
        const json::object first = sectionOf(slider.sync(), room);
        QCOMPARE(stateIn(first),
                 (Strings{"m.room.member|" + alice.user.str(), "m.room.member|" + bob.user.str()}));
        for (const char *text : {"one", "two", "three"})
            world.say(alice, room, text);
        world.state(alice, room, "m.room.topic", {{"topic", "now"}});
        world.say(alice, room, "four");
        const std::string before = slider.pos;
        for (int round = 0; round < 2; ++round) { // the first answer got lost
            slider.pos = before;
            const json::object section = sectionOf(slider.sync(), room);
            QVERIFY(!section.contains("initial"));
            QCOMPARE(bodiesIn(section), Strings{"four"});
            QCOMPARE(section.at("timeline").as_array().size(), std::size_t(2));
            QVERIFY(section.at("limited").as_bool());
            QCOMPARE(stateIn(section), Strings{"m.room.topic|"});
            QCOMPARE(section.at("notification_count").to_number<int>(), 4);
            QCOMPARE(section.at("num_live").to_number<int>(), 2);
        }
        // A subscription asks for more of the timeline.
        const json::array create{json::array{"m.room.create", ""}};
        slider.body["room_subscriptions"] =
            json::object{{room, json::object{{"timeline_limit", 4}, {"required_state", create}}}};
        const json::object more = sectionOf(slider.sync(), room);
        QVERIFY(more.at("unstable_expanded_timeline").as_bool());
        QCOMPARE(bodiesIn(more), (Strings{"two", "three", "four"}));
        QCOMPARE(stateIn(more), Strings{"m.room.create|"});
        QVERIFY(!slider.ask(false));
        world.restartAll();
        QCOMPARE(errorOf([&] { slider.sync(); }), std::string("400 M_UNKNOWN_POS"));
        slider.pos.clear();
        QVERIFY(sectionOf(slider.sync(), room).at("initial").as_bool());
    }

    void followsMemberships() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"name", "Den"}});
        Slider slider(world, bob, list(0, 9, 5, {{"m.room.create", ""}}));
        QCOMPARE(slider.sync().at("lists").at("all").at("count").to_number<int>(), 0);
        world.change(alice, room, Action::Invite, bob.user.str());
        const json::object invited = sectionOf(slider.sync(), room);
        QVERIFY(!invited.at("invite_state").as_array().empty());
        QCOMPARE(std::string(invited.at("name").as_string()), std::string("Den"));
        QVERIFY(!slider.ask(false));
        world.change(bob, room, Action::Join);
        const json::object joined = sectionOf(slider.sync(), room);
        QVERIFY(joined.at("initial").as_bool());
        QCOMPARE(stateIn(joined), Strings{"m.room.create|"});
        world.say(alice, room, "bye");
        world.change(alice, room, Action::Kick, bob.user.str());
        world.say(alice, room, "alone");
        const json::object answer = slider.sync();
        QCOMPARE(bodiesIn(sectionOf(answer, room)), Strings{"bye"});
        QCOMPARE(stateIn(sectionOf(answer, room)), Strings{"m.room.member|" + bob.user.str()});
        QVERIFY(!slider.ask(false));
        // A new connection learns of the kick, but of nothing since then; who left does not.
        world.state(alice, room, "m.room.name", {{"name", "Later"}});
        slider.pos.clear();
        const json::object kicked = sectionOf(slider.sync(), room);
        QCOMPARE(bodiesIn(kicked), Strings{"bye"});
        QVERIFY(!kicked.contains("name") && !kicked.contains("joined_count"));
        QVERIFY(!slider.ask(false));
        world.change(alice, room, Action::Invite, bob.user.str());
        world.change(bob, room, Action::Join);
        QVERIFY(sectionOf(slider.sync(), room).at("initial").as_bool());
        world.change(bob, room, Action::Leave);
        slider.sync();
        slider.pos.clear();
        QVERIFY(sectionOf(slider.sync(), room).empty());
    }

    void tellsThoseWhoWereNeverInNothingButTheirMembership() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"name", "Secret"}});
        world.change(alice, room, Action::Ban, bob.user.str());
        Slider slider(world, bob, list(0, 9, 5, {{"*", "*"}}));
        const json::object section = sectionOf(slider.sync(), room);
        QCOMPARE(stateIn(section), Strings{"m.room.member|" + bob.user.str()});
        QVERIFY(!section.contains("name"));
        QVERIFY(bodiesIn(section).empty());
    }

    void tellsOnlyOfRoomsInWhichSomethingHappened() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        const store::RoomNid nid = world.core().registry.require(room)->nid();
        Slider slider(world, alice, list(0, 9, 3));
        slider.sync();
        const std::string event = world.say(bob, room, "hi");
        const json::object told = sectionOf(slider.sync(), room);
        QCOMPARE(told.at("notification_count").to_number<int>(), 1);
        const json::object &extra = told.at("timeline").at(0).at("unsigned").as_object();
        QCOMPARE(std::string(extra.at("membership").as_string()), std::string("join"));
        auto &receipts = world.services().receipts;
        receipts.markRead(bob, nid, store::ReceiptKind::Read, event, std::nullopt);
        QVERIFY(!slider.ask(false)); // of others
        receipts.markRead(alice, nid, store::ReceiptKind::Read, event, std::nullopt);
        QCOMPARE(sectionOf(slider.sync(), room).at("notification_count").to_number<int>(), 0);
        slider.body = list(0, 9, 0);
        slider.pos.clear();
        QVERIFY(!sectionOf(slider.sync(), room).contains("timeline"));
    }

    void extensionsKeepToTheirRooms() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const std::string first = world.create(alice);
        const std::string second = world.create(alice);
        for (const std::string &room : {first, second})
            world.services().accountData.setTag(
                alice.userNid, world.core().registry.require(room)->nid(), "m.favourite", {});
        const auto told = [&](const json::value &lists, const json::value &rooms) {
            json::object body = list(0, 0, 1);
            body["room_subscriptions"] = {{first, {{"timeline_limit", 1}}}};
            json::object extension{{"enabled", true}};
            if (!lists.is_null())
                extension["lists"] = lists;
            if (!rooms.is_null())
                extension["rooms"] = rooms;
            body["extensions"] = {{"account_data", extension}};
            Slider slider(world, alice, body);
            const json::object answer = slider.sync();
            Strings out;
            const json::object &data =
                answer.at("extensions").at("account_data").at("rooms").as_object();
            for (const auto &entry : data)
                out.emplace_back(entry.key());
            std::sort(out.begin(), out.end());
            return out;
        };
        Strings both{first, second};
        std::sort(both.begin(), both.end());
        const json::array all{"*"};
        QCOMPARE(told(nullptr, nullptr), both);
        QCOMPARE(told(all, all), both);
        QCOMPARE(told(json::array(), nullptr), Strings{first});
        QCOMPARE(told(nullptr, json::array()), Strings{second});
        QCOMPARE(told(json::array{"all"}, json::array()), Strings{second});
        QCOMPARE(told(json::array{"other"}, json::array{first}), Strings{first});
        QVERIFY(told(json::array(), json::array()).empty());
        QCOMPARE(errorOf([&] { told(5, nullptr); }), std::string("400 M_BAD_JSON"));
    }

    void filtersRooms() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const std::string space =
            world.create(alice, {{"creation_content", {{"type", "m.space"}}}});
        const std::string child = world.create(alice);
        const std::string direct = world.create(alice);
        world.state(alice, space, "m.space.child", {{"via", {"test.local"}}}, child);
        world.state(alice, direct, "m.room.encryption", {{"algorithm", "m.megolm.v1.aes-sha2"}});
        world.services().accountData.set(alice.userNid, {}, "m.direct",
                                         {{"@bob:test.local", {direct}}});
        const auto shown = [&](json::object filters) {
            Slider slider(world, alice, list(0, 9, 0, {}, std::move(filters)));
            Strings out = shownIn(slider.sync());
            std::sort(out.begin(), out.end());
            return out;
        };
        QCOMPARE(shown({{"room_types", {"m.space"}}}), Strings{space});
        QCOMPARE(shown({{"not_room_types", {"m.space"}}}).size(), std::size_t(2));
        QCOMPARE(shown({{"is_dm", true}}), Strings{direct});
        QCOMPARE(shown({{"is_encrypted", true}}), Strings{direct});
        QCOMPARE(shown({{"spaces", {space}}}), Strings{child});
        QVERIFY(shown({{"is_invite", true}}).empty());
        QCOMPARE(errorOf([&] { shown({{"is_dm", 1}}); }), std::string("400 M_BAD_JSON"));
    }

    void everyFilterHitsAndMisses() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string plain = world.create(alice, {{"name", "Plain Łódka"}});
        const std::string space =
            world.create(alice, {{"name", "Space"}, {"creation_content", {{"type", "m.space"}}}});
        const std::string secret = world.create(alice, {{"name", "Secret"}});
        world.state(alice, secret, "m.room.encryption", {{"algorithm", "m.megolm.v1.aes-sha2"}});
        world.state(alice, space, "m.space.child", {{"via", {"test.local"}}}, secret);
        const std::string invite =
            world.create(bob, {{"name", "Party"}, {"invite", {alice.user.str()}}});
        world.state(bob, invite, "m.room.name", {{"name", "Renamed"}});
        const std::string others = world.create(
            bob, {{"preset", "public_chat"}, {"creation_content", {{"type", "m.space"}}}});
        world.state(bob, others, "m.space.child", {{"via", {"test.local"}}}, plain);
        auto &data = world.services().accountData;
        data.set(alice.userNid, {}, "m.direct", {{bob.user.str(), {secret}}});
        data.setTag(alice.userNid, world.core().registry.require(plain)->nid(), "m.favourite", {});
        data.setTag(alice.userNid, world.core().registry.require(plain)->nid(), "u.work", {});
        data.setTag(alice.userNid, world.core().registry.require(secret)->nid(), "u.work", {});
        const auto shown = [&](json::object filters) {
            Slider slider(world, alice, list(0, 9, 0, {}, std::move(filters)));
            const json::object answer = slider.sync();
            Strings out = shownIn(answer);
            if (answer.at("lists").at("all").at("count") != json::value(out.size()))
                return Strings{"wrong count"};
            std::sort(out.begin(), out.end());
            return out;
        };
        const auto rooms = [](Strings list) {
            std::sort(list.begin(), list.end());
            return list;
        };
        QCOMPARE(shown({}), rooms({plain, space, secret, invite}));
        QCOMPARE(shown({{"is_dm", true}}), Strings{secret});
        QCOMPARE(shown({{"is_dm", false}}), rooms({plain, space, invite}));
        QCOMPARE(shown({{"is_invite", true}}), Strings{invite});
        QCOMPARE(shown({{"is_invite", false}}), rooms({plain, space, secret}));
        QCOMPARE(shown({{"is_encrypted", true}}), Strings{secret});
        QCOMPARE(shown({{"is_encrypted", false}}), rooms({plain, space, invite}));
        QCOMPARE(shown({{"room_types", {"m.space"}}}), Strings{space});
        QCOMPARE(shown({{"room_types", {nullptr}}}), rooms({plain, secret, invite}));
        QCOMPARE(shown({{"room_types", {nullptr, "m.space"}}}).size(), std::size_t(4));
        QVERIFY(shown({{"room_types", {"other"}}}).empty());
        QVERIFY(shown({{"room_types", json::array()}}).empty());
        QCOMPARE(shown({{"not_room_types", {"m.space"}}}), rooms({plain, secret, invite}));
        QCOMPARE(shown({{"not_room_types", {nullptr}}}), Strings{space});
        QCOMPARE(shown({{"spaces", {space}}}), Strings{secret});
        QVERIFY(shown({{"spaces", {others}}}).empty()); // not hers
        QVERIFY(shown({{"spaces", {plain}}}).empty());
        QCOMPARE(shown({{"tags", {"m.favourite"}}}), Strings{plain});
        QCOMPARE(shown({{"tags", {"m.favourite", "u.work"}}}), rooms({plain, secret}));
        QVERIFY(shown({{"tags", {"m.lowpriority"}}}).empty());
        QVERIFY(shown({{"tags", json::array()}}).empty());
        QCOMPARE(shown({{"not_tags", {"m.favourite"}}}), rooms({space, secret, invite}));
        QCOMPARE(shown({{"not_tags", {"u.work", "m.favourite"}}}), rooms({space, invite}));
        QCOMPARE(shown({{"not_tags", {"m.lowpriority"}}}).size(), std::size_t(4));
        QCOMPARE(shown({{"tags", {"u.work"}}, {"not_tags", {"m.favourite"}}}), Strings{secret});
        QCOMPARE(shown({{"room_name_like", "łód"}}), Strings{plain});
        QCOMPARE(shown({{"room_name_like", "part"}}), Strings{invite});
        QVERIFY(shown({{"room_name_like", "renamed"}}).empty()); // since the invite
        QVERIFY(shown({{"room_name_like", "%"}}).empty());
        for (const char *name : {"spaces", "room_types", "not_room_types", "tags", "not_tags"})
            QCOMPARE(errorOf([&] { shown({{name, 1}}); }), std::string("400 M_BAD_JSON"));
        // Tags that change move rooms between lists.
        Slider slider(world, alice, list(0, 9, 0, {}, {{"tags", {"m.favourite"}}}));
        QCOMPARE(shownIn(slider.sync()), Strings{plain});
        data.removeTag(alice.userNid, world.core().registry.require(plain)->nid(), "m.favourite");
        data.setTag(alice.userNid, world.core().registry.require(space)->nid(), "m.favourite", {});
        QCOMPARE(shownIn(slider.sync()), Strings{space});
    }

    void ignoredInvitesLeaveNoGhosts() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        world.services().accountData.set(alice.userNid, {}, "m.ignored_user_list",
                                         {{"ignored_users", {{bob.user.str(), json::object()}}}});
        const std::string room = world.create(bob, {{"invite", {alice.user.str()}}});
        const std::string own = world.create(alice);
        Slider slider(world, alice, list(0, 9, 1));
        SyncClient plain(world, alice);
        SyncClient after(world, alice, {.stateAfter = true});
        const auto quiet = [&] {
            const json::object answer = slider.sync();
            bool good = shownIn(answer) == Strings{own} &&
                        answer.at("lists").at("all").at("count") == json::value(1) &&
                        sectionOf(answer, room).empty();
            for (SyncClient *one : {&plain, &after}) {
                const json::object told = one->sync();
                for (const char *section : {"invite", "leave", "join"})
                    good = good && roomOf(told, section, room).empty();
            }
            return good;
        };
        QVERIFY(quiet());
        QVERIFY(quiet());
        world.change(bob, room, Action::Kick, alice.user.str()); // withdraws it
        QVERIFY(quiet());
        world.change(bob, room, Action::Ban, alice.user.str());
        QVERIFY(quiet());
        world.change(bob, room, Action::Unban, alice.user.str());
        QVERIFY(quiet());
        // Once it became more than an invite, the end is told.
        world.change(bob, room, Action::Invite, alice.user.str());
        QVERIFY(quiet());
        world.change(alice, room, Action::Join);
        QVERIFY(!roomOf(plain.sync(), "join", room).empty());
        QVERIFY(!sectionOf(slider.sync(), room).empty());
        world.change(bob, room, Action::Kick, alice.user.str());
        QVERIFY(!roomOf(plain.sync(), "leave", room).empty());
        QVERIFY(!sectionOf(slider.sync(), room).empty());
    }

    void extensionsTellWhatElseMoved() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        const store::RoomNid nid = world.core().registry.require(room)->nid();
        const std::string event = world.say(alice, room, "hi");
        json::object wish = list(0, 9, 1);
        json::object extensions;
        for (const char *name : {"to_device", "e2ee", "account_data", "receipts", "typing"})
            extensions[name] = json::object{{"enabled", true}};
        wish["extensions"] = extensions;
        Slider slider(world, alice, wish);
        const json::object first = slider.sync().at("extensions").as_object();
        QVERIFY(!first.at("account_data").at("global").as_array().empty()); // push rules
        QVERIFY(first.at("e2ee").as_object().contains("device_one_time_keys_count"));
        QVERIFY(!slider.ask(false));
        world.services().receipts.markRead(bob, nid, store::ReceiptKind::Read, event, std::nullopt);
        world.services().typing.set(bob, nid, true, 30000);
        world.services().accountData.setTag(alice.userNid, nid, "m.favourite", {});
        world.db->write([&](store::Transaction &tx) {
            const auto pos = world.services().hub.toDeviceSent(tx, alice.userNid, alice.deviceNid);
            tx.exec("INSERT INTO to_device (device_nid, gpos, seq, sender_nid, type, body)"
                    " VALUES ($1, $2, 0, $3, 'm.test', $4)",
                    alice.deviceNid, pos, bob.userNid,
                    std::string(R"({"type":"m.test","sender":"@b:c","content":{}})"));
        });
        const json::object second = slider.sync().at("extensions").as_object();
        QVERIFY(
            second.at("receipts").at("rooms").at(room).at("content").as_object().contains(event));
        QCOMPARE(second.at("typing").at("rooms").at(room).at("content").at("user_ids").at(0),
                 json::value(bob.user.str()));
        QCOMPARE(second.at("account_data").at("rooms").at(room).at(0).at("type"),
                 json::value("m.tag"));
        QCOMPARE(second.at("to_device").at("events").as_array().size(), std::size_t(1));
        // Comes again until it is acknowledged.
        QCOMPARE(slider.sync().at("extensions").at("to_device").at("events").as_array().size(),
                 std::size_t(1));
        extensions["to_device"] =
            json::object{{"enabled", true}, {"since", second.at("to_device").at("next_batch")}};
        slider.body["extensions"] = extensions;
        QVERIFY(slider.sync().at("extensions").at("to_device").at("events").as_array().empty());
        QVERIFY(!slider.ask(false));
    }
};

HEARTH_TEST(TestSliding)
#include "test_sliding.moc"
