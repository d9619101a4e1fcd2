// SPDX-License-Identifier: Apache-2.0
// Which events of a room a viewer may see (spec client-server, "Room History Visibility").
#pragma once

#include "server/core/clock.hpp"
#include "server/services/rooms/stored_event.hpp"
#include "server/services/rooms/timeline.hpp"

#include <memory>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hearth::config {
class Current;
}

namespace hearth::services {

class RoomRegistry;

/// The past of one viewer in one room: membership and history visibility by position.
/// Made by Visibility; cheap to ask for many events.
class ViewerHistory {
public:
    /// Membership after all events with pos <= at.
    [[nodiscard]] matrix::Membership membershipAt(store::Position at) const;
    [[nodiscard]] std::string_view visibilityAt(store::Position at) const;
    [[nodiscard]] bool maySee(const StoredEvent &event) const;
    [[nodiscard]] matrix::Membership current() const;
    /// Position of the newest leave or ban if the viewer is out of the room, else 0.
    [[nodiscard]] store::Position leftAt() const;

    store::UserNid viewer{};
    Timestamp oldest = 0; // messages sent before are past the room's retention
    std::vector<std::pair<store::Position, matrix::Membership>> memberships; // oldest first
    std::vector<std::pair<store::Position, std::string>> visibilities;       // oldest first
};

/// Thread-safe, stateless.
class Visibility {
public:
    Visibility(store::Database &database, EventReader &events, Timeline &timeline,
               RoomRegistry &rooms, const config::Current &settings, const Clock &clock);

    /// viewer 0: somebody who has never been in the room. Two small reads.
    [[nodiscard]] ViewerHistory history(store::RoomNid room, store::UserNid viewer,
                                        std::string_view viewerId);
    /// Messages of the room with an earlier time are past its retention; 0: there is none.
    [[nodiscard]] Timestamp oldestShown(store::RoomNid room);
    /// The same for many rooms, asked for in sets.
    [[nodiscard]] std::unordered_map<store::RoomNid, ViewerHistory>
    histories(std::span<const store::RoomNid> rooms, store::UserNid viewer,
              std::string_view viewerId);
    /// Leaves out what the viewer may not see. (No ignored users here: see ignoring callers.)
    [[nodiscard]] static StoredEvents filter(const StoredEvents &events,
                                             const ViewerHistory &history);

private:
    store::Database &m_database;
    EventReader &m_events;
    Timeline &m_timeline;
    RoomRegistry &m_rooms;
    const config::Current &m_settings;
    const Clock &m_clock;
};

} // namespace hearth::services
