// SPDX-License-Identifier: Apache-2.0
// Cells, order and actions of the table of rooms.
#include "app/models/rooms_model.hpp"

#include "app/api/admin_api.hpp"
#include "app/core/futures.hpp"

#include <QLocale>

namespace hearth::app {
namespace {
constexpr int typingPauseMs = 250;
constexpr int deletionPollMs = 1500;
} // namespace

namespace {
bool isNumber(int column) {
    return column == RoomsModel::MembersColumn || column == RoomsModel::LocalMembersColumn ||
           column == RoomsModel::VersionColumn || column == RoomsModel::EventsColumn;
}
} // namespace

QString joinRuleText(const QString &joinRule) {
    if (joinRule == u"public")
        return RoomsModel::tr("Anyone");
    if (joinRule == u"invite")
        return RoomsModel::tr("Invited");
    if (joinRule == u"knock" || joinRule == u"knock_restricted")
        return RoomsModel::tr("On request");
    if (joinRule == u"restricted")
        return RoomsModel::tr("Space members");
    if (joinRule == u"private")
        return RoomsModel::tr("Nobody");
    return joinRule.isEmpty() ? RoomsModel::tr("Unknown") : joinRule;
}

QString roomTitle(const Room &room) {
    if (!room.name.isEmpty())
        return room.name;
    if (!room.canonicalAlias.isEmpty())
        return room.canonicalAlias;
    return RoomsModel::tr("Room without a name");
}

RoomsModel::RoomsModel(ServerConnection &connection, QObject *parent)
    : PagedModel(connection, parent) {
    m_poll.setInterval(deletionPollMs);
    connect(&m_poll, &QTimer::timeout, this, &RoomsModel::pollDeletions);
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPauseMs);
    connect(&m_typing, &QTimer::timeout, this, [this] {
        RoomQuery query = m_query;
        query.search = m_typed;
        setQuery(query);
    });
}

int RoomsModel::rowCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rooms.size());
}

int RoomsModel::columnCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : ColumnCount_;
}

QString RoomsModel::cellText(const Room &room, int column) const {
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

QString RoomsModel::accessibleText(const Room &room, int column) const {
    switch (column) {
    case TickColumn:
        return isTicked(room.id) ? tr("%1, ticked").arg(roomTitle(room))
                                 : tr("%1, not ticked").arg(roomTitle(room));
    case NameColumn:
        return room.isSpace() ? tr("Space %1").arg(roomTitle(room)) : roomTitle(room);
    case MembersColumn:
        return tr("%n people", nullptr, room.joinedMembers);
    case LocalMembersColumn:
        return tr("%n people of this server", nullptr, room.joinedLocalMembers);
    case PublishedColumn:
        return tr("Public directory: %1").arg(cellText(room, column));
    case CreatorColumn:
        return tr("Created by %1").arg(room.creator);
    case JoinRuleColumn:
        return tr("Who can join: %1").arg(cellText(room, column));
    case EncryptionColumn:
        return tr("Encryption: %1").arg(cellText(room, column));
    case VersionColumn:
        return tr("Room version %1").arg(room.version);
    case EventsColumn:
        return tr("%n state events", nullptr, room.stateEvents);
    default:
        return {};
    }
}

QVariant RoomsModel::data(const QModelIndex &index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Room &room = m_rooms.at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return column == TickColumn ? QVariant() : cellText(room, column);
    case Qt::ToolTipRole:
        return column == NameColumn || column == CreatorColumn
                   ? QVariant(column == NameColumn ? room.id : room.creator)
                   : QVariant();
    case Qt::AccessibleTextRole:
        return accessibleText(room, column);
    case Qt::TextAlignmentRole:
        return isNumber(column) ? QVariant(Qt::AlignTrailing | Qt::AlignVCenter) : QVariant();
    case Qt::CheckStateRole:
        return column == TickColumn ? QVariant(isTicked(room.id) ? Qt::Checked : Qt::Unchecked)
                                    : QVariant();
    case IdRole:
        return room.id;
    case BusyRole:
        return isBusy(room.id) || m_deletions.contains(room.id);
    case RowErrorRole:
        return rowError(room.id);
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
                                              : QVariant(cellText(room, column));
    default:
        return {};
    }
}

bool RoomsModel::setData(const QModelIndex &index, const QVariant &value, int role) {
    if (role != Qt::CheckStateRole || index.column() != TickColumn ||
        !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    setTicked(m_rooms.at(index.row()).id, value.toInt() == Qt::Checked);
    return true;
}

QVariant RoomsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::AccessibleTextRole && section == TickColumn)
        return tr("Ticked");
    if (role == Qt::TextAlignmentRole && isNumber(section))
        return QVariant(Qt::AlignTrailing | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Room");
    case MembersColumn:
        return tr("People");
    case LocalMembersColumn:
        //: People of a room who have their account on this server.
        return tr("From here");
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

Qt::ItemFlags RoomsModel::flags(const QModelIndex &index) const {
    auto flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == TickColumn)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

void RoomsModel::sort(int column, Qt::SortOrder order) {
    RoomQuery query = m_query;
    query.descending = order == Qt::DescendingOrder;
    switch (column) {
    case MembersColumn:
        query.order = RoomOrder::JoinedMembers;
        break;
    case LocalMembersColumn:
        query.order = RoomOrder::JoinedLocalMembers;
        break;
    case PublishedColumn:
        query.order = RoomOrder::Published;
        break;
    case CreatorColumn:
        query.order = RoomOrder::Creator;
        break;
    case JoinRuleColumn:
        query.order = RoomOrder::JoinRules;
        break;
    case EncryptionColumn:
        query.order = RoomOrder::Encryption;
        break;
    case VersionColumn:
        query.order = RoomOrder::Version;
        break;
    case EventsColumn:
        query.order = RoomOrder::StateEvents;
        break;
    case NameColumn:
        query.order = RoomOrder::Name;
        break;
    default:
        query.order = RoomOrder::Name;
        query.descending = false;
    }
    setQuery(query);
}

void RoomsModel::setQuery(const RoomQuery &query) {
    m_typing.stop();
    m_typed = query.search;
    if (query == m_query)
        return;
    m_query = query;
    m_query.from = 0;
    restart();
    Q_EMIT queryChanged();
}

void RoomsModel::setSearch(const QString &text) {
    m_typed = text;
    m_typing.start();
}

void RoomsModel::clearFilters() {
    RoomQuery query;
    query.order = m_query.order;
    query.descending = m_query.descending;
    setQuery(query);
}

bool RoomsModel::isFiltered() const {
    return !m_query.search.isEmpty() || m_query.published != Filter::Any ||
           m_query.empty != Filter::Any;
}

QString RoomsModel::idAt(int row) const {
    return m_rooms.at(row).id;
}

std::optional<Room> RoomsModel::room(const QString &id) const {
    for (const auto &room : m_rooms) {
        if (room.id == id)
            return room;
    }
    return std::nullopt;
}

void RoomsModel::requestPage(int from, int limit, quint64 generation) {
    RoomQuery query = m_query;
    query.from = from;
    query.limit = limit;
    onAnswer(api().listRooms(query), this, [this, from, generation](const Result<RoomPage> &page) {
        if (!page) {
            pageFailed(generation, from, page.error());
            return;
        }
        pageArrived(generation, from, {page->total, page->next.has_value()}, [this, from, &page] {
            if (from == 0)
                syncRows(m_rooms, page->rooms);
            else
                appendRows(m_rooms, page->rooms);
        });
    });
}

void RoomsModel::clearRows() {
    m_rooms.clear();
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
            removeRoom(roomId);
        else
            rowChanged(roomId);
    }
    Q_EMIT deletionChanged(roomId, status);
}

void RoomsModel::removeRoom(const QString &id) {
    setTicked(id, false);
    const int row = rowOf(id);
    if (row < 0)
        return;
    beginRemoveRows({}, row, row);
    m_rooms.removeAt(row);
    endRemoveRows();
    totalsMoved(-1);
}

} // namespace hearth::app
