// SPDX-License-Identifier: Apache-2.0
// See session_store.hpp.
#include "server/store/session_store.hpp"

namespace hearth::store::sessions {
namespace {

RefreshToken readRefresh(const Row &row) {
    RefreshToken out;
    out.id = row.integer(0);
    out.user = row.nid<UserNid>(1);
    out.device = row.nid<DeviceNid>(2);
    out.family = row.integer(3);
    out.next = row.integer(4);
    out.expires = row.findInteger(5);
    out.sessionExpires = row.findInteger(6);
    return out;
}

constexpr const char *refreshColumns =
    "SELECT refresh_nid, user_nid, device_nid, family, next_nid, expires_ts, ultimate_expiry_ts "
    "FROM refresh_token ";

} // namespace

std::optional<AccessToken> findAccess(Reader &reader, std::string_view hash) {
    const auto row = reader.queryOne(
        "SELECT t.token_nid, t.user_nid, t.device_nid, d.device_id, t.valid_until_ts, "
        "t.puppets_nid, t.refresh_nid, t.last_used_ts FROM access_token t "
        "LEFT JOIN device d ON d.device_nid = t.device_nid WHERE t.token_hash = $1",
        Blob{hash});
    if (!row)
        return std::nullopt;
    AccessToken out;
    out.id = row->integer(0);
    out.user = row->nid<UserNid>(1);
    out.device = row->nid<DeviceNid>(2);
    out.deviceId = row->string(3);
    out.expires = row->findInteger(4);
    out.puppeteer = row->nid<UserNid>(5);
    out.refreshId = row->integer(6);
    out.used = !row->isNull(7);
    return out;
}

std::int64_t addAccess(Transaction &tx, std::string_view hash, const AccessToken &token,
                       Timestamp now) {
    const std::int64_t id = tx.next("access_token");
    const std::optional<std::int64_t> refresh =
        token.refreshId == 0 ? std::nullopt : std::optional(token.refreshId);
    tx.post("INSERT INTO access_token (token_nid, token_hash, user_nid, device_nid, created_ts, "
            "valid_until_ts, refresh_nid, puppets_nid) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            id, Blob{hash}, token.user, token.device, now, token.expires, refresh, token.puppeteer);
    return id;
}

void markUsed(Transaction &tx, std::int64_t accessId, Timestamp when) {
    tx.post("UPDATE access_token SET last_used_ts = $2 WHERE token_nid = $1", accessId, when);
}

void removeOfDevice(Transaction &tx, UserNid user, DeviceNid device) {
    for (const char *table : {"access_token", "refresh_token", "login_token", "openid_token"})
        tx.post(std::string("DELETE FROM ") + table + " WHERE user_nid = $1 AND device_nid = $2",
                user, device);
}

void endDevice(Transaction &tx, UserNid user, DeviceNid device) {
    removeOfDevice(tx, user, device);
    tx.post("DELETE FROM delayed_event WHERE user_nid = $1 AND device_nid = $2", user, device);
}

namespace {

/// What was asked for with an access token that has no device.
void removeAskedFor(Transaction &tx, UserNid user, std::int64_t accessId) {
    for (const char *table : {"login_token", "openid_token", "delayed_event"})
        tx.post(std::string("DELETE FROM ") + table + " WHERE user_nid = $1 AND token_nid = $2",
                user, accessId);
    tx.post("DELETE FROM pusher WHERE user_nid = $1 AND token_nid = $2 AND device_nid IS NULL",
            user, accessId);
}

/// Removes access tokens by a condition, and what was asked for with them. Gives whose they were.
template <class... Args>
std::vector<UserNid> removeWithAskedFor(Transaction &tx, const char *condition,
                                        const Args &...args) {
    std::vector<UserNid> out;
    for (const Row row : tx.query(std::string("DELETE FROM access_token WHERE ") + condition +
                                      " RETURNING user_nid, token_nid",
                                  args...)) {
        out.push_back(row.nid<UserNid>(0));
        removeAskedFor(tx, out.back(), row.integer(1));
    }
    return out;
}

} // namespace

bool isSignedIn(Reader &reader, UserNid user, DeviceNid device, std::int64_t accessId) {
    const auto row = device ? reader.queryOne("SELECT 1 FROM access_token WHERE user_nid = $1 AND "
                                              "device_nid = $2 LIMIT 1",
                                              user, device)
                            : reader.queryOne("SELECT 1 FROM access_token WHERE user_nid = $1 AND "
                                              "token_nid = $2",
                                              user, accessId);
    return row.has_value();
}

void removeAccess(Transaction &tx, std::int64_t id) {
    static_cast<void>(removeWithAskedFor(tx, "token_nid = $1", id));
}

void removeAccessOfRefresh(Transaction &tx, std::int64_t refreshId) {
    tx.post("DELETE FROM access_token WHERE refresh_nid = $1", refreshId);
}

void removePredecessors(Transaction &tx, std::int64_t refreshId) {
    tx.post("DELETE FROM access_token WHERE refresh_nid IN "
            "(SELECT refresh_nid FROM refresh_token WHERE next_nid = $1)",
            refreshId);
    tx.post("DELETE FROM refresh_token WHERE next_nid = $1", refreshId);
}

void removeFamily(Transaction &tx, const RefreshToken &spent) {
    tx.post("DELETE FROM access_token WHERE refresh_nid IN "
            "(SELECT refresh_nid FROM refresh_token WHERE family = $1)",
            spent.family);
    tx.post("DELETE FROM refresh_token WHERE family = $1", spent.family);
    for (const char *table : {"login_token", "openid_token", "delayed_event"})
        tx.post(std::string("DELETE FROM ") + table + " WHERE user_nid = $1 AND device_nid = $2",
                spent.user, spent.device);
}

void removeOfUser(Transaction &tx, UserNid user, DeviceNid keep) {
    tx.post("DELETE FROM access_token WHERE user_nid = $1 AND puppets_nid IS NULL AND "
            "COALESCE(device_nid, -1) <> $2",
            user, keep.value);
    for (const char *table : {"refresh_token", "login_token", "openid_token", "delayed_event"})
        tx.post(std::string("DELETE FROM ") + table +
                    " WHERE user_nid = $1 AND COALESCE(device_nid, -1) <> $2",
                user, keep.value);
}

void removePuppeteersOf(Transaction &tx, UserNid user) {
    static_cast<void>(removeWithAskedFor(tx, "user_nid = $1 AND puppets_nid IS NOT NULL", user));
}

std::vector<UserNid> removePuppetsOf(Transaction &tx, UserNid user) {
    return removeWithAskedFor(tx, "puppets_nid = $1", user);
}

std::optional<RefreshToken> findRefresh(Reader &reader, std::string_view hash) {
    const auto row =
        reader.queryOne(refreshColumns + std::string("WHERE token_hash = $1"), Blob{hash});
    if (!row)
        return std::nullopt;
    return readRefresh(*row);
}

std::int64_t addRefresh(Transaction &tx, std::string_view hash, const RefreshToken &token,
                        Timestamp now) {
    const std::int64_t id = tx.next("refresh_token");
    tx.post("INSERT INTO refresh_token (refresh_nid, token_hash, family, user_nid, device_nid, "
            "created_ts, expires_ts, ultimate_expiry_ts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            id, Blob{hash}, token.family == 0 ? id : token.family, token.user, token.device, now,
            token.expires, token.sessionExpires);
    return id;
}

void setNext(Transaction &tx, std::int64_t refreshId, std::int64_t next, Timestamp when) {
    tx.post("UPDATE refresh_token SET next_nid = $2, used_ts = $3 WHERE refresh_nid = $1",
            refreshId, next, when);
}

void removeRefresh(Transaction &tx, std::int64_t id) {
    tx.post("DELETE FROM refresh_token WHERE refresh_nid = $1", id);
}

bool wasUsed(Reader &reader, std::int64_t refreshId) {
    return reader
        .queryOne("SELECT 1 FROM access_token WHERE refresh_nid = $1 AND last_used_ts IS NOT NULL "
                  "UNION ALL SELECT 1 FROM refresh_token WHERE refresh_nid = $1 AND "
                  "next_nid IS NOT NULL",
                  refreshId)
        .has_value();
}

namespace {

void addToken(Transaction &tx, const char *table, std::string_view hash, UserNid user,
              const Origin &origin, Timestamp expires) {
    std::optional<std::int64_t> access;
    if (!origin.device && origin.accessId != 0)
        access = origin.accessId;
    tx.post(std::string("INSERT INTO ") + table +
                " (token_hash, user_nid, expires_ts, device_nid, token_nid) "
                "VALUES ($1, $2, $3, $4, $5)",
            Blob{hash}, user, expires, origin.device, access);
}

} // namespace

void addLogin(Transaction &tx, std::string_view hash, UserNid user, const Origin &origin,
              Timestamp expires) {
    addToken(tx, "login_token", hash, user, origin, expires);
}

UserNid findLogin(Reader &reader, std::string_view hash, Timestamp now) {
    const auto row = reader.queryOne("SELECT user_nid FROM login_token WHERE token_hash = $1 AND "
                                     "expires_ts > $2 AND used_ts IS NULL",
                                     Blob{hash}, now);
    return row ? row->nid<UserNid>(0) : UserNid{};
}

UserNid takeLogin(Transaction &tx, std::string_view hash, Timestamp now) {
    const UserNid user = findLogin(tx, hash, now);
    if (user)
        tx.post("UPDATE login_token SET used_ts = $2 WHERE token_hash = $1", Blob{hash}, now);
    return user;
}

void addOpenId(Transaction &tx, std::string_view hash, UserNid user, const Origin &origin,
               Timestamp expires, std::int64_t most) {
    tx.post("DELETE FROM openid_token WHERE user_nid = $1 AND token_hash NOT IN (SELECT token_hash "
            "FROM openid_token WHERE user_nid = $1 ORDER BY expires_ts DESC LIMIT $2)",
            user, most - 1);
    addToken(tx, "openid_token", hash, user, origin, expires);
}

UserNid findOpenId(Reader &reader, std::string_view hash, Timestamp now) {
    const auto row = reader.queryOne("SELECT user_nid FROM openid_token WHERE token_hash = $1 AND "
                                     "expires_ts > $2",
                                     Blob{hash}, now);
    return row ? row->nid<UserNid>(0) : UserNid{};
}

void removeExpired(Transaction &tx, Timestamp now) {
    tx.post("DELETE FROM login_token WHERE expires_ts <= $1", now);
    tx.post("DELETE FROM openid_token WHERE expires_ts <= $1", now);
    // One of a device stays with it: its client is told that it has only expired, keeps what it
    // has, and can sign out.
    tx.post("DELETE FROM access_token WHERE valid_until_ts <= $1 AND refresh_nid IS NULL AND "
            "COALESCE(device_nid, 0) = 0",
            now);
}

} // namespace hearth::store::sessions
