// SPDX-License-Identifier: Apache-2.0
// The endpoints of this folder.
#include "server/api/routes.hpp"

#include "server/api/client/push/push_api.hpp"

namespace hearth::api {

void addPushRoutes(Router &router, const PushApi &api) {
    using namespace push;
    const Routes routes(router, api);
    routes.get("/pushrules/{*path}", Auth::User, getRules);
    routes.put("/pushrules/{*path}", Auth::User, putRule);
    routes.remove("/pushrules/{*path}", Auth::User, deleteRule);
    routes.get("/pushers", Auth::User, getPushers);
    routes.post("/pushers/set", Auth::User, setPusher);
    routes.get("/notifications", Auth::User, getNotifications);
}

} // namespace hearth::api
