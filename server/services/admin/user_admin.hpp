// SPDX-License-Identifier: Apache-2.0
// UserAdmin: what administrators do to accounts, in the shapes of Synapse's admin API.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/store/account_store.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hearth::config {
class Current;
struct Settings;
} // namespace hearth::config

namespace hearth::services {

class Closing;
class Passwords;
class Profiles;
class Registration;
class Sessions;

/// Throws M_UNKNOWN unless it is empty or known to the specification or the settings.
void requireUserType(const config::Settings &settings, std::string_view type);

/// Owned by the daemon. Thread-safe.
class UserAdmin {
public:
    UserAdmin(Accounts &accounts, Closing &closing, Passwords &passwords, Profiles &profiles,
              Registration &registration, Sessions &sessions, const config::Current &settings,
              const Clock &clock);

    /// One account. Throws 404 M_NOT_FOUND.
    [[nodiscard]] json::object show(std::string_view userId);
    /// {"users", "total", "next_token"}
    [[nodiscard]] json::object list(const store::AccountFilter &filter);
    /// Creates the account or changes what body names. True if it was created.
    [[nodiscard]] bool put(const Requester &by, const std::string &userId,
                           const json::object &body);
    /// Locks, suspends …: one flag of a local account. Throws 404 for unknown users.
    void set(std::string_view userId, bool store::Account::*flag, bool value);
    void setAdmin(const Requester &by, std::string_view userId, bool value);
    [[nodiscard]] json::object whois(std::string_view userId);
    /// Token that acts as the user without a device.
    [[nodiscard]] std::string loginAs(const Requester &by, std::string_view userId,
                                      std::optional<Timestamp> validUntil);
    void setRateOverride(std::string_view userId, const std::optional<store::RateOverride> &value);

private:
    void create(const std::string &userId, const json::object &body);
    void change(const Requester &by, const AccountPtr &account, const json::object &body);
    void setIdentities(store::Transaction &tx, store::UserNid user, const json::object &body);
    void setProfile(const Requester &by, const std::string &userId, const json::object &body);

    Accounts &m_accounts;
    Closing &m_closing;
    Passwords &m_passwords;
    Profiles &m_profiles;
    Registration &m_registration;
    Sessions &m_sessions;
    const config::Current &m_settings;
    const Clock &m_clock;
};

} // namespace hearth::services
