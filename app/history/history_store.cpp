// SPDX-License-Identifier: Apache-2.0
// Tables, queries and limits of the history file.
#include "app/history/history_store.hpp"

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

#include <array>

namespace hearth::app {
namespace {
constexpr int schemaVersion = 2; // 2: messages_total
constexpr qint64 second = 1000;
constexpr qint64 hour = 3600 * second;
constexpr qint64 day = 24 * hour;
constexpr int tidyEveryMs = 60 * 60 * 1000;

// Coarser rows are running averages of the finer ones.
struct Step {
    qint64 lengthMs;
    qint64 keptMs; ///< 0 = HistoryLimits::figuresDays
    qint64 rangeMs;
};
constexpr std::array<Step, 3> steps{{
    {2 * second, 2 * hour, hour + hour / 2},
    {60 * second, 2 * day, day + day / 2},
    {600 * second, 0, 0},
}};

constexpr std::array<const char *, 11> figureColumns{
    "messages", "cpu",   "memory", "disk_free", "db_bytes",      "media",
    "users",    "rooms", "events", "syncs",     "messages_total"};

QVariantList values(const Figures &f) {
    return {f.messagesPerSecond, f.cpuPercent,   f.memoryBytes,  f.diskFreeBytes,
            f.databaseBytes,     f.mediaBytes,   f.users,        f.rooms,
            f.eventsTotal,       f.waitingSyncs, f.messagesTotal};
}

QString upsertFigures() {
    QString names;
    QString marks;
    QString averages;
    for (const char *column : figureColumns) {
        const QString name = QLatin1String(column);
        names += QStringLiteral(", ") + name;
        marks += QStringLiteral(", ?");
        averages +=
            QStringLiteral("%1 = (figures.%1 * figures.n + excluded.%1) / (figures.n + 1), ")
                .arg(name);
    }
    return QStringLiteral("INSERT INTO figures (server, step, ts, n%1) VALUES (?, ?, ?, 1%2) "
                          "ON CONFLICT (server, step, ts) DO UPDATE SET %3n = figures.n + 1")
        .arg(names, marks, averages);
}

QString selectFigures() {
    QString names;
    for (const char *column : figureColumns)
        names += QStringLiteral(", ") + QLatin1String(column);
    return QStringLiteral("SELECT ts%1 FROM figures WHERE server = ? AND step = ? AND ts >= ? AND "
                          "ts <= ? ORDER BY ts")
        .arg(names);
}

Figures readFigures(const QSqlQuery &query) {
    Figures f;
    f.timestampMs = query.value(0).toLongLong();
    const std::array<double *, 11> fields{
        &f.messagesPerSecond, &f.cpuPercent,   &f.memoryBytes,  &f.diskFreeBytes,
        &f.databaseBytes,     &f.mediaBytes,   &f.users,        &f.rooms,
        &f.eventsTotal,       &f.waitingSyncs, &f.messagesTotal};
    for (size_t i = 0; i < fields.size(); ++i)
        *fields[i] = query.value(static_cast<int>(i) + 1).toDouble();
    return f;
}

QString likePattern(const QString &text) {
    QString escaped = text;
    escaped.replace(u'\\', QStringLiteral("\\\\"));
    escaped.replace(u'%', QStringLiteral("\\%"));
    escaped.replace(u'_', QStringLiteral("\\_"));
    return u'%' + escaped + u'%';
}

ApiError errorFrom(const QSqlQuery &query) {
    ApiError error;
    error.serverText = query.lastError().text();
    return error;
}

ApiError unusable() {
    ApiError error;
    error.serverText = QStringLiteral("The history file cannot be used.");
    return error;
}
} // namespace

History::Store::Store(QString file)
    : m_file(std::move(file))
    , m_connection(QUuid::createUuid().toString()) {
    m_tidyTimer.setParent(this); // moves with the store to its thread
    connect(&m_tidyTimer, &QTimer::timeout, this, [this] { std::ignore = tidy(); });
}

History::Store::~Store() {
    m_db.close();
    m_db = {};
    QSqlDatabase::removeDatabase(m_connection);
}

void History::Store::open() {
    QString reason;
    m_usable = openFile(&reason) && createTables(&reason);
    if (!m_usable) {
        // A damaged file is put aside, not repaired: nothing in it is worth a start that fails.
        setAside();
        m_usable = openFile(&reason) && createTables(&reason);
    }
    if (!m_usable) {
        Q_EMIT broken(reason);
        return;
    }
    m_tidyTimer.start(tidyEveryMs);
    std::ignore = tidy();
}

bool History::Store::openFile(QString *reason) {
    if (!m_db.isValid())
        m_db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    m_db.setDatabaseName(m_file);
    if (!m_db.open()) {
        *reason = m_db.lastError().text();
        return false;
    }
    QFile::setPermissions(m_file, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    return true;
}

bool History::Store::createTables(QString *reason) {
    static const std::array<const char *, 11> statements{
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = NORMAL",
        "PRAGMA journal_size_limit = 8388608",
        "CREATE TABLE IF NOT EXISTS figures (server TEXT NOT NULL, step INTEGER NOT NULL, "
        "ts INTEGER NOT NULL, n INTEGER NOT NULL, messages REAL, cpu REAL, memory REAL, "
        "disk_free REAL, db_bytes REAL, media REAL, users REAL, rooms REAL, events REAL, "
        "syncs REAL, messages_total REAL NOT NULL DEFAULT 0, PRIMARY KEY (server, step, ts)) "
        "WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS log (id INTEGER PRIMARY KEY, server TEXT NOT NULL, "
        "ts INTEGER NOT NULL, level INTEGER NOT NULL, req TEXT, raw TEXT NOT NULL)",
        "CREATE INDEX IF NOT EXISTS log_by_time ON log (server, ts)",
        "CREATE INDEX IF NOT EXISTS log_by_request ON log (req) WHERE req <> ''",
        "CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY AUTOINCREMENT, "
        "ts INTEGER NOT NULL, server TEXT, severity TEXT, text TEXT, details TEXT)",
        "CREATE TABLE IF NOT EXISTS tasks (id TEXT NOT NULL, server TEXT NOT NULL, kind TEXT, "
        "subject TEXT, state INTEGER, started INTEGER, ended INTEGER, progress REAL, result TEXT, "
        "parameters TEXT, PRIMARY KEY (server, id))",
        "CREATE INDEX IF NOT EXISTS tasks_by_time ON tasks (server, started)",
        "SELECT COUNT(*) FROM figures WHERE ts = 0",
    };
    QSqlQuery query(m_db);
    query.exec(QStringLiteral("PRAGMA user_version"));
    const int version = query.next() ? query.value(0).toInt() : 0;
    query.finish();
    if (version > schemaVersion) {
        *reason = QStringLiteral("The history file is of a newer version of Hearth.");
        return false;
    }
    for (const char *statement : statements) {
        if (!query.exec(QLatin1String(statement))) {
            *reason = query.lastError().text();
            return false;
        }
        query.finish();
    }
    if (version == 1 && !query.exec(QStringLiteral("ALTER TABLE figures ADD COLUMN messages_total "
                                                   "REAL NOT NULL DEFAULT 0"))) {
        *reason = query.lastError().text();
        return false;
    }
    return query.exec(QStringLiteral("PRAGMA user_version = %1").arg(schemaVersion));
}

void History::Store::setAside() {
    m_db.close();
    const QString aside = m_file + QStringLiteral(".broken");
    QFile::remove(aside);
    QFile::rename(m_file, aside);
    QFile::remove(m_file + QStringLiteral("-wal"));
    QFile::remove(m_file + QStringLiteral("-shm"));
}

bool History::Store::execute(const QString &sql, const QVariantList &bound) {
    if (!m_usable)
        return false;
    QSqlQuery query(m_db);
    if (!query.prepare(sql))
        return false;
    for (const auto &value : bound)
        query.addBindValue(value);
    return query.exec();
}

void History::Store::addFigures(const QString &serverId, const Figures &figures) {
    if (!m_usable)
        return;
    static const QString sql = upsertFigures();
    m_db.transaction();
    for (const auto &step : steps) {
        const qint64 slot = figures.timestampMs - figures.timestampMs % step.lengthMs;
        execute(sql, QVariantList{serverId, step.lengthMs, slot} + values(figures));
    }
    m_db.commit();
}

Result<QList<Figures>> History::Store::figures(const QString &serverId, qint64 fromMs,
                                               qint64 untilMs) {
    if (!m_usable)
        return fail(unusable());
    const qint64 range = QDateTime::currentMSecsSinceEpoch() - fromMs;
    const Step *step = &steps.back();
    for (const auto &candidate : steps) {
        if (candidate.rangeMs == 0 || range <= candidate.rangeMs) {
            step = &candidate;
            break;
        }
    }
    static const QString sql = selectFigures();
    QSqlQuery query(m_db);
    query.setForwardOnly(true);
    query.prepare(sql);
    query.addBindValue(serverId);
    query.addBindValue(step->lengthMs);
    query.addBindValue(fromMs - fromMs % step->lengthMs);
    query.addBindValue(untilMs);
    if (!query.exec())
        return fail(errorFrom(query));
    QList<Figures> points;
    while (query.next())
        points.append(readFigures(query));
    return points;
}

void History::Store::expectReplay(const QString &serverId) {
    if (!m_usable)
        return;
    QSqlQuery query(m_db);
    query.prepare(QStringLiteral("SELECT MAX(ts) FROM log WHERE server = ?"));
    query.addBindValue(serverId);
    if (query.exec() && query.next() && !query.value(0).isNull())
        m_replayUntil.insert(serverId, query.value(0).toLongLong());
}

void History::Store::addLogLines(const QString &serverId, const LogLines &lines) {
    if (!m_usable)
        return;
    m_db.transaction();
    QSqlQuery query(m_db);
    query.prepare(
        QStringLiteral("INSERT INTO log (server, ts, level, req, raw) VALUES (?, ?, ?, ?, ?)"));
    auto replay = m_replayUntil.find(serverId);
    for (const auto &line : lines) {
        if (replay != m_replayUntil.end()) {
            if (line.timestampMs <= *replay)
                continue;
            m_replayUntil.erase(replay);
            replay = m_replayUntil.end();
        }
        query.addBindValue(serverId);
        query.addBindValue(line.timestampMs);
        query.addBindValue(static_cast<int>(line.level));
        query.addBindValue(line.requestId);
        query.addBindValue(QString::fromUtf8(line.raw));
        query.exec();
    }
    m_db.commit();
}

Result<LogLines> History::Store::searchLog(const QString &serverId, const LogSearch &search) {
    if (!m_usable)
        return fail(unusable());
    QString sql = QStringLiteral("SELECT ts, raw FROM log WHERE server = ? AND ts >= ?");
    QVariantList bound{serverId, search.fromMs};
    if (search.untilMs > 0) {
        sql += QStringLiteral(" AND ts <= ?");
        bound << search.untilMs;
    }
    if (search.atLeast) {
        sql += QStringLiteral(" AND level <= ?");
        bound << static_cast<int>(*search.atLeast);
    }
    if (!search.requestId.isEmpty()) {
        sql += QStringLiteral(" AND req = ?");
        bound << search.requestId;
    }
    if (!search.text.isEmpty()) {
        sql += QStringLiteral(" AND raw LIKE ? ESCAPE '\\'");
        bound << likePattern(search.text);
    }
    sql += QStringLiteral(" ORDER BY ts DESC, id DESC LIMIT ?");
    bound << search.limit;
    QSqlQuery query(m_db);
    query.setForwardOnly(true);
    query.prepare(sql);
    for (const auto &value : bound)
        query.addBindValue(value);
    if (!query.exec())
        return fail(errorFrom(query));
    LogLines lines;
    while (query.next())
        lines.append(parseLogLine(query.value(1).toString().toUtf8(), query.value(0).toLongLong()));
    return lines;
}

void History::Store::addMessage(const RecentMessage &message) {
    execute(
        QStringLiteral("INSERT INTO messages (ts, server, severity, text, details) "
                       "VALUES (?, ?, ?, ?, ?)"),
        {message.timestampMs, message.serverId, message.severity, message.text, message.details});
}

Result<QList<RecentMessage>> History::Store::messages(int limit) {
    if (!m_usable)
        return fail(unusable());
    QSqlQuery query(m_db);
    query.prepare(QStringLiteral("SELECT id, ts, server, severity, text, details FROM messages "
                                 "ORDER BY ts DESC, id DESC LIMIT ?"));
    query.addBindValue(limit);
    if (!query.exec())
        return fail(errorFrom(query));
    QList<RecentMessage> list;
    while (query.next())
        list.append({query.value(0).toLongLong(), query.value(1).toLongLong(),
                     query.value(2).toString(), query.value(3).toString(),
                     query.value(4).toString(), query.value(5).toString()});
    return list;
}

void History::Store::clearMessages() {
    execute(QStringLiteral("DELETE FROM messages"));
}

void History::Store::saveTask(const TaskRecord &task) {
    execute(QStringLiteral("INSERT OR REPLACE INTO tasks (id, server, kind, subject, state, "
                           "started, ended, progress, result, parameters) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
            {task.id, task.serverId, task.kind, task.subject, static_cast<int>(task.state),
             task.startedMs, task.endedMs, task.progress, task.result,
             QString::fromUtf8(QJsonDocument(task.parameters).toJson(QJsonDocument::Compact))});
}

Result<QList<TaskRecord>> History::Store::tasks(const QString &serverId) {
    if (!m_usable)
        return fail(unusable());
    QSqlQuery query(m_db);
    query.prepare(
        QStringLiteral("SELECT id, server, kind, subject, state, started, ended, progress, result, "
                       "parameters FROM tasks WHERE server = ? ORDER BY started DESC"));
    query.addBindValue(serverId);
    if (!query.exec())
        return fail(errorFrom(query));
    QList<TaskRecord> list;
    while (query.next()) {
        TaskRecord task;
        task.id = query.value(0).toString();
        task.serverId = query.value(1).toString();
        task.kind = query.value(2).toString();
        task.subject = query.value(3).toString();
        task.state = static_cast<TaskRecord::State>(query.value(4).toInt());
        task.startedMs = query.value(5).toLongLong();
        task.endedMs = query.value(6).toLongLong();
        task.progress = query.value(7).toDouble();
        task.result = query.value(8).toString();
        task.parameters = QJsonDocument::fromJson(query.value(9).toString().toUtf8()).object();
        list.append(task);
    }
    return list;
}

void History::Store::forgetServer(const QString &serverId) {
    for (const char *table : {"figures", "log", "messages", "tasks"})
        execute(QStringLiteral("DELETE FROM %1 WHERE server = ?").arg(QLatin1String(table)),
                {serverId});
}

qint64 History::Store::fileSize() {
    QSqlQuery query(m_db);
    query.exec(QStringLiteral("SELECT (page_count - freelist_count) * page_size FROM "
                              "pragma_page_count, pragma_freelist_count, pragma_page_size"));
    return query.next() ? query.value(0).toLongLong() : 0;
}

void History::Store::giveBackSpace() {
    QSqlQuery query(m_db);
    query.exec(QStringLiteral("SELECT freelist_count * 4 > page_count FROM pragma_freelist_count, "
                              "pragma_page_count"));
    // Writing the whole file again is worth it only for a good part of it.
    const bool worthIt = query.next() && query.value(0).toBool();
    query.finish();
    if (worthIt)
        query.exec(QStringLiteral("VACUUM"));
    query.exec(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)"));
}

void History::Store::shrinkLog() {
    // A tenth of the lines at a time, oldest first; the figures alone stay far below the limit.
    for (int round = 0; round < 40 && fileSize() > m_limits.logBytes; ++round) {
        if (!execute(QStringLiteral("DELETE FROM log WHERE id IN (SELECT id FROM log ORDER BY ts "
                                    "LIMIT (SELECT COUNT(*) / 10 + 1 FROM log))")))
            return;
    }
}

Result<Done> History::Store::tidy() {
    if (!m_usable)
        return fail(unusable());
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const auto &step : steps) {
        const qint64 kept = step.keptMs > 0 ? step.keptMs : m_limits.figuresDays * day;
        execute(QStringLiteral("DELETE FROM figures WHERE step = ? AND ts < ?"),
                {step.lengthMs, now - kept});
    }
    execute(QStringLiteral("DELETE FROM log WHERE ts < ?"), {now - m_limits.logDays * day});
    shrinkLog();
    execute(QStringLiteral("DELETE FROM messages WHERE id NOT IN (SELECT id FROM messages ORDER BY "
                           "ts DESC, id DESC LIMIT ?)"),
            {m_limits.messages});
    execute(QStringLiteral("DELETE FROM tasks WHERE state <> 0 AND id NOT IN (SELECT id FROM tasks "
                           "ORDER BY started DESC LIMIT ?)"),
            {m_limits.tasks});
    giveBackSpace();
    return Done{};
}

} // namespace hearth::app
