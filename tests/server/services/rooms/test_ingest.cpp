// SPDX-License-Identifier: Apache-2.0
// Ingest: rooms that fork and heal, and everything that may become of an event from outside.
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/room_relations.hpp"
#include "server/store/check.hpp"
#include "server/store/event_store.hpp"
#include "tests/server/services/rooms/remote_branch.hpp"
#include "tests/support/test_main.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <thread>

using namespace hearth;
using namespace hearth::services;
using hearth::test::newestOf;
using hearth::test::RemoteBranch;
using hearth::test::RoomWorld;
using matrix::EventPtr;
using Fate = Ingested::Fate;
using Strings = std::vector<std::string>;

namespace {

const std::string carol = "@carol:far.example";
const std::string dave = "@dave:far.example";

/// A room of ours in which carol of another server is, and may change the name and the topic.
struct Forked {
    explicit Forked(const char *version = "10")
        : alice(world.user("alice"))
        , id(world.create(alice, {{"preset", "public_chat"},
                                  {"room_version", version},
                                  {"name", "start"},
                                  {"power_level_content_override",
                                   {{"events", {{"m.room.name", 0}, {"m.room.topic", 0}}}}}}))
        , room(world.core().registry.require(id)->nid()) {
        RemoteBranch first(world, id);
        expect(first.member(carol, carol, "join"), Fate::Accepted);
    }
    Ingested take(const EventPtr &event, const Arrival &how = {}) {
        return world.core().ingest.take(room, event, how);
    }
    void expect(const EventPtr &event, Fate fate, const Arrival &how = {}) {
        const Ingested got = take(event, how);
        if (got.fate != fate)
            throw std::runtime_error("not the fate that was expected: " + got.reason);
    }
    [[nodiscard]] RemoteBranch branch() { return RemoteBranch(world, id); }
    [[nodiscard]] RoomViewPtr view() { return world.core().registry.view(id); }
    [[nodiscard]] StoredEventPtr stored(const EventPtr &event) {
        return world.core().events.find(event->id().str());
    }
    [[nodiscard]] LiveEventPtr live(const EventPtr &event) {
        for (const LiveEventPtr &one : world.recorder.events())
            if (one->event->id() == event->id())
                return one;
        return nullptr;
    }
    [[nodiscard]] std::size_t extremities() {
        const RoomPtr found = world.core().registry.require(id);
        const std::size_t stored = world.db->read([&](store::Reader &reader) {
            const std::array<store::RoomNid, 1> one{room};
            return store::extremities(reader, one).size();
        });
        const std::lock_guard lock(found->mutex);
        return stored == found->head.extremities.size() ? stored : 1000;
    }
    /// What the database says against itself; a restart must show the same room.
    [[nodiscard]] std::string problems() {
        std::string out;
        for (const std::string &problem :
             store::checkContent(world.db.get(), [](std::string_view) {}))
            out += problem + "\n";
        const RoomViewPtr before = view();
        const auto group = world.core().registry.require(id)->head.layers.group();
        world.restart();
        const RoomViewPtr after = view();
        const auto nids = [&](const RoomViewPtr &one) {
            std::vector<store::EventNid> list;
            for (const StoredEventPtr &event : world.rooms().history.stateEvents(*one, {}))
                list.push_back(event->nid);
            return list;
        };
        if (nids(before) != nids(after) || before->joined != after->joined)
            out += "memory is not what the database has\n";
        if (group != world.core().registry.require(id)->head.layers.group())
            out += "the current group is another\n";
        std::vector<store::EventNid> grouped;
        for (const auto &[key, nid] : world.core().groups.get(group)->entries)
            grouped.push_back(nid);
        std::sort(grouped.begin(), grouped.end());
        if (grouped != nids(after))
            out += "the current group does not say what the current state is\n";
        return out;
    }
    [[nodiscard]] Strings bodies() { return world.bodies(alice, id); }

    RoomWorld world;
    Requester alice;
    std::string id;
    store::RoomNid room;
};

void versions() {
    QTest::addColumn<QString>("version");
    for (const char *version : {"1", "3", "6", "10", "11", "12"})
        QTest::newRow(version) << QString::fromLatin1(version);
}

std::string versionOf() {
    return QTest::currentDataTag();
}

} // namespace

class TestIngest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void forksAndHeals_data() { versions(); }
    void forksAndHeals() {
        Forked it(versionOf().c_str());
        RemoteBranch far = it.branch();
        it.world.say(it.alice, it.id, "ours 1");
        it.expect(far.say(carol, "theirs 1"), Fate::Accepted);
        QCOMPARE(it.extremities(), std::size_t{2});
        it.expect(far.say(carol, "theirs 2"), Fate::Accepted);
        QCOMPARE(it.extremities(), std::size_t{2});
        // The next of ours names both.
        it.world.say(it.alice, it.id, "ours 2");
        QCOMPARE(it.extremities(), std::size_t{1});
        QCOMPARE(newestOf(it.world, it.id)->prevEvents().size(), std::size_t{2});
        RemoteBranch healed = it.branch();
        it.expect(healed.say(carol, "theirs 3"), Fate::Accepted);
        QCOMPARE(it.extremities(), std::size_t{1});
        QCOMPARE(it.bodies(), (Strings{"ours 1", "theirs 1", "theirs 2", "ours 2", "theirs 3"}));
        QCOMPARE(it.problems(), std::string());
        it.world.say(it.world.user("alice"), it.id, "after a restart");
        QCOMPARE(it.extremities(), std::size_t{1});
    }

    void takesAnEventOnce() {
        Forked it;
        RemoteBranch far = it.branch();
        const EventPtr event = far.say(carol, "once");
        it.expect(event, Fate::Accepted);
        it.expect(event, Fate::Known);
        QCOMPARE(it.bodies(), Strings{"once"});
    }

    void waitsForWhatIsNotHere() {
        Forked it;
        RemoteBranch far = it.branch();
        const EventPtr first = far.say(carol, "first");
        const EventPtr second = far.say(carol, "second");
        Ingested got = it.take(second);
        QVERIFY(got.fate == Fate::Waits);
        QVERIFY(!got.missingAuth);
        QCOMPARE(got.missing.front().str(), first->id().str());
        const EventPtr join = far.member(dave, dave, "join");
        far.standOn(newestOf(it.world, it.id));
        got = it.take(far.say(dave, "too early"));
        QVERIFY(got.fate == Fate::Waits);
        QVERIFY(got.missingAuth);
        QCOMPARE(got.missing.front().str(), join->id().str());
        it.expect(first, Fate::Accepted);
        it.expect(second, Fate::Accepted);
        QCOMPARE(it.bodies(), (Strings{"first", "second"}));
    }

    void aStateEventLosesAFork_data() { versions(); }
    void aStateEventLosesAFork() {
        Forked it(versionOf().c_str());
        RemoteBranch far = it.branch();
        far.time = 1; // long ago: what was sent later stands on it
        it.world.state(it.alice, it.id, "m.room.name", {{"name", "ours"}});
        const EventPtr lost = far.add(carol, "m.room.name", "", {{"name", "theirs"}});
        it.expect(lost, Fate::Accepted);
        const bool byDepth =
            versionOf() == "1"; // there the hash of the id decides, the depth being the same
        const std::string name(it.view()->name());
        if (!byDepth)
            QCOMPARE(name, std::string("ours"));
        const LiveEventPtr live = it.live(lost);
        QCOMPARE(live->changes.size(), std::size_t(name == "ours" ? 0 : 1));
        QCOMPARE(std::string(live->after->name()), name);
        // It is in the timeline, and tells what stood there before it on its own branch.
        const json::object told = it.world.rooms().history.event(it.alice, it.id, lost->id().str());
        QCOMPARE(std::string(told.at("unsigned").at("prev_content").at("name").as_string()),
                 std::string("start"));
        // At its place its own name holds.
        const json::object context =
            it.world.rooms().history.context(it.alice, it.id, lost->id().str(), 0, nullptr);
        for (const json::value &event : context.at("state").as_array())
            if (event.at("type").as_string() == "m.room.name")
                QCOMPARE(std::string(event.at("content").at("name").as_string()),
                         std::string("theirs"));
        it.world.say(it.alice, it.id, "heals");
        QCOMPARE(std::string(it.view()->name()), name);
        QCOMPARE(it.problems(), std::string());
    }

    void aStateEventWinsAFork_data() { versions(); }
    void aStateEventWinsAFork() {
        Forked it(versionOf().c_str());
        RemoteBranch far = it.branch();
        far.time += 1'000'000;
        far.say(carol, "unseen"); // higher up, for room version 1
        RemoteBranch deep = it.branch();
        deep.time = far.time;
        it.world.state(it.alice, it.id, "m.room.name", {{"name", "ours"}});
        it.expect(deep.say(carol, "1"), Fate::Accepted);
        const EventPtr won = deep.add(carol, "m.room.name", "", {{"name", "theirs"}});
        it.expect(won, Fate::Accepted);
        QCOMPARE(std::string(it.view()->name()), std::string("theirs"));
        const LiveEventPtr live = it.live(won);
        QCOMPARE(live->changes.size(), std::size_t{1});
        QVERIFY(live->changes.front().previous);
        QCOMPARE(std::string(live->changes.front().previous->content().at("name").as_string()),
                 std::string("ours"));
        QCOMPARE(it.problems(), std::string());
    }

    void bothOrdersEndInOneState() {
        // The same events in two rooms' worth of orders: what is current must not depend on it.
        Forked it;
        const RemoteBranch base = it.branch();
        RemoteBranch left = base;
        RemoteBranch right = base;
        right.time += 500;
        const EventPtr a = left.add(carol, "m.room.topic", "", {{"topic", "left"}});
        const EventPtr b = right.add(carol, "m.room.topic", "", {{"topic", "right"}});
        const EventPtr c = right.add(carol, "m.room.name", "", {{"name", "right"}});
        it.expect(b, Fate::Accepted);
        it.expect(a, Fate::Accepted);
        QCOMPARE(std::string(it.view()->topic()), std::string("right"));
        it.expect(c, Fate::Accepted);
        QCOMPARE(std::string(it.view()->topic()), std::string("right"));
        QCOMPARE(std::string(it.view()->name()), std::string("right"));
        // A message that joins both: the state was seen before, and its group is found again.
        left.join(c);
        const auto groups = [&] {
            return it.world.db->read([&](store::Reader &reader) {
                return reader.queryOne("SELECT COUNT(*) FROM state_group")->integer(0);
            });
        };
        const std::int64_t before = groups();
        it.expect(left.say(carol, "joins them"), Fate::Accepted);
        QCOMPARE(groups(), before);
        QCOMPARE(it.extremities(), std::size_t{1});
        QCOMPARE(it.problems(), std::string());
    }

    void resolutionFlipsWhatNoEventTells() {
        Forked it;
        RemoteBranch far = it.branch();
        // We never get dave's join as an event of its own, only as state at a gap.
        const EventPtr join = far.member(dave, dave, "join");
        const EventPtr gone = far.say(dave, "never comes");
        const EventPtr message = far.say(dave, "hello");
        it.world.core().ingest.keepOutliers(it.room, std::vector{join});
        QVERIFY(!it.view()->isJoined(dave));
        QVERIFY(it.take(message).fate == Fate::Waits);
        it.expect(message, Fate::Accepted, {far.stateIds(), {}});
        QVERIFY(it.view()->isJoined(dave));
        const LiveEventPtr live = it.live(message);
        QCOMPARE(live->changes.size(), std::size_t{1});
        QVERIFY(live->changes.front().joins());
        QCOMPARE(live->changes.front().key.second, dave);
        QCOMPARE(it.bodies(), Strings{"hello"});
        QCOMPARE(it.problems(), std::string());
        const std::int64_t gaps = it.world.db->read([&](store::Reader &reader) {
            return reader.queryOne("SELECT COUNT(*) FROM back_extremity")->integer(0);
        });
        QCOMPARE(gaps, std::int64_t{1});
    }

    void anOutlierBecomesAnEvent() {
        Forked it;
        RemoteBranch far = it.branch();
        const EventPtr join = far.member(dave, dave, "join");
        it.world.core().ingest.keepOutliers(it.room, std::vector{join});
        const StoredEventPtr before = it.stored(join);
        QVERIFY(before);
        QCOMPARE(before->pos.value, std::int64_t{0});
        QVERIFY(!it.view()->isJoined(dave));
        it.expect(join, Fate::Accepted);
        QVERIFY(it.view()->isJoined(dave));
        const StoredEventPtr after = it.stored(join);
        QCOMPARE(after->nid, before->nid);
        QVERIFY(after->pos.value > 0);
        it.expect(join, Fate::Known);
        QCOMPARE(it.problems(), std::string());
    }

    void rejectedEventsAreKeptAndBuiltOn_data() { versions(); }
    void rejectedEventsAreKeptAndBuiltOn() {
        Forked it(versionOf().c_str());
        RemoteBranch far = it.branch();
        const EventPtr bad = far.add(carol, "m.room.power_levels", "", {{"users", {{carol, 100}}}});
        Ingested got = it.take(bad);
        QVERIFY(got.fate == Fate::Rejected);
        QVERIFY(!got.reason.empty());
        QVERIFY(it.stored(bad)->rejected);
        QCOMPARE(it.extremities(), std::size_t{1});
        // Its child is judged by the state without it, and reaches what it stands on.
        RemoteBranch child = it.branch();
        child.standOn(bad);
        it.expect(child.say(carol, "fine"), Fate::Accepted);
        QCOMPARE(it.extremities(), std::size_t{1});
        // An event that is allowed only by it is rejected with it.
        QVERIFY(it.take(far.add(carol, "m.room.join_rules", "", {{"join_rule", "invite"}})).fate ==
                Fate::Rejected);
        QCOMPARE(it.bodies(), Strings{"fine"});
        QVERIFY(!it.live(bad));
        QCOMPARE(test::errorOf([&] {
                     static_cast<void>(
                         it.world.rooms().history.event(it.alice, it.id, bad->id().str()));
                 }),
                 std::string("404 M_NOT_FOUND"));
        QCOMPARE(it.problems(), std::string());
    }

    void softFailedEventsAreSeenByNobody_data() { versions(); }
    void softFailedEventsAreSeenByNobody() {
        Forked it(versionOf().c_str());
        RemoteBranch far = it.branch();
        it.world.change(it.alice, it.id, Memberships::Action::Ban, carol);
        const EventPtr late = far.say(carol, "I was here");
        Ingested got = it.take(late);
        QVERIFY(got.fate == Fate::SoftFailed);
        QVERIFY(it.stored(late)->softFailed);
        QCOMPARE(it.extremities(), std::size_t{1});
        QCOMPARE(it.bodies(), Strings());
        QVERIFY(!it.live(late));
        QVERIFY(it.take(far.add(carol, "m.room.name", "", {{"name", "x"}})).fate ==
                Fate::SoftFailed);
        QCOMPARE(std::string(it.view()->name()), std::string("start"));
        it.world.say(it.alice, it.id, "quiet now");
        QCOMPARE(newestOf(it.world, it.id)->prevEvents().size(), std::size_t{1});
        QCOMPARE(it.problems(), std::string());
    }

    void extremitiesGoBehindEventsThatDoNotCount() {
        Forked it;
        RemoteBranch far = it.branch();
        RemoteBranch other = far;
        it.world.state(
            it.alice, it.id, "m.room.power_levels",
            {{"users", {{it.alice.user.str(), 100}}}, {"events", {{"m.room.name", 50}}}});
        it.expect(other.say(carol, "a second end"), Fate::Accepted);
        QCOMPARE(it.extremities(), std::size_t{2});
        const EventPtr soft = other.add(carol, "m.room.name", "", {{"name", "theirs"}});
        QVERIFY(it.take(soft).fate == Fate::SoftFailed);
        it.expect(other.say(carol, "on top of it"), Fate::Accepted);
        QCOMPARE(it.extremities(), std::size_t{2}); // not three
        QCOMPARE(std::string(it.view()->name()), std::string("start"));
        QCOMPARE(it.problems(), std::string());
    }

    void oursNameTheTenDeepest() {
        Forked it;
        const RemoteBranch base = it.branch();
        for (int i = 0; i < 13; ++i) {
            RemoteBranch far = base;
            far.time += 10 * i;
            if (i == 0)
                it.expect(far.say(carol, "deeper"), Fate::Accepted);
            it.expect(far.say(carol, std::to_string(i)), Fate::Accepted);
        }
        QCOMPARE(it.extremities(), std::size_t{13});
        it.world.say(it.alice, it.id, "gathers");
        QCOMPARE(newestOf(it.world, it.id)->prevEvents().size(), std::size_t{10});
        QCOMPARE(it.extremities(), std::size_t{4});
        it.world.say(it.alice, it.id, "gathers the rest");
        QCOMPARE(it.extremities(), std::size_t{1});
        QCOMPARE(it.problems(), std::string());
    }

    void olderEventsStandBeforeTheFirst() {
        Forked it;
        it.world.say(it.alice, it.id, "new");
        RemoteBranch far = it.branch();
        const EventPtr unknown = far.say(carol, "not here");
        const EventPtr first = far.say(carol, "old 1");
        const EventPtr second = far.say(carol, "old 2");
        const store::Position place = it.world.core().ingest.reservePlaces(it.room, 2);
        it.expect(first, Fate::Accepted, {far.stateIds(), {place.value - 1}});
        it.expect(second, Fate::Accepted, {std::nullopt, place});
        QCOMPARE(it.extremities(), std::size_t{1});
        QVERIFY(!it.live(first));
        QCOMPARE(it.bodies(), (Strings{"old 1", "old 2", "new"}));
        // Page by page, too.
        RoomHistory::Page page;
        page.limit = 3;
        Strings seen;
        for (int i = 0; i < 30; ++i) {
            const json::object got = it.world.rooms().history.messages(it.alice, it.id, page);
            for (const json::value &event : got.at("chunk").as_array())
                if (event.at("type").as_string() == "m.room.message")
                    seen.emplace_back(event.at("content").at("body").as_string());
            if (!got.contains("end"))
                break;
            page.from = std::string(got.at("end").as_string());
        }
        QCOMPARE(seen, (Strings{"new", "old 2", "old 1"}));
        const json::object context =
            it.world.rooms().history.context(it.alice, it.id, second->id().str(), 4, nullptr);
        QCOMPARE(context.at("events_before").as_array().size(), std::size_t{1});
        QCOMPARE(it.problems(), std::string());
    }

    void aPastOfOthersStaysTheirs() {
        Forked it;
        // There alice was not in the room yet, and only members could read.
        RemoteBranch far = it.branch();
        far.add(carol, "m.room.history_visibility", "", {{"history_visibility", "joined"}});
        far.member(it.alice.user.str(), it.alice.user.str(), "leave");
        const EventPtr hidden = far.say(carol, "secret");
        std::vector<matrix::EventId> state;
        const std::vector<matrix::StateKeyPair> keys{
            {"m.room.create", ""}, {"m.room.power_levels", ""}, {"m.room.member", carol}};
        for (const auto &[type, key] : keys)
            state.push_back(far.find(type, key)->id());
        const EventPtr setting = [&] {
            RemoteBranch one = it.branch();
            return one.add(it.alice.user.str(), "m.room.history_visibility", "",
                           {{"history_visibility", "joined"}});
        }();
        it.world.core().ingest.keepOutliers(it.room, std::vector{setting});
        state.push_back(setting->id());
        it.expect(hidden, Fate::Accepted,
                  {state, it.world.core().ingest.reservePlaces(it.room, 1)});
        QCOMPARE(it.bodies(), Strings());
        QCOMPARE(test::errorOf([&] {
                     static_cast<void>(
                         it.world.rooms().history.event(it.alice, it.id, hidden->id().str()));
                 }),
                 std::string("404 M_NOT_FOUND"));
    }

    void whatBelongsTogetherMayComeInAnyOrder() {
        Forked it;
        RemoteBranch far = it.branch();
        RemoteBranch side = far; // a second branch, so that the children can come first
        const EventPtr parent = far.say(carol, "parent");
        const EventPtr secret = far.say(carol, "secret");
        const EventPtr kept = far.say(carol, "kept");
        it.expect(
            side.add(
                carol, "m.reaction", std::nullopt,
                {{"m.relates_to",
                  {{"rel_type", "m.annotation"}, {"event_id", parent->id().str()}, {"key", "+"}}}}),
            Fate::Accepted);
        it.expect(side.redact(carol, *secret), Fate::Accepted);
        it.expect(side.member(dave, dave, "join"), Fate::Accepted);
        it.expect(parent, Fate::Accepted);
        it.expect(secret, Fate::Accepted);
        it.expect(kept, Fate::Accepted);
        QCOMPARE(it.bodies(), (Strings{"parent", "-", "kept"}));
        QVERIFY(it.stored(secret)->redactedBy);
        const std::int64_t relations = it.world.db->read([&](store::Reader &reader) {
            return reader
                .queryOne("SELECT COUNT(*) FROM relation WHERE parent_nid = $1",
                          it.stored(parent)->nid)
                ->integer(0);
        });
        QCOMPARE(relations, std::int64_t{1});
        // Somebody of another server may not redact, but the event is there.
        RemoteBranch healed = it.branch();
        const std::string eve = "@eve:else.example";
        it.expect(healed.member(eve, eve, "join"), Fate::Accepted);
        const Ingested refused = it.take(healed.redact(eve, *kept));
        QVERIFY(refused.fate == Fate::Accepted || refused.fate == Fate::Rejected);
        QCOMPARE(it.bodies(), (Strings{"parent", "-", "kept"}));
        QCOMPARE(it.problems(), std::string());
    }

    void oursAndTheirsAtOnce() {
        Forked it;
        std::vector<EventPtr> theirs;
        RemoteBranch far = it.branch();
        for (int i = 0; i < 30; ++i)
            theirs.push_back(
                i % 5 == 4 ? far.add(carol, "m.room.topic", "", {{"topic", std::to_string(i)}})
                           : far.say(carol, "t" + std::to_string(i)));
        std::thread local([&] {
            for (int i = 0; i < 60; ++i) {
                it.world.say(it.alice, it.id, "o" + std::to_string(i));
                if (i % 10 == 0)
                    it.world.state(it.alice, it.id, "m.room.name", {{"name", std::to_string(i)}});
            }
        });
        std::string trouble;
        for (const EventPtr &event : theirs)
            if (const Ingested got = it.take(event); got.fate != Fate::Accepted)
                trouble = got.reason + "?";
        local.join();
        QCOMPARE(trouble, std::string());
        it.world.say(it.alice, it.id, "end");
        QCOMPARE(it.extremities(), std::size_t{1});
        QCOMPARE(it.bodies().size(), std::size_t{60 + 24 + 1});
        QCOMPARE(it.problems(), std::string());
    }
};

HEARTH_TEST(TestIngest)
#include "test_ingest.moc"
