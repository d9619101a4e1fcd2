// SPDX-License-Identifier: Apache-2.0
// createRoom, join, knock, leave, forget, invite, kick, ban, unban (spec client-server, "Rooms").
#include "server/api/client/rooms/rooms_api.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/rooms/memberships.hpp"
#include "server/services/rooms/room_creator.hpp"
#include "server/services/rooms/room_upgrades.hpp"
#include "server/services/rooms/rooms.hpp"
#include "server/store/database.hpp"

namespace hearth::api::rooms {

using services::Memberships;

namespace {

std::string reasonOf(const Call &call) {
    return findString(call.body, "reason").value_or(std::string());
}

/// Changes the membership of the user that the body names.
http::Response changeOther(Rooms &rooms, Call &call, Memberships::Action action) {
    if (action == Memberships::Action::Invite && call.body.contains("medium"))
        throw Error(403, "M_THREEPID_DENIED",
                    "This server does not invite by e-mail address or telephone number");
    Memberships::Change change;
    change.action = action;
    change.limited = true;
    change.target = getString(call.body, "user_id");
    change.reason = reasonOf(call);
    if (!matrix::parseUserId(change.target))
        throw invalidParam("Invalid user_id: " + change.target);
    rooms.memberships().change(call.requester, rooms.require(call.path("roomId")),
                               std::move(change));
    return http::jsonResponse(json::object());
}

/// What clients may put into their own join besides the membership.
json::object joinContent(const Call &call) {
    json::object content;
    for (const auto &[key, value] : call.body)
        if (key != "third_party_signed" && key != "reason" && key != "server_name")
            content[key] = value;
    return content;
}

} // namespace

http::Response createRoom(Rooms &rooms, Call &call) {
    const auto created = rooms.creator().create(call.requester, call.body, true);
    json::object out{{"room_id", created.roomId}};
    if (created.alias)
        out["room_alias"] = *created.alias;
    return http::jsonResponse(out);
}

http::Response upgrade(Rooms &rooms, Call &call) {
    const std::string fresh =
        rooms.upgrades().upgrade(call.requester, call.path("roomId"), call.body);
    return http::jsonResponse(json::object{{"replacement_room", fresh}});
}

http::Response join(Rooms &rooms, Call &call) {
    const std::string room = rooms.memberships().join(call.requester, call.path("roomId"),
                                                      joinContent(call), reasonOf(call), true);
    return http::jsonResponse(json::object{{"room_id", room}});
}

http::Response joinByIdOrAlias(Rooms &rooms, Call &call) {
    const std::string room = rooms.memberships().join(call.requester, call.path("roomIdOrAlias"),
                                                      joinContent(call), reasonOf(call), true);
    return http::jsonResponse(json::object{{"room_id", room}});
}

http::Response knock(Rooms &rooms, Call &call) {
    const std::string room =
        rooms.memberships().knock(call.requester, call.path("roomIdOrAlias"), reasonOf(call));
    return http::jsonResponse(json::object{{"room_id", room}});
}

http::Response leave(Rooms &rooms, Call &call) {
    const services::RoomPtr room = rooms.registry.find(call.path("roomId"));
    if (!room)
        throw notFound("Not a known room");
    Memberships::Change change;
    change.action = Memberships::Action::Leave;
    change.target = call.requester.user.str();
    change.reason = reasonOf(call);
    rooms.memberships().change(call.requester, room, std::move(change));
    return http::jsonResponse(json::object());
}

http::Response forget(Rooms &rooms, Call &call) {
    rooms.memberships().forget(call.requester, call.path("roomId"));
    return http::jsonResponse(json::object());
}

http::Response invite(Rooms &rooms, Call &call) {
    return changeOther(rooms, call, Memberships::Action::Invite);
}
http::Response kick(Rooms &rooms, Call &call) {
    return changeOther(rooms, call, Memberships::Action::Kick);
}
http::Response ban(Rooms &rooms, Call &call) {
    return changeOther(rooms, call, Memberships::Action::Ban);
}
http::Response unban(Rooms &rooms, Call &call) {
    return changeOther(rooms, call, Memberships::Action::Unban);
}

http::Response joinedRooms(Rooms &rooms, Call &call) {
    json::array list;
    for (const store::RoomNid nid : rooms.members.joinedRooms(call.requester.userNid))
        if (const auto view = rooms.registry.view(nid))
            list.emplace_back(view->id.str());
    return http::jsonResponse(json::object{{"joined_rooms", std::move(list)}});
}

http::Response mutualRooms(Rooms &rooms, Call &call) {
    const auto user = call.query("user_id");
    if (!user)
        throw missingParam("Missing query parameter user_id");
    if (!matrix::parseUserId(*user))
        throw invalidParam("Invalid user_id");
    if (*user == call.requester.user.str())
        throw invalidParam("You cannot request a list of shared rooms with yourself");
    const store::UserNid other =
        rooms.database.read([&](store::Reader &reader) { return reader.findUser(*user); });
    json::array list;
    if (other)
        for (const store::RoomNid nid : rooms.members.commonRooms(call.requester.userNid, other))
            if (const auto view = rooms.registry.view(nid))
                list.emplace_back(view->id.str());
    return http::jsonResponse(json::object{{"joined", std::move(list)}});
}

} // namespace hearth::api::rooms
