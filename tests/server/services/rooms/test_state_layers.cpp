// SPDX-License-Identifier: Apache-2.0
// StateLayers: changes of many entries, entries taken away, and content that was seen before.
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/state_layers.hpp"
#include "server/store/state_store.hpp"
#include "tests/server/services/rooms/room_world.hpp"
#include "tests/support/test_main.hpp"

#include <map>
#include <random>

using namespace hearth;
using namespace hearth::services;
using hearth::test::RoomWorld;

namespace {

/// A state that is kept beside the layers as plain entries.
class Model {
public:
    Model(RoomWorld &world, const Requester &who, const std::string &room, int keys, int events)
        : m_world(world)
        , m_view(world.core().registry.view(room))
        , m_keys(keys) {
        for (int i = 0; i < events; ++i) {
            world.state(who, room, "org.test", {{"n", i}}, std::to_string(i % 4));
            m_events.push_back(world.recorder.events().back());
        }
    }

    /// One event more or less in some entries. Any event may stand anywhere: the layers do not
    /// look into them.
    StateChanges step(std::mt19937 &random) {
        StateChanges changes;
        for (int key = 0; key < m_keys; ++key) {
            if (random() % 3 != 0)
                continue;
            ChangedEntry change;
            change.key = StateKey("org.key", std::to_string(key));
            if (const auto old = m_state.find(change.key); old != m_state.end()) {
                change.before = old->second->nid;
                change.previous = old->second->event;
            }
            const bool remove = change.before && random() % 2 == 0;
            const LiveEventPtr &event = m_events[random() % m_events.size()];
            if (!remove && event->nid == change.before)
                continue;
            if (!remove) {
                change.after = event->nid;
                change.event = event->event;
                m_state[change.key] = event;
            } else {
                m_state.erase(change.key);
            }
            changes.push_back(std::move(change));
        }
        return changes;
    }

    [[nodiscard]] StateDelta entries() const {
        StateDelta out;
        for (const auto &[key, event] : m_state)
            out[key] = event->nid;
        return out;
    }
    /// As a room's view, for full groups.
    [[nodiscard]] RoomView view() const {
        RoomView view = *m_view;
        auto state = std::make_shared<StateMap>();
        for (const auto &[key, event] : m_state)
            (*state)[key] = StateEntry{event->nid, event->event};
        view.state = std::move(state);
        view.members = {};
        return view;
    }
    [[nodiscard]] StateDelta read(store::StateGroupNid group) const {
        return m_world.db->read([&](store::Reader &reader) { return readGroup(reader, group); });
    }
    [[nodiscard]] store::StateGroupNid find(const StateHash &hash) const {
        return m_world.db->read([&](store::Reader &reader) {
            return store::findStateGroup(reader, m_view->nid, hash.bytes());
        });
    }
    void write(const GroupWrite &group) {
        const RoomView state = view();
        m_world.db->write(
            [&](store::Transaction &tx) { writeGroup(tx, m_view->nid, group, &state); });
    }

private:
    RoomWorld &m_world;
    RoomViewPtr m_view;
    const int m_keys;
    std::vector<LiveEventPtr> m_events;
    std::map<StateKey, LiveEventPtr, StateKeyLess> m_state;
};

} // namespace

class TestStateLayers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void readsBackWhatChangedAndWhatWasTakenAway_data() {
        QTest::addColumn<int>("keys");
        QTest::addColumn<int>("events");
        QTest::newRow("states that come again") << 4 << 3;
        QTest::newRow("layers") << 60 << 12;
    }
    void readsBackWhatChangedAndWhatWasTakenAway() {
        QFETCH(const int, keys);
        QFETCH(const int, events);
        RoomWorld world;
        const Requester alice = world.user("alice");
        Model model(world, alice, world.create(alice), keys, events);
        std::mt19937 random(7);
        StateLayers layers;
        std::map<std::string, store::StateGroupNid> known; // by hash
        std::int64_t next = 1'000'000;
        int found = 0;
        for (int step = 0; step < 150; ++step) {
            const StateChanges changes = model.step(random);
            if (changes.empty())
                continue;
            const StateHash hash = layers.hashAfter(changes);
            const store::StateGroupNid existing = model.find(hash);
            const auto seen = known.find(hash.bytes());
            QCOMPARE(existing, seen == known.end() ? store::StateGroupNid{} : seen->second);
            if (existing) {
                // Everything that points to this state points to the group that there is.
                ++found;
                auto loaded = world.db->read(
                    [&](store::Reader &reader) { return StateLayers::load(reader, {existing}); });
                layers = std::move(loaded.at(existing));
            } else {
                const GroupWrite write = layers.apply(store::StateGroupNid{++next}, changes);
                QCOMPARE(write.entryCount, static_cast<std::int64_t>(model.entries().size()));
                model.write(write);
                known[hash.bytes()] = write.id;
            }
            QCOMPARE(layers.hash().bytes(), hash.bytes());
            QVERIFY(model.read(layers.group()) == model.entries());
        }
        QVERIFY2(keys > 4 || found > 20, std::to_string(found).c_str());
    }

    void refusesASecondGroupWithTheSameContent() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        Model model(world, alice, world.create(alice), 9, 4);
        std::mt19937 random(1);
        StateLayers layers;
        GroupWrite write = layers.apply(store::StateGroupNid{1'000'001}, model.step(random));
        model.write(write);
        write.id = store::StateGroupNid{1'000'002};
        bool refused = false;
        try {
            model.write(write);
        } catch (const store::DatabaseError &error) {
            refused = error.kind() == store::DatabaseError::Kind::Constraint;
        }
        QVERIFY(refused);
    }

    void aViewLosesWhatResolutionTookAway() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}, {"name", "N"}});
        world.change(bob, room, Memberships::Action::Join);
        const RoomViewPtr before = world.core().registry.view(room);
        const StateEntry *name = before->findEntry("m.room.name");
        const Member *member = before->members.find(bob.user.str());
        StateChanges changes(2);
        changes[0].key = StateKey("m.room.name", "");
        changes[0].before = name->nid;
        changes[0].previous = name->event;
        changes[1].key = StateKey("m.room.member", bob.user.str());
        changes[1].before = member->nid;
        changes[1].previous = member->event;
        changes[1].target = bob.userNid;
        changes[1].local = true;
        changes[1].was = matrix::Membership::Join;
        const RoomViewPtr after = withChanges(*before, changes);
        QVERIFY(!after->find("m.room.name"));
        QVERIFY(!after->members.find(bob.user.str()));
        QCOMPARE(after->joined, before->joined - 1);
        QCOMPARE(after->localJoined, before->localJoined - 1);
        QVERIFY(before->isJoined(bob.user.str()));
    }
};

HEARTH_TEST(TestStateLayers)
#include "test_state_layers.moc"
