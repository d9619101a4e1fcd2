// SPDX-License-Identifier: Apache-2.0
// The endpoints of this folder.
#include "server/api/routes.hpp"

#include "server/api/client/sync/sync_api.hpp"

namespace hearth::api {

void addSyncRoutes(Router &router, const SyncApi &api) {
    using namespace sync;
    const Routes routes(router, api);
    const auto addPoll = [&](const char *path, auto *start) {
        Endpoint poll =
            routes.row(http::Method::Get, path, Auth::Guest, Rate::None, Body::None, {});
        poll.handler = nullptr;
        poll.async = [&api, start](const std::shared_ptr<AsyncCall> &call) { start(api, call); };
        router.add(std::move(poll));
    };
    addPoll("/sync", getSync);
    addPoll("/events", getEvents);
    routes.get("/events/{eventId}", Auth::User, getEvent);
    routes.get("/initialSync", Auth::User, getInitialSync);
    routes.get("/rooms/{roomId}/initialSync", Auth::Guest, getRoomInitialSync);
    routes.get("/keys/changes", Auth::User, getKeyChanges);
}

} // namespace hearth::api
