// SPDX-License-Identifier: Apache-2.0
// StateResolver: the one state that follows from those of several groups, remembered.
#pragma once

#include "server/matrix/room_version.hpp"
#include "server/services/rooms/state_groups.hpp"

#include <list>
#include <map>
#include <mutex>
#include <vector>

namespace hearth::services {

class EventReader;

/// Thread-safe. Slow: never called with a room's mutex held.
class StateResolver {
public:
    StateResolver(store::Database &database, EventReader &events, StateGroups &groups)
        : m_database(database)
        , m_events(events)
        , m_groups(groups) {}

    /// groups: of one room, at least one, in any order, doubled ones allowed. Spec: "State
    /// Resolution" of the room's version.
    [[nodiscard]] GroupStatePtr resolve(const matrix::RoomVersion &version,
                                        std::vector<store::StateGroupNid> groups);

private:
    using Key = std::vector<store::StateGroupNid>; // sorted
    [[nodiscard]] GroupStatePtr compute(const matrix::RoomVersion &version, const Key &groups);

    store::Database &m_database;
    EventReader &m_events;
    StateGroups &m_groups;
    std::mutex m_mutex;
    struct Memo {
        Key groups;
        GroupStatePtr state;
    };
    std::list<Memo> m_memos; // newest use first
};

} // namespace hearth::services
