// SPDX-License-Identifier: Apache-2.0
// Names, counters and positions as closures see them.
#include "server/store/session.hpp"

#include "server/core/error.hpp"
#include "server/store/event_id.hpp"
#include "server/store/reader_pool.hpp"

#include <algorithm>
#include <cstring>

namespace hearth::store {
namespace {

constexpr std::string_view positionCounter = "gpos";
// The journal keeps this many positions; it is cut once every pruneStep positions.
constexpr std::int64_t journalLength = 65536;
constexpr std::int64_t pruneStep = 2048;

struct NameTable {
    std::string_view find;
    std::string_view name;
    std::string_view counter;
};

const NameTable &tableOf(NameKind kind) {
    static constexpr std::array<NameTable, nameKinds> tables{{
        {"SELECT server_nid FROM server WHERE name = $1",
         "SELECT name FROM server WHERE server_nid = $1", "server"},
        {"SELECT user_nid FROM users WHERE mxid = $1", "SELECT mxid FROM users WHERE user_nid = $1",
         "user"},
        {"SELECT room_nid FROM room WHERE room_id = $1",
         "SELECT room_id FROM room WHERE room_nid = $1", "room"},
        {"SELECT type_nid FROM event_type WHERE type = $1",
         "SELECT type FROM event_type WHERE type_nid = $1", "type"},
        {"SELECT skey_nid FROM state_key WHERE type_nid = $1 AND state_key = $2",
         "SELECT type_nid, state_key FROM state_key WHERE skey_nid = $1", "skey"},
        {"SELECT event_nid FROM event WHERE event_id = $1",
         "SELECT event_id FROM event WHERE event_nid = $1", "event"},
    }};
    return tables[static_cast<std::size_t>(kind)];
}

bool hasNul(std::string_view text) {
    return std::memchr(text.data(), 0, text.size()) != nullptr;
}

} // namespace

void checkValues(const std::vector<Value> &values) {
    for (const Value &value : values) {
        const auto *text = std::get_if<std::string_view>(&value);
        if (text && !text->empty() && hasNul(*text))
            throw badJson("Text must not contain the character U+0000.");
    }
}

// ---- NamedSession

template <class Base>
std::int64_t NamedSession<Base>::lookUp(NameKind kind, std::string_view name) {
    if (name.empty())
        return 0;
    if (const std::int64_t nid = known(kind, name))
        return nid;
    const auto row = kind == NameKind::Event ? this->queryOne(tableOf(kind).find, Blob{name})
                     : hasNul(name)          ? std::nullopt
                                             : this->queryOne(tableOf(kind).find, name);
    if (!row)
        return 0;
    const std::int64_t nid = row->integer(0);
    learn(kind, name, nid);
    return nid;
}

template <class Base>
std::string NamedSession<Base>::nameOf(NameKind kind, std::int64_t nid) {
    if (nid == 0)
        return {};
    if (auto name = knownName(kind, nid))
        return *std::move(name);
    const auto row = this->queryOne(tableOf(kind).name, nid);
    if (!row)
        return {};
    std::string name = row->string(0);
    learn(kind, name, nid);
    return name;
}

template <class Base>
EventNid NamedSession<Base>::findEvent(std::string_view eventId) {
    if (eventId.empty())
        return {};
    return {lookUp(NameKind::Event, eventIdToBytes(eventId))};
}

template <class Base>
std::string NamedSession<Base>::eventId(EventNid nid) {
    return eventIdFromBytes(nameOf(NameKind::Event, nid.value));
}

template <class Base>
StateKeyNid NamedSession<Base>::findStateKey(std::string_view type, std::string_view stateKey) {
    const TypeNid typeNid = this->findType(type);
    if (!typeNid || (!stateKey.empty() && hasNul(stateKey)))
        return {};
    const std::string name = stateKeyName(typeNid.value, stateKey);
    if (const std::int64_t nid = known(NameKind::StateKey, name))
        return {nid};
    const auto row = this->queryOne(tableOf(NameKind::StateKey).find, typeNid, stateKey);
    if (!row)
        return {};
    learn(NameKind::StateKey, name, row->integer(0));
    return {row->integer(0)};
}

template <class Base>
std::pair<std::string, std::string> NamedSession<Base>::stateKey(StateKeyNid nid) {
    if (!nid)
        return {};
    auto name = knownName(NameKind::StateKey, nid.value);
    if (!name) {
        const auto row = this->queryOne(tableOf(NameKind::StateKey).name, nid);
        if (!row)
            return {};
        name = stateKeyName(row->integer(0), row->text(1));
        learn(NameKind::StateKey, *name, nid.value);
    }
    return {this->typeName(TypeNid{typeOfStateKeyName(*name)}),
            std::string(textOfStateKeyName(*name))};
}

template class NamedSession<Reader>;
template class NamedSession<Transaction>;

// ---- SnapshotReader

SnapshotReader::~SnapshotReader() {
    if (m_connection)
        m_pool.giveBack(std::move(m_connection));
}

Rows SnapshotReader::run(std::string_view sql, const std::vector<Value> &values) {
    checkValues(values);
    if (!m_connection)
        m_connection = m_pool.take();
    return m_connection->query(sql, values);
}

std::vector<Rows> SnapshotReader::queryEach(std::string_view sql,
                                            const std::vector<std::vector<Value>> &lists) {
    for (const std::vector<Value> &values : lists)
        checkValues(values);
    if (lists.empty())
        return {};
    if (!m_connection)
        m_connection = m_pool.take();
    return m_connection->queryEach(sql, lists);
}

std::int64_t SnapshotReader::known(NameKind kind, std::string_view name) {
    return m_names.find(kind, name);
}

std::optional<std::string> SnapshotReader::knownName(NameKind kind, std::int64_t nid) {
    return m_names.nameOf(kind, nid);
}

void SnapshotReader::learn(NameKind kind, std::string_view name, std::int64_t nid) {
    m_names.add(kind, name, nid);
}

// ---- WriteTransaction

void WriteTransaction::beginBatch(Connection &connection) {
    m_connection = &connection;
    m_batchDirty = false;
    m_forgetEvents = false;
    m_inserts.clear();
    m_insertFailed = false;
}

void WriteTransaction::beginOp(Actions &actions) {
    m_actions = &actions;
    m_opDirty = false;
    m_countersBeforeOp = m_counters;
    m_learntBeforeOp = m_learnt.size();
}

void WriteTransaction::undoOp() {
    m_counters = m_countersBeforeOp;
    m_inserts.clear();
    m_insertFailed = false;
    forgetLearnt(m_learntBeforeOp);
}

void WriteTransaction::forgetLearnt(std::size_t keep) {
    while (m_learnt.size() > keep) {
        const Learnt &last = m_learnt.back();
        const auto kind = static_cast<std::size_t>(last.kind);
        m_learntByName[kind].erase(last.name);
        m_learntByNid[kind].erase(last.nid);
        m_learnt.pop_back();
    }
}

void WriteTransaction::markDirty() {
    m_opDirty = true;
    m_batchDirty = true;
}

void WriteTransaction::loadCounters() {
    if (m_countersLoaded)
        return;
    m_counters.clear();
    for (const Row row : m_connection->query("SELECT name, value FROM counter", {}))
        m_counters.push_back({row.string(0), row.integer(1), false});
    m_countersBeforeOp = m_counters;
    m_countersLoaded = true;
}

void WriteTransaction::saveCounters() {
    for (Counter &counter : m_counters) {
        if (!counter.dirty)
            continue;
        m_connection->post("INSERT INTO counter (name, value) VALUES ($1, $2) "
                           "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                           {toValue(counter.name), counter.value});
        counter.dirty = false;
    }
}

void WriteTransaction::batchCommitted() {
    for (const Counter &counter : m_counters) {
        if (counter.name == positionCounter)
            m_lastPosition = counter.value;
    }
    if (m_forgetEvents)
        m_names.clear(NameKind::Event);
    for (const Learnt &learnt : m_learnt)
        m_names.add(learnt.kind, learnt.name, learnt.nid);
    forgetLearnt(0);
}

void WriteTransaction::batchFailed() {
    m_inserts.clear();
    forgetLearnt(0);
    forgetCounters();
}

void WriteTransaction::forgetCounters() {
    m_counters.clear();
    m_countersLoaded = false;
}

Position WriteTransaction::append(const JournalEntry &entry) {
    const std::int64_t position = next(positionCounter);
    insert("INSERT INTO journal (gpos, stream, room_nid, user_nid, ref)", position,
           static_cast<std::int64_t>(entry.stream), entry.room, entry.user, entry.ref);
    if (position % pruneStep == 0)
        send("DELETE FROM journal WHERE gpos <= $1", {position - journalLength});
    return {position};
}

std::int64_t WriteTransaction::next(std::string_view counter, std::int64_t count) {
    loadCounters();
    markDirty();
    const auto found = std::find_if(m_counters.begin(), m_counters.end(),
                                    [&](const Counter &c) { return c.name == counter; });
    Counter &entry =
        found != m_counters.end() ? *found : m_counters.emplace_back(Counter{std::string(counter)});
    entry.dirty = true;
    entry.value += count;
    return entry.value - count + 1;
}

ServerNid WriteTransaction::internServer(std::string_view name) {
    if (const ServerNid nid = findServer(name))
        return nid;
    const std::int64_t nid = next("server");
    insert("INSERT INTO server (server_nid, name)", nid, name);
    learn(NameKind::Server, name, nid);
    return {nid};
}

UserNid WriteTransaction::internUser(std::string_view userId) {
    if (const UserNid nid = findUser(userId))
        return nid;
    const auto colon = userId.find(':');
    if (userId.empty() || colon == std::string_view::npos)
        throw invalidParam("A user id has the form @name:server.");
    const ServerNid server = internServer(userId.substr(colon + 1));
    const std::int64_t nid = next("user");
    insert("INSERT INTO users (user_nid, mxid, server_nid)", nid, userId, server.value);
    learn(NameKind::User, userId, nid);
    return {nid};
}

RoomNid WriteTransaction::internRoom(std::string_view roomId) {
    if (const RoomNid nid = findRoom(roomId))
        return nid;
    const std::int64_t nid = next("room");
    insert("INSERT INTO room (room_nid, room_id)", nid, roomId);
    learn(NameKind::Room, roomId, nid);
    return {nid};
}

void WriteTransaction::nameRoom(RoomNid nid, std::string_view roomId) {
    learn(NameKind::Room, roomId, nid.value);
}

TypeNid WriteTransaction::internType(std::string_view type) {
    if (const TypeNid nid = findType(type))
        return nid;
    const std::int64_t nid = next("type");
    insert("INSERT INTO event_type (type_nid, type)", nid, type);
    learn(NameKind::Type, type, nid);
    return {nid};
}

StateKeyNid WriteTransaction::internStateKey(std::string_view type, std::string_view stateKey) {
    if (const StateKeyNid nid = findStateKey(type, stateKey))
        return nid;
    const TypeNid typeNid = internType(type);
    const std::int64_t nid = next("skey");
    insert("INSERT INTO state_key (skey_nid, type_nid, state_key)", nid, typeNid.value, stateKey);
    learn(NameKind::StateKey, stateKeyName(typeNid.value, stateKey), nid);
    return {nid};
}

void WriteTransaction::forgetEvents() {
    m_forgetEvents = true;
    std::erase_if(m_learnt, [](const Learnt &learnt) { return learnt.kind == NameKind::Event; });
    m_learntBeforeOp = std::min(m_learntBeforeOp, m_learnt.size());
    m_learntByName[static_cast<std::size_t>(NameKind::Event)].clear();
    m_learntByNid[static_cast<std::size_t>(NameKind::Event)].clear();
}

void WriteTransaction::onCommit(std::function<void()> action) {
    m_actions->onCommit.push_back(std::move(action));
}

void WriteTransaction::onRollback(std::function<void()> action) {
    m_actions->onRollback.push_back(std::move(action));
}

void WriteTransaction::writeInserts() {
    try {
        m_inserts.flush(*m_connection);
    } catch (...) {
        m_insertFailed = true;
        throw;
    }
}

void WriteTransaction::beforeStatement(std::string_view sql) {
    try {
        m_inserts.flushFor(*m_connection, sql);
    } catch (...) {
        m_insertFailed = true;
        throw;
    }
}

void WriteTransaction::insertRows(std::string_view head, std::size_t columns,
                                  const std::vector<Value> &values, std::string_view tail) {
    checkValues(values);
    markDirty();
    m_inserts.add(*m_connection, head, columns, values, tail);
}

void WriteTransaction::move(std::string_view sql, std::int64_t key, std::int64_t from,
                            std::int64_t to) {
    markDirty();
    m_inserts.move(sql, key, from, to);
}

Rows WriteTransaction::run(std::string_view sql, const std::vector<Value> &values) {
    checkValues(values);
    beforeStatement(sql);
    if (!sql.starts_with("SELECT"))
        markDirty(); // … RETURNING
    return m_connection->query(sql, values);
}

std::int64_t WriteTransaction::change(std::string_view sql, const std::vector<Value> &values) {
    checkValues(values);
    markDirty();
    beforeStatement(sql);
    return m_connection->exec(sql, values);
}

void WriteTransaction::send(std::string_view sql, const std::vector<Value> &values) {
    checkValues(values);
    markDirty();
    beforeStatement(sql);
    m_connection->post(sql, values);
}

std::int64_t WriteTransaction::known(NameKind kind, std::string_view name) {
    const ByName &learnt = m_learntByName[static_cast<std::size_t>(kind)];
    if (const auto found = learnt.find(name); found != learnt.end())
        return found->second;
    if (kind == NameKind::Event && m_forgetEvents)
        return 0;
    return m_names.find(kind, name);
}

std::optional<std::string> WriteTransaction::knownName(NameKind kind, std::int64_t nid) {
    const auto &learnt = m_learntByNid[static_cast<std::size_t>(kind)];
    if (const auto found = learnt.find(nid); found != learnt.end())
        return found->second;
    if (kind == NameKind::Event && m_forgetEvents)
        return std::nullopt;
    return m_names.nameOf(kind, nid);
}

void WriteTransaction::learn(NameKind kind, std::string_view name, std::int64_t nid) {
    const auto index = static_cast<std::size_t>(kind);
    if (!m_learntByName[index].emplace(name, nid).second)
        return;
    m_learntByNid[index].emplace(nid, name);
    m_learnt.push_back({kind, std::string(name), nid});
}

} // namespace hearth::store
