// SPDX-License-Identifier: Apache-2.0
// POST /login, /refresh, /logout and their relatives (spec client-server, "Login").
#include "server/api/basics/routes.hpp"
#include "server/api/client/account/account_api.hpp"
#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/appservices/appservices.hpp"
#include "server/services/sign_in/cas.hpp"
#include "server/services/sign_in/closing.hpp"
#include "server/services/sign_in/sign_in.hpp"
#include "server/services/sign_in/uia.hpp"

namespace hearth::api {

std::string operationOf(const Call &call) {
    return std::string(http::toString(call.request.method)) + " " + call.request.path;
}

std::string bearerToken(const http::Request &request) {
    if (const auto header = request.headers.find("authorization")) {
        constexpr std::string_view prefix = "Bearer ";
        if (header->substr(0, prefix.size()) == prefix)
            return std::string(header->substr(prefix.size()));
    }
    return std::string(request.query.find("access_token").value_or(std::string_view{}));
}

Confirmed confirm(services::Uia &uia, const Call &call) {
    auto outcome =
        uia.confirm({operationOf(call), call.body, call.request.remoteAddress}, call.requester);
    if (outcome.challenge)
        return {http::jsonResponse(*outcome.challenge, 401), services::Proof::none()};
    return {std::nullopt, std::move(outcome.proof)};
}

namespace account {

http::Response getLogin(const AccountApi &api, Call &) {
    auto out = api.signIn.flows();
    if (!api.cas.enabled())
        return http::jsonResponse(out);
    const auto settings = api.settings.get();
    json::object provider{{"id", "cas"}, {"name", settings->cas.idpName}};
    if (!settings->cas.idpIcon.empty())
        provider["icon"] = settings->cas.idpIcon;
    if (!settings->cas.idpBrand.empty())
        provider["brand"] = settings->cas.idpBrand;
    auto &flows = out.at("flows").as_array();
    flows.push_back(json::object{{"type", "m.login.sso"},
                                 {"identity_providers", json::array{std::move(provider)}}});
    flows.push_back(json::object{{"type", "m.login.cas"}}); // what it was called once
    if (!settings->loginViaExistingSession)
        flows.push_back(json::object{{"type", "m.login.token"}});
    return http::jsonResponse(out);
}

http::Response postLogin(const AccountApi &api, Call &call) {
    const auto &service = call.requester.appservice;
    const auto in =
        api.signIn.signIn(call.body, service ? api.appservices.find(*service) : nullptr);
    json::object out{{"user_id", in.userId},
                     {"access_token", in.accessToken},
                     {"home_server", api.accounts.serverName()},
                     {"device_id", in.deviceId}};
    if (in.expiresIn)
        out["expires_in_ms"] = *in.expiresIn;
    if (!in.refreshToken.empty())
        out["refresh_token"] = in.refreshToken;
    if (const auto settings = api.settings.get(); !settings->publicBaseurl.empty())
        out["well_known"] = clientDiscovery(*settings, settings->publicBaseurl);
    return http::jsonResponse(out);
}

http::Response postGetLoginToken(const AccountApi &api, Call &call) {
    const auto settings = api.settings.get();
    if (!settings->loginViaExistingSession)
        throw unrecognized(404, "Unrecognized request"); // as servers that do not know it
    auto confirmed = settings->loginViaExistingSessionRequiresUiAuth
                         ? confirm(api.uia, call)
                         : Confirmed{std::nullopt, services::Proof::none()};
    if (confirmed.challenge)
        return *std::move(confirmed.challenge);
    const auto lifetime = settings->loginViaExistingSessionTokenTimeout;
    return http::jsonResponse(json::object{
        {"login_token", api.sessions.makeLoginToken(call.requester, lifetime, confirmed.proof)},
        {"expires_in_ms", lifetime},
        {"expires_in", lifetime / 1000}});
}

http::Response postRefresh(const AccountApi &api, Call &call) {
    const auto in = api.sessions.refresh(getString(call.body, "refresh_token"));
    json::object out{{"access_token", in.accessToken}};
    if (in.expiresIn)
        out["expires_in_ms"] = *in.expiresIn;
    if (!in.refreshToken.empty())
        out["refresh_token"] = in.refreshToken;
    return http::jsonResponse(out);
}

http::Response postLogout(const AccountApi &api, Call &call) {
    if (!call.requester.appservice || call.requester.deviceNid)
        api.sessions.signOut(call.requester);
    return http::jsonResponse(json::object{});
}

http::Response postLogoutAll(const AccountApi &api, Call &call) {
    api.closing.logoutDevices(call.requester.userNid);
    return http::jsonResponse(json::object{});
}

} // namespace account
} // namespace hearth::api
