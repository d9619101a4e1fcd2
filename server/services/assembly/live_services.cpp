// SPDX-License-Identifier: Apache-2.0
// See live_services.hpp.
#include "server/services/assembly/live_services.hpp"

#include "server/services/rooms/room_core.hpp"

namespace hearth::services {

LiveServices::LiveServices(RoomCore &rooms)
    : names(rooms.database)
    , hub(rooms.database, rooms.sender, rooms.members, rooms.clock)
    , pushRules(rooms.database, hub)
    , accountData(rooms.database, hub, pushRules) {}

} // namespace hearth::services
