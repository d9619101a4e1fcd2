// SPDX-License-Identifier: Apache-2.0
// See room_services.hpp.
#include "server/services/assembly/room_services.hpp"

#include "server/services/rooms/room_core.hpp"

namespace hearth::services {

RoomServices::RoomServices(const RoomParts &parts)
    : visibility(parts.core.database, parts.core.events, parts.core.members, parts.core.registry,
                 parts.core.groups, parts.accountData, parts.core.settings, parts.core.clock)
    , directory({parts.core.database, parts.core.settings, parts.core.clock, parts.core.serverName,
                 parts.core.registry, parts.core.sender, parts.aliasOwners})
    , memberships({parts.core.database, parts.core.settings, parts.core.clock, parts.limiter,
                   parts.core.serverName, parts.core.registry, parts.core.members,
                   parts.core.sender, directory, parts.profiles, parts.accountData})
    , creator({parts.core.settings, parts.core.clock, parts.core.serverName, parts.core.sender,
               directory, memberships, parts.profiles})
    , sending({parts.core.database, parts.core.settings, parts.limiter, parts.core.serverName,
               parts.core.events, parts.core.registry, parts.core.sender, memberships})
    , history({parts.core.database, parts.core.events, parts.core.registry, parts.core.members,
               parts.core.timeline, visibility, parts.core.serializer, parts.core.groups})
    , related({parts.core.database, parts.core.events, visibility, parts.core.serializer, history})
    , reports({parts.core.database, parts.core.clock, parts.core.events, parts.core.registry,
               visibility})
    , search({parts.core.database, parts.core.settings, parts.core.events, parts.core.registry,
              parts.core.members, parts.core.timeline, visibility, parts.core.serializer, history})
    , upgrades({parts.core.database, parts.core.clock, parts.core.serverName, parts.core.events,
                parts.core.registry, parts.core.sender, parts.profiles, parts.accountData})
    , spaces({parts.core.database, parts.core.registry, parts.remote})
    , removal({parts.core.database, parts.core.clock, parts.core.serverName, parts.core.events,
               parts.core.registry, parts.core.members, parts.core.sender, memberships, creator,
               sending, parts.workers})
    , admin({parts.core.database, parts.core.clock, parts.core.serverName, parts.core.events,
             parts.core.registry, parts.core.sender, visibility, parts.core.serializer, history,
             memberships, directory})
    , service({parts.core.database, parts.core.settings, parts.core.serverName, parts.core.events,
               parts.core.registry, parts.core.members, parts.core.sender, parts.core.serializer,
               directory, memberships, creator, parts.profiles})
    , delayed({parts.core.database, parts.core.settings, parts.core.clock, parts.core.serverName,
               parts.core.registry, parts.core.sender, sending})
    , retention({parts.core.database, parts.core.settings, parts.core.clock, parts.core.events,
                 parts.core.registry, parts.core.sender, removal}) {}

} // namespace hearth::services
