// SPDX-License-Identifier: Apache-2.0
// TokenAuthenticator: access tokens of users and application services, for the pipeline.
#pragma once

#include "server/api/endpoint.hpp"

namespace hearth::services {
class AppServices;
class Sessions;
class UsageLimits;
} // namespace hearth::services

namespace hearth::api {

/// Owned by the daemon. Thread-safe.
class TokenAuthenticator final : public Authenticator {
public:
    TokenAuthenticator(services::Sessions &sessions, services::AppServices &appservices,
                       services::UsageLimits &usage);
    services::Requester authenticate(std::string_view token, const http::Request &request) override;
    std::optional<services::Requester> findService(std::string_view token) const override;
    void onAccessChanged(std::function<void(store::UserNid)> listener) override;
    void requireMayUse(const services::Requester &requester) override;

private:
    [[nodiscard]] services::Requester seen(services::Requester requester,
                                           const http::Request &request);
    services::Sessions &m_sessions;
    services::AppServices &m_appservices;
    services::UsageLimits &m_usage;
};

} // namespace hearth::api
