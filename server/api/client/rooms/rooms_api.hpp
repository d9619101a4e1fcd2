// SPDX-License-Identifier: Apache-2.0
// Endpoints of rooms: creation, membership, events, history, directory, relations, spaces.
#pragma once

#include "server/api/endpoint.hpp"

namespace hearth::config {
class Current;
}
namespace hearth::services {
class DelayedEvents;
class Memberships;
class RemoteLookups;
class RoomCreator;
class RoomDirectory;
class RoomEvents;
class RoomHistory;
class RoomMembers;
class RoomRegistry;
class RoomRelations;
class RoomReports;
class RoomSearch;
class RoomUpgrades;
class Spaces;
} // namespace hearth::services
namespace hearth::store {
class Database;
}

namespace hearth::api {

namespace rooms {

// What the handlers of each file work with.

struct MembershipApi {
    services::Memberships &memberships;
    services::RoomCreator &creator;
    services::RoomUpgrades &upgrades;
    services::RoomRegistry &registry;
    services::RoomMembers &members;
    store::Database &database;
};
struct SendingApi {
    services::RoomEvents &sending;
    services::DelayedEvents &delayed;
    services::RoomReports &reports;
};
struct DelayedApi {
    services::DelayedEvents &delayed;
};
struct ReadingApi {
    services::RoomHistory &history;
    services::RoomRelations &related;
    services::RoomSearch &search;
    services::RoomRegistry &registry;
    services::RemoteLookups &remote;
};
struct DirectoryApi {
    services::RoomDirectory &directory;
    services::Spaces &spaces;
    const config::Current &settings;
    services::RemoteLookups &remote;
};

// membership.cpp
http::Response createRoom(const MembershipApi &api, Call &call);
http::Response upgrade(const MembershipApi &api, Call &call);
http::Response join(const MembershipApi &api, Call &call);
http::Response joinByIdOrAlias(const MembershipApi &api, Call &call);
http::Response knock(const MembershipApi &api, Call &call);
http::Response leave(const MembershipApi &api, Call &call);
http::Response forget(const MembershipApi &api, Call &call);
http::Response invite(const MembershipApi &api, Call &call);
http::Response kick(const MembershipApi &api, Call &call);
http::Response ban(const MembershipApi &api, Call &call);
http::Response unban(const MembershipApi &api, Call &call);
http::Response joinedRooms(const MembershipApi &api, Call &call);
http::Response mutualRooms(const MembershipApi &api, Call &call);

// events.cpp
http::Response send(const SendingApi &api, Call &call);
http::Response putState(const SendingApi &api, Call &call);
http::Response redact(const SendingApi &api, Call &call);
http::Response report(const SendingApi &api, Call &call);
http::Response reportRoom(const SendingApi &api, Call &call);
http::Response reportUser(const SendingApi &api, Call &call);

// delayed_events.cpp
http::Response delayedEvents(const DelayedApi &api, Call &call);
http::Response updateDelayed(const DelayedApi &api, Call &call);
http::Response cancelDelayed(const DelayedApi &api, Call &call);
http::Response restartDelayed(const DelayedApi &api, Call &call);
http::Response sendDelayed(const DelayedApi &api, Call &call);

// history.cpp
http::Response getEvent(const ReadingApi &api, Call &call);
http::Response messages(const ReadingApi &api, Call &call);
http::Response context(const ReadingApi &api, Call &call);
http::Response state(const ReadingApi &api, Call &call);
http::Response stateEvent(const ReadingApi &api, Call &call);
http::Response members(const ReadingApi &api, Call &call);
http::Response joinedMembers(const ReadingApi &api, Call &call);
http::Response timestampToEvent(const ReadingApi &api, Call &call);
http::Response relations(const ReadingApi &api, Call &call);
http::Response threads(const ReadingApi &api, Call &call);
http::Response search(const ReadingApi &api, Call &call);

// directory.cpp
http::Response getAlias(const DirectoryApi &api, Call &call);
http::Response putAlias(const DirectoryApi &api, Call &call);
http::Response deleteAlias(const DirectoryApi &api, Call &call);
http::Response aliases(const DirectoryApi &api, Call &call);
http::Response getVisibility(const DirectoryApi &api, Call &call);
http::Response putVisibility(const DirectoryApi &api, Call &call);
http::Response putNetworkVisibility(const DirectoryApi &api, Call &call);
http::Response deleteNetworkVisibility(const DirectoryApi &api, Call &call);
http::Response getPublicRooms(const DirectoryApi &api, Call &call);
http::Response postPublicRooms(const DirectoryApi &api, Call &call);
http::Response summary(const DirectoryApi &api, Call &call);
http::Response hierarchy(const DirectoryApi &api, Call &call);

} // namespace rooms

struct RoomsApi {
    rooms::MembershipApi membership;
    rooms::SendingApi sending;
    rooms::DelayedApi delayed;
    rooms::ReadingApi reading;
    rooms::DirectoryApi directory;
};
void addRoomRoutes(Router &router, const RoomsApi &api);

} // namespace hearth::api
