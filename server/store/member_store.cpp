// SPDX-License-Identifier: Apache-2.0
// Memberships, as SQL.
#include "server/store/member_store.hpp"

#include "server/store/sql.hpp"

namespace hearth::store {

namespace {
constexpr std::string_view memberInsert =
    "INSERT INTO member (room_nid, user_nid, membership, event_nid, sender_nid, gpos, join_gpos, "
    "display_name, avatar, stripped)";
constexpr std::size_t memberInsertColumns = 10;

std::vector<Value> memberValues(const MemberRow &row) {
    const auto orNull = [](const std::string &text) {
        return text.empty() ? Value(nullptr) : toValue(text);
    };
    const bool joined = row.membership == MemberState::Join;
    return {toValue(row.room),
            toValue(row.user),
            static_cast<std::int64_t>(row.membership),
            toValue(row.event),
            toValue(row.sender.value),
            toValue(row.pos),
            joined ? row.pos.value : std::int64_t{0},
            orNull(row.displayName),
            orNull(row.avatarUrl),
            toValue(row.stripped)};
}
} // namespace

void insertMembers(Transaction &tx, std::span<const MemberRow> rows) {
    for (const MemberRow &row : rows)
        tx.insertRows(memberInsert, memberInsertColumns, memberValues(row));
}

void writeMember(Transaction &tx, const MemberRow &row) {
    static const std::string upsert =
        std::string(memberInsert) + " VALUES (" + placeholders(1, memberInsertColumns) +
        ") "
        "ON CONFLICT (room_nid, user_nid) DO UPDATE SET membership = excluded.membership, "
        "event_nid = excluded.event_nid, sender_nid = excluded.sender_nid, gpos = excluded.gpos, "
        "join_gpos = CASE WHEN excluded.membership = 3 AND member.membership = 3 "
        "THEN member.join_gpos ELSE excluded.join_gpos END, "
        "forgotten = CASE WHEN excluded.membership IN (0, 4) AND member.membership IN (0, 4) "
        "THEN member.forgotten ELSE 0 END, "
        "display_name = excluded.display_name, avatar = excluded.avatar, "
        "stripped = excluded.stripped";
    tx.postValues(upsert, memberValues(row));
}

void removeMember(Transaction &tx, RoomNid room, UserNid user) {
    tx.post("DELETE FROM member WHERE room_nid = $1 AND user_nid = $2", room, user);
}

namespace {
constexpr std::string_view memberColumns =
    "SELECT m.room_nid, m.user_nid, u.mxid, m.membership, m.event_nid, m.sender_nid, m.gpos, "
    "m.forgotten, m.display_name, m.avatar FROM member m JOIN users u ON u.user_nid = m.user_nid ";

MemberRow toMember(const Row &row) {
    MemberRow member;
    member.room = row.nid<RoomNid>(0);
    member.user = row.nid<UserNid>(1);
    member.userId = row.string(2);
    member.membership = static_cast<MemberState>(row.integer(3));
    member.event = row.nid<EventNid>(4);
    member.sender = row.nid<UserNid>(5);
    member.pos = row.position(6);
    member.forgotten = row.boolean(7);
    member.displayName = row.string(8);
    member.avatarUrl = row.string(9);
    return member;
}
} // namespace

std::vector<MemberRow> membersOfRooms(Reader &reader, std::span<const RoomNid> rooms) {
    std::vector<Value> values;
    const std::string list = bindList(values, rooms);
    return collect(reader.queryValues(std::string(memberColumns) + "WHERE m.room_nid IN (" + list +
                                          ") AND m.out_of_band = 0",
                                      values),
                   toMember);
}

std::vector<MemberRow> roomsOfUser(Reader &reader, UserNid user) {
    return collect(
        reader.query(std::string(memberColumns) + "WHERE m.user_nid = $1 ORDER BY m.room_nid",
                     user),
        toMember);
}

std::vector<MemberRow> guestsInRoom(Reader &reader, RoomNid room) {
    return collect(reader.query(std::string(memberColumns) +
                                    "JOIN account a ON a.user_nid = m.user_nid AND a.guest = 1 "
                                    "WHERE m.room_nid = $1 AND m.membership IN (1, 3)",
                                room),
                   toMember);
}

std::vector<std::pair<std::string, std::string>> roomAccountData(Reader &reader, UserNid user,
                                                                 RoomNid room) {
    return collect(reader.query("SELECT type, body FROM account_data WHERE user_nid = $1 "
                                "AND room_nid = $2 AND body IS NOT NULL",
                                user, room),
                   [](const Row &row) {
                       return std::pair<std::string, std::string>(row.string(0), row.string(1));
                   });
}

std::int64_t devicesInRoom(Reader &reader, RoomNid room) {
    return reader
        .query("SELECT COUNT(*) FROM member m JOIN device d ON d.user_nid = m.user_nid "
               "WHERE m.room_nid = $1 AND m.membership = 3 AND d.hidden = 0",
               room)
        .front()
        .integer(0);
}

bool forgottenByAll(Reader &reader, RoomNid room) {
    return !reader
                .queryOne("SELECT 1 FROM member m JOIN account a ON a.user_nid = m.user_nid "
                          "WHERE m.room_nid = $1 AND m.forgotten = 0 LIMIT 1",
                          room)
                .has_value();
}

std::vector<UserNid> erasedUsers(Reader &reader) {
    return collectNids<UserNid>(reader.query("SELECT user_nid FROM account WHERE erased = 1"));
}

bool hasAccount(Reader &reader, UserNid user) {
    return reader.queryOne("SELECT 1 FROM account WHERE user_nid = $1", user).has_value();
}

void clearMemberProfile(Transaction &tx, RoomNid room, EventNid event) {
    tx.post("UPDATE member SET display_name = NULL, avatar = NULL WHERE room_nid = $1 "
            "AND event_nid = $2",
            room, event);
}

void setForgotten(Transaction &tx, RoomNid room, UserNid user) {
    tx.post("UPDATE member SET forgotten = 1 WHERE room_nid = $1 AND user_nid = $2", room, user);
}

} // namespace hearth::store
