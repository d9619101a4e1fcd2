// SPDX-License-Identifier: Apache-2.0
// Delayed events, as SQL.
#include "server/store/delayed_event_store.hpp"

namespace hearth::store {

namespace {
constexpr std::string_view columns =
    "SELECT delay_id, user_nid, COALESCE(device_nid, 0), room_nid, type, state_key, content, "
    "origin_ts, delay_ms, created_ts, send_ts, COALESCE(txn_id, '') FROM delayed_event ";

DelayedEventRow toRow(const Row &row) {
    DelayedEventRow out;
    out.id = row.string(0);
    out.user = row.nid<UserNid>(1);
    out.device = row.nid<DeviceNid>(2);
    out.room = row.nid<RoomNid>(3);
    out.type = row.string(4);
    if (!row.isNull(5))
        out.stateKey = row.string(5);
    out.content = row.string(6);
    if (!row.isNull(7))
        out.originTs = row.integer(7);
    out.delayMs = row.integer(8);
    out.createdTs = row.integer(9);
    out.sendTs = row.integer(10);
    out.txnId = row.string(11);
    return out;
}
} // namespace

void insertDelayedEvent(Transaction &tx, const DelayedEventRow &row) {
    std::optional<std::int64_t> access;
    if (!row.device && row.accessId != 0)
        access = row.accessId;
    tx.post("INSERT INTO delayed_event (delay_id, user_nid, device_nid, room_nid, type, state_key, "
            "content, origin_ts, delay_ms, created_ts, send_ts, txn_id, token_nid) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            row.id, row.user, row.device, row.room, row.type, row.stateKey, row.content,
            row.originTs, row.delayMs, row.createdTs, row.sendTs, row.txnId, access);
}

std::string delayedEventOfTxn(Reader &reader, UserNid user, DeviceNid device, RoomNid room,
                              std::string_view txnId) {
    const auto row = reader.queryOne("SELECT delay_id FROM delayed_event WHERE user_nid = $1 AND "
                                     "device_nid = $2 AND room_nid = $3 AND txn_id = $4",
                                     user, device, room, txnId);
    return row ? row->string(0) : std::string();
}

std::vector<DelayedEventRow> delayedEvents(Reader &reader, UserNid user) {
    const Rows rows =
        user ? reader.query(std::string(columns) +
                                "WHERE user_nid = $1 AND processed = 0 ORDER BY send_ts, delay_id",
                            user)
             : reader.query(std::string(columns) + "ORDER BY send_ts, delay_id");
    std::vector<DelayedEventRow> out;
    for (const Row row : rows)
        out.push_back(toRow(row));
    return out;
}

std::optional<DelayedEventRow> beginDelayedEvent(Transaction &tx, std::string_view id) {
    const auto row = tx.queryOne(std::string(columns) + "WHERE delay_id = $1", id);
    if (!row)
        return std::nullopt;
    tx.post("UPDATE delayed_event SET processed = 1 WHERE delay_id = $1", id);
    return toRow(*row);
}

bool restartDelayedEvent(Transaction &tx, std::string_view id, std::int64_t sendTs) {
    return tx.exec("UPDATE delayed_event SET send_ts = $2 WHERE delay_id = $1 AND processed = 0",
                   id, sendTs) == 1;
}

bool deleteDelayedEvent(Transaction &tx, std::string_view id) {
    return tx.exec("DELETE FROM delayed_event WHERE delay_id = $1", id) == 1;
}

} // namespace hearth::store
