// SPDX-License-Identifier: Apache-2.0
// AdminApi: the devices of an account.
#include "app/api/api_json.hpp"

namespace hearth::app {

QFuture<Result<QList<Device>>> AdminApi::listDevices(const QString &userId) {
    const auto read = [](const QJsonObject &body) {
        QList<Device> devices;
        const auto array = body.value(u"devices").toArray();
        for (const auto &value : array) {
            const auto one = value.toObject();
            Device device;
            device.id = one.value(u"device_id").toString();
            device.displayName = one.value(u"display_name").toString();
            device.lastSeenIp = one.value(u"last_seen_ip").toString();
            device.lastSeenAgent = one.value(u"last_seen_user_agent").toString();
            device.lastSeenMs = json::milliseconds(one, u"last_seen_ts");
            device.dehydrated = one.value(u"dehydrated").toBool();
            devices.append(device);
        }
        return devices;
    };
    return ask<QList<Device>>(
        json::get(json::path(u"/_synapse/admin/v2/users/{}/devices", {userId})), read);
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
