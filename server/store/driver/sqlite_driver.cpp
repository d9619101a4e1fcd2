// SPDX-License-Identifier: Apache-2.0
// Opening an SQLite database: checks, migration, and when the write-ahead log is folded in.
#include "server/core/log.hpp"
#include "server/store/driver/connection.hpp"
#include "server/store/driver/sqlite.hpp"
#include "server/store/migrations.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <system_error>
#include <thread>

namespace hearth::store {
namespace {

namespace fs = std::filesystem;

// Pages of 4 KiB in the log: the checkpointer starts at the first number; at the second the writer
// itself catches up, so that the log cannot grow without end under load.
constexpr int checkpointPages = 2048;
constexpr int hardLimitPages = 4608;
constexpr int idleCheckpointPages = 64;
constexpr std::int64_t logPageBytes = 4096 + 24;
// The log file grows ahead of what is written, in these steps; the last is a little more than the
// pages at which the log starts over under steady load.
constexpr std::int64_t firstLogBytes = std::int64_t{1} << 20;
constexpr std::int64_t mostLogBytes = std::int64_t{20} << 20;
constexpr std::int64_t logAhead = std::int64_t{512} << 10;
constexpr const char *otherProgram = "it belongs to another program, perhaps to Synapse";
// Files up to this size are checked page by page when opened.
constexpr std::uintmax_t fullCheckBytes = 8u << 20;

/// Moves pages from the log into the database file without holding up the writer.
class Checkpointer {
public:
    explicit Checkpointer(std::string path, bool syncFull)
        : m_path(std::move(path))
        , m_syncFull(syncFull)
        , m_thread([this] { loop(); }) {}
    ~Checkpointer() {
        {
            const std::scoped_lock lock(m_mutex);
            m_stopping = true;
        }
        m_changed.notify_one();
        m_thread.join();
    }
    Checkpointer(const Checkpointer &) = delete;
    Checkpointer &operator=(const Checkpointer &) = delete;

    void request() {
        {
            const std::scoped_lock lock(m_mutex);
            m_requested = true;
        }
        m_changed.notify_one();
    }

private:
    void loop() {
        std::unique_ptr<SqliteConnection> connection;
        for (;;) {
            {
                std::unique_lock lock(m_mutex);
                m_changed.wait(lock, [this] { return m_requested || m_stopping; });
                if (m_stopping)
                    return;
                m_requested = false;
            }
            try {
                if (!connection) {
                    SqliteConnection::Options options;
                    options.syncFull = m_syncFull;
                    options.cacheKiB = 64;
                    connection = std::make_unique<SqliteConnection>(m_path, options);
                }
                sqlite3_wal_checkpoint_v2(connection->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                          nullptr, nullptr);
            } catch (const DatabaseError &e) {
                log::warn("store", "checkpoint: {}", e.what());
            }
        }
    }

    std::string m_path;
    bool m_syncFull;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_requested = false;
    bool m_stopping = false;
    std::thread m_thread;
};

class SqliteDriver final : public Driver {
public:
    explicit SqliteDriver(const DatabaseSettings &settings)
        : m_path(settings.path)
        , m_syncFull(settings.syncFull) {
        if (m_path == ":memory:")
            useTemporaryFolder();
    }
    ~SqliteDriver() override {
        m_checkpointer.reset();
        if (m_temporaryFolder.empty()) {
            foldLog();
        } else {
            std::error_code ignored;
            fs::remove_all(m_temporaryFolder, ignored);
        }
    }

    DatabaseKind kind() const override { return DatabaseKind::Sqlite; }

    void prepare() override;
    std::unique_ptr<Connection> openWriter() override {
        SqliteConnection::Options options;
        options.syncFull = m_syncFull;
        options.cacheKiB = 2048;
        options.maxStatements = 256;
        options.bufferLog = m_syncFull;
        requireSameFile();
        auto connection = std::make_unique<SqliteConnection>(m_path, options);
        if (m_syncFull) {
            connection->query("SELECT COUNT(*) FROM sqlite_schema", {}); // opens the log
            reserveLog(firstLogBytes);
        }
        return connection;
    }
    std::unique_ptr<Connection> openReader() override {
        SqliteConnection::Options options;
        options.readOnly = true;
        requireSameFile();
        return std::make_unique<SqliteConnection>(m_path, options);
    }
    /// Without the part of the log that is only reserved.
    std::int64_t sizeBytes() override {
        std::error_code error;
        const auto size = fs::file_size(m_path, error);
        return (error ? 0 : static_cast<std::int64_t>(size)) + m_logPages.load() * logPageBytes;
    }
    void afterCommit(Connection &connection) override;
    void idle(Connection &connection) override;

private:
    void useTemporaryFolder();
    void foldLog() const noexcept;
    void reserveLog(std::int64_t bytes);
    void noteLog(int pages);
    void requireSameFile() const;
    void check(SqliteConnection &connection) const;
    void checkEveryTable(SqliteConnection &connection) const;

    std::string m_path;
    bool m_syncFull;
    std::string m_temporaryFolder;
    struct stat m_file{}; // as it was opened first
    std::int64_t m_reserved = 0;
    std::atomic<std::int64_t> m_logPages{0}; // with content
    int m_requestedAt = 0; // pages in the log when the checkpointer was last asked
    std::unique_ptr<Checkpointer> m_checkpointer;
};

void SqliteDriver::useTemporaryFolder() {
    // Readers have connections of their own, which a database in memory cannot be shared with.
    std::string pattern = (fs::temp_directory_path() / "hearthdb-XXXXXX").string();
    if (!mkdtemp(pattern.data()))
        throw DatabaseError(DatabaseError::Kind::Unreachable,
                            "No folder for a temporary database can be made.");
    m_temporaryFolder = pattern;
    m_path = pattern + "/memory.db";
    m_syncFull = false;
}

/// The last session to close puts the log into the database file, if it may write: after that the
/// one file is all there is, for whoever copies it.
void SqliteDriver::foldLog() const noexcept {
    if (m_file.st_ino == 0)
        return; // it was never opened
    try {
        requireSameFile();
        SqliteConnection::Options options;
        options.syncFull = m_syncFull;
        const SqliteConnection last(m_path, options);
    } catch (const std::exception &e) {
        log::warn("store", "the write-ahead log stays beside the database: {}", e.what());
    }
}

/// Another file in its place knows nothing of what is in memory here.
void SqliteDriver::requireSameFile() const {
    struct stat now{};
    if (::stat(m_path.c_str(), &now) != 0)
        throw DatabaseError(DatabaseError::Kind::Unreachable,
                            "The database file " + m_path + " is not there any more.");
    if (now.st_dev != m_file.st_dev || now.st_ino != m_file.st_ino)
        throw DatabaseError(DatabaseError::Kind::Unreachable,
                            "The database file " + m_path +
                                " was replaced by another; hearthd has to be started again.");
}

/// Fills the log file with zeros ahead of what is written. Syncing a file that grows also syncs
/// the file system's own journal, which makes each commit several times slower.
void SqliteDriver::reserveLog(std::int64_t bytes) {
    const int file = ::open((m_path + "-wal").c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return;
    const off_t found = lseek(file, 0, SEEK_END);
    const std::string zeros(1u << 20, '\0');
    bool full = false;
    for (off_t size = found; size < bytes && !full;) {
        const auto wanted = std::min<off_t>(bytes - size, off_t{1} << 20);
        const ssize_t written = pwrite(file, zeros.data(), static_cast<std::size_t>(wanted), size);
        full = written <= 0;
        size += written;
    }
    // Without room for it every byte of it is better left to the data.
    if (full && ftruncate(file, found) != 0)
        log::warn("store", "the write-ahead log could not be cut back");
    fdatasync(file);
    ::close(file);
    // After a failure it is tried again only when this much is needed, too.
    m_reserved = std::max<std::int64_t>(found, bytes);
}

void SqliteDriver::noteLog(int pages) {
    m_logPages = pages;
    const std::int64_t used = pages * logPageBytes;
    if (m_syncFull && m_reserved < mostLogBytes && used + logAhead > m_reserved)
        reserveLog(std::min(mostLogBytes, std::max(m_reserved * 2, used + 2 * logAhead)));
}

void SqliteDriver::prepare() {
    const bool fresh = !fs::exists(m_path);
    if (fresh) {
        const auto folder = fs::path(m_path).parent_path();
        if (!folder.empty() && !fs::is_directory(folder))
            throw DatabaseError(DatabaseError::Kind::Unreachable,
                                "The folder of the database does not exist: " + folder.string());
    }
    SqliteConnection::Options options;
    options.syncFull = m_syncFull;
    options.create = true;
    SqliteConnection connection(m_path, options);
    // Holds password hashes and private conversations: nobody else's to read.
    if (fresh)
        chmod(m_path.c_str(), S_IRUSR | S_IWUSR);
    else
        check(connection);
    MigrationTarget target;
    target.dialect = sqliteDialect;
    target.script = [&](const std::string &sql) { connection.script(sql); };
    target.version = [&]() -> std::pair<int, int> {
        if (connection.query("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'", {})
                .empty())
            return {0, 0};
        if (connection
                .query("SELECT 1 FROM pragma_table_info('schema_version') WHERE name = "
                       "'min_compatible'",
                       {})
                .empty())
            throw DatabaseError(DatabaseError::Kind::Other, otherProgram);
        const Row row =
            connection.query("SELECT version, min_compatible FROM schema_version", {}).front();
        return {static_cast<int>(row.integer(0)), static_cast<int>(row.integer(1))};
    };
    migrate(target, migrationFiles());
    if (::stat(m_path.c_str(), &m_file) != 0)
        throw DatabaseError(DatabaseError::Kind::Unreachable,
                            "The database file cannot be found after it was opened.");
    m_checkpointer = std::make_unique<Checkpointer>(m_path, m_syncFull);
}

void SqliteDriver::check(SqliteConnection &connection) const {
    std::error_code error;
    const auto size = fs::file_size(m_path, error);
    if (!error && size <= fullCheckBytes) {
        const std::string verdict = connection.query("PRAGMA quick_check(1)", {}).front().string(0);
        if (verdict != "ok")
            throw DatabaseError(DatabaseError::Kind::Corrupt,
                                "The database file is damaged (" + verdict + ").");
        return;
    }
    const auto pages = connection.query("PRAGMA page_count", {}).front().integer(0);
    const auto pageSize = connection.query("PRAGMA page_size", {}).front().integer(0);
    // Pages may still be in the log; without one the file must hold them all.
    if (!fs::exists(m_path + "-wal") && static_cast<std::uintmax_t>(pages * pageSize) > size)
        throw DatabaseError(DatabaseError::Kind::Corrupt,
                            "The database file is damaged (it is too short).");
    checkEveryTable(connection);
}

void SqliteDriver::checkEveryTable(SqliteConnection &connection) const {
    const Rows tables = connection.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND "
                                         "name NOT LIKE 'sqlite$_%' ESCAPE '$'",
                                         {});
    for (const Row table : tables)
        connection.query("SELECT * FROM \"" + table.string(0) + "\" LIMIT 1", {});
    const Rows indexes =
        connection.query("SELECT tbl_name, name FROM sqlite_schema WHERE type = 'index' AND "
                         "sql IS NOT NULL AND sql NOT LIKE '% WHERE %'",
                         {});
    for (const Row index : indexes)
        connection.query("SELECT 1 FROM \"" + index.string(0) + "\" INDEXED BY \"" +
                             index.string(1) + "\" LIMIT 1",
                         {});
}

void SqliteDriver::afterCommit(Connection &connection) {
    auto &sqlite = static_cast<SqliteConnection &>(connection);
    const int pages = sqlite.walPages();
    noteLog(pages);
    if (pages < m_requestedAt)
        m_requestedAt = 0; // the log started over
    if (pages >= hardLimitPages && pages - m_requestedAt >= checkpointPages / 4) {
        sqlite3_wal_checkpoint_v2(sqlite.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                                  nullptr);
        m_requestedAt = pages;
    } else if (pages - m_requestedAt >= checkpointPages) {
        m_requestedAt = pages;
        m_checkpointer->request();
    }
}

void SqliteDriver::idle(Connection &connection) {
    auto &sqlite = static_cast<SqliteConnection &>(connection);
    if (sqlite.walPages() >= idleCheckpointPages) {
        sqlite3_wal_checkpoint_v2(sqlite.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                                  nullptr);
        sqlite.walWasReset();
        m_logPages = 0;
        m_requestedAt = 0;
    }
    sqlite3_db_release_memory(sqlite.handle());
}

} // namespace

std::unique_ptr<Driver> makeSqliteDriver(const DatabaseSettings &settings) {
    return std::make_unique<SqliteDriver>(settings);
}

} // namespace hearth::store
