// SPDX-License-Identifier: Apache-2.0
// RoomStateAt: a room's state just before a timeline: the state at its end, with that taken back
// which the timeline itself tells.
#pragma once

#include "server/services/rooms/room_view.hpp"
#include "server/services/sync/sync_request.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::services {

class Hub;
class RoomRegistry;
class Timeline;
struct RoomsAhead;
struct TimelineBatch;

class RoomStateAt {
public:
    /// Nid of the entry; 0 when absent.
    [[nodiscard]] store::EventNid member(std::string_view userId) const;
    /// Everything but members.
    [[nodiscard]] std::vector<store::EventNid> others() const;
    [[nodiscard]] std::vector<store::EventNid> allMembers() const;

private:
    friend class RoomStates;
    using Key = std::pair<std::string, std::string>;
    RoomViewPtr m_view;                        // at the end
    std::map<Key, store::EventNid> m_undone;   // what stood there before
    std::map<Key, store::EventNid> m_explicit; // without a view: all of it
};

/// Thread-safe.
class RoomStates {
public:
    RoomStates(Hub &hub, RoomRegistry &rooms, Timeline &timeline);

    /// The snapshot that holds at a position, or nullptr if memory has none.
    [[nodiscard]] RoomViewPtr viewAt(store::RoomNid room, std::int64_t at);
    /// The changes with after < pos <= upTo, oldest first.
    [[nodiscard]] std::vector<RoomChange> changes(store::RoomNid room, std::int64_t after,
                                                  std::int64_t upTo);
    /// The state at `to`, without what the timeline shows (nullptr: with it).
    [[nodiscard]] RoomStateAt at(store::RoomNid room, std::int64_t to, const TimelineBatch *shown,
                                 const RoomsAhead *ahead = nullptr);

private:
    Hub &m_hub;
    RoomRegistry &m_rooms;
    Timeline &m_timeline;
};

} // namespace hearth::services
