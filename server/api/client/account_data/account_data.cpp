// SPDX-License-Identifier: Apache-2.0
// /user/{userId}/account_data, …/tags, …/filter (spec client-server, "Client Config", "Room
// Tagging", "Filtering").
#include "server/api/client/account_data/account_data_api.hpp"
#include "server/api/routes.hpp"
#include "server/core/error.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/account_data/account_data_service.hpp"
#include "server/services/filters/filter_service.hpp"
#include "server/services/live/names.hpp"
#include "server/services/rooms/room_members.hpp"

#include <charconv>

namespace hearth::api {

namespace {

void requireOwn(const Call &call, const char *message) {
    if (call.path("userId") != call.requester.user.str())
        throw forbidden(message);
}

/// The room of the path; 0 if it is not known here.
store::RoomNid roomOf(const AccountDataApi &api, const Call &call) {
    const std::string &id = call.path("roomId");
    if (!matrix::parseRoomId(id))
        throw invalidParam(id + " is not a valid room ID.");
    return api.names.findRoom(id);
}

store::RoomNid requireRoom(const AccountDataApi &api, const Call &call) {
    const store::RoomNid room = roomOf(api, call);
    if (!room)
        throw notFound("There is no such room.");
    return room;
}

http::Response done() {
    return http::jsonResponse(json::object{});
}

http::Response get(const AccountDataApi &api, Call &call) {
    requireOwn(call, "Cannot get account data for other users.");
    return http::jsonResponse(api.accountData.get(call.requester.userNid, {}, call.path("type")));
}

http::Response put(const AccountDataApi &api, Call &call) {
    requireOwn(call, "Cannot add account data for other users.");
    api.accountData.set(call.requester.userNid, {}, call.path("type"), call.body);
    return done();
}

http::Response remove(const AccountDataApi &api, Call &call) {
    requireOwn(call, "Cannot delete account data for other users.");
    api.accountData.remove(call.requester.userNid, {}, call.path("type"));
    return done();
}

http::Response getRoom(const AccountDataApi &api, Call &call) {
    requireOwn(call, "Cannot get account data for other users.");
    const store::RoomNid room = roomOf(api, call);
    if (!room)
        throw notFound("Room account data not found.");
    return http::jsonResponse(api.accountData.get(call.requester.userNid, room, call.path("type")));
}

http::Response putRoom(const AccountDataApi &api, Call &call) {
    requireOwn(call, "Cannot add account data for other users.");
    const store::RoomNid room = requireRoom(api, call);
    api.accountData.set(call.requester.userNid, room, call.path("type"), call.body);
    return done();
}

http::Response removeRoom(const AccountDataApi &api, Call &call) {
    requireOwn(call, "Cannot delete account data for other users.");
    if (const store::RoomNid room = roomOf(api, call))
        api.accountData.remove(call.requester.userNid, room, call.path("type"));
    return done();
}

http::Response getTags(const AccountDataApi &api, Call &call) {
    requireOwn(call, "Cannot get tags for other users.");
    const store::RoomNid room = roomOf(api, call);
    json::object tags;
    if (room)
        tags = api.accountData.tags(call.requester.userNid, room);
    return http::jsonResponse(json::object{{"tags", std::move(tags)}});
}

http::Response putTag(const AccountDataApi &api, Call &call) {
    requireOwn(call, "Cannot add tags for other users.");
    const store::RoomNid room = roomOf(api, call);
    if (!room ||
        api.members.membership(call.requester.userNid, room).membership == matrix::Membership::None)
        throw forbidden("You have nothing to do with this room.");
    api.accountData.setTag(call.requester.userNid, room, call.path("tag"), call.body);
    return done();
}

http::Response deleteTag(const AccountDataApi &api, Call &call) {
    requireOwn(call, "Cannot remove tags for other users.");
    if (const store::RoomNid room = roomOf(api, call))
        api.accountData.removeTag(call.requester.userNid, room, call.path("tag"));
    return done();
}

http::Response postFilter(const AccountDataApi &api, Call &call) {
    requireOwn(call, "Cannot create filters for other users.");
    const std::int64_t id = api.filters.put(call.requester.userNid, call.body);
    return http::jsonResponse(json::object{{"filter_id", std::to_string(id)}});
}

http::Response getFilter(const AccountDataApi &api, Call &call) {
    requireOwn(call, "Cannot get filters for other users.");
    const std::string &text = call.path("filterId");
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size())
        throw invalidParam("The filter id is not a number.");
    return http::jsonResponse(api.filters.get(call.requester.userNid, id));
}

} // namespace

void addAccountDataRoutes(Router &router, const AccountDataApi &api) {
    const Routes routes(router, api, "/_matrix/client/<r0|v3|unstable>/user/{userId}");
    routes.get("/account_data/{type}", Auth::Guest, get);
    routes.put("/account_data/{type}", Auth::Guest, put);
    routes.get("/rooms/{roomId}/account_data/{type}", Auth::Guest, getRoom);
    routes.put("/rooms/{roomId}/account_data/{type}", Auth::Guest, putRoom);
    routes.get("/rooms/{roomId}/tags", Auth::Guest, getTags);
    routes.put("/rooms/{roomId}/tags/{tag}", Auth::Guest, putTag);
    routes.remove("/rooms/{roomId}/tags/{tag}", Auth::Guest, deleteTag);
    routes.post("/filter", Auth::Guest, postFilter);
    routes.get("/filter/{filterId}", Auth::Guest, getFilter);
    const Routes deletion =
        routes.under("/_matrix/client/unstable/org.matrix.msc3391/user/{userId}");
    deletion.remove("/account_data/{type}", Auth::Guest, remove);
    deletion.remove("/rooms/{roomId}/account_data/{type}", Auth::Guest, removeRoom);
}

} // namespace hearth::api
