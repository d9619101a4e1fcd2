// SPDX-License-Identifier: Apache-2.0
// createRoom, join, knock, leave, forget, invite, kick, ban, unban (spec client-server, "Rooms").
#include "server/api/client/rooms/rooms_api.hpp"
#include "server/core/base64.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/rooms/memberships.hpp"
#include "server/services/rooms/room_creator.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/room_upgrades.hpp"
#include "server/store/database.hpp"

#include <algorithm>

namespace hearth::api::rooms {

using services::Memberships;

namespace {

constexpr std::size_t mutualRoomsOnPage = 100;

std::string reasonOf(const Call &call) {
    return findString(call.body, "reason").value_or(std::string());
}

/// Changes the membership of the user that the body names.
http::Response changeOther(const MembershipApi &api, Call &call, Memberships::Action action) {
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
    api.memberships.change(call.requester, api.registry.require(call.path("roomId")),
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

http::Response createRoom(const MembershipApi &api, Call &call) {
    const auto created = api.creator.create(call.requester, call.body, true);
    json::object out{{"room_id", created.roomId}};
    if (created.alias)
        out["room_alias"] = *created.alias;
    return http::jsonResponse(out);
}

http::Response upgrade(const MembershipApi &api, Call &call) {
    const std::string fresh = api.upgrades.upgrade(call.requester, call.path("roomId"), call.body);
    return http::jsonResponse(json::object{{"replacement_room", fresh}});
}

http::Response join(const MembershipApi &api, Call &call) {
    const std::string room = api.memberships.join(call.requester, call.path("roomId"),
                                                  joinContent(call), reasonOf(call), true);
    return http::jsonResponse(json::object{{"room_id", room}});
}

http::Response joinByIdOrAlias(const MembershipApi &api, Call &call) {
    const std::string room = api.memberships.join(call.requester, call.path("roomIdOrAlias"),
                                                  joinContent(call), reasonOf(call), true);
    return http::jsonResponse(json::object{{"room_id", room}});
}

http::Response knock(const MembershipApi &api, Call &call) {
    const std::string room =
        api.memberships.knock(call.requester, call.path("roomIdOrAlias"), reasonOf(call));
    return http::jsonResponse(json::object{{"room_id", room}});
}

http::Response leave(const MembershipApi &api, Call &call) {
    const services::RoomPtr room = api.registry.find(call.path("roomId"));
    if (!room)
        throw notFound("Not a known room");
    Memberships::Change change;
    change.action = Memberships::Action::Leave;
    change.target = call.requester.user.str();
    change.reason = reasonOf(call);
    api.memberships.change(call.requester, room, std::move(change));
    return http::jsonResponse(json::object());
}

http::Response forget(const MembershipApi &api, Call &call) {
    api.memberships.forget(call.requester, call.path("roomId"));
    return http::jsonResponse(json::object());
}

http::Response invite(const MembershipApi &api, Call &call) {
    return changeOther(api, call, Memberships::Action::Invite);
}
http::Response kick(const MembershipApi &api, Call &call) {
    return changeOther(api, call, Memberships::Action::Kick);
}
http::Response ban(const MembershipApi &api, Call &call) {
    return changeOther(api, call, Memberships::Action::Ban);
}
http::Response unban(const MembershipApi &api, Call &call) {
    return changeOther(api, call, Memberships::Action::Unban);
}

http::Response joinedRooms(const MembershipApi &api, Call &call) {
    json::array list;
    for (const store::RoomNid nid : api.members.joinedRooms(call.requester.userNid))
        if (const auto view = api.registry.view(nid))
            list.emplace_back(view->id.str());
    return http::jsonResponse(json::object{{"joined_rooms", std::move(list)}});
}

http::Response mutualRooms(const MembershipApi &api, Call &call) {
    const auto user = call.query("user_id");
    if (!user)
        throw missingParam("Missing query parameter user_id");
    if (!matrix::parseUserId(*user))
        throw invalidParam("Invalid user_id");
    if (*user == call.requester.user.str())
        throw invalidParam("You cannot request a list of shared rooms with yourself");
    const store::UserNid other =
        api.database.read([&](store::Reader &reader) { return reader.findUser(*user); });
    std::vector<std::string> common;
    if (other)
        for (const store::RoomNid nid : api.members.commonRooms(call.requester.userNid, other))
            if (const auto view = api.registry.view(nid))
                common.push_back(view->id.str());
    std::sort(common.begin(), common.end());
    std::size_t at = 0;
    if (const auto from = call.query("from"); from && !from->empty()) {
        const auto last = base64Decode(*from);
        if (!last)
            throw invalidParam("Malformed from token");
        at = static_cast<std::size_t>(std::upper_bound(common.begin(), common.end(), *last) -
                                      common.begin());
    }
    const std::size_t end = std::min(common.size(), at + mutualRoomsOnPage);
    json::object out{{"joined", json::array(common.begin() + static_cast<std::ptrdiff_t>(at),
                                            common.begin() + static_cast<std::ptrdiff_t>(end))},
                     {"count", common.size()}};
    if (end < common.size())
        out["next_batch"] = base64UrlEncode(common[end - 1]);
    return http::jsonResponse(std::move(out));
}

} // namespace hearth::api::rooms
