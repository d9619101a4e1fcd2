// SPDX-License-Identifier: Apache-2.0
// Which events of a room a viewer may see (spec client-server, "Room History Visibility").
#pragma once

#include "server/core/clock.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/ports.hpp"
#include "server/services/rooms/stored_event.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace hearth::config {
class Current;
}
namespace hearth::store {
class Database;
struct RelationTo;
} // namespace hearth::store

namespace hearth::services {

class EventReader;
class RoomRegistry;

/// The past of one viewer in one room: membership and history visibility by position.
/// Made by Visibility; cheap to ask for many events.
class ViewerHistory {
public:
    /// Membership after all events with pos <= at.
    [[nodiscard]] matrix::Membership membershipAt(store::Position at) const;
    [[nodiscard]] std::string_view visibilityAt(store::Position at) const;
    [[nodiscard]] bool maySee(const StoredEvent &event) const;
    /// What holds on both sides of an event whose state is not that of its position.
    struct Around {
        matrix::Membership before = matrix::Membership::None; // of the viewer
        matrix::Membership after = matrix::Membership::None;
        std::string visibilityBefore;
        std::string visibilityAfter;
    };
    [[nodiscard]] bool maySee(const StoredEvent &event, const Around &around) const;
    /// Of an event there that changes neither the visibility nor the viewer's membership.
    [[nodiscard]] bool maySeeAt(store::Position at) const;
    /// Whether the viewer was joined at some time between the positions, both included.
    [[nodiscard]] bool wasJoined(store::Position from, store::Position to) const;
    [[nodiscard]] bool everJoined() const;
    /// Where the viewer's last time in the room ended: what came later, a ban for example, is not
    /// theirs to know. 0 for those who are joined or never were.
    [[nodiscard]] store::Position leftAt() const;
    /// Of those from whom nothing is hidden.
    [[nodiscard]] static ViewerHistory ofEverything();

    store::UserNid viewer{};
    std::vector<std::pair<store::Position, matrix::Membership>> memberships; // oldest first
    std::vector<std::pair<store::Position, std::string>> visibilities;       // oldest first

private:
    [[nodiscard]] bool maySee(store::Position at, std::size_t open, matrix::Membership before,
                              matrix::Membership after) const;
};

class RoomMembers;
class Sight;
class StateGroups;

/// Thread-safe. Makes the Sight of a viewer.
class Visibility {
public:
    Visibility(store::Database &database, EventReader &events, RoomMembers &members,
               RoomRegistry &rooms, StateGroups &groups, AccountDataSource &accountData,
               const config::Current &settings, const Clock &clock);

    [[nodiscard]] Sight sightOf(const Requester &requester);
    /// Of administrators and application services: nothing is hidden.
    [[nodiscard]] Sight sightOfAll();

    /// viewer 0: somebody who has never been in the room. Two small reads.
    [[nodiscard]] ViewerHistory history(store::RoomNid room, store::UserNid viewer,
                                        std::string_view viewerId);
    /// Messages of the room with an earlier time are past its retention; 0: there is none.
    [[nodiscard]] Timestamp oldestShown(store::RoomNid room);
    /// The same for many rooms, asked for in sets.
    [[nodiscard]] std::unordered_map<store::RoomNid, ViewerHistory>
    histories(std::span<const store::RoomNid> rooms, store::UserNid viewer,
              std::string_view viewerId);

private:
    friend class Sight;
    [[nodiscard]] ViewerHistory::Around around(const StoredEvent &event, std::string_view viewerId);
    [[nodiscard]] std::optional<store::Position> joinedSince(store::RoomNid room,
                                                             store::UserNid viewer);
    [[nodiscard]] std::unordered_set<store::UserNid> nidsOf(const IgnoredUsers &users);
    [[nodiscard]] std::vector<store::RelationTo> relationsTo(store::RoomNid room,
                                                             store::EventNid parent);

    store::Database &m_database;
    EventReader &m_events;
    RoomMembers &m_members;
    RoomRegistry &m_rooms;
    StateGroups &m_groups;
    AccountDataSource &m_accountData;
    const config::Current &m_settings;
    const Clock &m_clock;
};

} // namespace hearth::services
