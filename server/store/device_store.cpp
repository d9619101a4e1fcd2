// SPDX-License-Identifier: Apache-2.0
// See device_store.hpp.
#include "server/store/device_store.hpp"

#include "server/store/session_store.hpp"

namespace hearth::store::devices {
namespace {

constexpr const char *columns = "SELECT device_nid, user_nid, device_id, display_name, "
                                "last_seen_ip, last_seen_agent, last_seen_ts, hidden FROM device ";

Device read(const Row &row) {
    Device out;
    out.nid = row.nid<DeviceNid>(0);
    out.user = row.nid<UserNid>(1);
    out.deviceId = row.string(2);
    out.displayName = row.findString(3);
    out.lastIp = row.findString(4);
    out.lastUserAgent = row.findString(5);
    out.lastSeen = row.findInteger(6);
    out.hidden = row.boolean(7);
    return out;
}

} // namespace

std::vector<Device> list(Reader &reader, UserNid user) {
    std::vector<Device> out;
    for (const auto row :
         reader.query(columns + std::string("WHERE user_nid = $1 ORDER BY device_id"), user))
        out.push_back(read(row));
    return out;
}

std::optional<Device> find(Reader &reader, UserNid user, std::string_view deviceId) {
    const auto row = reader.queryOne(
        columns + std::string("WHERE user_nid = $1 AND device_id = $2"), user, deviceId);
    if (!row)
        return std::nullopt;
    return read(*row);
}

DeviceNid create(Transaction &tx, UserNid user, std::string_view deviceId,
                 const std::optional<std::string> &displayName, Timestamp now, bool hidden) {
    const DeviceNid nid{tx.next("device")};
    tx.post(
        "INSERT INTO device (device_nid, user_nid, device_id, display_name, created_ts, hidden) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        nid, user, deviceId, displayName, now, hidden);
    return nid;
}

void rename(Transaction &tx, DeviceNid device, const std::optional<std::string> &name) {
    tx.post("UPDATE device SET display_name = $2 WHERE device_nid = $1", device, name);
}

void remove(Transaction &tx, UserNid user, DeviceNid device) {
    const auto row = tx.queryOne("SELECT device_id FROM device WHERE device_nid = $1", device);
    if (row)
        tx.post("DELETE FROM key_signature WHERE target_nid = $1 AND target = $2", user,
                row->string(0));
    sessions::endDevice(tx, user, device);
    tx.post("DELETE FROM device_key WHERE device_nid = $1", device);
    tx.post("DELETE FROM one_time_key WHERE device_nid = $1", device);
    tx.post("DELETE FROM fallback_key WHERE device_nid = $1", device);
    tx.post("DELETE FROM to_device WHERE device_nid = $1", device);
    tx.post("DELETE FROM txn_client WHERE user_nid = $1 AND device_nid = $2", user, device);
    tx.post("DELETE FROM dehydrated_device WHERE user_nid = $1 AND device_nid = $2", user, device);
    tx.post("DELETE FROM device WHERE device_nid = $1", device);
}

void seen(Transaction &tx, UserNid user, DeviceNid device, std::string_view ip,
          std::string_view userAgent, Timestamp when) {
    tx.post("INSERT INTO user_ip (user_nid, device_nid, ip, agent, last_seen_ts) VALUES "
            "($1, $2, $3, $4, $5) ON CONFLICT (user_nid, device_nid, ip, agent) DO UPDATE SET "
            "last_seen_ts = $5",
            user, device.value, ip, userAgent, when);
    tx.post("UPDATE account SET last_seen_ts = $2 WHERE user_nid = $1", user, when);
    if (device)
        tx.post("UPDATE device SET last_seen_ts = $2, last_seen_ip = $3, last_seen_agent = $4 "
                "WHERE device_nid = $1",
                device, when, ip, userAgent);
}

void changed(Transaction &tx, Position position, UserNid user, std::string_view deviceId,
             UserNid onlyFor) {
    tx.post("INSERT INTO device_change (gpos, user_nid, device_id, only_for) VALUES "
            "($1, $2, $3, $4) ON CONFLICT (gpos) DO NOTHING",
            position, user, deviceId, onlyFor);
}

Position lastChange(Reader &reader, UserNid user) {
    return Position{reader
                        .queryOne("SELECT COALESCE(MAX(gpos), 0) FROM device_change "
                                  "WHERE user_nid = $1 AND only_for IS NULL",
                                  user)
                        ->integer(0)};
}

std::vector<SeenFrom> connections(Reader &reader, UserNid user) {
    std::vector<SeenFrom> out;
    for (const auto row :
         reader.query("SELECT COALESCE(d.device_id, ''), i.ip, i.agent, i.last_seen_ts FROM "
                      "user_ip i LEFT JOIN device d ON d.device_nid = i.device_nid WHERE "
                      "i.user_nid = $1 ORDER BY i.last_seen_ts DESC",
                      user))
        out.push_back({row.string(0), row.string(1), row.string(2), row.integer(3)});
    return out;
}

} // namespace hearth::store::devices
