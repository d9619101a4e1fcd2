// SPDX-License-Identifier: Apache-2.0
// The SQLite side of History. Lives on History's thread; nobody else includes this.
#pragma once

#include "app/history/history.hpp"

#include <QHash>
#include <QSqlDatabase>
#include <QTimer>

namespace hearth::app {

class History::Store : public QObject {
    Q_OBJECT
public:
    explicit Store(QString file);
    ~Store() override;

    void open();
    void setLimits(const HistoryLimits &limits) { m_limits = limits; }

    void addFigures(const QString &serverId, const Figures &figures);
    Result<QList<Figures>> figures(const QString &serverId, qint64 fromMs, qint64 untilMs);
    void addLogLines(const QString &serverId, const LogLines &lines);
    void expectReplay(const QString &serverId);
    Result<LogLines> searchLog(const QString &serverId, const LogSearch &search);
    void addMessage(const RecentMessage &message);
    Result<QList<RecentMessage>> messages(int limit);
    void clearMessages();
    void saveTask(const TaskRecord &task);
    Result<QList<TaskRecord>> tasks(const QString &serverId);
    void forgetServer(const QString &serverId);
    Result<Done> tidy();

Q_SIGNALS:
    void broken(const QString &reason);

private:
    bool openFile(QString *reason);
    bool createTables(QString *reason);
    bool execute(const QString &sql, const QVariantList &values = {});
    void setAside();
    [[nodiscard]] qint64 fileSize();
    void shrinkLog();
    void giveBackSpace();

    QString m_file;
    QString m_connection;
    QSqlDatabase m_db;
    HistoryLimits m_limits;
    QHash<QString, qint64> m_replayUntil;
    QTimer m_tidyTimer;
    bool m_usable = false;
};

} // namespace hearth::app
