// SPDX-License-Identifier: Apache-2.0
// One PostgreSQL session.
#include "server/store/driver/postgres.hpp"

#include "server/core/log.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <thread>

namespace hearth::store {
namespace {

// Held by every batch to its end, so that the order of commits is the order of positions.
constexpr const char *lockForBatch = "SELECT pg_advisory_xact_lock(7308895153)";
// More unread answers than this could fill the socket's buffer and block both sides.
constexpr std::size_t maxPending = 200;
constexpr std::size_t mostAnswers = 32; // with rows
constexpr std::size_t maxVariants = 500;

DatabaseError::Kind kindOf(std::string_view state) {
    using Kind = DatabaseError::Kind;
    const auto group = state.substr(0, 2);
    if (group == "23")
        return Kind::Constraint;
    if (state == "53100")
        return Kind::Full;
    if (state == "25006")
        return Kind::ReadOnly;
    if (group == "XX" && (state == "XX001" || state == "XX002"))
        return Kind::Corrupt;
    if (state == "57014") // cancelled by hand or by a time limit
        return Kind::Busy;
    if (group == "08" || group == "53" || group == "57" || group == "28" || state == "3D000")
        return Kind::Unreachable;
    if (group == "40" || group == "55")
        return Kind::Busy;
    return Kind::Other;
}

std::string firstLine(std::string_view text) {
    return std::string(text.substr(0, text.find('\n')));
}

} // namespace

DatabaseError postgresError(PGconn *handle, const PGresult *result, std::string_view sql) {
    using Kind = DatabaseError::Kind;
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    if (!state)
        return {Kind::Unreachable, "The connection to PostgreSQL is lost (" +
                                       firstLine(PQerrorMessage(handle)) + ")."};
    const Kind kind = kindOf(state);
    std::string message = firstLine(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
    if (kind == Kind::Full)
        return {kind, "The disk with the database is full (" + message + ")."};
    if (kind == Kind::Corrupt)
        return {kind, "The database is damaged (" + message + ")."};
    message = "PostgreSQL: " + message;
    if (!sql.empty())
        message += " in: " + std::string(sql);
    return {kind, message};
}

PgHandle connectPostgres(const std::string &connection) {
    const std::array<const char *, 6> keys{"connect_timeout",  "application_name",
                                           "tcp_user_timeout", "client_encoding",
                                           "dbname",           nullptr};
    const std::array<const char *, 6> values{"10",   "hearthd",          "30000",
                                             "UTF8", connection.c_str(), nullptr};
    PgHandle handle(PQconnectdbParams(keys.data(), values.data(), 1));
    if (!handle || PQstatus(handle.get()) != CONNECTION_OK)
        throw DatabaseError(DatabaseError::Kind::Unreachable,
                            "PostgreSQL cannot be reached (" +
                                firstLine(PQerrorMessage(handle.get())) + ").");
    PQsetNoticeProcessor(handle.get(), [](void *, const char *) {}, nullptr);
    return handle;
}

PgResult runPostgres(PGconn *handle, const std::string &sql) {
    PgResult result(PQexec(handle, sql.c_str()));
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        throw postgresError(handle, result.get(), {});
    return result;
}

PostgresConnection::PostgresConnection(PgHandle handle, std::string settings)
    : m_handle(std::move(handle))
    , m_settings(std::move(settings)) {
    PQenterPipelineMode(m_handle.get());
}

void PostgresConnection::loseConnection() {
    m_lost = true;
    m_failed = true;
    m_pending.clear();
}

void PostgresConnection::checkAlive() {
    try {
        if (!m_lost && !m_pending.empty())
            settle(); // of the last transaction
    } catch (const DatabaseError &) {
        if (!m_lost)
            throw;
    }
    // A session that was ended has left a message and an end-of-file in the socket.
    const auto readable = [this](int milliseconds) {
        pollfd socket{PQsocket(m_handle.get()), POLLIN, 0};
        return poll(&socket, 1, milliseconds) > 0;
    };
    bool alive = !m_lost;
    for (int wait = 0; alive && readable(wait); wait = 20) {
        alive = PQconsumeInput(m_handle.get()) == 1 && PQisBusy(m_handle.get()) == 0 &&
                PQstatus(m_handle.get()) == CONNECTION_OK;
    }
    if (alive)
        return;
    const auto error = postgresError(m_handle.get(), nullptr, {});
    loseConnection();
    throw error;
}

PostgresConnection::Variant &PostgresConnection::variantFor(std::string_view sql,
                                                            const std::vector<Value> &values,
                                                            std::string_view &kept) {
    if (m_variants >= maxVariants && m_pending.empty()) {
        command("DEALLOCATE ALL");
        settle();
        m_statements.clear();
        m_variants = 0;
    }
    const auto entry = m_statements.try_emplace(std::string(sql)).first;
    kept = entry->first;
    for (const auto &variant : entry->second) {
        if (variant->types.size() != values.size())
            continue;
        bool fits = true;
        for (std::size_t i = 0; fits && i < values.size(); ++i) {
            const PgType type = typeOf(values[i]);
            fits = type == PgType::Unknown || static_cast<Oid>(type) == variant->types[i];
        }
        if (fits)
            return *variant;
    }
    auto variant = std::make_unique<Variant>();
    for (const Value &value : values)
        variant->types.push_back(static_cast<Oid>(typeOf(value)));
    variant->name = "s" + std::to_string(++m_made);
    ++m_variants;
    entry->second.push_back(std::move(variant));
    return *entry->second.back();
}

void PostgresConnection::send(std::string_view sql, const std::vector<Value> &values,
                              Expect expect) {
    if (m_lost)
        throw postgresError(m_handle.get(), nullptr, {});
    if (m_failed && m_open)
        throw DatabaseError(DatabaseError::Kind::Other,
                            "PostgreSQL: an earlier statement of the transaction failed");
    std::string_view kept;
    Variant &variant = variantFor(sql, values, kept);
    bool sent = true;
    if (!variant.prepared) {
        sent = PQsendPrepare(m_handle.get(), variant.name.c_str(), kept.data(),
                             static_cast<int>(variant.types.size()), variant.types.data()) == 1;
        variant.prepared = true;
        m_pending.push_back({Expect::Prepared, &variant, kept});
    }
    const PgParameters parameters(values);
    sent = sent && PQsendQueryPrepared(m_handle.get(), variant.name.c_str(), parameters.count(),
                                       parameters.pointers(), parameters.lengths(),
                                       parameters.formats(), 1) == 1;
    if (!sent) {
        const auto error = postgresError(m_handle.get(), nullptr, {});
        loseConnection();
        throw error;
    }
    m_pending.push_back({expect, nullptr, kept});
}

void PostgresConnection::command(const char *sql, Expect expect) {
    if (m_lost ||
        PQsendQueryParams(m_handle.get(), sql, 0, nullptr, nullptr, nullptr, nullptr, 1) != 1) {
        const auto error = postgresError(m_handle.get(), nullptr, {});
        loseConnection();
        throw error;
    }
    m_pending.push_back({expect, nullptr, sql});
}

void PostgresConnection::noteError(const PGresult *result, std::string_view sql) {
    if (!m_error)
        m_error = postgresError(m_handle.get(), result, sql);
    m_failed = true;
    if (result && PQresultErrorField(result, PG_DIAG_SQLSTATE))
        m_refused = true;
}

void PostgresConnection::readOne(const Pending &pending, std::vector<PgResult> &answers) {
    PgResult result(PQgetResult(m_handle.get()));
    const auto status = result ? PQresultStatus(result.get()) : PGRES_FATAL_ERROR;
    if (pending.expect == Expect::Sync && status == PGRES_PIPELINE_SYNC)
        return;
    if (PQstatus(m_handle.get()) != CONNECTION_OK || !result || pending.expect == Expect::Sync) {
        noteError(nullptr, {});
        loseConnection();
        return;
    }
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
        if (pending.expect == Expect::Answer)
            answers.push_back(std::move(result));
        else if (pending.expect == Expect::Commit &&
                 std::string_view(PQcmdStatus(result.get())) == "COMMIT")
            m_fate = Fate::Committed;
        else if (pending.expect == Expect::TransactionId)
            m_transactionId = PQgetvalue(result.get(), 0, 0);
    } else {
        if (pending.variant)
            pending.variant->prepared = false;
        if (status != PGRES_PIPELINE_ABORTED)
            noteError(result.get(), pending.sql);
        if (m_error && m_error->kind() == DatabaseError::Kind::Unreachable) {
            loseConnection(); // the server has ended the session
            return;
        }
    }
    PgResult end(PQgetResult(m_handle.get())); // each statement's answers end with nothing
}

std::vector<PgResult> PostgresConnection::settle() {
    m_error.reset();
    std::vector<PgResult> answers;
    if (!m_lost && PQpipelineSync(m_handle.get()) == 1)
        m_pending.push_back({Expect::Sync, nullptr, {}});
    else {
        noteError(nullptr, {});
        loseConnection();
    }
    while (!m_pending.empty()) {
        const Pending pending = m_pending.front();
        m_pending.pop_front();
        readOne(pending, answers);
    }
    if (m_error)
        throw *std::exchange(m_error, std::nullopt);
    return answers;
}

PgResult PostgresConnection::settleOne() {
    std::vector<PgResult> answers = settle();
    return answers.empty() ? nullptr : std::move(answers.back());
}

std::vector<Rows> PostgresConnection::queryEach(std::string_view sql,
                                                const std::vector<std::vector<Value>> &lists) {
    std::vector<Rows> out;
    out.reserve(lists.size());
    const auto take = [&] {
        for (const PgResult &answer : settle())
            out.push_back(rowsOf(answer.get()));
    };
    // Few at a time: while none of the answers is read, all of them have to fit into the socket.
    std::size_t waiting = 0;
    for (const std::vector<Value> &values : lists) {
        send(sql, values, Expect::Answer);
        if (++waiting == mostAnswers) {
            take();
            waiting = 0;
        }
    }
    if (waiting > 0)
        take();
    return out;
}

Rows PostgresConnection::query(std::string_view sql, const std::vector<Value> &values) {
    send(sql, values, Expect::Answer);
    return rowsOf(settleOne().get());
}

std::int64_t PostgresConnection::exec(std::string_view sql, const std::vector<Value> &values) {
    send(sql, values, Expect::Answer);
    const PgResult result = settleOne();
    const std::string_view changed = PQcmdTuples(result.get());
    std::int64_t count = 0;
    std::from_chars(changed.data(), changed.data() + changed.size(), count);
    return count;
}

void PostgresConnection::post(std::string_view sql, const std::vector<Value> &values) {
    send(sql, values, Expect::Done);
    if (m_pending.size() >= maxPending)
        settle();
}

void PostgresConnection::sync() {
    if (!m_pending.empty())
        settle();
}

void PostgresConnection::beginRead() {
    checkAlive();
    command("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    m_open = true;
    m_failed = false;
}

void PostgresConnection::endRead() noexcept {
    m_open = false;
    m_failed = false;
    try {
        command("COMMIT");
        // The answer is read before the next statement of this session.
        if (PQpipelineSync(m_handle.get()) == 1)
            m_pending.push_back({Expect::Sync, nullptr, {}});
    } catch (const DatabaseError &) {
        loseConnection();
    }
}

void PostgresConnection::beginWrite() {
    checkAlive();
    command("BEGIN");
    command(lockForBatch);
    command("SELECT CAST(pg_current_xact_id() AS TEXT)", Expect::TransactionId);
    m_transactionId.clear();
    m_fate = Fate::RolledBack;
    m_refused = false;
    m_open = true;
    m_failed = false;
}

void PostgresConnection::commit() {
    if (m_failed)
        throw DatabaseError(DatabaseError::Kind::Other, "PostgreSQL: the transaction has failed");
    try {
        // In one go with what was posted: if that fails, the server skips the commit.
        command("COMMIT", Expect::Commit);
        settle();
    } catch (const DatabaseError &) {
        if (m_lost && !m_refused && m_fate != Fate::Committed)
            m_fate = askForFate();
        if (m_fate != Fate::Committed)
            throw;
        log::warn("store", "the connection to PostgreSQL was lost after a commit");
    }
    if (m_fate != Fate::Committed)
        throw DatabaseError(DatabaseError::Kind::Other, "PostgreSQL: the commit was refused");
    m_open = false;
}

PostgresConnection::Fate PostgresConnection::askForFate() const {
    if (m_transactionId.empty())
        return Fate::Unknown;
    // A server that restarts needs a moment; until then nobody can say.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < deadline) {
        try {
            const PgHandle handle = connectPostgres(m_settings);
            const PgResult result =
                runPostgres(handle.get(), "SELECT pg_xact_status('" + m_transactionId + "'::xid8)");
            const std::string_view status = PQgetvalue(result.get(), 0, 0);
            if (status != "in progress")
                return status == "committed" ? Fate::Committed : Fate::RolledBack;
        } catch (const DatabaseError &) {
            // tried again below
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    return Fate::Unknown;
}

void PostgresConnection::rollback() noexcept {
    m_open = false;
    if (m_lost)
        return;
    try {
        sync();
    } catch (const DatabaseError &) {
        // what failed is being rolled back
    }
    try {
        command("ROLLBACK");
        settle();
        m_failed = false;
    } catch (const DatabaseError &) {
        loseConnection();
    }
}

void PostgresConnection::rollbackToSavepoint() {
    try {
        sync();
    } catch (const DatabaseError &) {
        if (m_lost)
            throw;
    }
    command("ROLLBACK TO op");
    command("RELEASE op");
    settle();
    m_failed = false;
}

} // namespace hearth::store
