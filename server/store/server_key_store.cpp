// SPDX-License-Identifier: Apache-2.0
#include "server/store/server_key_store.hpp"

namespace hearth::store::server_keys {

std::vector<ServerKey> of(Reader &reader, std::string_view server) {
    std::vector<ServerKey> out;
    for (const auto row :
         reader.query("SELECT key_id, public_key, valid_until_ts, expired_ts, fetched_ts, body "
                      "FROM server_key WHERE server_nid = $1 AND own = 0 ORDER BY key_id",
                      reader.findServer(server)))
        out.push_back({row.string(0), row.string(1), row.integer(2), row.findInteger(3),
                       row.integer(4), row.findString(5).value_or("")});
    return out;
}

void put(Transaction &tx, std::string_view server, const std::vector<ServerKey> &keys) {
    const auto nid = tx.internServer(server);
    for (const ServerKey &key : keys)
        tx.post("INSERT INTO server_key (server_nid, key_id, public_key, own, valid_until_ts, "
                "expired_ts, fetched_ts, body) VALUES ($1, $2, $3, 0, $4, $5, $6, $7) "
                "ON CONFLICT (server_nid, key_id) DO UPDATE SET public_key = $3, "
                "valid_until_ts = CASE WHEN server_key.public_key = $3 AND "
                "server_key.valid_until_ts > $4 THEN server_key.valid_until_ts ELSE $4 END, "
                "expired_ts = $5, fetched_ts = $6, body = $7",
                nid, key.keyId, Blob{key.publicKey}, key.validUntil, key.expired, key.fetched,
                key.body);
}

} // namespace hearth::store::server_keys
