// SPDX-License-Identifier: Apache-2.0
#include "server/store/monthly_active_store.hpp"

namespace hearth::store::monthly_active {

std::vector<std::pair<UserNid, Timestamp>> all(Reader &reader) {
    std::vector<std::pair<UserNid, Timestamp>> out;
    for (const Row row : reader.query("SELECT user_nid, last_active_ts FROM monthly_active"))
        out.emplace_back(row.nid<UserNid>(0), row.integer(1));
    return out;
}

void put(Transaction &tx, UserNid user, Timestamp when) {
    tx.post("INSERT INTO monthly_active (user_nid, last_active_ts) VALUES ($1, $2) "
            "ON CONFLICT (user_nid) DO UPDATE SET last_active_ts = excluded.last_active_ts",
            user, when);
}

void removeBefore(Transaction &tx, Timestamp before) {
    tx.post("DELETE FROM monthly_active WHERE last_active_ts < $1", before);
}

std::vector<std::string> administrators(Reader &reader) {
    std::vector<std::string> out;
    for (const Row row :
         reader.query("SELECT u.mxid FROM account a JOIN users u ON u.user_nid = a.user_nid WHERE "
                      "a.admin = 1 AND a.deactivated = 0 ORDER BY a.user_nid LIMIT 20"))
        out.push_back(row.string(0));
    return out;
}

} // namespace hearth::store::monthly_active
