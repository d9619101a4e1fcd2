// SPDX-License-Identifier: Apache-2.0
// What the program told the person (toasts, notices), newest first, kept over restarts.
#pragma once

#include "app/history/history.hpp"

#include <QAbstractListModel>

namespace hearth::app {

class Clock;

/// GUI thread.
class RecentMessages : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { TimestampRole = Qt::UserRole + 1, SeverityRole, DetailsRole, ServerRole };
    static constexpr int capacity = 500;
    explicit RecentMessages(History *history, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

    void load();
    void add(const QString &severity, const QString &text, const QString &details = {},
             const QString &serverId = {});
    void clear();

Q_SIGNALS:
    void added(const hearth::app::RecentMessage &message);

private:
    History *m_history;
    QList<RecentMessage> m_messages;
};

} // namespace hearth::app
