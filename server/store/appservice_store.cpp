// SPDX-License-Identifier: Apache-2.0
// See appservice_store.hpp.
#include "server/store/appservice_store.hpp"

#include <charconv>
#include <string>

namespace hearth::store::appservices {
namespace {

std::string join(const std::vector<EventNid> &events) {
    std::string out;
    for (const auto event : events)
        out += (out.empty() ? "" : " ") + std::to_string(event.value);
    return out;
}

std::vector<EventNid> split(std::string_view text) {
    std::vector<EventNid> out;
    while (!text.empty()) {
        std::int64_t value = 0;
        const auto end = std::from_chars(text.data(), text.data() + text.size(), value).ptr;
        out.push_back({value});
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (!text.empty())
            text.remove_prefix(1);
    }
    return out;
}

} // namespace

AppServiceState load(Transaction &tx, std::string_view service, Position start) {
    tx.exec("INSERT INTO appservice_state (appservice, event_gpos, to_device_gpos, device_gpos) "
            "VALUES ($1, $2, $2, $2) ON CONFLICT DO NOTHING",
            service, start);
    const auto row = tx.queryOne("SELECT last_txn, event_gpos, to_device_gpos, device_gpos FROM "
                                 "appservice_state WHERE appservice = $1",
                                 service);
    return {row->integer(0), row->position(1), row->position(2), row->position(3)};
}

std::optional<AppServiceTxn> pending(Reader &reader, std::string_view service) {
    const auto row = reader.queryOne(
        "SELECT txn_id, event_nids, COALESCE(ephemeral, ''), COALESCE(to_device, ''), "
        "COALESCE(device_lists, ''), COALESCE(key_counts, '') FROM appservice_txn WHERE "
        "appservice = $1 ORDER BY txn_id LIMIT 1",
        service);
    if (!row)
        return std::nullopt;
    return AppServiceTxn{row->integer(0), split(row->text(1)), row->string(2),
                         row->string(3),  row->string(4),      row->string(5)};
}

void begin(Transaction &tx, std::string_view service, const AppServiceState &state,
           const AppServiceTxn &txn) {
    tx.exec("UPDATE appservice_state SET last_txn = $2, event_gpos = $3, to_device_gpos = $4, "
            "device_gpos = $5 WHERE appservice = $1",
            service, state.lastTxn, state.events, state.toDevice, state.deviceLists);
    if (!txn.empty())
        tx.exec("INSERT INTO appservice_txn (appservice, txn_id, event_nids, ephemeral, to_device, "
                "device_lists, key_counts) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                service, txn.id, join(txn.events), txn.ephemeral, txn.toDevice, txn.deviceLists,
                txn.keyCounts);
}

std::vector<AppServiceMessage> messagesAfter(Reader &reader, std::string_view service,
                                             Position after, std::int64_t limit) {
    std::vector<AppServiceMessage> out;
    for (const auto row : reader.query(
             "SELECT t.gpos, d.user_nid, d.device_id, t.body FROM account a JOIN device d ON "
             "d.user_nid = a.user_nid JOIN to_device t ON t.device_nid = d.device_nid WHERE "
             "a.appservice = $1 AND t.gpos > $2 ORDER BY t.gpos, t.seq LIMIT $3",
             service, after, limit))
        out.push_back({row.position(0), row.nid<UserNid>(1), row.string(2), row.string(3)});
    return out;
}

void dropMessages(Transaction &tx, std::string_view service, Position upTo) {
    tx.exec("DELETE FROM to_device WHERE gpos <= $2 AND device_nid IN (SELECT d.device_nid FROM "
            "account a JOIN device d ON d.user_nid = a.user_nid WHERE a.appservice = $1)",
            service, upTo);
}

void finish(Transaction &tx, std::string_view service, std::int64_t txn) {
    tx.exec("DELETE FROM appservice_txn WHERE appservice = $1 AND txn_id = $2", service, txn);
}

std::vector<JournaledEvent> eventsAfter(Reader &reader, Position after, std::int64_t limit) {
    const auto oldest = reader.queryOne("SELECT COALESCE(MIN(gpos), 0) FROM journal");
    // The journal is cut after a while; a service that was away for longer is told from the events.
    const bool journaled = oldest && oldest->integer(0) <= after.value + 1;
    const char *sql = journaled ? "SELECT gpos, ref FROM journal WHERE gpos > $1 AND stream = $3 "
                                  "ORDER BY gpos LIMIT $2"
                                : "SELECT gpos, event_nid FROM event WHERE gpos > $1 AND $3 = $3 "
                                  "ORDER BY gpos LIMIT $2";
    std::vector<JournaledEvent> out;
    for (const auto row : reader.query(sql, after, limit, static_cast<std::int64_t>(Stream::Event)))
        out.push_back({row.position(0), row.nid<EventNid>(1)});
    return out;
}

std::vector<std::string> aliasesOf(Reader &reader, RoomNid room) {
    std::vector<std::string> out;
    for (const auto row : reader.query("SELECT alias FROM room_alias WHERE room_nid = $1", room))
        out.push_back(row.string(0));
    return out;
}

} // namespace hearth::store::appservices
