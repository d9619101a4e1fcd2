// SPDX-License-Identifier: Apache-2.0
// The endpoints of this folder.
#include "server/api/client/sync/sync_api.hpp"

namespace hearth::api {

void addSyncRoutes(Router &router, const SyncApi &api) {
    const std::string base = "/_matrix/client/<r0|v3|unstable>";
    using enum http::Method;
    Endpoint poll{Get, base + "/sync", Auth::Guest, Rate::None, Body::None, {}};
    poll.async = [&api](const std::shared_ptr<AsyncCall> &call) { sync::getSync(api, call); };
    router.add(std::move(poll));
    Endpoint events{Get, base + "/events", Auth::Guest, Rate::None, Body::None, {}};
    events.async = [&api](const std::shared_ptr<AsyncCall> &call) { sync::getEvents(api, call); };
    router.add(std::move(events));
    router.add({Get, base + "/events/{eventId}", Auth::User, Rate::Read, Body::None,
                [&api](Call &call) { return sync::getEvent(api, call); }});
    router.add({Get, base + "/initialSync", Auth::User, Rate::Read, Body::None,
                [&api](Call &call) { return sync::getInitialSync(api, call); }});
    router.add({Get, base + "/rooms/{roomId}/initialSync", Auth::Guest, Rate::Read, Body::None,
                [&api](Call &call) { return sync::getRoomInitialSync(api, call); }});
    router.add({Get, base + "/keys/changes", Auth::User, Rate::Read, Body::None,
                [&api](Call &call) { return sync::getKeyChanges(api, call); }});
}

} // namespace hearth::api
