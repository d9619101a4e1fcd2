// SPDX-License-Identifier: Apache-2.0
// See account_store.hpp. Table account; display_name and avatar there are copies for lists.
#include "server/store/account_store.hpp"

#include "server/matrix/fold.hpp"
#include "server/store/folded_names.hpp"
#include "server/store/sql.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hearth::store::accounts {
namespace {

constexpr std::string_view columns =
    "a.user_nid, u.mxid, a.password_hash, a.created_ts, a.guest, a.admin, a.deactivated, a.erased, "
    "a.locked, a.suspended, a.shadow_banned, a.approved, a.user_type, a.appservice, "
    "a.consent_version, o.messages_per_second, o.burst_count";
constexpr std::size_t columnCount = 17;
constexpr std::string_view tables = " FROM account a JOIN users u ON u.user_nid = a.user_nid "
                                    "LEFT JOIN ratelimit_override o ON o.user_nid = a.user_nid ";

constexpr std::string_view deviceCount =
    "(SELECT COUNT(*) FROM device d WHERE d.user_nid = a.user_nid AND d.hidden = 0)";
constexpr std::string_view mediaLength =
    "(SELECT COALESCE(SUM(m.size_bytes), 0) FROM media m WHERE m.user_nid = a.user_nid "
    "AND m.state = 1 AND m.kind = 0)";

Account read(const Row &row) {
    Account out;
    out.nid = row.nid<UserNid>(0);
    out.userId = row.string(1);
    out.passwordHash = row.string(2);
    out.created = row.integer(3);
    out.guest = row.boolean(4);
    out.admin = row.boolean(5);
    out.deactivated = row.boolean(6);
    out.erased = row.boolean(7);
    out.locked = row.boolean(8);
    out.suspended = row.boolean(9);
    out.shadowBanned = row.boolean(10);
    out.approved = row.boolean(11);
    out.userType = row.string(12);
    out.appservice = row.string(13);
    out.consentVersion = row.string(14);
    if (!row.isNull(15))
        out.rateOverride = RateOverride{row.integer(15), row.integer(16)};
    return out;
}

std::optional<std::string_view> orNull(const std::string &text) {
    if (text.empty())
        return std::nullopt;
    return std::string_view(text);
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

/// For LIKE … ESCAPE '!'.
std::string containing(const std::string &text) {
    if (text.empty())
        return {};
    std::string out = "%";
    for (const char c : matrix::foldForSearch(text)) {
        if (c == '%' || c == '_' || c == '!')
            out += '!';
        out += c;
    }
    return out + "%";
}

std::string_view orderColumn(const std::string &name) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> known{{
        {"name", "a.localpart"},
        {"is_guest", "a.guest"},
        {"admin", "a.admin"},
        {"user_type", "COALESCE(a.user_type, '')"},
        {"deactivated", "a.deactivated"},
        {"shadow_banned", "a.shadow_banned"},
        {"displayname", "COALESCE(a.display_name, '')"},
        {"avatar_url", "COALESCE(a.avatar, '')"},
        {"creation_ts", "a.created_ts"},
        {"last_seen_ts", "COALESCE(a.last_seen_ts, 0)"},
        {"locked", "a.locked"},
        {"device_count", deviceCount},
        {"media_length", mediaLength},
    }};
    for (const auto &[key, column] : known)
        if (key == name)
            return column;
    return "a.localpart";
}

std::int64_t choice(const std::optional<bool> &wanted) {
    return wanted ? (*wanted ? 1 : 0) : -1;
}

std::string exceptTypes(const std::vector<std::string> &types) {
    std::string out = "|";
    for (const auto &type : types)
        out += type + "|";
    return out;
}

constexpr std::string_view filterSql =
    "WHERE (CAST($1 AS BIGINT) < 0 OR a.guest = $1)"
    " AND (CAST($2 AS BIGINT) < 0 OR a.deactivated = $2)"
    " AND (CAST($3 AS BIGINT) < 0 OR a.locked = $3)"
    " AND (CAST($4 AS BIGINT) < 0 OR a.admin = $4)"
    " AND (CAST($5 AS BIGINT) < 0 OR a.approved = $5)"
    " AND (CAST($6 AS TEXT) = '' OR lower(u.mxid) LIKE $6 ESCAPE '!')"
    " AND (CAST($7 AS TEXT) = '' OR a.search_name LIKE $7 ESCAPE '!')"
    " AND (CAST($8 AS TEXT) = '|' OR $8 NOT LIKE '%|' || COALESCE(a.user_type, '') || '|%')";

} // namespace

std::optional<Account> find(Reader &reader, UserNid user) {
    const auto row = reader.queryOne(
        "SELECT " + std::string(columns) + std::string(tables) + "WHERE a.user_nid = $1", user);
    if (!row)
        return std::nullopt;
    return read(*row);
}

std::vector<std::string> findIgnoringCase(Reader &reader, std::string_view userId) {
    std::vector<std::string> out;
    const auto colon = userId.find(':');
    if (userId.empty() || colon == std::string_view::npos)
        return out;
    const std::string localpart = lower(std::string(userId.substr(1, colon - 1)));
    for (const auto row : reader.query("SELECT u.mxid FROM account a JOIN users u ON u.user_nid = "
                                       "a.user_nid WHERE lower(a.localpart) = $1",
                                       localpart))
        out.push_back(row.string(0));
    return out;
}

bool create(Transaction &tx, const Account &account) {
    const auto colon = account.userId.find(':');
    const std::string localpart = account.userId.substr(1, colon - 1);
    return tx.exec("INSERT INTO account (user_nid, localpart, password_hash, created_ts, admin, "
                   "guest, deactivated, locked, suspended, shadow_banned, erased, approved, "
                   "user_type, appservice, consent_version, search_name) VALUES ($1, $2, $3, $4, "
                   "$5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING",
                   account.nid, localpart, orNull(account.passwordHash), account.created,
                   account.admin, account.guest, account.deactivated, account.locked,
                   account.suspended, account.shadowBanned, account.erased, account.approved,
                   orNull(account.userType), orNull(account.appservice),
                   orNull(account.consentVersion), searchName(localpart, {})) == 1;
}

void update(Transaction &tx, const Account &account) {
    tx.post("UPDATE account SET password_hash = $2, admin = $3, guest = $4, deactivated = $5, "
            "locked = $6, suspended = $7, shadow_banned = $8, erased = $9, approved = $10, "
            "user_type = $11, appservice = $12, consent_version = $13 WHERE user_nid = $1",
            account.nid, orNull(account.passwordHash), account.admin, account.guest,
            account.deactivated, account.locked, account.suspended, account.shadowBanned,
            account.erased, account.approved, orNull(account.userType), orNull(account.appservice),
            orNull(account.consentVersion));
}

std::optional<Timestamp> lastSeen(Reader &reader, UserNid user) {
    const auto row = reader.queryOne("SELECT last_seen_ts FROM account WHERE user_nid = $1", user);
    return row ? row->findInteger(0) : std::nullopt;
}

std::int64_t count(Reader &reader) {
    return reader.queryOne("SELECT COUNT(*) FROM account WHERE deactivated = 0")->integer(0);
}

std::int64_t countSeenSince(Reader &reader, Timestamp since) {
    return reader
        .queryOne("SELECT COUNT(*) FROM account WHERE last_seen_ts >= $1 AND deactivated = 0",
                  since)
        ->integer(0);
}

std::vector<UserNid> deactivatedInRooms(Reader &reader) {
    // Invited, knocking or joined.
    return collectNids<UserNid>(
        reader.query("SELECT user_nid FROM account WHERE deactivated <> 0 AND EXISTS "
                     "(SELECT 1 FROM member WHERE member.user_nid = account.user_nid AND "
                     "membership IN (1, 2, 3))"));
}

std::vector<UserNid> after(Reader &reader, UserNid last, std::int64_t limit) {
    std::vector<UserNid> out;
    for (const auto row : reader.query("SELECT user_nid FROM account WHERE user_nid > $1 ORDER BY "
                                       "user_nid LIMIT $2",
                                       last.value, limit))
        out.push_back(row.nid<UserNid>(0));
    return out;
}

std::vector<ListedAccount> list(Reader &reader, const AccountFilter &filter, std::int64_t &total) {
    const std::int64_t guests = choice(filter.guests);
    const std::int64_t deactivated = choice(filter.deactivated);
    const std::int64_t locked = choice(filter.locked);
    const std::int64_t admins = choice(filter.admins);
    const std::int64_t approved = choice(filter.approved);
    const std::string userId = containing(filter.userId);
    const std::string name = containing(filter.name);
    const std::string types = exceptTypes(filter.notUserTypes);
    const std::string where = std::string(tables) + std::string(filterSql);
    total = reader
                .queryOne("SELECT COUNT(*)" + where, guests, deactivated, locked, admins, approved,
                          userId, name, types)
                ->integer(0);
    const std::string direction = filter.descending ? " DESC" : " ASC";
    const std::string figures =
        filter.figures ? ", " + std::string(deviceCount) + ", " + std::string(mediaLength)
                       : ", 0, 0";
    std::string sql = "SELECT " + std::string(columns) +
                      ", a.display_name, a.avatar, a.last_seen_ts" + figures + where +
                      " ORDER BY " + std::string(orderColumn(filter.orderBy)) + direction;
    if (filter.orderBy != "name")
        sql += ", a.localpart ASC";
    sql += " LIMIT $9 OFFSET $10";
    std::vector<ListedAccount> out;
    for (const auto row : reader.query(sql, guests, deactivated, locked, admins, approved, userId,
                                       name, types, filter.limit, filter.from))
        out.push_back({read(row), row.findString(columnCount), row.findString(columnCount + 1),
                       row.findInteger(columnCount + 2), row.integer(columnCount + 3),
                       row.integer(columnCount + 4)});
    return out;
}

std::vector<Threepid> threepids(Reader &reader, UserNid user) {
    std::vector<Threepid> out;
    for (const auto row :
         reader.query("SELECT medium, address, validated_ts, added_ts FROM threepid WHERE "
                      "user_nid = $1 ORDER BY added_ts, medium, address",
                      user))
        out.push_back({row.string(0), row.string(1), row.integer(2), row.integer(3)});
    return out;
}

UserNid findByThreepid(Reader &reader, std::string_view medium, std::string_view address) {
    const auto row = reader.queryOne(
        "SELECT user_nid FROM threepid WHERE medium = $1 AND address = $2", medium, address);
    return row ? row->nid<UserNid>(0) : UserNid{};
}

void addThreepid(Transaction &tx, UserNid user, const Threepid &threepid) {
    tx.post("INSERT INTO threepid (medium, address, user_nid, validated_ts, added_ts) "
            "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (medium, address) DO UPDATE SET "
            "user_nid = $3, validated_ts = $4, added_ts = $5",
            threepid.medium, threepid.address, user, threepid.validated, threepid.added);
}

bool removeThreepid(Transaction &tx, UserNid user, std::string_view medium,
                    std::string_view address) {
    return tx.exec("DELETE FROM threepid WHERE user_nid = $1 AND medium = $2 AND address = $3",
                   user, medium, address) > 0;
}

std::vector<ExternalId> externalIds(Reader &reader, UserNid user) {
    std::vector<ExternalId> out;
    for (const auto row : reader.query("SELECT auth_provider, external_id FROM external_id WHERE "
                                       "user_nid = $1 ORDER BY auth_provider, external_id",
                                       user))
        out.push_back({row.string(0), row.string(1)});
    return out;
}

UserNid findByExternalId(Reader &reader, std::string_view provider, std::string_view id) {
    const auto row = reader.queryOne(
        "SELECT user_nid FROM external_id WHERE auth_provider = $1 AND external_id = $2", provider,
        id);
    return row ? row->nid<UserNid>(0) : UserNid{};
}

void setExternalIds(Transaction &tx, UserNid user, const std::vector<ExternalId> &ids) {
    tx.post("DELETE FROM external_id WHERE user_nid = $1", user);
    for (const auto &id : ids)
        tx.post("INSERT INTO external_id (auth_provider, external_id, user_nid) VALUES "
                "($1, $2, $3)",
                id.provider, id.id, user);
}

void setRateOverride(Transaction &tx, UserNid user, const std::optional<RateOverride> &value) {
    tx.post("DELETE FROM ratelimit_override WHERE user_nid = $1", user);
    if (value)
        tx.post("INSERT INTO ratelimit_override (user_nid, messages_per_second, burst_count) "
                "VALUES ($1, $2, $3)",
                user, value->messagesPerSecond, value->burstCount);
}

} // namespace hearth::store::accounts
