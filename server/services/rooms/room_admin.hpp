// SPDX-License-Identifier: Apache-2.0
// RoomAdmin: what administrators see of rooms and do to them, in the shapes of Synapse's admin API.
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"

#include <string>
#include <string_view>

namespace hearth {
class Clock;
}
namespace hearth::store {
class Database;
struct RoomListQuery;
} // namespace hearth::store

namespace hearth::services {

class EventReader;
class EventSender;
class EventSerializer;
class Memberships;
class RoomDirectory;
class RoomHistory;
class RoomRegistry;
class Visibility;

/// Thread-safe.
class RoomAdmin {
public:
    /// What it uses; all of it outlives this.
    struct Parts {
        store::Database &database;
        const Clock &clock;
        const std::string &serverName;
        EventReader &events;
        RoomRegistry &registry;
        EventSender &sender;
        Visibility &visibility;
        EventSerializer &serializer;
        RoomHistory &history;
        Memberships &memberships;
        RoomDirectory &directory;
    };
    explicit RoomAdmin(const Parts &parts)
        : m_parts(parts) {}

    [[nodiscard]] json::object list(const store::RoomListQuery &query);
    [[nodiscard]] json::object details(std::string_view roomId);
    [[nodiscard]] json::object members(std::string_view roomId);
    /// type empty: all.
    [[nodiscard]] json::object state(std::string_view roomId, std::string_view type);
    [[nodiscard]] json::object blockStatus(const std::string &roomId);
    json::object setBlocked(const Requester &requester, const std::string &roomId, bool blocked);
    void makeAdmin(const Requester &requester, std::string_view roomIdOrAlias,
                   const std::string &userId);
    /// Joins a local user; gives the room id.
    std::string join(const Requester &requester, std::string_view roomIdOrAlias,
                     const std::string &userId);
    [[nodiscard]] json::object extremities(std::string_view roomIdOrAlias);
    json::object deleteExtremities(std::string_view roomIdOrAlias);
    [[nodiscard]] json::object event(std::string_view eventId);

private:
    const Parts m_parts;
};

} // namespace hearth::services
