// SPDX-License-Identifier: Apache-2.0
// Database: SQLite or PostgreSQL behind one face and one SQL text.
//
// Reads run on the caller's thread on a pooled connection with a snapshot; they never wait for the
// writer. Writes are closures that one writer thread runs in batches (group commit): each inside
// its own savepoint, all made durable by one commit. write() returns when the change is durable.
//
// SQL is the common subset of both databases: $1 … $n parameters, RETURNING,
// ON CONFLICT … DO UPDATE, no sequences, BIGINT/TEXT/BLOB columns ("BLOB" is BYTEA on PostgreSQL,
// written {BLOB} in migrations).
#pragma once

#include "server/store/nid.hpp"
#include "server/store/row.hpp"

#include <array>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace hearth::store {

/// What the durable journal says about one position: which stream moved, for whom, and what.
/// Waiting syncs (and later other processes) are told by it.
enum class Stream {
    Event,
    Receipt,
    ToDevice,
    DeviceList,
    AccountData,
    PushRules,
    Presence,
    Profile,
    Membership,
    Backfill,
    Media,
    Other
};

struct JournalEntry {
    Stream stream = Stream::Other;
    RoomNid room{};
    UserNid user{};
    std::int64_t ref = 0; // event nid, device nid … by stream
};

/// The names that nids stand for. Reading an unknown name gives nothing; a Transaction makes it.
/// Answers come from memory once known. Thread-safe.
class Reader {
public:
    virtual ~Reader() = default;

    /// Runs a query and gives all rows. Parameters: integers, bool, text (std::string_view and
    /// friends), Blob, Nid, Position, std::optional of these, nullptr.
    template <class... Args>
    Rows query(std::string_view sql, const Args &...args) {
        const std::vector<Value> values{toValue(args)...};
        return run(sql, values);
    }
    template <class... Args>
    std::optional<Row> queryOne(std::string_view sql, const Args &...args) {
        Rows rows = query(sql, args...);
        if (rows.empty())
            return std::nullopt;
        return rows.front();
    }

    /// The same with a list of parameters made at run time (see placeholders() in sql.hpp).
    Rows queryValues(std::string_view sql, const std::vector<Value> &values) {
        return run(sql, values);
    }

    /// One statement for many lists of parameters; the results come in the same order. PostgreSQL
    /// is asked everything before it is waited for.
    virtual std::vector<Rows> queryEach(std::string_view sql,
                                        const std::vector<std::vector<Value>> &lists) {
        std::vector<Rows> out;
        out.reserve(lists.size());
        for (const std::vector<Value> &values : lists)
            out.push_back(run(sql, values));
        return out;
    }

    virtual UserNid findUser(std::string_view userId) = 0;
    virtual RoomNid findRoom(std::string_view roomId) = 0;
    virtual EventNid findEvent(std::string_view eventId) = 0;
    virtual StateKeyNid findStateKey(std::string_view type, std::string_view stateKey) = 0;
    virtual TypeNid findType(std::string_view type) = 0;
    virtual ServerNid findServer(std::string_view name) = 0;

    virtual std::string userId(UserNid nid) = 0;
    virtual std::string roomId(RoomNid nid) = 0;
    virtual std::string eventId(EventNid nid) = 0;
    virtual std::string typeName(TypeNid nid) = 0;
    virtual std::pair<std::string, std::string> stateKey(StateKeyNid nid) = 0;
    virtual std::string serverName(ServerNid nid) = 0;

protected:
    virtual Rows run(std::string_view sql, const std::vector<Value> &values) = 0;
};

/// The write side; only inside Database::write's closure, only on the writer thread.
/// The closure may run again if the whole batch had to be repeated: it must have no effect outside
/// the transaction other than through onCommit / onRollback.
class Transaction : public Reader {
public:
    /// Gives the number of rows changed.
    template <class... Args>
    std::int64_t exec(std::string_view sql, const Args &...args) {
        const std::vector<Value> values{toValue(args)...};
        return change(sql, values);
    }

    /// A change whose row count does not matter; cheaper than exec() on PostgreSQL, where it does
    /// not wait for the answer. If it fails, the write fails, at the latest at its end.
    template <class... Args>
    void post(std::string_view sql, const Args &...args) {
        const std::vector<Value> values{toValue(args)...};
        send(sql, values);
    }

    void postValues(std::string_view sql, const std::vector<Value> &values) { send(sql, values); }

    /// New rows: those of many writes go into the database together, before the next statement that
    /// names their table, or at the end of the batch. head: "INSERT INTO t (a, b)"; tail: empty, or
    /// " ON CONFLICT (…) DO NOTHING". values: row by row, as many for each as `columns` says.
    virtual void insertRows(std::string_view head, std::size_t columns,
                            const std::vector<Value> &values, std::string_view tail) = 0;
    void insertRows(std::string_view head, std::size_t columns, const std::vector<Value> &values) {
        insertRows(head, columns, values, {});
    }
    /// A value that moves on, likewise: sql is "UPDATE t SET v = $3 WHERE k = $1 AND v = $2". Steps
    /// of several writes that follow one another become one.
    virtual void move(std::string_view sql, std::int64_t key, std::int64_t from,
                      std::int64_t to) = 0;
    /// One new row, likewise.
    template <class... Args>
    void insert(std::string_view head, const Args &...args) {
        insertRows(head, sizeof...(args), {toValue(args)...}, {});
    }

    /// Takes the next position and journals the change. Positions are only seen by others after
    /// the commit, in order, without gaps.
    virtual Position append(const JournalEntry &entry) = 0;
    /// Next value of a named counter ("event", "user", "device", …), starting with 1; the first of
    /// `count` values that are taken.
    virtual std::int64_t next(std::string_view counter, std::int64_t count) = 0;
    std::int64_t next(std::string_view counter) { return next(counter, 1); }

    // Interning: find, or make.
    virtual UserNid internUser(std::string_view userId) = 0;
    virtual RoomNid internRoom(std::string_view roomId) = 0;
    /// The caller inserts the row of a new room whose nid was taken before.
    virtual void nameRoom(RoomNid nid, std::string_view roomId) = 0;
    virtual TypeNid internType(std::string_view type) = 0;
    virtual StateKeyNid internStateKey(std::string_view type, std::string_view stateKey) = 0;
    virtual ServerNid internServer(std::string_view name) = 0;

    /// After events were deleted: findEvent and eventId forget what they know.
    virtual void forgetEvents() = 0;

    /// Runs on the writer thread after the batch is durable, in the order of the batch, before
    /// write() returns to anybody. Must be short and must not throw.
    virtual void onCommit(std::function<void()> action) = 0;
    /// Runs on the writer thread if the closure throws or the commit fails (caches are to be
    /// thrown away); before any operation queued later runs. If the batch could not even begin, the
    /// closure did not run and nothing is registered: what must happen in every case belongs into
    /// submit()'s done.
    virtual void onRollback(std::function<void()> action) = 0;

protected:
    virtual std::int64_t change(std::string_view sql, const std::vector<Value> &values) = 0;
    virtual void send(std::string_view sql, const std::vector<Value> &values) = 0;
};

enum class DatabaseKind { Sqlite, Postgres };

/// Thrown when the database itself fails; the pipeline answers 500 or, for Full, 503.
class DatabaseError : public std::exception {
public:
    enum class Kind { Constraint, Full, Corrupt, Unreachable, ReadOnly, Busy, TooNew, Other };
    DatabaseError(Kind kind, std::string message)
        : m_kind(kind)
        , m_message(std::move(message)) {}
    [[nodiscard]] Kind kind() const { return m_kind; }
    [[nodiscard]] const char *what() const noexcept override { return m_message.c_str(); }

private:
    Kind m_kind;
    std::string m_message;
};

/// What the writer did since start, for /metrics.
struct CommitFigures {
    static constexpr std::array<double, 10> bounds{0.0005, 0.001, 0.002, 0.005, 0.01,
                                                   0.025,  0.05,  0.1,   0.5,   2.5};
    std::array<std::uint64_t, 11> seconds{}; // commits that took at most bounds[i]; last: longer
    double secondsSum = 0;
    std::uint64_t commits = 0;
    std::uint64_t writes = 0; // operations in all commits
    std::uint64_t lastBatch = 0;
    std::size_t waiting = 0; // operations in the queue
};

class Database {
public:
    virtual ~Database() = default;

    /// Blocks until durable; throws what the closure threw (its savepoint is then rolled back).
    template <class F>
    auto write(F &&closure) -> std::invoke_result_t<F, Transaction &> {
        using R = std::invoke_result_t<F, Transaction &>;
        if constexpr (std::is_void_v<R>) {
            runWrite([&](Transaction &tx) { closure(tx); });
        } else {
            std::optional<R> result;
            runWrite([&](Transaction &tx) { result.emplace(closure(tx)); });
            return *std::move(result);
        }
    }
    /// Queues a write and returns at once; done runs on the writer thread with nullptr or the
    /// error. Order of submit and write calls of one thread is kept.
    virtual void submit(std::function<void(Transaction &)> closure,
                        std::function<void(std::exception_ptr)> done) = 0;

    template <class F>
    auto read(F &&closure) -> std::invoke_result_t<F, Reader &> {
        using R = std::invoke_result_t<F, Reader &>;
        if constexpr (std::is_void_v<R>) {
            runRead([&](Reader &reader) { closure(reader); });
        } else {
            std::optional<R> result;
            runRead([&](Reader &reader) { result.emplace(closure(reader)); });
            return *std::move(result);
        }
    }

    /// The newest position that is durable and whose onCommit actions have run.
    [[nodiscard]] virtual Position position() const = 0;
    [[nodiscard]] virtual DatabaseKind kind() const = 0;
    /// Size on disk, for figures.
    [[nodiscard]] virtual std::int64_t sizeBytes() = 0;
    [[nodiscard]] virtual CommitFigures commitFigures() const = 0;
    /// A sentence while writes fail (disk full …), empty while all is well.
    [[nodiscard]] virtual std::string trouble() const = 0;

    /// Called on the writer thread at the end of each batch, when position() shows it and before
    /// write() returns to anybody (the hub wakes waiting syncs then). Set before the first write;
    /// must be short and must not throw.
    void setBatchListener(std::function<void(Position)> listener) {
        m_batchListener = std::move(listener);
    }

protected:
    std::function<void(Position)> m_batchListener; // the implementation's writer calls it

    virtual void runWrite(std::function<void(Transaction &)> closure) = 0;
    virtual void runRead(const std::function<void(Reader &)> &closure) = 0;
};

struct DatabaseSettings {
    DatabaseKind kind = DatabaseKind::Sqlite;
    std::string path;       // SQLite: file, or ":memory:" for tests
    std::string connection; // PostgreSQL: libpq connection string
    int readers = 8;        // pooled read connections
    int maxBatch = 256;     // writes in one commit
    bool syncFull = true;   // SQLite synchronous=FULL; off only in tests that measure nothing
};

/// Opens, migrates to the newest schema, and starts the writer thread. Throws DatabaseError.
[[nodiscard]] std::unique_ptr<Database> openDatabase(const DatabaseSettings &settings);

} // namespace hearth::store
