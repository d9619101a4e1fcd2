// SPDX-License-Identifier: Apache-2.0
// ServedRooms: what other servers may read of rooms (spec server-server: "Retrieving events",
// "Backfilling and retrieving missing events"). Only what is here already; nobody else is asked.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/services/rooms/room.hpp"
#include "server/services/rooms/stored_event.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventReader;
class RoomRegistry;

/// Thread-safe. Everything throws 403 for servers that are not in the room or that its access
/// control list shuts out, and 404 for what is not here.
class ServedRooms {
public:
    struct Parts {
        store::Database &database;
        EventReader &events;
        RoomRegistry &registry;
        const Clock &clock;
        const std::string &serverName;
    };
    explicit ServedRooms(const Parts &parts)
        : m(parts) {}

    /// A transaction with the one event.
    [[nodiscard]] json::object event(const std::string &origin, std::string_view eventId);
    /// The state before an event, with its auth chain; ids only, or whole events.
    [[nodiscard]] json::object state(const std::string &origin, std::string_view roomId,
                                     std::string_view eventId, bool idsOnly);
    [[nodiscard]] json::object authChain(const std::string &origin, std::string_view roomId,
                                         std::string_view eventId);
    /// A transaction with the named events and those before them, newest first.
    [[nodiscard]] json::object backfill(const std::string &origin, std::string_view roomId,
                                        const std::vector<std::string> &from, std::int64_t limit);
    struct Gap {
        std::vector<std::string> earliest, latest;
        std::int64_t limit = 10;
        std::int64_t minDepth = 0;
    };
    /// {"events": …}: what lies between, oldest first.
    [[nodiscard]] json::object missing(const std::string &origin, std::string_view roomId,
                                       const Gap &gap);
    [[nodiscard]] json::object nearTimestamp(const std::string &origin, std::string_view roomId,
                                             std::int64_t ts, bool forwards);

    /// The room, if the server may take part in it.
    [[nodiscard]] RoomPtr requireRoom(const std::string &origin, std::string_view roomId);

private:
    [[nodiscard]] StoredEventPtr requireEvent(const RoomPtr &room, std::string_view eventId);
    [[nodiscard]] StoredEvents chainOf(const RoomPtr &room, const StoredEvents &events);
    [[nodiscard]] json::object transaction(json::array pdus) const;

    const Parts m;
};

} // namespace hearth::services
