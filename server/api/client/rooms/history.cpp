// SPDX-License-Identifier: Apache-2.0
// Reading rooms: events, messages, context, state, members, relations, threads.
#include "server/api/client/rooms/rooms_api.hpp"
#include "server/api/queries.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/matrix/filter.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/federation/remote_lookups.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/room_relations.hpp"
#include "server/services/rooms/room_search.hpp"
#include "server/services/rooms/room_weight.hpp"

#include <algorithm>
#include <optional>

namespace hearth::api::rooms {
namespace {
constexpr std::int64_t manyEvents = 200;
}

http::Response getEvent(const ReadingApi &api, Call &call) {
    return http::jsonResponse(
        api.history.event(call.requester, call.path("roomId"), call.path("eventId")));
}

http::Response messages(const ReadingApi &api, Call &call) {
    const auto filter = queryFilter(call);
    services::RoomHistory::Page page;
    page.from = call.query("from").value_or(std::string());
    page.to = call.query("to").value_or(std::string());
    page.backwards = queryBackwards(call, false);
    page.limit = queryCount(call, "limit", filter && filter->limit() ? *filter->limit() : 10);
    page.filter = filter ? &*filter : nullptr;
    if (page.limit > manyEvents)
        requireLane(Lane::Large);
    return http::jsonResponse(api.history.messages(call.requester, call.path("roomId"), page));
}

http::Response context(const ReadingApi &api, Call &call) {
    const auto filter = queryFilter(call);
    if (!filter || !filter->lazyLoadMembers()) // it has all of the state
        services::requireLaneFor(api.registry, call.path("roomId"));
    return http::jsonResponse(
        api.history.context(call.requester, call.path("roomId"), call.path("eventId"),
                            queryCount(call, "limit", 10), filter ? &*filter : nullptr));
}

http::Response state(const ReadingApi &api, Call &call) {
    services::requireLaneFor(api.registry, call.path("roomId"));
    return http::jsonResponse(api.history.state(call.requester, call.path("roomId")));
}

http::Response stateEvent(const ReadingApi &api, Call &call) {
    const std::string format = call.query("format").value_or("content");
    if (format != "content" && format != "event")
        throw invalidParam("Unknown format '" + format + "'");
    return http::jsonResponse(api.history.stateEvent(
        call.requester, call.path("roomId"),
        {call.path("eventType"), optionalPath(call, "stateKey")}, format == "event"));
}

http::Response members(const ReadingApi &api, Call &call) {
    services::requireLaneFor(api.registry, call.path("roomId"));
    services::RoomHistory::MemberQuery query;
    query.at = call.query("at").value_or(std::string());
    query.membership = call.query("membership");
    query.notMembership = call.query("not_membership");
    return http::jsonResponse(
        json::object{{"chunk", api.history.members(call.requester, call.path("roomId"), query)}});
}

http::Response joinedMembers(const ReadingApi &api, Call &call) {
    services::requireLaneFor(api.registry, call.path("roomId"));
    return http::jsonResponse(api.history.joinedMembers(call.requester, call.path("roomId")));
}

namespace {

constexpr std::size_t mostServers = 5;

/// Some other servers with members in the room.
std::vector<std::string> serversIn(const services::RoomViewPtr &view,
                                   const services::RemoteLookups &remote) {
    std::vector<std::string> out;
    if (!view)
        return out;
    view->members.forEach([&](const services::MemberPtr &member) {
        const std::string_view server = matrix::domain(member->userId);
        if (out.size() < mostServers && member->membership == matrix::Membership::Join &&
            remote.isRemoteServer(server) && std::find(out.begin(), out.end(), server) == out.end())
            out.emplace_back(server);
    });
    return out;
}

} // namespace

http::Response timestampToEvent(const ReadingApi &api, Call &call) {
    const auto ts = call.queryInt("ts");
    if (!ts)
        throw missingParam("Missing integer query parameter 'ts'");
    const std::string &roomId = call.path("roomId");
    const bool forwards = !queryBackwards(call, false);
    try {
        return http::jsonResponse(
            api.history.eventAtTimestamp(call.requester, roomId, *ts, forwards));
    } catch (const Error &error) {
        if (error.status() != 404)
            throw;
        // Those who were there earlier may know more of it.
        const auto servers = serversIn(api.registry.view(roomId), api.remote);
        auto found = canWait() && !servers.empty()
                         ? api.remote.eventNear(servers, roomId, *ts, forwards, requesterName(call))
                         : std::nullopt;
        if (!found)
            throw;
        return http::jsonResponse(*found);
    }
}

http::Response relations(const ReadingApi &api, Call &call) {
    services::RoomRelations::Query query;
    query.eventId = call.path("eventId");
    if (std::string type = optionalPath(call, "relType"); !type.empty())
        query.relType = std::move(type);
    if (std::string type = optionalPath(call, "eventType"); !type.empty())
        query.eventType = std::move(type);
    query.from = call.query("from").value_or(std::string());
    query.to = call.query("to").value_or(std::string());
    query.limit = queryCount(call, "limit", 5);
    query.backwards = queryBackwards(call, true);
    query.recurse = call.queryBool("recurse").value_or(
        call.queryBool("org.matrix.msc3981.recurse").value_or(false));
    return http::jsonResponse(api.related.relations(call.requester, call.path("roomId"), query));
}

http::Response threads(const ReadingApi &api, Call &call) {
    const std::string include = call.query("include").value_or("all");
    if (include != "all" && include != "participated")
        throw invalidParam("include must be all or participated");
    return http::jsonResponse(api.related.threads(
        call.requester, call.path("roomId"), call.query("from").value_or(std::string()),
        queryCount(call, "limit", 5), include == "participated"));
}

http::Response search(const ReadingApi &api, Call &call) {
    requireLane(Lane::Large);
    return http::jsonResponse(api.search.search(call.requester, call.body,
                                                call.query("next_batch").value_or(std::string())));
}

} // namespace hearth::api::rooms
