// SPDX-License-Identifier: Apache-2.0
// GET /initialSync, /events, /rooms/{roomId}/initialSync, /events/{eventId} (deprecated).
#include "server/api/client/sync/sync_api.hpp"
#include "server/api/client/sync/waiting_call.hpp"
#include "server/core/error.hpp"
#include "server/services/live/hub.hpp"
#include "server/services/live/names.hpp"
#include "server/services/presence/presence_service.hpp"
#include "server/services/sync/legacy_sync.hpp"

#include <algorithm>

namespace hearth::api::sync {

namespace {
constexpr std::int64_t defaultLimit = 10;
constexpr std::int64_t longestWaitMs = 10 * 60 * 1000;

std::int64_t limitOf(const Call &call) {
    return std::max<std::int64_t>(0, call.queryInt("limit").value_or(defaultLimit));
}
} // namespace

void getEvents(const SyncApi &api, const std::shared_ptr<AsyncCall> &call) {
    const Call &in = call->call;
    services::LegacySync::EventsQuestion question;
    question.who = in.requester;
    question.from.position = api.hub.position();
    question.from.volatilePosition = api.hub.volatilePosition();
    if (const auto from = in.query("from"); from && !from->empty() && *from != "END") {
        const auto token = services::SyncToken::parse(*from);
        if (!token)
            throw invalidParam("The token is not one that this server has given out.");
        question.from = *token;
    }
    if (in.queryInt("limit").value_or(0) < 0)
        throw invalidParam("limit must not be negative.");
    auto feed = api.hub.connect(in.requester.userNid);
    if (const auto room = in.query("room_id")) {
        api.legacy.requirePeekable(in.requester, *room);
        question.room = api.names.findRoom(*room);
        api.hub.listen(feed, question.room);
    } else if (in.requester.guest) {
        throw invalidParam("Guest users must specify room_id param");
    }
    api.presence.syncing(in.requester, services::PresenceState::Online);
    const std::int64_t timeout =
        std::clamp<std::int64_t>(in.queryInt("timeout").value_or(0), 0, longestWaitMs);
    const auto waiting =
        std::make_shared<WaitingCall>(api, call, feed, timeout, [&api, question, feed](bool last) {
            auto answer = api.legacy.events(question, *feed);
            if (answer.empty && !last)
                return std::optional<http::Response>();
            return std::optional(http::jsonResponse(answer.body));
        });
    waiting->start();
}

http::Response getInitialSync(const SyncApi &api, Call &call) {
    api.presence.syncing(call.requester, services::PresenceState::Online);
    const bool archived = call.queryBool("archived").value_or(false);
    return http::jsonResponse(api.legacy.initialSync(call.requester, limitOf(call), archived));
}

http::Response getRoomInitialSync(const SyncApi &api, Call &call) {
    return http::jsonResponse(
        api.legacy.roomInitialSync(call.requester, call.path("roomId"), limitOf(call)));
}

http::Response getEvent(const SyncApi &api, Call &call) {
    return http::jsonResponse(api.legacy.event(call.requester, call.path("eventId")));
}

} // namespace hearth::api::sync
