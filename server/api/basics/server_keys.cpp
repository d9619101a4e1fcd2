// SPDX-License-Identifier: Apache-2.0
#include "server/api/basics/routes.hpp"
#include "server/core/base64.hpp"
#include "server/matrix/signed_json.hpp"

namespace hearth::api {

// spec server-server, "Publishing Keys"
http::Response serverKeys(const Basics &basics, Call & /*call*/) {
    const auto settings = basics.config.get();
    json::object old;
    for (const config::OldSigningKey &key : settings->oldSigningKeys)
        old[key.keyId] = {{"key", key.key}, {"expired_ts", key.expiredTs}};
    json::object body{
        {"server_name", settings->serverName},
        {"valid_until_ts", basics.clock.now() + settings->keyRefreshInterval},
        {"verify_keys",
         {{basics.signingKey.keyId(), {{"key", base64Encode(basics.signingKey.publicKey())}}}}},
        {"old_verify_keys", std::move(old)}};
    matrix::signJson(body, settings->serverName, basics.signingKey);
    return http::jsonResponse(body);
}

// spec server-server, "GET /_matrix/federation/v1/version"
http::Response federationVersion(const Basics &basics, Call & /*call*/) {
    return http::jsonResponse(
        json::object{{"server", {{"name", "Hearth"}, {"version", basics.version}}}});
}

} // namespace hearth::api
