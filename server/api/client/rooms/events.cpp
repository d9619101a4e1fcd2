// SPDX-License-Identifier: Apache-2.0
// Sending messages and state, redacting, reporting.
#include "server/api/client/rooms/rooms_api.hpp"
#include "server/api/queries.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/rooms/delayed_events.hpp"
#include "server/services/rooms/room_events.hpp"
#include "server/services/rooms/room_reports.hpp"

namespace hearth::api::rooms {

namespace {

/// ?ts= of application services (spec, "Timestamp massaging").
std::optional<std::int64_t> timestampOf(const Call &call) {
    if (!call.requester.appservice)
        return std::nullopt;
    return call.queryInt("ts");
}

/// ?org.matrix.msc4140.delay=: not now, but in so many milliseconds.
std::optional<services::DelayedEvents::Draft> delayedOf(Call &call) {
    const auto delay = call.queryInt("org.matrix.msc4140.delay");
    if (!delay)
        return std::nullopt;
    services::DelayedEvents::Draft draft;
    draft.roomId = call.path("roomId");
    draft.type = call.path("eventType");
    draft.content = std::move(call.body);
    draft.ts = timestampOf(call);
    draft.delayMs = *delay;
    return draft;
}

http::Response delayId(std::string id) {
    return http::jsonResponse(json::object{{"delay_id", std::move(id)}});
}

http::Response eventId(std::string id) {
    return http::jsonResponse(json::object{{"event_id", std::move(id)}});
}

} // namespace

http::Response send(const SendingApi &api, Call &call) {
    if (auto draft = delayedOf(call)) {
        draft->txnId = optionalPath(call, "txnId");
        return delayId(api.delayed.add(call.requester, *std::move(draft)));
    }
    services::RoomEvents::Message message;
    message.roomId = call.path("roomId");
    message.type = call.path("eventType");
    message.txnId = optionalPath(call, "txnId");
    message.content = std::move(call.body);
    message.ts = timestampOf(call);
    return eventId(api.sending.send(call.requester, std::move(message)));
}

http::Response putState(const SendingApi &api, Call &call) {
    if (auto draft = delayedOf(call)) {
        draft->stateKey = optionalPath(call, "stateKey");
        return delayId(api.delayed.add(call.requester, *std::move(draft)));
    }
    services::RoomEvents::State state;
    state.roomId = call.path("roomId");
    state.type = call.path("eventType");
    state.stateKey = optionalPath(call, "stateKey");
    state.content = std::move(call.body);
    state.ts = timestampOf(call);
    return eventId(api.sending.putState(call.requester, std::move(state)));
}

http::Response redact(const SendingApi &api, Call &call) {
    api.sending.limitRedaction(call.requester, call.path("eventId"));
    return eventId(api.sending.redact(call.requester, call.path("roomId"), call.path("eventId"),
                                      std::move(call.body), optionalPath(call, "txnId")));
}

namespace {
/// Absent is fine; anything but text is not.
std::optional<std::string> reasonOf(const Call &call) {
    const json::value *reason = call.body.if_contains("reason");
    if (!reason)
        return std::nullopt;
    if (!reason->is_string())
        throw badJson("Param 'reason' must be a string");
    return std::string(view(reason->get_string()));
}
} // namespace

http::Response report(const SendingApi &api, Call &call) {
    std::optional<std::int64_t> score;
    if (const json::value *given = call.body.if_contains("score"); given && !given->is_null()) {
        if (!given->is_int64())
            throw badJson("Param 'score' must be an integer");
        score = given->get_int64();
    }
    api.reports.reportEvent(call.requester, call.path("roomId"), call.path("eventId"),
                            reasonOf(call), score);
    return http::jsonResponse(json::object());
}

http::Response reportRoom(const SendingApi &api, Call &call) {
    api.reports.reportRoom(call.requester, call.path("roomId"), getString(call.body, "reason"));
    return http::jsonResponse(json::object());
}

http::Response reportUser(const SendingApi &api, Call &call) {
    api.reports.reportUser(call.requester, call.path("userId"), getString(call.body, "reason"));
    return http::jsonResponse(json::object());
}

} // namespace hearth::api::rooms
