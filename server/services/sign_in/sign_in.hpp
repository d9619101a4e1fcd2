// SPDX-License-Identifier: Apache-2.0
// SignIn: finds out whose account a login request means and whether it proves so
// (spec client-server, "Login").
#pragma once

#include "server/core/json.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/sessions.hpp"
#include "server/services/limits/limits.hpp"
#include "server/services/proof.hpp"

#include <string_view>

namespace hearth::services {

struct AppService;
class AppServices;
class Passwords;
class TokenSignIn;

/// Owned by the daemon. Thread-safe.
class SignIn {
public:
    SignIn(Accounts &accounts, AppServices &appservices, Sessions &sessions, Passwords &passwords,
           TokenSignIn &tokens, RateLimiter &limiter, const config::Current &settings);

    /// The login types that this server takes: answer of GET /login.
    [[nodiscard]] json::object flows() const;
    /// Throws M_FORBIDDEN and friends. service: the application service whose token came along.
    [[nodiscard]] SignedIn signIn(const json::object &body, const AppService *service);

private:
    /// Whose account it is, and what proves it.
    struct Proven {
        AccountPtr account;
        Proof proof;
    };
    [[nodiscard]] Proven byPassword(const json::object &body);
    [[nodiscard]] Proven byToken(const json::object &body);
    [[nodiscard]] Proven byAppservice(const json::object &body, const AppService *service);
    /// The account an identifier names (m.id.user, m.id.thirdparty, m.id.phone, or the older
    /// user / medium+address fields); name is what was typed, for rate limits.
    AccountPtr findIdentified(const json::object &body, std::string &name);
    AccountPtr findByThreepid(std::string_view medium, std::string_view address);

    Accounts &m_accounts;
    AppServices &m_appservices;
    Sessions &m_sessions;
    Passwords &m_passwords;
    TokenSignIn &m_tokens;
    Limits m_limits;
    const config::Current &m_settings;
};

/// The form in which an address is stored: lower-case e-mail, digits of a phone number.
[[nodiscard]] std::string canonicalAddress(std::string_view medium, std::string_view address);

} // namespace hearth::services
