// SPDX-License-Identifier: Apache-2.0
// TokenSignIn: signing in with a JSON web token that somebody else issued (jwt_config).
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/services/accounts/accounts.hpp"

namespace hearth::config {
class Current;
}

namespace hearth::services {

class Registration;

/// Owned by the daemon. Thread-safe.
class TokenSignIn {
public:
    TokenSignIn(Accounts &accounts, Registration &registration, const config::Current &settings,
                const Clock &clock)
        : m_accounts(accounts)
        , m_registration(registration)
        , m_settings(settings)
        , m_clock(clock) {}

    [[nodiscard]] bool enabled() const;
    /// The account that the token of a login names; it is made if there is none yet. Throws 403
    /// M_FORBIDDEN.
    [[nodiscard]] AccountPtr accountOf(const json::object &login);

private:
    void requireClaims(const json::object &claims) const;

    Accounts &m_accounts;
    Registration &m_registration;
    const config::Current &m_settings;
    const Clock &m_clock;
};

} // namespace hearth::services
