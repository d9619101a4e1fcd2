// SPDX-License-Identifier: Apache-2.0
// The table of accounts: pages, search, filters and order asked of the server; actions on one
// account or on all ticked ones.
#pragma once

#include "app/api/types.hpp"
#include "app/models/paged_model.hpp"

namespace hearth::app {

/// One word per account; the most serious wins.
enum class UserState { Active, Suspended, Locked, Deactivated, Erased };
[[nodiscard]] UserState stateOf(const User &user);

enum class UserAction {
    Lock,
    Unlock,
    Suspend,
    Unsuspend,
    MakeAdmin,
    RemoveAdmin,
    ShadowBan,
    LiftShadowBan,
    Deactivate,
    Erase, ///< deactivate, and mark so that newcomers do not see old messages
    SignOutEverywhere,
};

/// GUI thread; dies with the session.
class UsersModel : public PagedModel {
    Q_OBJECT
public:
    enum Column {
        TickColumn,
        NameColumn, ///< the ID
        DisplayNameColumn,
        StateColumn,
        RoleColumn,
        CreatedColumn,
        LastSeenColumn,
        ColumnCount_
    };
    enum UserRole {
        UserRole_ = FirstFreeRole_, ///< the whole User
        StateRole,                  ///< int(UserState)
        DisplayNameRole,
        AdminRole,
        GuestRole,
        AvatarRole,
        CreatedMsRole,
        LastSeenMsRole,
    };
    explicit UsersModel(ServerConnection &connection, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// Asks the server for that order; ColumnCount_ or TickColumn = the server's default.
    void sort(int column, Qt::SortOrder order) override;

    [[nodiscard]] const UserQuery &query() const { return m_query; }
    void setQuery(const UserQuery &query);
    void setSearch(const QString &text); ///< waits 250 ms for more typing
    void clearFilters();
    [[nodiscard]] bool isFiltered() const override;

    [[nodiscard]] QString idAt(int row) const override;
    [[nodiscard]] std::optional<User> user(const QString &id) const;
    /// The account that is signed in: bulk actions skip it.
    void setOwnId(const QString &id) { m_ownId = id; }
    [[nodiscard]] QString ownId() const { return m_ownId; }

    /// actionDone(id) or actionFailed(id, error) follows.
    void run(UserAction action, const QString &id);
    /// bulkProgress, then bulkFinished; failed rows stay ticked.
    void runOnTicked(UserAction action);
    void runOn(UserAction action, const QStringList &ids);
    void edit(const QString &id, const UserChange &change);
    void resetPassword(const QString &id, const QString &password, bool logoutDevices);

    /// created(id) or createFailed(error). `localpart` without @ and server.
    void create(const QString &localpart, const QString &serverName, const UserChange &account);
    /// nameChecked(localpart, error) follows; error.kind Rejected with errcode = not free.
    void checkName(const QString &localpart);
    /// Fetches one account again and puts it into its row.
    void reloadUser(const QString &id);

Q_SIGNALS:
    void queryChanged();
    void created(const QString &id);
    void createFailed(const hearth::app::ApiError &error);
    void nameChecked(const QString &localpart, bool isFree, const hearth::app::ApiError &error);

protected:
    void requestPage(int from, int limit, quint64 generation) override;
    void clearRows() override;

private:
    /// Goes through all accounts, because no server filters by it.
    void collectSuspended(int from, quint64 generation, const QList<User> &found);
    QFuture<Result<Done>> perform(UserAction action, const QString &id);
    void apply(UserAction action, const QString &id);
    void put(const User &user);
    User *find(const QString &id);
    QString cellText(const User &user, int column) const;
    QString accessibleText(const User &user, int column) const;

    UserQuery m_query;
    QList<User> m_users;
    QString m_ownId;
    QTimer m_typing;
    QString m_typed;
};

[[nodiscard]] QString userStateText(UserState state); ///< translated: "Locked"

} // namespace hearth::app
