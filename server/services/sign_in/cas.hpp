// SPDX-License-Identifier: Apache-2.0
// Cas: signing in through a CAS server (CAS protocol 2 and 3; spec client-server, "SSO client
// login/authentication").
#pragma once

#include "server/core/json.hpp"
#include "server/core/lookups.hpp"
#include "server/http/client.hpp"
#include "server/services/accounts/accounts.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::config {
class Current;
}

namespace hearth::services {

class Registration;

/// Whom the CAS server says somebody is.
struct CasUser {
    std::string name;
    std::multimap<std::string, std::string> attributes;
};

/// Reads the answer to proxyValidate. Nothing if the ticket was refused or it is no such answer.
[[nodiscard]] std::optional<CasUser> parseCasAnswer(const std::string &xml);
/// A user name as the local part of a user id: lower case, everything unusual as =xx.
[[nodiscard]] std::string localpartFor(std::string_view name);

/// Owned by the daemon. Thread-safe.
class Cas {
public:
    Cas(Accounts &accounts, Registration &registration, http::Client &client,
        const config::Current &settings, const Clock &clock)
        : m_accounts(accounts)
        , m_registration(registration)
        , m_client(client)
        , m_settings(settings)
        , m_answers(clock, {200, 1000, 10}) {}

    [[nodiscard]] bool enabled() const;
    /// Where the person's browser goes. The CAS server sends it back to our ticket endpoint, with
    /// the parameter given: redirectUrl or session.
    [[nodiscard]] std::string loginUrl(std::string_view parameter, std::string_view value) const;
    /// The account a ticket stands for; made at the first time. Throws 401 or 403, and Later until
    /// the CAS server has answered.
    [[nodiscard]] AccountPtr accountOf(const std::string &ticket, std::string_view parameter,
                                       std::string_view value);
    /// Whether the account signed in this way before.
    [[nodiscard]] bool isLinked(store::UserNid user) const;

private:
    [[nodiscard]] std::string serviceUrl(std::string_view parameter, std::string_view value) const;
    [[nodiscard]] std::string numericName(const std::string &localpart) const;
    [[nodiscard]] AccountPtr findOrMake(const CasUser &user);

    Accounts &m_accounts;
    Registration &m_registration;
    http::Client &m_client;
    const config::Current &m_settings;
    Lookups<http::IncomingResponse> m_answers; // by ticket; each serves once
};

} // namespace hearth::services
