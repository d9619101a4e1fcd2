// SPDX-License-Identifier: Apache-2.0
// AdminApi: the devices of an account.
#include "app/api/api_json.hpp"

namespace hearth::app {
namespace {
Device deviceFrom(const QJsonObject &json) {
    Device device;
    device.id = json.value(u"device_id").toString();
    device.displayName = json.value(u"display_name").toString();
    device.lastSeenIp = json.value(u"last_seen_ip").toString();
    device.lastSeenAgent = json.value(u"last_seen_user_agent").toString();
    device.lastSeenMs = json::milliseconds(json, u"last_seen_ts");
    device.dehydrated = json.value(u"dehydrated").toBool();
    return device;
}
} // namespace

QFuture<Result<QList<Device>>> AdminApi::listDevices(const QString &userId) {
    return ask<QList<Device>>(
        json::get(json::path(u"/_synapse/admin/v2/users/{}/devices", {userId})),
        [](const QJsonObject &body) { return json::list(body, u"devices", deviceFrom); });
}

QFuture<Result<Done>> AdminApi::renameDevice(const QString &userId, const QString &deviceId,
                                             const QString &name) {
    return tell(json::put(json::path(u"/_synapse/admin/v2/users/{}/devices/{}", {userId, deviceId}),
                          {{QStringLiteral("display_name"), name}}));
}

QFuture<Result<Done>> AdminApi::deleteDevices(const QString &userId, const QStringList &deviceIds) {
    return tell(json::post(json::path(u"/_synapse/admin/v2/users/{}/delete_devices", {userId}),
                           {{QStringLiteral("devices"), QJsonArray::fromStringList(deviceIds)}}));
}

} // namespace hearth::app
