// SPDX-License-Identifier: Apache-2.0
// Rooms for administrators: list, details, content, deletion, reports.
#include "server/services/rooms/rooms.hpp"

#include "server/api/admin/rooms/room_admin_api.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/filter.hpp"
#include "server/services/rooms/room_admin.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/room_removal.hpp"
#include "server/services/rooms/room_reports.hpp"
#include "server/services/rooms/spaces.hpp"
#include "server/store/report_store.hpp"
#include "server/store/room_store.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace hearth::api {
namespace {

using services::Rooms;

std::int64_t notNegative(const Call &call, std::string_view name, std::int64_t byDefault) {
    const std::int64_t number = call.queryInt(name).value_or(byDefault);
    if (number < 0)
        throw invalidParam("Query parameter " + std::string(name) +
                           " must be a string representing a positive integer.");
    return number;
}

bool backwards(const Call &call, bool byDefault) {
    const auto dir = call.query("dir");
    if (dir && *dir != "f" && *dir != "b")
        throw invalidParam("Query parameter 'dir' must be one of ['b', 'f']");
    return dir ? *dir == "b" : byDefault;
}

std::optional<matrix::EventFilter> filterOf(const Call &call) {
    const auto text = call.query("filter");
    if (!text || text->empty())
        return std::nullopt;
    const auto parsed = matrix::parseJson(*text, matrix::Strictness::Lenient);
    if (!parsed || !parsed->is_object())
        throw badJson("filter is not a JSON object");
    auto filter = matrix::EventFilter::parse(parsed->get_object());
    if (!filter)
        throw badJson(filter.error().message);
    return *std::move(filter);
}

http::Response list(Rooms &rooms, Call &call) {
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
    query.from = notNegative(call, "from", 0);
    query.limit = notNegative(call, "limit", 100);
    query.orderBy = call.query("order_by").value_or("name");
    if (std::find(orders.begin(), orders.end(), query.orderBy) == orders.end())
        throw invalidParam("Unknown value for order_by: " + query.orderBy);
    query.backwards = backwards(call, false);
    if (const auto term = call.query("search_term")) {
        if (term->empty())
            throw invalidParam("search_term cannot be an empty string");
        query.search = *term;
    }
    query.published = call.queryBool("public_rooms");
    query.empty = call.queryBool("empty_rooms");
    return http::jsonResponse(rooms.admin().list(query));
}

http::Response details(Rooms &rooms, Call &call) {
    return http::jsonResponse(rooms.admin().details(call.path("roomId")));
}
http::Response members(Rooms &rooms, Call &call) {
    return http::jsonResponse(rooms.admin().members(call.path("roomId")));
}
http::Response state(Rooms &rooms, Call &call) {
    return http::jsonResponse(rooms.admin().state(call.requester, call.path("roomId"),
                                                  call.query("type").value_or(std::string())));
}

http::Response messages(Rooms &rooms, Call &call) {
    const auto filter = filterOf(call);
    services::RoomHistory::Page page;
    page.from = call.query("from").value_or(std::string());
    page.to = call.query("to").value_or(std::string());
    page.backwards = backwards(call, false);
    page.limit = notNegative(call, "limit", 10);
    page.filter = filter ? &*filter : nullptr;
    page.asAdmin = true;
    return http::jsonResponse(rooms.history().messages(call.requester, call.path("roomId"), page));
}

http::Response context(Rooms &rooms, Call &call) {
    const auto filter = filterOf(call);
    return http::jsonResponse(
        rooms.history().context(call.requester, call.path("roomId"), call.path("eventId"),
                                notNegative(call, "limit", 10), filter ? &*filter : nullptr, true));
}

http::Response timestampToEvent(Rooms &rooms, Call &call) {
    const auto ts = call.queryInt("ts");
    if (!ts)
        throw missingParam("Missing integer query parameter 'ts'");
    return http::jsonResponse(rooms.history().eventAtTimestamp(call.requester, call.path("roomId"),
                                                               *ts, !backwards(call, false), true));
}

http::Response hierarchy(Rooms &rooms, Call &call) {
    services::Spaces::Query query;
    query.limit = call.queryInt("limit").value_or(50);
    query.maxDepth = call.queryInt("max_depth");
    query.from = call.query("from").value_or(std::string());
    query.asAdmin = true;
    return http::jsonResponse(rooms.spaces().hierarchy(call.requester, call.path("roomId"), query));
}

http::Response blockStatus(Rooms &rooms, Call &call) {
    return http::jsonResponse(rooms.admin().blockStatus(call.path("roomId")));
}
http::Response setBlocked(Rooms &rooms, Call &call) {
    const json::value *block = call.body.if_contains("block");
    if (!block)
        throw missingParam("Missing params: ['block']");
    if (!block->is_bool())
        throw badJson("Param 'block' must be a boolean.");
    return http::jsonResponse(
        rooms.admin().setBlocked(call.requester, call.path("roomId"), block->get_bool()));
}

http::Response makeAdmin(Rooms &rooms, Call &call) {
    rooms.admin().makeAdmin(call.requester, call.path("roomId"),
                            findString(call.body, "user_id").value_or(std::string()));
    return http::jsonResponse(json::object());
}

http::Response join(Rooms &rooms, Call &call) {
    const std::string room =
        rooms.admin().join(call.requester, call.path("roomId"), getString(call.body, "user_id"));
    return http::jsonResponse(json::object{{"room_id", room}});
}

http::Response extremities(Rooms &rooms, Call &call) {
    return http::jsonResponse(rooms.admin().extremities(call.path("roomId")));
}
http::Response deleteExtremities(Rooms &rooms, Call &call) {
    return http::jsonResponse(rooms.admin().deleteExtremities(call.path("roomId")));
}
http::Response fetchEvent(Rooms &rooms, Call &call) {
    return http::jsonResponse(rooms.admin().event(call.path("eventId")));
}

http::Response deleteNow(Rooms &rooms, Call &call) {
    return http::jsonResponse(
        rooms.removal().deleteNow(call.requester, call.path("roomId"), call.body));
}
http::Response startDelete(Rooms &rooms, Call &call) {
    const std::string id =
        rooms.removal().startDelete(call.requester, call.path("roomId"), call.body);
    return http::jsonResponse(json::object{{"delete_id", id}});
}
http::Response deleteStatus(Rooms &rooms, Call &call) {
    return http::jsonResponse(rooms.removal().deleteStatus(call.path("deleteId")));
}
http::Response deleteStatusOfRoom(Rooms &rooms, Call &call) {
    return http::jsonResponse(rooms.removal().deleteStatusOfRoom(call.path("roomId")));
}

http::Response purge(Rooms &rooms, Call &call) {
    std::string eventId;
    for (const auto &[key, value] : call.pathParams)
        if (key == "eventId")
            eventId = value;
    const std::string id =
        rooms.removal().startPurge(call.requester, call.path("roomId"), eventId, call.body);
    return http::jsonResponse(json::object{{"purge_id", id}});
}
http::Response purgeStatus(Rooms &rooms, Call &call) {
    return http::jsonResponse(rooms.removal().purgeStatus(call.path("purgeId")));
}

http::Response reports(Rooms &rooms, Call &call) {
    store::ReportQuery query;
    query.from = notNegative(call, "from", 0);
    query.limit = notNegative(call, "limit", 100);
    query.backwards = backwards(call, true);
    query.reporter = call.query("user_id").value_or(std::string());
    query.roomId = call.query("room_id").value_or(std::string());
    query.sender = call.query("event_sender_user_id").value_or(std::string());
    return http::jsonResponse(rooms.reports().list(query));
}

std::int64_t reportId(const Call &call) {
    const std::string &text = call.path("reportId");
    if (text.empty() || text.size() > 18 ||
        text.find_first_not_of("0123456789") != std::string::npos)
        throw invalidParam("The report_id parameter must be a string representing a positive "
                           "integer.");
    return std::stoll(text);
}
http::Response report(Rooms &rooms, Call &call) {
    return http::jsonResponse(rooms.reports().details(reportId(call)));
}
http::Response deleteReport(Rooms &rooms, Call &call) {
    rooms.reports().remove(reportId(call));
    return http::jsonResponse(json::object());
}

struct Row {
    http::Method method;
    const char *pattern;
    Body body;
    http::Response (*function)(Rooms &, Call &);
};

constexpr auto Get = http::Method::Get;
constexpr auto Post = http::Method::Post;
constexpr auto Put = http::Method::Put;
constexpr auto Delete = http::Method::Delete;

#define HEARTH_ADMIN "/_synapse/admin/v1"
constexpr Row rows[] = {
    {Get, HEARTH_ADMIN "/rooms", Body::None, list},
    {Get, HEARTH_ADMIN "/rooms/{roomId}", Body::None, details},
    {Delete, HEARTH_ADMIN "/rooms/{roomId}", Body::Json, deleteNow},
    {Get, HEARTH_ADMIN "/rooms/{roomId}/members", Body::None, members},
    {Get, HEARTH_ADMIN "/rooms/{roomId}/state", Body::None, state},
    {Get, HEARTH_ADMIN "/rooms/{roomId}/messages", Body::None, messages},
    {Get, HEARTH_ADMIN "/rooms/{roomId}/context/{eventId}", Body::None, context},
    {Get, HEARTH_ADMIN "/rooms/{roomId}/timestamp_to_event", Body::None, timestampToEvent},
    {Get, HEARTH_ADMIN "/rooms/{roomId}/hierarchy", Body::None, hierarchy},
    {Get, HEARTH_ADMIN "/rooms/{roomId}/block", Body::None, blockStatus},
    {Put, HEARTH_ADMIN "/rooms/{roomId}/block", Body::RequiredJson, setBlocked},
    {Post, HEARTH_ADMIN "/rooms/{roomId}/make_room_admin", Body::Json, makeAdmin},
    {Get, HEARTH_ADMIN "/rooms/{roomId}/forward_extremities", Body::None, extremities},
    {Delete, HEARTH_ADMIN "/rooms/{roomId}/forward_extremities", Body::None, deleteExtremities},
    {Post, HEARTH_ADMIN "/join/{roomId}", Body::RequiredJson, join},
    {Delete, "/_synapse/admin/v2/rooms/{roomId}", Body::Json, startDelete},
    {Get, "/_synapse/admin/v2/rooms/delete_status/{deleteId}", Body::None, deleteStatus},
    {Get, "/_synapse/admin/v2/rooms/{roomId}/delete_status", Body::None, deleteStatusOfRoom},
    {Post, HEARTH_ADMIN "/purge_history/{roomId}", Body::Json, purge},
    {Post, HEARTH_ADMIN "/purge_history/{roomId}/{eventId}", Body::Json, purge},
    {Get, HEARTH_ADMIN "/purge_history_status/{purgeId}", Body::None, purgeStatus},
    {Get, HEARTH_ADMIN "/fetch_event/{eventId}", Body::None, fetchEvent},
    {Get, HEARTH_ADMIN "/event_reports", Body::None, reports},
    {Get, HEARTH_ADMIN "/event_reports/{reportId}", Body::None, report},
    {Delete, HEARTH_ADMIN "/event_reports/{reportId}", Body::None, deleteReport},
};
#undef HEARTH_ADMIN

} // namespace

void addRoomAdminRoutes(Router &router, services::Rooms &rooms) {
    for (const Row &row : rows)
        router.add(
            {row.method, row.pattern, Auth::Admin, Rate::Admin, row.body,
             [&rooms, function = row.function](Call &call) { return function(rooms, call); }});
}

} // namespace hearth::api
