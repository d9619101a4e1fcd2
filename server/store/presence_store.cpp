// SPDX-License-Identifier: Apache-2.0
// Presence: table presence.
#include "server/store/presence_store.hpp"

namespace hearth::store::presence {

std::optional<StoredPresence> find(Reader &reader, UserNid user) {
    const auto row = reader.queryOne("SELECT state, status_msg, last_active_ts, currently_active"
                                     " FROM presence WHERE user_nid = $1",
                                     user);
    if (!row)
        return std::nullopt;
    return StoredPresence{user, row->integer(0), row->findString(1), row->integer(2),
                          row->boolean(3)};
}

void put(Transaction &tx, const StoredPresence &presence) {
    tx.post("INSERT INTO presence (user_nid, state, status_msg, last_active_ts, currently_active)"
            " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_nid) DO UPDATE SET"
            " state = excluded.state, status_msg = excluded.status_msg,"
            " last_active_ts = excluded.last_active_ts,"
            " currently_active = excluded.currently_active",
            presence.user, presence.state, presence.statusMessage, presence.lastActiveTs,
            presence.currentlyActive);
}

} // namespace hearth::store::presence
