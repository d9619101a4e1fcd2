// SPDX-License-Identifier: Apache-2.0
// Delayed events (MSC4140).
#include "server/services/rooms/delayed_events.hpp"

#include "server/api/client/rooms/rooms_api.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"

namespace hearth::api::rooms {

http::Response delayedEvents(const DelayedApi &api, Call &call) {
    return http::jsonResponse(json::object{{"delayed_events", api.delayed.of(call.requester)}});
}

http::Response cancelDelayed(const DelayedApi &api, Call &call) {
    api.delayed.cancel(call.path("delayId"));
    return http::jsonResponse(json::object());
}

http::Response restartDelayed(const DelayedApi &api, Call &call) {
    api.delayed.restart(call.path("delayId"));
    return http::jsonResponse(json::object());
}

http::Response sendDelayed(const DelayedApi &api, Call &call) {
    api.delayed.send(call.path("delayId"));
    return http::jsonResponse(json::object());
}

http::Response updateDelayed(const DelayedApi &api, Call &call) {
    const std::string action = getString(call.body, "action");
    if (action == "cancel")
        return cancelDelayed(api, call);
    if (action == "restart")
        return restartDelayed(api, call);
    if (action == "send")
        return sendDelayed(api, call);
    throw invalidParam("'action' is not one of 'cancel', 'restart', 'send'");
}

} // namespace hearth::api::rooms
