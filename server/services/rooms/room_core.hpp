// SPDX-License-Identifier: Apache-2.0
// RoomCore: what the services of rooms, of sync and of push build on: rooms in memory, the readers
// of events, and the one way in.
#pragma once

#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/event_serializer.hpp"
#include "server/services/rooms/ingest.hpp"
#include "server/services/rooms/relation_reader.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/state_groups.hpp"
#include "server/services/rooms/state_resolver.hpp"
#include "server/services/rooms/timeline.hpp"

#include <cstddef>
#include <string>

namespace hearth {
class Clock;
}
namespace hearth::config {
class Current;
}
namespace hearth::crypto {
class SigningKey;
}
namespace hearth::store {
class Database;
}

namespace hearth::services {

/// Built by those who put services together; services take single members as their parts.
class RoomCore {
public:
    RoomCore(store::Database &database, const config::Current &settings, const Clock &clock,
             const crypto::SigningKey &key, std::size_t cacheBytes = 36U << 20U);

    store::Database &database;
    const config::Current &settings;
    const Clock &clock;
    const std::string serverName;

    EventReader events;
    RoomRegistry registry;
    RoomMembers members;
    Timeline timeline;
    RelationReader relations;
    EventSender sender;
    EventSerializer serializer;
    StateGroups groups;
    StateResolver resolver;
    Ingest ingest; // what other servers sent
};

} // namespace hearth::services
