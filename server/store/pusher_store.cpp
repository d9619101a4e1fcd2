// SPDX-License-Identifier: Apache-2.0
// Pushers: table pusher.
#include "server/store/pusher_store.hpp"

namespace hearth::store::pushers {

namespace {
#define HEARTH_PUSHER_COLUMNS                                                                      \
    "p.pusher_nid, p.user_nid, p.device_nid, p.token_nid, p.app_id, p.pushkey, p.kind,"            \
    " p.app_display_name, p.device_display_name, p.profile_tag, p.lang, p.data, p.created_ts,"     \
    " p.last_gpos, p.last_success_ts, p.failing_since_ts, p.enabled, COALESCE(d.device_id, '')"    \
    ", COALESCE(a.locked + a.deactivated, 0)"                                                      \
    " FROM pusher p LEFT JOIN device d ON d.device_nid = p.device_nid"                             \
    " LEFT JOIN account a ON a.user_nid = p.user_nid"

std::vector<Pusher> toPushers(const Rows &rows) {
    std::vector<Pusher> out;
    out.reserve(rows.size());
    for (const Row row : rows) {
        Pusher one;
        one.id = row.integer(0);
        one.user = row.nid<UserNid>(1);
        one.device = row.nid<DeviceNid>(2);
        one.tokenId = row.integer(3);
        one.appId = row.string(4);
        one.pushkey = row.string(5);
        one.kind = row.string(6);
        one.appDisplayName = row.string(7);
        one.deviceDisplayName = row.string(8);
        one.profileTag = row.string(9);
        one.lang = row.string(10);
        one.data = row.string(11);
        one.created = row.integer(12);
        one.from = row.position(13);
        one.lastSuccess = row.integer(14);
        one.failingSince = row.integer(15);
        one.enabled = row.boolean(16);
        one.deviceId = row.string(17);
        one.resting = row.boolean(18);
        out.push_back(std::move(one));
    }
    return out;
}
} // namespace

std::vector<Pusher> listOfUser(Reader &reader, UserNid user) {
    return toPushers(reader.query(
        "SELECT " HEARTH_PUSHER_COLUMNS " WHERE p.user_nid = $1 ORDER BY p.pusher_nid", user));
}

std::vector<Pusher> listAll(Reader &reader) {
    return toPushers(reader.query("SELECT " HEARTH_PUSHER_COLUMNS " ORDER BY p.pusher_nid"));
}

void put(Transaction &tx, const Pusher &pusher) {
    const std::optional<std::int64_t> token =
        pusher.tokenId ? std::optional(pusher.tokenId) : std::nullopt;
    tx.post("INSERT INTO pusher (pusher_nid, user_nid, device_nid, token_nid, app_id, pushkey,"
            " kind, app_display_name, device_display_name, profile_tag, lang, data, created_ts,"
            " last_gpos, enabled)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
            " ON CONFLICT (app_id, pushkey, user_nid) DO UPDATE SET"
            " device_nid = excluded.device_nid, token_nid = excluded.token_nid,"
            " kind = excluded.kind, app_display_name = excluded.app_display_name,"
            " device_display_name = excluded.device_display_name,"
            " profile_tag = excluded.profile_tag, lang = excluded.lang, data = excluded.data,"
            " last_gpos = excluded.last_gpos, enabled = excluded.enabled, failing_since_ts = NULL",
            tx.next("pusher"), pusher.user, pusher.device, token, pusher.appId, pusher.pushkey,
            pusher.kind, pusher.appDisplayName, pusher.deviceDisplayName, pusher.profileTag,
            pusher.lang, pusher.data, pusher.created, pusher.from, pusher.enabled);
}

void remove(Transaction &tx, UserNid user, std::string_view appId, std::string_view pushkey) {
    tx.post("DELETE FROM pusher WHERE app_id = $1 AND pushkey = $2 AND user_nid = $3", appId,
            pushkey, user);
}

std::vector<UserNid> removeOfOthers(Transaction &tx, UserNid user, std::string_view appId,
                                    std::string_view pushkey) {
    std::vector<UserNid> others;
    for (const Row row : tx.query("DELETE FROM pusher WHERE app_id = $1 AND pushkey = $2"
                                  " AND user_nid <> $3 RETURNING user_nid",
                                  appId, pushkey, user))
        others.push_back(row.nid<UserNid>(0));
    return others;
}

void removeOfDevice(Transaction &tx, UserNid user, DeviceNid device) {
    tx.post("DELETE FROM pusher WHERE user_nid = $1 AND device_nid = $2", user, device);
}

void removeOfOtherDevices(Transaction &tx, UserNid user, DeviceNid keep) {
    tx.post("DELETE FROM pusher WHERE user_nid = $1 AND COALESCE(device_nid, 0) <> $2", user,
            keep.value);
}

void setProgress(Transaction &tx, std::int64_t id, Position from, std::int64_t lastSuccess,
                 std::int64_t failingSince) {
    tx.post("UPDATE pusher SET last_gpos = $2, last_success_ts = $3, failing_since_ts = $4"
            " WHERE pusher_nid = $1",
            id, from, lastSuccess, failingSince);
}

} // namespace hearth::store::pushers
