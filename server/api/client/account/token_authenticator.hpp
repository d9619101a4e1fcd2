// SPDX-License-Identifier: Apache-2.0
// TokenAuthenticator: access tokens of users and application services, for the pipeline.
#pragma once

#include "server/api/endpoint.hpp"
#include "server/services/accounts/account_listener.hpp"

#include <functional>
#include <vector>

namespace hearth::services {
class Accounts;
class AppServices;
class Sessions;
class UsageLimits;
} // namespace hearth::services

namespace hearth::api {

/// Owned by the daemon. Thread-safe. Listens to accounts from its construction on.
class TokenAuthenticator final : public Authenticator, private services::AccountListener {
public:
    TokenAuthenticator(services::Accounts &accounts, services::Sessions &sessions,
                       services::AppServices &appservices, services::UsageLimits &usage);
    services::Requester authenticate(std::string_view token, const http::Request &request) override;
    services::Requester authenticateLeaving(std::string_view token,
                                            const http::Request &request) override;
    std::optional<services::Requester> findService(std::string_view token) const override;
    void onAccessChanged(std::function<void(store::UserNid)> listener) override;
    void requireMayUse(const services::Requester &requester) override;

private:
    void onAccessChanged(store::UserNid user) override;
    [[nodiscard]] services::Requester seen(services::Requester requester,
                                           const http::Request &request);
    services::Sessions &m_sessions;
    services::AppServices &m_appservices;
    services::UsageLimits &m_usage;
    std::vector<std::function<void(store::UserNid)>> m_listeners;
};

} // namespace hearth::api
