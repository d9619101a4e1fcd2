// SPDX-License-Identifier: Apache-2.0
// RoomRelations: GET /relations and /threads (spec client-server, "Aggregations", "Threading").
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventReader;
class EventSerializer;
class RoomHistory;
class Visibility;

/// Thread-safe.
class RoomRelations {
public:
    /// What it uses; all of it outlives this.
    struct Parts {
        store::Database &database;
        EventReader &events;
        Visibility &visibility;
        EventSerializer &serializer;
        RoomHistory &history;
    };
    explicit RoomRelations(const Parts &parts)
        : m_parts(parts) {}

    struct Query {
        std::string eventId;
        std::optional<std::string> relType;
        std::optional<std::string> eventType;
        std::string from;
        std::string to;
        std::int64_t limit = 5;
        bool backwards = true;
        bool recurse = false;
    };
    [[nodiscard]] json::object relations(const Requester &requester, std::string_view roomId,
                                         const Query &query);
    [[nodiscard]] json::object threads(const Requester &requester, std::string_view roomId,
                                       const std::string &from, std::int64_t limit,
                                       bool participated);

private:
    const Parts m_parts;
};

} // namespace hearth::services
