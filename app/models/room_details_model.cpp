// SPDX-License-Identifier: Apache-2.0
// The panel of one room.
#include "app/api/admin_api.hpp"
#include "app/core/futures.hpp"
#include "app/models/rooms_model.hpp"

#include <QHash>
#include <QJsonArray>

#include <algorithm>
#include <limits>

namespace hearth::app {

RoomDetailsModel::RoomDetailsModel(ServerConnection &connection, QObject *parent)
    : QObject(parent)
    , m_connection(connection) {
    connect(&connection, &ServerConnection::reconnected, this, &RoomDetailsModel::reload);
}

void RoomDetailsModel::show(const QString &roomId) {
    if (roomId == m_roomId)
        return;
    m_roomId = roomId;
    m_details = {};
    m_members.clear();
    m_block = {};
    reload();
}

void RoomDetailsModel::reload() {
    const quint64 generation = ++m_generation;
    if (m_roomId.isEmpty()) {
        enter(ViewState::Empty);
        return;
    }
    if (m_details.room.id.isEmpty())
        enter(ViewState::Loading);
    auto &api = m_connection.api();
    onAnswer(api.getRoom(m_roomId), this, [this, generation](const Result<RoomDetails> &answer) {
        if (generation != m_generation)
            return;
        if (!answer) {
            m_error = answer.error();
            m_connection.report(m_error);
            enter(ViewState::Failed);
            return;
        }
        m_details = *answer;
        enter(ViewState::Ready);
    });
    onAnswer(api.blockStatus(m_roomId), this,
             [this, generation](const Result<BlockStatus> &answer) {
                 if (generation == m_generation && answer) {
                     m_block = *answer;
                     Q_EMIT changed();
                 }
             });
    onAnswer(api.roomMembers(m_roomId), this,
             [this, generation](const Result<RoomMembers> &members) {
                 if (generation != m_generation || !members)
                     return;
                 const QStringList ids = members->userIds;
                 putMembers(ids, {});
                 onAnswer(m_connection.api().roomState(m_roomId), this,
                          [this, generation, ids](const Result<QList<StateEvent>> &state) {
                              if (generation == m_generation && state)
                                  putMembers(ids, *state);
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
    Q_EMIT changed();
}

void RoomDetailsModel::enter(ViewState state) {
    m_state = state;
    Q_EMIT changed();
}

} // namespace hearth::app
