// SPDX-License-Identifier: Apache-2.0
#include "app/hearthctl/output.hpp"

#include <QDateTime>
#include <QJsonArray>
#include <QLocale>

namespace hearth::app::ctl {

QJsonObject toJson(const User &user) {
    return {{QStringLiteral("user_id"), user.id},
            {QStringLiteral("display_name"), user.displayName},
            {QStringLiteral("admin"), user.admin},
            {QStringLiteral("guest"), user.guest},
            {QStringLiteral("deactivated"), user.deactivated},
            {QStringLiteral("erased"), user.erased},
            {QStringLiteral("locked"), user.locked},
            {QStringLiteral("suspended"), user.suspended},
            {QStringLiteral("shadow_banned"), user.shadowBanned},
            {QStringLiteral("user_type"), user.userType},
            {QStringLiteral("created_ts"), user.createdMs},
            {QStringLiteral("last_seen_ts"), user.lastSeenMs}};
}

QJsonObject toJson(const UserDetails &details) {
    QJsonObject object = toJson(details.user);
    object.insert(QStringLiteral("avatar_url"), details.user.avatarUrl);
    QJsonArray addresses;
    for (const auto &one : details.threepids)
        addresses.append(QJsonObject{{QStringLiteral("medium"), one.medium},
                                     {QStringLiteral("address"), one.address}});
    object.insert(QStringLiteral("threepids"), addresses);
    return object;
}

QJsonObject toJson(const Device &device) {
    return {{QStringLiteral("device_id"), device.id},
            {QStringLiteral("display_name"), device.displayName},
            {QStringLiteral("last_seen_ip"), device.lastSeenIp},
            {QStringLiteral("last_seen_user_agent"), device.lastSeenAgent},
            {QStringLiteral("last_seen_ts"), device.lastSeenMs}};
}

QJsonObject toJson(const Room &room) {
    return {{QStringLiteral("room_id"), room.id},
            {QStringLiteral("name"), room.name},
            {QStringLiteral("alias"), room.canonicalAlias},
            {QStringLiteral("members"), room.joinedMembers},
            {QStringLiteral("local_members"), room.joinedLocalMembers},
            {QStringLiteral("encrypted"), room.isEncrypted()},
            {QStringLiteral("join_rule"), room.joinRule},
            {QStringLiteral("guest_access"), room.guestAccess},
            {QStringLiteral("history_visibility"), room.historyVisibility},
            {QStringLiteral("public"), room.published},
            {QStringLiteral("federatable"), room.federatable},
            {QStringLiteral("type"), room.roomType},
            {QStringLiteral("version"), room.version},
            {QStringLiteral("state_events"), room.stateEvents},
            {QStringLiteral("creator"), room.creator}};
}

QJsonObject toJson(const RoomDetails &details) {
    QJsonObject object = toJson(details.room);
    object.insert(QStringLiteral("topic"), details.topic);
    object.insert(QStringLiteral("avatar_url"), details.avatarUrl);
    object.insert(QStringLiteral("local_devices"), details.joinedLocalDevices);
    object.insert(QStringLiteral("tombstoned"), details.tombstoned);
    object.insert(QStringLiteral("replacement_room"), details.replacementRoom);
    return object;
}

QJsonObject toJson(const ServerStatus &status) {
    return {{QStringLiteral("server_name"), status.serverName},
            {QStringLiteral("version"), status.version},
            {QStringLiteral("pid"), status.pid},
            {QStringLiteral("started_ts"), status.startedMs},
            {QStringLiteral("uptime_ms"), status.uptimeMs},
            {QStringLiteral("users"), status.users},
            {QStringLiteral("users_active_7d"), status.usersActive7d},
            {QStringLiteral("rooms"), status.rooms},
            {QStringLiteral("events_total"), status.eventsTotal},
            {QStringLiteral("events_today"), status.eventsToday},
            {QStringLiteral("messages_total"), status.messagesTotal},
            {QStringLiteral("messages_today"), status.messagesToday},
            {QStringLiteral("waiting_syncs"), status.waitingSyncs},
            {QStringLiteral("open_connections"), status.openConnections},
            {QStringLiteral("memory_bytes"), status.memoryBytes},
            {QStringLiteral("cpu_seconds"), status.cpuSeconds},
            {QStringLiteral("database_kind"), status.databaseKind},
            {QStringLiteral("database_bytes"), status.databaseBytes},
            {QStringLiteral("media_bytes"), status.mediaBytes},
            {QStringLiteral("disk_free_bytes"), status.diskFreeBytes},
            {QStringLiteral("disk_total_bytes"), status.diskTotalBytes}};
}

QString factsOf(const User &user) {
    QStringList facts;
    const auto add = [&facts](bool is, const char *word) {
        if (is)
            facts << QLatin1String(word);
    };
    add(user.admin, "administrator");
    add(user.guest, "guest");
    add(user.locked, "locked");
    add(user.suspended, "suspended");
    add(user.shadowBanned, "shadow-banned");
    add(user.deactivated, "deactivated");
    add(user.erased, "erased");
    return facts.join(QStringLiteral(", "));
}

QString timeText(qint64 ms) {
    return ms > 0 ? QDateTime::fromMSecsSinceEpoch(ms).toString(Qt::ISODate)
                  : QStringLiteral("never");
}

QString bytesText(qint64 bytes) {
    return QLocale::c().formattedDataSize(bytes);
}

QString fact(const char *name, const QString &value) {
    return QString::fromLatin1(name).leftJustified(14) + value;
}

QString storageSentence(SecretStore::Storage storage) {
    switch (storage) {
    case SecretStore::Storage::Keychain:
        return QStringLiteral("The sign-in is kept in the keychain of this computer.");
    case SecretStore::Storage::EncryptedFile:
        return QStringLiteral("The sign-in is kept in an encrypted file that only you can read, "
                              "because no keychain could be opened. A keychain is safer.");
    case SecretStore::Storage::Unknown:
        break;
    }
    return {};
}

QString storageName(SecretStore::Storage storage) {
    switch (storage) {
    case SecretStore::Storage::Keychain:
        return QStringLiteral("keychain");
    case SecretStore::Storage::EncryptedFile:
        return QStringLiteral("encrypted_file");
    case SecretStore::Storage::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

} // namespace hearth::app::ctl
