// SPDX-License-Identifier: Apache-2.0
#include "server/store/housekeeping_store.hpp"

#include "server/store/event_store.hpp"

namespace hearth::store::housekeeping {
namespace {

/// Local members that have not forgotten the room; accounts that are closed no longer count.
constexpr const char *remembers =
    "EXISTS (SELECT 1 FROM member m JOIN account a ON a.user_nid = m.user_nid "
    "WHERE m.room_nid = $1 AND m.forgotten = 0 AND (a.deactivated = 0 OR m.membership = 3))";

} // namespace

std::vector<RoomNid> roomsAfter(Reader &reader, RoomNid last, std::int64_t limit) {
    std::vector<RoomNid> out;
    for (const Row row :
         reader.query("SELECT room_nid FROM room WHERE room_nid > $1 AND version IS "
                      "NOT NULL AND flags & 1 = 0 ORDER BY room_nid LIMIT $2",
                      last.value, limit))
        out.push_back(row.nid<RoomNid>(0));
    return out;
}

Position purgedTo(Reader &reader, RoomNid room) {
    const auto row =
        reader.queryOne("SELECT purged_to_gpos FROM room_retention WHERE room_nid = $1", room);
    return {row ? row->integer(0) : 0};
}

void setPurgedTo(Transaction &tx, RoomNid room, Position position) {
    tx.post("INSERT INTO room_retention (room_nid, purged_to_gpos) VALUES ($1, $2) "
            "ON CONFLICT (room_nid) DO UPDATE SET purged_to_gpos = excluded.purged_to_gpos",
            room, position);
}

OldMessages oldMessages(Reader &reader, RoomNid room, Position after, Timestamp before,
                        std::int64_t limit) {
    OldMessages out;
    out.seenTo = after;
    std::int64_t seen = 0;
    for (const Row row :
         reader.query("SELECT e.event_nid, e.gpos, e.skey_nid, e.received_ts, "
                      "(SELECT 1 FROM fwd_extremity x WHERE x.room_nid = e.room_nid AND "
                      "x.event_nid = e.event_nid) FROM event e WHERE e.room_nid = $1 AND "
                      "e.gpos > $2 ORDER BY e.gpos LIMIT $3",
                      room, after, limit)) {
        const bool isState = static_cast<bool>(row.nid<StateKeyNid>(2));
        const bool isNewest = !row.isNull(4);
        if (row.integer(3) >= before || (isNewest && !isState))
            return out;
        out.seenTo = {row.integer(1)};
        if (!isState)
            out.events.push_back(row.nid<EventNid>(0));
        ++seen;
    }
    out.more = seen == limit;
    return out;
}

std::vector<RedactedEvent> uncensored(Reader &reader, Timestamp before,
                                      std::pair<Timestamp, EventNid> after, std::int64_t limit) {
    std::vector<RedactedEvent> out;
    for (const Row row : reader.query(
             "SELECT e.event_nid, r.redaction_nid, r.received_ts, r.redacts FROM redaction r "
             "LEFT JOIN event e ON e.event_id = r.redacts WHERE r.censored = 0 AND "
             "r.received_ts < $1 AND (r.received_ts > $2 OR (r.received_ts = $2 AND "
             "r.redaction_nid > $3)) AND r.state = 1 "
             "ORDER BY r.received_ts, r.redaction_nid LIMIT $4",
             before, after.first, after.second.value, limit))
        out.push_back({row.nid<EventNid>(0), row.nid<EventNid>(1), row.string(3), row.integer(2)});
    return out;
}

void replaceContent(Transaction &tx, EventNid event, std::string_view json) {
    tx.post("UPDATE event_json SET codec = 0, body = $2 WHERE event_nid = $1", event, Blob{json});
    tx.post("DELETE FROM search_word WHERE event_nid = $1", event);
}

void markCensored(Transaction &tx, const RedactedEvent &event) {
    tx.post("UPDATE redaction SET censored = 1 WHERE redacts = $1 AND redaction_nid = $2",
            Blob{event.redacts}, event.redaction);
}

void noteForgotten(Transaction &tx, RoomNid room, Timestamp now) {
    tx.post(
        std::string("INSERT INTO forgotten_room (room_nid, since_ts) SELECT CAST($1 AS BIGINT), "
                    "CAST($2 AS BIGINT) WHERE NOT ") +
            remembers + " ON CONFLICT (room_nid) DO NOTHING",
        room, now);
}

std::vector<RoomNid> forgottenRooms(Transaction &tx, Timestamp before, Timestamp now,
                                    std::int64_t limit) {
    tx.post("UPDATE forgotten_room SET since_ts = $1 WHERE since_ts = 0", now);
    std::vector<RoomNid> out;
    for (const Row row : tx.query("SELECT room_nid FROM forgotten_room WHERE since_ts <= $1 "
                                  "ORDER BY room_nid LIMIT $2",
                                  before, limit))
        out.push_back(row.nid<RoomNid>(0));
    return out;
}

bool isForgotten(Reader &reader, RoomNid room) {
    return reader.queryOne(std::string("SELECT 1 WHERE NOT ") + remembers, room).has_value();
}

void clearForgotten(Transaction &tx, RoomNid room) {
    tx.post("DELETE FROM forgotten_room WHERE room_nid = $1", room);
}

std::int64_t removeOldAddresses(Transaction &tx, Timestamp before, std::int64_t limit) {
    // The rows have keys of four columns: it is simpler to cut by the time of the last one.
    const auto row = tx.queryOne("SELECT MAX(t) FROM (SELECT last_seen_ts AS t FROM user_ip WHERE "
                                 "last_seen_ts < $1 ORDER BY last_seen_ts LIMIT $2) oldest",
                                 before, limit);
    if (!row || row->isNull(0))
        return 0;
    return tx.exec("DELETE FROM user_ip WHERE last_seen_ts <= $1", row->integer(0));
}

std::vector<std::pair<UserNid, std::string>> staleDevices(Reader &reader, Timestamp before,
                                                          std::int64_t limit) {
    std::vector<std::pair<UserNid, std::string>> out;
    for (const Row row : reader.query("SELECT user_nid, device_id FROM device WHERE "
                                      "last_seen_ts < $1 AND hidden = 0 LIMIT $2",
                                      before, limit))
        out.emplace_back(row.nid<UserNid>(0), row.string(1));
    return out;
}

} // namespace hearth::store::housekeeping
