// SPDX-License-Identifier: Apache-2.0
// The list of recent messages.
#include "app/models/recent_messages.hpp"

#include "app/core/futures.hpp"

#include <QDateTime>

namespace hearth::app {

RecentMessages::RecentMessages(History *history, QObject *parent)
    : QAbstractListModel(parent)
    , m_history(history) {}

int RecentMessages::rowCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_messages.size());
}

QVariant RecentMessages::data(const QModelIndex &index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RecentMessage &message = m_messages.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return message.text;
    case Qt::ToolTipRole:
    case DetailsRole:
        return message.details;
    case TimestampRole:
        return message.timestampMs;
    case SeverityRole:
        return message.severity;
    case ServerRole:
        return message.serverId;
    default:
        return {};
    }
}

void RecentMessages::load() {
    if (m_history == nullptr)
        return;
    onAnswer(
        m_history->messages(capacity), this, [this](const Result<QList<RecentMessage>> &stored) {
            if (!stored)
                return;
            QList<RecentMessage> older = *stored;
            // Those added since the program started are in both lists.
            const qint64 oldestHere = m_messages.isEmpty() ? 0 : m_messages.constLast().timestampMs;
            if (oldestHere > 0)
                older.removeIf([oldestHere](const auto &m) { return m.timestampMs >= oldestHere; });
            if (older.isEmpty())
                return;
            const int first = rowCount();
            beginInsertRows({}, first, first + static_cast<int>(older.size()) - 1);
            m_messages.append(older);
            endInsertRows();
        });
}

void RecentMessages::add(const QString &severity, const QString &text, const QString &details,
                         const QString &serverId) {
    const RecentMessage message{
        0, QDateTime::currentMSecsSinceEpoch(), serverId, severity, text, details};
    beginInsertRows({}, 0, 0);
    m_messages.prepend(message);
    endInsertRows();
    if (m_messages.size() > capacity) {
        beginRemoveRows({}, capacity, rowCount() - 1);
        m_messages.resize(capacity);
        endRemoveRows();
    }
    if (m_history != nullptr)
        m_history->addMessage(message);
    Q_EMIT added(message);
}

void RecentMessages::clear() {
    beginResetModel();
    m_messages.clear();
    endResetModel();
    if (m_history != nullptr)
        m_history->clearMessages();
}

} // namespace hearth::app
