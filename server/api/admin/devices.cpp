// SPDX-License-Identifier: Apache-2.0
// Devices of an account, for administrators.
#include "server/services/devices/devices.hpp"

#include "server/api/admin/admin_api.hpp"
#include "server/core/error.hpp"
#include "server/core/json_null.hpp"
#include "server/core/json_read.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/store/key_store.hpp"

namespace hearth::api {
namespace {

using admin::localUser;

services::AccountPtr accountOf(const AdminApi &api, const Call &call) {
    return api.accounts.get(localUser(api, call));
}

json::object shown(const store::Device &device, const std::string &userId) {
    return {{"device_id", device.deviceId},
            {"display_name", orNull(device.displayName)},
            {"last_seen_ip", orNull(device.lastIp)},
            {"last_seen_user_agent", orNull(device.lastUserAgent)},
            {"last_seen_ts", orNull(device.lastSeen)},
            {"user_id", userId}};
}

http::Response list(const AdminApi &api, Call &call) {
    const auto account = accountOf(api, call);
    const auto asleep = api.accounts.database().read(
        [&](store::Reader &reader) { return store::dehydrated::find(reader, account->nid); });
    json::array out;
    for (const auto &device : api.devices.list(account->nid)) {
        json::object row = shown(device, account->userId);
        row["dehydrated"] = asleep && asleep->deviceId == device.deviceId;
        out.push_back(std::move(row));
    }
    const auto total = static_cast<std::int64_t>(out.size());
    return http::jsonResponse(json::object{{"devices", std::move(out)}, {"total", total}});
}

http::Response create(const AdminApi &api, Call &call) {
    const auto account = accountOf(api, call);
    static_cast<void>(
        api.devices.create(account->nid, getString(call.body, "device_id"), std::nullopt));
    return http::jsonResponse(json::object{}, 201);
}

http::Response show(const AdminApi &api, Call &call) {
    const auto account = accountOf(api, call);
    return http::jsonResponse(
        shown(api.devices.get(account->nid, call.path("deviceId")), account->userId));
}

http::Response rename(const AdminApi &api, Call &call) {
    api.devices.rename(accountOf(api, call)->nid, call.path("deviceId"),
                       findString(call.body, "display_name"));
    return http::jsonResponse(json::object{});
}

http::Response remove(const AdminApi &api, Call &call) {
    api.devices.remove(accountOf(api, call)->nid, {call.path("deviceId")}, services::Proof::none());
    return http::jsonResponse(json::object{});
}

http::Response removeMany(const AdminApi &api, Call &call) {
    std::vector<std::string> ids;
    for (const auto &id : getArray(call.body, "devices")) {
        if (!id.is_string())
            throw badJson("'devices' must be a list of device ids");
        ids.emplace_back(view(id.get_string()));
    }
    api.devices.remove(accountOf(api, call)->nid, ids, services::Proof::none());
    return http::jsonResponse(json::object{});
}

} // namespace

void addDeviceAdminRoutes(Router &router, const AdminApi &api) {
    const std::string all = "/_synapse/admin/v2/users/{userId}/devices";
    const std::string one = all + "/{deviceId}";
    using Method = http::Method;
    admin::add(router, api, Method::Get, all, Body::None, list);
    admin::add(router, api, Method::Post, all, Body::RequiredJson, create);
    admin::add(router, api, Method::Get, one, Body::None, show);
    admin::add(router, api, Method::Put, one, Body::Json, rename);
    admin::add(router, api, Method::Delete, one, Body::None, remove);
    admin::add(router, api, Method::Post, "/_synapse/admin/v2/users/{userId}/delete_devices",
               Body::RequiredJson, removeMany);
}

} // namespace hearth::api
