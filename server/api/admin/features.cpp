// SPDX-License-Identifier: Apache-2.0
// /_synapse/admin/v1/experimental_features. What Synapse lets some users try, everybody has here:
// it can be looked at, and not be taken away.
#include "server/api/admin/admin_api.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"

#include <algorithm>
#include <array>

namespace hearth::api {
namespace {

constexpr std::array<std::string_view, 3> features{
    "msc3881", // switching pushers off from another device
    "msc3575", // sliding sync
    "msc4222", // state_after in /sync
};

http::Response show(const AdminApi &api, Call &call) {
    static_cast<void>(admin::localUser(api, call));
    json::object out;
    for (const auto feature : features)
        out[feature] = true;
    return http::jsonResponse(json::object{{"features", std::move(out)}});
}

http::Response set(const AdminApi &api, Call &call) {
    static_cast<void>(admin::localUser(api, call));
    for (const auto &[name, wanted] : getObject(call.body, "features")) {
        if (std::find(features.begin(), features.end(), std::string_view(name)) == features.end())
            throw unknownError("'" + std::string(name) +
                               "' is not recognised as a valid experimental feature.");
        if (!wanted.is_bool())
            throw badJson("Features are switched on with true and off with false.");
        if (!wanted.get_bool())
            throw unknownError("'" + std::string(name) + "' is always on on this server.");
    }
    return http::jsonResponse(json::object{});
}

} // namespace

void addFeatureRoutes(Router &router, const AdminApi &api) {
    const std::string path = "/_synapse/admin/v1/experimental_features/{userId}";
    admin::add(router, api, http::Method::Get, path, Body::None, show);
    admin::add(router, api, http::Method::Put, path, Body::RequiredJson, set);
}

} // namespace hearth::api
