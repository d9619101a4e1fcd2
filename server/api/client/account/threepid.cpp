// SPDX-License-Identifier: Apache-2.0
// /account/3pid and …/requestToken: e-mail addresses of users (spec client-server, "Adding Account
// Administrative Contact Information"). hearthd sends no text messages and talks to no identity
// server, so what needs them is refused.
#include "server/api/client/account/account_api.hpp"
#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/mail/address.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/address_proofs.hpp"
#include "server/services/accounts/threepids.hpp"
#include "server/services/mail/mail_queue.hpp"
#include "server/services/sign_in/sign_in.hpp"
#include "server/services/sign_in/uia.hpp"

namespace hearth::api::account {
namespace {

void requireChangesAllowed(const AccountApi &api) {
    if (!api.settings.get()->enable3pidChanges) // 400 as in Synapse
        throw Error(400, "M_FORBIDDEN", "3PID changes are disabled on this server");
}

Error noIdentityServer() {
    return Error(400, "M_SERVER_NOT_TRUSTED", "This server works with no identity server.");
}

/// medium and address of a body, in the form in which they are kept.
std::pair<std::string, std::string> readAddress(const json::object &body) {
    static_cast<void>(findString(body, "id_server"));
    const std::string medium = getString(body, "medium");
    if (medium != "email" && medium != "msisdn")
        throw invalidParam("'" + medium + "' is not a valid value for 'medium'");
    const std::string address = getString(body, "address");
    if (medium == "email" && !mail::canonicalAddress(address))
        throw unknownError("Unable to parse email address");
    return {medium, services::canonicalAddress(medium, address)};
}

http::Response requestProof(const AccountApi &api, Call &call, services::ProofPurpose purpose) {
    services::ProofRequest request;
    request.purpose = purpose;
    request.clientSecret = getString(call.body, "client_secret");
    const auto address = mail::canonicalAddress(getString(call.body, "email"));
    request.sendAttempt = getInt(call.body, "send_attempt");
    if (!address) // Synapse's codes
        throw purpose == services::ProofPurpose::Register
            ? unknownError("Unable to parse email address")
            : badJson("Unable to parse email address");
    request.address = *address;
    if (const auto link = findString(call.body, "next_link"); link && !link->empty())
        request.nextLink = link;
    if (findString(call.body, "id_server") && !findString(call.body, "id_access_token"))
        throw invalidParam("id_access_token is required if an id_server is supplied.");
    request.language = call.request.headers.find("Accept-Language").value_or("");
    request.remoteAddress = call.request.remoteAddress;
    return http::jsonResponse(json::object{{"sid", api.proofs.request(request)}});
}

} // namespace

http::Response getThreepids(const AccountApi &api, Call &call) {
    const auto list = api.accounts.database().read([&](store::Reader &reader) {
        return store::accounts::threepids(reader, call.requester.userNid);
    });
    json::array out;
    for (const auto &threepid : list)
        out.push_back(json::object{{"medium", threepid.medium},
                                   {"address", threepid.address},
                                   {"validated_at", threepid.validated},
                                   {"added_at", threepid.added}});
    return http::jsonResponse(json::object{{"threepids", std::move(out)}});
}

/// The deprecated POST /account/3pid, which asks for no confirmation.
http::Response postThreepid(const AccountApi &api, Call &call) {
    requireChangesAllowed(api);
    const auto *given = findObject(call.body, "three_pid_creds");
    if (!given && !(given = findObject(call.body, "threePidCreds")))
        throw missingParam("Missing param three_pid_creds");
    const std::string secret = getString(*given, "client_secret");
    const std::string sid = getString(*given, "sid");
    services::requireClientSecret(secret);
    api.threepids.add(call.requester.userNid, sid, secret, services::Proof::none());
    return http::jsonResponse(json::object{});
}

http::Response addThreepid(const AccountApi &api, Call &call) {
    requireChangesAllowed(api);
    const std::string secret = getString(call.body, "client_secret");
    const std::string sid = getString(call.body, "sid");
    services::requireClientSecret(secret);
    auto confirmed = confirm(api.uia, call);
    if (confirmed.challenge)
        return *std::move(confirmed.challenge);
    api.threepids.add(call.requester.userNid, sid, secret, confirmed.proof);
    return http::jsonResponse(json::object{});
}

http::Response bindThreepid(const AccountApi &, Call &call) {
    static_cast<void>(getString(call.body, "id_server"));
    static_cast<void>(getString(call.body, "sid"));
    static_cast<void>(getString(call.body, "client_secret"));
    throw noIdentityServer();
}

http::Response deleteThreepid(const AccountApi &api, Call &call) {
    requireChangesAllowed(api);
    const auto [medium, address] = readAddress(call.body);
    api.threepids.remove(call.requester.userNid, medium, address);
    return http::jsonResponse(json::object{{"id_server_unbind_result", "no-support"}});
}

http::Response unbindThreepid(const AccountApi &, Call &call) {
    static_cast<void>(readAddress(call.body));
    return http::jsonResponse(json::object{{"id_server_unbind_result", "no-support"}});
}

http::Response requestAddToken(const AccountApi &api, Call &call) {
    requireChangesAllowed(api);
    if (!api.mails.enabled())
        throw Error(400, "M_THREEPID_MEDIUM_NOT_SUPPORTED",
                    "Adding an email to your account is disabled on this server");
    return requestProof(api, call, services::ProofPurpose::AddAddress);
}

http::Response requestPasswordToken(const AccountApi &api, Call &call) {
    if (!api.mails.enabled())
        throw unknownError("Email-based password resets have been disabled on this server");
    return requestProof(api, call, services::ProofPurpose::ResetPassword);
}

http::Response requestRegisterToken(const AccountApi &api, Call &call) {
    if (!api.mails.enabled())
        throw unknownError("Email-based registration has been disabled on this server");
    if (!api.settings.get()->enableRegistration)
        throw forbidden("Registration is disabled on this homeserver");
    return requestProof(api, call, services::ProofPurpose::Register);
}

http::Response requestPhoneToken(const AccountApi &, Call &call) {
    static_cast<void>(getString(call.body, "client_secret"));
    static_cast<void>(getString(call.body, "phone_number"));
    throw Error(400, "M_THREEPID_MEDIUM_NOT_SUPPORTED", "This server does not send text messages.");
}

} // namespace hearth::api::account
