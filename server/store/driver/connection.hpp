// SPDX-License-Identifier: Apache-2.0
// What a database has to be able to do. Everything above (batches, names, counters) is shared.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace hearth::store {

/// One session. Used by one thread at a time. All functions throw DatabaseError; those that read
/// throw OtherLane as well (RowSet::add), and the session can be used as before.
class Connection {
public:
    virtual ~Connection() = default;

    virtual Rows query(std::string_view sql, const std::vector<Value> &values) = 0;
    /// One after the other, or all in one go.
    virtual std::vector<Rows> queryEach(std::string_view sql,
                                        const std::vector<std::vector<Value>> &lists) {
        std::vector<Rows> out;
        out.reserve(lists.size());
        for (const std::vector<Value> &values : lists)
            out.push_back(query(sql, values));
        return out;
    }
    virtual std::int64_t exec(std::string_view sql, const std::vector<Value> &values) = 0;
    /// How many rows one INSERT should hold: few where a statement costs memory and no journey.
    [[nodiscard]] virtual std::size_t rowsInOneInsert() const { return 1; }
    /// A change whose result nobody needs: may be sent later, and may fail as late as sync().
    virtual void post(std::string_view sql, const std::vector<Value> &values) = 0;
    /// Waits until everything posted is done; throws what failed.
    virtual void sync() = 0;

    virtual void beginRead() = 0;
    virtual void endRead() noexcept = 0;
    virtual void beginWrite() = 0;
    /// Returns when durable.
    virtual void commit() = 0;
    virtual void rollback() noexcept = 0;
    virtual void savepoint() = 0;
    virtual void releaseSavepoint() = 0;
    virtual void rollbackToSavepoint() = 0;

    /// Between transactions: throws if the session, or the database behind it, has gone.
    virtual void check() = 0;

    /// The transaction begun can still go on: nothing in it has failed as a whole.
    [[nodiscard]] virtual bool healthy() const = 0;
    /// The session is lost and has to be replaced.
    [[nodiscard]] virtual bool lost() const { return false; }
    /// The session was lost during a commit, and nobody could say whether it took place.
    [[nodiscard]] virtual bool fateUnknown() const { return false; }
};

/// Opens sessions of one database. open…() may be called from several threads.
class Driver {
public:
    virtual ~Driver() = default;
    [[nodiscard]] virtual DatabaseKind kind() const = 0;
    /// Checks the database and migrates it. Called once, first.
    virtual void prepare() = 0;
    [[nodiscard]] virtual std::unique_ptr<Connection> openWriter() = 0;
    [[nodiscard]] virtual std::unique_ptr<Connection> openReader() = 0;
    [[nodiscard]] virtual std::int64_t sizeBytes() = 0;
    /// Called on the writer thread after each commit, and when there was nothing to do for a while.
    virtual void afterCommit(Connection &) {}
    virtual void idle(Connection &) {}
};

[[nodiscard]] std::unique_ptr<Driver> makeSqliteDriver(const DatabaseSettings &settings);
[[nodiscard]] std::unique_ptr<Driver> makePostgresDriver(const DatabaseSettings &settings);

} // namespace hearth::store
