// SPDX-License-Identifier: Apache-2.0
// Routes of rooms.
#include "server/api/client/rooms/rooms_api.hpp"

namespace hearth::api {
namespace {

using Function = http::Response (*)(services::Rooms &, Call &);

struct Row {
    http::Method method;
    const char *pattern;
    Auth auth;
    Rate rate;
    Body body;
    Function function;
};

constexpr auto Get = http::Method::Get;
constexpr auto Post = http::Method::Post;
constexpr auto Put = http::Method::Put;
constexpr auto Delete = http::Method::Delete;

#define HEARTH_CLIENT "/_matrix/client/<r0|v3|api/v1|unstable>"
#define HEARTH_ROOM HEARTH_CLIENT "/rooms/{roomId}"
constexpr Row rows[] = {
    {Post, HEARTH_CLIENT "/createRoom", Auth::User, Rate::Create, Body::Json, rooms::createRoom},
    {Post, HEARTH_ROOM "/upgrade", Auth::User, Rate::Create, Body::RequiredJson, rooms::upgrade},

    {Post, HEARTH_ROOM "/join", Auth::Guest, Rate::Join, Body::Json, rooms::join},
    {Post, HEARTH_CLIENT "/join/{roomIdOrAlias}", Auth::Guest, Rate::Join, Body::Json,
     rooms::joinByIdOrAlias},
    {Post, HEARTH_CLIENT "/knock/{roomIdOrAlias}", Auth::User, Rate::Join, Body::Json,
     rooms::knock},
    {Post, HEARTH_ROOM "/leave", Auth::Guest, Rate::Write, Body::Json, rooms::leave},
    {Post, HEARTH_ROOM "/forget", Auth::User, Rate::Write, Body::Json, rooms::forget},
    {Post, HEARTH_ROOM "/invite", Auth::User, Rate::Invite, Body::Json, rooms::invite},
    {Post, HEARTH_ROOM "/kick", Auth::User, Rate::Write, Body::Json, rooms::kick},
    {Post, HEARTH_ROOM "/ban", Auth::User, Rate::Write, Body::Json, rooms::ban},
    {Post, HEARTH_ROOM "/unban", Auth::User, Rate::Write, Body::Json, rooms::unban},
    {Get, HEARTH_CLIENT "/joined_rooms", Auth::Guest, Rate::Read, Body::None, rooms::joinedRooms},
    {Get, "/_matrix/client/v1/mutual_rooms", Auth::User, Rate::Read, Body::None,
     rooms::mutualRooms},
    {Get, "/_matrix/client/unstable/uk.half-shot.msc2666/user/mutual_rooms", Auth::User, Rate::Read,
     Body::None, rooms::mutualRooms},

    {Put, HEARTH_ROOM "/send/{eventType}/{txnId}", Auth::Guest, Rate::Message, Body::RequiredJson,
     rooms::send},
    {Post, HEARTH_ROOM "/send/{eventType}", Auth::Guest, Rate::Message, Body::RequiredJson,
     rooms::send},
    {Put, HEARTH_ROOM "/state/{eventType}", Auth::Guest, Rate::Message, Body::RequiredJson,
     rooms::putState},
    {Put, HEARTH_ROOM "/state/{eventType}/", Auth::Guest, Rate::Message, Body::RequiredJson,
     rooms::putState},
    {Put, HEARTH_ROOM "/state/{eventType}/{stateKey}", Auth::Guest, Rate::Message,
     Body::RequiredJson, rooms::putState},
    {Put, HEARTH_ROOM "/redact/{eventId}/{txnId}", Auth::Guest, Rate::Message, Body::Json,
     rooms::redact},
    {Post, HEARTH_ROOM "/redact/{eventId}", Auth::Guest, Rate::Message, Body::Json, rooms::redact},
    {Post, HEARTH_ROOM "/report/{eventId}", Auth::User, Rate::Write, Body::Json, rooms::report},
    {Post, HEARTH_ROOM "/report", Auth::User, Rate::Write, Body::Json, rooms::reportRoom},
    {Post, HEARTH_CLIENT "/users/{userId}/report", Auth::User, Rate::Write, Body::Json,
     rooms::reportUser},

    {Get, HEARTH_ROOM "/event/{eventId}", Auth::Guest, Rate::Read, Body::None, rooms::getEvent},
    {Get, HEARTH_ROOM "/messages", Auth::Guest, Rate::Read, Body::None, rooms::messages},
    {Get, HEARTH_ROOM "/context/{eventId}", Auth::Guest, Rate::Read, Body::None, rooms::context},
    {Get, HEARTH_ROOM "/state", Auth::Guest, Rate::Read, Body::None, rooms::state},
    {Get, HEARTH_ROOM "/state/{eventType}", Auth::Guest, Rate::Read, Body::None, rooms::stateEvent},
    {Get, HEARTH_ROOM "/state/{eventType}/", Auth::Guest, Rate::Read, Body::None,
     rooms::stateEvent},
    {Get, HEARTH_ROOM "/state/{eventType}/{stateKey}", Auth::Guest, Rate::Read, Body::None,
     rooms::stateEvent},
    {Get, HEARTH_ROOM "/members", Auth::Guest, Rate::Read, Body::None, rooms::members},
    {Get, HEARTH_ROOM "/joined_members", Auth::Guest, Rate::Read, Body::None, rooms::joinedMembers},
    {Get, "/_matrix/client/<v1|unstable/org.matrix.msc3030>/rooms/{roomId}/timestamp_to_event",
     Auth::User, Rate::Read, Body::None, rooms::timestampToEvent},
    {Get, "/_matrix/client/<v1|unstable>/rooms/{roomId}/relations/{eventId}", Auth::Guest,
     Rate::Read, Body::None, rooms::relations},
    {Get, "/_matrix/client/<v1|unstable>/rooms/{roomId}/relations/{eventId}/{relType}", Auth::Guest,
     Rate::Read, Body::None, rooms::relations},
    {Get, "/_matrix/client/<v1|unstable>/rooms/{roomId}/relations/{eventId}/{relType}/{eventType}",
     Auth::Guest, Rate::Read, Body::None, rooms::relations},
    {Get, "/_matrix/client/<v1|unstable/org.matrix.msc3856>/rooms/{roomId}/threads", Auth::Guest,
     Rate::Read, Body::None, rooms::threads},
    {Post, HEARTH_CLIENT "/search", Auth::User, Rate::Read, Body::RequiredJson, rooms::search},

    {Get, HEARTH_CLIENT "/directory/room/{roomAlias}", Auth::Optional, Rate::Read, Body::None,
     rooms::getAlias},
    {Put, HEARTH_CLIENT "/directory/room/{roomAlias}", Auth::User, Rate::Write, Body::RequiredJson,
     rooms::putAlias},
    {Delete, HEARTH_CLIENT "/directory/room/{roomAlias}", Auth::User, Rate::Write, Body::None,
     rooms::deleteAlias},
    {Get, HEARTH_ROOM "/aliases", Auth::User, Rate::Read, Body::None, rooms::aliases},
    {Get, HEARTH_CLIENT "/directory/list/room/{roomId}", Auth::Optional, Rate::Read, Body::None,
     rooms::getVisibility},
    {Put, HEARTH_CLIENT "/directory/list/room/{roomId}", Auth::User, Rate::Write, Body::Json,
     rooms::putVisibility},
    {Put, HEARTH_CLIENT "/directory/list/appservice/{networkId}/{roomId}", Auth::Appservice,
     Rate::Write, Body::Json, rooms::putNetworkVisibility},
    {Delete, HEARTH_CLIENT "/directory/list/appservice/{networkId}/{roomId}", Auth::Appservice,
     Rate::Write, Body::None, rooms::deleteNetworkVisibility},
    {Get, HEARTH_CLIENT "/publicRooms", Auth::Optional, Rate::Read, Body::None,
     rooms::getPublicRooms},
    {Post, HEARTH_CLIENT "/publicRooms", Auth::Guest, Rate::Read, Body::Json,
     rooms::postPublicRooms},
    {Get, "/_matrix/client/<v1|unstable/im.nheko.summary>/room_summary/{roomIdOrAlias}",
     Auth::Optional, Rate::Read, Body::None, rooms::summary},
    {Get, "/_matrix/client/unstable/im.nheko.summary/summary/{roomIdOrAlias}", Auth::Optional,
     Rate::Read, Body::None, rooms::summary},
    {Get, "/_matrix/client/<v1|unstable/org.matrix.msc2946>/rooms/{roomId}/hierarchy", Auth::Guest,
     Rate::Read, Body::None, rooms::hierarchy},
};

} // namespace

void addRoomRoutes(Router &router, services::Rooms &rooms) {
    for (const Row &row : rows)
        router.add(
            {row.method, row.pattern, row.auth, row.rate, row.body,
             [&rooms, function = row.function](Call &call) { return function(rooms, call); }});
}

} // namespace hearth::api
