// SPDX-License-Identifier: Apache-2.0
// Keys: what other servers are told (spec server-server, "Device Management", "End-to-End
// Encryption").
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/keys/keys.hpp"
#include "server/store/device_store.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

bool isWanted(const json::array &wanted, std::string_view deviceId) {
    return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const json::value &id) {
               return id.is_string() && view(id.get_string()) == deviceId;
           });
}

/// Keys of a user as anybody may see them.
struct PublicKeys {
    std::vector<std::pair<std::string, json::object>> devices;
    json::object master, selfSigning; // empty: none

    PublicKeys(store::Reader &reader, store::UserNid user, const json::array &wanted) {
        const auto signatures = store::keys::signatures(reader, user);
        for (const auto &device : store::keys::ofUser(reader, user)) {
            if (!isWanted(wanted, device.deviceId))
                continue;
            noteBytes(device.body.size());
            devices.emplace_back(
                device.deviceId,
                withSignatures(reader, device.body, device.deviceId, user, {}, signatures));
        }
        for (const auto &key : store::keys::crossSigning(reader, user)) {
            auto body = withSignatures(reader, key.body, key.publicKey, user, {}, signatures);
            if (key.kind == store::CrossSigningKind::Master)
                master = std::move(body);
            else if (key.kind == store::CrossSigningKind::SelfSigning)
                selfSigning = std::move(body);
        }
    }
};

} // namespace

json::object Keys::queryForServer(const json::object &body) {
    const json::object &wanted = getObject(body, "device_keys");
    for (const auto &[user, devices] : wanted) {
        if (!devices.is_array())
            throw badJson("'device_keys' values must be lists");
        if (!m_accounts.isLocal(user))
            throw invalidParam("Not hosted on this server");
    }
    json::object all, masters, selfSigning;
    m_accounts.database().read([&](store::Reader &reader) {
        for (const auto &[userId, devices] : wanted) {
            json::object ofUser;
            if (const auto user = reader.findUser(userId)) {
                PublicKeys keys(reader, user, devices.get_array());
                for (auto &[deviceId, value] : keys.devices)
                    ofUser[deviceId] = std::move(value);
                if (!keys.master.empty())
                    masters[userId] = std::move(keys.master);
                if (!keys.selfSigning.empty())
                    selfSigning[userId] = std::move(keys.selfSigning);
            }
            all[userId] = std::move(ofUser);
        }
    });
    return {{"device_keys", std::move(all)},
            {"master_keys", std::move(masters)},
            {"self_signing_keys", std::move(selfSigning)}};
}

json::object Keys::devicesForServer(const std::string &userId) {
    const auto account = m_accounts.find(userId);
    if (!account)
        throw notFound("User not found");
    return m_accounts.database().read([&](store::Reader &reader) {
        PublicKeys keys(reader, account->nid, {});
        json::array devices;
        for (auto &[deviceId, value] : keys.devices)
            devices.push_back({{"device_id", deviceId}, {"keys", std::move(value)}});
        json::object out{{"user_id", userId},
                         {"stream_id", store::devices::lastChange(reader, account->nid).value},
                         {"devices", std::move(devices)}};
        if (!keys.master.empty())
            out["master_key"] = std::move(keys.master);
        if (!keys.selfSigning.empty())
            out["self_signing_key"] = std::move(keys.selfSigning);
        return out;
    });
}

} // namespace hearth::services
