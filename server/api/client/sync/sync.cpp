// SPDX-License-Identifier: Apache-2.0
// GET /sync, GET /keys/changes (spec client-server, "Syncing" and "Device management").
#include "server/api/client/sync/sync_api.hpp"
#include "server/api/client/sync/waiting_call.hpp"
#include "server/core/error.hpp"
#include "server/services/live/hub.hpp"
#include "server/services/presence/presence_service.hpp"
#include "server/services/sync/sync_service.hpp"

#include <algorithm>

namespace hearth::api::sync {

namespace {
constexpr std::int64_t longestWaitMs = 10 * 60 * 1000;

services::SyncToken parseToken(const std::string &text) {
    const auto token = services::SyncToken::parse(text);
    if (!token)
        throw invalidParam("The token is not one that this server has given out.");
    return *token;
}

services::SyncRequest parseRequest(const SyncApi &api, const Call &call) {
    services::SyncRequest request;
    request.requester = call.requester;
    if (call.query("from"))
        throw unknownError("'from' is not a parameter of /sync. Did you mean 'since'?");
    if (const auto since = call.query("since"); since && !since->empty())
        request.since = parseToken(*since);
    request.filter = api.filters.resolve(call.requester.userNid, call.query("filter"));
    request.fullState = call.queryBool("full_state").value_or(false);
    if (call.queryBool("use_state_after").value_or(false)) {
        request.stateAfter = true;
        request.stateName = "state_after";
    } else if (call.queryBool("org.matrix.msc4222.use_state_after").value_or(false)) {
        request.stateAfter = true;
        request.stateName = "org.matrix.msc4222.state_after";
    }
    return request;
}

http::Response toResponse(services::Pieces body) {
    http::Response response = http::jsonTextResponse({});
    response.body = http::Pieces(std::move(body));
    return response;
}
} // namespace

void getSync(const SyncApi &api, const std::shared_ptr<AsyncCall> &call) {
    const Call &in = call->call;
    auto request = std::make_shared<const services::SyncRequest>(parseRequest(api, in));
    const std::string word = in.query("set_presence").value_or("online");
    const auto state = services::PresenceService::parse(word);
    if (!state)
        throw invalidParam("set_presence must be one of offline, online, unavailable.");
    api.presence.syncing(in.requester, *state);
    const std::int64_t timeout =
        std::clamp<std::int64_t>(in.queryInt("timeout").value_or(0), 0, longestWaitMs);
    auto feed = api.hub.connect(in.requester.userNid);
    const bool waits = request->since && !request->fullState;
    const auto waiting = std::make_shared<WaitingCall>(
        api, call, feed, waits ? timeout : 0, [&api, request, feed](bool last) {
            services::SyncAnswer answer = api.sync.answer(*request, *feed);
            if (answer.empty && !last)
                return std::optional<http::Response>();
            return std::optional(toResponse(std::move(answer.body)));
        });
    waiting->start();
}

http::Response getKeyChanges(const SyncApi &api, Call &call) {
    const auto from = call.query("from");
    if (!from)
        throw missingParam("The parameter 'from' is missing.");
    const auto to = call.query("to");
    const std::int64_t end = to ? parseToken(*to).position : api.hub.position();
    return http::jsonResponse(api.sync.keyChanges(call.requester, parseToken(*from).position, end));
}

} // namespace hearth::api::sync
