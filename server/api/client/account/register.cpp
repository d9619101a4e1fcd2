// SPDX-License-Identifier: Apache-2.0
// POST /register and what belongs to it (spec client-server, "Account registration and
// management").
#include "server/api/client/account/account_api.hpp"
#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/rate_limiter.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/passwords.hpp"
#include "server/services/accounts/registration.hpp"
#include "server/services/accounts/uia.hpp"
#include "server/services/appservices/appservices.hpp"

#include <algorithm>
#include <cctype>

namespace hearth::api::account {
namespace {

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

services::SignInOptions deviceOptions(const json::object &body) {
    services::SignInOptions out;
    out.deviceId = findString(body, "device_id");
    if (out.deviceId && (out.deviceId->empty() || out.deviceId->size() > 512))
        out.deviceId.reset();
    out.deviceName = findString(body, "initial_device_display_name");
    out.refreshable = findBool(body, "refresh_token").value_or(false);
    return out;
}

json::object answer(const AccountApi &api, const services::SignedIn &in) {
    json::object out{{"user_id", in.userId}, {"home_server", api.accounts.serverName()}};
    if (in.accessToken.empty())
        return out;
    out["access_token"] = in.accessToken;
    out["device_id"] = in.deviceId;
    if (in.expiresIn)
        out["expires_in_ms"] = *in.expiresIn;
    if (!in.refreshToken.empty())
        out["refresh_token"] = in.refreshToken;
    return out;
}

services::SignedIn create(const AccountApi &api, const services::NewAccount &wanted,
                          const json::object &body) {
    if (!findBool(body, "inhibit_login").value_or(false))
        return api.registration.createAndSignIn(wanted, deviceOptions(body));
    services::SignedIn out;
    out.userId = api.registration.create(wanted)->userId;
    return out;
}

http::Response registerGuest(const AccountApi &api) {
    if (!api.settings.get()->allowGuestAccess)
        throw Error(403, "M_GUEST_ACCESS_FORBIDDEN", "Guest access is disabled");
    services::NewAccount wanted;
    wanted.guest = true;
    services::SignInOptions options;
    options.deviceId = "guest_device";
    return http::jsonResponse(answer(api, api.registration.createAndSignIn(wanted, options)));
}

http::Response registerByAppservice(const AccountApi &api, Call &call,
                                    const services::AppService &service) {
    auto username = findString(call.body, "username");
    if (!username)
        username = getString(call.body, "user");
    if (service.deviceManagement && !findBool(call.body, "inhibit_login").value_or(false))
        throw Error(400, "M_APPSERVICE_LOGIN_UNSUPPORTED",
                    "This application service makes devices itself: register with inhibit_login.");
    const std::string userId = api.accounts.fullId(*username);
    if (!service.ownsUser(userId))
        throw Error(400, "M_EXCLUSIVE", "Invalid user localpart for this application service.");
    api.registration.requireUsable(*username, &service);
    services::NewAccount wanted;
    wanted.localpart = *username;
    wanted.appservice = &service;
    return http::jsonResponse(answer(api, create(api, wanted, call.body)));
}

/// Every flow asks for everything that the configuration demands.
std::vector<services::UiaFlow> flows(const AccountApi &api) {
    const auto settings = api.settings.get();
    if (!settings->registrationsRequire3pid.empty())
        throw forbidden("Registration needs a confirmed e-mail address or phone number, "
                        "and this server cannot send confirmations.");
    services::UiaFlow flow;
    if (settings->registrationRequiresToken)
        flow.emplace_back("m.login.registration_token");
    if (settings->enableRegistrationCaptcha) {
        if (!api.uia.canCheckCaptcha())
            throw forbidden("Registration needs a captcha, and this server cannot check one.");
        flow.emplace_back("m.login.recaptcha");
    }
    if (flow.empty())
        flow.emplace_back("m.login.dummy");
    return {flow};
}

/// The guest account that the request turns into a full one; 0 if none.
store::UserNid guestToUpgrade(const AccountApi &api, const json::object &body) {
    const auto token = findString(body, "guest_access_token");
    if (!token)
        return {};
    const auto guest = api.sessions.authenticate(*token);
    return guest.guest ? guest.userNid : store::UserNid{};
}

/// The account that this session already made, when a client repeats its last request.
std::optional<services::SignedIn> registeredBefore(const AccountApi &api,
                                                   const store::UiaSession &session) {
    const auto user = findString(session.data, "registered_user");
    const auto account = user ? api.accounts.find(*user) : nullptr;
    if (!account || account->deactivated)
        return std::nullopt;
    services::SignedIn out;
    out.userId = account->userId;
    if (!findBool(session.body, "inhibit_login").value_or(false))
        out = api.sessions.signIn(*account, deviceOptions(session.body));
    return out;
}

http::Response registerUser(const AccountApi &api, Call &call) {
    if (!api.settings.get()->enableRegistration)
        throw forbidden("Registration has been disabled");
    json::object body = call.body;
    static_cast<void>(deviceOptions(body)); // wrong types are told at once, not after the stages
    static_cast<void>(findBool(body, "inhibit_login"));
    // Synapse has M_UNKNOWN for these two.
    for (const char *name : {"username", "password"})
        if (const auto *value = body.if_contains(name);
            value && !value->is_null() && !value->is_string())
            throw unknownError(std::string("Invalid ") + name);
    json::object keep;
    if (const auto password = findString(body, "password")) {
        api.passwords.requireGood(*password);
        keep["password_hash"] = api.passwords.hash(*password);
        body.erase("password"); // sessions are stored, passwords are not
    }
    auto outcome = api.uia.proceed(
        {operationOf(call), body, call.request.remoteAddress, std::move(keep)}, flows(api));
    if (const auto before = registeredBefore(api, outcome.session); before && !outcome.challenge)
        return http::jsonResponse(answer(api, *before));
    const auto username = findString(outcome.session.body, "username");
    services::NewAccount wanted;
    wanted.upgrade = guestToUpgrade(api, outcome.session.body);
    if (username) {
        wanted.localpart = lower(*username);
        api.registration.requireUsable(*wanted.localpart, nullptr, wanted.upgrade);
    }
    if (outcome.challenge)
        return http::jsonResponse(*outcome.challenge, 401);
    const auto hash = findString(outcome.session.data, "password_hash");
    if (!hash)
        throw missingParam("Missing params: ['password']");
    wanted.passwordHash = *hash;
    const auto in = create(api, wanted, outcome.session.body);
    outcome.session.data.erase("password_hash");
    api.registration.finishToken(outcome.session, in.userId);
    return http::jsonResponse(answer(api, in));
}

} // namespace

http::Response postRegister(const AccountApi &api, Call &call) {
    const auto kind = call.query("kind").value_or("user");
    if (kind == "guest")
        return registerGuest(api);
    if (kind != "user")
        throw unrecognized(400, "Do not understand membership kind: " + kind);
    const std::string token = bearerToken(call.request);
    const auto *service = token.empty() ? nullptr : api.appservices.findByToken(token);
    const bool wantsService = findString(call.body, "type") == "m.login.application_service";
    if (wantsService) {
        if (!service)
            throw token.empty() ? missingToken() : unknownToken(false);
        return registerByAppservice(api, call, *service);
    }
    if (service)
        throw Error(400, "M_APPSERVICE_LOGIN_UNSUPPORTED",
                    "Application services register with type m.login.application_service.");
    return registerUser(api, call);
}

http::Response getRegisterAvailable(const AccountApi &api, Call &call) {
    const auto settings = api.settings.get();
    if (!settings->enableRegistration)
        throw forbidden("Registration has been disabled");
    const auto username = call.query("username");
    if (!username)
        throw missingParam("Missing query parameter 'username'");
    if (!settings->inhibitUserInUseError)
        api.registration.requireUsable(*username, nullptr);
    return http::jsonResponse(json::object{{"available", true}});
}

http::Response getTokenValidity(const AccountApi &api, Call &call) {
    const auto settings = api.settings.get();
    const auto &limit = settings->rc.registrationTokenValidity;
    api.limiter.require("token-validity " + call.request.remoteAddress, limit.perSecond,
                        limit.burstCount);
    if (!settings->enableRegistration)
        throw forbidden("Registration has been disabled");
    const auto token = call.query("token");
    if (!token)
        throw missingParam("Missing query parameter 'token'");
    const auto row = api.accounts.database().read(
        [&](store::Reader &reader) { return store::registration_tokens::find(reader, *token); });
    return http::jsonResponse(
        json::object{{"valid", row && services::isUsable(*row, api.clock.now())}});
}

} // namespace hearth::api::account
