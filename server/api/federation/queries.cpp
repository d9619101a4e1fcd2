// SPDX-License-Identifier: Apache-2.0
// What other servers ask about our users, aliases and public rooms.
#include "server/api/federation/federation_api.hpp"
#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/keys/keys.hpp"
#include "server/services/profiles/profiles.hpp"
#include "server/services/rooms/room_directory.hpp"

namespace hearth::api::federation {
namespace {

std::string required(const Call &call, std::string_view name) {
    auto value = call.query(name);
    if (!value)
        throw missingParam("Missing query parameter '" + std::string(name) + "'");
    return *std::move(value);
}

/// Others are asked of their own servers.
void requireOurs(const FederationApi &api, std::string_view id) {
    if (matrix::domain(id) != api.settings.get()->serverName)
        throw invalidParam("Not hosted on this server");
}

http::Response listRooms(const FederationApi &api, const services::RoomDirectory::Query &query) {
    if (!api.settings.get()->allowPublicRoomsOverFederation)
        throw forbidden("This server does not show its list of rooms to other servers.");
    return http::jsonResponse(api.directory.publicRooms(query));
}

} // namespace

// spec server-server, "GET /_matrix/federation/v1/query/profile"
http::Response profile(const FederationApi &api, Call &call) {
    if (!api.settings.get()->allowProfileLookupOverFederation)
        throw forbidden("Profile lookup over federation is disabled on this homeserver");
    const std::string userId = required(call, "user_id");
    if (!matrix::parseUserId(userId))
        throw invalidParam("Not a user id");
    requireOurs(api, userId);
    const services::ProfilePtr found = api.profiles.get(userId);
    const auto field = call.query("field");
    if (!field)
        return http::jsonResponse(*found);
    const json::value *value = found->if_contains(*field);
    return http::jsonResponse(value ? json::object{{*field, *value}} : json::object{});
}

// spec server-server, "GET /_matrix/federation/v1/query/directory"
http::Response directory(const FederationApi &api, Call &call) {
    const std::string alias = required(call, "room_alias");
    if (!matrix::parseRoomAlias(alias))
        throw invalidParam("Room alias invalid");
    requireOurs(api, alias);
    return http::jsonResponse(api.directory.resolve(alias));
}

http::Response getPublicRooms(const FederationApi &api, Call &call) {
    services::RoomDirectory::Query query;
    query.limit = call.queryInt("limit").value_or(100);
    query.since = call.query("since").value_or("");
    query.allNetworks = call.queryBool("include_all_networks").value_or(false);
    return listRooms(api, query);
}

http::Response postPublicRooms(const FederationApi &api, Call &call) {
    services::RoomDirectory::Query query;
    query.limit = findInt(call.body, "limit").value_or(100);
    query.since = findString(call.body, "since").value_or("");
    query.allNetworks = findBool(call.body, "include_all_networks").value_or(false);
    if (const json::object *filter = findObject(call.body, "filter")) {
        query.search = findString(*filter, "generic_search_term").value_or("");
        if (const json::array *types = findArray(*filter, "room_types")) {
            query.types.emplace();
            for (const json::value &type : *types)
                query.types->emplace_back(type.is_string() ? view(type.get_string())
                                                           : std::string_view());
        }
    }
    return listRooms(api, query);
}

// spec server-server, "GET /_matrix/federation/v1/user/devices/{userId}"
http::Response devices(const FederationApi &api, Call &call) {
    const std::string &userId = call.path("userId");
    requireOurs(api, userId);
    return http::jsonResponse(api.keys.devicesForServer(userId));
}

http::Response queryKeys(const FederationApi &api, Call &call) {
    return http::jsonResponse(api.keys.queryForServer(call.body));
}

http::Response claimKeys(const FederationApi &api, Call &call) {
    for (const auto &[user, devices] : getObject(call.body, "one_time_keys"))
        requireOurs(api, user);
    json::object out = api.keys.claim(call.body);
    out.erase("failures");
    return http::jsonResponse(out);
}

} // namespace hearth::api::federation
