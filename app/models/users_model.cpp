// SPDX-License-Identifier: Apache-2.0
// Cells, order and actions of the table of accounts.
#include "app/models/users_model.hpp"

#include "app/api/admin_api.hpp"
#include "app/core/csv.hpp"
#include "app/core/futures.hpp"
#include "app/core/size_text.hpp"
#include "app/core/time_text.hpp"

#include <QCoreApplication>
#include <QLocale>

namespace hearth::app {
namespace {
QString fileTime(qint64 ms) {
    return ms > 0 ? QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODate) : QString();
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
    : QueriedModel(connection, ColumnCount_, parent) {}

QString UsersModel::cellText(int row, int column) const {
    const User &user = at(row);
    switch (column) {
    case NameColumn:
        return user.id;
    case DisplayNameColumn:
        return user.displayName.simplified();
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
        return momentText(user.createdMs);
    case LastSeenColumn:
        return user.lastSeenMs > 0 ? momentText(user.lastSeenMs) : tr("Never");
    case DevicesColumn:
        return user.devices < 0 ? QStringLiteral("-") : QLocale().toString(user.devices);
    case MediaColumn:
        return user.mediaBytes < 0 ? QStringLiteral("-") : sizeText(user.mediaBytes);
    default:
        return {};
    }
}

QString UsersModel::spokenText(int row, int column) const {
    const QString text = cellText(row, column);
    switch (column) {
    case DisplayNameColumn:
        return text.isEmpty() ? tr("No display name") : tr("Display name %1").arg(text);
    case CreatedColumn:
        return tr("Created %1").arg(text);
    case LastSeenColumn:
        return tr("Last seen %1").arg(text);
    case DevicesColumn:
        return at(row).devices < 0 ? tr("Number of devices unknown")
                                   : tr("%Ln devices", nullptr, at(row).devices);
    case MediaColumn:
        return at(row).mediaBytes < 0 ? tr("Size of files unknown") : tr("%1 of files").arg(text);
    default:
        return text;
    }
}

QVariant UsersModel::rowData(int row, int column, int role) const {
    const User &user = at(row);
    switch (role) {
    case Qt::ToolTipRole:
        if (column == CreatedColumn && user.createdMs > 0)
            return exactMomentText(user.createdMs);
        if (column == LastSeenColumn && user.lastSeenMs > 0)
            return exactMomentText(user.lastSeenMs);
        return column == StateColumn && !rowError(user.id).isEmpty() ? QVariant(rowError(user.id))
                                                                     : QVariant();
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
        return column == CreatedColumn    ? QVariant(user.createdMs)
               : column == LastSeenColumn ? QVariant(user.lastSeenMs)
               : column == DevicesColumn  ? QVariant(user.devices)
               : column == MediaColumn    ? QVariant(user.mediaBytes)
                                          : QVariant(cellText(row, column));
    default:
        return {};
    }
}

QString UsersModel::headText(int column) const {
    switch (column) {
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
    case DevicesColumn:
        return tr("Devices");
    case MediaColumn:
        return tr("Media");
    default:
        return {};
    }
}

void UsersModel::sort(int column, Qt::SortOrder order) {
    UserQuery wanted = query();
    wanted.descending = order == Qt::DescendingOrder;
    switch (column) {
    case NameColumn:
        wanted.order = UserOrder::Name;
        break;
    case DisplayNameColumn:
        wanted.order = UserOrder::DisplayName;
        break;
    case StateColumn:
        wanted.order = UserOrder::Locked;
        break;
    case RoleColumn:
        wanted.order = UserOrder::Admin;
        break;
    case CreatedColumn:
        wanted.order = UserOrder::Created;
        break;
    case LastSeenColumn:
        wanted.order = UserOrder::LastSeen;
        break;
    case DevicesColumn:
        wanted.order = UserOrder::Devices;
        break;
    case MediaColumn:
        wanted.order = UserOrder::Media;
        break;
    default:
        wanted.order = UserOrder::Name;
        wanted.descending = false;
    }
    setQuery(wanted);
}

void UsersModel::clearFilters() {
    UserQuery all;
    all.order = query().order;
    all.descending = query().descending;
    all.deactivated = Filter::Any;
    all.guests = Filter::Any;
    setQuery(all);
}

bool UsersModel::isFiltered() const {
    const UserQuery &now = query();
    return !now.search.isEmpty() || now.admins != Filter::Any || now.locked != Filter::Any ||
           now.deactivated != Filter::Any || now.guests != Filter::Any || now.onlySuspended;
}

QFuture<Result<UserPage>> UsersModel::askForPage(const UserQuery &query) {
    return api().listUsers(query);
}

QStringList UsersModel::fileHead() const {
    using namespace Qt::StringLiterals;
    return {u"user_id"_s,   u"display_name"_s, u"state"_s,     u"admin"_s,   u"guest"_s,
            u"user_type"_s, u"created"_s,      u"last_seen"_s, u"devices"_s, u"media_bytes"_s};
}

QStringList UsersModel::fileLine(const User &user) const {
    static const QHash<UserState, QString> states{
        {UserState::Active, QStringLiteral("active")},
        {UserState::Suspended, QStringLiteral("suspended")},
        {UserState::Locked, QStringLiteral("locked")},
        {UserState::Deactivated, QStringLiteral("deactivated")},
        {UserState::Erased, QStringLiteral("erased")}};
    return {user.id,
            user.displayName,
            states.value(stateOf(user)),
            csvBool(user.admin),
            csvBool(user.guest),
            user.userType,
            fileTime(user.createdMs),
            fileTime(user.lastSeenMs),
            user.devices < 0 ? QString() : QString::number(user.devices),
            user.mediaBytes < 0 ? QString() : QString::number(user.mediaBytes)};
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
    runOn(action, tickedIds());
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

void UsersModel::sendNotice(const QStringList &ids, const QString &text) {
    actOnAll(
        ids, {}, [this, text](const QString &id) { return api().sendServerNotice(id, text); },
        [](const QString &) {});
}

void UsersModel::edit(const QString &id, const UserChange &change) {
    auto answer = api().putUser(id, change);
    act(id, onlyDone(answer), [this, id] { reloadUser(id); });
}

void UsersModel::resetPassword(const QString &id, const QString &password, bool logoutDevices) {
    act(id, api().resetPassword(id, password, logoutDevices),
        [this, id] { Q_EMIT passwordChanged(id); });
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
