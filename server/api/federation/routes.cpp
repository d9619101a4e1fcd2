// SPDX-License-Identifier: Apache-2.0
#include "server/api/routes.hpp"

#include "server/api/federation/federation_api.hpp"

namespace hearth::api {

void addFederationRoutes(Router &router, const FederationApi &api) {
    using namespace federation;
    const Routes keys(router, api, "/_matrix/key/v2");
    for (const char *path : {"/server", "/server/{keyId}"}) {
        Endpoint own =
            keys.row(http::Method::Get, path, Auth::None, Rate::None, Body::None, ownKeys);
        own.quick = true;
        router.add(std::move(own));
    }
    keys.get("/query/{serverName}", Auth::None, keysOfServer, Rate::None);
    keys.get("/query/{serverName}/{keyId}", Auth::None, keysOfServer, Rate::None);
    keys.post("/query", Auth::None, keysOfServers, Rate::None);

    const Routes v1(router, api, "/_matrix/federation/v1");
    v1.get("/query/profile", Auth::Server, profile);
    v1.get("/query/directory", Auth::Server, directory);
    v1.get("/publicRooms", Auth::Server, getPublicRooms);
    v1.post("/publicRooms", Auth::Server, postPublicRooms, Rate::Read, Body::Json);
    v1.get("/user/devices/{userId}", Auth::Server, devices);
    v1.post("/user/keys/query", Auth::Server, queryKeys, Rate::Read);
    v1.post("/user/keys/claim", Auth::Server, claimKeys);
    v1.get("/event/{eventId}", Auth::Server, event);
    v1.get("/state/{roomId}", Auth::Server, state);
    v1.get("/state_ids/{roomId}", Auth::Server, stateIds);
    v1.get("/event_auth/{roomId}/{eventId}", Auth::Server, eventAuth);
    v1.get("/backfill/{roomId}", Auth::Server, backfill);
    v1.post("/get_missing_events/{roomId}", Auth::Server, missingEvents, Rate::Read);
    v1.get("/timestamp_to_event/{roomId}", Auth::Server, timestampToEvent);
    v1.get("/hierarchy/{roomId}", Auth::Server, hierarchy);
    v1.get("/media/download/{mediaId}", Auth::Server, download);
    v1.get("/media/thumbnail/{mediaId}", Auth::Server, thumbnail);
}

} // namespace hearth::api
