// SPDX-License-Identifier: Apache-2.0
// OpenID tokens and credentials for TURN servers.
#include "server/api/client/account/account_api.hpp"
#include "server/config/settings.hpp"
#include "server/core/base64.hpp"
#include "server/core/error.hpp"
#include "server/crypto/hash.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/sessions.hpp"

namespace hearth::api::account {
namespace {

constexpr std::int64_t openIdLifetime = 3600000;

} // namespace

http::Response postOpenIdToken(const AccountApi &api, Call &call) {
    if (call.path("userId") != call.requester.user.str())
        throw forbidden("Cannot request tokens for other users.");
    return http::jsonResponse(
        json::object{{"access_token", api.sessions.makeOpenIdToken(call.requester, openIdLifetime)},
                     {"token_type", "Bearer"},
                     {"matrix_server_name", api.accounts.serverName()},
                     {"expires_in", openIdLifetime / 1000}});
}

http::Response getOpenIdUserInfo(const AccountApi &api, Call &call) {
    const auto token = call.query("access_token");
    if (!token)
        throw missingToken();
    const std::string userId = api.sessions.openIdUser(*token);
    if (userId.empty())
        throw unknownToken(false);
    return http::jsonResponse(json::object{{"sub", userId}});
}

// MSC4143
http::Response getRtcTransports(const AccountApi &api, Call &) {
    return http::jsonResponse(json::object{{"rtc_transports", api.settings.get()->rtcTransports}});
}

http::Response getTurnServer(const AccountApi &api, Call &call) {
    const auto settings = api.settings.get();
    // As Synapse: clients take any error for a reason to ask again.
    if (settings->turnUris.empty())
        return http::jsonResponse(json::object{});
    if (call.requester.guest && !settings->turnAllowGuests)
        throw forbidden("Guests get no TURN credentials.");
    json::object out;
    if (!settings->turnSharedSecret.empty()) {
        const auto expires = (api.clock.now() + settings->turnUserLifetime) / 1000;
        const std::string name = std::to_string(expires) + ":" + call.requester.user.str();
        out["username"] = name;
        // 20 bytes: the padded form that coturn expects has one '=' at the end.
        out["password"] = base64Encode(crypto::hmacSha1(settings->turnSharedSecret, name)) + "=";
    } else {
        out["username"] = settings->turnUsername;
        out["password"] = settings->turnPassword;
    }
    out["ttl"] = settings->turnUserLifetime / 1000;
    json::array uris;
    for (const auto &uri : settings->turnUris)
        uris.emplace_back(uri);
    out["uris"] = std::move(uris);
    return http::jsonResponse(out);
}

} // namespace hearth::api::account
