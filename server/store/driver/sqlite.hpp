// SPDX-License-Identifier: Apache-2.0
// One SQLite session: prepared statements, snapshots and savepoints.
#pragma once

#include "server/store/driver/connection.hpp"

#include <sqlite3.h>

#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace hearth::store {

struct CloseSqlite {
    void operator()(sqlite3 *db) const { sqlite3_close_v2(db); }
};
struct FinalizeSqlite {
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};

/// What SQLite says went wrong, in a sentence for people and a kind for programs.
[[nodiscard]] DatabaseError sqliteError(sqlite3 *db, int code, std::string_view sql);

class SqliteConnection final : public Connection {
public:
    struct Options {
        bool readOnly = false;
        bool create = false;
        bool syncFull = true;
        bool bufferLog = false; // only with syncFull
        int cacheKiB = 256;
        std::size_t maxStatements = 96;
    };
    SqliteConnection(const std::string &path, const Options &options);
    ~SqliteConnection() override;

    Rows query(std::string_view sql, const std::vector<Value> &values) override;
    std::int64_t exec(std::string_view sql, const std::vector<Value> &values) override;
    void post(std::string_view sql, const std::vector<Value> &values) override {
        exec(sql, values);
    }
    void sync() override {}
    void beginRead() override { step("BEGIN"); }
    void endRead() noexcept override;
    void beginWrite() override;
    void commit() override { step("COMMIT"); }
    void rollback() noexcept override { endRead(); }
    void savepoint() override { step("SAVEPOINT op"); }
    void releaseSavepoint() override { step("RELEASE op"); }
    void rollbackToSavepoint() override;
    void check() override;
    bool lost() const override { return m_lost; }
    bool healthy() const override { return sqlite3_get_autocommit(m_db.get()) == 0; }

    /// Several statements, without parameters.
    void script(const std::string &sql);
    [[nodiscard]] sqlite3 *handle() const { return m_db.get(); }
    /// Pages in the write-ahead log after the last commit of this session.
    [[nodiscard]] int walPages() const { return m_walPages; }
    void walWasReset() { m_walPages = 0; }

private:
    struct Statement {
        std::string sql;
        std::unique_ptr<sqlite3_stmt, FinalizeSqlite> handle;
        std::vector<int> index; // of parameter $1, $2 … in SQLite's numbering
    };
    using Statements = std::list<Statement>; // most recently used first

    void open(const std::string &path, const Options &options);
    Statement &prepared(std::string_view sql);
    void bind(Statement &statement, const std::vector<Value> &values);
    void step(std::string_view sql);
    [[noreturn]] void fail(int code, std::string_view sql);

    std::unique_ptr<sqlite3, CloseSqlite> m_db;
    Statements m_statements;
    std::unordered_map<std::string_view, Statements::iterator> m_bySql;
    std::size_t m_maxStatements;
    int m_walPages = 0;
    bool m_lost = false;
};

} // namespace hearth::store
