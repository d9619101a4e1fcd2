// SPDX-License-Identifier: Apache-2.0
// Events and what hangs on them, as SQL.
#include "server/store/event_store.hpp"

#include "server/store/event_id.hpp"
#include "server/store/sql.hpp"

#include <algorithm>
#include <deque>

namespace hearth::store {

void insertEvents(Transaction &tx, std::span<const EventRow> rows) {
    std::vector<Value> events;
    std::vector<Value> bodies;
    std::deque<std::string> ids;
    events.reserve(rows.size() * 14);
    bodies.reserve(rows.size() * 3);
    for (const EventRow &row : rows) {
        ids.push_back(eventIdToBytes(row.eventId));
        const Value all[] = {toValue(row.nid),
                             Blob{ids.back()},
                             toValue(row.room),
                             toValue(row.type),
                             toValue(row.stateKey),
                             toValue(row.sender),
                             row.depth,
                             row.originTs,
                             row.receivedTs,
                             row.pos.value == 0 ? Value(nullptr) : toValue(row.pos),
                             toValue(row.before),
                             toValue(row.after),
                             row.flags};
        events.insert(events.end(), std::begin(all), std::end(all));
        bodies.emplace_back(toValue(row.nid));
        bodies.emplace_back(std::int64_t{0});
        bodies.emplace_back(Blob{row.json});
    }
    tx.insertRows(
        "INSERT INTO event (event_nid, event_id, room_nid, type_nid, skey_nid, sender_nid, "
        "depth, origin_ts, received_ts, gpos, state_before, state_after, flags)",
        13, events);
    tx.insertRows("INSERT INTO event_json (event_nid, codec, body)", 3, bodies);
}

void insertEdges(Transaction &tx, const EventPairs &childParent) {
    std::vector<Value> values;
    for (const auto &[child, parent] : childParent) {
        values.emplace_back(toValue(child));
        values.emplace_back(toValue(parent));
    }
    tx.insertRows("INSERT INTO event_edge (child, parent)", 2, values,
                  " ON CONFLICT (child, parent) DO NOTHING");
}

void insertAuth(Transaction &tx, const EventPairs &eventAuth) {
    std::vector<Value> values;
    for (const auto &[event, auth] : eventAuth) {
        values.emplace_back(toValue(event));
        values.emplace_back(toValue(auth));
    }
    tx.insertRows("INSERT INTO event_auth (event_nid, auth_nid)", 2, values,
                  " ON CONFLICT (event_nid, auth_nid) DO NOTHING");
}

void moveExtremities(Transaction &tx, RoomNid room, std::span<const EventNid> gone,
                     std::span<const EventNid> added) {
    if (gone.size() == 1 && added.size() == 1) {
        tx.move("UPDATE fwd_extremity SET event_nid = $3 WHERE room_nid = $1 AND event_nid = $2",
                room.value, gone.front().value, added.front().value);
        return;
    }
    removeExtremities(tx, room, gone);
    for (const EventNid nid : added)
        tx.insert("INSERT INTO fwd_extremity (room_nid, event_nid)", room, nid);
}

void removeExtremities(Transaction &tx, RoomNid room, std::span<const EventNid> gone) {
    for (const EventNid nid : gone)
        tx.post("DELETE FROM fwd_extremity WHERE room_nid = $1 AND event_nid = $2", room, nid);
}

namespace {
LoadedEvent toLoaded(const Row &row) {
    LoadedEvent event;
    event.nid = row.nid<EventNid>(0);
    event.eventId = eventIdFromBytes(row.text(1));
    event.room = row.nid<RoomNid>(2);
    event.sender = row.nid<UserNid>(3);
    event.pos = row.position(4);
    event.receivedTs = row.integer(5);
    event.flags = row.integer(6);
    event.redactedBy = row.nid<EventNid>(7);
    event.json = row.string(8);
    event.roomVersion = row.string(9);
    event.replaces = row.nid<EventNid>(10);
    event.device = row.nid<DeviceNid>(11);
    event.txnId = row.string(12);
    event.before = row.nid<StateGroupNid>(13);
    event.after = row.nid<StateGroupNid>(14);
    return event;
}
} // namespace

std::vector<LoadedEvent> loadEvents(Reader &reader, std::span<const EventNid> nids) {
    std::vector<LoadedEvent> out;
    // Large events come in small portions, so that whoever wants too many of them hears of it
    // early.
    constexpr std::size_t smallPortion = 32;
    constexpr std::size_t largePortion = 500;
    constexpr std::size_t smallEvents = 4 << 10; // bytes on average
    std::size_t portion = smallPortion;
    for (std::size_t at = 0; at < nids.size();) {
        const auto part = nids.subspan(at, std::min(portion, nids.size() - at));
        at += part.size();
        std::vector<Value> values;
        const std::string list = bindList(values, part);
        const Rows rows = reader.queryValues(
            "SELECT e.event_nid, e.event_id, e.room_nid, e.sender_nid, e.gpos, e.received_ts, "
            "e.flags, e.redacted_by, j.body, r.version, COALESCE(e.replaces_nid, d.old_nid), "
            "t.device_nid, t.txn_id, e.state_before, e.state_after "
            "FROM event e JOIN event_json j ON j.event_nid = e.event_nid "
            "LEFT JOIN room r ON r.room_nid = e.room_nid "
            "LEFT JOIN state_delta d ON d.room_nid = e.room_nid AND d.gpos = e.gpos "
            "AND d.skey_nid = e.skey_nid "
            "LEFT JOIN txn_client t ON t.event_nid = e.event_nid "
            "WHERE e.event_nid IN (" +
                list + ")",
            values);
        for (const Row row : rows)
            out.push_back(toLoaded(row));
        portion = rows.bytes() < smallEvents * rows.size() ? largePortion : smallPortion;
    }
    return out;
}

std::vector<EventNid> timelineNids(Reader &reader, RoomNid room, Position after, Position upTo,
                                   int limit, bool descending) {
    return collectNids<EventNid>(reader.query(
        descending ? "SELECT event_nid FROM event WHERE room_nid = $1 AND gpos > $2 AND gpos <= $3 "
                     "ORDER BY gpos DESC LIMIT $4"
                   : "SELECT event_nid FROM event WHERE room_nid = $1 AND gpos > $2 AND gpos <= $3 "
                     "ORDER BY gpos LIMIT $4",
        room, after, upTo, limit));
}

std::vector<std::vector<EventNid>> newestNids(Reader &reader, std::span<const RoomNid> rooms,
                                              Position upTo, int limit) {
    std::vector<std::vector<Value>> lists;
    lists.reserve(rooms.size());
    for (const RoomNid room : rooms)
        lists.push_back({toValue(room), toValue(upTo), toValue(limit)});
    std::vector<std::vector<EventNid>> out;
    out.reserve(rooms.size());
    for (const Rows &rows :
         reader.queryEach("SELECT event_nid FROM event WHERE room_nid = $1 AND gpos > 0 AND "
                          "gpos <= $2 ORDER BY gpos DESC LIMIT $3",
                          lists)) {
        out.push_back(collectNids<EventNid>(rows));
        std::reverse(out.back().begin(), out.back().end());
    }
    return out;
}

std::vector<Position> lastPositions(Reader &reader, std::span<const RoomNid> rooms) {
    std::vector<std::vector<Value>> lists;
    lists.reserve(rooms.size());
    for (const RoomNid room : rooms)
        lists.push_back({toValue(room)});
    std::vector<Position> out;
    out.reserve(rooms.size());
    for (const Rows &rows :
         reader.queryEach("SELECT gpos FROM event WHERE room_nid = $1 AND gpos IS NOT NULL "
                          "ORDER BY gpos DESC LIMIT 1",
                          lists))
        out.push_back(rows.empty() ? Position{} : rows.front().position(0));
    return out;
}

std::vector<ExtremityRow> extremities(Reader &reader, std::span<const RoomNid> rooms) {
    std::vector<Value> values;
    const std::string list = bindList(values, rooms);
    return collect(
        reader.queryValues(
            "SELECT x.room_nid, e.event_nid, e.event_id, e.depth, e.received_ts, e.state_after "
            "FROM fwd_extremity x JOIN event e ON e.event_nid = x.event_nid "
            "WHERE x.room_nid IN (" +
                list + ") ORDER BY e.event_nid",
            values),
        [](const Row &row) {
            return ExtremityRow{
                row.nid<RoomNid>(0), row.nid<EventNid>(1), eventIdFromBytes(row.text(2)),
                row.integer(3),      row.integer(4),       row.nid<StateGroupNid>(5)};
        });
}

std::vector<EventNid> eventsNearTimestamp(Reader &reader, const NearTimestamp &wanted) {
    // The plus keeps planners from sorting the whole room: the index is ordered by time.
    return collectNids<EventNid>(reader.query(
        wanted.forward
            ? "SELECT event_nid FROM event WHERE +room_nid = $1 AND origin_ts >= $2 "
              "AND gpos IS NOT NULL ORDER BY origin_ts, depth, event_nid LIMIT $3 OFFSET $4"
            : "SELECT event_nid FROM event WHERE +room_nid = $1 AND origin_ts <= $2 AND gpos IS "
              "NOT NULL ORDER BY origin_ts DESC, depth DESC, event_nid DESC LIMIT $3 OFFSET $4",
        wanted.room, wanted.ts, wanted.limit, wanted.offset));
}

std::optional<EventNid> newestReceivedBefore(Reader &reader, RoomNid room, std::int64_t ts) {
    const auto row = reader.queryOne("SELECT event_nid FROM event WHERE room_nid = $1 AND "
                                     "received_ts <= $2 AND gpos IS NOT NULL "
                                     "ORDER BY gpos DESC LIMIT 1",
                                     room, ts);
    if (!row)
        return std::nullopt;
    return row->nid<EventNid>(0);
}

void insertRedaction(Transaction &tx, RoomNid room, std::string_view redactedId, EventNid redaction,
                     EventNid target, std::int64_t state, std::int64_t ts) {
    const std::string id = eventIdToBytes(redactedId);
    tx.post("INSERT INTO redaction (redacts, redaction_nid, room_nid, state, received_ts) "
            "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (redacts, redaction_nid) DO NOTHING",
            Blob{id}, redaction, room, state, ts);
    if (state == 1 && target)
        tx.post("UPDATE event SET redacted_by = $2, flags = flags | 64 WHERE event_nid = $1 "
                "AND redacted_by IS NULL",
                target, redaction);
}

void insertEventTxn(Transaction &tx, UserNid user, DeviceNid device, RoomNid room,
                    std::string_view txnId, EventNid event, std::int64_t ts) {
    tx.insert(
        "INSERT INTO txn_client (user_nid, device_nid, kind, room_nid, txn_id, event_nid, ts)",
        user, device.value, txnKindEvent, room, txnId, event, ts);
}

EventNid findEventTxn(Reader &reader, UserNid user, DeviceNid device, RoomNid room,
                      std::string_view txnId) {
    const auto row = reader.queryOne("SELECT event_nid FROM txn_client WHERE user_nid = $1 AND "
                                     "device_nid = $2 AND kind = $3 AND room_nid = $4 "
                                     "AND txn_id = $5",
                                     user, device.value, txnKindEvent, room, txnId);
    return row ? row->nid<EventNid>(0) : EventNid{};
}

} // namespace hearth::store
