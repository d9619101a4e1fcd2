// SPDX-License-Identifier: Apache-2.0
// Opening a PostgreSQL database: checks, migration, and the lock that keeps a second server away.
#include "server/store/driver/connection.hpp"
#include "server/store/driver/postgres.hpp"
#include "server/store/migrations.hpp"

#include <charconv>
#include <chrono>
#include <mutex>
#include <thread>

namespace hearth::store {
namespace {

// pg_xact_status and pg_current_xact_id came with 13.
constexpr int oldestServer = 130000;
constexpr std::chrono::seconds lockPatience{5};
constexpr std::chrono::seconds sizeAge{15};

[[noreturn]] void refuse(DatabaseError::Kind kind, std::string message) {
    throw DatabaseError(kind, std::move(message));
}

std::string textOf(PGconn *handle, const std::string &sql) {
    const PgResult result = runPostgres(handle, sql);
    if (PQntuples(result.get()) == 0 || PQgetisnull(result.get(), 0, 0))
        return {};
    return PQgetvalue(result.get(), 0, 0);
}

std::int64_t numberOf(PGconn *handle, const std::string &sql) {
    const std::string text = textOf(handle, sql);
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

class PostgresDriver final : public Driver {
public:
    explicit PostgresDriver(const DatabaseSettings &settings)
        : m_connection(settings.connection) {}

    DatabaseKind kind() const override { return DatabaseKind::Postgres; }

    void prepare() override {
        const PgHandle handle = connectPostgres(m_connection);
        check(handle.get());
        MigrationTarget target;
        target.dialect = postgresDialect;
        target.script = [&](const std::string &sql) { runPostgres(handle.get(), sql); };
        target.version = [&] { return schemaVersion(handle.get()); };
        migrate(target, migrationFiles());
    }

    std::unique_ptr<Connection> openWriter() override {
        PgHandle handle = open();
        takeServerLock(handle.get());
        return std::make_unique<PostgresConnection>(std::move(handle), m_connection);
    }

    std::unique_ptr<Connection> openReader() override {
        return std::make_unique<PostgresConnection>(open(), m_connection);
    }

    std::int64_t sizeBytes() override {
        const std::scoped_lock lock(m_mutex);
        const auto now = std::chrono::steady_clock::now();
        if (m_size == 0 || now - m_sizeRead > sizeAge) {
            m_sizeRead = now;
            try {
                const PgHandle handle = connectPostgres(m_connection);
                m_size = numberOf(handle.get(), "SELECT pg_database_size(current_database())");
            } catch (const DatabaseError &) {
                // The size that was known last; that something is wrong is said elsewhere.
                return m_size;
            }
        }
        return m_size;
    }

private:
    PgHandle open() const {
        PgHandle handle = connectPostgres(m_connection);
        // What is acknowledged must survive a power cut, whatever the server's default is.
        runPostgres(handle.get(),
                    "SET jit = off; SELECT set_config('synchronous_commit', 'on', false) "
                    "WHERE current_setting('synchronous_commit') = 'off'");
        return handle;
    }

    static void check(PGconn *handle) {
        if (PQserverVersion(handle) < oldestServer)
            refuse(DatabaseError::Kind::Other, "PostgreSQL 13 or newer is needed.");
        if (textOf(handle, "SHOW server_encoding") != "UTF8")
            refuse(DatabaseError::Kind::Other,
                   "The PostgreSQL database must have the encoding UTF8 "
                   "(CREATE DATABASE … ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0).");
        const std::string collation =
            textOf(handle, "SELECT datcollate FROM pg_database WHERE datname = current_database()");
        if (collation != "C" && collation != "POSIX" && collation != "C.UTF-8" &&
            collation != "C.utf8")
            refuse(DatabaseError::Kind::Other,
                   "The PostgreSQL database must have the collation C, not " + collation +
                       " (CREATE DATABASE … ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0).");
    }

    static std::pair<int, int> schemaVersion(PGconn *handle) {
        if (textOf(handle, "SELECT to_regclass('schema_version')::text").empty())
            return {0, 0};
        if (textOf(handle, "SELECT 1 FROM information_schema.columns WHERE table_schema = "
                           "current_schema() AND table_name = 'schema_version' AND column_name = "
                           "'min_compatible'")
                .empty())
            refuse(DatabaseError::Kind::Other, "it belongs to another program, perhaps to Synapse");
        return {static_cast<int>(numberOf(handle, "SELECT version FROM schema_version")),
                static_cast<int>(numberOf(handle, "SELECT min_compatible FROM schema_version"))};
    }

    static void takeServerLock(PGconn *handle) {
        // Rooms live in memory: two servers on one database would contradict each other. The lock
        // of a server that was killed goes as soon as PostgreSQL notices.
        const auto deadline = std::chrono::steady_clock::now() + lockPatience;
        while (textOf(handle, "SELECT pg_try_advisory_lock(7308895154)") != "t") {
            if (std::chrono::steady_clock::now() > deadline)
                refuse(DatabaseError::Kind::Busy,
                       "Another hearthd already uses this PostgreSQL database.");
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }

    std::string m_connection;
    std::mutex m_mutex;
    std::int64_t m_size = 0;
    std::chrono::steady_clock::time_point m_sizeRead;
};

} // namespace

std::unique_ptr<Driver> makePostgresDriver(const DatabaseSettings &settings) {
    return std::make_unique<PostgresDriver>(settings);
}

} // namespace hearth::store
