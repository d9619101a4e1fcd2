// SPDX-License-Identifier: Apache-2.0
// /account/3pid: e-mail addresses and phone numbers. hearthd sends neither mail nor text messages
// and talks to no identity server, so only what needs none of them can succeed.
#include "server/api/client/account/account_api.hpp"
#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/sign_in.hpp"
#include "server/services/accounts/uia.hpp"

namespace hearth::api::account {
namespace {

void requireChangesAllowed(const AccountApi &api) {
    if (!api.settings.get()->enable3pidChanges)
        throw forbidden("Third-party identifiers cannot be changed on this server.");
}

Error noIdentityServer() {
    return Error(400, "M_SERVER_NOT_TRUSTED", "This server works with no identity server.");
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

http::Response addThreepid(const AccountApi &api, Call &call) {
    requireChangesAllowed(api);
    json::object credentials = call.body;
    for (const char *name : {"three_pid_creds", "threePidCreds"})
        if (const auto *given = findObject(call.body, name))
            credentials = *given;
    static_cast<void>(getString(credentials, "client_secret"));
    static_cast<void>(getString(credentials, "sid"));
    if (auto challenge = confirm(api.uia, call))
        return *std::move(challenge);
    throw Error(400, "M_THREEPID_AUTH_FAILED", "No validated 3pid session found");
}

http::Response bindThreepid(const AccountApi &, Call &call) {
    static_cast<void>(getString(call.body, "id_server"));
    static_cast<void>(getString(call.body, "sid"));
    static_cast<void>(getString(call.body, "client_secret"));
    throw noIdentityServer();
}

http::Response deleteThreepid(const AccountApi &api, Call &call) {
    requireChangesAllowed(api);
    static_cast<void>(findString(call.body, "id_server"));
    const std::string medium = getString(call.body, "medium");
    const std::string address = services::canonicalAddress(medium, getString(call.body, "address"));
    api.accounts.database().write([&](store::Transaction &tx) {
        static_cast<void>(
            store::accounts::removeThreepid(tx, call.requester.userNid, medium, address));
    });
    return http::jsonResponse(json::object{{"id_server_unbind_result", "no-support"}});
}

http::Response unbindThreepid(const AccountApi &, Call &call) {
    static_cast<void>(findString(call.body, "id_server"));
    static_cast<void>(getString(call.body, "medium"));
    static_cast<void>(getString(call.body, "address"));
    return http::jsonResponse(json::object{{"id_server_unbind_result", "no-support"}});
}

http::Response requestThreepidToken(const AccountApi &api, Call &call) {
    requireChangesAllowed(api);
    const bool email = call.request.path.find("/email/") != std::string::npos;
    static_cast<void>(getString(call.body, "client_secret"));
    static_cast<void>(getString(call.body, email ? "email" : "phone_number"));
    throw Error(400, "M_THREEPID_MEDIUM_NOT_SUPPORTED",
                email ? "This server does not send e-mail."
                      : "This server does not send text messages.");
}

} // namespace hearth::api::account
