// SPDX-License-Identifier: Apache-2.0
// Routes of rooms.
#include "server/api/routes.hpp"

#include "server/api/client/rooms/rooms_api.hpp"

namespace hearth::api {
namespace rooms {
namespace {

void addMemberships(const Routes<const MembershipApi> &routes,
                    const Routes<const MembershipApi> &root) {
    routes.post("/createRoom", Auth::User, createRoom, Rate::Create, Body::Json);
    routes.post("/rooms/{roomId}/upgrade", Auth::User, upgrade, Rate::Create);
    routes.post("/rooms/{roomId}/join", Auth::Guest, join, Rate::Join, Body::Json);
    routes.post("/join/{roomIdOrAlias}", Auth::Guest, joinByIdOrAlias, Rate::Join, Body::Json);
    routes.post("/knock/{roomIdOrAlias}", Auth::User, knock, Rate::Join, Body::Json);
    routes.post("/rooms/{roomId}/leave", Auth::Guest, leave, Rate::Write, Body::Json);
    routes.post("/rooms/{roomId}/forget", Auth::User, forget, Rate::Write, Body::Json);
    routes.post("/rooms/{roomId}/invite", Auth::User, invite, Rate::Write, Body::Json);
    routes.post("/rooms/{roomId}/kick", Auth::User, kick, Rate::Write, Body::Json);
    routes.post("/rooms/{roomId}/ban", Auth::User, ban, Rate::Write, Body::Json);
    routes.post("/rooms/{roomId}/unban", Auth::User, unban, Rate::Write, Body::Json);
    routes.get("/joined_rooms", Auth::Guest, joinedRooms);
    root.get("/_matrix/client/v1/mutual_rooms", Auth::User, mutualRooms);
    root.get("/_matrix/client/unstable/uk.half-shot.msc2666/user/mutual_rooms", Auth::User,
             mutualRooms);
}

void addSending(const Routes<const SendingApi> &routes) {
    routes.put("/rooms/{roomId}/send/{eventType}/{txnId}", Auth::Guest, send, Rate::Message);
    routes.post("/rooms/{roomId}/send/{eventType}", Auth::Guest, send, Rate::Message);
    routes.put("/rooms/{roomId}/state/{eventType}", Auth::Guest, putState, Rate::Message);
    routes.put("/rooms/{roomId}/state/{eventType}/", Auth::Guest, putState, Rate::Message);
    routes.put("/rooms/{roomId}/state/{eventType}/{stateKey}", Auth::Guest, putState,
               Rate::Message);
    routes.put("/rooms/{roomId}/redact/{eventId}/{txnId}", Auth::Guest, redact, Rate::Write,
               Body::Json);
    routes.post("/rooms/{roomId}/redact/{eventId}", Auth::Guest, redact, Rate::Write, Body::Json);
    routes.post("/rooms/{roomId}/report/{eventId}", Auth::User, report, Rate::Report, Body::Json);
    routes.post("/rooms/{roomId}/report", Auth::User, reportRoom, Rate::Report, Body::Json);
    routes.post("/users/{userId}/report", Auth::User, reportUser, Rate::Report, Body::Json);
}

/// Who knows the id of a delayed event may change it, signed in or not: a call's own helper does.
void addDelayed(const Routes<const DelayedApi> &root) {
    const Routes delayed = root.under("/_matrix/client/unstable/org.matrix.msc4140/delayed_events");
    delayed.get("", Auth::Guest, delayedEvents, Rate::Delayed);
    delayed.post("/{delayId}", Auth::Optional, updateDelayed, Rate::Delayed, Body::Json);
    delayed.post("/{delayId}/cancel", Auth::Optional, cancelDelayed, Rate::Delayed, Body::None);
    delayed.post("/{delayId}/restart", Auth::Optional, restartDelayed, Rate::Delayed, Body::None);
    delayed.post("/{delayId}/send", Auth::Optional, sendDelayed, Rate::Delayed, Body::None);
}

void addReading(const Routes<const ReadingApi> &routes, const Routes<const ReadingApi> &root) {
    routes.get("/rooms/{roomId}/event/{eventId}", Auth::Guest, getEvent);
    routes.get("/rooms/{roomId}/messages", Auth::Guest, messages);
    routes.get("/rooms/{roomId}/context/{eventId}", Auth::Guest, context);
    routes.get("/rooms/{roomId}/state", Auth::Guest, state);
    routes.get("/rooms/{roomId}/state/{eventType}", Auth::Guest, stateEvent);
    routes.get("/rooms/{roomId}/state/{eventType}/", Auth::Guest, stateEvent);
    routes.get("/rooms/{roomId}/state/{eventType}/{stateKey}", Auth::Guest, stateEvent);
    routes.get("/rooms/{roomId}/members", Auth::Guest, members);
    routes.get("/rooms/{roomId}/joined_members", Auth::Guest, joinedMembers);
    root.get("/_matrix/client/<v1|unstable/org.matrix.msc3030>/rooms/{roomId}/timestamp_to_event",
             Auth::User, timestampToEvent);
    root.get("/_matrix/client/<v1|unstable>/rooms/{roomId}/relations/{eventId}", Auth::Guest,
             relations);
    root.get("/_matrix/client/<v1|unstable>/rooms/{roomId}/relations/{eventId}/{relType}",
             Auth::Guest, relations);
    root.get(
        "/_matrix/client/<v1|unstable>/rooms/{roomId}/relations/{eventId}/{relType}/{eventType}",
        Auth::Guest, relations);
    root.get("/_matrix/client/<v1|unstable/org.matrix.msc3856>/rooms/{roomId}/threads", Auth::Guest,
             threads);
    routes.post("/search", Auth::User, search, Rate::Read);
}

void addDirectory(const Routes<const DirectoryApi> &routes,
                  const Routes<const DirectoryApi> &root) {
    routes.get("/directory/room/{roomAlias}", Auth::Optional, getAlias);
    routes.put("/directory/room/{roomAlias}", Auth::User, putAlias);
    routes.remove("/directory/room/{roomAlias}", Auth::User, deleteAlias);
    routes.get("/rooms/{roomId}/aliases", Auth::User, aliases);
    routes.get("/directory/list/room/{roomId}", Auth::Optional, getVisibility);
    routes.put("/directory/list/room/{roomId}", Auth::User, putVisibility, Rate::Write, Body::Json);
    routes.put("/directory/list/appservice/{networkId}/{roomId}", Auth::Appservice,
               putNetworkVisibility, Rate::Write, Body::Json);
    routes.remove("/directory/list/appservice/{networkId}/{roomId}", Auth::Appservice,
                  deleteNetworkVisibility);
    routes.get("/publicRooms", Auth::Optional, getPublicRooms);
    routes.post("/publicRooms", Auth::Guest, postPublicRooms, Rate::Read, Body::Json);
    root.get("/_matrix/client/<v1|unstable/im.nheko.summary>/room_summary/{roomIdOrAlias}",
             Auth::Optional, summary);
    root.get("/_matrix/client/unstable/im.nheko.summary/summary/{roomIdOrAlias}", Auth::Optional,
             summary);
    root.get("/_matrix/client/unstable/im.nheko.summary/rooms/{roomIdOrAlias}/summary",
             Auth::Optional, summary);
    root.get("/_matrix/client/<v1|unstable/org.matrix.msc2946>/rooms/{roomId}/hierarchy",
             Auth::Guest, hierarchy);
}

} // namespace
} // namespace rooms

void addRoomRoutes(Router &router, const RoomsApi &api) {
    constexpr std::string_view base = "/_matrix/client/<r0|v3|api/v1|unstable>";
    const Routes membership(router, api.membership, base);
    rooms::addMemberships(membership, membership.under(""));
    rooms::addSending(Routes(router, api.sending, base));
    rooms::addDelayed(Routes(router, api.delayed, ""));
    const Routes reading(router, api.reading, base);
    rooms::addReading(reading, reading.under(""));
    const Routes directory(router, api.directory, base);
    rooms::addDirectory(directory, directory.under(""));
}

} // namespace hearth::api
