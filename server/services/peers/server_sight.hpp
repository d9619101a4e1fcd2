// SPDX-License-Identifier: Apache-2.0
// ServerSight: how much of a room's events another server gets to see: all of one that its users
// may see, and what redaction leaves of the others, so that it can still judge what follows.
#pragma once

#include "server/core/json.hpp"
#include "server/services/rooms/stored_event.hpp"

#include <string>
#include <unordered_map>
#include <utility>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventReader;

/// Made for one request, used by one thread.
class ServerSight {
public:
    ServerSight(store::Database &database, EventReader &events, std::string server)
        : m_database(database)
        , m_events(events)
        , m_server(std::move(server)) {}

    /// The PDU as this server gets it.
    [[nodiscard]] json::object pdu(const StoredEvent &event);

private:
    [[nodiscard]] bool sees(const StoredEvent &event);
    [[nodiscard]] bool seesByState(std::int64_t group);

    store::Database &m_database;
    EventReader &m_events;
    const std::string m_server;
    std::unordered_map<std::int64_t, bool> m_groups; // by the state group before an event
};

} // namespace hearth::services
