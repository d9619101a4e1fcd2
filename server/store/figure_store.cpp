// SPDX-License-Identifier: Apache-2.0
// See figure_store.hpp.
#include "server/store/figure_store.hpp"

namespace hearth::store::figures {

std::int64_t rooms(Reader &reader) {
    return reader
        .queryOne("SELECT COUNT(*) FROM room WHERE version IS NOT NULL AND "
                  "CAST(flags AS BIGINT) % 2 = 0")
        ->integer(0);
}

std::int64_t events(Reader &reader, Position upTo) {
    return reader.queryOne("SELECT COUNT(*) FROM event WHERE gpos <= $1", upTo)->integer(0);
}

std::int64_t eventsReceivedSince(Reader &reader, Position upTo, Timestamp since) {
    return reader
        .queryOne("SELECT COUNT(*) FROM event WHERE gpos <= $1 AND received_ts >= $2", upTo, since)
        ->integer(0);
}

namespace {
// The same types as in isMessage().
constexpr const char *countMessages =
    "SELECT COUNT(*) FROM event e JOIN event_type t ON t.type_nid = e.type_nid WHERE e.gpos <= $1 "
    "AND e.received_ts >= $2 AND t.type IN ('m.room.message', 'm.room.encrypted', 'm.sticker')";
} // namespace

bool isMessage(std::string_view type) {
    return type == "m.room.message" || type == "m.room.encrypted" || type == "m.sticker";
}

std::int64_t messages(Reader &reader, Position upTo) {
    return messagesReceivedSince(reader, upTo, 0);
}

std::int64_t messagesReceivedSince(Reader &reader, Position upTo, Timestamp since) {
    return reader.queryOne(countMessages, upTo, since)->integer(0);
}

std::vector<RoomSize> roomSizes(Reader &reader, std::int64_t limit) {
    std::vector<RoomSize> out;
    for (const auto row :
         reader.query("SELECT r.room_id, s.bytes FROM (SELECT e.room_nid AS room_nid, "
                      "CAST(SUM(LENGTH(j.body)) AS BIGINT) AS bytes FROM event e JOIN event_json j "
                      "ON j.event_nid = e.event_nid WHERE e.room_nid IS NOT NULL GROUP BY "
                      "e.room_nid) s JOIN room r ON r.room_nid = s.room_nid ORDER BY s.bytes DESC, "
                      "r.room_nid LIMIT $1",
                      limit))
        out.push_back({row.string(0), row.integer(1)});
    return out;
}

namespace {
std::vector<EventNid> nids(const Rows &rows) {
    std::vector<EventNid> out;
    for (const auto row : rows)
        out.push_back(row.nid<EventNid>(0));
    return out;
}
} // namespace

std::vector<EventNid> membershipsOf(Reader &reader, UserNid user, std::string_view userId,
                                    Timestamp since) {
    const auto key = reader.findStateKey("m.room.member", userId);
    return nids(reader.query("SELECT e.event_nid FROM member m JOIN state_delta d ON d.room_nid = "
                             "m.room_nid AND d.skey_nid = $2 JOIN event e ON e.event_nid = "
                             "d.new_nid WHERE m.user_nid = $1 AND e.received_ts >= $3",
                             user, key, since));
}

std::vector<EventNid> memberEventsBy(Reader &reader, UserNid sender, Timestamp since) {
    const auto type = reader.findType("m.room.member");
    return nids(reader.query("SELECT event_nid FROM event WHERE origin_ts >= $2 AND sender_nid = "
                             "$1 AND type_nid = $3",
                             sender, since, type));
}

std::vector<EventNid> redactable(Reader &reader, const EventsBy &query) {
    return nids(reader.query(
        "SELECT e.event_nid FROM event e JOIN event_type t ON t.type_nid = e.type_nid WHERE "
        "e.room_nid = $1 AND e.sender_nid = $2 AND t.type IN ('m.room.member', 'm.room.message', "
        "'m.room.encrypted') AND e.redacted_by IS NULL AND e.gpos IS NOT NULL AND e.origin_ts > $3 "
        "AND e.origin_ts < $4 ORDER BY e.gpos DESC LIMIT $5",
        query.room, query.sender, query.after, query.before, query.limit));
}

} // namespace hearth::store::figures
