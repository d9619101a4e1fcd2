// SPDX-License-Identifier: Apache-2.0
// Synapse's admin API for rooms: /_synapse/admin/v1/rooms… and what belongs to it.
#pragma once

#include "server/api/endpoint.hpp"

namespace hearth::services {
class RoomAdmin;
class RoomHistory;
class RoomRegistry;
class RoomRemoval;
class RoomReports;
class Spaces;
} // namespace hearth::services

namespace hearth::api {

struct RoomAdminApi {
    services::RoomAdmin &admin;
    services::RoomHistory &history;
    services::RoomRemoval &removal;
    services::RoomReports &reports;
    services::Spaces &spaces;
    services::RoomRegistry &registry;
};

void addRoomAdminRoutes(Router &router, const RoomAdminApi &api);

} // namespace hearth::api
