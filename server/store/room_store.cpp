// SPDX-License-Identifier: Apache-2.0
// Rooms and their summaries, as SQL.
#include "server/store/room_store.hpp"

#include "server/matrix/fold.hpp"
#include "server/store/folded_names.hpp"
#include "server/store/sql.hpp"

#include <array>
#include <utility>

namespace hearth::store {
namespace {

constexpr std::string_view listColumns =
    "r.room_nid, r.room_id, r.version, r.creator_nid, r.flags, r.state_group, r.created_ts, "
    "r.published, s.name, s.canonical_alias, s.avatar, s.topic, s.room_type, s.encryption, "
    "s.join_rule, s.guest_access, s.history_visibility, s.successor, s.predecessor, "
    "s.federatable, s.joined, s.invited, s.knocked, s.banned, s.left_count, s.local_joined, "
    "s.state_events, s.bump_gpos";

RoomRow toRoom(const Row &row) {
    RoomRow room;
    room.nid = row.nid<RoomNid>(0);
    room.roomId = row.string(1);
    room.version = row.string(2);
    room.creator = row.nid<UserNid>(3);
    room.flags = row.integer(4);
    room.stateGroup = row.nid<StateGroupNid>(5);
    room.createdTs = row.integer(6);
    room.published = row.boolean(7);
    return room;
}

RoomListRow toListRow(const Row &row) {
    RoomListRow out;
    out.room = toRoom(row);
    SummaryRow &summary = out.summary;
    summary.nid = out.room.nid;
    summary.name = row.string(8);
    summary.canonicalAlias = row.string(9);
    summary.avatar = row.string(10);
    summary.topic = row.string(11);
    summary.roomType = row.string(12);
    summary.encryption = row.string(13);
    summary.joinRule = row.string(14);
    summary.guestAccess = row.string(15);
    summary.historyVisibility = row.string(16);
    summary.successor = row.string(17);
    summary.predecessor = row.string(18);
    summary.federatable = row.boolean(19);
    summary.joined = row.integer(20);
    summary.invited = row.integer(21);
    summary.knocked = row.integer(22);
    summary.banned = row.integer(23);
    summary.left = row.integer(24);
    summary.localJoined = row.integer(25);
    summary.stateEvents = row.integer(26);
    summary.bump = row.position(27);
    return out;
}

Value orNull(const std::string &text) {
    return text.empty() ? Value(nullptr) : toValue(text);
}

} // namespace

std::vector<RoomRow> rooms(Reader &reader, std::span<const RoomNid> nids) {
    std::vector<Value> values;
    const std::string list = bindList(values, nids);
    return collect(reader.queryValues("SELECT room_nid, room_id, version, creator_nid, flags, "
                                      "state_group, created_ts, published FROM room "
                                      "WHERE room_nid IN (" +
                                          list + ")",
                                      values),
                   toRoom);
}

std::optional<RoomRow> room(Reader &reader, RoomNid nid) {
    const std::array<RoomNid, 1> one{nid};
    std::vector<RoomRow> rows = rooms(reader, one);
    if (rows.empty())
        return std::nullopt;
    return std::move(rows.front());
}

void createRoom(Transaction &tx, const RoomRow &row) {
    tx.nameRoom(row.nid, row.roomId);
    tx.insert("INSERT INTO room (room_nid, room_id, version, creator_nid, created_ts, published, "
              "state_group)",
              row.nid, row.roomId, row.version, row.creator, row.createdTs, row.published,
              row.stateGroup);
}

void setStateGroup(Transaction &tx, RoomNid nid, StateGroupNid group) {
    tx.post("UPDATE room SET state_group = $2 WHERE room_nid = $1", nid, group);
}

void setPublished(Transaction &tx, RoomNid nid, bool published) {
    tx.post("UPDATE room SET published = $2 WHERE room_nid = $1", nid, published);
}

void markDeleted(Transaction &tx, RoomNid nid) {
    tx.post("UPDATE room SET flags = flags | 1, published = 0 WHERE room_nid = $1", nid);
}

std::int64_t recountMembers(Transaction &tx, std::int64_t &last, std::int64_t limit) {
    const auto rows = tx.query("SELECT room_nid FROM room_summary WHERE room_nid > $1 ORDER BY "
                               "room_nid LIMIT $2",
                               last, limit);
    std::int64_t count = 0;
    std::int64_t newest = last;
    for (const auto row : rows) {
        newest = row.integer(0);
        ++count;
    }
    const std::string members = "(SELECT COUNT(*) FROM member m WHERE m.room_nid = "
                                "room_summary.room_nid AND m.membership = ";
    tx.exec("UPDATE room_summary SET invited = " + members + "1), knocked = " + members +
                "2), joined = " + members + "3), banned = " + members +
                "4), local_joined = " + members +
                "3 AND m.user_nid IN (SELECT user_nid FROM account)) WHERE room_nid > $1 AND "
                "room_nid <= $2",
            last, newest);
    last = newest;
    return count;
}

namespace {
const std::string summaryInsert =
    "INSERT INTO room_summary (room_nid, name, canonical_alias, avatar, topic, room_type, "
    "encryption, join_rule, guest_access, history_visibility, successor, predecessor, "
    "federatable, joined, invited, knocked, banned, left_count, local_joined, state_events, "
    "bump_gpos, search_name, search_topic)";
constexpr std::size_t summaryColumns = 23;

/// The values name the texts, so the folded ones are the caller's.
std::vector<Value> summaryValues(const SummaryRow &row, const std::string &foldedName,
                                 const std::string &foldedTopic) {
    return {toValue(row.nid),
            orNull(row.name),
            orNull(row.canonicalAlias),
            orNull(row.avatar),
            orNull(row.topic),
            orNull(row.roomType),
            orNull(row.encryption),
            orNull(row.joinRule),
            orNull(row.guestAccess),
            orNull(row.historyVisibility),
            orNull(row.successor),
            orNull(row.predecessor),
            toValue(row.federatable),
            row.joined,
            row.invited,
            row.knocked,
            row.banned,
            row.left,
            row.localJoined,
            row.stateEvents,
            toValue(row.bump),
            orNull(foldedName),
            orNull(foldedTopic)};
}
} // namespace

void writeSummary(Transaction &tx, const SummaryRow &row, bool newRoom) {
    const std::string foldedName = searchName(row.name, row.canonicalAlias);
    const std::string foldedTopic = matrix::foldForSearch(row.topic);
    const std::vector<Value> values = summaryValues(row, foldedName, foldedTopic);
    if (newRoom) {
        tx.insertRows(summaryInsert, summaryColumns, values);
        return;
    }
    static const std::string upsert =
        summaryInsert + " VALUES (" + placeholders(1, summaryColumns) +
        ") ON CONFLICT (room_nid) DO UPDATE SET "
        "name = excluded.name, canonical_alias = excluded.canonical_alias, "
        "avatar = excluded.avatar, topic = excluded.topic, room_type = excluded.room_type, "
        "encryption = excluded.encryption, join_rule = excluded.join_rule, "
        "guest_access = excluded.guest_access, "
        "history_visibility = excluded.history_visibility, successor = excluded.successor, "
        "predecessor = excluded.predecessor, federatable = excluded.federatable, "
        "joined = excluded.joined, invited = excluded.invited, knocked = excluded.knocked, "
        "banned = excluded.banned, left_count = excluded.left_count, "
        "local_joined = excluded.local_joined, state_events = excluded.state_events, "
        "bump_gpos = excluded.bump_gpos, search_name = excluded.search_name, "
        "search_topic = excluded.search_topic";
    tx.postValues(upsert, values);
}

bool isBlocked(Reader &reader, std::string_view roomId) {
    return blockedBy(reader, roomId).has_value();
}

std::optional<UserNid> blockedBy(Reader &reader, std::string_view roomId) {
    const auto row =
        reader.queryOne("SELECT blocked_by FROM blocked_room WHERE room_id = $1", roomId);
    if (!row)
        return std::nullopt;
    return row->nid<UserNid>(0);
}

void block(Transaction &tx, std::string_view roomId, UserNid by, std::int64_t ts) {
    tx.post("INSERT INTO blocked_room (room_id, blocked_by, blocked_ts) VALUES ($1, $2, $3) "
            "ON CONFLICT (room_id) DO NOTHING",
            roomId, by, ts);
}

void unblock(Transaction &tx, std::string_view roomId) {
    tx.post("DELETE FROM blocked_room WHERE room_id = $1", roomId);
}

namespace {
/// Only names of this table reach the SQL text.
std::string_view orderColumn(std::string_view name) {
    struct Column {
        std::string_view name, sql;
    };
    static constexpr std::array<Column, 14> columns{{
        {"alphabetical", "s.name"},
        {"name", "s.name"},
        {"size", "s.joined"},
        {"joined_members", "s.joined"},
        {"canonical_alias", "s.canonical_alias"},
        {"joined_local_members", "s.local_joined"},
        {"version", "r.version"},
        {"creator", "u.mxid"},
        {"encryption", "s.encryption"},
        {"federatable", "s.federatable"},
        {"public", "r.published"},
        {"join_rules", "s.join_rule"},
        {"guest_access", "s.guest_access"},
        {"history_visibility", "s.history_visibility"},
    }};
    if (name == "state_events")
        return "s.state_events";
    for (const Column &column : columns)
        if (column.name == name)
            return column.sql;
    return "s.name";
}
} // namespace

RoomListPage listRooms(Reader &reader, const RoomListQuery &query) {
    std::string where = " FROM room r JOIN room_summary s ON s.room_nid = r.room_nid "
                        "LEFT JOIN users u ON u.user_nid = r.creator_nid "
                        "WHERE r.version IS NOT NULL AND (r.flags & 1) = 0";
    std::vector<Value> values;
    std::array<std::string, 4> patterns;
    if (!query.search.empty()) {
        // The name and the alias, a line each (searchName). The server in the alias is the same for
        // all rooms: it is found only with all of its alias.
        const std::string term = escapeLike(matrix::foldForSearch(query.search));
        patterns = {"%" + term + "%", "%" + term + "%\n#%", "%\n%" + term + "%:%", "%\n" + term};
        values.emplace_back(toValue(query.search));
        for (const std::string &pattern : patterns)
            values.emplace_back(toValue(pattern));
        where += " AND (r.room_id = $1 OR (s.canonical_alias IS NULL AND s.search_name LIKE $2 "
                 "ESCAPE '\\') OR s.search_name LIKE $3 ESCAPE '\\' OR s.search_name LIKE $4 "
                 "ESCAPE '\\' OR s.search_name LIKE $5 ESCAPE '\\')";
    }
    if (query.published)
        where += *query.published ? " AND r.published = 1" : " AND r.published = 0";
    if (query.empty)
        where += *query.empty ? " AND s.joined = 0" : " AND s.joined > 0";

    RoomListPage page;
    page.total = reader.queryValues("SELECT COUNT(*)" + where, values).front().integer(0);
    // Synapse's habit: sizes count downwards unless turned round.
    const bool sizes = query.orderBy == "size" || query.orderBy == "joined_members" ||
                       query.orderBy == "joined_local_members" || query.orderBy == "version" ||
                       query.orderBy == "state_events";
    const bool descending = sizes != query.backwards;
    const std::string column(orderColumn(query.orderBy));
    std::string sql = "SELECT " + std::string(listColumns) + where + " ORDER BY " + column +
                      " IS NULL, " + column + (descending ? " DESC" : " ASC") + ", r.room_id" +
                      (query.backwards ? " DESC" : " ASC");
    const std::size_t next = values.size() + 1;
    sql += " LIMIT $" + std::to_string(next) + " OFFSET $" + std::to_string(next + 1);
    values.emplace_back(query.limit);
    values.emplace_back(query.from);
    for (const Row row : reader.queryValues(sql, values))
        page.rows.push_back(toListRow(row));
    return page;
}

std::optional<RoomListRow> roomDetails(Reader &reader, RoomNid nid) {
    const auto row = reader.queryOne("SELECT " + std::string(listColumns) +
                                         " FROM room r JOIN room_summary s ON s.room_nid = "
                                         "r.room_nid WHERE r.room_nid = $1",
                                     nid);
    if (!row)
        return std::nullopt;
    return toListRow(*row);
}

} // namespace hearth::store
