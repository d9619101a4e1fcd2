// SPDX-License-Identifier: Apache-2.0
// Keys: device keys, one-time keys and fallback keys (spec client-server, "Key management API").
// A one-time key leaves the database in the transaction that hands it out, so nobody gets it twice.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/store/key_store.hpp"

#include <map>
#include <string>
#include <string_view>

namespace hearth::services {

class Accounts;
class Changes;

/// Owned by the daemon. Thread-safe.
class Keys {
public:
    Keys(Accounts &accounts, Changes &changes, const Clock &clock);

    /// POST /keys/upload; gives {"one_time_key_counts": …}.
    [[nodiscard]] json::object upload(const Requester &requester, const json::object &body);
    /// Same inside a transaction, for a device that is not the requester's (dehydrated ones).
    void upload(store::Transaction &tx, store::UserNid user, std::string_view userId,
                std::string_view deviceId, store::DeviceNid device, const json::object &body);
    /// POST /keys/query.
    [[nodiscard]] json::object query(const Requester &requester, const json::object &body);
    /// What other servers are told of our users' keys: no device names, no user-signing keys.
    [[nodiscard]] json::object queryForServer(const json::object &body);
    /// GET /user/devices of other servers. Throws 404 M_NOT_FOUND.
    [[nodiscard]] json::object devicesForServer(const std::string &userId);
    /// POST /keys/claim.
    [[nodiscard]] json::object claim(const json::object &body);

private:
    struct Answer;
    void uploadDevice(store::Transaction &tx, store::UserNid user, std::string_view userId,
                      std::string_view deviceId, store::DeviceNid device, const json::object &keys);
    void uploadOneTime(store::Transaction &tx, store::DeviceNid device, const json::object &keys);
    void queryUser(store::Reader &reader, const Requester &requester, std::string_view userId,
                   const json::array &wanted, Answer &answer);

    Accounts &m_accounts;
    Changes &m_changes;
    const Clock &m_clock;
};

/// A stored key with the signatures that the viewer may see: the owner's and the viewer's own.
[[nodiscard]] json::object withSignatures(store::Reader &reader, std::string_view body,
                                          std::string_view target, store::UserNid owner,
                                          store::UserNid viewer,
                                          const std::vector<store::KeySignature> &signatures);

} // namespace hearth::services
