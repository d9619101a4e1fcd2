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
    router.add({Get, base + "/keys/changes", Auth::User, Rate::Read, Body::None,
                [&api](Call &call) { return sync::getKeyChanges(api, call); }});
}

} // namespace hearth::api
