// SPDX-License-Identifier: Apache-2.0
// RoomEvents: sending messages and state, redacting (spec client-server, "Sending events to a
// room").
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hearth {
class RateLimiter;
}
namespace hearth::config {
class Current;
}
namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventReader;
class EventSender;
class Memberships;
class RoomRegistry;

/// Thread-safe. Every function gives the event id.
class RoomEvents {
public:
    /// What it uses; all of it outlives this.
    struct Parts {
        store::Database &database;
        const config::Current &settings;
        RateLimiter &limiter;
        const std::string &serverName;
        EventReader &events;
        RoomRegistry &registry;
        EventSender &sender;
        Memberships &memberships;
    };
    explicit RoomEvents(const Parts &parts)
        : m_parts(parts) {}

    struct Message {
        std::string roomId;
        std::string type;
        json::object content;
        std::string txnId;
        std::optional<std::int64_t> ts; // application services only
    };
    std::string send(const Requester &requester, Message message);

    struct State {
        std::string roomId;
        std::string type;
        std::string stateKey;
        json::object content;
        std::optional<std::int64_t> ts;
    };
    std::string putState(const Requester &requester, State state);

    /// rc_admin_redaction for what others wrote, if it is set; else rc_message.
    void limitRedaction(const Requester &requester, const std::string &eventId);
    std::string redact(const Requester &requester, const std::string &roomId,
                       const std::string &eventId, json::object content, const std::string &txnId);

private:
    std::string putMember(const Requester &requester, State state);

    const Parts m_parts;
};

/// What a shadow-banned user is told.
[[nodiscard]] std::string madeUpEventId();

} // namespace hearth::services
