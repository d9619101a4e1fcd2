// SPDX-License-Identifier: Apache-2.0
// /presence/{userId}/status (spec client-server, "Presence").
#include "server/api/client/presence/presence_api.hpp"
#include "server/api/routes.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/limits/quotas.hpp"
#include "server/services/presence/presence_service.hpp"

namespace hearth::api {

namespace {
http::Response getStatus(services::PresenceService &presence, Call &call) {
    const std::string &userId = call.path("userId");
    if (!matrix::parseUserId(userId))
        throw invalidParam(userId + " is not a valid user ID.");
    return http::jsonResponse(presence.get(call.requester, userId));
}

http::Response putStatus(services::PresenceService &presence, Call &call) {
    if (call.path("userId") != call.requester.user.str())
        throw forbidden("Can only set your own presence state.");
    for (const auto &[name, value] : call.body) {
        if (name != "presence" && name != "status_msg")
            throw unknownError("Unable to parse state");
    }
    const auto word = findString(call.body, "presence");
    const auto state = word ? services::PresenceService::parse(*word) : std::nullopt;
    if (!state)
        throw unknownError("presence must be one of online, unavailable, offline.");
    const auto message = findString(call.body, "status_msg");
    if (message && message->size() > services::quotas::statusMessageBytes)
        throw tooLarge("status_msg may have at most " +
                       std::to_string(services::quotas::statusMessageBytes) + " bytes.");
    presence.set(call.requester, *state, message);
    return http::jsonResponse(json::object{});
}
} // namespace

void addPresenceRoutes(Router &router, services::PresenceService &presence) {
    const Routes routes(router, presence);
    routes.get("/presence/{userId}/status", Auth::Guest, getStatus);
    routes.put("/presence/{userId}/status", Auth::Guest, putStatus);
}

} // namespace hearth::api
