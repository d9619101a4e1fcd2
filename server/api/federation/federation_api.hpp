// SPDX-License-Identifier: Apache-2.0
// Endpoints that other servers ask (spec server-server). One file for each kind of question.
#pragma once

#include "server/api/endpoint.hpp"

namespace hearth::config {
class Current;
}
namespace hearth::services {
class Keys;
class MediaService;
class Profiles;
class RoomDirectory;
class ServedRooms;
class ServerKeys;
class Spaces;
} // namespace hearth::services

namespace hearth::api {

struct FederationApi {
    services::ServerKeys &serverKeys;
    services::Profiles &profiles;
    services::RoomDirectory &directory;
    services::Keys &keys;
    services::MediaService &media;
    services::ServedRooms &rooms;
    services::Spaces &spaces;
    const config::Current &settings;
};

void addFederationRoutes(Router &router, const FederationApi &api);

namespace federation {

// server_keys.cpp
http::Response ownKeys(const FederationApi &api, Call &call);
http::Response keysOfServer(const FederationApi &api, Call &call);
http::Response keysOfServers(const FederationApi &api, Call &call);

// queries.cpp
http::Response profile(const FederationApi &api, Call &call);
http::Response directory(const FederationApi &api, Call &call);
http::Response getPublicRooms(const FederationApi &api, Call &call);
http::Response postPublicRooms(const FederationApi &api, Call &call);
http::Response devices(const FederationApi &api, Call &call);
http::Response queryKeys(const FederationApi &api, Call &call);
http::Response claimKeys(const FederationApi &api, Call &call);

// rooms.cpp
http::Response event(const FederationApi &api, Call &call);
http::Response state(const FederationApi &api, Call &call);
http::Response stateIds(const FederationApi &api, Call &call);
http::Response eventAuth(const FederationApi &api, Call &call);
http::Response backfill(const FederationApi &api, Call &call);
http::Response missingEvents(const FederationApi &api, Call &call);
http::Response timestampToEvent(const FederationApi &api, Call &call);
http::Response hierarchy(const FederationApi &api, Call &call);

// media.cpp
http::Response download(const FederationApi &api, Call &call);
http::Response thumbnail(const FederationApi &api, Call &call);

} // namespace federation
} // namespace hearth::api
