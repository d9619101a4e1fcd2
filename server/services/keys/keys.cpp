// SPDX-License-Identifier: Apache-2.0
// See keys.hpp.
#include "server/services/keys/keys.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/limits/quotas.hpp"
#include "server/services/live/changes.hpp"
#include "server/services/live/device_changes.hpp"
#include "server/store/device_store.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::size_t maxKeysInOneUpload = 1000;

/// "algorithm:id" in two.
std::pair<std::string_view, std::string_view> splitKeyId(std::string_view name) {
    const auto colon = name.find(':');
    if (colon == std::string_view::npos || colon == 0)
        throw badJson("'" + std::string(name) + "' is not of the form <algorithm>:<id>");
    return {name.substr(0, colon), name.substr(colon + 1)};
}

void requireKeyValue(const json::value &value) {
    const bool good = value.is_string() ||
                      (value.is_object() && value.get_object().if_contains("key") != nullptr);
    if (!good)
        throw badJson("A key must be a string or an object with 'key'");
}

std::string keyBody(const json::value &value) {
    requireKeyValue(value);
    std::string body = matrix::canonicalJson(value);
    if (body.size() > quotas::keyBytes)
        throw tooLarge("A key may have at most " + std::to_string(quotas::keyBytes >> 10) +
                       " KiB.");
    return body;
}

/// Throws 413 M_TOO_LARGE if the device now has more than quotas.hpp lets it keep.
void requireWithinQuota(store::Reader &reader, store::DeviceNid device) {
    const auto counts = store::keys::countOneTime(reader, device);
    std::int64_t count = 0;
    for (const auto &[algorithm, ofIt] : counts)
        count += ofIt;
    if (count > quotas::oneTimeKeys)
        throw tooLarge("A device may have at most " + std::to_string(quotas::oneTimeKeys) +
                       " one-time keys.");
    if (counts.size() > quotas::keyAlgorithms ||
        store::keys::countFallback(reader, device) > quotas::keyAlgorithms)
        throw tooLarge("A device may have keys of at most " +
                       std::to_string(quotas::keyAlgorithms) + " algorithms.");
}

void requireDeviceKeys(const json::object &keys, std::string_view userId,
                       std::string_view deviceId) {
    if (json::serialize(keys).size() > quotas::deviceKeysBytes)
        throw tooLarge("device_keys may have at most " +
                       std::to_string(quotas::deviceKeysBytes >> 10) + " KiB.");
    if (findString(keys, "user_id") != userId)
        throw badJson("'user_id' of device_keys is not that of the access token");
    if (findString(keys, "device_id") != deviceId)
        throw badJson("'device_id' of device_keys is not that of the access token");
    const auto *all = findObject(keys, "keys");
    if (!findArray(keys, "algorithms") || !all || !findObject(keys, "signatures"))
        throw badJson("device_keys need 'algorithms', 'keys' and 'signatures'");
    for (const auto &[name, value] : *all) {
        static_cast<void>(splitKeyId(name));
        if (!value.is_string())
            throw badJson("Keys of a device must be strings");
    }
}

const json::object *findFallback(const json::object &body) {
    if (const auto *keys = findObject(body, "fallback_keys"))
        return keys;
    return findObject(body, "org.matrix.msc2732.fallback_keys");
}

bool isWanted(const json::array &wanted, std::string_view deviceId) {
    return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const json::value &id) {
               return id.is_string() && view(id.get_string()) == deviceId;
           });
}

} // namespace

struct Keys::Answer {
    json::object devices, masters, selfSigning, userSigning;
};

Keys::Keys(Accounts &accounts, Changes &changes, const Clock &clock)
    : m_accounts(accounts)
    , m_changes(changes)
    , m_clock(clock) {}

json::object Keys::upload(const Requester &requester, const json::object &body) {
    if (!requester.deviceNid)
        throw invalidParam("To upload keys, you must pass device_id when authenticating");
    const auto counts = m_accounts.database().write([&](store::Transaction &tx) {
        upload(tx, requester.userNid, requester.user.str(), requester.deviceId, requester.deviceNid,
               body);
        return store::keys::countOneTime(tx, requester.deviceNid);
    });
    json::object out{{"signed_curve25519", 0}};
    for (const auto &[algorithm, count] : counts)
        out[algorithm] = count;
    return {{"one_time_key_counts", std::move(out)}};
}

void Keys::upload(store::Transaction &tx, store::UserNid user, std::string_view userId,
                  std::string_view deviceId, store::DeviceNid device, const json::object &body) {
    if (const auto *keys = body.if_contains("device_keys"); keys && keys->is_null())
        throw invalidParam("'device_keys' must not be null");
    if (const auto *keys = findObject(body, "device_keys"))
        uploadDevice(tx, user, userId, deviceId, device, *keys);
    bool changed = false;
    if (const auto *keys = findObject(body, "one_time_keys"); keys && !keys->empty()) {
        uploadOneTime(tx, device, *keys);
        changed = true;
    }
    if (const auto *keys = findFallback(body)) {
        for (const auto &[name, value] : *keys) {
            const auto [algorithm, id] = splitKeyId(name);
            store::keys::setFallback(tx, device, algorithm, id, keyBody(value));
            changed = true;
        }
    }
    if (changed) {
        requireWithinQuota(tx, device);
        m_changes.oneTimeKeysChanged(tx, user, device);
    }
}

void Keys::uploadDevice(store::Transaction &tx, store::UserNid user, std::string_view userId,
                        std::string_view deviceId, store::DeviceNid device,
                        const json::object &keys) {
    requireDeviceKeys(keys, userId, deviceId);
    json::object stored = keys;
    stored.erase("unsigned");
    const std::string body = matrix::canonicalJson(stored);
    const auto before = store::keys::ofDevice(tx, user, deviceId);
    if (before && before->body == body)
        return;
    const auto position = deviceListMoved(tx, m_changes, user, deviceId);
    store::keys::setDevice(tx, user, deviceId, device, body, m_clock.now(), position);
}

void Keys::uploadOneTime(store::Transaction &tx, store::DeviceNid device,
                         const json::object &keys) {
    if (keys.size() > maxKeysInOneUpload)
        throw invalidParam("Too many one-time keys at once");
    for (const auto &[name, value] : keys) {
        const auto [algorithm, id] = splitKeyId(name);
        const std::string body = keyBody(value);
        const auto before = store::keys::oneTime(tx, device, algorithm, id);
        if (!before) {
            store::keys::addOneTime(tx, device, algorithm, id, body);
            continue;
        }
        // Clients repeat uploads whose answer they missed; a changed key would be a forgery.
        if (*before != body)
            throw unknownError("One time key " + std::string(name) +
                               " already exists. Old key: " + *before + "; new key: " + body);
    }
}

json::object Keys::query(const Requester &requester, const json::object &body) {
    const auto *wanted = body.if_contains("device_keys");
    if (!wanted || !wanted->is_object())
        throw badJson("'device_keys' must be a JSON object");
    static_cast<void>(findInt(body, "timeout")); // for other servers' answers
    for (const auto &[user, devices] : wanted->get_object())
        if (!devices.is_array() ||
            !std::all_of(devices.get_array().begin(), devices.get_array().end(),
                         [](const json::value &id) { return id.is_string(); }))
            throw badJson("'device_keys' values must be a list of strings");
    Answer answer;
    m_accounts.database().read([&](store::Reader &reader) {
        answer = {};
        for (const auto &[user, devices] : wanted->get_object())
            queryUser(reader, requester, user, devices.get_array(), answer);
    });
    return {{"device_keys", std::move(answer.devices)},
            {"failures", json::object{}},
            {"master_keys", std::move(answer.masters)},
            {"self_signing_keys", std::move(answer.selfSigning)},
            {"user_signing_keys", std::move(answer.userSigning)}};
}

void Keys::queryUser(store::Reader &reader, const Requester &requester, std::string_view userId,
                     const json::array &wanted, Answer &answer) {
    if (!m_accounts.isLocal(userId))
        return; // RemoteLookups asks its server
    json::object devices;
    const auto user = reader.findUser(userId);
    if (user) {
        const auto signatures = store::keys::signatures(reader, user);
        for (const auto &device : store::keys::ofUser(reader, user)) {
            if (!isWanted(wanted, device.deviceId))
                continue;
            noteBytes(device.body.size());
            auto keys = withSignatures(reader, device.body, device.deviceId, user,
                                       requester.userNid, signatures);
            json::object extra;
            if (device.displayName)
                extra["device_display_name"] = *device.displayName;
            keys["unsigned"] = std::move(extra);
            devices[device.deviceId] = std::move(keys);
        }
        for (const auto &key : store::keys::crossSigning(reader, user)) {
            auto body = withSignatures(reader, key.body, key.publicKey, user, requester.userNid,
                                       signatures);
            if (key.kind == store::CrossSigningKind::Master)
                answer.masters[userId] = std::move(body);
            else if (key.kind == store::CrossSigningKind::SelfSigning)
                answer.selfSigning[userId] = std::move(body);
            else if (user == requester.userNid)
                answer.userSigning[userId] = std::move(body);
        }
    }
    answer.devices[userId] = std::move(devices);
}

json::object Keys::claim(const json::object &body) {
    const auto &wanted = getObject(body, "one_time_keys");
    static_cast<void>(findInt(body, "timeout"));
    for (const auto &[user, devices] : wanted) {
        if (!devices.is_object())
            throw badJson("'one_time_keys' must map users to devices");
        for (const auto &[device, algorithm] : devices.get_object())
            if (!algorithm.is_string())
                throw badJson("'one_time_keys' must map devices to algorithms");
    }
    json::object keys;
    m_accounts.database().write([&](store::Transaction &tx) {
        keys.clear();
        for (const auto &[userId, devices] : wanted) {
            if (!m_accounts.isLocal(userId))
                continue; // RemoteLookups asks its server
            const auto user = tx.findUser(userId);
            json::object ofUser;
            for (const auto &[deviceId, algorithm] : devices.get_object()) {
                const auto device = user ? store::devices::find(tx, user, deviceId)
                                         : std::optional<store::Device>{};
                if (!device)
                    continue;
                const auto key = store::keys::claim(tx, device->nid, view(algorithm.get_string()));
                if (!key)
                    continue;
                ofUser[deviceId] = json::object{{key->keyId, json::parse(key->body)}};
                m_changes.oneTimeKeysChanged(tx, user, device->nid);
            }
            if (!ofUser.empty())
                keys[userId] = std::move(ofUser);
        }
    });
    return {{"one_time_keys", std::move(keys)}, {"failures", json::object{}}};
}

json::object withSignatures(store::Reader &reader, std::string_view body, std::string_view target,
                            store::UserNid owner, store::UserNid viewer,
                            const std::vector<store::KeySignature> &signatures) {
    auto parsed = json::parse({body.data(), body.size()});
    json::object out = std::move(parsed.as_object());
    for (const auto &signature : signatures) {
        if (signature.target != target || (signature.signer != owner && signature.signer != viewer))
            continue;
        auto &all = out["signatures"];
        if (!all.is_object())
            all = json::object{};
        auto &ofSigner = all.get_object()[reader.userId(signature.signer)];
        if (!ofSigner.is_object())
            ofSigner = json::object{};
        ofSigner.get_object()[signature.keyId] = signature.signature;
    }
    return out;
}

} // namespace hearth::services
