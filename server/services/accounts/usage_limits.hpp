// SPDX-License-Identifier: Apache-2.0
// UsageLimits: who may use the server at all (hs_disabled, limit_usage_by_mau).
#pragma once

#include "server/core/clock.hpp"
#include "server/services/requester.hpp"
#include "server/store/account_store.hpp"

#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace hearth::config {
class Current;
struct Settings;
} // namespace hearth::config

namespace hearth::services {

class Accounts;

/// Owned by the daemon. Thread-safe.
class UsageLimits {
public:
    UsageLimits(Accounts &accounts, const config::Current &settings, const Clock &clock);

    /// Somebody was seen: they count as active if they count at all and there is room. Cheap; what
    /// is to be kept is written by flush().
    void seen(store::UserNid user);
    /// Throws 403 M_RESOURCE_LIMIT_EXCEEDED.
    void requireMayUse(const store::Account &account);
    void requireMayUse(const Requester &requester);
    /// The same for an account that is about to be made.
    void requireRoom(bool admin, std::string_view userType);

    void flush();
    /// Forgets those who were not active for a month.
    void tidyUp();
    /// How many users count at the moment.
    [[nodiscard]] std::int64_t active();
    /// True once after somebody was turned away for want of room, if administrators want to know.
    [[nodiscard]] bool takeAlert();

private:
    struct Entry {
        Timestamp last = 0;
        bool written = false;
    };
    void load();
    [[nodiscard]] bool isTrial(const store::Account &account, const config::Settings &settings);
    [[nodiscard]] bool isReserved(store::UserNid user, const config::Settings &settings);
    [[noreturn]] void refuseFull(const config::Settings &settings);

    Accounts &m_accounts;
    const config::Current &m_settings;
    const Clock &m_clock;
    std::mutex m_mutex; // all below
    bool m_loaded = false;
    bool m_alert = false;
    std::optional<Timestamp> m_alerted;
    std::unordered_map<store::UserNid, Entry> m_active;
};

} // namespace hearth::services
