// SPDX-License-Identifier: Apache-2.0
// The table of accounts: pages, search, filters and order asked of the server; actions on one
// account or on all ticked ones.
#pragma once

#include "app/api/types.hpp"
#include "app/models/queried_model.hpp"

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
class UsersModel : public QueriedModel<User, UserQuery, UserPage, &UserPage::users> {
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
        DevicesColumn,
        MediaColumn,
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

    /// Asks the server for that order; ColumnCount_ or TickColumn = the server's default.
    void sort(int column, Qt::SortOrder order) override;

    void clearFilters() override;
    [[nodiscard]] bool isFiltered() const override;
    [[nodiscard]] std::optional<User> user(const QString &id) const { return copyOf(id); }
    /// The account that is signed in: bulk actions skip it.
    void setOwnId(const QString &id) { m_ownId = id; }
    [[nodiscard]] QString ownId() const { return m_ownId; }

    /// actionDone(id) or actionFailed(id, error) follows.
    void run(UserAction action, const QString &id);
    /// bulkProgress, then bulkFinished; failed rows stay ticked.
    void runOnTicked(UserAction action);
    void runOn(UserAction action, const QStringList &ids);
    /// One message to each, from the server; bulkProgress, then bulkFinished.
    void sendNotice(const QStringList &ids, const QString &text);
    void edit(const QString &id, const UserChange &change);
    void resetPassword(const QString &id, const QString &password, bool logoutDevices);

    /// created(id) or createFailed(error). `localpart` without @ and server.
    void create(const QString &localpart, const QString &serverName, const UserChange &account);
    /// nameChecked(localpart, error) follows; error.kind Rejected with errcode = not free.
    void checkName(const QString &localpart);
    /// Fetches one account again and puts it into its row.
    void reloadUser(const QString &id);

Q_SIGNALS:
    void created(const QString &id);
    /// By resetPassword().
    void passwordChanged(const QString &id);
    void createFailed(const hearth::app::ApiError &error);
    void nameChecked(const QString &localpart, bool isFree, const hearth::app::ApiError &error);

protected:
    QFuture<Result<UserPage>> askForPage(const UserQuery &query) override;
    bool mustPick(const UserQuery &query) const override { return query.onlySuspended; }
    bool isWanted(const User &user) const override { return user.suspended; }
    QStringList fileHead() const override;
    QStringList fileLine(const User &user) const override;
    QString cellText(int row, int column) const override;
    QString spokenText(int row, int column) const override;
    QString headText(int column) const override;
    bool isNumber(int column) const override {
        return column == DevicesColumn || column == MediaColumn;
    }
    QString rowName(int row) const override { return idAt(row); }
    QVariant rowData(int row, int column, int role) const override;

private:
    QFuture<Result<Done>> perform(UserAction action, const QString &id);
    void apply(UserAction action, const QString &id);
    void put(const User &user);

    QString m_ownId;
};

[[nodiscard]] QString userStateText(UserState state); ///< translated: "Locked"

} // namespace hearth::app
