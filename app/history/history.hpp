// SPDX-License-Identifier: Apache-2.0
// What the program remembers by itself: figures for the charts, an archive of log lines, recent
// messages and background tasks. One SQLite file, bounded in size, on a thread of its own.
#pragma once

#include "app/core/log_line.hpp"
#include "app/core/result.hpp"

#include <QFuture>
#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QThread>

#include <memory>
#include <optional>

namespace hearth::app {

/// One moment of a server. Rates are per second over the step; bytes are levels.
struct Figures {
    qint64 timestampMs = 0;
    double messagesPerSecond = 0;
    double cpuPercent = 0; ///< of one core
    double memoryBytes = 0;
    double diskFreeBytes = 0;
    double databaseBytes = 0;
    double mediaBytes = 0;
    double users = 0;
    double rooms = 0;
    double eventsTotal = 0;
    double messagesTotal = 0; ///< 0 also where a server or an older Hearth did not tell
    double waitingSyncs = 0;
    bool operator==(const Figures &) const = default;
};

struct RecentMessage {
    qint64 id = 0; ///< given by the history
    qint64 timestampMs = 0;
    QString serverId; ///< profile, empty = the program itself
    QString severity; ///< "ok" "info" "warn" "error"
    QString text;
    QString details;
    bool operator==(const RecentMessage &) const = default;
};

struct TaskRecord {
    enum class State { Running, Done, Failed, Cancelled };
    QString id; ///< chosen by the task, e.g. the delete_id of a room deletion
    QString serverId;
    QString kind;    ///< "room-delete", "bulk-deactivate", "setup"
    QString subject; ///< the object: room ID, count of users
    State state = State::Running;
    qint64 startedMs = 0;
    qint64 endedMs = 0;
    double progress = -1; ///< 0…1, -1 = not known
    QString result;       ///< sentence from the server or error text
    QJsonObject parameters;
    bool operator==(const TaskRecord &) const = default;
};

struct LogSearch {
    QString text; ///< part of the message, case-insensitive
    std::optional<LogLevel> atLeast;
    QString requestId;
    qint64 fromMs = 0;
    qint64 untilMs = 0; ///< 0 = now
    int limit = 1000;
};

struct HistoryLimits {
    int figuresDays = 30;
    int logDays = 7;
    qint64 logBytes = 200LL * 1024 * 1024;
    int messages = 2000;
    int tasks = 500;
};

/// Owned by the composition root; calls return at once, the work happens in order on the worker.
class History : public QObject {
    Q_OBJECT
public:
    explicit History(const QString &file, QObject *parent = nullptr);
    ~History() override;

    void setLimits(const HistoryLimits &limits);

    void addFigures(const QString &serverId, const Figures &figures);
    /// Points from `fromMs` to now, as coarse as the range needs (2 s, 1 min, 10 min), oldest
    /// first.
    [[nodiscard]] QFuture<Result<QList<Figures>>> figures(const QString &serverId, qint64 fromMs,
                                                          qint64 untilMs);

    void addLogLines(const QString &serverId, const LogLines &lines);
    /// The next lines of this server may have been added before (a log is read again from its
    /// backlog): lines not newer than the newest one kept are left out.
    void expectReplay(const QString &serverId);
    /// Newest first.
    [[nodiscard]] QFuture<Result<LogLines>> searchLog(const QString &serverId,
                                                      const LogSearch &search);

    void addMessage(const RecentMessage &message);
    [[nodiscard]] QFuture<Result<QList<RecentMessage>>> messages(int limit);
    void clearMessages();

    void saveTask(const TaskRecord &task);
    /// Newest first.
    [[nodiscard]] QFuture<Result<QList<TaskRecord>>> tasks(const QString &serverId);

    void forgetServer(const QString &serverId);
    /// Deletes what is over the limits; also done by itself once an hour.
    [[nodiscard]] QFuture<Result<Done>> tidy();

Q_SIGNALS:
    /// The file cannot be used; the program goes on without memory.
    void broken(const QString &reason);

private:
    template <class T, class Work>
    QFuture<Result<T>> run(Work work);
    template <class Work>
    void post(Work work);

    class Store;
    std::unique_ptr<QThread> m_thread = std::make_unique<QThread>();
    Store *m_store;
};

} // namespace hearth::app
