// SPDX-License-Identifier: Apache-2.0
// The table of rooms, the details of one room, and its deletion as a followed background job.
#pragma once

#include "app/api/types.hpp"
#include "app/models/paged_model.hpp"

namespace hearth::app {

/// GUI thread; dies with the session.
class RoomsModel : public PagedModel {
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

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    void sort(int column, Qt::SortOrder order) override;

    [[nodiscard]] const RoomQuery &query() const { return m_query; }
    void setQuery(const RoomQuery &query);
    void setSearch(const QString &text); ///< waits 250 ms for more typing
    void clearFilters();
    [[nodiscard]] bool isFiltered() const override;

    [[nodiscard]] QString idAt(int row) const override;
    [[nodiscard]] std::optional<Room> room(const QString &id) const;

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
    void queryChanged();
    void deletionStarted(const QString &roomId, const QString &deleteId);
    void deletionChanged(const QString &roomId, const hearth::app::DeletionStatus &status);

protected:
    void requestPage(int from, int limit, quint64 generation) override;
    void clearRows() override;

private:
    void pollDeletions();
    void onDeletionStatus(const QString &roomId, const DeletionStatus &status);
    void removeRoom(const QString &id);
    QString cellText(const Room &room, int column) const;
    QString accessibleText(const Room &room, int column) const;

    RoomQuery m_query;
    QList<Room> m_rooms;
    QHash<QString, QString> m_deletions; ///< room ID → delete ID
    QHash<QString, DeletionStatus> m_deletionStatus;
    QTimer m_poll;
    QTimer m_typing;
    QString m_typed;
};

[[nodiscard]] QString joinRuleText(const QString &joinRule); ///< translated: "Invited"
/// Name, else alias, else "Room without a name".
[[nodiscard]] QString roomTitle(const Room &room);

/// Everything the panel of one room shows. GUI thread.
class RoomDetailsModel : public QObject {
    Q_OBJECT
public:
    struct Member {
        QString userId;
        QString displayName;
        int powerLevel = 0;
    };
    explicit RoomDetailsModel(ServerConnection &connection, QObject *parent = nullptr);

    void show(const QString &roomId);
    void reload();
    [[nodiscard]] QString roomId() const { return m_roomId; }
    [[nodiscard]] ViewState viewState() const { return m_state; }
    [[nodiscard]] ApiError lastError() const { return m_error; }
    [[nodiscard]] const RoomDetails &details() const { return m_details; }
    /// Highest power first.
    [[nodiscard]] const QList<Member> &members() const { return m_members; }
    [[nodiscard]] const BlockStatus &block() const { return m_block; }

Q_SIGNALS:
    void changed();

private:
    void enter(ViewState state);
    void putMembers(const QStringList &ids, const QList<StateEvent> &state);

    ServerConnection &m_connection;
    QString m_roomId;
    RoomDetails m_details;
    QList<Member> m_members;
    BlockStatus m_block;
    ViewState m_state = ViewState::Empty;
    ApiError m_error;
    quint64 m_generation = 0;
};

} // namespace hearth::app
