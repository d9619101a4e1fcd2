// SPDX-License-Identifier: Apache-2.0
// What one request can make the server do: answers end at a number of bytes and go on with the next
// request, heavy ones move to their lane, and nobody's wishes, rules or connections cost others.
#include "server/core/lane.hpp"
#include "server/services/push/rule_budget.hpp"
#include "server/services/rooms/room_events.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/room_relations.hpp"
#include "server/services/sync/sliding_connections.hpp"
#include "tests/server/services/sync/sync_world.hpp"
#include "tests/support/test_main.hpp"

#include <thread>

using namespace hearth;
using namespace hearth::services;
using namespace hearth::test;
using Action = Memberships::Action;

namespace {

constexpr std::size_t bigText = 60'000;

std::string relate(SyncWorld &world, const Requester &who, const std::string &room,
                   json::object relation, const std::string &text, bool edit = false) {
    RoomEvents::Message message;
    message.roomId = room;
    message.type = "m.room.message";
    message.content = {{"msgtype", "m.text"}, {"body", text}};
    if (edit)
        message.content["m.new_content"] = {{"msgtype", "m.text"}, {"body", text}};
    message.content["m.relates_to"] = std::move(relation);
    return world.rooms().sending.send(who, std::move(message));
}

/// Whether work that a request does on the shared workers wants to go to the lane for large
/// answers.
template <class Work>
bool movesAway(Work &&work) {
    PaidLimits paid;
    const LaneScope scope(Lane::Shared, paid);
    try {
        work();
        return false;
    } catch (const OtherLane &other) {
        return other.lane() == Lane::Large;
    }
}

std::size_t sizeOf(const json::object &answer) {
    return json::serialize(answer).size();
}

SlidingRequest asked(json::object body, std::int64_t user = 1, std::string pos = {}) {
    SlidingRequest request = parseSlidingRequest(body);
    request.requester.userNid = {user};
    request.requester.deviceNid = {user};
    request.pos = std::move(pos);
    return request;
}

} // namespace

class TestBounds : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { databaseRows(); }

    void pagesEndByBytesAndGoOn() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        const std::string root = world.say(alice, room, "root");
        std::vector<std::string> sent;
        for (int i = 0; i < 40; ++i)
            sent.push_back(relate(world, alice, room, {{"rel_type", "m.x"}, {"event_id", root}},
                                  std::to_string(i) + std::string(bigText, 'x')));
        const auto history = [&](RoomHistory::Page page) {
            return world.rooms().history.messages(alice, room, page);
        };
        RoomHistory::Page page;
        page.limit = 200;
        std::vector<std::string> seen;
        int pages = 0;
        for (; pages < 20; ++pages) {
            const json::object answer = history(page);
            QVERIFY(sizeOf(answer) < 3 * pageBytes / 2);
            for (const json::value &event : answer.at("chunk").as_array())
                if (event.at("type").as_string() == "m.room.message")
                    seen.emplace_back(event.at("event_id").as_string());
            if (!answer.contains("end"))
                break;
            page.from = answer.at("end").as_string();
        }
        sent.insert(sent.begin(), root);
        QCOMPARE(seen, std::vector<std::string>(sent.rbegin(), sent.rend()));
        QVERIFY(pages >= 2);

        RoomRelations::Query query;
        query.eventId = root;
        query.limit = 1000;
        seen.clear();
        for (pages = 0; pages < 20; ++pages) {
            const json::object answer = world.rooms().related.relations(alice, room, query);
            QVERIFY(sizeOf(answer) < 3 * pageBytes / 2);
            for (const json::value &event : answer.at("chunk").as_array())
                seen.emplace_back(event.at("event_id").as_string());
            if (!answer.contains("next_batch"))
                break;
            query.from = answer.at("next_batch").as_string();
        }
        QCOMPARE(seen, std::vector<std::string>(sent.rbegin(), sent.rend() - 1));
        QVERIFY(pages >= 2);

        const json::object context =
            world.rooms().history.context(alice, room, sent[20], 1000, nullptr);
        QVERIFY(sizeOf(context) < 2 * pageBytes);
        QVERIFY(!context.at("events_before").as_array().empty());
        QVERIFY(!context.at("events_after").as_array().empty());
        QVERIFY(sizeOf(world.rooms().history.initialSync(alice, room, 1000)) < 2 * pageBytes);
        const auto takesAway = [&](std::int64_t limit) {
            return movesAway([&] {
                RoomHistory::Page some;
                some.limit = limit;
                static_cast<void>(history(some));
            });
        };
        QVERIFY(!takesAway(3));
        QVERIFY(takesAway(200));
    }

    void timelinesOfASyncEndByBytes() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        for (int i = 0; i < 40; ++i)
            world.say(alice, room, std::to_string(i) + std::string(bigText, 'x'));
        for (int round = 0; round < 2; ++round) {
            SyncClient client(world, bob, {R"({"room":{"timeline":{"limit":1000}}})"});
            const json::object answer = client.initial();
            QVERIFY(sizeOf(answer) < 2 * pageBytes);
            const json::object &timeline =
                answer.at("rooms").at("join").at(room).at("timeline").as_object();
            QVERIFY(timeline.at("limited").as_bool());
            const json::array &events = timeline.at("events").as_array();
            QVERIFY(events.size() > 10 && events.size() < 20);
            QVERIFY(
                std::string(events.back().at("content").at("body").as_string()).starts_with("39x"));
            // What is missing follows before it.
            RoomHistory::Page page;
            page.from = timeline.at("prev_batch").as_string();
            page.limit = 1;
            const json::object older = world.rooms().history.messages(bob, room, page);
            QCOMPARE(std::stoi(
                         std::string(older.at("chunk").at(0).at("content").at("body").as_string())),
                     39 - static_cast<int>(events.size()));
            world.restartAll(); // from the database
        }
    }

    void bundlesLoadWhatIsShown() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        const std::string root = world.say(alice, room, "root");
        for (int i = 0; i < 120; ++i) {
            // Of edits of the same millisecond the one with the greater id is the newest.
            const std::int64_t before = world.clock.now();
            while (world.clock.now() == before)
                std::this_thread::yield();
            relate(world, alice, room, {{"rel_type", "m.replace"}, {"event_id", root}},
                   std::to_string(i), true);
            relate(world, alice, room, {{"rel_type", "m.reference"}, {"event_id", root}}, "r");
        }
        world.restartAll();
        const json::object event = world.rooms().history.event(alice, room, root);
        const json::object &bundled = event.at("unsigned").at("m.relations").as_object();
        QVERIFY(bundled.at("m.replace").at("content").at("body").as_string() == "119");
        QCOMPARE(bundled.at("m.reference").at("chunk").as_array().size(), mostReferences);
    }

    void rulesOfOneUserCostSoMuchAndNoMore() {
        RuleBudget budget;
        const store::UserNid mallory{1};
        const store::UserNid other{2};
        std::int64_t used = 0;
        for (int i = 0; i < 1000; ++i) {
            const std::int64_t allowed = budget.allowance(mallory, 1000);
            budget.charge(mallory, allowed);
            used += allowed;
        }
        QCOMPARE(used, RuleBudget::mostAtOnce);
        QCOMPARE(budget.allowance(other, 1000), matrix::PushEvent::maxSteps);
        QCOMPARE(budget.allowance(mallory, 1010), RuleBudget::perSecond / 100);
        QCOMPARE(budget.allowance(mallory, 60'000), matrix::PushEvent::maxSteps);
    }

    void costlyRulesAreRememberedAndKeptApart() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        std::string pattern;
        for (int i = 0; i < 60; ++i)
            pattern += "*a";
        for (int i = 0; i < 60; ++i)
            world.services().pushRules.put(
                bob.userNid, matrix::PushRuleKind::Override, "r" + std::to_string(i),
                {{"conditions",
                  {{{"kind", "event_match"}, {"key", "content.body"}, {"pattern", pattern + "b"}}}},
                 {"actions", {"notify"}}},
                std::nullopt, std::nullopt);
        for (int i = 0; i < 20; ++i)
            world.say(alice, room, std::string(50'000, 'a'));
        const auto list = [&] {
            static_cast<void>(world.services().notifications.page(bob, std::nullopt, 50, true));
        };
        QVERIFY(movesAway(list)); // far too much for the shared workers
        list();
        const auto begun = std::chrono::steady_clock::now();
        list();
        QVERIFY(std::chrono::steady_clock::now() - begun < std::chrono::seconds(2));
    }

    void slidingWishesAreBounded() {
        const auto errorFor = [](json::object body) {
            return errorOf([&] { static_cast<void>(parseSlidingRequest(body)); });
        };
        const auto withList = [](json::object list) {
            return json::object{{"lists", {{"l", std::move(list)}}}};
        };
        json::array pairs;
        for (int i = 0; i < 500; ++i)
            pairs.push_back({"t" + std::to_string(i), "k"});
        QCOMPARE(errorFor(withList({{"required_state", pairs}})), std::string());
        json::object lists;
        for (int i = 0; i < 11; ++i)
            lists["l" + std::to_string(i)] = json::object{{"required_state", pairs}};
        QCOMPARE(errorFor({{"lists", lists}}), std::string("400 M_INVALID_PARAM"));
        pairs.push_back({"one", "more"});
        QCOMPARE(errorFor(withList({{"required_state", pairs}})),
                 std::string("400 M_INVALID_PARAM"));
        json::array ranges;
        for (int i = 0; i < 21; ++i)
            ranges.push_back({0, 9});
        QCOMPARE(errorFor(withList({{"ranges", ranges}})), std::string("400 M_INVALID_PARAM"));
        QCOMPARE(errorFor({{"conn_id", std::string(256, 'x')}}),
                 std::string("400 M_INVALID_PARAM"));
        const SlidingRequest merged = parseSlidingRequest(
            withList({{"ranges", {{5, 9}, {0, 2}, {1, 3}, {9, 12}, {20, 20}}}}));
        QCOMPARE(merged.lists.front().ranges,
                 (std::vector<std::pair<std::size_t, std::size_t>>{{0, 3}, {5, 12}, {20, 20}}));
    }

    void wishesAreSharedByTheRooms() {
        const auto wishOf = [](const char *type) {
            SlidingWish wish;
            wish.state = std::make_shared<const WantedState>(
                WantedState::Types{{type, WantedState::Keys{"", "$ME"}}});
            return wish;
        };
        const SlidingWish name = wishOf("m.room.name");
        const SlidingWish topic = wishOf("m.room.topic");
        WantedUnions unions;
        SlidingWish one;
        SlidingWish two;
        one.add(name, unions);
        QCOMPARE(one.state, name.state);
        one.add(topic, unions);
        two.add(name, unions);
        two.add(topic, unions);
        QCOMPARE(one.state, two.state);
        QVERIFY(one.wants("m.room.name", "", "@a:x") && one.wants("m.room.topic", "@a:x", "@a:x"));
        QVERIFY(!one.wants("m.room.topic", "@b:x", "@a:x") && !one.wants("m.x", "", "@a:x"));
        const WantedState::Ptr before = one.state;
        one.add(wishOf("m.room.name"), unions); // has it already
        QCOMPARE(one.state, before);
    }

    void connectionsOfOthersStay() {
        SlidingQuotas quotas;
        quotas.connections = 50;
        SlidingConnections connections(1, quotas);
        const json::object main{{"conn_id", "main"}};
        const std::string victim = connections.keep(asked(main, 2), nullptr, {});
        std::string first;
        std::string last;
        for (int i = 0; i < 200; ++i) {
            last = connections.keep(asked({{"conn_id", "c" + std::to_string(i)}}, 1), nullptr, {});
            if (i == 0)
                first = last;
        }
        QVERIFY(connections.find(asked(main, 2, victim)) != nullptr);
        QVERIFY(connections.find(asked({{"conn_id", "c199"}}, 1, last)) != nullptr);
        QCOMPARE(errorOf([&] {
                     static_cast<void>(connections.find(asked({{"conn_id", "c0"}}, 1, first)));
                 }),
                 std::string("400 M_UNKNOWN_POS"));
        // Many at once: whoever holds most gives way.
        for (std::int64_t user = 10; user < 100; ++user)
            static_cast<void>(connections.keep(asked(main, user), nullptr, {}));
        QVERIFY(connections.bytes() <= 50 * 1000);
    }

    void connectionsAreBoundedByBytes() {
        SlidingQuotas quotas;
        quotas.bytesOfOne = 100'000;
        SlidingConnections connections(1, quotas);
        for (int i = 0; i < 10; ++i) {
            SlidingState state;
            for (int room = 0; room < 100; ++room)
                state.rooms[{room}] = std::make_shared<const SlidingKnown>();
            static_cast<void>(connections.keep(asked({{"conn_id", std::to_string(i)}}), nullptr,
                                               std::move(state)));
        }
        QVERIFY(connections.bytes() > 0 && connections.bytes() <= quotas.bytesOfOne);
    }

    void muchAccountDataMovesAway() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        for (int i = 0; i < 4; ++i)
            world.services().accountData.set(alice.userNid, {}, "m.x" + std::to_string(i),
                                             {{"d", std::string(500'000, 'x')}});
        QVERIFY(
            movesAway([&] { static_cast<void>(world.services().accountData.all(alice.userNid)); }));
        QVERIFY(movesAway([&] {
            static_cast<void>(world.services().accountData.changed(
                alice.userNid, {}, world.core().database.position()));
        }));
        // What changed lately is little.
        const store::Position now = world.core().database.position();
        world.services().accountData.set(alice.userNid, {}, "m.little", {});
        QVERIFY(!movesAway([&] {
            static_cast<void>(world.services().accountData.changed(
                alice.userNid, now, world.core().database.position()));
        }));
    }
};

HEARTH_TEST(TestBounds)
#include "test_bounds.moc"
