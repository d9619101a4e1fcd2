// SPDX-License-Identifier: Apache-2.0
// /profile and /user_directory (spec client-server, "Profiles", "User Directory").
#include "server/api/client/profile/profile_api.hpp"
#include "server/api/routes.hpp"
#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/directory/user_directory.hpp"
#include "server/services/federation/remote_lookups.hpp"
#include "server/services/profiles/profiles.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/store/database.hpp"

namespace hearth::api {
namespace {

/// The profile of the path, as far as the caller may see it.
services::ProfilePtr visibleProfile(const ProfileApi &api, const Call &call) {
    const std::string &userId = call.path("userId");
    if (!matrix::parseUserId(userId))
        throw invalidParam("Not a user id");
    const auto settings = api.settings.get();
    if (settings->requireAuthForProfileRequests) {
        if (!call.signedIn())
            throw missingToken();
        if (settings->limitProfileRequestsToUsersWhoShareRooms &&
            userId != call.requester.user.str() &&
            !api.members.shareRoom(call.requester.userNid, api.profiles.findUser(userId)))
            throw forbidden("Profile isn't available");
    }
    if (api.remote.isRemote(userId))
        return std::make_shared<const json::object>(
            api.remote.profile(userId, requesterName(call)));
    return api.profiles.get(userId);
}

http::Response getAll(const ProfileApi &api, Call &call) {
    const auto profile = visibleProfile(api, call);
    if (profile->empty())
        throw notFound("Profile was not found");
    return http::jsonResponse(*profile);
}

http::Response getField(const ProfileApi &api, Call &call) {
    const std::string &field = call.path("field");
    services::Profiles::requireFieldName(field);
    const auto profile = visibleProfile(api, call);
    const auto *value = profile->if_contains(field);
    if (value)
        return http::jsonResponse(json::object{{field, *value}});
    if (field == "displayname" || field == "avatar_url")
        return http::jsonResponse(json::object{});
    throw notFound("The profile has no such field");
}

bool propagates(const Call &call) {
    return call.queryBool("org.matrix.msc4069.propagate").value_or(true);
}

http::Response putField(const ProfileApi &api, Call &call) {
    const std::string &field = call.path("field");
    const auto *value = call.body.if_contains(field);
    if (!value)
        throw missingParam("Missing '" + field + "'.");
    api.profiles.set(call.requester, call.path("userId"), field, *value, propagates(call));
    return http::jsonResponse(json::object{});
}

http::Response deleteField(const ProfileApi &api, Call &call) {
    api.profiles.set(call.requester, call.path("userId"), call.path("field"), std::nullopt,
                     propagates(call));
    return http::jsonResponse(json::object{});
}

http::Response search(const ProfileApi &api, Call &call) {
    const auto settings = api.settings.get();
    api.limits.require(services::Limited::UserDirectory, call.requester,
                       call.request.remoteAddress);
    const std::string term = getString(call.body, "search_term");
    const auto count = findInt(call.body, "limit").value_or(10);
    if (!settings->userDirectoryEnabled)
        return http::jsonResponse(json::object{{"limited", false}, {"results", json::array{}}});
    return http::jsonResponse(api.directory.search(call.requester, term, count));
}

} // namespace

void addProfileRoutes(Router &router, const ProfileApi &api) {
    const Routes routes(router, api);
    routes.get("/profile/{userId}", Auth::Optional, getAll);
    for (const char *base : {"/_matrix/client/<r0|v3|unstable>/profile/{userId}",
                             "/_matrix/client/unstable/uk.tcpip.msc4133/profile/{userId}"}) {
        const Routes fields = routes.under(base);
        fields.get("/{field}", Auth::Optional, getField);
        fields.put("/{field}", Auth::Guest, putField);
        fields.remove("/{field}", Auth::Guest, deleteField);
    }
    routes.post("/user_directory/search", Auth::User, search, Rate::Read);
}

} // namespace hearth::api
