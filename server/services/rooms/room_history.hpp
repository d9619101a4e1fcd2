// SPDX-License-Identifier: Apache-2.0
// RoomHistory: reading a room: pages of messages, context, single events, state and members.
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/room_access.hpp"
#include "server/services/rooms/timeline.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::store {
class Database;
}
namespace hearth::matrix {
class EventFilter;
}

namespace hearth::services {

class EventReader;
class EventSerializer;
class RoomMembers;
class RoomRegistry;
class StateGroups;
class Timeline;
class Visibility;

/// Thread-safe.
class RoomHistory {
public:
    /// What it uses; all of it outlives this.
    struct Parts {
        store::Database &database;
        EventReader &events;
        RoomRegistry &registry;
        RoomMembers &members;
        Timeline &timeline;
        Visibility &visibility;
        EventSerializer &serializer;
        StateGroups &groups;
    };
    explicit RoomHistory(const Parts &parts)
        : m_parts(parts) {}

    struct Page {
        std::string from; // empty: the newest for b, the oldest for f
        std::string to;
        bool backwards = true;
        std::int64_t limit = 10;
        const matrix::EventFilter *filter = nullptr;
        bool asAdmin = false; // sees everything
    };
    [[nodiscard]] json::object messages(const Requester &requester, std::string_view roomId,
                                        const Page &page);
    [[nodiscard]] json::object context(const Requester &requester, std::string_view roomId,
                                       std::string_view eventId, std::int64_t limit,
                                       const matrix::EventFilter *filter, bool asAdmin = false);
    [[nodiscard]] json::object event(const Requester &requester, std::string_view roomId,
                                     std::string_view eventId);
    [[nodiscard]] json::array state(const Requester &requester, std::string_view roomId);
    /// whole: the event instead of its content.
    [[nodiscard]] json::object stateEvent(const Requester &requester, std::string_view roomId,
                                          const StateKey &key, bool whole);
    struct MemberQuery {
        std::string at;
        std::optional<std::string> membership;
        std::optional<std::string> notMembership;
    };
    [[nodiscard]] json::array members(const Requester &requester, std::string_view roomId,
                                      const MemberQuery &query);
    [[nodiscard]] json::object joinedMembers(const Requester &requester, std::string_view roomId);
    [[nodiscard]] json::object eventAtTimestamp(const Requester &requester, std::string_view roomId,
                                                std::int64_t ts, bool forwards,
                                                bool asAdmin = false);
    [[nodiscard]] json::object initialSync(const Requester &requester, std::string_view roomId,
                                           std::int64_t limit);

    /// As the function of this name.
    [[nodiscard]] RoomAccess requireReadable(const Requester &requester, std::string_view roomId);
    /// The event if the viewer gets to see it, else 404.
    [[nodiscard]] StoredEventPtr requireVisible(Sight &sight, const RoomAccess &access,
                                                std::string_view eventId);
    /// All state events, at a position or (0) now.
    [[nodiscard]] StoredEvents stateEvents(const RoomView &view, store::Position at);

private:
    struct Scan;
    [[nodiscard]] RoomAccess access(const Requester &requester, std::string_view roomId,
                                    bool asAdmin);
    [[nodiscard]] Sight sight(const Requester &requester, bool asAdmin);
    StoredEvents scan(Scan &scan);
    /// The state after an event of the timeline.
    StoredEvents stateAfter(const RoomView &view, const StoredEvent &event);
    /// The member events of those who sent the events.
    StoredEvents lazyMembers(const RoomView &view, const StoredEvents &events, store::Position at);
    StoredEvents lazyMembers(const RoomView &view, const StoredEvents &events,
                             const StoredEvent &after);

    const Parts m_parts;
};

/// "s12_3", "t12" or "12": events up to position 12 are before the token; "t-3" lies before the
/// room's first event. Throws M_INVALID_PARAM.
[[nodiscard]] store::Position parseToken(std::string_view token);
[[nodiscard]] std::string toToken(store::Position position);

} // namespace hearth::services
