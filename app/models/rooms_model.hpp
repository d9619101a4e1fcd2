// SPDX-License-Identifier: Apache-2.0
// The table of rooms, and the deletion of a room as a followed background job.
#pragma once

#include "app/api/types.hpp"
#include "app/models/queried_model.hpp"

namespace hearth::app {

/// GUI thread; dies with the session.
class RoomsModel : public QueriedModel<Room, RoomQuery, RoomPage, &RoomPage::rooms> {
    Q_OBJECT
public:
    enum Column {
        TickColumn,
        NameColumn,
        MembersColumn,
        LocalMembersColumn,
        JoinRuleColumn,
        EncryptionColumn,
        PublishedColumn,
        CreatorColumn,
        VersionColumn,
        EventsColumn,
        ColumnCount_
    };
    enum RoomRole {
        RoomRole_ = FirstFreeRole_, ///< the whole Room
        AliasRole,
        EncryptedRole,
        SpaceRole,
        JoinRuleRole,
        DeletingRole, ///< bool
    };
    explicit RoomsModel(ServerConnection &connection, QObject *parent = nullptr);

    QVariant data(const QModelIndex &index, int role) const override;
    /// Asks the server for that order; ColumnCount_ or TickColumn = the server's default.
    void sort(int column, Qt::SortOrder order) override;

    void clearFilters() override;
    [[nodiscard]] bool isFiltered() const override;
    [[nodiscard]] std::optional<Room> room(const QString &id) const { return copyOf(id); }

    void setBlocked(const QString &id, bool blocked);
    /// bulkProgress, then bulkFinished; failed rows stay ticked.
    void setBlockedOn(const QStringList &ids, bool blocked);
    void makeAdmin(const QString &id, const QString &userId);
    /// deletionStarted, then deletionChanged until it is over; the row goes when it is complete.
    void deleteRoom(const QString &id, const RoomDeletion &deletion);
    /// Takes up a job found in the history after a restart.
    void followDeletion(const QString &roomId, const QString &deleteId);
    [[nodiscard]] std::optional<DeletionStatus> deletion(const QString &id) const;
    [[nodiscard]] bool isBeingDeleted(const QString &id) const { return m_deletions.contains(id); }

Q_SIGNALS:
    void deletionStarted(const QString &roomId, const QString &deleteId);
    void deletionChanged(const QString &roomId, const hearth::app::DeletionStatus &status);

protected:
    QFuture<Result<RoomPage>> askForPage(const RoomQuery &query) override;
    QStringList fileHead() const override;
    QStringList fileLine(const Room &room) const override;
    QString cellText(int row, int column) const override;
    QString spokenText(int row, int column) const override;
    QString headText(int column) const override;
    bool isNumber(int column) const override;
    QString rowName(int row) const override;
    QVariant rowData(int row, int column, int role) const override;

private:
    void pollDeletions();
    void onDeletionStatus(const QString &roomId, const DeletionStatus &status);

    QHash<QString, QString> m_deletions; ///< room ID → delete ID
    QHash<QString, DeletionStatus> m_deletionStatus;
    QTimer m_poll;
};

[[nodiscard]] QString joinRuleText(const QString &joinRule); ///< translated: "Invited people"
/// Name, else alias, else "Room without a name".
[[nodiscard]] QString roomTitle(const Room &room);

} // namespace hearth::app
