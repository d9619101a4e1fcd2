// SPDX-License-Identifier: Apache-2.0
// The values that travel between AdminApi and the models. Times are milliseconds since the epoch,
// 0 = unknown or never.
#pragma once

#include <QJsonObject>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <optional>

namespace hearth::app {

/// A part of a list that the server has.
template <class T>
struct Page {
    QList<T> items;
    int total = 0;
    std::optional<int> next; ///< `from` of the next part
};

// ---- Users -------------------------------------------------------------------------------------
struct User {
    QString id; ///< @name:server
    QString displayName;
    QString avatarUrl; ///< mxc://
    QString userType;  ///< "", "bot", "support", …
    bool admin = false;
    bool guest = false;
    bool deactivated = false;
    bool erased = false;
    bool locked = false;
    bool suspended = false;
    bool shadowBanned = false;
    qint64 createdMs = 0;
    qint64 lastSeenMs = 0;
    int devices = -1;       ///< -1: the server does not tell
    qint64 mediaBytes = -1; ///< uploaded; -1: the server does not tell
    bool operator==(const User &) const = default;
};

struct ThirdPartyId {
    QString medium; ///< "email" or "msisdn"
    QString address;
    qint64 addedMs = 0;
    qint64 validatedMs = 0;
    bool operator==(const ThirdPartyId &) const = default;
};

struct UserDetails {
    User user;
    QList<ThirdPartyId> threepids;
    bool operator==(const UserDetails &) const = default;
};

enum class UserOrder {
    Name,
    DisplayName,
    Admin,
    Created,
    LastSeen,
    Deactivated,
    Locked,
    UserType,
    Devices, ///< hearthd only, as the next
    Media
};
/// Three-way filter.
enum class Filter { Any, Yes, No };

struct UserQuery {
    QString search; ///< part of the name or ID
    Filter deactivated = Filter::No;
    Filter guests = Filter::No;
    Filter admins = Filter::Any;
    Filter locked = Filter::Any;
    bool onlySuspended = false; ///< servers can't be asked that: the model picks them
    UserOrder order = UserOrder::Name;
    bool descending = false;
    int from = 0;
    int limit = 100;
    bool operator==(const UserQuery &) const = default;
};

struct UserPage {
    QList<User> users;
    int total = 0;
    std::optional<int> next; ///< `from` of the next page
};

/// Only the members that are set are changed.
struct UserChange {
    std::optional<QString> displayName;
    std::optional<QString> password;
    std::optional<QString> avatarUrl;
    std::optional<QString> userType; ///< "" = an ordinary account
    std::optional<bool> admin;
    std::optional<bool> locked;
    std::optional<bool> deactivated;
    std::optional<bool> logoutDevices; ///< with password
    std::optional<QList<ThirdPartyId>> threepids;
};

struct Device {
    QString id;
    QString displayName;
    QString lastSeenIp;
    QString lastSeenAgent;
    qint64 lastSeenMs = 0;
    bool dehydrated = false;
    bool operator==(const Device &) const = default;
};

struct Connection {
    QString deviceId;
    QString ip;
    QString agent;
    qint64 lastSeenMs = 0;
};

struct Pusher {
    QString appName;
    QString deviceName;
    QString kind;
    QString pushKey;
    QString url;
};

struct RateLimit {
    int messagesPerSecond = 0; ///< 0 = no limit for this account
    int burst = 0;
};

struct AccountData {
    QJsonObject global;
    QJsonObject rooms;
};

struct LoginAsToken {
    QString accessToken;
};

// ---- Rooms -------------------------------------------------------------------------------------
struct Room {
    QString id;
    QString name;
    QString canonicalAlias;
    QString creator;
    QString version;
    QString encryption; ///< algorithm, empty = not encrypted
    QString joinRule;   ///< "public", "invite", "knock", "restricted", …
    QString guestAccess;
    QString historyVisibility;
    QString roomType; ///< "m.space" or empty
    int joinedMembers = 0;
    int joinedLocalMembers = 0;
    int stateEvents = 0;
    bool published = false; ///< in the public room directory
    bool federatable = true;
    bool operator==(const Room &) const = default;

    [[nodiscard]] bool isEncrypted() const { return !encryption.isEmpty(); }
    [[nodiscard]] bool isSpace() const { return roomType == u"m.space"; }
};

struct RoomDetails {
    Room room;
    QString topic;
    QString avatarUrl;
    int joinedLocalDevices = 0;
    bool forgotten = false;
    bool tombstoned = false;
    QString replacementRoom;
};

enum class RoomOrder {
    Name,
    CanonicalAlias,
    JoinedMembers,
    JoinedLocalMembers,
    Version,
    Creator,
    Encryption,
    JoinRules,
    Published,
    StateEvents
};

struct RoomQuery {
    QString search; ///< part of the name, the alias or the whole room ID
    Filter published = Filter::Any;
    Filter empty = Filter::Any;
    RoomOrder order = RoomOrder::Name;
    bool descending = false;
    int from = 0;
    int limit = 100;
    bool operator==(const RoomQuery &) const = default;
};

struct RoomPage {
    QList<Room> rooms;
    int total = 0;
    std::optional<int> next;
};

struct RoomMembers {
    QStringList userIds;
    int total = 0;
};

struct StateEvent {
    QString type;
    QString stateKey;
    QString sender;
    QJsonObject content;
    qint64 timestampMs = 0;
};

struct RoomMessages {
    QList<QJsonObject> events;
    QString start;
    QString end; ///< empty = no more
};

struct BlockStatus {
    bool blocked = false;
    QString byUser;
};

struct RoomDeletion {
    bool block = false;
    bool purge = true;
    bool forcePurge = false;
    QString newRoomUserId; ///< who founds a room for those who were in it; empty = none
    QString newRoomName;
    QString message;
};

struct DeletionStatus {
    enum class Stage { Scheduled, ShuttingDown, Purging, Complete, Failed };
    QString deleteId;
    QString roomId;
    Stage stage = Stage::Scheduled;
    QString error;
    QString newRoomId;
    int kickedUsers = 0;
    QStringList failedToKick;
    [[nodiscard]] bool isOver() const { return stage == Stage::Complete || stage == Stage::Failed; }
};

struct ForwardExtremity {
    QString eventId;
    qint64 depth = 0;
    qint64 receivedMs = 0;
};

// ---- Media, statistics -------------------------------------------------------------------------
struct MediaItem {
    QString id; ///< media id without the server's name
    QString type;
    QString uploadName;
    qint64 sizeBytes = 0;
    qint64 createdMs = 0;
    qint64 lastAccessMs = 0;
    QString quarantinedBy;
    bool safeFromQuarantine = false;
};

using MediaPage = Page<MediaItem>;

struct MediaUse {
    QString userId;
    QString displayName;
    int count = 0;
    qint64 sizeBytes = 0;
};

using MediaUsePage = Page<MediaUse>;

// ---- Registration tokens, reports, jobs ---------------------------------------------------------
struct RegistrationToken {
    QString token;
    std::optional<int> usesAllowed; ///< nothing = no limit
    int pending = 0;
    int completed = 0;
    qint64 expiresMs = 0; ///< 0 = never
};

struct EventReport {
    qint64 id = 0;
    QString roomId;
    QString roomName;
    QString eventId;
    QString reporter;
    QString sender;
    QString reason;
    qint64 receivedMs = 0;
};

using EventReportPage = Page<EventReport>;

struct BackgroundUpdates {
    struct Job {
        QString database;
        QString name;
        qint64 itemCount = 0;
        double durationMs = 0;
    };
    bool enabled = true;
    QList<Job> running;
};

// ---- Server ------------------------------------------------------------------------------------
/// Figures of hearthd's own status call; a Synapse server does not offer them.
struct CertificateFacts {
    QString issuer;
    qint64 notBeforeMs = 0;
    qint64 notAfterMs = 0;
    QStringList names;
    bool selfSigned = false;
};

struct ListenerFacts {
    int port = 0;
    QStringList bindAddresses;
    bool tls = false;
    bool proxied = false; ///< trusts the headers of a proxy in front of it
};

struct ServerStatus {
    QString serverName;
    QString version;
    QString instance;
    qint64 pid = 0;
    qint64 startedMs = 0;
    qint64 uptimeMs = 0;
    qint64 nowMs = 0;
    QString databaseKind;
    QString databasePath;
    qint64 databaseBytes = 0;
    QString mediaPath;
    qint64 mediaBytes = 0;
    qint64 diskFreeBytes = 0;
    qint64 diskTotalBytes = 0;
    QString publicBaseUrl;
    QList<ListenerFacts> listeners;
    std::optional<CertificateFacts> certificate;
    qint64 memoryBytes = 0;
    qint64 memoryTotalBytes = 0;
    double cpuSeconds = 0;
    int cores = 1;
    qint64 users = 0;
    qint64 usersActive7d = 0;
    qint64 rooms = 0;
    qint64 eventsTotal = 0;
    qint64 eventsToday = 0;
    qint64 messagesTotal = -1; ///< -1: an older hearthd, which does not tell
    qint64 messagesToday = -1;
    qint64 waitingSyncs = 0;
    qint64 openConnections = 0;
};

struct ServerVersions {
    QStringList specVersions;
};

/// How people sign in to a server.
struct LoginWays {
    bool password = false;
    bool sso = false; ///< in the browser, back with a login token
    bool operator==(const LoginWays &) const = default;
};

struct ServerSoftware {
    QString name; ///< "Synapse"
    QString version;
};

struct SignIn {
    QString userId;
    QString accessToken;
    QString deviceId;
    QString refreshToken;
};

struct WhoAmI {
    QString userId;
    QString deviceId;
    bool guest = false;
};

struct NewAccount {
    QString name; ///< localpart
    QString password;
    QString displayName;
    bool admin = false;
    QString userType;
};

struct Registered {
    QString userId;
    QString accessToken;
    QString deviceId;
    QString homeServer;
};

} // namespace hearth::app

Q_DECLARE_METATYPE(hearth::app::User)
Q_DECLARE_METATYPE(hearth::app::Room)
Q_DECLARE_METATYPE(hearth::app::Device)
