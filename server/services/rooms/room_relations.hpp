// SPDX-License-Identifier: Apache-2.0
// RoomRelations: GET /relations and /threads (spec client-server, "Aggregations", "Threading").
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::services {

class Rooms;

/// Thread-safe.
class RoomRelations {
public:
    explicit RoomRelations(Rooms &rooms)
        : m_rooms(rooms) {}

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
    Rooms &m_rooms;
};

} // namespace hearth::services
