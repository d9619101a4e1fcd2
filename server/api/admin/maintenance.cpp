// SPDX-License-Identifier: Apache-2.0
// /_synapse/admin/v1/background_updates. The schema itself is brought up to date before the server
// starts, so only what an administrator asks for is ever under way.
#include "server/services/admin/maintenance.hpp"

#include "server/api/admin/admin_api.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"

namespace hearth::api {
namespace {

http::Response status(const AdminApi &api, Call &) {
    return http::jsonResponse(api.maintenance.status());
}

http::Response enabled(const AdminApi &api, Call &) {
    return http::jsonResponse(json::object{{"enabled", api.maintenance.enabled()}});
}

http::Response setEnabled(const AdminApi &api, Call &call) {
    const auto *value = call.body.if_contains("enabled");
    if (value && !value->is_bool())
        throw unknownError("'enabled' parameter must be a boolean");
    api.maintenance.setEnabled(!value || value->get_bool());
    return enabled(api, call);
}

http::Response startJob(const AdminApi &api, Call &call) {
    const auto *name = call.body.if_contains("job_name");
    if (!name)
        throw missingParam("Missing params: ['job_name']");
    api.maintenance.start(name->is_string() ? view(name->get_string()) : std::string_view());
    return http::jsonResponse(json::object{});
}

} // namespace

void addMaintenanceRoutes(Router &router, const AdminApi &api) {
    const std::string base = "/_synapse/admin/v1/background_updates/";
    using Method = http::Method;
    admin::add(router, api, Method::Get, base + "status", Body::None, status);
    admin::add(router, api, Method::Get, base + "enabled", Body::None, enabled);
    admin::add(router, api, Method::Post, base + "enabled", Body::RequiredJson, setEnabled);
    admin::add(router, api, Method::Post, base + "start_job", Body::RequiredJson, startJob);
}

} // namespace hearth::api
