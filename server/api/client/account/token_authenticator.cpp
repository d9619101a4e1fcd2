// SPDX-License-Identifier: Apache-2.0
// See token_authenticator.hpp.
#include "server/api/client/account/token_authenticator.hpp"

#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/sessions.hpp"
#include "server/services/accounts/usage_limits.hpp"
#include "server/services/appservices/appservices.hpp"

namespace hearth::api {

TokenAuthenticator::TokenAuthenticator(services::Accounts &accounts, services::Sessions &sessions,
                                       services::AppServices &appservices,
                                       services::UsageLimits &usage)
    : m_sessions(sessions)
    , m_appservices(appservices)
    , m_usage(usage) {
    accounts.addListener(*this);
}

void TokenAuthenticator::requireMayUse(const services::Requester &requester) {
    m_usage.requireMayUse(requester);
}

services::Requester TokenAuthenticator::seen(services::Requester requester,
                                             const http::Request &request) {
    m_sessions.seen(requester, request.remoteAddress,
                    request.headers.find("user-agent").value_or(std::string_view{}));
    return requester;
}

services::Requester TokenAuthenticator::authenticate(std::string_view token,
                                                     const http::Request &request) {
    if (const auto *service = m_appservices.findByToken(token)) {
        const auto user = request.query.find("user_id").value_or(std::string_view{});
        auto device = request.query.find("device_id");
        if (!device)
            device = request.query.find("org.matrix.msc3202.device_id");
        return seen(m_appservices.requester(*service, user, device.value_or(std::string_view{})),
                    request);
    }
    return seen(m_sessions.authenticate(token), request);
}

services::Requester TokenAuthenticator::authenticateLeaving(std::string_view token,
                                                            const http::Request &request) {
    if (m_appservices.findByToken(token))
        return authenticate(token, request);
    return seen(m_sessions.authenticate(token, true), request);
}

std::optional<services::Requester> TokenAuthenticator::findService(std::string_view token) const {
    const auto *service = m_appservices.findByToken(token);
    if (!service)
        return std::nullopt;
    services::Requester out;
    out.appservice = service->id;
    out.rateLimited = service->rateLimited;
    return out;
}

void TokenAuthenticator::onAccessChanged(std::function<void(store::UserNid)> listener) {
    m_listeners.push_back(std::move(listener));
}

void TokenAuthenticator::onAccessChanged(store::UserNid user) {
    for (const auto &listener : m_listeners)
        listener(user);
}

} // namespace hearth::api
