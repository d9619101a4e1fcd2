// SPDX-License-Identifier: Apache-2.0
// Rooms for administrators: list, details, content, deletion, reports.

#include "server/api/admin/rooms/room_admin_api.hpp"
#include "server/api/queries.hpp"
#include "server/api/routes.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/services/rooms/room_admin.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/room_removal.hpp"
#include "server/services/rooms/room_reports.hpp"
#include "server/services/rooms/room_weight.hpp"
#include "server/services/rooms/spaces.hpp"
#include "server/store/report_store.hpp"
#include "server/store/room_store.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace hearth::api {
namespace {

http::Response list(const RoomAdminApi &api, Call &call) {
    requireLane(Lane::Large);
    static constexpr std::array<std::string_view, 15> orders{
        "alphabetical",   "size",
        "name",           "canonical_alias",
        "joined_members", "joined_local_members",
        "version",        "creator",
        "encryption",     "federatable",
        "public",         "join_rules",
        "guest_access",   "history_visibility",
        "state_events"};
    store::RoomListQuery query;
    query.from = queryCount(call, "from", 0);
    query.limit = queryCount(call, "limit", 100);
    query.orderBy = call.query("order_by").value_or("name");
    if (std::find(orders.begin(), orders.end(), query.orderBy) == orders.end())
        throw invalidParam("Unknown value for order_by: " + query.orderBy);
    query.backwards = queryBackwards(call, false);
    if (const auto term = call.query("search_term")) {
        if (term->empty())
            throw invalidParam("search_term cannot be an empty string");
        query.search = *term;
    }
    query.published = call.queryBool("public_rooms");
    query.empty = call.queryBool("empty_rooms");
    return http::jsonResponse(api.admin.list(query));
}

http::Response details(const RoomAdminApi &api, Call &call) {
    return http::jsonResponse(api.admin.details(call.path("roomId")));
}
http::Response members(const RoomAdminApi &api, Call &call) {
    services::requireLaneFor(api.registry, call.path("roomId"));
    return http::jsonResponse(api.admin.members(call.path("roomId")));
}
http::Response state(const RoomAdminApi &api, Call &call) {
    services::requireLaneFor(api.registry, call.path("roomId"));
    return http::jsonResponse(
        api.admin.state(call.path("roomId"), call.query("type").value_or(std::string())));
}

http::Response messages(const RoomAdminApi &api, Call &call) {
    const auto filter = queryFilter(call);
    services::RoomHistory::Page page;
    page.from = call.query("from").value_or(std::string());
    page.to = call.query("to").value_or(std::string());
    page.backwards = queryBackwards(call, false);
    page.limit = queryCount(call, "limit", 10);
    page.filter = filter ? &*filter : nullptr;
    page.asAdmin = true;
    return http::jsonResponse(api.history.messages(call.requester, call.path("roomId"), page));
}

http::Response context(const RoomAdminApi &api, Call &call) {
    const auto filter = queryFilter(call);
    return http::jsonResponse(
        api.history.context(call.requester, call.path("roomId"), call.path("eventId"),
                            queryCount(call, "limit", 10), filter ? &*filter : nullptr, true));
}

http::Response timestampToEvent(const RoomAdminApi &api, Call &call) {
    const auto ts = call.queryInt("ts");
    if (!ts)
        throw missingParam("Missing integer query parameter 'ts'");
    return http::jsonResponse(api.history.eventAtTimestamp(call.requester, call.path("roomId"), *ts,
                                                           !queryBackwards(call, false), true));
}

http::Response hierarchy(const RoomAdminApi &api, Call &call) {
    services::Spaces::Query query;
    query.limit = queryCount(call, "limit", 50);
    query.maxDepth = call.queryInt("max_depth");
    query.from = call.query("from").value_or(std::string());
    query.asAdmin = true;
    return http::jsonResponse(api.spaces.hierarchy(call.requester, call.path("roomId"), query));
}

http::Response blockStatus(const RoomAdminApi &api, Call &call) {
    return http::jsonResponse(api.admin.blockStatus(call.path("roomId")));
}
http::Response setBlocked(const RoomAdminApi &api, Call &call) {
    const json::value *block = call.body.if_contains("block");
    if (!block)
        throw missingParam("Missing params: ['block']");
    if (!block->is_bool())
        throw badJson("Param 'block' must be a boolean.");
    return http::jsonResponse(
        api.admin.setBlocked(call.requester, call.path("roomId"), block->get_bool()));
}

http::Response makeAdmin(const RoomAdminApi &api, Call &call) {
    api.admin.makeAdmin(call.requester, call.path("roomId"),
                        findString(call.body, "user_id").value_or(std::string()));
    return http::jsonResponse(json::object());
}

http::Response join(const RoomAdminApi &api, Call &call) {
    const std::string room =
        api.admin.join(call.requester, call.path("roomId"), getString(call.body, "user_id"));
    return http::jsonResponse(json::object{{"room_id", room}});
}

http::Response extremities(const RoomAdminApi &api, Call &call) {
    return http::jsonResponse(api.admin.extremities(call.path("roomId")));
}
http::Response deleteExtremities(const RoomAdminApi &api, Call &call) {
    return http::jsonResponse(api.admin.deleteExtremities(call.path("roomId")));
}
http::Response fetchEvent(const RoomAdminApi &api, Call &call) {
    return http::jsonResponse(api.admin.event(call.path("eventId")));
}

http::Response deleteNow(const RoomAdminApi &api, Call &call) {
    return http::jsonResponse(
        api.removal.deleteNow(call.requester, call.path("roomId"), call.body));
}
http::Response startDelete(const RoomAdminApi &api, Call &call) {
    const std::string id = api.removal.startDelete(call.requester, call.path("roomId"), call.body);
    return http::jsonResponse(json::object{{"delete_id", id}});
}
http::Response deleteStatus(const RoomAdminApi &api, Call &call) {
    return http::jsonResponse(api.removal.deleteStatus(call.path("deleteId")));
}
http::Response deleteStatusOfRoom(const RoomAdminApi &api, Call &call) {
    return http::jsonResponse(api.removal.deleteStatusOfRoom(call.path("roomId")));
}

http::Response purge(const RoomAdminApi &api, Call &call) {
    const std::string eventId = optionalPath(call, "eventId");
    const std::string id =
        api.removal.startPurge(call.requester, call.path("roomId"), eventId, call.body);
    return http::jsonResponse(json::object{{"purge_id", id}});
}
http::Response purgeStatus(const RoomAdminApi &api, Call &call) {
    return http::jsonResponse(api.removal.purgeStatus(call.path("purgeId")));
}

http::Response reports(const RoomAdminApi &api, Call &call) {
    store::ReportQuery query;
    query.from = queryCount(call, "from", 0);
    query.limit = queryCount(call, "limit", 100);
    query.backwards = queryBackwards(call, true);
    query.reporter = call.query("user_id").value_or(std::string());
    query.roomId = call.query("room_id").value_or(std::string());
    query.sender = call.query("event_sender_user_id").value_or(std::string());
    return http::jsonResponse(api.reports.list(query));
}

std::int64_t reportId(const Call &call) {
    const std::string &text = call.path("reportId");
    if (text.empty() || text.size() > 18 ||
        text.find_first_not_of("0123456789") != std::string::npos)
        throw invalidParam("The report_id parameter must be a string representing a positive "
                           "integer.");
    return std::stoll(text);
}
http::Response report(const RoomAdminApi &api, Call &call) {
    return http::jsonResponse(api.reports.details(reportId(call)));
}
http::Response deleteReport(const RoomAdminApi &api, Call &call) {
    api.reports.remove(reportId(call));
    return http::jsonResponse(json::object());
}

} // namespace

void addRoomAdminRoutes(Router &router, const RoomAdminApi &api) {
    using enum http::Method;
    const Routes routes(router, api, synapseAdmin);
    const auto add = [](const Routes<const RoomAdminApi> &to) {
        return [to](http::Method method, std::string_view path, Body body,
                    Routes<const RoomAdminApi>::Function function) {
            to.add(method, path, Auth::Admin, Rate::Admin, body, function);
        };
    };
    const auto v1 = add(routes);
    const auto v2 = add(routes.under("/_synapse/admin/v2"));
    v1(Get, "/rooms", Body::None, list);
    v1(Get, "/rooms/{roomId}", Body::None, details);
    v1(Delete, "/rooms/{roomId}", Body::Json, deleteNow);
    v1(Get, "/rooms/{roomId}/members", Body::None, members);
    v1(Get, "/rooms/{roomId}/state", Body::None, state);
    v1(Get, "/rooms/{roomId}/messages", Body::None, messages);
    v1(Get, "/rooms/{roomId}/context/{eventId}", Body::None, context);
    v1(Get, "/rooms/{roomId}/timestamp_to_event", Body::None, timestampToEvent);
    v1(Get, "/rooms/{roomId}/hierarchy", Body::None, hierarchy);
    v1(Get, "/rooms/{roomId}/block", Body::None, blockStatus);
    v1(Put, "/rooms/{roomId}/block", Body::RequiredJson, setBlocked);
    v1(Post, "/rooms/{roomId}/make_room_admin", Body::Json, makeAdmin);
    v1(Get, "/rooms/{roomId}/forward_extremities", Body::None, extremities);
    v1(Delete, "/rooms/{roomId}/forward_extremities", Body::None, deleteExtremities);
    v1(Post, "/join/{roomId}", Body::RequiredJson, join);
    v2(Delete, "/rooms/{roomId}", Body::Json, startDelete);
    v2(Get, "/rooms/delete_status/{deleteId}", Body::None, deleteStatus);
    v2(Get, "/rooms/{roomId}/delete_status", Body::None, deleteStatusOfRoom);
    v1(Post, "/purge_history/{roomId}", Body::Json, purge);
    v1(Post, "/purge_history/{roomId}/{eventId}", Body::Json, purge);
    v1(Get, "/purge_history_status/{purgeId}", Body::None, purgeStatus);
    v1(Get, "/fetch_event/{eventId}", Body::None, fetchEvent);
    v1(Get, "/event_reports", Body::None, reports);
    v1(Get, "/event_reports/{reportId}", Body::None, report);
    v1(Delete, "/event_reports/{reportId}", Body::None, deleteReport);
}

} // namespace hearth::api
