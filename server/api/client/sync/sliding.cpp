// SPDX-License-Identifier: Apache-2.0
// POST /unstable/org.matrix.simplified_msc3575/sync (MSC4186, simplified sliding sync).
#include "server/api/client/sync/sync_api.hpp"
#include "server/api/client/sync/waiting_call.hpp"
#include "server/core/error.hpp"
#include "server/services/live/hub.hpp"
#include "server/services/presence/presence_service.hpp"
#include "server/services/sync/sliding_sync.hpp"

#include <algorithm>

namespace hearth::api::sync {

namespace {
constexpr std::int64_t longestWaitMs = 10 * 60 * 1000;
} // namespace

void postSlidingSync(const SyncApi &api, const std::shared_ptr<AsyncCall> &call) {
    const Call &in = call->call;
    auto request =
        std::make_shared<services::SlidingRequest>(services::parseSlidingRequest(in.body));
    request->requester = in.requester;
    request->pos = in.query("pos").value_or(std::string());
    const auto state =
        services::PresenceService::parse(in.query("set_presence").value_or("online"));
    if (!state)
        throw invalidParam("set_presence must be one of offline, online, unavailable.");
    api.presence.syncing(in.requester, *state);
    const std::int64_t timeout =
        std::clamp<std::int64_t>(in.queryInt("timeout").value_or(0), 0, longestWaitMs);
    auto feed = api.hub.connect(in.requester.userNid);
    const auto waiting = std::make_shared<WaitingCall>(
        api, call, feed, request->pos.empty() ? 0 : timeout, [&api, request, feed](bool last) {
            const auto answer = api.sliding.answer(*request, *feed, last);
            return answer ? std::optional(http::jsonResponse(*answer)) : std::nullopt;
        });
    waiting->start();
}

} // namespace hearth::api::sync
