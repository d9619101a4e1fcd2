// SPDX-License-Identifier: Apache-2.0
// See admin_api.hpp.
#include "server/api/admin/admin_api.hpp"
#include "server/core/error.hpp"
#include "server/services/accounts/accounts.hpp"

namespace hearth::api {

void addAdminRoutes(Router &router, const AdminApi &api) {
    addSharedSecretRoutes(router, api);
    addUserAdminRoutes(router, api);
    addUserDataRoutes(router, api);
    addDeviceAdminRoutes(router, api);
    addFeatureRoutes(router, api);
    addMediaAdminRoutes(router, api);
    addRegistrationTokenRoutes(router, api);
    addNoticeRoutes(router, api);
    addRedactionRoutes(router, api);
    addDestinationRoutes(router, api);
    addMaintenanceRoutes(router, api);
    addServerRoutes(router, api);
}

namespace admin {

void add(Router &router, const AdminApi &api, http::Method method, std::string pattern, Body body,
         Function function) {
    router.add({method, std::move(pattern), Auth::Admin, Rate::Admin, body,
                [api, function](Call &call) { return function(api, call); }});
}

void requireUserId(const std::string &text) {
    if (!text.starts_with('@') || text.find(':') == std::string::npos)
        throw invalidParam("A user id starts with '@' and names a server");
}

std::string localUser(const AdminApi &api, const Call &call) {
    const std::string &userId = call.path("userId");
    requireUserId(userId);
    auto &accounts = api.accounts;
    if (!accounts.isLocal(userId))
        throw unknownError("Can only look up local users");
    return accounts.get(userId)->userId;
}

} // namespace admin
} // namespace hearth::api
