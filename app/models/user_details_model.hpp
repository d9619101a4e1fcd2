// SPDX-License-Identifier: Apache-2.0
// Everything the panel of one account shows: profile, devices (a list model), rooms, connections.
#pragma once

#include "app/api/types.hpp"
#include "app/models/details_model.hpp"

#include <QAbstractListModel>
#include <QHash>
#include <QSet>

namespace hearth::app {

/// Devices of one account.
class DevicesModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, IdColumn, IpColumn, LastSeenColumn, ColumnCount_ };
    enum Role { DeviceRole = Qt::UserRole + 1, IdRole, LastSeenMsRole, BusyRole };
    explicit DevicesModel(ServerConnection &connection, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void show(const QString &userId); ///< empty: nothing
    void reload();
    [[nodiscard]] QString userId() const { return m_userId; }
    [[nodiscard]] ViewState viewState() const { return m_state; }
    [[nodiscard]] ApiError lastError() const { return m_error; }
    void rename(const QString &deviceId, const QString &name);
    void remove(const QStringList &deviceIds);

Q_SIGNALS:
    void viewStateChanged(hearth::app::ViewState state);
    void actionFailed(const QString &deviceId, const hearth::app::ApiError &error);
    void actionDone(const QString &deviceId);

private:
    void enter(ViewState state);
    void setBusy(const QStringList &ids, bool busy);

    ServerConnection &m_connection;
    QString m_userId;
    QList<Device> m_devices;
    QStringList m_busy;
    ViewState m_state = ViewState::Empty;
    ApiError m_error;
};

/// The account shown in the panel: profile, devices, rooms, connections, media.
class UserDetailsModel : public DetailsModel {
    Q_OBJECT
public:
    explicit UserDetailsModel(ServerConnection &connection, QObject *parent = nullptr);

    [[nodiscard]] const UserDetails &details() const { return m_details; }
    [[nodiscard]] DevicesModel *devices() { return &m_devices; }
    [[nodiscard]] const QStringList &rooms() const { return m_rooms; }
    [[nodiscard]] const QList<Connection> &connections() const { return m_connections; }
    /// Name and size of a joined room, once it is known; see loadRooms().
    [[nodiscard]] std::optional<Room> room(const QString &id) const;
    /// Asks for the first `count` of rooms(); four are asked for without it.
    void loadRooms(int count);
    /// Nothing = not known (yet).
    [[nodiscard]] std::optional<int> mediaCount() const { return m_mediaCount; }
    [[nodiscard]] std::optional<qint64> mediaBytes() const { return m_mediaBytes; }

protected:
    void forget() override;
    bool isKnown() const override { return !m_details.user.id.isEmpty(); }
    void ask() override;

private:
    void askForMedia();

    DevicesModel m_devices;
    UserDetails m_details;
    QStringList m_rooms;
    QList<Connection> m_connections;
    QHash<QString, Room> m_knownRooms;
    QSet<QString> m_askedRooms;
    std::optional<int> m_mediaCount;
    std::optional<qint64> m_mediaBytes;
};

} // namespace hearth::app
