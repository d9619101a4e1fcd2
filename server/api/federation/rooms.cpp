// SPDX-License-Identifier: Apache-2.0
// What other servers read of rooms.
#include "server/api/federation/federation_api.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/services/peers/served_rooms.hpp"
#include "server/services/rooms/spaces.hpp"

namespace hearth::api::federation {
namespace {

std::string eventIdOf(const Call &call) {
    auto id = call.query("event_id");
    if (!id)
        throw missingParam("Missing query parameter 'event_id'");
    return *std::move(id);
}

std::vector<std::string> texts(const json::object &in, std::string_view key) {
    std::vector<std::string> out;
    for (const json::value &entry : getArray(in, key)) {
        if (!entry.is_string())
            throw badJson("'" + std::string(key) + "' must be a list of strings");
        out.emplace_back(view(entry.get_string()));
    }
    return out;
}

} // namespace

http::Response event(const FederationApi &api, Call &call) {
    return http::jsonResponse(api.rooms.event(call.origin, call.path("eventId")));
}

http::Response state(const FederationApi &api, Call &call) {
    const std::string id = eventIdOf(call);
    requireLane(Lane::Large);
    return http::jsonResponse(api.rooms.state(call.origin, call.path("roomId"), id, false));
}

http::Response stateIds(const FederationApi &api, Call &call) {
    const std::string id = eventIdOf(call);
    requireLane(Lane::Large);
    return http::jsonResponse(api.rooms.state(call.origin, call.path("roomId"), id, true));
}

http::Response eventAuth(const FederationApi &api, Call &call) {
    return http::jsonResponse(
        api.rooms.authChain(call.origin, call.path("roomId"), call.path("eventId")));
}

http::Response backfill(const FederationApi &api, Call &call) {
    std::vector<std::string> from;
    for (const std::string_view id : call.request.query.all("v"))
        from.emplace_back(id);
    const auto limit = call.queryInt("limit");
    if (from.empty() || !limit)
        throw missingParam("Missing query parameter 'v' or 'limit'");
    return http::jsonResponse(api.rooms.backfill(call.origin, call.path("roomId"), from, *limit));
}

http::Response missingEvents(const FederationApi &api, Call &call) {
    services::ServedRooms::Gap gap;
    gap.earliest = texts(call.body, "earliest_events");
    gap.latest = texts(call.body, "latest_events");
    gap.limit = findInt(call.body, "limit").value_or(gap.limit);
    gap.minDepth = findInt(call.body, "min_depth").value_or(gap.minDepth);
    return http::jsonResponse(api.rooms.missing(call.origin, call.path("roomId"), gap));
}

http::Response timestampToEvent(const FederationApi &api, Call &call) {
    const auto ts = call.queryInt("ts");
    const std::string direction = call.query("dir").value_or("f");
    if (!ts)
        throw missingParam("Missing query parameter 'ts'");
    if (direction != "f" && direction != "b")
        throw invalidParam("'dir' must be f or b");
    return http::jsonResponse(
        api.rooms.nearTimestamp(call.origin, call.path("roomId"), *ts, direction == "f"));
}

// spec server-server, "GET /_matrix/federation/v1/hierarchy/{roomId}"
http::Response hierarchy(const FederationApi &api, Call &call) {
    requireLane(Lane::Large);
    return http::jsonResponse(api.spaces.forServer(
        call.origin, call.path("roomId"), call.queryBool("suggested_only").value_or(false)));
}

} // namespace hearth::api::federation
