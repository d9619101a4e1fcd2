// SPDX-License-Identifier: Apache-2.0
// Cells, order and actions of the table of accounts.
#include "app/models/users_model.hpp"

#include "app/api/admin_api.hpp"
#include "app/core/futures.hpp"

#include <QCoreApplication>
#include <QLocale>

namespace hearth::app {
namespace {
constexpr int typingPauseMs = 250;

QString when(qint64 ms) {
    return ms > 0 ? QLocale().toString(QDateTime::fromMSecsSinceEpoch(ms), QLocale::ShortFormat)
                  : QString();
}

QString exactly(qint64 ms) {
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(ms), QLocale::LongFormat);
}

QFuture<Result<Done>> onlyDone(QFuture<Result<UserDetails>> answer) {
    return answer.then([](const Result<UserDetails> &result) -> Result<Done> {
        if (!result)
            return fail(result.error());
        return Done{};
    });
}
} // namespace

UserState stateOf(const User &user) {
    if (user.erased)
        return UserState::Erased;
    if (user.deactivated)
        return UserState::Deactivated;
    if (user.locked)
        return UserState::Locked;
    if (user.suspended)
        return UserState::Suspended;
    return UserState::Active;
}

QString userStateText(UserState state) {
    switch (state) {
    case UserState::Active:
        return UsersModel::tr("Active");
    case UserState::Suspended:
        return UsersModel::tr("Suspended");
    case UserState::Locked:
        return UsersModel::tr("Locked");
    case UserState::Deactivated:
        return UsersModel::tr("Deactivated");
    case UserState::Erased:
        return UsersModel::tr("Erased");
    }
    return {};
}

UsersModel::UsersModel(ServerConnection &connection, QObject *parent)
    : PagedModel(connection, parent) {
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPauseMs);
    connect(&m_typing, &QTimer::timeout, this, [this] {
        UserQuery query = m_query;
        query.search = m_typed;
        setQuery(query);
    });
}

int UsersModel::rowCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_users.size());
}

int UsersModel::columnCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : ColumnCount_;
}

QString UsersModel::cellText(const User &user, int column) const {
    switch (column) {
    case NameColumn:
        return user.id;
    case DisplayNameColumn:
        return user.displayName;
    case StateColumn:
        return userStateText(stateOf(user));
    case RoleColumn:
        if (user.admin)
            return tr("Administrator");
        if (user.guest)
            return tr("Guest");
        if (user.userType == u"bot")
            return tr("Bot");
        if (user.userType == u"support")
            return tr("Support");
        return user.userType.isEmpty() ? tr("Member") : user.userType;
    case CreatedColumn:
        return when(user.createdMs);
    case LastSeenColumn:
        return user.lastSeenMs > 0 ? when(user.lastSeenMs) : tr("Never");
    default:
        return {};
    }
}

QString UsersModel::accessibleText(const User &user, int column) const {
    switch (column) {
    case TickColumn:
        return isTicked(user.id) ? tr("%1, ticked").arg(user.id)
                                 : tr("%1, not ticked").arg(user.id);
    case DisplayNameColumn:
        return user.displayName.isEmpty() ? tr("No display name")
                                          : tr("Display name %1").arg(user.displayName);
    case CreatedColumn:
        return tr("Created %1").arg(cellText(user, column));
    case LastSeenColumn:
        return tr("Last seen %1").arg(cellText(user, column));
    default:
        return cellText(user, column);
    }
}

QVariant UsersModel::data(const QModelIndex &index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const User &user = m_users.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == TickColumn ? QVariant() : cellText(user, index.column());
    case Qt::ToolTipRole:
        if (index.column() == CreatedColumn && user.createdMs > 0)
            return exactly(user.createdMs);
        if (index.column() == LastSeenColumn && user.lastSeenMs > 0)
            return exactly(user.lastSeenMs);
        return index.column() == StateColumn && !rowError(user.id).isEmpty()
                   ? QVariant(rowError(user.id))
                   : QVariant();
    case Qt::AccessibleTextRole:
        return accessibleText(user, index.column());
    case Qt::CheckStateRole:
        return index.column() == TickColumn
                   ? QVariant(isTicked(user.id) ? Qt::Checked : Qt::Unchecked)
                   : QVariant();
    case IdRole:
        return user.id;
    case BusyRole:
        return isBusy(user.id);
    case RowErrorRole:
        return rowError(user.id);
    case UserRole_:
        return QVariant::fromValue(user);
    case StateRole:
        return static_cast<int>(stateOf(user));
    case DisplayNameRole:
        return user.displayName;
    case AdminRole:
        return user.admin;
    case GuestRole:
        return user.guest;
    case AvatarRole:
        return user.avatarUrl;
    case CreatedMsRole:
        return user.createdMs;
    case LastSeenMsRole:
        return user.lastSeenMs;
    case SortKeyRole:
        return index.column() == CreatedColumn    ? QVariant(user.createdMs)
               : index.column() == LastSeenColumn ? QVariant(user.lastSeenMs)
                                                  : QVariant(cellText(user, index.column()));
    default:
        return {};
    }
}

bool UsersModel::setData(const QModelIndex &index, const QVariant &value, int role) {
    if (role != Qt::CheckStateRole || index.column() != TickColumn ||
        !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    setTicked(m_users.at(index.row()).id, value.toInt() == Qt::Checked);
    return true;
}

QVariant UsersModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::AccessibleTextRole && section == TickColumn)
        return tr("Ticked");
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("User ID");
    case DisplayNameColumn:
        return tr("Display name");
    case StateColumn:
        return tr("State");
    case RoleColumn:
        return tr("Role");
    case CreatedColumn:
        return tr("Created");
    case LastSeenColumn:
        return tr("Last seen");
    default:
        return {};
    }
}

Qt::ItemFlags UsersModel::flags(const QModelIndex &index) const {
    auto flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == TickColumn)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

void UsersModel::sort(int column, Qt::SortOrder order) {
    UserQuery query = m_query;
    query.descending = order == Qt::DescendingOrder;
    switch (column) {
    case NameColumn:
        query.order = UserOrder::Name;
        break;
    case DisplayNameColumn:
        query.order = UserOrder::DisplayName;
        break;
    case StateColumn:
        query.order = UserOrder::Locked;
        break;
    case RoleColumn:
        query.order = UserOrder::Admin;
        break;
    case CreatedColumn:
        query.order = UserOrder::Created;
        break;
    case LastSeenColumn:
        query.order = UserOrder::LastSeen;
        break;
    default:
        query.order = UserOrder::Name;
        query.descending = false;
    }
    setQuery(query);
}

void UsersModel::setQuery(const UserQuery &query) {
    m_typing.stop();
    m_typed = query.search;
    if (query == m_query)
        return;
    m_query = query;
    m_query.from = 0;
    restart();
    Q_EMIT queryChanged();
}

void UsersModel::setSearch(const QString &text) {
    m_typed = text;
    m_typing.start();
}

void UsersModel::clearFilters() {
    UserQuery query;
    query.order = m_query.order;
    query.descending = m_query.descending;
    query.deactivated = Filter::Any;
    query.guests = Filter::Any;
    setQuery(query);
}

bool UsersModel::isFiltered() const {
    return !m_query.search.isEmpty() || m_query.admins != Filter::Any ||
           m_query.locked != Filter::Any || m_query.deactivated != Filter::Any ||
           m_query.guests != Filter::Any || m_query.onlySuspended;
}

QString UsersModel::idAt(int row) const {
    return m_users.at(row).id;
}

User *UsersModel::find(const QString &id) {
    const auto it =
        std::find_if(m_users.begin(), m_users.end(), [&](const User &u) { return u.id == id; });
    return it == m_users.end() ? nullptr : &*it;
}

std::optional<User> UsersModel::user(const QString &id) const {
    for (const auto &user : m_users) {
        if (user.id == id)
            return user;
    }
    return std::nullopt;
}

void UsersModel::collectSuspended(int from, quint64 generation, const QList<User> &found) {
    constexpr int atOnce = 1000;
    UserQuery query = m_query;
    query.from = from;
    query.limit = atOnce;
    onAnswer(api().listUsers(query), this, [this, generation, found](const Result<UserPage> &page) {
        if (!isCurrent(generation))
            return;
        if (!page) {
            pageFailed(generation, 0, page.error());
            return;
        }
        QList<User> more = found;
        for (const auto &user : page->users) {
            if (user.suspended)
                more.append(user);
        }
        if (page->next) {
            collectSuspended(*page->next, generation, more);
            return;
        }
        pageArrived(generation, 0, {static_cast<int>(more.size()), false},
                    [this, &more] { syncRows(m_users, more); });
    });
}

void UsersModel::requestPage(int from, int limit, quint64 generation) {
    if (m_query.onlySuspended) {
        collectSuspended(0, generation, {});
        return;
    }
    UserQuery query = m_query;
    query.from = from;
    query.limit = limit;
    onAnswer(api().listUsers(query), this, [this, from, generation](const Result<UserPage> &page) {
        if (!page) {
            pageFailed(generation, from, page.error());
            return;
        }
        pageArrived(generation, from, {page->total, page->next.has_value()}, [this, from, &page] {
            if (from == 0)
                syncRows(m_users, page->users);
            else
                appendRows(m_users, page->users);
        });
    });
}

void UsersModel::clearRows() {
    m_users.clear();
}

// ---- Actions -----------------------------------------------------------------------------------

QFuture<Result<Done>> UsersModel::perform(UserAction action, const QString &id) {
    switch (action) {
    case UserAction::Lock:
        return api().setLocked(id, true);
    case UserAction::Unlock:
        return api().setLocked(id, false);
    case UserAction::Suspend:
        return api().setSuspended(id, true);
    case UserAction::Unsuspend:
        return api().setSuspended(id, false);
    case UserAction::MakeAdmin:
        return api().setAdmin(id, true);
    case UserAction::RemoveAdmin:
        return api().setAdmin(id, false);
    case UserAction::ShadowBan:
        return api().setShadowBanned(id, true);
    case UserAction::LiftShadowBan:
        return api().setShadowBanned(id, false);
    case UserAction::Deactivate:
        return api().deactivateUser(id, false);
    case UserAction::Erase:
        return api().deactivateUser(id, true);
    case UserAction::SignOutEverywhere: {
        AdminApi &server = api();
        return server.listDevices(id)
            .then([&server, id](const Result<QList<Device>> &devices) -> QFuture<Result<Done>> {
                if (!devices)
                    return readyFuture<Result<Done>>(fail(devices.error()));
                QStringList ids;
                for (const auto &device : *devices)
                    ids << device.id;
                return server.deleteDevices(id, ids);
            })
            .unwrap();
    }
    }
    return {};
}

void UsersModel::apply(UserAction action, const QString &id) {
    User *user = find(id);
    if (user == nullptr)
        return;
    switch (action) {
    case UserAction::Lock:
    case UserAction::Unlock:
        user->locked = action == UserAction::Lock;
        break;
    case UserAction::Suspend:
    case UserAction::Unsuspend:
        user->suspended = action == UserAction::Suspend;
        break;
    case UserAction::MakeAdmin:
    case UserAction::RemoveAdmin:
        user->admin = action == UserAction::MakeAdmin;
        break;
    case UserAction::ShadowBan:
    case UserAction::LiftShadowBan:
        user->shadowBanned = action == UserAction::ShadowBan;
        break;
    case UserAction::Deactivate:
        user->deactivated = true;
        break;
    case UserAction::Erase:
        user->deactivated = true;
        user->erased = true;
        break;
    case UserAction::SignOutEverywhere:
        break;
    }
    rowChanged(id);
}

void UsersModel::run(UserAction action, const QString &id) {
    act(id, perform(action, id), [this, action, id] { apply(action, id); });
}

void UsersModel::runOnTicked(UserAction action) {
    QStringList ids(ticked().begin(), ticked().end());
    ids.sort();
    runOn(action, ids);
}

void UsersModel::runOn(UserAction action, const QStringList &ids) {
    QStringList wanted = ids;
    QStringList skipped;
    if (wanted.removeAll(m_ownId) > 0)
        skipped << m_ownId;
    actOnAll(
        wanted, skipped, [this, action](const QString &id) { return perform(action, id); },
        [this, action](const QString &id) { apply(action, id); });
}

void UsersModel::edit(const QString &id, const UserChange &change) {
    auto answer = api().putUser(id, change);
    act(id, onlyDone(answer), [this, id] { reloadUser(id); });
}

void UsersModel::resetPassword(const QString &id, const QString &password, bool logoutDevices) {
    act(id, api().resetPassword(id, password, logoutDevices), [] {});
}

void UsersModel::create(const QString &localpart, const QString &serverName,
                        const UserChange &account) {
    const QString id = u'@' + localpart + u':' + serverName;
    onAnswer(api().putUser(id, account), this, [this, id](const Result<UserDetails> &result) {
        if (!result) {
            connection().report(result.error());
            Q_EMIT createFailed(result.error());
            return;
        }
        // Where it belongs in the order only the server knows.
        refresh();
        Q_EMIT created(result->user.id.isEmpty() ? id : result->user.id);
    });
}

void UsersModel::checkName(const QString &localpart) {
    onAnswer(api().checkUserNameFree(localpart), this,
             [this, localpart](const Result<Done> &result) {
                 Q_EMIT nameChecked(localpart, result.has_value(),
                                    result ? ApiError{} : ApiError(result.error()));
             });
}

void UsersModel::reloadUser(const QString &id) {
    onAnswer(api().getUser(id), this, [this](const Result<UserDetails> &details) {
        if (details)
            put(details->user);
    });
}

void UsersModel::put(const User &changed) {
    User *user = find(changed.id);
    if (user == nullptr)
        return;
    const qint64 lastSeen = user->lastSeenMs;
    *user = changed;
    // The call for one account does not say when it was last seen everywhere.
    user->lastSeenMs = std::max(lastSeen, changed.lastSeenMs);
    rowChanged(changed.id);
}

} // namespace hearth::app
