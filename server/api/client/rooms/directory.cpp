// SPDX-License-Identifier: Apache-2.0
// Aliases, public rooms, summaries, spaces.
#include "server/api/client/rooms/rooms_api.hpp"
#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/federation/remote_lookups.hpp"
#include "server/services/rooms/room_directory.hpp"
#include "server/services/rooms/spaces.hpp"

namespace hearth::api::rooms {

http::Response getAlias(const DirectoryApi &api, Call &call) {
    const std::string &alias = call.path("roomAlias");
    if (matrix::parseRoomAlias(alias) && api.remote.isRemote(alias))
        return http::jsonResponse(api.remote.alias(alias, requesterName(call)));
    return http::jsonResponse(api.directory.resolve(alias));
}

http::Response putAlias(const DirectoryApi &api, Call &call) {
    const std::string room = getString(call.body, "room_id");
    api.directory.add(call.requester, call.path("roomAlias"), room);
    return http::jsonResponse(json::object());
}

http::Response deleteAlias(const DirectoryApi &api, Call &call) {
    api.directory.remove(call.requester, call.path("roomAlias"));
    return http::jsonResponse(json::object());
}

http::Response aliases(const DirectoryApi &api, Call &call) {
    json::array list;
    for (const std::string &alias : api.directory.aliases(call.requester, call.path("roomId")))
        list.emplace_back(alias);
    return http::jsonResponse(json::object{{"aliases", std::move(list)}});
}

http::Response getVisibility(const DirectoryApi &api, Call &call) {
    const bool published = api.directory.isPublished(call.path("roomId"));
    return http::jsonResponse(json::object{{"visibility", published ? "public" : "private"}});
}

http::Response putVisibility(const DirectoryApi &api, Call &call) {
    const std::string visibility = findString(call.body, "visibility").value_or("public");
    if (visibility != "public" && visibility != "private")
        throw invalidParam("visibility must be public or private");
    api.directory.publish(call.requester, call.path("roomId"), visibility == "public");
    return http::jsonResponse(json::object());
}

http::Response putNetworkVisibility(const DirectoryApi &api, Call &call) {
    const std::string visibility = findString(call.body, "visibility").value_or("public");
    api.directory.publishForAppservice(*call.requester.appservice, call.path("networkId"),
                                       call.path("roomId"), visibility == "public");
    return http::jsonResponse(json::object());
}

http::Response deleteNetworkVisibility(const DirectoryApi &api, Call &call) {
    api.directory.publishForAppservice(*call.requester.appservice, call.path("networkId"),
                                       call.path("roomId"), false);
    return http::jsonResponse(json::object());
}

namespace {

/// body: what another server is asked with.
http::Response listRooms(const DirectoryApi &api, const Call &call,
                         const services::RoomDirectory::Query &query, const json::object &body) {
    const auto server = call.query("server");
    if (server && api.remote.isRemoteServer(*server)) {
        if (!matrix::isServerName(*server))
            throw invalidParam("'server' is no server name");
        return http::jsonResponse(api.remote.publicRooms(*server, body, requesterName(call)));
    }
    return http::jsonResponse(api.directory.publicRooms(query));
}

void requireSignedIn(const DirectoryApi &api, const Call &call) {
    if (!call.signedIn() && !api.settings.get()->allowPublicRoomsWithoutAuth)
        throw missingToken();
}

} // namespace

http::Response getPublicRooms(const DirectoryApi &api, Call &call) {
    requireSignedIn(api, call);
    services::RoomDirectory::Query query;
    query.limit = call.queryInt("limit").value_or(100);
    if (query.limit < 0)
        throw invalidParam("limit must not be negative");
    query.since = call.query("since").value_or(std::string());
    json::object body{{"limit", query.limit}};
    if (!query.since.empty())
        body["since"] = query.since;
    return listRooms(api, call, query, body);
}

http::Response postPublicRooms(const DirectoryApi &api, Call &call) {
    services::RoomDirectory::Query query;
    query.limit = findInt(call.body, "limit").value_or(100);
    if (query.limit < 0)
        throw invalidParam("limit must not be negative");
    query.since = findString(call.body, "since").value_or(std::string());
    if (const json::object *filter = findObject(call.body, "filter")) {
        query.search = findString(*filter, "generic_search_term").value_or(std::string());
        if (const json::array *types = findArray(*filter, "room_types")) {
            query.types.emplace();
            for (const json::value &type : *types)
                query.types->emplace_back(type.is_string() ? view(type.get_string())
                                                           : std::string_view());
        }
    }
    query.allNetworks = findBool(call.body, "include_all_networks").value_or(false);
    if (const auto network = findString(call.body, "third_party_instance_id")) {
        const auto bar = network->find('|');
        if (query.allNetworks)
            throw invalidParam("Can't use include_all_networks with an explicit network");
        if (bar == std::string::npos)
            throw invalidParam("Invalid third party instance ID");
        query.appservice = network->substr(0, bar);
        query.network = network->substr(bar + 1);
    }
    return listRooms(api, call, query, call.body);
}

http::Response summary(const DirectoryApi &api, Call &call) {
    return http::jsonResponse(api.spaces.summary(call.requester, call.path("roomIdOrAlias")));
}

http::Response hierarchy(const DirectoryApi &api, Call &call) {
    requireLane(Lane::Large);
    services::Spaces::Query query;
    query.suggestedOnly = call.queryBool("suggested_only").value_or(false);
    query.limit = call.queryInt("limit").value_or(50);
    if (query.limit <= 0)
        throw invalidParam("Query parameter limit must be a positive integer");
    query.maxDepth = call.queryInt("max_depth");
    query.from = call.query("from").value_or(std::string());
    return http::jsonResponse(api.spaces.hierarchy(call.requester, call.path("roomId"), query));
}

} // namespace hearth::api::rooms
