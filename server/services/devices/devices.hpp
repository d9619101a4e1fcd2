// SPDX-License-Identifier: Apache-2.0
// Devices of local users (spec client-server, "Device management") and messages sent directly to
// them ("Send-to-Device messaging").
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/services/devices/inbox_shares.hpp"
#include "server/services/proof.hpp"
#include "server/services/requester.hpp"
#include "server/store/device_store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::services {

class Accounts;
class Changes;
class Sessions;

/// Owned by the daemon. Thread-safe.
class Devices {
public:
    Devices(Accounts &accounts, Sessions &sessions, Changes &changes, const Clock &clock);

    /// Hidden ones are left out.
    [[nodiscard]] std::vector<store::Device> list(store::UserNid user);
    /// Throws 404 M_NOT_FOUND.
    [[nodiscard]] store::Device get(store::UserNid user, std::string_view deviceId);
    void rename(store::UserNid user, std::string_view deviceId,
                const std::optional<std::string> &name);
    /// Without signing in: administrators and application services. False if it was there.
    bool create(store::UserNid user, std::string_view deviceId,
                const std::optional<std::string> &name);
    /// Signs some of those out that were last used before a time; false: there are none.
    bool removeStale(Timestamp before);
    /// Ids that do not exist are skipped.
    void remove(store::UserNid user, const std::vector<std::string> &deviceIds, const Proof &proof);

    /// messages: user id → device id or "*" → content. The same transaction id sends once. A device
    /// that has too much of the sender waiting for it is left out; 413 if nothing could be sent.
    void send(const Requester &requester, std::string_view type, std::string_view txnId,
              const json::object &messages);

private:
    Accounts &m_accounts;
    Sessions &m_sessions;
    Changes &m_changes;
    const Clock &m_clock;
    InboxShares m_inboxes;
};

} // namespace hearth::services
