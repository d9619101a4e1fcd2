// SPDX-License-Identifier: Apache-2.0
// The panel of one account.
#include "app/models/user_details_model.hpp"

#include "app/api/admin_api.hpp"
#include "app/core/futures.hpp"
#include "app/core/time_text.hpp"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace hearth::app {

// ---- Devices -----------------------------------------------------------------------------------

DevicesModel::DevicesModel(ServerConnection &connection, QObject *parent)
    : QAbstractTableModel(parent)
    , m_connection(connection) {}

int DevicesModel::rowCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_devices.size());
}

int DevicesModel::columnCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : ColumnCount_;
}

QVariant DevicesModel::data(const QModelIndex &index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Device &device = m_devices.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (index.column()) {
        case NameColumn:
            return device.displayName.isEmpty() ? device.id : device.displayName;
        case IdColumn:
            return device.id;
        case IpColumn:
            return device.lastSeenIp;
        case LastSeenColumn:
            return device.lastSeenMs > 0 ? momentText(device.lastSeenMs) : tr("Never");
        default:
            return {};
        }
    case DeviceRole:
        return QVariant::fromValue(device);
    case IdRole:
        return device.id;
    case LastSeenMsRole:
        return device.lastSeenMs;
    case BusyRole:
        return m_busy.contains(device.id);
    default:
        return {};
    }
}

QVariant DevicesModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Device");
    case IdColumn:
        return tr("ID");
    case IpColumn:
        return tr("Address");
    case LastSeenColumn:
        return tr("Last seen");
    default:
        return {};
    }
}

void DevicesModel::show(const QString &userId) {
    if (userId == m_userId)
        return;
    m_userId = userId;
    beginResetModel();
    m_devices.clear();
    m_busy.clear();
    endResetModel();
    reload();
}

void DevicesModel::reload() {
    if (m_userId.isEmpty()) {
        enter(ViewState::Empty);
        return;
    }
    enter(m_devices.isEmpty() ? ViewState::Loading : ViewState::Ready);
    const QString asked = m_userId;
    onAnswer(m_connection.api().listDevices(asked), this,
             [this, asked](const Result<QList<Device>> &answer) {
                 if (asked != m_userId)
                     return;
                 if (!answer) {
                     m_error = answer.error();
                     m_connection.report(m_error);
                     enter(ViewState::Failed);
                     return;
                 }
                 QList<Device> devices = *answer;
                 std::stable_sort(devices.begin(), devices.end(), [](const auto &a, const auto &b) {
                     return a.lastSeenMs > b.lastSeenMs;
                 });
                 beginResetModel();
                 m_devices = std::move(devices);
                 endResetModel();
                 enter(m_devices.isEmpty() ? ViewState::Empty : ViewState::Ready);
             });
}

void DevicesModel::setBusy(const QStringList &ids, bool busy) {
    for (const auto &id : ids) {
        m_busy.removeAll(id);
        if (busy)
            m_busy << id;
    }
    if (!m_devices.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount_ - 1), {BusyRole});
}

void DevicesModel::rename(const QString &deviceId, const QString &name) {
    setBusy({deviceId}, true);
    onAnswer(m_connection.api().renameDevice(m_userId, deviceId, name), this,
             [this, deviceId](const Result<Done> &result) {
                 setBusy({deviceId}, false);
                 if (result) {
                     reload();
                     Q_EMIT actionDone(deviceId);
                 } else {
                     m_connection.report(result.error());
                     Q_EMIT actionFailed(deviceId, result.error());
                 }
             });
}

void DevicesModel::remove(const QStringList &deviceIds) {
    setBusy(deviceIds, true);
    onAnswer(m_connection.api().deleteDevices(m_userId, deviceIds), this,
             [this, deviceIds](const Result<Done> &result) {
                 setBusy(deviceIds, false);
                 if (!result) {
                     m_connection.report(result.error());
                     Q_EMIT actionFailed(deviceIds.value(0), result.error());
                     return;
                 }
                 reload();
                 Q_EMIT actionDone(deviceIds.value(0));
             });
}

void DevicesModel::enter(ViewState state) {
    if (std::exchange(m_state, state) != state)
        Q_EMIT viewStateChanged(state);
}

// ---- Details -----------------------------------------------------------------------------------

UserDetailsModel::UserDetailsModel(ServerConnection &connection, QObject *parent)
    : DetailsModel(connection, parent)
    , m_devices(connection) {}

void UserDetailsModel::forget() {
    m_details = {};
    m_rooms.clear();
    m_connections.clear();
    m_mediaCount.reset();
    m_mediaBytes.reset();
    m_knownRooms.clear();
    m_askedRooms.clear();
    m_devices.show(id());
}

void UserDetailsModel::ask() {
    takeMain(api().getUser(id()), [this](const UserDetails &details) { m_details = details; });
    takePart(api().joinedRooms(id()), [this](const QStringList &rooms) {
        m_rooms = rooms;
        m_askedRooms.clear();
        loadRooms(std::max<int>(4, static_cast<int>(m_knownRooms.size())));
    });
    takePart(api().whoIs(id()),
             [this](const QList<Connection> &connections) { m_connections = connections; });
    askForMedia();
    if (m_devices.viewState() != ViewState::Loading)
        m_devices.reload();
}

void UserDetailsModel::askForMedia() {
    takePart(api().userMedia(id(), 0, 1),
             [this](const MediaPage &page) { m_mediaCount = page.total; });
    // The search finds parts of names too, so the account may be one of several.
    constexpr int likely = 20;
    takePart(api().mediaUse(0, likely, id()), [this](const MediaUsePage &page) {
        m_mediaBytes = 0;
        for (const auto &use : page.items) {
            if (use.userId == id())
                m_mediaBytes = use.sizeBytes;
        }
    });
}

std::optional<Room> UserDetailsModel::room(const QString &id) const {
    const auto it = m_knownRooms.constFind(id);
    return it == m_knownRooms.cend() ? std::nullopt : std::optional<Room>(*it);
}

void UserDetailsModel::loadRooms(int count) {
    const auto first = m_rooms.first(std::min<qsizetype>(count, m_rooms.size()));
    for (const auto &roomId : first) {
        if (m_askedRooms.contains(roomId))
            continue;
        m_askedRooms.insert(roomId);
        takePart(api().getRoom(roomId), [this, roomId](const RoomDetails &details) {
            m_knownRooms.insert(roomId, details.room);
        });
    }
}

} // namespace hearth::app
