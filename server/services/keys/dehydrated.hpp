// SPDX-License-Identifier: Apache-2.0
// Dehydrated: a device that exists only as an encrypted blob and collects messages until somebody
// wakes it (MSC3814).
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/services/requester.hpp"

#include <string>
#include <string_view>

namespace hearth::services {

class Accounts;
class Changes;
class Keys;
class Sessions;

/// Owned by the daemon. Thread-safe.
class Dehydrated {
public:
    Dehydrated(Accounts &accounts, Sessions &sessions, Keys &keys, Changes &changes,
               const Clock &clock);

    /// Replaces the one that was there. Gives its device id.
    [[nodiscard]] std::string put(const Requester &requester, const json::object &body);
    /// Throws 404 M_NOT_FOUND.
    [[nodiscard]] json::object get(store::UserNid user);
    [[nodiscard]] std::string remove(const Requester &requester);
    /// Its messages after `from`, which are kept.
    [[nodiscard]] json::object events(store::UserNid user, std::string_view deviceId,
                                      std::string_view from);

private:
    Accounts &m_accounts;
    Sessions &m_sessions;
    Keys &m_keys;
    Changes &m_changes;
    const Clock &m_clock;
};

} // namespace hearth::services
