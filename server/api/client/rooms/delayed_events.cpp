// SPDX-License-Identifier: Apache-2.0
// Delayed events (MSC4140).
#include "server/services/rooms/delayed_events.hpp"

#include "server/api/client/rooms/rooms_api.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/rooms/rooms.hpp"

namespace hearth::api::rooms {

http::Response delayedEvents(Rooms &rooms, Call &call) {
    return http::jsonResponse(json::object{{"delayed_events", rooms.delayed().of(call.requester)}});
}

http::Response cancelDelayed(Rooms &rooms, Call &call) {
    rooms.delayed().cancel(call.path("delayId"));
    return http::jsonResponse(json::object());
}

http::Response restartDelayed(Rooms &rooms, Call &call) {
    rooms.delayed().restart(call.path("delayId"));
    return http::jsonResponse(json::object());
}

http::Response sendDelayed(Rooms &rooms, Call &call) {
    rooms.delayed().send(call.path("delayId"));
    return http::jsonResponse(json::object());
}

http::Response updateDelayed(Rooms &rooms, Call &call) {
    const std::string action = getString(call.body, "action");
    if (action == "cancel")
        return cancelDelayed(rooms, call);
    if (action == "restart")
        return restartDelayed(rooms, call);
    if (action == "send")
        return sendDelayed(rooms, call);
    throw invalidParam("'action' is not one of 'cancel', 'restart', 'send'");
}

} // namespace hearth::api::rooms
