// SPDX-License-Identifier: Apache-2.0
// The endpoints of this folder.
#include "server/api/routes.hpp"

#include "server/api/client/sync/sync_api.hpp"

namespace hearth::api {

void addSyncRoutes(Router &router, const SyncApi &api) {
    using namespace sync;
    const Routes routes(router, api);
    const auto addPoll = [&](http::Method method, const char *path, Auth auth, Body body,
                             auto *start) {
        Endpoint poll = routes.row(method, path, auth, Rate::None, body, {});
        poll.handler = nullptr;
        poll.async = [&api, start](const std::shared_ptr<AsyncCall> &call) { start(api, call); };
        router.add(std::move(poll));
    };
    addPoll(http::Method::Get, "/sync", Auth::Guest, Body::None, getSync);
    addPoll(http::Method::Get, "/events", Auth::Guest, Body::None, getEvents);
    addPoll(http::Method::Post, "/org.matrix.simplified_msc3575/sync", Auth::User, Body::Json,
            postSlidingSync);
    routes.get("/events/{eventId}", Auth::User, getEvent);
    routes.get("/initialSync", Auth::User, getInitialSync);
    routes.get("/rooms/{roomId}/initialSync", Auth::Guest, getRoomInitialSync);
    routes.get("/keys/changes", Auth::User, getKeyChanges);
}

} // namespace hearth::api
