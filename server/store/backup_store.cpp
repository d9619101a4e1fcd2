// SPDX-License-Identifier: Apache-2.0
// See backup_store.hpp.
#include "server/store/backup_store.hpp"

#include "server/store/sql.hpp"

namespace hearth::store::backups {
namespace {

constexpr const char *columns =
    "SELECT version, algorithm, auth_data, etag, key_count FROM backup_version ";

std::optional<BackupVersion> read(const std::optional<Row> &row) {
    if (!row)
        return std::nullopt;
    return BackupVersion{row->integer(0), row->string(1), row->string(2), row->integer(3),
                         row->integer(4)};
}

constexpr const char *which = " WHERE user_nid = $1 AND version = $2 AND (CAST($3 AS TEXT) = '' "
                              "OR room_id = $3) AND (CAST($4 AS TEXT) = '' OR session_id = $4)";

constexpr const char *keyColumns =
    "SELECT room_id, session_id, first_message_index, forwarded_count, is_verified, session_data "
    "FROM backup_key";

BackupKey readKey(const Row &row) {
    return {row.string(0),  row.string(1),  row.integer(2),
            row.integer(3), row.boolean(4), row.string(5)};
}

} // namespace

std::optional<BackupVersion> latest(Reader &reader, UserNid user) {
    return read(reader.queryOne(columns + std::string("WHERE user_nid = $1 AND deleted = 0 "
                                                      "ORDER BY version DESC LIMIT 1"),
                                user));
}

std::optional<BackupVersion> find(Reader &reader, UserNid user, std::int64_t version) {
    return read(reader.queryOne(
        columns + std::string("WHERE user_nid = $1 AND version = $2 AND deleted = 0"), user,
        version));
}

std::int64_t create(Transaction &tx, UserNid user, std::string_view algorithm,
                    std::string_view authData) {
    const auto row = tx.queryOne(
        "SELECT COALESCE(MAX(version), 0) + 1 FROM backup_version WHERE user_nid = $1", user);
    const std::int64_t version = row->integer(0);
    tx.post("INSERT INTO backup_version (user_nid, version, algorithm, auth_data) VALUES "
            "($1, $2, $3, $4)",
            user, version, algorithm, authData);
    return version;
}

void setAuthData(Transaction &tx, UserNid user, std::int64_t version, std::string_view authData) {
    tx.post("UPDATE backup_version SET auth_data = $3 WHERE user_nid = $1 AND version = $2", user,
            version, authData);
}

void remove(Transaction &tx, UserNid user, std::int64_t version) {
    tx.post("UPDATE backup_version SET deleted = 1 WHERE user_nid = $1 AND version = $2", user,
            version);
    tx.post("DELETE FROM backup_key WHERE user_nid = $1 AND version = $2", user, version);
}

BackupVersion touch(Transaction &tx, UserNid user, std::int64_t version) {
    const auto counted = tx.queryOne(
        "SELECT COUNT(*) FROM backup_key WHERE user_nid = $1 AND version = $2", user, version);
    tx.post("UPDATE backup_version SET etag = etag + 1, key_count = $3 WHERE user_nid = $1 AND "
            "version = $2",
            user, version, counted->integer(0));
    return *find(tx, user, version);
}

std::vector<BackupKey> list(Reader &reader, UserNid user, std::int64_t version,
                            std::string_view room, std::string_view session) {
    return collect(reader.query(keyColumns + std::string(which) + " ORDER BY room_id, session_id",
                                user, version, room, session),
                   readKey);
}

std::vector<BackupKey> listAfter(Reader &reader, UserNid user, std::int64_t version,
                                 std::string_view room, std::string_view session,
                                 std::int64_t limit) {
    return collect(
        reader.query(keyColumns + std::string(" WHERE user_nid = $1 AND version = $2 AND "
                                              "(room_id, session_id) > ($3, $4) "
                                              "ORDER BY room_id, session_id LIMIT $5"),
                     user, version, room, session, limit),
        readKey);
}

std::int64_t bytesOf(Reader &reader, UserNid user) {
    const auto row = reader.queryOne("SELECT COALESCE(SUM(LENGTH(room_id) + LENGTH(session_id) + "
                                     "LENGTH(session_data)), 0) FROM backup_key "
                                     "WHERE user_nid = $1",
                                     user);
    return row ? row->integer(0) : 0;
}

void put(Transaction &tx, UserNid user, std::int64_t version, const BackupKey &key) {
    tx.post("INSERT INTO backup_key (user_nid, version, room_id, session_id, first_message_index, "
            "forwarded_count, is_verified, session_data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
            "ON CONFLICT (user_nid, version, room_id, session_id) DO UPDATE SET "
            "first_message_index = $5, forwarded_count = $6, is_verified = $7, session_data = $8",
            user, version, key.roomId, key.sessionId, key.firstMessageIndex, key.forwardedCount,
            key.isVerified, key.sessionData);
}

std::int64_t erase(Transaction &tx, UserNid user, std::int64_t version, std::string_view room,
                   std::string_view session) {
    return tx.exec("DELETE FROM backup_key" + std::string(which), user, version, room, session);
}

} // namespace hearth::store::backups
