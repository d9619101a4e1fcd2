// SPDX-License-Identifier: Apache-2.0
// One PostgreSQL session, always in pipeline mode: what nobody waits for travels along with the
// next statement that somebody does wait for.
#pragma once

#include "server/store/driver/connection.hpp"
#include "server/store/driver/postgres_values.hpp"

#include <libpq-fe.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace hearth::store {

struct FinishPg {
    void operator()(PGconn *connection) const { PQfinish(connection); }
};
struct ClearPg {
    void operator()(PGresult *result) const { PQclear(result); }
};
using PgHandle = std::unique_ptr<PGconn, FinishPg>;
using PgResult = std::unique_ptr<PGresult, ClearPg>;

/// Connects; throws Unreachable.
[[nodiscard]] PgHandle connectPostgres(const std::string &connection);
/// Runs one or several statements outside of pipeline mode and gives the last result.
PgResult runPostgres(PGconn *handle, const std::string &sql);
[[nodiscard]] DatabaseError postgresError(PGconn *handle, const PGresult *result,
                                          std::string_view sql);

class PostgresConnection final : public Connection {
public:
    /// settings is kept to find out the fate of a commit whose answer was lost.
    PostgresConnection(PgHandle handle, std::string settings);

    Rows query(std::string_view sql, const std::vector<Value> &values) override;
    std::vector<Rows> queryEach(std::string_view sql,
                                const std::vector<std::vector<Value>> &lists) override;
    std::size_t rowsInOneInsert() const override { return 64; }
    std::int64_t exec(std::string_view sql, const std::vector<Value> &values) override;
    void post(std::string_view sql, const std::vector<Value> &values) override;
    void sync() override;
    void beginRead() override;
    void endRead() noexcept override;
    void beginWrite() override;
    void commit() override;
    void rollback() noexcept override;
    void savepoint() override { command("SAVEPOINT op"); }
    void releaseSavepoint() override { command("RELEASE op"); }
    void rollbackToSavepoint() override;
    void check() override { checkAlive(); }
    bool healthy() const override { return !m_lost && !m_failed; }
    bool lost() const override { return m_lost; }
    bool fateUnknown() const override { return m_fate == Fate::Unknown; }

private:
    /// A statement as prepared for certain types of parameters.
    struct Variant {
        std::vector<Oid> types;
        std::string name;
        bool prepared = false;
    };
    enum class Expect { Prepared, Done, Answer, TransactionId, Commit, Sync };
    struct Pending {
        Expect expect;
        Variant *variant = nullptr;
        std::string_view sql; // of the cache, for messages
    };

    void checkAlive();
    Variant &variantFor(std::string_view sql, const std::vector<Value> &values,
                        std::string_view &kept);
    void send(std::string_view sql, const std::vector<Value> &values, Expect expect);
    /// Without parameters or result; sql must be a literal.
    void command(const char *sql, Expect expect = Expect::Done);
    /// Sends everything and reads all answers. Gives those that were expected; throws the first
    /// error.
    std::vector<PgResult> settle();
    PgResult settleOne();
    void readOne(const Pending &pending, std::vector<PgResult> &answers);
    void noteError(const PGresult *result, std::string_view sql);
    void loseConnection();
    enum class Fate { Committed, RolledBack, Unknown };
    /// Asks what became of the transaction of the lost session.
    Fate askForFate() const;

    PgHandle m_handle;
    std::string m_settings;
    std::unordered_map<std::string, std::vector<std::unique_ptr<Variant>>> m_statements;
    std::size_t m_variants = 0;
    std::size_t m_made = 0;
    std::deque<Pending> m_pending;
    std::optional<DatabaseError> m_error; // first of the statements being settled
    std::string m_transactionId;
    bool m_open = false;   // a transaction is open
    bool m_failed = false; // … and takes nothing but a rollback
    bool m_lost = false;
    bool m_refused = false; // the server itself said that a statement failed
    Fate m_fate = Fate::RolledBack;
};

} // namespace hearth::store
