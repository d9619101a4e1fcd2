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

std::vector<Waiting> list(Reader &reader, DeviceNid device, Position after, std::int64_t limit) {
    std::vector<Waiting> out;
    for (const auto row : reader.query("SELECT gpos, body FROM to_device WHERE device_nid = $1 AND "
                                       "gpos > $2 ORDER BY gpos, seq LIMIT $3",
                                       device, after, limit))
        out.push_back({row.position(0), row.string(1)});
    return out;
}

} // namespace hearth::store::to_device
