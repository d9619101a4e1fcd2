// SPDX-License-Identifier: Apache-2.0
// RoomEvents: sending messages and state, redacting (spec client-server, "Sending events to a
// room").
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hearth::services {

class Rooms;

/// Thread-safe. Every function gives the event id.
class RoomEvents {
public:
    explicit RoomEvents(Rooms &rooms)
        : m_rooms(rooms) {}

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

    Rooms &m_rooms;
};

/// What a shadow-banned user is told.
[[nodiscard]] std::string madeUpEventId();

} // namespace hearth::services
