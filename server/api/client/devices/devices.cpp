// SPDX-License-Identifier: Apache-2.0
// /devices, /delete_devices, /sendToDevice (spec client-server, "Device management",
// "Send-to-Device messaging").
#include "server/services/devices/devices.hpp"

#include "server/api/client/account/account_api.hpp"
#include "server/api/client/devices/device_api.hpp"
#include "server/api/routes.hpp"
#include "server/core/error.hpp"
#include "server/core/json_null.hpp"
#include "server/core/json_read.hpp"
#include "server/services/accounts/accounts.hpp"

namespace hearth::api {
namespace {

json::object shown(const store::Device &device, const std::string &user) {
    // null for what is not known, as Synapse: matrix-nio needs each of them to be there.
    json::object out{{"device_id", device.deviceId},
                     {"user_id", user},
                     {"display_name", orNull(device.displayName)},
                     {"last_seen_ip", orNull(device.lastIp)},
                     {"last_seen_ts", orNull(device.lastSeen)}};
    if (device.lastUserAgent)
        out["org.matrix.msc3852.last_seen_user_agent"] = *device.lastUserAgent;
    return out;
}

http::Response list(const DeviceApi &api, Call &call) {
    json::array out;
    for (const auto &device : api.devices.list(call.requester.userNid))
        out.push_back(shown(device, call.requester.user.str()));
    return http::jsonResponse(json::object{{"devices", std::move(out)}});
}

http::Response show(const DeviceApi &api, Call &call) {
    return http::jsonResponse(shown(api.devices.get(call.requester.userNid, call.path("deviceId")),
                                    call.requester.user.str()));
}

http::Response put(const DeviceApi &api, Call &call) {
    const auto name = findString(call.body, "display_name");
    const auto &user = call.requester;
    if (user.appservice && api.devices.create(user.userNid, call.path("deviceId"), name))
        return http::jsonResponse(json::object{}, 201);
    api.devices.rename(user.userNid, call.path("deviceId"), name);
    return http::jsonResponse(json::object{});
}

http::Response remove(const DeviceApi &api, Call &call) {
    auto confirmed = confirm(api.uia, call);
    if (confirmed.challenge)
        return *std::move(confirmed.challenge);
    api.devices.remove(call.requester.userNid, {call.path("deviceId")}, confirmed.proof);
    return http::jsonResponse(json::object{});
}

http::Response removeMany(const DeviceApi &api, Call &call) {
    std::vector<std::string> ids;
    for (const auto &id : getArray(call.body, "devices")) {
        if (!id.is_string())
            throw badJson("'devices' must be a list of device ids");
        ids.emplace_back(view(id.get_string()));
    }
    auto confirmed = confirm(api.uia, call);
    if (confirmed.challenge)
        return *std::move(confirmed.challenge);
    api.devices.remove(call.requester.userNid, ids, confirmed.proof);
    return http::jsonResponse(json::object{});
}

http::Response send(const DeviceApi &api, Call &call) {
    api.devices.send(call.requester, call.path("eventType"),
                     call.path("eventType") + "/" + call.path("txnId"),
                     getObject(call.body, "messages"));
    return http::jsonResponse(json::object{});
}

} // namespace

void addDeviceRoutes(Router &router, const DeviceApi &api) {
    const Routes routes(router, api);
    routes.get("/devices", Auth::Guest, list);
    routes.get("/devices/{deviceId}", Auth::Guest, show);
    routes.put("/devices/{deviceId}", Auth::Guest, put, Rate::Write, Body::Json);
    routes.remove("/devices/{deviceId}", Auth::User, remove, Rate::Write, Body::Json);
    routes.post("/delete_devices", Auth::User, removeMany);
    routes.put("/sendToDevice/{eventType}/{txnId}", Auth::Guest, send, Rate::ToDevice);
}

} // namespace hearth::api
