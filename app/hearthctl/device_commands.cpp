// SPDX-License-Identifier: Apache-2.0
// hearthctl users devices, rename-device, sign-out-device.
#include "app/hearthctl/output.hpp"
#include "app/hearthctl/verbs.hpp"

namespace hearth::app::ctl {
namespace {

void remove(Context &context, AdminApi &api, const QString &userId, const QStringList &ids) {
    context.await<Done>(api.deleteDevices(userId, ids), [&context, userId, ids](const Done &) {
        context.answer({{QStringLiteral("user_id"), userId},
                        {QStringLiteral("devices"), QJsonArray::fromStringList(ids)}},
                       QStringLiteral("%1 of %2 signed out.")
                           .arg(ids.size() == 1 ? QStringLiteral("One device is")
                                                : QStringLiteral("%1 devices are").arg(ids.size()),
                                userId));
    });
}
} // namespace

void listDevices(Context &context, AdminApi &api, const QString &userId) {
    context.await<QList<Device>>(api.listDevices(userId), [&context](const QList<Device> &devices) {
        QJsonArray array;
        for (const auto &device : devices) {
            array.append(toJson(device));
            if (!context.json())
                context.print(QStringLiteral("%1  %2  %3  %4")
                                  .arg(device.id.leftJustified(12),
                                       timeText(device.lastSeenMs).leftJustified(20),
                                       device.lastSeenIp.leftJustified(16), device.displayName)
                                  .trimmed());
        }
        context.answer(
            {{QStringLiteral("devices"), array}, {QStringLiteral("total"), devices.size()}},
            devices.size() == 1 ? QStringLiteral("1 device")
                                : QStringLiteral("%1 devices").arg(devices.size()));
    });
}

void renameDevice(Context &context, AdminApi &api, const QString &userId) {
    const QString device = context.argument(3);
    if (device.isEmpty() || !context.has("display-name")) {
        context.failWith(QStringLiteral("Which device, and what name? hearthctl users "
                                        "rename-device NAME DEVICE --display-name TEXT"),
                         Usage);
        return;
    }
    const QString name = context.text("display-name");
    context.await<Done>(
        api.renameDevice(userId, device, name), [&context, userId, device, name](const Done &) {
            context.answer({{QStringLiteral("user_id"), userId},
                            {QStringLiteral("device_id"), device},
                            {QStringLiteral("display_name"), name}},
                           QStringLiteral("%1 of %2 is called \"%3\".").arg(device, userId, name));
        });
}

void signOutDevice(Context &context, AdminApi &api, const QString &userId) {
    if (context.has("all")) {
        context.await<QList<Device>>(api.listDevices(userId),
                                     [&context, &api, userId](const QList<Device> &devices) {
                                         QStringList ids;
                                         for (const auto &device : devices)
                                             ids << device.id;
                                         remove(context, api, userId, ids);
                                     });
        return;
    }
    const QStringList ids = context.options.positionalArguments().mid(3);
    if (ids.isEmpty())
        context.failWith(QStringLiteral("Which device? hearthctl users sign-out-device NAME "
                                        "DEVICE..., or --all"),
                         Usage);
    else
        remove(context, api, userId, ids);
}

} // namespace hearth::app::ctl
