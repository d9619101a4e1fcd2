// SPDX-License-Identifier: Apache-2.0
// Aliases and the room directory, as SQL.
#include "server/store/alias_store.hpp"

#include "server/matrix/fold.hpp"
#include "server/store/sql.hpp"

#include <algorithm>
#include <utility>

namespace hearth::store {

std::optional<AliasRow> alias(Reader &reader, std::string_view alias) {
    const auto row = reader.queryOne(
        "SELECT alias, room_nid, creator_nid FROM room_alias WHERE alias = $1", alias);
    if (!row)
        return std::nullopt;
    return AliasRow{row->string(0), row->nid<RoomNid>(1), row->nid<UserNid>(2)};
}

std::vector<std::string> aliasesOf(Reader &reader, RoomNid room) {
    return collect(
        reader.query("SELECT alias FROM room_alias WHERE room_nid = $1 ORDER BY alias", room),
        [](const Row &row) { return row.string(0); });
}

bool insertAlias(Transaction &tx, const AliasRow &row, std::int64_t ts) {
    return tx.exec("INSERT INTO room_alias (alias, room_nid, creator_nid, created_ts) "
                   "VALUES ($1, $2, $3, $4) ON CONFLICT (alias) DO NOTHING",
                   row.alias, row.room, row.creator, ts) == 1;
}

bool deleteAlias(Transaction &tx, const AliasRow &row) {
    return tx.exec("DELETE FROM room_alias WHERE alias = $1 AND room_nid = $2 AND "
                   "COALESCE(creator_nid, 0) = $3",
                   row.alias, row.room, row.creator.value) == 1;
}

void moveAliases(Transaction &tx, RoomNid from, RoomNid to) {
    tx.post("UPDATE room_alias SET room_nid = $2 WHERE room_nid = $1", from, to);
}

namespace {
constexpr std::string_view publicColumns =
    "SELECT r.room_nid, r.room_id, s.name, s.topic, s.canonical_alias, s.avatar, s.room_type, "
    "s.join_rule, s.guest_access, s.history_visibility, s.encryption, r.version, s.joined "
    "FROM room r JOIN room_summary s ON s.room_nid = r.room_nid ";

PublicRow toPublic(const Row &row) {
    PublicRow out;
    out.room = row.nid<RoomNid>(0);
    out.roomId = row.string(1);
    out.name = row.string(2);
    out.topic = row.string(3);
    out.canonicalAlias = row.string(4);
    out.avatar = row.string(5);
    out.roomType = row.string(6);
    out.joinRule = row.string(7);
    out.guestAccess = row.string(8);
    out.historyVisibility = row.string(9);
    out.encryption = row.string(10);
    out.version = row.string(11);
    out.joined = row.integer(12);
    return out;
}

/// Which rooms a query means, its page aside. A published room that nobody can ask to be let into,
/// and whose history nobody but its members may read, is of no use to those who look for one.
template <class Bind>
std::string publicWhere(const PublicQuery &query, const Bind &bind, std::string &pattern) {
    std::string sql;
    if (query.allNetworks)
        sql += "WHERE (r.published = 1 OR EXISTS (SELECT 1 FROM room_network n WHERE "
               "n.room_nid = r.room_nid))";
    else if (query.network.empty())
        sql += "WHERE r.published = 1";
    else
        sql += "JOIN room_network n ON n.room_nid = r.room_nid AND n.appservice = " +
               bind(toValue(query.appservice)) +
               " AND n.network = " + bind(toValue(query.network)) + " WHERE 1 = 1";
    sql += " AND s.joined > 0 AND (r.flags & 1) = 0 AND (s.join_rule IN ('public', 'knock', "
           "'knock_restricted') OR s.history_visibility = 'world_readable')";
    if (!query.search.empty()) {
        pattern = "%" + escapeLike(matrix::foldForSearch(query.search)) + "%";
        const std::string place = bind(toValue(pattern));
        sql += " AND (s.search_name LIKE " + place + " ESCAPE '\\' OR s.search_topic LIKE " +
               place + " ESCAPE '\\')";
    }
    if (query.types) {
        sql += " AND (1 = 0";
        for (const std::string &type : *query.types)
            sql += type.empty() ? std::string(" OR s.room_type IS NULL")
                                : " OR s.room_type = " + bind(toValue(type));
        sql += ")";
    }
    return sql;
}
} // namespace

std::vector<PublicRow> publicRooms(Reader &reader, const PublicQuery &query) {
    std::vector<Value> values;
    const auto bind = [&](Value value) {
        values.emplace_back(value);
        return "$" + std::to_string(values.size());
    };
    std::string pattern;
    std::string sql(publicColumns);
    sql += publicWhere(query, bind, pattern);
    if (query.after) {
        const std::string joined = bind(query.after->first);
        const std::string room = bind(query.after->second);
        sql += " AND (s.joined < " + joined + " OR (s.joined = " + joined + " AND r.room_nid > " +
               room + "))";
    }
    if (query.before) {
        const std::string joined = bind(query.before->first);
        const std::string room = bind(query.before->second);
        sql += " AND (s.joined > " + joined + " OR (s.joined = " + joined + " AND r.room_nid < " +
               room + "))";
    }
    sql += query.before ? " ORDER BY s.joined ASC, r.room_nid DESC LIMIT "
                        : " ORDER BY s.joined DESC, r.room_nid ASC LIMIT ";
    sql += bind(query.limit);
    std::vector<PublicRow> out;
    for (const Row row : reader.queryValues(sql, values))
        out.push_back(toPublic(row));
    if (query.before)
        std::reverse(out.begin(), out.end());
    return out;
}

std::int64_t countPublicRooms(Reader &reader, const PublicQuery &query) {
    std::vector<Value> values;
    std::string pattern;
    const auto bind = [&](Value value) {
        values.emplace_back(value);
        return "$" + std::to_string(values.size());
    };
    const std::string sql =
        "SELECT COUNT(*) FROM room r JOIN room_summary s ON s.room_nid = r.room_nid " +
        publicWhere(query, bind, pattern);
    return reader.queryValues(sql, values).front().integer(0);
}

void setNetworkListing(Transaction &tx, std::string_view appservice, std::string_view network,
                       RoomNid room, bool listed) {
    if (listed)
        tx.post("INSERT INTO room_network (appservice, network, room_nid) VALUES ($1, $2, $3) "
                "ON CONFLICT (appservice, network, room_nid) DO NOTHING",
                appservice, network, room);
    else
        tx.post("DELETE FROM room_network WHERE appservice = $1 AND network = $2 "
                "AND room_nid = $3",
                appservice, network, room);
}

} // namespace hearth::store
