// SPDX-License-Identifier: Apache-2.0
// Cells, order and actions of the table of rooms.
#include "app/models/rooms_model.hpp"

#include "app/api/admin_api.hpp"
#include "app/core/csv.hpp"
#include "app/core/futures.hpp"
#include "app/core/odd_names.hpp"

#include <QLocale>

namespace hearth::app {
namespace {
constexpr int deletionPollMs = 1500;
} // namespace

QString joinRuleText(const QString &joinRule) {
    if (joinRule == u"public")
        return RoomsModel::tr("Anyone");
    if (joinRule == u"invite")
        return RoomsModel::tr("Invited people");
    if (joinRule == u"knock" || joinRule == u"knock_restricted")
        return RoomsModel::tr("On request");
    if (joinRule == u"restricted")
        return RoomsModel::tr("Space members");
    if (joinRule == u"private")
        return RoomsModel::tr("Nobody");
    return joinRule.isEmpty() ? RoomsModel::tr("Unknown") : joinRule;
}

QString roomTitle(const Room &room) {
    if (!isBlank(room.name))
        return room.name.simplified();
    if (!room.canonicalAlias.isEmpty())
        return room.canonicalAlias;
    return RoomsModel::tr("Unnamed room");
}

RoomsModel::RoomsModel(ServerConnection &connection, QObject *parent)
    : QueriedModel(connection, ColumnCount_, parent) {
    m_poll.setInterval(deletionPollMs);
    connect(&m_poll, &QTimer::timeout, this, &RoomsModel::pollDeletions);
}

bool RoomsModel::isNumber(int column) const {
    return column == MembersColumn || column == LocalMembersColumn || column == VersionColumn ||
           column == EventsColumn;
}

QString RoomsModel::rowName(int row) const {
    return roomTitle(at(row));
}

QString RoomsModel::cellText(int row, int column) const {
    const Room &room = at(row);
    switch (column) {
    case NameColumn:
        return roomTitle(room);
    case MembersColumn:
        return QLocale().toString(room.joinedMembers);
    case LocalMembersColumn:
        return QLocale().toString(room.joinedLocalMembers);
    case PublishedColumn:
        //: Whether a room is in the public directory.
        return room.published ? tr("Listed") : tr("Not listed");
    case CreatorColumn:
        return room.creator;
    case JoinRuleColumn:
        return joinRuleText(room.joinRule);
    case EncryptionColumn:
        return room.isEncrypted() ? tr("Encrypted") : tr("Off", "encryption of a room");
    case VersionColumn:
        return room.version;
    case EventsColumn:
        return QLocale().toString(room.stateEvents);
    default:
        return {};
    }
}

QString RoomsModel::spokenText(int row, int column) const {
    const Room &room = at(row);
    const QString text = cellText(row, column);
    switch (column) {
    case NameColumn:
        return room.isSpace() ? tr("Space %1").arg(text) : text;
    case MembersColumn:
        return tr("%n people", nullptr, room.joinedMembers);
    case LocalMembersColumn:
        return tr("%n people from this server", nullptr, room.joinedLocalMembers);
    case PublishedColumn:
        return tr("Public directory: %1").arg(text);
    case CreatorColumn:
        return tr("Created by %1").arg(text);
    case JoinRuleColumn:
        return tr("Who can join: %1").arg(text);
    case EncryptionColumn:
        return tr("Encryption: %1").arg(text);
    case VersionColumn:
        return tr("Room version %1").arg(text);
    case EventsColumn:
        return tr("%n state events", nullptr, room.stateEvents);
    default:
        return {};
    }
}

QVariant RoomsModel::rowData(int row, int column, int role) const {
    const Room &room = at(row);
    switch (role) {
    case Qt::ToolTipRole:
        return column == NameColumn      ? QVariant(room.id)
               : column == CreatorColumn ? QVariant(room.creator)
                                         : QVariant();
    case RoomRole_:
        return QVariant::fromValue(room);
    case AliasRole:
        return room.canonicalAlias;
    case EncryptedRole:
        return room.isEncrypted();
    case SpaceRole:
        return room.isSpace();
    case JoinRuleRole:
        return room.joinRule;
    case DeletingRole:
        return m_deletions.contains(room.id);
    case SortKeyRole:
        return column == MembersColumn        ? QVariant(room.joinedMembers)
               : column == LocalMembersColumn ? QVariant(room.joinedLocalMembers)
               : column == EventsColumn       ? QVariant(room.stateEvents)
                                              : QVariant(cellText(row, column));
    default:
        return {};
    }
}

QVariant RoomsModel::data(const QModelIndex &index, int role) const {
    if (role == BusyRole && index.isValid() && m_deletions.contains(idAt(index.row())))
        return true;
    return PagedModel::data(index, role);
}

QString RoomsModel::headText(int column) const {
    switch (column) {
    case NameColumn:
        return tr("Room");
    case MembersColumn:
        return tr("People");
    case LocalMembersColumn:
        //: People of a room who have their account on this server.
        return tr("Local people");
    case PublishedColumn:
        return tr("Directory");
    case CreatorColumn:
        return tr("Created by");
    case JoinRuleColumn:
        return tr("Who can join");
    case EncryptionColumn:
        return tr("Encryption");
    case VersionColumn:
        return tr("Version");
    case EventsColumn:
        return tr("State events");
    default:
        return {};
    }
}

void RoomsModel::sort(int column, Qt::SortOrder order) {
    RoomQuery wanted = query();
    wanted.descending = order == Qt::DescendingOrder;
    switch (column) {
    case MembersColumn:
        wanted.order = RoomOrder::JoinedMembers;
        break;
    case LocalMembersColumn:
        wanted.order = RoomOrder::JoinedLocalMembers;
        break;
    case PublishedColumn:
        wanted.order = RoomOrder::Published;
        break;
    case CreatorColumn:
        wanted.order = RoomOrder::Creator;
        break;
    case JoinRuleColumn:
        wanted.order = RoomOrder::JoinRules;
        break;
    case EncryptionColumn:
        wanted.order = RoomOrder::Encryption;
        break;
    case VersionColumn:
        wanted.order = RoomOrder::Version;
        break;
    case EventsColumn:
        wanted.order = RoomOrder::StateEvents;
        break;
    case NameColumn:
        wanted.order = RoomOrder::Name;
        break;
    default:
        wanted.order = RoomOrder::Name;
        wanted.descending = false;
    }
    setQuery(wanted);
}

void RoomsModel::clearFilters() {
    RoomQuery all;
    all.order = query().order;
    all.descending = query().descending;
    setQuery(all);
}

bool RoomsModel::isFiltered() const {
    return !query().search.isEmpty() || query().published != Filter::Any ||
           query().empty != Filter::Any;
}

QFuture<Result<RoomPage>> RoomsModel::askForPage(const RoomQuery &query) {
    return api().listRooms(query);
}

QStringList RoomsModel::fileHead() const {
    using namespace Qt::StringLiterals;
    return {u"room_id"_s,   u"name"_s,         u"alias"_s,    u"people"_s,    u"people_here"_s,
            u"join_rule"_s, u"encrypted"_s,    u"listed"_s,   u"federated"_s, u"version"_s,
            u"creator"_s,   u"state_events"_s, u"room_type"_s};
}

QStringList RoomsModel::fileLine(const Room &room) const {
    return {room.id,
            room.name,
            room.canonicalAlias,
            QString::number(room.joinedMembers),
            QString::number(room.joinedLocalMembers),
            room.joinRule,
            csvBool(room.isEncrypted()),
            csvBool(room.published),
            csvBool(room.federatable),
            room.version,
            room.creator,
            QString::number(room.stateEvents),
            room.roomType};
}

// ---- Actions -----------------------------------------------------------------------------------

void RoomsModel::setBlocked(const QString &id, bool blocked) {
    act(id, api().setBlocked(id, blocked), [] {});
}

void RoomsModel::setBlockedOn(const QStringList &ids, bool blocked) {
    actOnAll(
        ids, {}, [this, blocked](const QString &id) { return api().setBlocked(id, blocked); },
        [](const QString &) {});
}

std::optional<DeletionStatus> RoomsModel::deletion(const QString &id) const {
    const auto it = m_deletionStatus.constFind(id);
    return it == m_deletionStatus.cend() ? std::nullopt : std::optional<DeletionStatus>(*it);
}

void RoomsModel::makeAdmin(const QString &id, const QString &userId) {
    act(id, api().makeRoomAdmin(id, userId), [] {});
}

void RoomsModel::deleteRoom(const QString &id, const RoomDeletion &deletion) {
    setBusy(id, true);
    onAnswer(api().deleteRoom(id, deletion), this, [this, id](const Result<QString> &deleteId) {
        setBusy(id, false);
        if (!deleteId) {
            connection().report(deleteId.error());
            Q_EMIT actionFailed(id, deleteId.error());
            return;
        }
        followDeletion(id, *deleteId);
        Q_EMIT deletionStarted(id, *deleteId);
    });
}

void RoomsModel::followDeletion(const QString &roomId, const QString &deleteId) {
    m_deletions.insert(roomId, deleteId);
    m_deletionStatus.remove(roomId);
    rowChanged(roomId);
    m_poll.start();
    pollDeletions();
}

void RoomsModel::pollDeletions() {
    if (!connection().isUsable())
        return;
    for (auto it = m_deletions.cbegin(); it != m_deletions.cend(); ++it) {
        const QString roomId = it.key();
        const QString deleteId = it.value();
        onAnswer(api().deletionStatus(deleteId), this,
                 [this, roomId, deleteId](const Result<DeletionStatus> &answer) {
                     if (answer) {
                         onDeletionStatus(roomId, *answer);
                     } else if (answer.error().kind == ApiError::Kind::NotFound) {
                         // The server keeps no trace of it any more.
                         DeletionStatus gone;
                         gone.deleteId = deleteId;
                         gone.roomId = roomId;
                         gone.stage = DeletionStatus::Stage::Failed;
                         gone.error = answer.error().serverText;
                         onDeletionStatus(roomId, gone);
                     } else {
                         connection().report(answer.error());
                     }
                 });
    }
}

void RoomsModel::onDeletionStatus(const QString &roomId, const DeletionStatus &status) {
    if (!m_deletions.contains(roomId))
        return;
    m_deletionStatus.insert(roomId, status);
    if (status.isOver()) {
        m_deletions.remove(roomId);
        if (m_deletions.isEmpty())
            m_poll.stop();
        if (status.stage == DeletionStatus::Stage::Complete)
            removeRowOf(roomId);
        else
            rowChanged(roomId);
    }
    Q_EMIT deletionChanged(roomId, status);
}

} // namespace hearth::app
