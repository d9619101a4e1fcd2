// SPDX-License-Identifier: Apache-2.0
// Endpoints of profiles and the user directory.
#pragma once

#include "server/api/endpoint.hpp"
#include "server/services/limits/limits.hpp"

namespace hearth::config {
class Current;
}
namespace hearth::services {
class Profiles;
class RemoteLookups;
class RoomMembers;
class UserDirectory;
} // namespace hearth::services

namespace hearth::api {

struct ProfileApi {
    services::Profiles &profiles;
    services::UserDirectory &directory;
    services::RoomMembers &members;
    services::RemoteLookups &remote;
    services::Limits limits;
    const config::Current &settings;
};

void addProfileRoutes(Router &router, const ProfileApi &api);

} // namespace hearth::api
