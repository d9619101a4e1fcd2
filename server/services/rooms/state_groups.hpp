// SPDX-License-Identifier: Apache-2.0
// StateGroups: whole states by their group, for those who compare states or look at the state of a
// place in the past. A room's current state is in its RoomView.
#pragma once

#include "server/services/rooms/state_changes.hpp"
#include "server/services/rooms/state_layers.hpp"
#include "server/store/nid.hpp"

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
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

/// The state of one group by numbers. Immutable; shared between threads.
struct GroupState {
    using Entry = std::pair<store::StateKeyNid, store::EventNid>;
    std::vector<Entry> entries; // sorted by key
    /// 0 when the state has no such entry.
    [[nodiscard]] store::EventNid find(store::StateKeyNid key) const;
};
using GroupStatePtr = std::shared_ptr<const GroupState>;

/// Thread-safe.
class StateGroups {
public:
    StateGroups(store::Database &database, EventReader &events, std::string serverName,
                std::size_t cacheBytes);

    /// Of a group that was written; an empty state for one that does not exist.
    [[nodiscard]] GroupStatePtr get(store::StateGroupNid group);
    /// Of a group that is about to be written.
    void put(store::StateGroupNid group, GroupStatePtr state);
    [[nodiscard]] store::EventNid find(store::StateGroupNid group, std::string_view type,
                                       std::string_view stateKey);
    /// The group of a room with this content, as far as it is durable; 0 if there is none.
    [[nodiscard]] store::StateGroupNid findByHash(store::RoomNid room, const StateHash &hash);
    /// The chain of a group; what else is to stand on it is applied to that.
    [[nodiscard]] StateLayers layers(store::StateGroupNid group);

    /// What leads from one state to another, with the events on both sides.
    [[nodiscard]] StateChanges difference(const GroupState &from, const GroupState &to);
    /// The state with changes applied.
    [[nodiscard]] GroupStatePtr with(const GroupState &state, const StateChanges &changes);
    /// A state of the events given, each of which must be a stored state event.
    [[nodiscard]] GroupStatePtr of(const std::vector<store::EventNid> &events);

private:
    struct Slot {
        GroupStatePtr state;
        std::list<store::StateGroupNid>::iterator place;
    };
    void keep(store::StateGroupNid group, GroupStatePtr state); // m_mutex held

    store::Database &m_database;
    EventReader &m_events;
    const std::string m_serverName;
    const std::size_t m_cacheBytes;
    std::mutex m_mutex;
    std::unordered_map<store::StateGroupNid, Slot> m_slots;
    std::list<store::StateGroupNid> m_order; // newest use first
    std::size_t m_bytes = 0;
};

} // namespace hearth::services
