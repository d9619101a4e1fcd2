// SPDX-License-Identifier: Apache-2.0
// Endpoints of rooms: creation, membership, events, history, directory, relations, spaces.
#pragma once

#include "server/api/endpoint.hpp"

namespace hearth::services {
class Rooms;
}

namespace hearth::api {

void addRoomRoutes(Router &router, services::Rooms &rooms);

namespace rooms {

using Rooms = services::Rooms;

http::Response createRoom(Rooms &rooms, Call &call);
http::Response upgrade(Rooms &rooms, Call &call);

// membership.cpp
http::Response join(Rooms &rooms, Call &call);
http::Response joinByIdOrAlias(Rooms &rooms, Call &call);
http::Response knock(Rooms &rooms, Call &call);
http::Response leave(Rooms &rooms, Call &call);
http::Response forget(Rooms &rooms, Call &call);
http::Response invite(Rooms &rooms, Call &call);
http::Response kick(Rooms &rooms, Call &call);
http::Response ban(Rooms &rooms, Call &call);
http::Response unban(Rooms &rooms, Call &call);
http::Response joinedRooms(Rooms &rooms, Call &call);
http::Response mutualRooms(Rooms &rooms, Call &call);

// events.cpp
http::Response send(Rooms &rooms, Call &call);
http::Response putState(Rooms &rooms, Call &call);
http::Response redact(Rooms &rooms, Call &call);
http::Response report(Rooms &rooms, Call &call);
http::Response reportRoom(Rooms &rooms, Call &call);
http::Response reportUser(Rooms &rooms, Call &call);

// delayed_events.cpp
http::Response delayedEvents(Rooms &rooms, Call &call);
http::Response updateDelayed(Rooms &rooms, Call &call);
http::Response cancelDelayed(Rooms &rooms, Call &call);
http::Response restartDelayed(Rooms &rooms, Call &call);
http::Response sendDelayed(Rooms &rooms, Call &call);

// history.cpp
http::Response getEvent(Rooms &rooms, Call &call);
http::Response messages(Rooms &rooms, Call &call);
http::Response context(Rooms &rooms, Call &call);
http::Response state(Rooms &rooms, Call &call);
http::Response stateEvent(Rooms &rooms, Call &call);
http::Response members(Rooms &rooms, Call &call);
http::Response joinedMembers(Rooms &rooms, Call &call);
http::Response timestampToEvent(Rooms &rooms, Call &call);
http::Response relations(Rooms &rooms, Call &call);
http::Response threads(Rooms &rooms, Call &call);
http::Response search(Rooms &rooms, Call &call);

// directory.cpp
http::Response getAlias(Rooms &rooms, Call &call);
http::Response putAlias(Rooms &rooms, Call &call);
http::Response deleteAlias(Rooms &rooms, Call &call);
http::Response aliases(Rooms &rooms, Call &call);
http::Response getVisibility(Rooms &rooms, Call &call);
http::Response putVisibility(Rooms &rooms, Call &call);
http::Response putNetworkVisibility(Rooms &rooms, Call &call);
http::Response deleteNetworkVisibility(Rooms &rooms, Call &call);
http::Response getPublicRooms(Rooms &rooms, Call &call);
http::Response postPublicRooms(Rooms &rooms, Call &call);
http::Response summary(Rooms &rooms, Call &call);
http::Response hierarchy(Rooms &rooms, Call &call);

} // namespace rooms
} // namespace hearth::api
