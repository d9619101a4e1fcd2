// SPDX-License-Identifier: Apache-2.0
// What belongs to an account: rooms, account data, pushers, connections; and finding accounts.
#include "server/api/admin/admin_api.hpp"
#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/event.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/admin/user_admin.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/sign_in/registration.hpp"
#include "server/services/sign_in/sign_in.hpp"
#include "server/store/account_data_store.hpp"
#include "server/store/database.hpp"
#include "server/store/figure_store.hpp"
#include "server/store/pusher_store.hpp"

#include <set>

namespace hearth::api {
namespace {

using admin::localUser;

store::UserNid nidOf(const AdminApi &api, const Call &call) {
    return api.accounts.get(localUser(api, call))->nid;
}

/// 0 for one we never heard of, who is in no room.
store::UserNid anyUser(const AdminApi &api, const Call &call) {
    const std::string &userId = call.path("userId");
    return api.database.read([&](store::Reader &reader) { return reader.findUser(userId); });
}

std::string roomId(const AdminApi &api, store::RoomNid room) {
    return api.database.read([&](store::Reader &reader) { return reader.roomId(room); });
}

http::Response joinedRooms(const AdminApi &api, Call &call) {
    json::array rooms;
    if (const auto user = anyUser(api, call))
        for (const auto room : api.members.joinedRooms(user))
            rooms.emplace_back(roomId(api, room));
    const auto total = static_cast<std::int64_t>(rooms.size());
    return http::jsonResponse(json::object{{"joined_rooms", std::move(rooms)}, {"total", total}});
}

http::Response memberships(const AdminApi &api, Call &call) {
    json::object out;
    if (const auto user = anyUser(api, call))
        for (const auto &row : *api.members.roomsOf(user))
            if (row.membership != matrix::Membership::None)
                out[roomId(api, row.room)] = matrix::toString(row.membership);
    return http::jsonResponse(json::object{{"memberships", std::move(out)}});
}

http::Response accountData(const AdminApi &api, Call &call) {
    const auto user = nidOf(api, call);
    json::object global;
    json::object rooms;
    api.database.read([&](store::Reader &reader) {
        for (const auto &datum : store::account_data::listAll(reader, user)) {
            if (!datum.body)
                continue;
            if (!datum.room) {
                global[datum.type] = json::parse(*datum.body);
                continue;
            }
            auto &ofRoom = rooms[reader.roomId(datum.room)];
            if (!ofRoom.is_object())
                ofRoom = json::object{};
            ofRoom.get_object()[datum.type] = json::parse(*datum.body);
        }
    });
    return http::jsonResponse(
        json::object{{"account_data",
                      json::object{{"global", std::move(global)}, {"rooms", std::move(rooms)}}}});
}

http::Response pushers(const AdminApi &api, Call &call) {
    const auto user = nidOf(api, call);
    json::array out;
    api.database.read([&](store::Reader &reader) {
        for (const auto &pusher : store::pushers::listOfUser(reader, user))
            out.push_back(json::object{{"app_display_name", pusher.appDisplayName},
                                       {"app_id", pusher.appId},
                                       {"data", json::parse(pusher.data)},
                                       {"device_display_name", pusher.deviceDisplayName},
                                       {"kind", pusher.kind},
                                       {"lang", pusher.lang},
                                       {"profile_tag", pusher.profileTag},
                                       {"pushkey", pusher.pushkey}});
    });
    const auto total = static_cast<std::int64_t>(out.size());
    return http::jsonResponse(json::object{{"pushers", std::move(out)}, {"total", total}});
}

http::Response whois(const AdminApi &api, Call &call) {
    return http::jsonResponse(api.userAdmin.whois(localUser(api, call)));
}

/// People may ask about themselves.
http::Response ownWhois(const AdminApi &api, Call &call) {
    if (!call.requester.admin && call.path("userId") != call.requester.user.str())
        throw forbidden("You are not a server admin");
    return whois(api, call);
}

http::Response usernameAvailable(const AdminApi &api, Call &call) {
    const auto username = call.query("username");
    if (!username)
        throw missingParam("Missing query parameter 'username'");
    api.registration.requireUsable(*username, nullptr);
    return http::jsonResponse(json::object{{"available", true}});
}

http::Response answerUser(const AdminApi &api, store::UserNid user) {
    const auto account = api.accounts.find(user);
    if (!account)
        throw notFound("User not found");
    return http::jsonResponse(json::object{{"user_id", account->userId}});
}

http::Response byThreepid(const AdminApi &api, Call &call) {
    const std::string &medium = call.path("medium");
    const std::string address = services::canonicalAddress(medium, call.path("address"));
    return answerUser(api, api.database.read([&](store::Reader &reader) {
        return store::accounts::findByThreepid(reader, medium, address);
    }));
}

http::Response byExternalId(const AdminApi &api, Call &call) {
    return answerUser(api, api.database.read([&](store::Reader &reader) {
        return store::accounts::findByExternalId(reader, call.path("provider"),
                                                 call.path("externalId"));
    }));
}

/// How many rooms (or events) there are in which the user's member events say so.
std::vector<services::StoredEventPtr> memberEvents(const AdminApi &api, const Call &call,
                                                   bool sent) {
    const auto since = call.queryInt("from_ts");
    if (!since)
        throw missingParam("Missing integer query parameter 'from_ts'");
    if (*since < 0)
        throw invalidParam("Query parameter from_ts must be a positive integer.");
    const std::string &userId = call.path("userId");
    return api.events.load(api.database.read([&](store::Reader &reader) {
        const auto user = reader.findUser(userId);
        return sent ? store::figures::memberEventsBy(reader, user, *since)
                    : store::figures::membershipsOf(reader, user, userId, *since);
    }));
}

http::Response sentInvites(const AdminApi &api, Call &call) {
    std::int64_t count = 0;
    for (const auto &event : memberEvents(api, call, true))
        count += stringAt(event->event->content(), "membership") == "invite" ? 1 : 0;
    return http::jsonResponse(json::object{{"invite_count", count}});
}

http::Response joinedSince(const AdminApi &api, Call &call) {
    std::set<std::int64_t> rooms;
    for (const auto &event : memberEvents(api, call, false))
        if (stringAt(event->event->content(), "membership") == "join")
            rooms.insert(event->room.value);
    return http::jsonResponse(
        json::object{{"cumulative_joined_room_count", static_cast<std::int64_t>(rooms.size())}});
}

/// An old form of the list of users, without pages.
http::Response searchUsers(const AdminApi &api, Call &call) {
    admin::requireUserId(call.path("userId"));
    if (!api.accounts.isLocal(call.path("userId")))
        throw unknownError("Can only look up local users");
    const auto term = call.query("term");
    if (!term)
        throw missingParam("Missing string query parameter 'term'");
    store::AccountFilter filter;
    filter.userId = *term;
    filter.limit = std::int64_t{1} << 40;
    std::int64_t total = 0;
    const auto rows = api.database.read(
        [&](store::Reader &reader) { return store::accounts::list(reader, filter, total); });
    json::array out;
    for (const auto &row : rows) {
        const std::string &type = row.account.userType;
        out.push_back(
            json::object{{"name", row.account.userId},
                         {"is_guest", row.account.guest},
                         {"admin", row.account.admin},
                         {"user_type", type.empty() ? json::value() : json::value(type)}});
    }
    return http::jsonResponse(out);
}

} // namespace

void addUserDataRoutes(Router &router, const AdminApi &api) {
    const std::string v1 = "/_synapse/admin/v1/";
    const auto add = [&](const std::string &pattern, admin::Function function) {
        admin::add(router, api, http::Method::Get, pattern, Body::None, function);
    };
    add(v1 + "users/{userId}/joined_rooms", joinedRooms);
    add(v1 + "users/{userId}/memberships", memberships);
    add(v1 + "users/{userId}/accountdata", accountData);
    add(v1 + "users/{userId}/pushers", pushers);
    add(v1 + "users/{userId}/sent_invite_count", sentInvites);
    add(v1 + "users/{userId}/cumulative_joined_room_count", joinedSince);
    add(v1 + "search_users/{userId}", searchUsers);
    add(v1 + "username_available", usernameAvailable);
    add(v1 + "threepid/{medium}/users/{address}", byThreepid);
    add(v1 + "auth_providers/{provider}/users/{externalId}", byExternalId);
    for (const auto &path : {v1 + "whois/{userId}",
                             std::string("/_matrix/client/<r0|v3|unstable>/admin/whois/{userId}")})
        router.add({http::Method::Get, path, Auth::User, Rate::Admin, Body::None,
                    [api](Call &call) { return ownWhois(api, call); }});
}

} // namespace hearth::api
