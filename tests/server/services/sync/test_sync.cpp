// SPDX-License-Identifier: Apache-2.0
// /sync: sections, gaps, state before and after a timeline, memberships, device lists, to-device.
#include "server/core/json_read.hpp"
#include "server/services/rooms/room_events.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/room_removal.hpp"
#include "server/store/to_device_store.hpp"
#include "tests/server/services/sync/sync_world.hpp"
#include "tests/support/test_main.hpp"

#include <map>
#include <random>

using namespace hearth;
using namespace hearth::services;
using namespace hearth::test;
using Action = Memberships::Action;
using Strings = std::vector<std::string>;

namespace {

std::string limitFilter(int limit) {
    return R"({"room":{"timeline":{"limit":)" + std::to_string(limit) + "}}}";
}

using StateIds = std::map<std::string, std::string>; // type|key → event id

void applyEvents(StateIds &state, const json::array &events) {
    for (const json::value &event : events) {
        const json::object &fields = event.as_object();
        if (fields.contains("state_key"))
            state[std::string(stringAt(fields, "type")) + "|" +
                  std::string(stringAt(fields, "state_key"))] = stringAt(fields, "event_id");
    }
}

StateIds stateOf(SyncWorld &world, const std::string &room) {
    StateIds out;
    const RoomViewPtr view = world.core().registry.view(room);
    for (const StoredEventPtr &event : world.rooms().history.stateEvents(*view, {}))
        out[std::string(event->event->type()) + "|" + *event->event->stateKey()] =
            event->event->id().str();
    return out;
}

} // namespace

class TestSync : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { databaseRows(); }

    void tokensReadAsWritten() {
        SyncToken token{12, 345, std::nullopt};
        QCOMPARE(token.text(), std::string("s12_345"));
        token.toDevice = 7;
        QCOMPARE(SyncToken::parse(token.text())->toDevicePosition(), std::int64_t(7));
        for (const char *bad : {"", "s", "12", "s1_", "s1_2_3_4", "sx_1", "s-1_2", "s1_2 "})
            QVERIFY2(!SyncToken::parse(bad), bad);
    }

    // The number of questions to the database must not follow the number of rooms, whether they are
    // in memory or not; and many rooms read together are told as each is told alone.
    void manyRoomsAreReadTogether() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        constexpr int rooms = 96;
        std::vector<std::string> ids;
        for (int i = 0; i < rooms; ++i) {
            ids.push_back(world.create(
                alice, {{"preset", "public_chat"}, {"name", "Room " + std::to_string(i)}}));
            if (i % 3 == 0)
                world.state(alice, ids.back(), "m.room.topic", {{"topic", "first"}});
            if (i % 3 == 0)
                world.state(alice, ids.back(), "m.room.topic", {{"topic", "second"}});
        }
        world.change(bob, ids[0], Action::Join);
        world.say(bob, ids[0], "hello");
        const auto strip = [](json::object answer) {
            for (auto &[id, room] : answer.at("rooms").at("join").as_object())
                for (const char *part : {"timeline", "state"})
                    for (json::value &event : room.at(part).at("events").as_array())
                        event.at("unsigned").as_object().erase("age");
            return answer.at("rooms").at("join").as_object();
        };
        SyncClient client(world, alice);
        std::int64_t before = world.db.reads();
        const json::object warm = strip(client.initial());
        QVERIFY2(world.db.reads() - before < rooms,
                 std::to_string(world.db.reads() - before).c_str());
        QCOMPARE(warm.size(), std::size_t(rooms));
        QCOMPARE(warm.at(ids[0]).at("unread_notifications").at("notification_count").as_int64(), 1);
        world.restartAll();
        SyncClient again(world, alice);
        before = world.db.reads();
        const json::object cold = strip(again.initial());
        QVERIFY2(world.db.reads() - before < rooms,
                 std::to_string(world.db.reads() - before).c_str());
        QVERIFY(cold == warm);
        // One by one, by a filter.
        for (const std::string &id : {ids[0], ids[1], ids[95]}) {
            SyncClient one(world, alice, {"{\"room\":{\"rooms\":[\"" + id + "\"]}}"});
            QVERIFY(strip(one.initial()).at(id) == warm.at(id));
        }
    }

    void tellsTheInitialStateOnce() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice, {{"name", "Den"}});
        SyncClient client(world, alice);
        const json::object first = roomOf(client.initial(), "join", room);
        StateIds state;
        applyEvents(state, eventsOf(first, "state"));
        applyEvents(state, eventsOf(first, "timeline"));
        QCOMPARE(state, stateOf(world, room));
        world.say(alice, room, "one");
        const json::object second = roomOf(client.sync(), "join", room);
        QCOMPARE(bodiesOf(eventsOf(second, "timeline")), Strings{"one"});
        QVERIFY(eventsOf(second, "state").empty());
        QVERIFY(!client.sync().contains("rooms"));
    }

    void givesAWholeTimelineTheTokenOfItsEnd() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        SyncClient client(world, alice);
        const auto page = [&](const json::object &section) {
            RoomHistory::Page wanted;
            wanted.from = section.at("timeline").at("prev_batch").as_string();
            wanted.limit = 100;
            return world.rooms().history.messages(alice, room, wanted);
        };
        const json::object whole = roomOf(client.initial(), "join", room);
        const std::size_t all = eventsOf(whole, "timeline").size();
        QCOMPARE(page(whole).at("chunk").as_array().size(), all);
        client.options.filter = limitFilter(2);
        const json::object part = page(roomOf(client.initial(), "join", room));
        QCOMPARE(part.at("chunk").as_array().size(), all - 2);
        RoomHistory::Page last;
        last.from = part.at("end").as_string();
        QVERIFY(!world.rooms().history.messages(alice, room, last).contains("end"));
    }

    void showsNothingThatWasPurged() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        SyncClient client(world, alice, {limitFilter(50), false, false});
        client.initial();
        const services::SyncToken beginning = client.token();
        world.say(alice, room, "old");
        const std::string last = world.say(alice, room, "new");
        world.rooms().removal.startPurge(alice, room, last, {});
        const auto seen = [&](const json::object &answer) {
            return bodiesOf(eventsOf(roomOf(answer, "join", room), "timeline"));
        };
        QCOMPARE(seen(client.sync()), Strings{"new"});
        QCOMPARE(seen(client.initial()), Strings{"new"});
        client.setToken(beginning);
        QCOMPARE(seen(client.sync()), Strings{"new"});
    }

    void tellsMembershipAtTheTimeAndHidesErasedMessages() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const Requester carol = world.user("carol");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        world.say(alice, room, "early");
        world.change(carol, room, Action::Join);
        world.say(alice, room, "late");
        const auto seen = [&](const Requester &who) {
            SyncClient client(world, who, {limitFilter(50), false, false});
            Strings out;
            const json::object section = roomOf(client.initial(), "join", room);
            for (const json::value &event : eventsOf(section, "timeline")) {
                if (event.at("type").as_string() != "m.room.message")
                    continue;
                const json::object &content = event.at("content").as_object();
                out.push_back(std::string(stringAt(content, "body")) + "/" +
                              std::string(event.at("unsigned").at("membership").as_string()));
            }
            return out;
        };
        QCOMPARE(seen(carol), (Strings{"early/leave", "late/join"}));
        QCOMPARE(seen(bob), (Strings{"early/join", "late/join"}));
        world.core().serializer.setErased(alice.userNid, true);
        QCOMPARE(seen(carol), (Strings{"/leave", "late/join"}));
        QCOMPARE(seen(bob), (Strings{"early/join", "late/join"}));
    }

    void tellsTheNewestReceiptOfAUser() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        const store::RoomNid nid = world.core().registry.require(room)->nid();
        SyncClient client(world, alice);
        client.initial();
        std::string last;
        for (const char *text : {"one", "two", "three"}) {
            last = world.say(alice, room, text);
            world.services().receipts.markRead(alice, nid, store::ReceiptKind::Read, last,
                                               std::nullopt);
        }
        for (const json::object &answer : {client.sync(), client.initial()}) {
            const json::array events = eventsOf(roomOf(answer, "join", room), "ephemeral");
            QCOMPARE(events.size(), std::size_t(1));
            const json::object &content = events.at(0).at("content").as_object();
            QCOMPARE(content.size(), std::size_t(1));
            QCOMPARE(std::string(content.begin()->key()), last);
        }
    }

    void aRedactedMessageIsNotUnread() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        SyncClient client(world, bob);
        client.initial();
        const std::string first = world.say(alice, room, "first");
        world.say(alice, room, "second");
        const auto unread = [&] {
            const json::object section = roomOf(client.sync(), "join", room);
            return section.at("unread_notifications").at("notification_count").to_number<int>();
        };
        QCOMPARE(unread(), 2);
        world.rooms().sending.redact(alice, room, first, {}, {});
        QCOMPARE(unread(), 1);
        const std::string third = world.say(alice, room, "third");
        world.rooms().sending.redact(alice, room, third, {}, {});
        QCOMPARE(unread(), 1);
        world.restartAll();
        client.setToken(SyncToken{});
        QCOMPARE(roomOf(client.initial(), "join", room)
                     .at("unread_notifications")
                     .at("notification_count")
                     .to_number<int>(),
                 1);
    }

    void showsTheTransactionIdToItsDeviceOnly() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        Requester phone = alice;
        phone.deviceNid = store::DeviceNid{77};
        const std::string room = world.create(alice);
        SyncClient here(world, alice);
        SyncClient there(world, phone);
        here.initial();
        there.initial();
        world.say(alice, room, "hi", "txn1");
        const auto transactionId = [&](SyncClient &client) {
            const json::array events = eventsOf(roomOf(client.sync(), "join", room), "timeline");
            const json::object *extra = objectAt(events.at(0).as_object(), "unsigned");
            return std::string(stringAt(*extra, "transaction_id"));
        };
        QCOMPARE(transactionId(there), std::string());
        QCOMPARE(transactionId(here), std::string("txn1"));
    }

    void limitsGaps_data() {
        QTest::addColumn<int>("messages");
        QTest::addColumn<int>("limit");
        QTest::addColumn<bool>("restart");
        for (const int messages : {0, 3, 10, 11, 90}) {
            for (const int limit : {1, 10, 50}) {
                for (const bool restart : {false, true})
                    QTest::addRow("%d messages, limit %d%s", messages, limit,
                                  restart ? ", after a restart" : "")
                        << messages << limit << restart;
            }
        }
    }
    void limitsGaps() {
        QFETCH(const int, messages);
        QFETCH(const int, limit);
        QFETCH(const bool, restart);
        SyncWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        SyncClient client(world, alice, {limitFilter(limit), false, false});
        client.initial();
        world.state(alice, room, "m.room.topic", {{"topic", "in the gap"}});
        for (int i = 0; i < messages; ++i)
            world.say(alice, room, std::to_string(i));
        if (restart)
            world.restartAll();
        const json::object section = roomOf(client.sync(), "join", room);
        const json::array timeline = eventsOf(section, "timeline");
        const bool limited = messages + 1 > limit;
        QCOMPARE(timeline.size(), std::size_t(std::min(messages + 1, limit)));
        QCOMPARE(section.at("timeline").at("limited").as_bool(), limited);
        // The topic is told exactly once: in the timeline or before it.
        const Strings told = typesOf(eventsOf(section, "state"));
        QCOMPARE(told, limited ? Strings{"m.room.topic"} : Strings{});
    }

    void stateAfterTellsThoseWhoWereNeverIn_data() {
        QTest::addColumn<QByteArray>("how");
        for (const char *how :
             {"rejected", "withdrawn", "knock withdrawn", "knock refused", "unban", "ban"})
            QTest::newRow(how) << QByteArray(how);
    }
    void stateAfterTellsThoseWhoWereNeverIn() {
        QFETCH(QByteArray, how);
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"name", "Private"}});
        world.state(alice, room, "m.room.join_rules", {{"join_rule", "knock"}});
        const std::string &him = bob.user.str();
        if (how == "rejected" || how == "withdrawn")
            world.change(alice, room, Action::Invite, him);
        else if (how.startsWith("knock"))
            world.change(bob, room, Action::Knock);
        else if (how == "unban")
            world.change(alice, room, Action::Ban, him);
        SyncClient lazy(
            world, bob,
            {.filter = R"({"room":{"state":{"lazy_load_members":true}}})", .stateAfter = true});
        SyncClient silent(world, bob,
                          {.filter = R"({"room":{"timeline":{"limit":0}}})", .stateAfter = false});
        SyncClient after(world, bob, {.stateAfter = true});
        for (SyncClient *one : {&lazy, &silent, &after})
            one->initial();
        if (how == "rejected" || how == "knock withdrawn")
            world.change(bob, room, Action::Leave);
        else if (how == "unban")
            world.change(alice, room, Action::Unban, him);
        else
            world.change(alice, room, how == "ban" ? Action::Ban : Action::Kick, him);
        for (SyncClient *one : {&lazy, &after}) {
            const json::object left = roomOf(one->sync(), "leave", room);
            const json::array state = eventsOf(left, "state_after");
            QCOMPARE(state.size(), std::size_t(1));
            const json::object &event = state.at(0).as_object();
            QCOMPARE(stringAt(event, "type"), std::string_view("m.room.member"));
            QCOMPARE(stringAt(event, "state_key"), std::string_view(him));
            QCOMPARE(stringAt(*objectAt(event, "content"), "membership"),
                     std::string_view(how == "ban" ? "ban" : "leave"));
            QCOMPARE(typesOf(eventsOf(left, "timeline")), Strings{"m.room.member"});
        }
        // Without state_after the timeline tells it, or, when that is not wanted, the state.
        const json::object left = roomOf(silent.sync(), "leave", room);
        QCOMPARE(typesOf(eventsOf(left, "timeline")).size() +
                     typesOf(eventsOf(left, "state")).size(),
                 std::size_t(1));
        // From the beginning: who was thrown out is told so.
        if (how != "rejected" && how != "knock withdrawn")
            QCOMPARE(eventsOf(roomOf(after.initial(), "leave", room), "state_after").size(),
                     std::size_t(1));
    }

    void stateAfterEqualsStateAndTimeline() {
        SyncWorld world;
        std::mt19937 random(42);
        const Requester alice = world.user("alice");
        const Strings names{"bob", "carol", "dave", "erin"};
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        SyncClient before(world, alice, {limitFilter(3), false, false});
        SyncClient after(world, alice, {limitFilter(3), false, true});
        StateIds byTimeline;
        StateIds byStateAfter;
        for (int step = 0; step < 60; ++step) {
            const int changes = static_cast<int>(random() % 8);
            for (int i = 0; i < changes; ++i) {
                const Requester who = world.user(names[random() % names.size()]);
                const RoomViewPtr view = world.core().registry.view(room);
                const bool joined = view->isJoined(who.user.str());
                switch (random() % 4) {
                case 0:
                    world.change(who, room, joined ? Action::Leave : Action::Join);
                    break;
                case 1:
                    world.state(alice, room, "org.test", {{"n", step}},
                                std::to_string(random() % 3));
                    break;
                default:
                    world.say(alice, room, "x");
                }
            }
            if (random() % 10 == 0)
                world.restartAll();
            const json::object first = roomOf(before.sync(), "join", room);
            applyEvents(byTimeline, eventsOf(first, "state"));
            applyEvents(byTimeline, eventsOf(first, "timeline"));
            const json::object second = roomOf(after.sync(), "join", room);
            applyEvents(byStateAfter, eventsOf(second, "state_after"));
            QCOMPARE(byTimeline, stateOf(world, room));
            QCOMPARE(byStateAfter, byTimeline);
        }
    }

    void movesBetweenSections() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice);
        SyncClient client(world, bob);
        client.initial();
        world.change(alice, room, Action::Invite, bob.user.str());
        const json::object invited = roomOf(client.sync(), "invite", room);
        QVERIFY(!eventsOf(invited, "invite_state").empty());
        world.change(bob, room, Action::Join);
        const json::object joined = roomOf(client.sync(), "join", room);
        QVERIFY(joined.at("timeline").at("limited").as_bool());
        world.say(alice, room, "before");
        world.change(alice, room, Action::Ban, bob.user.str());
        world.say(alice, room, "after");
        const json::object answer = client.sync();
        const json::object left = roomOf(answer, "leave", room);
        QCOMPARE(bodiesOf(eventsOf(left, "timeline")), Strings{"before"});
        QVERIFY(roomOf(answer, "join", room).empty());
        QVERIFY(roomOf(client.sync(), "leave", room).empty()); // delivered once
        // Who was thrown out is told so at the beginning, too; who left wants no more of it.
        QVERIFY(!roomOf(client.initial(), "leave", room).empty());
        const std::string own = world.create(bob);
        world.change(bob, own, Action::Leave);
        QVERIFY(roomOf(client.initial(), "leave", own).empty());
        world.rooms().memberships.forget(bob, room);
        QVERIFY(roomOf(client.initial(), "leave", room).empty());
        client.options.filter = R"({"room":{"include_leave":true}})";
        QVERIFY(!roomOf(client.initial(), "leave", own).empty());
    }

    void hidesIgnoredUsers() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        SyncClient client(world, alice);
        client.initial();
        world.services().accountData.set(alice.userNid, {}, "m.ignored_user_list",
                                         {{"ignored_users", {{bob.user.str(), json::object()}}}});
        world.say(bob, room, "spam");
        world.say(alice, room, "fine");
        const json::object section = roomOf(client.sync(), "join", room);
        QCOMPARE(bodiesOf(eventsOf(section, "timeline")), Strings{"fine"});
    }

    void tellsWhoseDevicesMatter() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        const std::string other = world.create(alice, {{"preset", "public_chat"}});
        SyncClient client(world, alice);
        client.initial();
        const auto touch = [&](const Requester &who) {
            world.db->write([&](store::Transaction &tx) {
                const auto pos = world.services().hub.deviceListChanged(tx, who.userNid);
                tx.exec("INSERT INTO device_change (gpos, user_nid) VALUES ($1, $2)", pos,
                        who.userNid);
            });
        };
        const Strings bobs{bob.user.str()};
        touch(bob);
        QCOMPARE(deviceList(client.sync(), "changed"), Strings()); // shares no room
        world.change(bob, room, Action::Join);
        QCOMPARE(deviceList(client.sync(), "changed"), bobs); // shares one now
        touch(bob);
        QCOMPARE(deviceList(client.sync(), "changed"), bobs);
        touch(alice);
        QCOMPARE(deviceList(client.sync(), "changed"), Strings{alice.user.str()});
        world.change(bob, other, Action::Join);
        client.sync();
        world.change(bob, room, Action::Leave);
        QCOMPARE(deviceList(client.sync(), "left"), Strings()); // still shares the other
        const SyncToken from = client.token();
        world.change(bob, other, Action::Leave);
        QCOMPARE(deviceList(client.sync(), "left"), bobs);
        const json::object changes =
            world.services().sync.keyChanges(alice, from.position, client.token().position);
        QCOMPARE(deviceList({{"device_lists", changes}}, "left"), bobs);
        // The same from the database.
        world.restartAll();
        client.setToken(from);
        QCOMPARE(deviceList(client.sync(), "left"), bobs);
    }

    void handsOverToDeviceMessagesInOrder() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        SyncClient client(world, alice);
        client.initial();
        constexpr int count = 230;
        for (int i = 0; i < count; ++i)
            world.db->write([&](store::Transaction &tx) {
                const auto pos =
                    world.services().hub.toDeviceSent(tx, alice.userNid, alice.deviceNid);
                tx.exec("INSERT INTO to_device (device_nid, gpos, seq, sender_nid, type, body)"
                        " VALUES ($1, $2, 0, $3, 'm.test', $4)",
                        alice.deviceNid, pos, alice.userNid,
                        "{\"type\":\"m.test\",\"sender\":\"@a:b\",\"content\":{\"n\":" +
                            std::to_string(i) + "}}");
            });
        int next = 0;
        const SyncToken start = client.token();
        for (int round = 0; round < 2; ++round) { // not acknowledged: comes again
            client.setToken(start);
            next = 0;
            const json::array events = eventsOf(client.sync(), "to_device");
            for (const json::value &event : events)
                QCOMPARE(event.at("content").at("n").as_int64(), next++);
        }
        while (next < count) {
            const json::array events = eventsOf(client.sync(), "to_device");
            QVERIFY(!events.empty());
            for (const json::value &event : events)
                QCOMPARE(event.at("content").at("n").as_int64(), next++);
        }
        QVERIFY(!client.sync().contains("to_device"));
        client.sync();
        const auto left = world.db->write([&](store::Transaction &tx) {
            return tx.queryOne("SELECT COUNT(*) FROM to_device")->integer(0);
        });
        QCOMPARE(left, std::int64_t(0));
    }
};

HEARTH_TEST(TestSync)
#include "test_sync.moc"
