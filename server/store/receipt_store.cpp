// SPDX-License-Identifier: Apache-2.0
// Read receipts: table receipt.
#include "server/store/receipt_store.hpp"

#include "server/store/sql.hpp"

namespace hearth::store::receipts {

namespace {
#define HEARTH_RECEIPT_COLUMNS                                                                     \
    "room_nid, user_nid, kind, thread_nid, event_nid, event_gpos, ts, gpos"

std::vector<Receipt> toReceipts(const Rows &rows) {
    std::vector<Receipt> out;
    out.reserve(rows.size());
    for (const Row row : rows) {
        Receipt receipt;
        receipt.room = row.nid<RoomNid>(0);
        receipt.user = row.nid<UserNid>(1);
        receipt.kind = static_cast<ReceiptKind>(row.integer(2));
        receipt.thread = row.integer(3);
        receipt.event = row.nid<EventNid>(4);
        receipt.eventPos = row.position(5);
        receipt.ts = row.integer(6);
        receipt.pos = row.position(7);
        out.push_back(receipt);
    }
    return out;
}
} // namespace

std::vector<Receipt> ofRoom(Reader &reader, RoomNid room, UserNid viewer, Position after,
                            Position upTo) {
    return toReceipts(reader.query("SELECT " HEARTH_RECEIPT_COLUMNS " FROM receipt"
                                   " WHERE room_nid = $1 AND gpos > $2 AND gpos <= $3"
                                   " AND (kind = 0 OR user_nid = $4) ORDER BY gpos",
                                   room, after, upTo, viewer));
}

std::vector<Receipt> ofUser(Reader &reader, RoomNid room, UserNid user) {
    return toReceipts(reader.query("SELECT " HEARTH_RECEIPT_COLUMNS " FROM receipt"
                                   " WHERE room_nid = $1 AND user_nid = $2",
                                   room, user));
}

std::vector<Receipt> ofRooms(Reader &reader, std::span<const RoomNid> rooms, UserNid viewer,
                             Position upTo) {
    std::vector<Value> values{toValue(viewer), toValue(upTo)};
    const std::string list = bindList(values, rooms);
    return toReceipts(reader.queryValues("SELECT " HEARTH_RECEIPT_COLUMNS " FROM receipt"
                                         " WHERE (kind = 0 OR user_nid = $1) AND gpos <= $2"
                                         " AND room_nid IN (" +
                                             list + ") ORDER BY gpos",
                                         values));
}

std::vector<Receipt> ofUser(Reader &reader, std::span<const RoomNid> rooms, UserNid user) {
    std::vector<Value> values{toValue(user)};
    const std::string list = bindList(values, rooms);
    return toReceipts(reader.queryValues("SELECT " HEARTH_RECEIPT_COLUMNS " FROM receipt"
                                         " WHERE user_nid = $1 AND room_nid IN (" +
                                             list + ")",
                                         values));
}

std::vector<RoomNid> roomsChangedFor(Reader &reader, UserNid user, Position after) {
    return collectNids<RoomNid>(
        reader.query("SELECT m.room_nid FROM member m WHERE m.user_nid = $1 AND EXISTS"
                     " (SELECT 1 FROM receipt r WHERE r.room_nid = m.room_nid AND r.gpos > $2)",
                     user, after));
}

void put(Transaction &tx, const Receipt &receipt) {
    tx.post("INSERT INTO receipt (" HEARTH_RECEIPT_COLUMNS ")"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
            " ON CONFLICT (room_nid, user_nid, kind, thread_nid) DO UPDATE SET"
            " event_nid = excluded.event_nid, event_gpos = excluded.event_gpos,"
            " ts = excluded.ts, gpos = excluded.gpos",
            receipt.room, receipt.user, static_cast<std::int64_t>(receipt.kind), receipt.thread,
            receipt.event, receipt.eventPos, receipt.ts, receipt.pos);
}

} // namespace hearth::store::receipts
