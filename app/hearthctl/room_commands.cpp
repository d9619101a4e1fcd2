// SPDX-License-Identifier: Apache-2.0
// hearthctl rooms …
#include "app/hearthctl/context.hpp"

#include <QTimer>

namespace hearth::app::ctl {
namespace {
constexpr int deletionPollMs = 1000;

QJsonObject toJson(const Room &room) {
    return {{QStringLiteral("room_id"), room.id},
            {QStringLiteral("name"), room.name},
            {QStringLiteral("alias"), room.canonicalAlias},
            {QStringLiteral("members"), room.joinedMembers},
            {QStringLiteral("encrypted"), room.isEncrypted()},
            {QStringLiteral("join_rule"), room.joinRule},
            {QStringLiteral("version"), room.version},
            {QStringLiteral("creator"), room.creator}};
}

void list(Context &context, AdminApi &api) {
    RoomQuery query;
    query.search = context.text("search");
    if (context.has("limit"))
        query.limit = context.text("limit").toInt();
    context.await<RoomPage>(api.listRooms(query), [&context](const RoomPage &page) {
        if (context.json()) {
            QJsonArray array;
            for (const auto &room : page.rooms)
                array.append(toJson(room));
            context.printJson(
                {{QStringLiteral("rooms"), array}, {QStringLiteral("total"), page.total}});
            context.finish(Ok);
            return;
        }
        for (const auto &room : page.rooms)
            context.print(QStringLiteral("%1  %2  %3")
                              .arg(room.id.leftJustified(46),
                                   QString::number(room.joinedMembers).rightJustified(6),
                                   room.name.isEmpty() ? room.canonicalAlias : room.name));
        context.print(QStringLiteral("%1 of %2").arg(page.rooms.size()).arg(page.total));
        context.finish(Ok);
    });
}

void show(Context &context, AdminApi &api, const QString &roomId) {
    context.await<RoomDetails>(api.getRoom(roomId), [&context](const RoomDetails &details) {
        const Room &room = details.room;
        if (context.json()) {
            QJsonObject object = toJson(room);
            object.insert(QStringLiteral("topic"), details.topic);
            context.printJson(object);
            context.finish(Ok);
            return;
        }
        const auto fact = [&context](const char *name, const QString &value) {
            context.print(QLatin1String(name).toString().leftJustified(14) + value);
        };
        fact("Room", room.id);
        fact("Name", room.name);
        fact("Alias", room.canonicalAlias);
        fact("Topic", details.topic);
        fact("People", QStringLiteral("%1, %2 from this server")
                           .arg(room.joinedMembers)
                           .arg(room.joinedLocalMembers));
        fact("Who can join", room.joinRule);
        fact("Encryption", room.isEncrypted() ? room.encryption : QStringLiteral("off"));
        fact("Version", room.version);
        fact("Creator", room.creator);
        context.finish(Ok);
    });
}

void follow(Context &context, AdminApi &api, const QString &deleteId) {
    context.await<DeletionStatus>(api.deletionStatus(deleteId), [&context, &api, deleteId](
                                                                    const DeletionStatus &status) {
        if (status.stage == DeletionStatus::Stage::Failed) {
            context.failWith(QStringLiteral("The room could not be deleted: %1").arg(status.error));
        } else if (status.stage == DeletionStatus::Stage::Complete) {
            if (context.json())
                context.printJson({{QStringLiteral("delete_id"), deleteId},
                                   {QStringLiteral("status"), QStringLiteral("complete")}});
            else
                context.print(QStringLiteral("The room was deleted. %1 people were removed.")
                                  .arg(status.kickedUsers));
            context.finish(Ok);
        } else {
            QTimer::singleShot(deletionPollMs, &context,
                               [&context, &api, deleteId] { follow(context, api, deleteId); });
        }
    });
}

void remove(Context &context, AdminApi &api, const QString &roomId) {
    RoomDeletion deletion;
    deletion.block = context.has("block");
    deletion.purge = !context.has("no-purge");
    context.await<QString>(
        api.deleteRoom(roomId, deletion),
        [&context, &api](const QString &deleteId) { follow(context, api, deleteId); });
}
} // namespace

void rooms(Context &context) {
    const QString verb = context.argument(1);
    const QString roomId = context.argument(2);
    if (verb != u"list" && verb != u"show" && verb != u"delete") {
        context.failWith(QStringLiteral("Unknown command \"rooms %1\".").arg(verb), Usage);
        return;
    }
    if (verb != u"list" && roomId.isEmpty()) {
        context.failWith(QStringLiteral("Which room? hearthctl rooms %1 ROOM").arg(verb), Usage);
        return;
    }
    context.withApi([&context, verb, roomId](AdminApi &api) {
        if (verb == u"list")
            list(context, api);
        else if (verb == u"show")
            show(context, api, roomId);
        else
            remove(context, api, roomId);
    });
}

} // namespace hearth::app::ctl
