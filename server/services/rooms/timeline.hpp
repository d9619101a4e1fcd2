// SPDX-License-Identifier: Apache-2.0
// Timeline: pages of a room's events by position, and the room's state at any position.
#pragma once

#include "server/services/rooms/room_view.hpp"
#include "server/services/rooms/stored_event.hpp"
#include "server/store/nid.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventReader;

/// One change of state. Without an event the key was removed.
struct StateChange {
    store::Position pos{};
    StateKey key;
    store::EventNid before{};
    store::EventNid after{};
};

/// What one page of an answer has of events, in bytes. Clients ask for the next one.
inline constexpr std::size_t pageBytes = 1 << 20;

/// Thread-safe, stateless; every call is one or two index scans.
class Timeline {
public:
    Timeline(store::Database &database, EventReader &events);

    /// The newest `limit` events with after < pos <= upTo, oldest first.
    [[nodiscard]] StoredEvents before(store::RoomNid room, store::Position upTo, int limit,
                                      store::Position after = {});
    /// The same, but no more than so many bytes, unless it is a single event.
    struct Page {
        StoredEvents events; // in the order of reading: newest first for pageBefore
        bool end = false;    // there are no further ones between the bounds
    };
    [[nodiscard]] Page pageBefore(store::RoomNid room, store::Position upTo, int limit,
                                  store::Position after, std::size_t mostBytes);
    [[nodiscard]] Page pageAfter(store::RoomNid room, store::Position after, int limit,
                                 store::Position upTo, std::size_t mostBytes);
    /// The newest `limit` events with pos <= upTo of many rooms, oldest first. Rooms for which the
    /// bytes do not suffice are left out.
    [[nodiscard]] std::unordered_map<store::RoomNid, StoredEvents>
    newest(std::span<const store::RoomNid> rooms, store::Position upTo, int limit,
           std::size_t mostBytes);
    /// The first `limit` events with pos > after (and <= upTo), oldest first.
    [[nodiscard]] StoredEvents after(store::RoomNid room, store::Position after, int limit,
                                     store::Position upTo = {});

    /// Event nids of the state after all events with pos <= at. Types empty = all types.
    [[nodiscard]] std::vector<std::pair<StateKey, store::EventNid>>
    stateAt(store::RoomNid room, store::Position at, std::span<const std::string> types = {});
    /// One entry of that state; 0 when absent.
    [[nodiscard]] store::EventNid stateAt(store::RoomNid room, store::Position at,
                                          std::string_view type, std::string_view stateKey);
    /// The changes with after < pos <= upTo, oldest first.
    [[nodiscard]] std::vector<StateChange> stateChanges(store::RoomNid room, store::Position after,
                                                        store::Position upTo);
    /// The same for many rooms, each from its own position on; in the same order.
    [[nodiscard]] std::vector<std::vector<StateChange>>
    stateChanges(std::span<const std::pair<store::RoomNid, store::Position>> roomsAfter,
                 store::Position upTo);

private:
    [[nodiscard]] Page pageOf(std::span<const store::EventNid> nids, int limit,
                              std::size_t mostBytes);

    store::Database &m_database;
    EventReader &m_events;
};

} // namespace hearth::services
