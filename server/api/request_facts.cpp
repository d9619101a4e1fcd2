// SPDX-License-Identifier: Apache-2.0
// What a request's head says: whether the listener serves it, and who it says that it is from.
#include "server/api/pipeline.hpp"
#include "server/core/error.hpp"

#include <algorithm>

namespace hearth::api {

bool servesPath(const std::vector<std::string> *resources, std::string_view path) {
    if (!resources || resources->empty() || path == "/health")
        return true;
    const auto has = [&](std::string_view name) {
        return std::find(resources->begin(), resources->end(), name) != resources->end();
    };
    const auto under = [&](std::string_view prefix) { return path.starts_with(prefix); };
    if (path == "/_matrix/federation/v1/openid/userinfo")
        return has("federation") || has("openid");
    if (under("/_matrix/federation/"))
        return has("federation");
    if (under("/_matrix/key/"))
        return has("federation") || has("keys");
    if (under("/_matrix/media/") || under("/_matrix/client/v1/media/"))
        return has("media") || has("client");
    if (under("/_matrix/static/"))
        return has("static") || has("client");
    if (path == "/metrics")
        return has("metrics") || has("client");
    if (under("/.well-known/"))
        return has("client") || has("federation");
    return has("client");
}

std::optional<std::string> accessToken(const http::Request &request, bool strict) {
    if (const auto header = request.headers.find("Authorization")) {
        constexpr std::string_view scheme = "bearer ";
        const bool bearer =
            header->size() > scheme.size() &&
            std::equal(scheme.begin(), scheme.end(), header->begin(), [](char a, char b) {
                return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
            });
        if (!bearer && !strict)
            return std::nullopt;
        if (!bearer)
            throw Error(401, "M_MISSING_TOKEN", "Invalid Authorization header.");
        std::string_view token = header->substr(scheme.size());
        while (token.starts_with(' '))
            token.remove_prefix(1);
        return std::string(token);
    }
    if (const auto token = request.query.find("access_token"); token && !token->empty())
        return std::string(*token);
    return std::nullopt;
}

} // namespace hearth::api
