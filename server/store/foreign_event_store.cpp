// SPDX-License-Identifier: Apache-2.0
// Events of other servers, as SQL.
#include "server/store/foreign_event_store.hpp"

#include "server/store/event_id.hpp"
#include "server/store/sql.hpp"

#include <unordered_map>
#include <unordered_set>

namespace hearth::store {

std::vector<EventHead> eventHeads(Reader &reader, std::span<const std::string> ids) {
    std::vector<EventNid> nids;
    std::unordered_map<EventNid, std::string> names;
    for (const std::string &id : ids)
        if (const EventNid nid = reader.findEvent(id); nid && names.try_emplace(nid, id).second)
            nids.push_back(nid);
    std::vector<EventHead> out;
    if (nids.empty())
        return out;
    std::vector<Value> values;
    const std::string list = bindList(values, std::span<const EventNid>(nids));
    std::unordered_map<EventNid, EventHead> found;
    for (const Row row : reader.queryValues("SELECT event_nid, room_nid, flags, depth, "
                                            "state_before, state_after FROM event "
                                            "WHERE event_nid IN (" +
                                                list + ")",
                                            values)) {
        EventHead head;
        head.nid = row.nid<EventNid>(0);
        head.room = row.nid<RoomNid>(1);
        head.flags = row.integer(2);
        head.depth = row.integer(3);
        head.before = row.nid<StateGroupNid>(4);
        head.after = row.nid<StateGroupNid>(5);
        head.eventId = names[head.nid];
        found[head.nid] = std::move(head);
    }
    for (const EventNid nid : nids)
        if (const auto it = found.find(nid); it != found.end())
            out.push_back(std::move(it->second));
    return out;
}

std::vector<EventNid> parentsThrough(Reader &reader, std::vector<EventNid> events,
                                     std::size_t most) {
    constexpr std::int64_t aside =
        event_flag::outlier | event_flag::rejected | event_flag::softFailed;
    std::unordered_set<EventNid> seen(events.begin(), events.end());
    std::vector<EventNid> out;
    while (!events.empty() && out.size() < most) {
        std::vector<Value> values;
        const std::string list = bindList(values, std::span<const EventNid>(events));
        events.clear();
        for (const Row row :
             reader.queryValues("SELECT g.parent, p.flags FROM event_edge g JOIN event p ON "
                                "p.event_nid = g.parent WHERE g.child IN (" +
                                    list + ")",
                                values)) {
            const auto nid = row.nid<EventNid>(0);
            if (!seen.insert(nid).second)
                continue;
            out.push_back(nid);
            if ((row.integer(1) & aside) != 0)
                events.push_back(nid);
        }
    }
    return out;
}

bool hasLiveChildren(Reader &reader, EventNid event) {
    return reader
        .queryOne("SELECT 1 FROM event_edge g JOIN event c ON c.event_nid = g.child "
                  "WHERE g.parent = $1 AND (c.flags & 15) = 0 LIMIT 1",
                  event)
        .has_value();
}

EventNid internEvent(Transaction &tx, RoomNid room, std::string_view eventId, EventNid fresh) {
    if (const EventNid known = tx.findEvent(eventId))
        return known;
    const std::string bytes = eventIdToBytes(eventId);
    tx.exec("INSERT INTO event (event_nid, event_id, room_nid, flags) VALUES ($1, $2, $3, $4)",
            fresh, Blob{bytes}, room, event_flag::stub);
    return fresh;
}

void writeForeignEvent(Transaction &tx, const EventRow &row, bool known) {
    const std::string id = eventIdToBytes(row.eventId);
    const Value pos = row.pos.value == 0 ? Value(nullptr) : toValue(row.pos);
    const Value code = row.rejectCode.empty() ? Value(nullptr) : toValue(row.rejectCode);
    const std::vector<Value> values{toValue(row.nid),
                                    Blob{id},
                                    toValue(row.room),
                                    toValue(row.type),
                                    toValue(row.stateKey),
                                    toValue(row.sender),
                                    row.depth,
                                    row.originTs,
                                    row.receivedTs,
                                    pos,
                                    toValue(row.before),
                                    toValue(row.after),
                                    row.flags,
                                    code,
                                    row.replaces.value};
    if (known)
        tx.postValues("UPDATE event SET event_id = $2, room_nid = $3, type_nid = $4, skey_nid = "
                      "$5, sender_nid = $6, depth = $7, origin_ts = $8, received_ts = $9, gpos = "
                      "$10, state_before = $11, state_after = $12, flags = $13, reject_code = "
                      "$14, replaces_nid = $15 WHERE event_nid = $1",
                      values);
    else
        tx.postValues("INSERT INTO event (event_nid, event_id, room_nid, type_nid, skey_nid, "
                      "sender_nid, depth, origin_ts, received_ts, gpos, state_before, "
                      "state_after, flags, reject_code, replaces_nid) VALUES (" +
                          placeholders(1, values.size()) + ")",
                      values);
    tx.post("INSERT INTO event_json (event_nid, codec, body) VALUES ($1, $2, $3) "
            "ON CONFLICT (event_nid) DO NOTHING",
            row.nid, std::int64_t{0}, Blob{row.json});
}

Position takePlacesBefore(Transaction &tx, RoomNid room, std::int64_t count) {
    const auto row = tx.queryOne("SELECT back_pos FROM room WHERE room_nid = $1", room);
    const std::int64_t lowest = row ? row->integer(0) : 0;
    tx.post("UPDATE room SET back_pos = $2 WHERE room_nid = $1", room, lowest - count);
    return {lowest - 1};
}

void addBackExtremity(Transaction &tx, RoomNid room, EventNid event, std::int64_t depth) {
    tx.post("INSERT INTO back_extremity (room_nid, event_nid, depth) VALUES ($1, $2, $3) "
            "ON CONFLICT (room_nid, event_nid) DO NOTHING",
            room, event, depth);
}

void removeBackExtremity(Transaction &tx, RoomNid room, EventNid event) {
    tx.post("DELETE FROM back_extremity WHERE room_nid = $1 AND event_nid = $2", room, event);
}

std::vector<EventNid> waitingRedactions(Reader &reader, std::string_view eventId) {
    const std::string bytes = eventIdToBytes(eventId);
    return collectNids<EventNid>(reader.query(
        "SELECT redaction_nid FROM redaction WHERE redacts = $1 AND state = 0", Blob{bytes}));
}

void settleRedaction(Transaction &tx, std::string_view eventId, EventNid redaction, EventNid target,
                     std::int64_t state) {
    const std::string bytes = eventIdToBytes(eventId);
    tx.post("UPDATE redaction SET state = $3 WHERE redacts = $1 AND redaction_nid = $2",
            Blob{bytes}, redaction, state);
    if (state == 1)
        tx.post("UPDATE event SET redacted_by = $2, flags = flags | 64 WHERE event_nid = $1 "
                "AND redacted_by IS NULL",
                target, redaction);
}

} // namespace hearth::store
