// SPDX-License-Identifier: Apache-2.0
// The rules that the services rely on, each as one query that counts what breaks it.
#include "server/store/check.hpp"

#include <array>

namespace hearth::store {
namespace {

struct Rule {
    std::string_view name;
    std::string_view sentence; // goes on after the number
    std::string_view sql;      // gives the number
};

// flags of event: 1 stub, see migrations/0001_2_rooms.sql.
constexpr std::array<Rule, 21> rules{{
    {"content of events", "events have no content.",
     "SELECT COUNT(*) FROM event e LEFT JOIN event_json j ON j.event_nid = e.event_nid WHERE "
     "e.flags % 2 = 0 AND j.event_nid IS NULL"},
    {"events of contents", "contents belong to no event.",
     "SELECT COUNT(*) FROM event_json j LEFT JOIN event e ON e.event_nid = j.event_nid WHERE "
     "e.event_nid IS NULL"},
    {"names in events", "events name a room, type, state key or sender that does not exist.",
     "SELECT COUNT(*) FROM event e LEFT JOIN room r ON r.room_nid = e.room_nid LEFT JOIN "
     "event_type t ON t.type_nid = e.type_nid LEFT JOIN state_key k ON k.skey_nid = e.skey_nid "
     "LEFT JOIN users u ON u.user_nid = e.sender_nid WHERE e.flags % 2 = 0 AND (r.room_nid IS NULL "
     "OR t.type_nid IS NULL OR u.user_nid IS NULL OR (e.skey_nid IS NOT NULL AND k.skey_nid IS "
     "NULL))"},
    {"positions", "positions were given to two events.",
     "SELECT COUNT(*) FROM (SELECT gpos FROM event WHERE gpos IS NOT NULL GROUP BY gpos, CASE WHEN "
     "gpos < 0 THEN room_nid ELSE 0 END HAVING COUNT(*) > 1) doubled"},
    {"last position", "events or journal entries lie beyond the last position.",
     "SELECT (SELECT COUNT(*) FROM event WHERE gpos > (SELECT COALESCE(MAX(value), 0) FROM counter "
     "WHERE name = 'gpos')) + (SELECT COUNT(*) FROM journal WHERE gpos > (SELECT "
     "COALESCE(MAX(value), 0) FROM counter WHERE name = 'gpos'))"},
    {"counters of names", "numbers of users, rooms, types or state keys lie beyond their counters.",
     "SELECT (SELECT COUNT(*) FROM users WHERE user_nid > (SELECT COALESCE(MAX(value), 0) FROM "
     "counter WHERE name = 'user')) + (SELECT COUNT(*) FROM room WHERE room_nid > (SELECT "
     "COALESCE(MAX(value), 0) FROM counter WHERE name = 'room')) + (SELECT COUNT(*) FROM "
     "event_type WHERE type_nid > (SELECT COALESCE(MAX(value), 0) FROM counter WHERE name = "
     "'type')) + (SELECT COUNT(*) FROM state_key WHERE skey_nid > (SELECT COALESCE(MAX(value), 0) "
     "FROM counter WHERE name = 'skey'))"},
    {"counters of devices and media", "numbers of devices or media lie beyond their counters.",
     "SELECT (SELECT COUNT(*) FROM device WHERE device_nid > (SELECT COALESCE(MAX(value), 0) FROM "
     "counter WHERE name = 'device')) + (SELECT COUNT(*) FROM media WHERE media_nid > (SELECT "
     "COALESCE(MAX(value), 0) FROM counter WHERE name = 'media'))"},
    {"current state", "entries of current states name no event of that room and state key.",
     "SELECT COUNT(*) FROM room_state s LEFT JOIN event e ON e.event_nid = s.event_nid WHERE "
     "e.event_nid IS NULL OR e.room_nid <> s.room_nid OR e.skey_nid IS NULL OR e.skey_nid <> "
     "s.skey_nid"},
    {"changes of state", "state keys do not have the state that their last change says.",
     "SELECT COUNT(*) FROM state_delta d JOIN (SELECT room_nid, skey_nid, MAX(gpos) AS last FROM "
     "state_delta GROUP BY room_nid, skey_nid) l ON l.room_nid = d.room_nid AND l.skey_nid = "
     "d.skey_nid AND l.last = d.gpos LEFT JOIN room_state s ON s.room_nid = d.room_nid AND "
     "s.skey_nid = d.skey_nid WHERE COALESCE(s.event_nid, 0) <> COALESCE(d.new_nid, 0)"},
    {"chain of state changes", "changes of state do not start from what the change before gave.",
     "SELECT COUNT(*) FROM (SELECT old_nid, LAG(new_nid) OVER (PARTITION BY room_nid, skey_nid "
     "ORDER BY gpos) AS before, ROW_NUMBER() OVER (PARTITION BY room_nid, skey_nid ORDER BY gpos) "
     "AS number FROM state_delta) c WHERE number > 1 AND COALESCE(old_nid, 0) <> COALESCE(before, "
     "0)"},
    {"states without a change", "entries of current states were never journalled as a change.",
     "SELECT COUNT(*) FROM room_state s WHERE NOT EXISTS (SELECT 1 FROM state_delta d WHERE "
     "d.room_nid = s.room_nid AND d.skey_nid = s.skey_nid)"},
    {"groups of state", "groups of state build on a group that does not exist.",
     "SELECT COUNT(*) FROM state_group g LEFT JOIN state_group p ON p.state_group = g.parent WHERE "
     "g.parent IS NOT NULL AND p.state_group IS NULL"},
    {"ends of rooms", "newest events of rooms do not exist, or belong to another room.",
     "SELECT COUNT(*) FROM fwd_extremity x LEFT JOIN event e ON e.event_nid = x.event_nid WHERE "
     "e.event_nid IS NULL OR e.room_nid <> x.room_nid"},
    {"rooms without an end", "rooms with a state have no newest event.",
     "SELECT COUNT(*) FROM room r WHERE r.version IS NOT NULL AND r.flags % 2 = 0 AND EXISTS "
     "(SELECT 1 FROM room_state s WHERE s.room_nid = r.room_nid) AND NOT EXISTS (SELECT 1 FROM "
     "fwd_extremity x WHERE x.room_nid = r.room_nid)"},
    {"edges", "edges start at an event that does not exist.",
     "SELECT COUNT(*) FROM event_edge g LEFT JOIN event c ON c.event_nid = g.child WHERE "
     "c.event_nid IS NULL"},
    {"members", "members are not what the state of their room says.",
     "SELECT COUNT(*) FROM member m JOIN room r ON r.room_nid = m.room_nid AND r.flags % 2 = 0 "
     "JOIN "
     "users u ON u.user_nid = m.user_nid JOIN event_type t ON t.type = 'm.room.member' JOIN "
     "state_key k ON k.type_nid = t.type_nid AND k.state_key = u.mxid JOIN room_state s ON "
     "s.room_nid = m.room_nid AND s.skey_nid = k.skey_nid WHERE m.out_of_band = 0 AND s.event_nid "
     "<> m.event_nid"},
    {"numbers of members", "rooms count their joined members wrongly.",
     "SELECT COUNT(*) FROM room_summary y JOIN room r ON r.room_nid = y.room_nid AND r.flags % 2 = "
     "0 WHERE r.version IS NOT NULL AND y.joined <> (SELECT COUNT(*) FROM member m WHERE "
     "m.room_nid = y.room_nid AND m.membership = 3)"},
    {"aliases", "aliases lead to a room that does not exist.",
     "SELECT COUNT(*) FROM room_alias a LEFT JOIN room r ON r.room_nid = a.room_nid WHERE "
     "r.room_nid IS NULL"},
    {"accounts", "accounts, devices or tokens belong to nobody.",
     "SELECT (SELECT COUNT(*) FROM account a LEFT JOIN users u ON u.user_nid = a.user_nid WHERE "
     "u.user_nid IS NULL) + (SELECT COUNT(*) FROM device d LEFT JOIN users u ON u.user_nid = "
     "d.user_nid WHERE u.user_nid IS NULL) + (SELECT COUNT(*) FROM access_token t LEFT JOIN users "
     "u ON u.user_nid = t.user_nid WHERE u.user_nid IS NULL)"},
    {"devices of tokens", "access tokens belong to a device that does not exist.",
     "SELECT COUNT(*) FROM access_token t LEFT JOIN device d ON d.device_nid = t.device_nid WHERE "
     "t.device_nid IS NOT NULL AND d.device_nid IS NULL"},
    {"thumbnails", "thumbnails belong to media that do not exist.",
     "SELECT COUNT(*) FROM thumbnail t LEFT JOIN media m ON m.media_nid = t.media_nid WHERE "
     "m.media_nid IS NULL"},
}};

} // namespace

std::vector<std::string> checkContent(Database &database,
                                      const std::function<void(std::string_view)> &progress) {
    std::vector<std::string> problems;
    for (const Rule &rule : rules) {
        progress(rule.name);
        const auto count =
            database.read([&](Reader &reader) { return reader.queryOne(rule.sql)->integer(0); });
        if (count > 0)
            problems.push_back(std::to_string(count) + " " + std::string(rule.sentence));
    }
    return problems;
}

std::vector<StoredFile> neededFiles(Database &database) {
    return database.read([](Reader &reader) {
        std::vector<StoredFile> files;
        for (const Row row : reader.query(
                 "SELECT sha256, MAX(size_bytes) FROM (SELECT sha256, size_bytes FROM media WHERE "
                 "state = 1 AND sha256 IS NOT NULL UNION ALL SELECT sha256, size_bytes FROM "
                 "thumbnail) f GROUP BY sha256"))
            files.push_back({row.string(0), row.integer(1)});
        return files;
    });
}

} // namespace hearth::store
