// SPDX-License-Identifier: Apache-2.0
// Reads and small writes of /sync over several tables.
#include "server/store/sync_store.hpp"

#include "server/store/sql.hpp"

#include <algorithm>
#include <unordered_map>

namespace hearth::store::sync {

std::vector<RoomNid> roomsWithEventsAfter(Reader &reader, UserNid user, Position after) {
    return collectNids<RoomNid>(
        reader.query("SELECT m.room_nid FROM member m WHERE m.user_nid = $1 AND EXISTS"
                     " (SELECT 1 FROM event e WHERE e.room_nid = m.room_nid AND e.gpos > $2)",
                     user, after));
}

Position lastBump(Reader &reader, RoomNid room, Position upTo) {
    const auto row = reader.queryOne(
        "SELECT e.gpos FROM event e JOIN event_type t ON t.type_nid = e.type_nid"
        " WHERE e.room_nid = $1 AND e.gpos <= $2 AND t.type IN ('m.room.create', 'm.room.message',"
        " 'm.room.encrypted', 'm.sticker', 'm.call.invite', 'm.poll.start', 'm.beacon_info',"
        " 'org.matrix.msc3381.poll.start') ORDER BY e.gpos DESC LIMIT 1",
        room, upTo);
    return row ? row->position(0) : Position{};
}

Position joinPosition(Reader &reader, RoomNid room, UserNid user) {
    const auto row = reader.queryOne(
        "SELECT join_gpos FROM member WHERE room_nid = $1 AND user_nid = $2", room, user);
    return row ? row->position(0) : Position{};
}

std::string strippedState(Reader &reader, RoomNid room, UserNid user) {
    const auto row = reader.queryOne(
        "SELECT stripped FROM member WHERE room_nid = $1 AND user_nid = $2", room, user);
    return row ? row->string(0) : std::string();
}

std::vector<std::pair<UserNid, Position>> deviceListChanges(Reader &reader, UserNid viewer,
                                                            Position after, Position upTo) {
    return collect(reader.query("SELECT user_nid, MAX(gpos) FROM device_change"
                                " WHERE gpos > $1 AND gpos <= $2 AND (only_for IS NULL OR"
                                " only_for = $3) GROUP BY user_nid",
                                after, upTo, viewer.value),
                   [](const Row &row) {
                       return std::pair<UserNid, Position>(row.nid<UserNid>(0), row.position(1));
                   });
}

Position newestToDevice(Reader &reader, DeviceNid device) {
    const auto row = reader.queryOne("SELECT gpos FROM to_device WHERE device_nid = $1"
                                     " ORDER BY gpos DESC LIMIT 1",
                                     device);
    return row ? row->position(0) : Position{};
}

void deleteToDevice(Transaction &tx, DeviceNid device, Position upTo) {
    tx.post("DELETE FROM to_device WHERE device_nid = $1 AND gpos <= $2", device, upTo);
}

KeyCounts keyCounts(Reader &reader, DeviceNid device) {
    KeyCounts out;
    for (const Row row : reader.query("SELECT algorithm, COUNT(*) FROM one_time_key"
                                      " WHERE device_nid = $1 GROUP BY algorithm",
                                      device))
        out.oneTime[row.string(0)] = row.integer(1);
    for (const Row row : reader.query("SELECT algorithm FROM fallback_key WHERE device_nid = $1"
                                      " AND used = 0 ORDER BY algorithm",
                                      device))
        out.unusedFallback.push_back(row.string(0));
    return out;
}

std::vector<EventNid> othersEvents(Reader &reader, RoomNid room, UserNid user, Position after,
                                   Position upTo, int limit) {
    std::vector<EventNid> out;
    for (const Row row :
         reader.query("SELECT event_nid FROM event WHERE room_nid = $1 AND gpos > $2"
                      " AND gpos <= $3 AND sender_nid <> $4 ORDER BY gpos DESC LIMIT $5",
                      room, after, upTo, user, limit))
        out.push_back(row.nid<EventNid>(0));
    std::reverse(out.begin(), out.end());
    return out;
}

std::vector<std::pair<EventNid, Position>> othersEventsFor(Reader &reader, UserNid user,
                                                           Position before, int limit) {
    const auto place = [](const Row &row) {
        return std::pair<EventNid, Position>(row.nid<EventNid>(0), row.position(1));
    };
    auto out =
        collect(reader.query("SELECT e.event_nid, e.gpos FROM member m"
                             " JOIN event e ON e.room_nid = m.room_nid AND e.gpos >= m.join_gpos"
                             " WHERE m.user_nid = $1 AND m.membership = 3 AND e.gpos < $2"
                             " AND e.sender_nid <> $1 ORDER BY e.gpos DESC LIMIT $3",
                             user, before, limit),
                place);
    const auto invites = collect(
        reader.query("SELECT event_nid, gpos FROM member WHERE user_nid = $1 AND membership = 1"
                     " AND gpos < $2 AND sender_nid <> $1 ORDER BY gpos DESC LIMIT $3",
                     user, before, limit),
        place);
    out.insert(out.end(), invites.begin(), invites.end());
    std::sort(out.begin(), out.end(),
              [](const auto &a, const auto &b) { return a.second > b.second; });
    if (out.size() > static_cast<std::size_t>(limit))
        out.resize(static_cast<std::size_t>(limit));
    return out;
}

bool isThreadRoot(Reader &reader, RoomNid room, EventNid event) {
    const TypeNid thread = reader.findType("m.thread");
    return thread && reader
                         .queryOne("SELECT 1 FROM relation WHERE room_nid = $1 AND parent_nid = $2"
                                   " AND rel_type = $3 LIMIT 1",
                                   room, event, thread)
                         .has_value();
}

std::vector<CountCheckpoint> counts(Reader &reader, UserNid user, RoomNid room) {
    return collect(
        reader.query("SELECT thread_nid, notifications, highlights, gpos FROM notif_count"
                     " WHERE user_nid = $1 AND room_nid = $2",
                     user, room),
        [](const Row &row) {
            return CountCheckpoint{row.integer(0), row.integer(1), row.integer(2), row.position(3)};
        });
}

std::vector<CountStart> countStarts(Reader &reader, UserNid user, std::span<const RoomNid> rooms) {
    std::vector<CountStart> out(rooms.size());
    std::unordered_map<RoomNid, CountStart *> byRoom;
    for (std::size_t i = 0; i < rooms.size(); ++i)
        byRoom[rooms[i]] = &out[i];
    std::vector<Value> values{toValue(user)};
    const std::string list = bindList(values, rooms);
    for (const Row row : reader.queryValues("SELECT room_nid, join_gpos FROM member"
                                            " WHERE user_nid = $1 AND room_nid IN (" +
                                                list + ")",
                                            values))
        byRoom.at(row.nid<RoomNid>(0))->joined = row.position(1);
    for (const Row row :
         reader.queryValues("SELECT room_nid, thread_nid, notifications, highlights, gpos"
                            " FROM notif_count WHERE user_nid = $1 AND room_nid IN (" +
                                list + ")",
                            values))
        byRoom.at(row.nid<RoomNid>(0))
            ->saved.push_back({row.integer(1), row.integer(2), row.integer(3), row.position(4)});
    return out;
}

std::vector<bool> haveOthersEvents(Reader &reader, UserNid user,
                                   std::span<const std::pair<RoomNid, Position>> roomsAfter,
                                   Position upTo) {
    std::vector<std::vector<Value>> lists;
    lists.reserve(roomsAfter.size());
    for (const auto &[room, after] : roomsAfter)
        lists.push_back({toValue(room), toValue(after), toValue(upTo), toValue(user)});
    std::vector<bool> out;
    for (const Rows &rows :
         reader.queryEach("SELECT 1 FROM event WHERE room_nid = $1 AND gpos > $2 AND gpos <= $3"
                          " AND sender_nid <> $4 LIMIT 1",
                          lists))
        out.push_back(!rows.empty());
    return out;
}

void putCounts(Transaction &tx, UserNid user, RoomNid room,
               const std::vector<CountCheckpoint> &counts) {
    deleteCounts(tx, user, room);
    for (const CountCheckpoint &count : counts)
        tx.post("INSERT INTO notif_count (user_nid, room_nid, thread_nid, notifications,"
                " highlights, gpos) VALUES ($1, $2, $3, $4, $5, $6)",
                user, room, count.thread, count.notifications, count.highlights, count.pos);
}

void deleteCounts(Transaction &tx, UserNid user, RoomNid room) {
    tx.post("DELETE FROM notif_count WHERE user_nid = $1 AND room_nid = $2", user, room);
}

} // namespace hearth::store::sync
