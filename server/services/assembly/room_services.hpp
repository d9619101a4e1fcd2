// SPDX-License-Identifier: Apache-2.0
// RoomServices: what the endpoints of rooms call, and who may see what.
#pragma once

#include "server/services/rooms/delayed_events.hpp"
#include "server/services/rooms/memberships.hpp"
#include "server/services/rooms/room_admin.hpp"
#include "server/services/rooms/room_creator.hpp"
#include "server/services/rooms/room_directory.hpp"
#include "server/services/rooms/room_events.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/room_relations.hpp"
#include "server/services/rooms/room_removal.hpp"
#include "server/services/rooms/room_reports.hpp"
#include "server/services/rooms/room_retention.hpp"
#include "server/services/rooms/room_search.hpp"
#include "server/services/rooms/room_service.hpp"
#include "server/services/rooms/room_upgrades.hpp"
#include "server/services/rooms/spaces.hpp"
#include "server/services/rooms/visibility.hpp"

namespace hearth {
class Executor;
class RateLimiter;
} // namespace hearth

namespace hearth::services {

class RemoteLookups;
class RoomCore;

struct RoomParts {
    RoomCore &core;
    RateLimiter &limiter;
    Executor &workers;
    ProfileSource &profiles;
    AccountDataSource &accountData;
    AliasOwners &aliasOwners;
    RemoteLookups *remote = nullptr; // no other server is asked without
};

/// Thread-safe. Listens to rooms and to profiles from its construction on.
class RoomServices {
public:
    explicit RoomServices(const RoomParts &parts);

    Visibility visibility;
    RoomDirectory directory;
    Memberships memberships;
    RoomCreator creator;
    RoomEvents sending;
    RoomHistory history;
    RoomRelations related;
    RoomReports reports;
    RoomSearch search;
    RoomUpgrades upgrades;
    Spaces spaces;
    RoomRemoval removal;
    RoomAdmin admin;
    RoomService service;
    DelayedEvents delayed;
    RoomRetention retention;
};

} // namespace hearth::services
