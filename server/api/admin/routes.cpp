// SPDX-License-Identifier: Apache-2.0
// See admin_api.hpp.
#include "server/api/admin/admin_api.hpp"
#include "server/core/error.hpp"
#include "server/services/accounts/account_services.hpp"

namespace hearth::api {

void addAdminRoutes(Router &router, const AdminApi &api) {
    addSharedSecretRoutes(router, api);
    addUserAdminRoutes(router, api);
    addUserDataRoutes(router, api);
    addDeviceAdminRoutes(router, api);
    addMediaAdminRoutes(router, api);
    addRegistrationTokenRoutes(router, api);
    addNoticeRoutes(router, api);
    addServerRoutes(router, api);
}

namespace admin {

void add(Router &router, const AdminApi &api, http::Method method, std::string pattern, Body body,
         Function function) {
    router.add({method, std::move(pattern), Auth::Admin, Rate::Admin, body,
                [api, function](Call &call) { return function(api, call); }});
}

std::int64_t queryFrom(const Call &call) {
    const auto from = call.queryInt("from").value_or(0);
    if (from < 0)
        throw invalidParam(
            "Query parameter from must be a string representing a positive integer.");
    return from;
}

std::int64_t queryLimit(const Call &call) {
    const auto limit = call.queryInt("limit").value_or(100);
    if (limit < 0)
        throw invalidParam(
            "Query parameter limit must be a string representing a positive integer.");
    return limit;
}

bool queryBackwards(const Call &call, bool fallback) {
    const auto dir = call.query("dir");
    if (!dir)
        return fallback;
    if (*dir != "f" && *dir != "b")
        throw invalidParam("Query parameter 'dir' must be one of ['b', 'f']");
    return *dir == "b";
}

std::string localUser(const AdminApi &api, const Call &call) {
    const std::string &userId = call.path("userId");
    auto &accounts = api.accounts.accounts;
    if (!accounts.isLocal(userId))
        throw unknownError("Can only look up local users");
    return accounts.get(userId)->userId;
}

} // namespace admin
} // namespace hearth::api
