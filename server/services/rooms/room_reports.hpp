// SPDX-License-Identifier: Apache-2.0
// RoomReports: what users report to the server's administrators, and how these read it.
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hearth {
class Clock;
}
namespace hearth::store {
class Database;
struct ReportQuery;
} // namespace hearth::store

namespace hearth::services {

class EventReader;
class RoomRegistry;
class Visibility;

/// Thread-safe.
class RoomReports {
public:
    /// What it uses; all of it outlives this.
    struct Parts {
        store::Database &database;
        const Clock &clock;
        EventReader &events;
        RoomRegistry &registry;
        Visibility &visibility;
    };
    explicit RoomReports(const Parts &parts)
        : m_parts(parts) {}

    void reportEvent(const Requester &requester, std::string_view roomId, std::string_view eventId,
                     std::optional<std::string> reason, std::optional<std::int64_t> score);
    void reportRoom(const Requester &requester, std::string_view roomId,
                    std::optional<std::string> reason);
    void reportUser(const Requester &requester, std::string_view userId,
                    std::optional<std::string> reason);

    /// As Synapse's admin API shows them.
    [[nodiscard]] json::object list(const store::ReportQuery &query);
    [[nodiscard]] json::object details(std::int64_t id);
    void remove(std::int64_t id);

private:
    const Parts m_parts;
};

} // namespace hearth::services
