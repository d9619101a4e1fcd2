// SPDX-License-Identifier: Apache-2.0
// hearthctl rooms …
#include "app/hearthctl/lists.hpp"
#include "app/hearthctl/options.hpp"
#include "app/hearthctl/verbs.hpp"

#include <QTimer>

#include <array>

namespace hearth::app::ctl {
namespace {
constexpr int deletionPollMs = 500;

void list(Context &context, AdminApi &api, const QString &) {
    static const ListOptions<RoomQuery, RoomOrder> options{
        {{"public", &RoomQuery::published}, {"empty", &RoomQuery::empty}},
        roomOrderFrom,
        "name, canonical_alias, joined_members, joined_local_members, version, creator, "
        "encryption, join_rules, public or state_events"};
    const auto query = readListOptions(context, options);
    if (!query)
        return;
    context.await<RoomPage>(api.listRooms(*query), [&context](const RoomPage &page) {
        answerWithList(context, "rooms", page.rooms, page.total, page.next, [](const Room &room) {
            return QStringLiteral("%1  %2  %3")
                .arg(room.id.leftJustified(46),
                     QString::number(room.joinedMembers).rightJustified(6),
                     room.name.isEmpty() ? room.canonicalAlias : room.name);
        });
    });
}

void show(Context &context, AdminApi &api, const QString &roomId) {
    context.await<RoomDetails>(api.getRoom(roomId), [&context](const RoomDetails &details) {
        const Room &room = details.room;
        const QStringList lines{
            fact("Room", room.id),
            fact("Name", room.name),
            fact("Alias", room.canonicalAlias),
            fact("Topic", details.topic),
            fact("People", QStringLiteral("%1, %2 from this server")
                               .arg(room.joinedMembers)
                               .arg(room.joinedLocalMembers)),
            fact("Who can join", room.joinRule),
            fact("In directory", room.published ? QStringLiteral("yes") : QStringLiteral("no")),
            fact("Encryption", room.isEncrypted() ? room.encryption : QStringLiteral("off")),
            fact("Version", room.version),
            fact("Creator", room.creator)};
        context.answer(toJson(details), lines.join(u'\n'));
    });
}

void members(Context &context, AdminApi &api, const QString &roomId) {
    context.await<RoomMembers>(api.roomMembers(roomId), [&context](const RoomMembers &found) {
        context.answer({{QStringLiteral("members"), QJsonArray::fromStringList(found.userIds)},
                        {QStringLiteral("total"), found.total}},
                       (found.userIds + QStringList{QStringLiteral("%1 people").arg(found.total)})
                           .join(u'\n'));
    });
}

void block(Context &context, AdminApi &api, const QString &roomId) {
    const bool blocked = !context.has("off");
    context.await<Done>(api.setBlocked(roomId, blocked), [&context, roomId, blocked](const Done &) {
        context.answer(
            {{QStringLiteral("room_id"), roomId}, {QStringLiteral("blocked"), blocked}},
            blocked ? QStringLiteral("%1 is blocked: nobody can join it from here.").arg(roomId)
                    : QStringLiteral("%1 is not blocked.").arg(roomId));
    });
}

void unblock(Context &context, AdminApi &api, const QString &roomId) {
    context.await<Done>(api.setBlocked(roomId, false), [&context, roomId](const Done &) {
        context.answer({{QStringLiteral("room_id"), roomId}, {QStringLiteral("blocked"), false}},
                       QStringLiteral("%1 is not blocked.").arg(roomId));
    });
}

void blockStatus(Context &context, AdminApi &api, const QString &roomId) {
    context.await<BlockStatus>(
        api.blockStatus(roomId), [&context, roomId](const BlockStatus &status) {
            context.answer({{QStringLiteral("room_id"), roomId},
                            {QStringLiteral("blocked"), status.blocked},
                            {QStringLiteral("blocked_by"), status.byUser}},
                           status.blocked
                               ? QStringLiteral("%1 was blocked by %2.").arg(roomId, status.byUser)
                               : QStringLiteral("%1 is not blocked.").arg(roomId));
        });
}

void makeAdmin(Context &context, AdminApi &api, const QString &roomId) {
    const QString userId = context.argument(3);
    if (!userId.startsWith(u'@')) {
        context.failWith(QStringLiteral("Who? hearthctl rooms make-admin ROOM @NAME:SERVER"),
                         Usage);
        return;
    }
    context.await<Done>(api.makeRoomAdmin(roomId, userId), [&context, roomId,
                                                            userId](const Done &) {
        context.answer({{QStringLiteral("room_id"), roomId}, {QStringLiteral("user_id"), userId}},
                       QStringLiteral("%1 has all rights in %2.").arg(userId, roomId));
    });
}

void follow(Context &context, AdminApi &api, const QString &deleteId) {
    const auto look = [&context, &api, deleteId](const DeletionStatus &status) {
        if (status.stage == DeletionStatus::Stage::Failed) {
            context.failWith(QStringLiteral("The room could not be deleted: %1").arg(status.error));
        } else if (status.stage == DeletionStatus::Stage::Complete) {
            context.answer({{QStringLiteral("delete_id"), deleteId},
                            {QStringLiteral("status"), QStringLiteral("complete")},
                            {QStringLiteral("removed"), status.kickedUsers},
                            {QStringLiteral("new_room_id"), status.newRoomId}},
                           QStringLiteral("The room was deleted. %1 people were removed.")
                               .arg(status.kickedUsers));
        } else {
            QTimer::singleShot(deletionPollMs, &context,
                               [&context, &api, deleteId] { follow(context, api, deleteId); });
        }
    };
    context.await<DeletionStatus>(api.deletionStatus(deleteId), look);
}

void deletion(Context &context, AdminApi &api, const QString &deleteId) {
    context.await<DeletionStatus>(
        api.deletionStatus(deleteId), [&context](const DeletionStatus &status) {
            static const std::array<const char *, 5> names{"scheduled", "shutting_down", "purging",
                                                           "complete", "failed"};
            const QString stage = QLatin1String(names.at(static_cast<size_t>(status.stage)));
            context.answer({{QStringLiteral("delete_id"), status.deleteId},
                            {QStringLiteral("status"), stage},
                            {QStringLiteral("error"), status.error},
                            {QStringLiteral("removed"), status.kickedUsers}},
                           status.error.isEmpty() ? stage
                                                  : stage + QStringLiteral(": ") + status.error);
        });
}

void remove(Context &context, AdminApi &api, const QString &roomId) {
    RoomDeletion wanted;
    wanted.block = context.has("block");
    wanted.purge = !context.has("no-purge");
    wanted.forcePurge = context.has("force-purge");
    wanted.newRoomUserId = context.text("new-room-user");
    wanted.newRoomName = context.text("new-room-name");
    wanted.message = context.text("message");
    context.await<QString>(
        api.deleteRoom(roomId, wanted), [&context, &api](const QString &deleteId) {
            if (context.has("no-wait"))
                context.answer({{QStringLiteral("delete_id"), deleteId}},
                               QStringLiteral("The room is being deleted. \"hearthctl rooms "
                                              "deletion %1\" tells how far it is.")
                                   .arg(deleteId));
            else
                follow(context, api, deleteId);
        });
}

constexpr std::array<Verb, 9> verbs{{
    {"list", list, false},
    {"show", show},
    {"members", members},
    {"block", block},
    {"unblock", unblock},
    {"block-status", blockStatus},
    {"make-admin", makeAdmin},
    {"delete", remove},
    {"deletion", deletion},
}};
} // namespace

void rooms(Context &context) {
    const QString word = context.argument(1);
    const QString room = context.argument(2);
    const Verb *verb = findVerb(verbs, word);
    if (verb == nullptr) {
        context.failWith(QStringLiteral("Unknown command \"rooms %1\".").arg(word), Usage);
        return;
    }
    if (verb->needsSubject && room.isEmpty()) {
        context.failWith(QStringLiteral("Which room? hearthctl rooms %1 ROOM").arg(word), Usage);
        return;
    }
    context.withApi([&context, verb, room](AdminApi &api) {
        if (!room.startsWith(u'#')) {
            verb->run(context, api, room);
            return;
        }
        RoomQuery query;
        // Servers find a part of an alias, but not all of them the whole.
        query.search = room.mid(1).section(u':', 0, 0);
        context.await<RoomPage>(
            api.listRooms(query), [&context, &api, verb, room](const RoomPage &page) {
                for (const auto &one : page.rooms) {
                    if (one.canonicalAlias == room) {
                        verb->run(context, api, one.id);
                        return;
                    }
                }
                context.failWith(
                    QStringLiteral("There is no room with the main address %1.").arg(room));
            });
    });
}

} // namespace hearth::app::ctl
