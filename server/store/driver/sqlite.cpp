// SPDX-License-Identifier: Apache-2.0
// One SQLite session.
#include "server/store/driver/sqlite.hpp"

#include "server/store/driver/log_buffer.hpp"

#include <cerrno>
#include <charconv>
#include <mutex>

namespace hearth::store {
namespace {

/// SQLite tells a full disk from other failures only where the system says ENOSPC.
bool outOfRoom(sqlite3 *db) {
    const auto lacksRoom = [](int reason) {
        return reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
    };
    if (!db)
        return false;
    int reason = 0;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &reason);
    if (lacksRoom(reason) || lacksRoom(sqlite3_system_errno(db)))
        return true;
    sqlite3_file *log = nullptr;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void *>(&log));
    if (!log || !log->pMethods)
        return false;
    reason = 0;
    log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &reason);
    return lacksRoom(reason);
}

DatabaseError::Kind kindOf(sqlite3 *db, int code) {
    using Kind = DatabaseError::Kind;
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        return Kind::Constraint;
    case SQLITE_FULL:
        return Kind::Full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return Kind::Corrupt;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return Kind::ReadOnly;
    case SQLITE_CANTOPEN:
        return Kind::Unreachable;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return Kind::Busy;
    case SQLITE_IOERR:
        // One more byte for the index of the log: only a full disk refuses that.
        return code == SQLITE_IOERR_SHMSIZE || outOfRoom(db) ? Kind::Full : Kind::Unreachable;
    default:
        return Kind::Other;
    }
}

std::string sentenceFor(DatabaseError::Kind kind, const std::string &detail) {
    using Kind = DatabaseError::Kind;
    switch (kind) {
    case Kind::Full:
        return "The disk with the database is full (" + detail + ").";
    case Kind::Corrupt:
        return "The database file is damaged (" + detail + ").";
    case Kind::ReadOnly:
        return "The database cannot be written to (" + detail + ").";
    case Kind::Unreachable:
        return "The database file cannot be used (" + detail + ").";
    case Kind::Busy:
        return "The database is locked by another program (" + detail + ").";
    default:
        return "SQLite: " + detail;
    }
}

void configureOnce() {
    static std::once_flag once;
    // Without its global memory figures SQLite needs no lock that all threads share.
    std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

int bindValue(sqlite3_stmt *statement, int index, const Value &value) {
    struct Visitor {
        sqlite3_stmt *statement;
        int index;
        int operator()(std::nullptr_t) const { return sqlite3_bind_null(statement, index); }
        int operator()(std::int64_t number) const {
            return sqlite3_bind_int64(statement, index, number);
        }
        int operator()(double number) const {
            return sqlite3_bind_double(statement, index, number);
        }
        int operator()(std::string_view text) const {
            return sqlite3_bind_text64(statement, index, text.empty() ? "" : text.data(),
                                       text.size(), SQLITE_STATIC, SQLITE_UTF8);
        }
        int operator()(const Blob &blob) const {
            return sqlite3_bind_blob64(statement, index,
                                       blob.bytes.empty() ? "" : blob.bytes.data(),
                                       blob.bytes.size(), SQLITE_STATIC);
        }
    };
    return std::visit(Visitor{statement, index}, value);
}

RowSet::Cell cellOf(sqlite3_stmt *statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        return sqlite3_column_int64(statement, column);
    case SQLITE_FLOAT:
        return sqlite3_column_double(statement, column);
    case SQLITE_NULL:
        return nullptr;
    default: {
        // For text this gives the UTF-8 bytes as they are.
        const auto *bytes = static_cast<const char *>(sqlite3_column_blob(statement, column));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        return bytes ? std::string(bytes, size) : std::string();
    }
    }
}

/// Ends a statement's run, so that it holds neither locks nor the caller's strings.
class Run {
public:
    explicit Run(sqlite3_stmt *statement)
        : m_statement(statement) {}
    ~Run() {
        sqlite3_reset(m_statement);
        if (sqlite3_bind_parameter_count(m_statement) > 0)
            sqlite3_clear_bindings(m_statement);
    }
    Run(const Run &) = delete;
    Run &operator=(const Run &) = delete;

private:
    sqlite3_stmt *m_statement;
};

} // namespace

DatabaseError sqliteError(sqlite3 *db, int code, std::string_view sql) {
    const auto kind = kindOf(db, code);
    std::string detail = db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    if (!sql.empty() &&
        (kind == DatabaseError::Kind::Other || kind == DatabaseError::Kind::Constraint))
        detail += " in: " + std::string(sql);
    return {kind, sentenceFor(kind, detail)};
}

SqliteConnection::SqliteConnection(const std::string &path, const Options &options)
    : m_maxStatements(options.maxStatements) {
    configureOnce();
    open(path, options);
}

SqliteConnection::~SqliteConnection() {
    m_bySql.clear();
    m_statements.clear();
}

void SqliteConnection::open(const std::string &path, const Options &options) {
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (options.readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                      (options.create ? SQLITE_OPEN_CREATE : 0);
    sqlite3 *raw = nullptr;
    const char *layer = options.bufferLog ? logBufferVfs() : nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &raw, flags, layer);
    m_db.reset(raw);
    if (code != SQLITE_OK)
        throw sqliteError(raw, code, {});
    sqlite3_busy_timeout(raw, 10000);
    script("PRAGMA case_sensitive_like=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0;"
           "PRAGMA cache_size=-" +
           std::to_string(options.cacheKiB) + ";");
    if (options.readOnly)
        return;
    script("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;"
           "PRAGMA journal_size_limit=67108864;"
           "PRAGMA synchronous=" +
           std::string(options.syncFull ? "FULL" : "OFF") + ";");
    sqlite3_wal_hook(
        raw,
        [](void *self, sqlite3 *, const char *, int pages) {
            static_cast<SqliteConnection *>(self)->m_walPages = pages;
            return SQLITE_OK;
        },
        this);
}

void SqliteConnection::fail(int code, std::string_view sql) {
    throw sqliteError(m_db.get(), code, sql);
}

void SqliteConnection::script(const std::string &sql) {
    const int code = sqlite3_exec(m_db.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        const DatabaseError error = sqliteError(m_db.get(), code, {});
        endRead();
        throw error;
    }
}

SqliteConnection::Statement &SqliteConnection::prepared(std::string_view sql) {
    if (const auto found = m_bySql.find(sql); found != m_bySql.end()) {
        m_statements.splice(m_statements.begin(), m_statements, found->second);
        return m_statements.front();
    }
    sqlite3_stmt *raw = nullptr;
    const int code = sqlite3_prepare_v3(m_db.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    std::unique_ptr<sqlite3_stmt, FinalizeSqlite> handle(raw);
    if (code != SQLITE_OK || !raw)
        fail(code == SQLITE_OK ? SQLITE_MISUSE : code, sql);
    if (m_statements.size() >= m_maxStatements) {
        m_bySql.erase(m_statements.back().sql);
        m_statements.pop_back();
    }
    m_statements.push_front({std::string(sql), std::move(handle), {}});
    Statement &statement = m_statements.front();
    m_bySql.emplace(statement.sql, m_statements.begin());
    // SQLite numbers $1, $2 … by first appearance in the text.
    const int count = sqlite3_bind_parameter_count(raw);
    statement.index.assign(static_cast<std::size_t>(count), 0);
    for (int i = 1; i <= count; ++i) {
        const std::string_view name = sqlite3_bind_parameter_name(raw, i);
        std::size_t number = 0;
        std::from_chars(name.data() + 1, name.data() + name.size(), number);
        if (number == 0 || number > statement.index.size())
            throw DatabaseError(DatabaseError::Kind::Other,
                                "parameters are not $1 … $n in: " + statement.sql);
        statement.index[number - 1] = i;
    }
    return statement;
}

void SqliteConnection::bind(Statement &statement, const std::vector<Value> &values) {
    if (values.size() != statement.index.size())
        throw DatabaseError(DatabaseError::Kind::Other,
                            "wrong number of parameters for: " + statement.sql);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const int code = bindValue(statement.handle.get(), statement.index[i], values[i]);
        if (code != SQLITE_OK)
            fail(code, statement.sql);
    }
}

Rows SqliteConnection::query(std::string_view sql, const std::vector<Value> &values) {
    Statement &statement = prepared(sql);
    sqlite3_stmt *const raw = statement.handle.get();
    const Run run(raw);
    bind(statement, values);
    auto rows = std::make_shared<RowSet>();
    const int columns = sqlite3_column_count(raw);
    rows->columns = static_cast<std::size_t>(columns);
    int code = sqlite3_step(raw);
    while (code == SQLITE_ROW) {
        for (int column = 0; column < columns; ++column)
            rows->add(cellOf(raw, column));
        code = sqlite3_step(raw);
    }
    if (code != SQLITE_DONE)
        fail(code, sql);
    return Rows(std::move(rows));
}

std::int64_t SqliteConnection::exec(std::string_view sql, const std::vector<Value> &values) {
    Statement &statement = prepared(sql);
    sqlite3_stmt *const raw = statement.handle.get();
    const Run run(raw);
    bind(statement, values);
    int code = sqlite3_step(raw);
    while (code == SQLITE_ROW)
        code = sqlite3_step(raw);
    if (code != SQLITE_DONE)
        fail(code, sql);
    return sqlite3_changes64(m_db.get());
}

void SqliteConnection::step(std::string_view sql) {
    sqlite3_stmt *const raw = prepared(sql).handle.get();
    const Run run(raw);
    if (const int code = sqlite3_step(raw); code != SQLITE_DONE)
        fail(code, {});
}

/// Writing on into a file that was moved away or deleted would lose everything at the next start.
void SqliteConnection::check() {
    int moved = 0;
    sqlite3_file_control(m_db.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    if (moved == 0)
        return;
    m_lost = true;
    throw DatabaseError(DatabaseError::Kind::Unreachable,
                        "The database file is no longer where it was.");
}

void SqliteConnection::beginWrite() {
    check();
    step("BEGIN IMMEDIATE");
}

void SqliteConnection::endRead() noexcept {
    if (!healthy())
        return;
    try {
        step("ROLLBACK");
    } catch (const DatabaseError &) {
        sqlite3_exec(m_db.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

void SqliteConnection::rollbackToSavepoint() {
    step("ROLLBACK TO op");
    step("RELEASE op");
}

} // namespace hearth::store
