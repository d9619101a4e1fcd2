// SPDX-License-Identifier: Apache-2.0
// Synapse's admin API for rooms: /_synapse/admin/v1/rooms… and what belongs to it.
#pragma once

#include "server/api/endpoint.hpp"

namespace hearth::services {
class Rooms;
}

namespace hearth::api {

void addRoomAdminRoutes(Router &router, services::Rooms &rooms);

} // namespace hearth::api
