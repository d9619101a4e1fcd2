// SPDX-License-Identifier: Apache-2.0
// StateGroups: a byte-bounded cache of whole states, and what lies between two of them.
#include "server/services/rooms/state_groups.hpp"

#include "server/matrix/ids.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/store/database.hpp"
#include "server/store/state_store.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

struct Difference {
    store::StateKeyNid key{};
    store::EventNid before{};
    store::EventNid after{};
};

std::vector<Difference> compare(const GroupState &from, const GroupState &to) {
    std::vector<Difference> out;
    auto a = from.entries.begin();
    auto b = to.entries.begin();
    while (a != from.entries.end() || b != to.entries.end()) {
        if (b == to.entries.end() || (a != from.entries.end() && a->first < b->first)) {
            out.push_back({a->first, a->second, {}});
            ++a;
        } else if (a == from.entries.end() || b->first < a->first) {
            out.push_back({b->first, {}, b->second});
            ++b;
        } else {
            if (a->second != b->second)
                out.push_back({a->first, a->second, b->second});
            ++a;
            ++b;
        }
    }
    return out;
}

std::size_t weigh(const GroupState &state) {
    constexpr std::size_t around = 256;
    return around + state.entries.capacity() * sizeof(GroupState::Entry);
}

} // namespace

store::EventNid GroupState::find(store::StateKeyNid key) const {
    const auto it = std::lower_bound(
        entries.begin(), entries.end(), key,
        [](const Entry &entry, store::StateKeyNid wanted) { return entry.first < wanted; });
    return it != entries.end() && it->first == key ? it->second : store::EventNid{};
}

StateGroups::StateGroups(store::Database &database, EventReader &events, std::string serverName,
                         std::size_t cacheBytes)
    : m_database(database)
    , m_events(events)
    , m_serverName(std::move(serverName))
    , m_cacheBytes(cacheBytes) {}

void StateGroups::keep(store::StateGroupNid group, GroupStatePtr state) {
    if (const auto old = m_slots.find(group); old != m_slots.end()) {
        m_order.splice(m_order.begin(), m_order, old->second.place);
        return;
    }
    m_bytes += weigh(*state);
    m_order.push_front(group);
    m_slots[group] = {std::move(state), m_order.begin()};
    while (m_bytes > m_cacheBytes && m_order.size() > 1) {
        const auto oldest = m_slots.find(m_order.back());
        m_bytes -= weigh(*oldest->second.state);
        m_slots.erase(oldest);
        m_order.pop_back();
    }
}

GroupStatePtr StateGroups::get(store::StateGroupNid group) {
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_slots.find(group); found != m_slots.end()) {
            m_order.splice(m_order.begin(), m_order, found->second.place);
            return found->second.state;
        }
    }
    auto state = std::make_shared<GroupState>();
    state->entries =
        m_database.read([&](store::Reader &reader) { return readGroupEntries(reader, group); });
    put(group, state);
    return state;
}

void StateGroups::put(store::StateGroupNid group, GroupStatePtr state) {
    const std::lock_guard lock(m_mutex);
    keep(group, std::move(state));
}

store::EventNid StateGroups::find(store::StateGroupNid group, std::string_view type,
                                  std::string_view stateKey) {
    const store::StateKeyNid key =
        m_database.read([&](store::Reader &reader) { return reader.findStateKey(type, stateKey); });
    return key ? get(group)->find(key) : store::EventNid{};
}

store::StateGroupNid StateGroups::findByHash(store::RoomNid room, const StateHash &hash) {
    return m_database.read(
        [&](store::Reader &reader) { return store::findStateGroup(reader, room, hash.bytes()); });
}

StateLayers StateGroups::layers(store::StateGroupNid group) {
    auto loaded =
        m_database.read([&](store::Reader &reader) { return StateLayers::load(reader, {group}); });
    const auto found = loaded.find(group);
    return found == loaded.end() ? StateLayers() : std::move(found->second);
}

StateChanges StateGroups::difference(const GroupState &from, const GroupState &to) {
    const std::vector<Difference> differences = compare(from, to);
    std::vector<store::EventNid> nids;
    for (const Difference &one : differences)
        for (const store::EventNid nid : {one.before, one.after})
            if (nid)
                nids.push_back(nid);
    std::unordered_map<store::EventNid, StoredEventPtr> events;
    for (StoredEventPtr &event : m_events.load(nids))
        events[event->nid] = std::move(event);
    StateChanges out;
    out.reserve(differences.size());
    m_database.read([&](store::Reader &reader) {
        for (const Difference &one : differences) {
            ChangedEntry change;
            change.key = reader.stateKey(one.key);
            change.before = one.before;
            change.after = one.after;
            if (const auto event = events.find(one.before); event != events.end())
                change.previous = event->second->event;
            if (const auto event = events.find(one.after); event != events.end()) {
                change.event = event->second->event;
                change.sender = event->second->sender;
            }
            if (change.key.first == "m.room.member") {
                change.target = reader.findUser(change.key.second);
                change.local = matrix::domain(change.key.second) == m_serverName;
                if (change.previous)
                    change.was = change.previous->membership();
                if (change.event)
                    change.now = change.event->membership();
            }
            out.push_back(std::move(change));
        }
    });
    return out;
}

GroupStatePtr StateGroups::with(const GroupState &state, const StateChanges &changes) {
    auto out = std::make_shared<GroupState>(state);
    m_database.read([&](store::Reader &reader) {
        for (const ChangedEntry &change : changes) {
            const store::StateKeyNid key = reader.findStateKey(change.key.first, change.key.second);
            const auto at = std::lower_bound(
                out->entries.begin(), out->entries.end(), key,
                [](const auto &entry, store::StateKeyNid wanted) { return entry.first < wanted; });
            const bool there = at != out->entries.end() && at->first == key;
            if (there && change.after)
                at->second = change.after;
            else if (there)
                out->entries.erase(at);
            else if (change.after)
                out->entries.insert(at, {key, change.after});
        }
    });
    return out;
}

GroupStatePtr StateGroups::of(const std::vector<store::EventNid> &events) {
    auto out = std::make_shared<GroupState>();
    const StoredEvents stored = m_events.load(events);
    m_database.read([&](store::Reader &reader) {
        for (const StoredEventPtr &event : stored)
            if (event->event->isState() && !event->rejected)
                out->entries.emplace_back(
                    reader.findStateKey(event->event->type(), *event->event->stateKey()),
                    event->nid);
    });
    std::sort(out->entries.begin(), out->entries.end());
    const auto sameKey = [](const auto &a, const auto &b) { return a.first == b.first; };
    out->entries.erase(std::unique(out->entries.begin(), out->entries.end(), sameKey),
                       out->entries.end());
    return out;
}

} // namespace hearth::services
