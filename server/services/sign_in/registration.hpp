// SPDX-License-Identifier: Apache-2.0
// Registration: rules for user names, and making accounts however they are asked for.
#pragma once

#include "server/core/clock.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/sessions.hpp"
#include "server/services/proof.hpp"
#include "server/store/account_store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace hearth::services {

struct AppService;
class AppServices;
class Passwords;
class Profiles;
class RoomService;
class UsageLimits;
class Threepids;

struct NewAccount {
    std::optional<std::string> localpart; // a number is given if none
    std::string passwordHash;
    std::optional<std::string> displayName; // the localpart if none
    bool admin = false;
    bool guest = false;
    std::string userType;
    const AppService *appservice = nullptr;
    /// E-mail address that was proven.
    std::optional<store::Threepid> email;
    /// Guest account that becomes this one.
    store::UserNid upgrade{};
    /// What else is written with the account.
    std::function<void(store::Transaction &, store::UserNid)> more;
};

/// Owned by the daemon. Thread-safe.
class Registration {
public:
    Registration(Accounts &accounts, AppServices &appservices, Profiles &profiles,
                 Sessions &sessions, UsageLimits &usage, Threepids &threepids, RoomService &rooms,
                 const config::Current &settings, const Clock &clock);

    /// Throws M_INVALID_USERNAME, M_EXCLUSIVE or M_USER_IN_USE. Only application services
    /// may use names that start with an underscore.
    void requireUsable(std::string_view localpart, const AppService *appservice,
                       store::UserNid upgrade = {});

    /// proof: that the account may be made, spent with it. Both throw 403
    /// M_RESOURCE_LIMIT_EXCEEDED where the server has no room for more.
    [[nodiscard]] AccountPtr create(const NewAccount &wanted, const Proof &proof);
    /// Account, and a device that is signed in at once.
    [[nodiscard]] SignedIn createAndSignIn(const NewAccount &wanted, const SignInOptions &options,
                                           const Proof &proof);
    /// For sign-ins whose first one makes the account. decide runs in the transaction and gives the
    /// account there is, or the one to make.
    [[nodiscard]] AccountPtr
    findOrCreate(const std::function<std::variant<store::Account, NewAccount>(store::Transaction &)>
                     &decide);

    /// The name that another service gives somebody who signs in by it.
    void rename(const store::Account &account, const std::string &displayName);

private:
    void requireRoom(const NewAccount &wanted);
    store::Account insert(store::Transaction &tx, const NewAccount &wanted, const Proof &proof);
    void upgrade(store::Transaction &tx, store::Account &account);
    [[nodiscard]] std::string nextNumber(store::Transaction &tx);

    Accounts &m_accounts;
    AppServices &m_appservices;
    Profiles &m_profiles;
    Sessions &m_sessions;
    UsageLimits &m_usage;
    Threepids &m_threepids;
    RoomService &m_rooms;
    const config::Current &m_settings;
    const Clock &m_clock;
};

} // namespace hearth::services
