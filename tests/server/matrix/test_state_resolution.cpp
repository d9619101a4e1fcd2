// SPDX-License-Identifier: Apache-2.0
// State resolution: the scenarios that the algorithms exist for, and random forks.
#include "server/matrix/auth_graph.hpp"
#include "server/matrix/event_types.hpp"
#include "server/matrix/state_resolution.hpp"
#include "tests/server/matrix/room_fixture.hpp"
#include "tests/support/test_main.hpp"

#include <algorithm>
#include <random>
#include <set>

using namespace hearth;
using namespace hearth::matrix;
using test::MapState;
using test::RoomFixture;

namespace {

constexpr auto alice = RoomFixture::alice;
constexpr auto bob = RoomFixture::bob;
constexpr auto carol = RoomFixture::carol;

class Source : public EventSource {
public:
    std::unordered_map<std::string, EventPtr> events;
    std::set<std::string> rejected;

    EventPtr find(const EventId &id) override {
        const auto found = events.find(id.str());
        return found == events.end() ? nullptr : found->second;
    }
    bool isRejected(const EventId &id) override { return rejected.contains(id.str()); }
};

StateMap toMap(const MapState &state) {
    StateMap map;
    for (const auto &[key, event] : state.all())
        map[key] = event->id();
    return map;
}

/// A room from which branches grow.
struct Forks {
    RoomFixture room;
    Source source;

    explicit Forks(std::string_view version)
        : room(version) {
        room.joinRule("public");
        json::object users{{bob, 50}};
        if (!room.version.privilegedCreators)
            users[alice] = 100;
        room.powerLevels({{"users", std::move(users)}, {"events", json::object{{"x", 0}}}});
        room.member(bob, "join");
        source.events = room.events;
    }

    /// Adds to a branch, if the rules allow it there (they always must in these tests).
    EventPtr add(MapState &branch, std::string_view sender, std::string_view type,
                 std::optional<std::string> stateKey, json::object content) {
        auto event = room.make(sender, type, std::move(stateKey), std::move(content), &branch);
        const auto verdict = checkAuth(room.version, *event, branch);
        if (!verdict.allowed)
            throw std::runtime_error(verdict.reason);
        branch.set(event);
        source.events[event->id().str()] = event;
        return event;
    }

    EventPtr member(MapState &branch, std::string_view sender, std::string_view target,
                    std::string_view membership) {
        return add(branch, sender, event_type::member, std::string(target),
                   {{"membership", membership}});
    }

    json::object levels(const char *user, int level, int bobs = 50) const {
        json::object users{{bob, bobs}, {user, level}};
        if (!room.version.privilegedCreators)
            users[alice] = 100;
        return {{"users", std::move(users)}};
    }

    StateMap resolve(const MapState &a, const MapState &b) {
        const std::vector<StateMap> states{toMap(a), toMap(b)};
        const std::vector<StateMap> swapped{toMap(b), toMap(a)};
        auto result = resolveState(room.version, states, source);
        if (resolveState(room.version, swapped, source) != result)
            throw std::runtime_error("the order of the states matters");
        return result;
    }
};

EventId at(const StateMap &state, std::string_view type, std::string_view key) {
    const auto found = state.find(StateKeyPair(type, key));
    return found == state.end() ? EventId() : found->second;
}

} // namespace

class TestStateResolution : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingToResolve() {
        Forks forks("11");
        QVERIFY(resolveState(forks.room.version, {}, forks.source).empty());
        const auto state = toMap(forks.room.state);
        QVERIFY(resolveState(forks.room.version, std::vector{state}, forks.source) == state);
        QVERIFY(resolveState(forks.room.version, std::vector{state, state}, forks.source) == state);
    }

    void separateChangesAreMerged() {
        for (const auto &version : roomVersions()) {
            Forks forks(version.id);
            auto a = forks.room.state;
            auto b = forks.room.state;
            const auto name = forks.add(a, alice, "m.room.name", "", {{"name", "x"}});
            const auto topic = forks.add(b, bob, "m.room.topic", "", {{"topic", "y"}});
            const auto state = forks.resolve(a, b);
            QCOMPARE(at(state, "m.room.name", ""), name->id());
            QCOMPARE(at(state, "m.room.topic", ""), topic->id());
            QCOMPARE(state.size(), toMap(forks.room.state).size() + 2);
        }
    }

    void aBanBeatsWhatTheBannedDidMeanwhile() {
        for (const auto &version : roomVersions()) {
            if (version.stateResolution == StateResolution::V1)
                continue;
            Forks forks(version.id);
            auto a = forks.room.state;
            auto b = forks.room.state;
            const auto ban = forks.member(a, alice, bob, "ban");
            const auto topic = forks.add(b, bob, "m.room.topic", "", {{"topic", "y"}});
            const auto state = forks.resolve(a, b);
            QCOMPARE(at(state, event_type::member, bob), ban->id());
            QVERIFY(at(state, "m.room.topic", "").empty());
        }
    }

    void firstVersionLetsTheBannedThrough() {
        Forks forks("1");
        auto a = forks.room.state;
        auto b = forks.room.state;
        forks.member(a, alice, bob, "ban");
        const auto topic = forks.add(b, bob, "m.room.topic", "", {{"topic", "y"}});
        // Nothing but the ban conflicts with nothing: both stand (the known weakness of v1).
        QCOMPARE(at(forks.resolve(a, b), "m.room.topic", ""), topic->id());
    }

    void theMightierPowerLevelsWin() {
        for (const auto &version : roomVersions()) {
            if (version.stateResolution == StateResolution::V1)
                continue;
            Forks forks(version.id);
            auto a = forks.room.state;
            auto b = forks.room.state;
            const auto byAlice =
                forks.add(a, alice, event_type::powerLevels, "", forks.levels(carol, 10, 0));
            forks.add(b, bob, event_type::powerLevels, "", forks.levels(carol, 50));
            QCOMPARE(at(forks.resolve(a, b), event_type::powerLevels, ""), byAlice->id());
        }
    }

    void compatiblePowerLevelsFollowOneAnother() {
        for (const char *version : {"2", "11", "12"}) {
            Forks forks(version);
            auto a = forks.room.state;
            auto b = forks.room.state;
            forks.add(a, alice, event_type::powerLevels, "", forks.levels(carol, 10));
            const auto byBob =
                forks.add(b, bob, event_type::powerLevels, "", forks.levels(carol, 20));
            // alice's comes first for her power; bob's is still allowed after it.
            QCOMPARE(at(forks.resolve(a, b), event_type::powerLevels, ""), byBob->id());
        }
    }

    void joinRulesCannotBeEvaded() {
        for (const char *version : {"2", "6", "10", "11", "12"}) {
            Forks forks(version);
            auto a = forks.room.state;
            auto b = forks.room.state;
            const auto rule =
                forks.add(a, alice, event_type::joinRules, "", {{"join_rule", "invite"}});
            forks.member(b, carol, carol, "join");
            const auto state = forks.resolve(a, b);
            QCOMPARE(at(state, event_type::joinRules, ""), rule->id());
            QVERIFY(at(state, event_type::member, carol).empty());
        }
    }

    void ordinaryStateFollowsTheMainline() {
        for (const char *version : {"2", "11"}) {
            Forks forks(version);
            auto a = forks.room.state;
            auto b = forks.room.state;
            forks.add(a, alice, event_type::powerLevels, "", forks.levels(carol, 10));
            const auto late = forks.add(a, bob, "m.room.topic", "", {{"topic", "after"}});
            // Younger by the clock, but based on the older power levels.
            forks.add(b, bob, "m.room.topic", "", {{"topic", "before"}});
            QCOMPARE(at(forks.resolve(a, b), "m.room.topic", ""), late->id());
        }
    }

    void withinOneStretchTheClockDecides() {
        for (const char *version : {"2", "11", "12"}) {
            Forks forks(version);
            auto a = forks.room.state;
            auto b = forks.room.state;
            forks.add(a, bob, "m.room.topic", "", {{"topic", "first"}});
            const auto second = forks.add(b, alice, "m.room.topic", "", {{"topic", "second"}});
            QCOMPARE(at(forks.resolve(a, b), "m.room.topic", ""), second->id());
        }
    }

    void rejectedAuthEventsAreNotUsed() {
        Forks forks("11");
        auto joined = forks.room.state;
        const auto join = forks.member(joined, carol, carol, "join");
        forks.add(joined, carol, "x", "agreed", {});
        auto a = joined;
        auto b = joined;
        forks.add(a, alice, "m.room.name", "", {});
        const auto disputed = forks.add(b, carol, "x", "disputed", {});
        const auto without = [&join](const MapState &state) {
            MapState out;
            for (const auto &[key, event] : state.all())
                if (event != join)
                    out.set(event);
            return out;
        };
        // Neither state has her membership any more; her event names it, so it may stand in…
        const auto lenient = forks.resolve(without(a), without(b));
        QCOMPARE(at(lenient, "x", "disputed"), disputed->id());
        // …unless it was rejected itself.
        forks.source.rejected.insert(join->id().str());
        QVERIFY(at(forks.resolve(without(a), without(b)), "x", "disputed").empty());
    }

    void missingEventsAreLeftOut() {
        for (const char *version : {"1", "11", "12"}) {
            Forks forks(version);
            auto a = forks.room.state;
            auto b = forks.room.state;
            const auto name = forks.add(a, alice, "m.room.name", "", {});
            const auto lost = forks.add(b, alice, "m.room.name", "", {{"name", "lost"}});
            forks.source.events.erase(lost->id().str());
            QCOMPARE(at(forks.resolve(a, b), "m.room.name", ""), name->id());
        }
    }

    void subgraphHoldsWhatLiesBetween() {
        for (const char *version : {"11", "12"}) {
            Forks forks(version);
            auto old = forks.room.state;
            auto now = forks.room.state;
            forks.add(now, alice, event_type::powerLevels, "", forks.levels(carol, 1));
            const auto between =
                forks.add(now, alice, event_type::powerLevels, "", forks.levels(carol, 2));
            const auto last =
                forks.add(now, alice, event_type::powerLevels, "", forks.levels(carol, 3));
            resolution::AuthGraph graph(forks.room.version, forks.source);
            resolution::AuthGraph::Set first;
            resolution::AuthGraph::Set second;
            first.insert(*graph.add(old.find(event_type::powerLevels, "")->id()));
            second.insert(*graph.add(last->id()));
            // Both states claim to agree on the event in the middle, so it is no difference.
            const StateMap agreed{{{"claimed", ""}, between->id()}};
            const auto plain = graph.fullConflictedSet({first, second}, agreed, false);
            const auto whole = graph.fullConflictedSet({first, second}, agreed, true);
            const auto node = *graph.add(between->id());
            QVERIFY(!plain.contains(node));
            QVERIFY(whole.contains(node));
        }
    }

    void randomForksConverge_data() {
        QTest::addColumn<QByteArray>("version");
        for (const char *version : {"1", "2", "6", "10", "11", "12"})
            QTest::newRow(version) << QByteArray(version);
    }
    void randomForksConverge() {
        QFETCH(QByteArray, version);
        for (unsigned seed = 0; seed < 25; ++seed)
            checkRandomForks(version.toStdString(), seed);
    }

private:
    /// Lets people do random allowed things in three branches, then checks what must hold.
    static void checkRandomForks(const std::string &version, unsigned seed) {
        Forks forks(version);
        std::mt19937 random(seed);
        const std::vector<std::string> people{alice, bob, carol, RoomFixture::dave};
        std::vector<MapState> branches(3, forks.room.state);
        const auto pick = [&random](std::size_t limit) { return random() % limit; };
        for (int step = 0; step < 60; ++step) {
            auto &branch = branches[pick(branches.size())];
            const auto &sender = people[pick(people.size())];
            const auto &target = people[pick(people.size())];
            EventPtr event;
            switch (pick(5)) {
            case 0:
                event = forks.room.make(sender, "m.room.topic", "", {{"topic", step}}, &branch);
                break;
            case 1:
                event =
                    forks.room.make(sender, event_type::joinRules, "",
                                    {{"join_rule", pick(2) == 0 ? "public" : "invite"}}, &branch);
                break;
            case 2:
                event = forks.room.make(
                    sender, event_type::powerLevels, "",
                    forks.levels(carol, static_cast<int>(pick(60)), static_cast<int>(pick(60))),
                    &branch);
                break;
            default:
                event = forks.room.make(
                    sender, event_type::member, target,
                    {{"membership", std::vector{"join", "leave", "ban", "invite"}[pick(4)]}},
                    &branch);
            }
            if (!checkAuth(forks.room.version, *event, branch).allowed)
                continue;
            branch.set(event);
            forks.source.events[event->id().str()] = event;
        }
        checkResolution(forks, branches);
    }

    static void checkResolution(Forks &forks, const std::vector<MapState> &branches) {
        std::vector<StateMap> states;
        for (const auto &branch : branches)
            states.push_back(toMap(branch));
        const auto result = resolveState(forks.room.version, states, forks.source);
        std::sort(states.begin(), states.end());
        do {
            QVERIFY(resolveState(forks.room.version, states, forks.source) == result);
        } while (std::next_permutation(states.begin(), states.end()));
        for (const auto &[key, id] : result) {
            const auto event = forks.source.find(id);
            QVERIFY(event && event->is(key.first, key.second));
        }
        for (const auto &[key, id] : states.front()) {
            const bool agreed =
                std::all_of(states.begin(), states.end(), [&](const StateMap &state) {
                    const auto found = state.find(key);
                    return found != state.end() && found->second == id;
                });
            if (agreed)
                QCOMPARE(at(result, key.first, key.second), id);
        }
        // Merging the result with one of the states again must not lose the room.
        QVERIFY(!at(result, event_type::create, "").empty());
        QVERIFY(!at(result, event_type::member, alice).empty());
    }
};

HEARTH_TEST(TestStateResolution)
#include "test_state_resolution.moc"
