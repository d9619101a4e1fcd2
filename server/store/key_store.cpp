// SPDX-License-Identifier: Apache-2.0
// See key_store.hpp.
#include "server/store/key_store.hpp"

namespace hearth::store {

std::vector<DeviceKeys> keys::ofUser(Reader &reader, UserNid user) {
    std::vector<DeviceKeys> out;
    for (const auto row :
         reader.query("SELECT k.device_id, d.display_name, k.body FROM device_key k LEFT JOIN "
                      "device d ON d.device_nid = k.device_nid WHERE k.user_nid = $1 ORDER BY "
                      "k.device_id",
                      user))
        out.push_back({row.string(0), row.findString(1), row.string(2)});
    return out;
}

std::optional<DeviceKeys> keys::ofDevice(Reader &reader, UserNid user, std::string_view deviceId) {
    const auto row =
        reader.queryOne("SELECT k.device_id, d.display_name, k.body FROM device_key k LEFT JOIN "
                        "device d ON d.device_nid = k.device_nid WHERE k.user_nid = $1 AND "
                        "k.device_id = $2",
                        user, deviceId);
    if (!row)
        return std::nullopt;
    return DeviceKeys{row->string(0), row->findString(1), row->string(2)};
}

void keys::setDevice(Transaction &tx, UserNid user, std::string_view deviceId, DeviceNid device,
                     std::string_view body, Timestamp now, Position position) {
    tx.post("INSERT INTO device_key (user_nid, device_id, device_nid, body, ts, gpos) VALUES "
            "($1, $2, $3, $4, $5, $6) ON CONFLICT (user_nid, device_id) DO UPDATE SET "
            "device_nid = $3, body = $4, ts = $5, gpos = $6",
            user, deviceId, device, body, now, position);
}

std::optional<std::string> keys::oneTime(Reader &reader, DeviceNid device,
                                         std::string_view algorithm, std::string_view keyId) {
    const auto row = reader.queryOne("SELECT body FROM one_time_key WHERE device_nid = $1 AND "
                                     "algorithm = $2 AND key_id = $3",
                                     device, algorithm, keyId);
    if (!row)
        return std::nullopt;
    return row->string(0);
}

void keys::addOneTime(Transaction &tx, DeviceNid device, std::string_view algorithm,
                      std::string_view keyId, std::string_view body) {
    tx.post("INSERT INTO one_time_key (device_nid, algorithm, key_id, body, seq) VALUES "
            "($1, $2, $3, $4, $5)",
            device, algorithm, keyId, body, tx.next("one_time_key"));
}

std::map<std::string, std::int64_t> keys::countOneTime(Reader &reader, DeviceNid device) {
    std::map<std::string, std::int64_t> out;
    for (const auto row : reader.query("SELECT algorithm, COUNT(*) FROM one_time_key WHERE "
                                       "device_nid = $1 GROUP BY algorithm",
                                       device))
        out[row.string(0)] = row.integer(1);
    return out;
}

void keys::setFallback(Transaction &tx, DeviceNid device, std::string_view algorithm,
                       std::string_view keyId, std::string_view body) {
    // The same key again must not count as unused.
    tx.post("INSERT INTO fallback_key (device_nid, algorithm, key_id, body, used) VALUES "
            "($1, $2, $3, $4, 0) ON CONFLICT (device_nid, algorithm) DO UPDATE SET used = CASE "
            "WHEN fallback_key.key_id = $3 AND fallback_key.body = $4 THEN fallback_key.used "
            "ELSE 0 END, key_id = $3, body = $4",
            device, algorithm, keyId, body);
}

std::size_t keys::countFallback(Reader &reader, DeviceNid device) {
    const auto row =
        reader.queryOne("SELECT COUNT(*) FROM fallback_key WHERE device_nid = $1", device);
    return static_cast<std::size_t>(row->integer(0));
}

std::optional<IssuedKey> keys::claim(Transaction &tx, DeviceNid device,
                                     std::string_view algorithm) {
    const std::string prefix = std::string(algorithm) + ":";
    const auto row = tx.queryOne("SELECT key_id, body FROM one_time_key WHERE device_nid = $1 AND "
                                 "algorithm = $2 ORDER BY seq LIMIT 1",
                                 device, algorithm);
    if (row) {
        IssuedKey out{prefix + row->string(0), row->string(1)};
        tx.post("DELETE FROM one_time_key WHERE device_nid = $1 AND algorithm = $2 AND "
                "key_id = $3",
                device, algorithm, row->string(0));
        return out;
    }
    const auto fallback = tx.queryOne(
        "SELECT key_id, body FROM fallback_key WHERE device_nid = $1 AND algorithm = $2", device,
        algorithm);
    if (!fallback)
        return std::nullopt;
    tx.post("UPDATE fallback_key SET used = 1 WHERE device_nid = $1 AND algorithm = $2", device,
            algorithm);
    return IssuedKey{prefix + fallback->string(0), fallback->string(1)};
}

std::vector<CrossSigningKey> keys::crossSigning(Reader &reader, UserNid user) {
    std::vector<CrossSigningKey> out;
    for (const auto row :
         reader.query("SELECT kind, body, public_key, updatable_until_ts FROM cross_signing_key "
                      "WHERE user_nid = $1 ORDER BY kind",
                      user))
        out.push_back({static_cast<CrossSigningKind>(row.integer(0)), row.string(1), row.string(2),
                       row.findInteger(3)});
    return out;
}

void keys::setCrossSigning(Transaction &tx, UserNid user, const CrossSigningKey &key,
                           Position position) {
    tx.post("INSERT INTO cross_signing_key (user_nid, kind, body, public_key, gpos) VALUES "
            "($1, $2, $3, $4, $5) ON CONFLICT (user_nid, kind) DO UPDATE SET body = $3, "
            "public_key = $4, gpos = $5, updatable_until_ts = NULL",
            user, static_cast<std::int64_t>(key.kind), key.body, key.publicKey, position);
}

bool keys::allowReplacement(Transaction &tx, UserNid user, Timestamp until) {
    return tx.exec("UPDATE cross_signing_key SET updatable_until_ts = $2 WHERE user_nid = $1 AND "
                   "kind = 0",
                   user, until) > 0;
}

std::vector<KeySignature> keys::signatures(Reader &reader, UserNid target) {
    std::vector<KeySignature> out;
    for (const auto row :
         reader.query("SELECT target, signer_nid, key_id, signature FROM key_signature WHERE "
                      "target_nid = $1",
                      target))
        out.push_back({row.string(0), row.nid<UserNid>(1), row.string(2), row.string(3)});
    return out;
}

void keys::addSignature(Transaction &tx, UserNid target, const KeySignature &signature) {
    tx.post("INSERT INTO key_signature (target_nid, target, signer_nid, key_id, signature) VALUES "
            "($1, $2, $3, $4, $5) ON CONFLICT (target_nid, target, signer_nid, key_id) DO UPDATE "
            "SET signature = $5",
            target, signature.target, signature.signer, signature.keyId, signature.signature);
}

void keys::removeSignaturesOf(Transaction &tx, UserNid target, std::string_view key) {
    tx.post("DELETE FROM key_signature WHERE target_nid = $1 AND target = $2", target, key);
}

std::optional<DehydratedDevice> dehydrated::find(Reader &reader, UserNid user) {
    const auto row = reader.queryOne("SELECT device_nid, device_id, device_data FROM "
                                     "dehydrated_device WHERE user_nid = $1",
                                     user);
    if (!row)
        return std::nullopt;
    return DehydratedDevice{row->nid<DeviceNid>(0), row->string(1), row->string(2)};
}

void dehydrated::set(Transaction &tx, UserNid user, const DehydratedDevice &device, Timestamp now) {
    tx.post("INSERT INTO dehydrated_device (user_nid, device_nid, device_id, device_data, "
            "created_ts) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_nid) DO UPDATE SET "
            "device_nid = $2, device_id = $3, device_data = $4, created_ts = $5",
            user, device.device, device.deviceId, device.data, now);
}

void dehydrated::remove(Transaction &tx, UserNid user) {
    tx.post("DELETE FROM dehydrated_device WHERE user_nid = $1", user);
}

} // namespace hearth::store
