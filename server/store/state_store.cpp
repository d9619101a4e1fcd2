// SPDX-License-Identifier: Apache-2.0
// The state of rooms, as SQL.
#include "server/store/state_store.hpp"

#include "server/store/sql.hpp"

#include <array>
#include <map>
#include <utility>

namespace hearth::store {

void writeState(Transaction &tx, RoomNid room, std::span<const StateChangeRow> changes,
                bool newRoom) {
    std::vector<Value> deltas;
    std::map<StateKeyNid, const StateChangeRow *> newest;
    for (const StateChangeRow &change : changes) {
        for (const Value &value : {toValue(room), toValue(change.pos), toValue(change.key),
                                   toValue(change.before), toValue(change.after)})
            deltas.push_back(value);
        newest[change.key] = &change;
    }
    tx.insertRows("INSERT INTO state_delta (room_nid, gpos, skey_nid, old_nid, new_nid)", 5,
                  deltas);
    for (const auto &[key, change] : newest) {
        if (newRoom)
            tx.insert("INSERT INTO room_state (room_nid, skey_nid, event_nid, gpos)", room, key,
                      change->after, change->pos);
        else if (!change->after)
            tx.post("DELETE FROM room_state WHERE room_nid = $1 AND skey_nid = $2", room, key);
        else
            tx.post("INSERT INTO room_state (room_nid, skey_nid, event_nid, gpos) "
                    "VALUES ($1, $2, $3, $4) ON CONFLICT (room_nid, skey_nid) DO UPDATE SET "
                    "event_nid = excluded.event_nid, gpos = excluded.gpos",
                    room, key, change->after, change->pos);
    }
}

namespace {
std::vector<StateRow> stateRows(const Rows &rows) {
    std::vector<StateRow> out;
    out.reserve(rows.size());
    for (const Row row : rows)
        out.push_back({row.string(0), row.string(1), row.nid<EventNid>(2)});
    return out;
}
} // namespace

std::vector<std::pair<RoomNid, StateRow>> currentState(Reader &reader,
                                                       std::span<const RoomNid> rooms) {
    std::vector<Value> values;
    const std::string list = bindList(values, rooms);
    return collect(
        reader.queryValues("SELECT s.room_nid, t.type, k.state_key, s.event_nid FROM room_state s "
                           "JOIN state_key k ON k.skey_nid = s.skey_nid "
                           "JOIN event_type t ON t.type_nid = k.type_nid "
                           "WHERE s.room_nid IN (" +
                               list + ") AND t.type <> 'm.room.member'",
                           values),
        [](const Row &row) {
            return std::pair(row.nid<RoomNid>(0),
                             StateRow{row.string(1), row.string(2), row.nid<EventNid>(3)});
        });
}

std::vector<StateRow> stateAt(Reader &reader, RoomNid room, Position at,
                              std::span<const std::string> types) {
    std::string sql = "SELECT t.type, k.state_key, d.new_nid FROM state_delta d "
                      "JOIN state_key k ON k.skey_nid = d.skey_nid "
                      "JOIN event_type t ON t.type_nid = k.type_nid "
                      "WHERE d.room_nid = $1 AND d.gpos <= $2 AND d.new_nid IS NOT NULL "
                      "AND NOT EXISTS (SELECT 1 FROM state_delta n WHERE n.room_nid = d.room_nid "
                      "AND n.skey_nid = d.skey_nid AND n.gpos > d.gpos AND n.gpos <= $2)";
    std::vector<Value> values{toValue(room), toValue(at)};
    if (!types.empty()) {
        sql += " AND t.type IN (" + bindList(values, types) + ")";
    }
    return stateRows(reader.queryValues(sql, values));
}

EventNid stateEntryAt(Reader &reader, RoomNid room, Position at, StateKeyNid key) {
    const auto row =
        reader.queryOne("SELECT new_nid FROM state_delta WHERE room_nid = $1 AND skey_nid = $2 "
                        "AND gpos <= $3 ORDER BY gpos DESC LIMIT 1",
                        room, key, at);
    return row ? row->nid<EventNid>(0) : EventNid{};
}

std::vector<EntryChange> entryHistories(Reader &reader, std::span<const RoomNid> rooms,
                                        std::span<const StateKeyNid> keys) {
    std::vector<Value> values;
    const std::string roomList = bindList(values, rooms);
    const std::string keyList = bindList(values, keys);
    return collect(reader.queryValues("SELECT room_nid, skey_nid, gpos, new_nid FROM state_delta "
                                      "WHERE room_nid IN (" +
                                          roomList + ") AND skey_nid IN (" + keyList +
                                          ") ORDER BY gpos",
                                      values),
                   [](const Row &row) {
                       return EntryChange{row.nid<RoomNid>(0), row.nid<StateKeyNid>(1),
                                          row.position(2), row.nid<EventNid>(3)};
                   });
}

std::vector<DeltaRow> deltas(Reader &reader, RoomNid room, Position after, Position upTo) {
    const std::array<std::pair<RoomNid, Position>, 1> one{std::pair(room, after)};
    return std::move(deltasOf(reader, one, upTo).front());
}

std::vector<std::vector<DeltaRow>>
deltasOf(Reader &reader, std::span<const std::pair<RoomNid, Position>> roomsAfter, Position upTo) {
    std::vector<std::vector<Value>> lists;
    lists.reserve(roomsAfter.size());
    for (const auto &[room, after] : roomsAfter)
        lists.push_back({toValue(room), toValue(after), toValue(upTo)});
    std::vector<std::vector<DeltaRow>> out;
    out.reserve(roomsAfter.size());
    for (const Rows &rows : reader.queryEach(
             "SELECT d.gpos, t.type, k.state_key, d.old_nid, d.new_nid FROM state_delta d "
             "JOIN state_key k ON k.skey_nid = d.skey_nid "
             "JOIN event_type t ON t.type_nid = k.type_nid "
             "WHERE d.room_nid = $1 AND d.gpos > $2 AND d.gpos <= $3 ORDER BY d.gpos",
             lists))
        out.push_back(collect(rows, [](const Row &row) {
            return DeltaRow{row.position(0), row.string(1), row.string(2), row.nid<EventNid>(3),
                            row.nid<EventNid>(4)};
        }));
    return out;
}

void writeStateGroup(Transaction &tx, RoomNid room, StateGroupNid id, StateGroupNid parent,
                     std::int64_t level, std::string_view hash, std::int64_t entryCount,
                     std::string_view entries) {
    tx.insertRows("INSERT INTO state_group (state_group, room_nid, parent, level, content_hash, "
                  "n_entries, entries)",
                  7,
                  {toValue(id), toValue(room), toValue(parent), level, Blob{hash}, entryCount,
                   Blob{entries}});
}

StateGroupNid findStateGroup(Reader &reader, RoomNid room, std::string_view hash) {
    const auto row = reader.queryOne("SELECT state_group FROM state_group WHERE room_nid = $1 AND "
                                     "content_hash = $2",
                                     room, Blob{hash});
    return row ? row->nid<StateGroupNid>(0) : StateGroupNid{};
}

std::vector<GroupRow> stateGroups(Reader &reader, std::span<const StateGroupNid> ids) {
    std::vector<Value> values;
    const std::string list = bindList(values, ids);
    return collect(
        reader.queryValues("SELECT state_group, parent, level, content_hash, n_entries, entries "
                           "FROM state_group WHERE state_group IN (" +
                               list + ")",
                           values),
        [](const Row &row) {
            return GroupRow{row.nid<StateGroupNid>(0),
                            row.nid<StateGroupNid>(1),
                            row.integer(2),
                            row.string(3),
                            row.integer(4),
                            row.string(5)};
        });
}

std::optional<GroupRow> stateGroup(Reader &reader, StateGroupNid id) {
    const std::array<StateGroupNid, 1> one{id};
    std::vector<GroupRow> rows = stateGroups(reader, one);
    if (rows.empty())
        return std::nullopt;
    return std::move(rows.front());
}

} // namespace hearth::store
