// SPDX-License-Identifier: Apache-2.0
// See to_device_store.hpp.
#include "server/store/to_device_store.hpp"

namespace hearth::store::to_device {
namespace {

constexpr std::int64_t txnKindToDevice = 10; // table txn_client

} // namespace

void put(Transaction &tx, DeviceNid device, Position position, UserNid sender,
         std::string_view type, std::string_view body) {
    tx.post("INSERT INTO to_device (device_nid, gpos, sender_nid, type, body) VALUES "
            "($1, $2, $3, $4, $5)",
            device, position, sender, type, body);
}

bool beginTransaction(Transaction &tx, UserNid sender, DeviceNid device, std::string_view txnId,
                      Timestamp now) {
    return tx.exec("INSERT INTO txn_client (user_nid, device_nid, kind, room_nid, txn_id, ts) "
                   "VALUES ($1, $2, $3, 0, $4, $5) ON CONFLICT DO NOTHING",
                   sender, device.value, txnKindToDevice, txnId, now) == 1;
}

Use useOf(Reader &reader, DeviceNid device, UserNid sender) {
    const auto row = reader.queryOne("SELECT COUNT(*), COALESCE(SUM(LENGTH(body)), 0) FROM "
                                     "to_device WHERE device_nid = $1 AND sender_nid = $2",
                                     device, sender);
    return row ? Use{row->integer(0), row->integer(1)} : Use{};
}

Page page(Reader &reader, DeviceNid device, Position after, Position upTo, std::int64_t limit,
          std::int64_t mostBytes) {
    Page out;
    // First how large they are, so that only what is shown is read.
    std::int64_t bytes = 0;
    std::int64_t count = 0;
    Position last{}; // of which all messages fit
    Position open{}; // of the message looked at
    for (const Row row :
         reader.query("SELECT gpos, LENGTH(body) FROM to_device WHERE device_nid = $1 AND gpos > "
                      "$2 AND gpos <= $3 ORDER BY gpos, seq LIMIT $4",
                      device, after, upTo, limit + 1)) {
        if (row.position(0) != open) {
            last = open;
            open = row.position(0);
        }
        bytes += row.integer(1);
        if (++count > limit || (bytes > mostBytes && count > 1)) {
            out.more = true;
            break;
        }
    }
    // Unless those of the first position alone are too many.
    if (!out.more || last.value == 0)
        last = open;
    if (count == 0)
        return out;
    for (const Row row : reader.query("SELECT gpos, body FROM to_device WHERE device_nid = $1 AND "
                                      "gpos > $2 AND gpos <= $3 ORDER BY gpos, seq",
                                      device, after, last))
        out.messages.push_back({row.position(0), row.string(1)});
    return out;
}

} // namespace hearth::store::to_device
