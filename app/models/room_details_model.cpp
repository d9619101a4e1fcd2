// SPDX-License-Identifier: Apache-2.0
// The panel of one room.
#include "app/models/room_details_model.hpp"

#include "app/api/admin_api.hpp"

#include <QHash>
#include <QJsonArray>

#include <algorithm>
#include <limits>

namespace hearth::app {

RoomDetailsModel::RoomDetailsModel(ServerConnection &connection, QObject *parent)
    : DetailsModel(connection, parent) {}

void RoomDetailsModel::forget() {
    m_details = {};
    m_members.clear();
    m_block = {};
}

void RoomDetailsModel::ask() {
    takeMain(api().getRoom(id()), [this](const RoomDetails &details) { m_details = details; });
    takePart(api().blockStatus(id()), [this](const BlockStatus &block) { m_block = block; });
    takePart(api().roomMembers(id()), [this](const RoomMembers &members) {
        // Those who are known with their rights stay so until the rights come again.
        if (m_members.isEmpty())
            putMembers(members.userIds, {});
        takePart(api().roomState(id()),
                 [this, ids = members.userIds](const QList<StateEvent> &state) {
                     putMembers(ids, state);
                 });
    });
}

void RoomDetailsModel::putMembers(const QStringList &ids, const QList<StateEvent> &state) {
    QHash<QString, QString> names;
    QHash<QString, int> levels;
    int usual = 0;
    for (const auto &event : state) {
        if (event.type == u"m.room.member") {
            names.insert(event.stateKey, event.content.value(u"displayname").toString());
        } else if (event.type == u"m.room.power_levels") {
            usual = event.content.value(u"users_default").toInt();
            const auto users = event.content.value(u"users").toObject();
            for (auto it = users.begin(); it != users.end(); ++it)
                levels.insert(it.key(), it.value().toInt());
        }
    }
    // From room version 12 on creators stand above every level and are not listed.
    for (const auto &event : state) {
        if (event.type != u"m.room.create" || m_details.room.version.toInt() < 12)
            continue;
        levels.insert(event.sender, std::numeric_limits<int>::max());
        const auto more = event.content.value(u"additional_creators").toArray();
        for (const auto &creator : more)
            levels.insert(creator.toString(), std::numeric_limits<int>::max());
    }
    m_members.clear();
    for (const auto &id : ids)
        m_members.append({id, names.value(id), levels.value(id, usual)});
    std::stable_sort(m_members.begin(), m_members.end(), [](const Member &a, const Member &b) {
        return a.powerLevel != b.powerLevel ? a.powerLevel > b.powerLevel : a.userId < b.userId;
    });
}

} // namespace hearth::app
