// SPDX-License-Identifier: Apache-2.0
// /account/whoami, /account/password, /account/deactivate, /capabilities, /password_policy.
#include "server/api/client/account/account_api.hpp"
#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/room_version.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/address_proofs.hpp"
#include "server/services/accounts/passwords.hpp"
#include "server/services/mail/mail_queue.hpp"
#include "server/services/sign_in/closing.hpp"
#include "server/services/sign_in/uia.hpp"

namespace hearth::api::account {

http::Response getWhoami(const AccountApi &, Call &call) {
    json::object out{{"user_id", call.requester.user.str()}, {"is_guest", call.requester.guest}};
    if (!call.requester.deviceId.empty())
        out["device_id"] = call.requester.deviceId;
    return http::jsonResponse(out);
}

namespace {

/// Somebody who forgot the password shows that an address of the account is theirs.
http::Response resetPassword(const AccountApi &api, Call &call) {
    if (!api.mails.enabled())
        throw missingToken();
    const auto password = findString(call.body, "new_password");
    const auto logout = findBool(call.body, "logout_devices");
    if (password)
        api.passwords.requireGood(*password);
    json::object remembered;
    if (logout)
        remembered["logout_devices"] = *logout;
    const auto outcome =
        api.uia.recover({operationOf(call), call.body, call.request.remoteAddress,
                         std::move(remembered), services::ProofPurpose::ResetPassword},
                        {{services::emailStage}});
    if (outcome.challenge)
        return http::jsonResponse(*outcome.challenge, 401);
    if (!password)
        throw missingParam("Missing params: password");
    const std::string address(
        stringAt(outcome.session.completed.at(services::emailStage).as_object(), "address"));
    const auto ownerOf = [&](store::Reader &reader) {
        return store::accounts::findByThreepid(reader, "email", address);
    };
    const store::UserNid user = api.accounts.database().read(ownerOf);
    if (!user)
        throw notFound("Email address not found");
    const services::Proof proof([&](store::Transaction &tx, store::UserNid whose) {
        outcome.proof.redeem(tx, whose);
        if (ownerOf(tx) != whose)
            throw notFound("Email address not found");
    });
    api.closing.setPassword(user, *password,
                            findBool(outcome.session.body, "logout_devices").value_or(true), proof);
    return http::jsonResponse(json::object{});
}

} // namespace

http::Response postPassword(const AccountApi &api, Call &call) {
    const auto settings = api.settings.get();
    if (!settings->passwordConfig.enabled || !settings->passwordConfig.localdbEnabled)
        throw forbidden("Passwords cannot be changed on this server.");
    if (!call.signedIn())
        return resetPassword(api, call);
    if (call.requester.guest)
        throw Error(403, "M_GUEST_ACCESS_FORBIDDEN", "Guest access not allowed.");
    const std::string password = getString(call.body, "new_password");
    const bool logout = findBool(call.body, "logout_devices").value_or(true);
    api.passwords.requireGood(password);
    services::Passwords::prepare();
    auto confirmed = confirm(api.uia, call);
    if (confirmed.challenge)
        return *std::move(confirmed.challenge);
    api.closing.setPassword(call.requester.userNid, password, logout, confirmed.proof,
                            call.requester.deviceNid);
    return http::jsonResponse(json::object{});
}

http::Response postDeactivate(const AccountApi &api, Call &call) {
    const bool erase = findBool(call.body, "erase").value_or(false);
    auto confirmed = confirm(api.uia, call);
    if (confirmed.challenge)
        return *std::move(confirmed.challenge);
    api.closing.deactivate(call.requester.userNid, erase, confirmed.proof);
    return http::jsonResponse(json::object{{"id_server_unbind_result", "success"}});
}

http::Response getPasswordPolicy(const AccountApi &api, Call &) {
    return http::jsonResponse(api.passwords.policy());
}

http::Response getCapabilities(const AccountApi &api, Call &call) {
    const auto settings = api.settings.get();
    const auto &password = settings->passwordConfig;
    json::object versions;
    for (const auto &version : matrix::roomVersions())
        versions[version.id] = "stable";
    const auto enabled = [](bool on) { return json::object{{"enabled", on}}; };
    json::array closed;
    if (!settings->enableSetDisplayname)
        closed.emplace_back("displayname");
    if (!settings->enableSetAvatarUrl)
        closed.emplace_back("avatar_url");
    json::object fields = enabled(true);
    if (!closed.empty())
        fields["disallowed"] = std::move(closed);
    json::object out{
        {"m.room_versions", json::object{{"default", settings->defaultRoomVersion},
                                         {"available", std::move(versions)}}},
        {"m.change_password", enabled(password.enabled && password.localdbEnabled)},
        {"m.set_displayname", enabled(settings->enableSetDisplayname)},
        {"m.set_avatar_url", enabled(settings->enableSetAvatarUrl)},
        {"m.3pid_changes", enabled(settings->enable3pidChanges)},
        {"m.get_login_token", enabled(settings->loginViaExistingSession)},
        // Not under its unstable name too: strict readers take that for the same member twice.
        {"m.profile_fields", std::move(fields)},
        {"m.forget_forced_upon_leave", enabled(settings->forgetRoomsOnLeave)},
    };
    if (settings->maxEventDelayDuration > 0)
        out["org.matrix.msc4140.delayed_events"] =
            json::object{{"max_delay_ms", settings->maxEventDelayDuration}, {"max_scheduled", 100}};
    if (call.requester.admin)
        out["m.account_moderation"] = json::object{{"lock", true}, {"suspend", true}};
    return http::jsonResponse(json::object{{"capabilities", std::move(out)}});
}

} // namespace hearth::api::account
