// SPDX-License-Identifier: Apache-2.0
// Sync of rooms that fork: the client ends with the room's state, whatever brought it about.
#include "server/services/rooms/room_history.hpp"
#include "tests/server/services/rooms/remote_branch.hpp"
#include "tests/server/services/sync/sync_world.hpp"
#include "tests/support/test_main.hpp"

#include <map>
#include <random>
#include <stdexcept>

using namespace hearth;
using namespace hearth::services;
using namespace hearth::test;
using matrix::EventPtr;
using Fate = Ingested::Fate;
using Strings = std::vector<std::string>;
using StateIds = std::map<std::string, std::string>;

namespace {

const std::string carol = "@carol:far.example";
const std::string dave = "@dave:far.example";

struct Forked {
    Forked()
        : alice(world.user("alice"))
        , id(world.create(alice, {{"preset", "public_chat"},
                                  {"name", "start"},
                                  {"power_level_content_override",
                                   {{"events", {{"m.room.name", 0}, {"m.room.topic", 0}}}}}}))
        , room(world.core().registry.require(id)->nid()) {
        RemoteBranch first(world, id);
        expect(first.member(carol, carol, "join"), Fate::Accepted);
    }
    void expect(const EventPtr &event, Fate fate, const Arrival &how = {}) {
        const Ingested got = world.core().ingest.take(room, event, how);
        if (got.fate != fate)
            throw std::runtime_error("not the fate that was expected: " + got.reason);
    }
    [[nodiscard]] RemoteBranch branch() { return RemoteBranch(world, id); }
    [[nodiscard]] StateIds state() {
        StateIds out;
        const RoomViewPtr view = world.core().registry.view(id);
        for (const StoredEventPtr &event : world.rooms().history.stateEvents(*view, {}))
            out[std::string(event->event->type()) + "|" + *event->event->stateKey()] =
                event->event->id().str();
        return out;
    }

    SyncWorld world;
    Requester alice;
    std::string id;
    store::RoomNid room;
};

void applyTo(StateIds &state, const json::array &events) {
    for (const json::value &event : events)
        if (const json::value *key = event.as_object().if_contains("state_key"))
            state[std::string(event.at("type").as_string()) + "|" + std::string(key->as_string())] =
                event.at("event_id").as_string();
}

std::int64_t unreadOf(const json::object &room) {
    return room.at("unread_notifications").at("notification_count").to_number<std::int64_t>();
}

} // namespace

class TestForks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void stateAfterIsTheRoomsState() {
        Forked it;
        std::mt19937 random(11);
        SyncClient client(it.world, it.alice, {"{}", false, true});
        StateIds known;
        std::vector<RemoteBranch> branches{it.branch()};
        int wins = 0;
        for (int step = 0; step < 60; ++step) {
            RemoteBranch &branch = branches[random() % branches.size()];
            branch.time += static_cast<std::int64_t>(random() % 2000) - 900;
            const std::string n = std::to_string(step);
            switch (random() % 6) {
            case 0:
                it.expect(branch.add(carol, "m.room.name", "", {{"name", n}}), Fate::Accepted);
                break;
            case 1:
                it.expect(branch.add(carol, "m.room.topic", "", {{"topic", n}}), Fate::Accepted);
                break;
            case 2:
                it.world.state(it.alice, it.id, "m.room.name", {{"name", n}});
                break;
            case 3:
                it.expect(branch.say(carol, n), Fate::Accepted);
                break;
            case 4:
                if (branches.size() < 4)
                    branches.push_back(branch);
                else
                    branches = {it.branch()};
                break;
            default:
                it.world.say(it.alice, it.id, n);
            }
            if (random() % 12 == 0)
                it.world.restartAll();
            if (random() % 3 == 0) {
                applyTo(known, eventsOf(roomOf(client.sync(), "join", it.id), "state_after"));
                QCOMPARE(known, it.state());
                ++wins;
            }
            if (random() % 15 == 0) {
                StateIds whole;
                SyncClient fresh(it.world, it.alice, {"{}", false, true});
                applyTo(whole, eventsOf(roomOf(fresh.initial(), "join", it.id), "state_after"));
                QCOMPARE(whole, it.state());
            }
        }
        QVERIFY(wins > 5);
    }

    void theStateBeforeATimelineLeavesOutWhatItTells() {
        Forked it;
        RemoteBranch far = it.branch();
        far.time += 1'000'000;
        it.world.state(it.alice, it.id, "m.room.name", {{"name", "ours"}});
        it.expect(far.say(carol, "1"), Fate::Accepted);
        it.expect(far.add(carol, "m.room.name", "", {{"name", "theirs"}}), Fate::Accepted);
        for (int round = 0; round < 2; ++round) {
            SyncClient fresh(it.world, it.alice);
            const json::object room = roomOf(fresh.initial(), "join", it.id);
            StateIds known;
            applyTo(known, eventsOf(room, "state"));
            applyTo(known, eventsOf(room, "timeline"));
            QCOMPARE(known, it.state());
            // One event: what holds, but came before it, is in the state.
            SyncClient one(it.world, it.alice,
                           {R"({"room":{"timeline":{"limit":1}}})", false, false});
            const json::object end = roomOf(one.initial(), "join", it.id);
            StateIds ended;
            applyTo(ended, eventsOf(end, "state"));
            QVERIFY(ended["m.room.name|"] != it.state()["m.room.name|"]);
            applyTo(ended, eventsOf(end, "timeline"));
            QCOMPARE(ended, it.state());
            it.world.restartAll();
        }
    }

    void aFlipWithoutItsEventIsToldAsState() {
        Forked it;
        SyncClient before(it.world, it.alice);
        SyncClient after(it.world, it.alice, {"{}", false, true});
        before.initial();
        after.initial();
        RemoteBranch far = it.branch();
        const EventPtr join = far.member(dave, dave, "join");
        const EventPtr gone = far.say(dave, "never comes");
        it.world.core().ingest.keepOutliers(it.room, std::vector{join});
        it.expect(far.say(dave, "hello"), Fate::Accepted, {far.stateIds(), {}});
        const json::object old = roomOf(before.sync(), "join", it.id);
        QCOMPARE(typesOf(eventsOf(old, "state")), Strings{"m.room.member"});
        QCOMPARE(bodiesOf(eventsOf(old, "timeline")), Strings{"hello"});
        QCOMPARE(old.at("summary").at("m.joined_member_count").to_number<int>(), 3);
        const json::object told = roomOf(after.sync(), "join", it.id);
        QCOMPARE(typesOf(eventsOf(told, "state_after")), Strings{"m.room.member"});
        it.world.restartAll();
        QVERIFY(roomOf(before.sync(), "join", it.id).empty());
    }

    void onlyWhatIsAcceptedIsSeenAndCounted() {
        Forked it;
        SyncClient client(it.world, it.alice);
        client.initial();
        RemoteBranch far = it.branch();
        RemoteBranch late = far;
        it.expect(far.say(carol, "counts"), Fate::Accepted);
        json::object room = roomOf(client.sync(), "join", it.id);
        QCOMPARE(unreadOf(room), std::int64_t{1});
        it.world.change(it.alice, it.id, Memberships::Action::Ban, carol);
        it.expect(late.say(carol, "too late"), Fate::SoftFailed);
        it.expect(far.add(carol, "m.room.power_levels", "", {{"users", {{carol, 100}}}}),
                  Fate::Rejected);
        const store::Position place = it.world.core().ingest.reservePlaces(it.room, 1);
        const RemoteBranch then = late;
        it.expect(late.say(carol, "on top"), Fate::SoftFailed);
        RemoteBranch old = then;
        it.expect(old.say(carol, "history"), Fate::Accepted, {std::nullopt, place});
        room = roomOf(client.sync(), "join", it.id);
        QCOMPARE(bodiesOf(eventsOf(room, "timeline")), Strings());
        QCOMPARE(unreadOf(room), std::int64_t{1});
        for (int round = 0; round < 2; ++round) {
            SyncClient fresh(it.world, it.alice);
            const json::object whole = roomOf(fresh.initial(), "join", it.id);
            QCOMPARE(bodiesOf(eventsOf(whole, "timeline")), Strings{"counts"});
            QCOMPARE(unreadOf(whole), std::int64_t{1});
            it.world.restartAll();
        }
    }
};

HEARTH_TEST(TestForks)
#include "test_forks.moc"
