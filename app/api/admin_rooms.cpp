// SPDX-License-Identifier: Apache-2.0
// AdminApi: rooms.
#include "app/api/api_json.hpp"

namespace hearth::app {
namespace {
Room roomFrom(const QJsonObject &json) {
    Room room;
    room.id = json.value(u"room_id").toString();
    room.name = json.value(u"name").toString();
    room.canonicalAlias = json.value(u"canonical_alias").toString();
    room.creator = json.value(u"creator").toString();
    room.version = json.value(u"version").toString();
    room.encryption = json.value(u"encryption").toString();
    room.joinRule = json.value(u"join_rules").toString();
    room.guestAccess = json.value(u"guest_access").toString();
    room.historyVisibility = json.value(u"history_visibility").toString();
    room.roomType = json.value(u"room_type").toString();
    room.joinedMembers = json.value(u"joined_members").toInt();
    room.joinedLocalMembers = json.value(u"joined_local_members").toInt();
    room.stateEvents = json.value(u"state_events").toInt();
    room.published = json.value(u"public").toBool();
    room.federatable = json.value(u"federatable").toBool(true);
    return room;
}

const char *orderName(RoomOrder order) {
    switch (order) {
    case RoomOrder::Name:
        return "name";
    case RoomOrder::CanonicalAlias:
        return "canonical_alias";
    case RoomOrder::JoinedMembers:
        return "joined_members";
    case RoomOrder::JoinedLocalMembers:
        return "joined_local_members";
    case RoomOrder::Version:
        return "version";
    case RoomOrder::Creator:
        return "creator";
    case RoomOrder::Encryption:
        return "encryption";
    case RoomOrder::JoinRules:
        return "join_rules";
    case RoomOrder::Published:
        return "public";
    case RoomOrder::StateEvents:
        return "state_events";
    }
    return "name";
}

// Counts and names sort "naturally" from the highest in this API: its dir=f means descending for
// them, and ascending only for the name.
bool countsDown(RoomOrder order) {
    return order == RoomOrder::JoinedMembers || order == RoomOrder::JoinedLocalMembers ||
           order == RoomOrder::Version || order == RoomOrder::StateEvents;
}

DeletionStatus::Stage stageOf(const QString &status) {
    using Stage = DeletionStatus::Stage;
    if (status == u"complete")
        return Stage::Complete;
    if (status == u"failed" || status == u"cancelled")
        return Stage::Failed;
    if (status == u"active" || status == u"purging")
        return Stage::Purging;
    if (status == u"shutting_down")
        return Stage::ShuttingDown;
    return Stage::Scheduled;
}

DeletionStatus deletionFrom(const QJsonObject &body, const QString &deleteId) {
    DeletionStatus status;
    status.deleteId = deleteId;
    status.roomId = body.value(u"room_id").toString();
    status.stage = stageOf(body.value(u"status").toString());
    status.error = body.value(u"error").toString();
    const auto result = body.value(u"shutdown_room").toObject();
    status.newRoomId = result.value(u"new_room_id").toString();
    status.kickedUsers = static_cast<int>(result.value(u"kicked_users").toArray().size());
    status.failedToKick = json::strings(result, u"failed_to_kick_users");
    return status;
}

StateEvent stateFrom(const QJsonObject &json) {
    return {json.value(u"type").toString(), json.value(u"state_key").toString(),
            json.value(u"sender").toString(), json.value(u"content").toObject(),
            json::integer(json, u"origin_server_ts")};
}

QString roomPath(QStringView pattern, const QString &roomId) {
    return QStringLiteral("/_synapse/admin/") + json::path(pattern, {roomId});
}
} // namespace

QFuture<Result<RoomPage>> AdminApi::listRooms(const RoomQuery &wanted) {
    auto request =
        json::getPart(QStringLiteral("/_synapse/admin/v1/rooms"), wanted.from, wanted.limit);
    auto &query = request.query;
    if (const QString search = wanted.search.trimmed(); !search.isEmpty())
        json::add(query, "search_term", search);
    json::add(query, "public_rooms", wanted.published);
    json::add(query, "empty_rooms", wanted.empty);
    json::add(query, "order_by", QLatin1String(orderName(wanted.order)));
    const bool backwards = wanted.descending != countsDown(wanted.order);
    json::add(query, "dir", backwards ? QStringLiteral("b") : QStringLiteral("f"));
    return ask<RoomPage>(request, [](const QJsonObject &body) {
        return RoomPage{json::list(body, u"rooms", roomFrom), body.value(u"total_rooms").toInt(),
                        json::offset(body, u"next_batch")};
    });
}

QFuture<Result<RoomDetails>> AdminApi::getRoom(const QString &roomId) {
    return ask<RoomDetails>(
        json::get(roomPath(u"v1/rooms/{}", roomId)), [](const QJsonObject &body) {
            RoomDetails details;
            details.room = roomFrom(body);
            details.topic = body.value(u"topic").toString();
            details.avatarUrl = body.value(u"avatar").toString();
            details.joinedLocalDevices = body.value(u"joined_local_devices").toInt();
            details.forgotten = body.value(u"forgotten").toBool();
            details.tombstoned = body.value(u"tombstoned").toBool();
            details.replacementRoom = body.value(u"replacement_room").toString();
            return details;
        });
}

QFuture<Result<RoomMembers>> AdminApi::roomMembers(const QString &roomId) {
    return ask<RoomMembers>(
        json::get(roomPath(u"v1/rooms/{}/members", roomId)), [](const QJsonObject &body) {
            return RoomMembers{json::strings(body, u"members"), body.value(u"total").toInt()};
        });
}

QFuture<Result<QList<StateEvent>>> AdminApi::roomState(const QString &roomId) {
    return ask<QList<StateEvent>>(
        json::get(roomPath(u"v1/rooms/{}/state", roomId)),
        [](const QJsonObject &body) { return json::list(body, u"state", stateFrom); });
}

QFuture<Result<RoomMessages>> AdminApi::roomMessages(const QString &roomId, const QString &from,
                                                     int limit) {
    auto request = json::get(roomPath(u"v1/rooms/{}/messages", roomId));
    if (!from.isEmpty())
        json::add(request.query, "from", from);
    json::add(request.query, "dir", QStringLiteral("b"));
    json::add(request.query, "limit", qint64{limit});
    return ask<RoomMessages>(request, [](const QJsonObject &body) {
        RoomMessages page;
        const auto chunk = body.value(u"chunk").toArray();
        for (const auto &value : chunk)
            page.events.append(value.toObject());
        page.start = body.value(u"start").toString();
        page.end = body.value(u"end").toString();
        return page;
    });
}

QFuture<Result<QString>> AdminApi::deleteRoom(const QString &roomId, const RoomDeletion &deletion) {
    auto request = json::remove(roomPath(u"v2/rooms/{}", roomId));
    QJsonObject body{{QStringLiteral("block"), deletion.block},
                     {QStringLiteral("purge"), deletion.purge},
                     {QStringLiteral("force_purge"), deletion.forcePurge}};
    if (!deletion.newRoomUserId.isEmpty())
        body.insert(QStringLiteral("new_room_user_id"), deletion.newRoomUserId);
    if (!deletion.newRoomName.isEmpty())
        body.insert(QStringLiteral("room_name"), deletion.newRoomName);
    if (!deletion.message.isEmpty())
        body.insert(QStringLiteral("message"), deletion.message);
    request.body = body;
    return ask<QString>(
        request, [](const QJsonObject &answer) { return answer.value(u"delete_id").toString(); });
}

QFuture<Result<DeletionStatus>> AdminApi::deletionStatus(const QString &deleteId) {
    return ask<DeletionStatus>(
        json::get(roomPath(u"v2/rooms/delete_status/{}", deleteId)),
        [deleteId](const QJsonObject &body) { return deletionFrom(body, deleteId); });
}

QFuture<Result<BlockStatus>> AdminApi::blockStatus(const QString &roomId) {
    return ask<BlockStatus>(
        json::get(roomPath(u"v1/rooms/{}/block", roomId)), [](const QJsonObject &body) {
            return BlockStatus{body.value(u"block").toBool(), body.value(u"user_id").toString()};
        });
}

QFuture<Result<Done>> AdminApi::setBlocked(const QString &roomId, bool blocked) {
    return tell(
        json::put(roomPath(u"v1/rooms/{}/block", roomId), {{QStringLiteral("block"), blocked}}));
}

QFuture<Result<Done>> AdminApi::makeRoomAdmin(const QString &roomId, const QString &userId) {
    return tell(json::post(roomPath(u"v1/rooms/{}/make_room_admin", roomId),
                           {{QStringLiteral("user_id"), userId}}));
}

QFuture<Result<Done>> AdminApi::joinRoomAs(const QString &roomIdOrAlias, const QString &userId) {
    return tell(
        json::post(roomPath(u"v1/join/{}", roomIdOrAlias), {{QStringLiteral("user_id"), userId}}));
}

QFuture<Result<QList<ForwardExtremity>>> AdminApi::forwardExtremities(const QString &roomId) {
    const auto read = [](const QJsonObject &json) {
        return ForwardExtremity{json.value(u"event_id").toString(), json::integer(json, u"depth"),
                                json::milliseconds(json, u"received_ts")};
    };
    return ask<QList<ForwardExtremity>>(
        json::get(roomPath(u"v1/rooms/{}/forward_extremities", roomId)),
        [read](const QJsonObject &body) { return json::list(body, u"results", read); });
}

} // namespace hearth::app
