// SPDX-License-Identifier: Apache-2.0
// /_synapse/admin/v1/register: registration with the shared secret.
#include "server/services/admin/shared_secret.hpp"

#include "server/api/admin/admin_api.hpp"
#include "server/services/accounts/accounts.hpp"

namespace hearth::api {

void addSharedSecretRoutes(Router &router, const AdminApi &api) {
    const std::string path = "/_synapse/admin/v1/register";
    auto &secret = api.sharedSecret;
    router.add({http::Method::Get, path, Auth::None, Rate::None, Body::None, [&secret](Call &) {
                    return http::jsonResponse(json::object{{"nonce", secret.nonce()}});
                }});
    router.add({http::Method::Post, path, Auth::None, Rate::None, Body::RequiredJson,
                [&secret, server = api.accounts.serverName()](Call &call) {
                    const auto in = secret.registerUser(call.body);
                    json::object out{{"user_id", in.userId}, {"home_server", server}};
                    if (!in.accessToken.empty()) {
                        out["access_token"] = in.accessToken;
                        out["device_id"] = in.deviceId;
                    }
                    return http::jsonResponse(out);
                }});
}

} // namespace hearth::api
