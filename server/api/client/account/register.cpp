// SPDX-License-Identifier: Apache-2.0
// POST /register and what belongs to it (spec client-server, "Account registration and
// management").
#include "server/api/client/account/account_api.hpp"
#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/passwords.hpp"
#include "server/services/appservices/appservices.hpp"
#include "server/services/mail/mail_queue.hpp"
#include "server/services/sign_in/registration.hpp"
#include "server/services/sign_in/uia.hpp"

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
                          const json::object &body, const services::Proof &proof) {
    if (!findBool(body, "inhibit_login").value_or(false))
        return api.registration.createAndSignIn(wanted, deviceOptions(body), proof);
    services::SignedIn out;
    out.userId = api.registration.create(wanted, proof)->userId;
    return out;
}

http::Response registerGuest(const AccountApi &api) {
    if (!api.settings.get()->allowGuestAccess)
        throw Error(403, "M_GUEST_ACCESS_FORBIDDEN", "Guest access is disabled");
    services::NewAccount wanted;
    wanted.guest = true;
    services::SignInOptions options;
    options.deviceId = "guest_device";
    return http::jsonResponse(
        answer(api, api.registration.createAndSignIn(wanted, options, services::Proof::none())));
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
    return http::jsonResponse(answer(api, create(api, wanted, call.body, services::Proof::none())));
}

/// Every flow asks for everything that the configuration demands, as Synapse's do.
std::vector<services::UiaFlow> flows(const AccountApi &api) {
    const auto settings = api.settings.get();
    const auto &required = settings->registrationsRequire3pid;
    const bool email = api.mails.enabled();
    const bool needsEmail = std::find(required.begin(), required.end(), "email") != required.end();
    std::vector<services::UiaFlow> out;
    if (!needsEmail)
        out.push_back({"m.login.dummy"}); // tells it from the flow with an address
    if (email)
        out.push_back({services::emailStage});
    if (settings->registrationTokenInsteadOf3pid)
        out.push_back({"m.login.registration_token"});
    const auto everywhereFirst = [&](const char *stage) {
        for (auto &flow : out)
            if (std::find(flow.begin(), flow.end(), stage) == flow.end())
                flow.insert(flow.begin(), stage);
    };
    if (settings->enableRegistrationCaptcha) {
        if (!api.uia.canCheckCaptcha())
            throw forbidden("Registration needs a captcha, and this server cannot check one.");
        everywhereFirst("m.login.recaptcha");
    }
    if (settings->registrationRequiresToken)
        everywhereFirst("m.login.registration_token");
    // With one flow there is nothing to tell apart.
    if (out.size() == 1 && out.front().size() > 1 && out.front().back() == "m.login.dummy")
        out.front().pop_back();
    return out;
}

/// The address that was proven on the way.
std::optional<store::Threepid> provenAddress(const store::UiaSession &session) {
    const auto *result = objectAt(session.completed, services::emailStage);
    if (!result)
        return std::nullopt;
    return store::Threepid{"email", std::string(stringAt(*result, "address")),
                           intAt(*result, "validated_at").value_or(0), 0};
}

/// The guest account that the request turns into a full one; 0 if none.
store::UserNid guestToUpgrade(const AccountApi &api, const json::object &body) {
    const auto token = findString(body, "guest_access_token");
    if (!token)
        return {};
    const auto guest = api.sessions.authenticate(*token);
    return guest.guest ? guest.userNid : store::UserNid{};
}

/// What repetitions of the request may leave out. Sessions are stored, so nothing else is kept, and
/// passwords never.
json::object remembered(const json::object &body) {
    constexpr std::size_t most = 4096;
    json::object out;
    for (const char *name : {"username", "device_id", "initial_device_display_name",
                             "inhibit_login", "refresh_token", "guest_access_token"})
        if (const auto *value = body.if_contains(name))
            out[name] = *value;
    if (json::serialize(out).size() > most)
        throw tooLarge("A registration may say at most 4 KiB about itself.");
    return out;
}

/// A client repeats the last request of a registration whose answer it missed: it signs in to the
/// account that the session made, for a while.
http::Response repeatRegistration(const AccountApi &api, const store::UiaSession &session,
                                  const json::object &body) {
    constexpr std::int64_t repeatable = 600000;
    const auto when = findInt(session.data, "registered_ts").value_or(0);
    const auto account = api.accounts.find(session.user);
    if (!account || when + repeatable < api.clock.now())
        throw unknownError("This session has made its account.");
    const auto username = findString(body, "username");
    if (username && api.accounts.fullId(lower(*username)) != account->userId)
        throw unknownError("This session has made another account.");
    services::requireOpen(*account);
    services::SignedIn out;
    out.userId = account->userId;
    if (!findBool(session.body, "inhibit_login").value_or(false)) {
        api.limits.requireFor(services::Limited::LoginAccount, account->userId);
        out =
            api.sessions.signIn(account->nid, deviceOptions(session.body), services::Proof::none());
    }
    return http::jsonResponse(answer(api, out));
}

/// Which account is asked for. Throws if it cannot be had.
services::NewAccount wantedBy(const AccountApi &api, const json::object &said) {
    services::NewAccount wanted;
    wanted.upgrade = guestToUpgrade(api, said);
    if (const auto username = findString(said, "username")) {
        wanted.localpart = lower(*username);
        api.registration.requireUsable(*wanted.localpart, nullptr, wanted.upgrade);
    }
    return wanted;
}

/// Hashing costs more than all the rest, so it comes last: once for a session that is not complete,
/// and once at its end.
http::Response challenged(const AccountApi &api, const Call &call,
                          const services::UiaOutcome &outcome, bool counted,
                          const std::optional<std::string> &password) {
    if (password && !outcome.session.data.contains("password_hash")) {
        if (counted) // for another request; this one has been free so far
            api.limits.require(services::Limited::Registration, call.requester,
                               call.request.remoteAddress);
        api.uia.keepPassword(outcome.session.id, api.passwords.hash(*password));
    }
    return http::jsonResponse(*outcome.challenge, 401);
}

http::Response registerUser(const AccountApi &api, Call &call) {
    if (!api.settings.get()->enableRegistration)
        throw forbidden("Registration has been disabled");
    const json::object &body = call.body;
    static_cast<void>(deviceOptions(body)); // wrong types are told at once, not after the stages
    static_cast<void>(findBool(body, "inhibit_login"));
    // Synapse has M_UNKNOWN for these two.
    for (const char *name : {"username", "password"})
        if (const auto *value = body.if_contains(name);
            value && !value->is_null() && !value->is_string())
            throw unknownError(std::string("Invalid ") + name);
    const auto password = findString(body, "password");
    if (password)
        api.passwords.requireGood(*password);
    const auto known = api.uia.find(operationOf(call), body);
    if (known && known->user)
        return repeatRegistration(api, *known, body);
    if (password) // before anything is written: afterwards the request could not start over
        services::Passwords::prepare();
    auto said = remembered(body);
    auto wanted = wantedBy(api, said.empty() && known ? known->body : said);
    const auto outcome = api.uia.proceed({operationOf(call), body, call.request.remoteAddress,
                                          std::move(said), services::ProofPurpose::Register},
                                         flows(api));
    if (outcome.challenge)
        return challenged(api, call, outcome, known.has_value(), password);
    const auto claim = api.uia.claim(outcome.session.id);
    const auto hash = findString(outcome.session.data, "password_hash");
    if (!hash && !password)
        throw missingParam("Missing params: ['password']");
    wanted.passwordHash = password ? api.passwords.hash(*password) : *hash;
    wanted.email = provenAddress(outcome.session);
    const auto in = create(api, wanted, outcome.session.body, outcome.proof);
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
    const auto &id = call.requester.appservice;
    const auto *service = id ? api.appservices.find(*id) : nullptr;
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
    api.limits.requireFor(services::Limited::RegistrationToken, call.request.remoteAddress);
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
