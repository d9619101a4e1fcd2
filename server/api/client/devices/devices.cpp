// SPDX-License-Identifier: Apache-2.0
// /devices, /delete_devices, /sendToDevice (spec client-server, "Device management",
// "Send-to-Device messaging").
#include "server/services/devices/devices.hpp"

#include "server/api/client/account/account_api.hpp"
#include "server/api/client/devices/device_api.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/accounts/accounts.hpp"

namespace hearth::api {
namespace {

json::object shown(const store::Device &device) {
    json::object out{{"device_id", device.deviceId}};
    if (device.displayName)
        out["display_name"] = *device.displayName;
    if (device.lastIp)
        out["last_seen_ip"] = *device.lastIp;
    if (device.lastSeen)
        out["last_seen_ts"] = *device.lastSeen;
    if (device.lastUserAgent)
        out["org.matrix.msc3852.last_seen_user_agent"] = *device.lastUserAgent;
    return out;
}

http::Response list(services::Devices &devices, Call &call) {
    json::array out;
    for (const auto &device : devices.list(call.requester.userNid))
        out.push_back(shown(device));
    return http::jsonResponse(json::object{{"devices", std::move(out)}});
}

http::Response put(services::Devices &devices, Call &call) {
    const auto name = findString(call.body, "display_name");
    const auto &user = call.requester;
    if (user.appservice && devices.create(user.userNid, call.path("deviceId"), name))
        return http::jsonResponse(json::object{}, 201);
    devices.rename(user.userNid, call.path("deviceId"), name);
    return http::jsonResponse(json::object{});
}

http::Response remove(services::Devices &devices, services::Uia &uia, Call &call) {
    if (auto challenge = confirm(uia, call))
        return *std::move(challenge);
    devices.remove(call.requester.userNid, {call.path("deviceId")});
    return http::jsonResponse(json::object{});
}

http::Response removeMany(services::Devices &devices, services::Uia &uia, Call &call) {
    std::vector<std::string> ids;
    for (const auto &id : getArray(call.body, "devices")) {
        if (!id.is_string())
            throw badJson("'devices' must be a list of device ids");
        ids.emplace_back(view(id.get_string()));
    }
    if (auto challenge = confirm(uia, call))
        return *std::move(challenge);
    devices.remove(call.requester.userNid, ids);
    return http::jsonResponse(json::object{});
}

http::Response send(services::Devices &devices, Call &call) {
    devices.send(call.requester, call.path("eventType"),
                 call.path("eventType") + "/" + call.path("txnId"),
                 getObject(call.body, "messages"));
    return http::jsonResponse(json::object{});
}

} // namespace

void addDeviceRoutes(Router &router, services::Devices &devices, services::Uia &uia) {
    const std::string base = "/_matrix/client/<r0|v3|unstable>";
    using Method = http::Method;
    router.add({Method::Get, base + "/devices", Auth::User, Rate::Read, Body::None,
                [&devices](Call &call) { return list(devices, call); }});
    router.add({Method::Get, base + "/devices/{deviceId}", Auth::User, Rate::Read, Body::None,
                [&devices](Call &call) {
                    return http::jsonResponse(
                        shown(devices.get(call.requester.userNid, call.path("deviceId"))));
                }});
    router.add({Method::Put, base + "/devices/{deviceId}", Auth::User, Rate::Write, Body::Json,
                [&devices](Call &call) { return put(devices, call); }});
    router.add({Method::Delete, base + "/devices/{deviceId}", Auth::User, Rate::Write, Body::Json,
                [&devices, &uia](Call &call) { return remove(devices, uia, call); }});
    router.add({Method::Post, base + "/delete_devices", Auth::User, Rate::Write, Body::RequiredJson,
                [&devices, &uia](Call &call) { return removeMany(devices, uia, call); }});
    router.add({Method::Put, base + "/sendToDevice/{eventType}/{txnId}", Auth::Guest, Rate::Write,
                Body::RequiredJson, [&devices](Call &call) { return send(devices, call); }});
}

} // namespace hearth::api
