// SPDX-License-Identifier: Apache-2.0
// Our own keys, and what we know of others' (spec server-server, "Retrieving server keys").
#include "server/services/federation/server_keys.hpp"

#include "server/api/federation/federation_api.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/ids.hpp"

#include <algorithm>

namespace hearth::api::federation {
namespace {

constexpr std::size_t mostServers = 100;

http::Response answer(const FederationApi &api,
                      const std::vector<std::pair<std::string, Timestamp>> &wanted) {
    for (const auto &[server, minimum] : wanted)
        if (!matrix::isServerName(server))
            throw invalidParam("'" + server + "' is no server name");
    return http::jsonResponse(json::object{{"server_keys", api.serverKeys.notarise(wanted)}});
}

} // namespace

http::Response ownKeys(const FederationApi &api, Call & /*call*/) {
    return http::jsonResponse(api.serverKeys.published());
}

http::Response keysOfServer(const FederationApi &api, Call &call) {
    return answer(api,
                  {{call.path("serverName"), call.queryInt("minimum_valid_until_ts").value_or(0)}});
}

http::Response keysOfServers(const FederationApi &api, Call &call) {
    const json::object &servers = getObject(call.body, "server_keys");
    if (servers.size() > mostServers)
        throw invalidParam("Too many servers at once");
    std::vector<std::pair<std::string, Timestamp>> wanted;
    for (const auto &[server, keys] : servers) {
        if (!keys.is_object())
            throw badJson("'server_keys' must map servers to keys");
        Timestamp minimum = 0;
        for (const auto &[id, criteria] : keys.get_object())
            if (criteria.is_object())
                minimum = std::max(
                    minimum, intAt(criteria.get_object(), "minimum_valid_until_ts").value_or(0));
        wanted.emplace_back(server, minimum);
    }
    return answer(api, wanted);
}

} // namespace hearth::api::federation
