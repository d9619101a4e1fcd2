// SPDX-License-Identifier: Apache-2.0
// The Reader and the Transaction that closures get, over a driver's Connection.
#pragma once

#include "server/store/database.hpp"
#include "server/store/driver/connection.hpp"
#include "server/store/insert_buffer.hpp"
#include "server/store/names.hpp"

#include <array>
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hearth::store {

/// Looks names up in memory, then in the database. Base is Reader or Transaction.
template <class Base>
class NamedSession : public Base {
public:
    UserNid findUser(std::string_view userId) override { return {lookUp(NameKind::User, userId)}; }
    RoomNid findRoom(std::string_view roomId) override { return {lookUp(NameKind::Room, roomId)}; }
    EventNid findEvent(std::string_view eventId) override;
    StateKeyNid findStateKey(std::string_view type, std::string_view stateKey) override;
    TypeNid findType(std::string_view type) override { return {lookUp(NameKind::Type, type)}; }
    ServerNid findServer(std::string_view name) override {
        return {lookUp(NameKind::Server, name)};
    }
    std::string userId(UserNid nid) override { return nameOf(NameKind::User, nid.value); }
    std::string roomId(RoomNid nid) override { return nameOf(NameKind::Room, nid.value); }
    std::string eventId(EventNid nid) override;
    std::string typeName(TypeNid nid) override { return nameOf(NameKind::Type, nid.value); }
    std::pair<std::string, std::string> stateKey(StateKeyNid nid) override;
    std::string serverName(ServerNid nid) override { return nameOf(NameKind::Server, nid.value); }

protected:
    // Memory: known() gives 0 or empty, learn() notes what the database said.
    virtual std::int64_t known(NameKind kind, std::string_view name) = 0;
    virtual std::optional<std::string> knownName(NameKind kind, std::int64_t nid) = 0;
    virtual void learn(NameKind kind, std::string_view name, std::int64_t nid) = 0;

    std::int64_t lookUp(NameKind kind, std::string_view name);
    std::string nameOf(NameKind kind, std::int64_t nid);
};

class ReaderPool;

/// Takes a connection when the first query needs one; gives it back in the destructor.
class SnapshotReader final : public NamedSession<Reader> {
public:
    SnapshotReader(ReaderPool &pool, Names &names)
        : m_pool(pool)
        , m_names(names) {}
    ~SnapshotReader() override;
    SnapshotReader(const SnapshotReader &) = delete;
    SnapshotReader &operator=(const SnapshotReader &) = delete;

    std::vector<Rows> queryEach(std::string_view sql,
                                const std::vector<std::vector<Value>> &lists) override;

protected:
    Rows run(std::string_view sql, const std::vector<Value> &values) override;
    std::int64_t known(NameKind kind, std::string_view name) override;
    std::optional<std::string> knownName(NameKind kind, std::int64_t nid) override;
    void learn(NameKind kind, std::string_view name, std::int64_t nid) override;

private:
    ReaderPool &m_pool;
    Names &m_names;
    std::unique_ptr<Connection> m_connection;
};

/// One for the writer thread, used for batch after batch. Names and counters made in a batch are
/// kept apart until it is durable.
class WriteTransaction final : public NamedSession<Transaction> {
public:
    explicit WriteTransaction(Names &names)
        : m_names(names) {}

    struct Actions {
        std::vector<std::function<void()>> onCommit;
        std::vector<std::function<void()>> onRollback;
    };

    // Used by the writer only.
    void beginBatch(Connection &connection);
    void beginOp(Actions &actions);
    /// Takes back what the operation did in memory since beginOp().
    void undoOp();
    [[nodiscard]] bool opDirty() const { return m_opDirty; }
    [[nodiscard]] bool batchDirty() const { return m_batchDirty; }
    /// Rows of an earlier operation could not be written: nobody knows yet whose fault that is.
    [[nodiscard]] bool insertFailed() const { return m_insertFailed; }
    /// Sends the rows that wait.
    void writeInserts();
    void saveCounters();
    void batchCommitted();
    void batchFailed();
    void forgetCounters();
    [[nodiscard]] std::int64_t lastPosition() const { return m_lastPosition; }

    Position append(const JournalEntry &entry) override;
    using Transaction::insertRows;
    using Transaction::next;
    void insertRows(std::string_view head, std::size_t columns, const std::vector<Value> &values,
                    std::string_view tail) override;
    void move(std::string_view sql, std::int64_t key, std::int64_t from, std::int64_t to) override;
    std::int64_t next(std::string_view counter, std::int64_t count) override;
    UserNid internUser(std::string_view userId) override;
    RoomNid internRoom(std::string_view roomId) override;
    void nameRoom(RoomNid nid, std::string_view roomId) override;
    TypeNid internType(std::string_view type) override;
    StateKeyNid internStateKey(std::string_view type, std::string_view stateKey) override;
    ServerNid internServer(std::string_view name) override;
    void forgetEvents() override;
    void onCommit(std::function<void()> action) override;
    void onRollback(std::function<void()> action) override;

protected:
    Rows run(std::string_view sql, const std::vector<Value> &values) override;
    std::int64_t change(std::string_view sql, const std::vector<Value> &values) override;
    void send(std::string_view sql, const std::vector<Value> &values) override;
    std::int64_t known(NameKind kind, std::string_view name) override;
    std::optional<std::string> knownName(NameKind kind, std::int64_t nid) override;
    void learn(NameKind kind, std::string_view name, std::int64_t nid) override;

private:
    struct Counter {
        std::string name;
        std::int64_t value = 0;
        bool dirty = false;
    };
    struct Learnt {
        NameKind kind;
        std::string name;
        std::int64_t nid;
    };
    using ByName = std::unordered_map<std::string, std::int64_t, TextHash, std::equal_to<>>;

    void loadCounters();
    void markDirty();
    void forgetLearnt(std::size_t keep);
    void beforeStatement(std::string_view sql);

    Names &m_names;
    Connection *m_connection = nullptr;
    InsertBuffer m_inserts;
    bool m_insertFailed = false;
    Actions *m_actions = nullptr;
    bool m_opDirty = false;
    bool m_batchDirty = false;
    bool m_countersLoaded = false;
    bool m_forgetEvents = false;
    std::int64_t m_lastPosition = 0;
    std::vector<Counter> m_counters; // few, so a list
    std::vector<Counter> m_countersBeforeOp;
    std::vector<Learnt> m_learnt;
    std::size_t m_learntBeforeOp = 0;
    std::array<ByName, nameKinds> m_learntByName;
    std::array<std::unordered_map<std::int64_t, std::string>, nameKinds> m_learntByNid;
};

/// Refuses text that one of the databases could not store.
void checkValues(const std::vector<Value> &values);

} // namespace hearth::store
