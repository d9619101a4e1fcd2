// SPDX-License-Identifier: Apache-2.0
// Timeline: index scans by position.
#include "server/services/rooms/timeline.hpp"

#include "server/services/rooms/event_reader.hpp"
#include "server/store/database.hpp"
#include "server/store/event_store.hpp"
#include "server/store/state_store.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace hearth::services {

Timeline::Timeline(store::Database &database, EventReader &events)
    : m_database(database)
    , m_events(events) {}

StoredEvents Timeline::before(store::RoomNid room, store::Position upTo, int limit,
                              store::Position after) {
    auto nids = m_database.read([&](store::Reader &reader) {
        return store::timelineNids(reader, room, after, upTo, limit, true);
    });
    std::reverse(nids.begin(), nids.end());
    return m_events.load(nids);
}

std::unordered_map<store::RoomNid, StoredEvents>
Timeline::newest(std::span<const store::RoomNid> rooms, store::Position upTo, int limit,
                 std::size_t mostBytes) {
    const auto pages = m_database.read(
        [&](store::Reader &reader) { return store::newestNids(reader, rooms, upTo, limit); });
    std::vector<store::EventNid> nids;
    for (const auto &page : pages)
        nids.insert(nids.end(), page.begin(), page.end());
    EventReader::Part part = m_events.loadPart(nids, mostBytes);
    std::unordered_map<store::RoomNid, StoredEvents> out;
    std::size_t end = 0;
    for (std::size_t i = 0; i < rooms.size(); ++i) {
        end += pages[i].size();
        if (end <= part.looked)
            out[rooms[i]];
    }
    for (StoredEventPtr &event : part.events)
        if (const auto room = out.find(event->room); room != out.end())
            room->second.push_back(std::move(event));
    return out;
}

StoredEvents Timeline::after(store::RoomNid room, store::Position after, int limit,
                             store::Position upTo) {
    if (upTo.value == 0)
        upTo.value = std::numeric_limits<std::int64_t>::max();
    const auto nids = m_database.read([&](store::Reader &reader) {
        return store::timelineNids(reader, room, after, upTo, limit, false);
    });
    return m_events.load(nids);
}

Timeline::Page Timeline::pageOf(std::span<const store::EventNid> nids, int limit,
                                std::size_t mostBytes) {
    EventReader::Part part = m_events.loadPart(nids, mostBytes);
    return {std::move(part.events),
            part.looked == nids.size() && nids.size() < static_cast<std::size_t>(limit)};
}

Timeline::Page Timeline::pageBefore(store::RoomNid room, store::Position upTo, int limit,
                                    store::Position after, std::size_t mostBytes) {
    const auto nids = m_database.read([&](store::Reader &reader) {
        return store::timelineNids(reader, room, after, upTo, limit, true);
    });
    return pageOf(nids, limit, mostBytes);
}

Timeline::Page Timeline::pageAfter(store::RoomNid room, store::Position after, int limit,
                                   store::Position upTo, std::size_t mostBytes) {
    if (upTo.value == 0)
        upTo.value = std::numeric_limits<std::int64_t>::max();
    const auto nids = m_database.read([&](store::Reader &reader) {
        return store::timelineNids(reader, room, after, upTo, limit, false);
    });
    return pageOf(nids, limit, mostBytes);
}

std::vector<std::pair<StateKey, store::EventNid>>
Timeline::stateAt(store::RoomNid room, store::Position at, std::span<const std::string> types) {
    auto rows = m_database.read(
        [&](store::Reader &reader) { return store::stateAt(reader, room, at, types); });
    std::vector<std::pair<StateKey, store::EventNid>> out;
    out.reserve(rows.size());
    for (store::StateRow &row : rows)
        out.emplace_back(StateKey(std::move(row.type), std::move(row.stateKey)), row.event);
    return out;
}

store::EventNid Timeline::stateAt(store::RoomNid room, store::Position at, std::string_view type,
                                  std::string_view stateKey) {
    return m_database.read([&](store::Reader &reader) {
        const store::StateKeyNid key = reader.findStateKey(type, stateKey);
        return key ? store::stateEntryAt(reader, room, at, key) : store::EventNid{};
    });
}

std::vector<StateChange> Timeline::stateChanges(store::RoomNid room, store::Position after,
                                                store::Position upTo) {
    const std::array<std::pair<store::RoomNid, store::Position>, 1> one{std::pair(room, after)};
    return std::move(stateChanges(one, upTo).front());
}

std::vector<std::vector<StateChange>>
Timeline::stateChanges(std::span<const std::pair<store::RoomNid, store::Position>> roomsAfter,
                       store::Position upTo) {
    auto rooms = m_database.read(
        [&](store::Reader &reader) { return store::deltasOf(reader, roomsAfter, upTo); });
    std::vector<std::vector<StateChange>> out(rooms.size());
    for (std::size_t i = 0; i < rooms.size(); ++i)
        for (store::DeltaRow &row : rooms[i])
            out[i].push_back({row.pos, StateKey(std::move(row.type), std::move(row.stateKey)),
                              row.before, row.after});
    return out;
}

} // namespace hearth::services
