// SPDX-License-Identifier: Apache-2.0
// /rooms/{roomId}/receipt, /read_markers, /typing (spec client-server, "Receipts", "Fully read
// markers", "Typing Notifications").
#include "server/api/client/receipts/receipts_api.hpp"
#include "server/api/routes.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/live/names.hpp"
#include "server/services/presence/presence_service.hpp"
#include "server/services/receipts/receipt_service.hpp"
#include "server/services/typing/typing_service.hpp"

namespace hearth::api {

namespace {
constexpr std::string_view fullyRead = "m.fully_read";
constexpr std::int64_t defaultTypingMs = 30 * 1000;

std::optional<store::ReceiptKind> parseKind(std::string_view word) {
    if (word == "m.read")
        return store::ReceiptKind::Read;
    if (word == "m.read.private")
        return store::ReceiptKind::ReadPrivate;
    return std::nullopt;
}

store::RoomNid requireRoom(const ReceiptsApi &api, const Call &call) {
    const store::RoomNid room = api.names.findRoom(call.path("roomId"));
    if (!room)
        throw forbidden("You are not in this room.");
    return room;
}

std::optional<std::string> threadOf(const Call &call, bool marker) {
    if (!call.body.contains("thread_id"))
        return std::nullopt;
    const json::value &value = call.body.at("thread_id");
    if (!value.is_string() || value.as_string().empty())
        throw invalidParam("thread_id must be a string that is not empty.");
    if (marker)
        throw invalidParam("thread_id does not go with m.fully_read.");
    return std::string(view(value.as_string()));
}

http::Response postReceipt(const ReceiptsApi &api, Call &call) {
    const std::string &type = call.path("receiptType");
    const std::string &eventId = call.path("eventId");
    const auto kind = parseKind(type);
    if (!kind && type != fullyRead)
        throw invalidParam("Receipt type must be m.read, m.read.private or m.fully_read.");
    if (eventId.empty() || eventId.front() != '$')
        throw invalidParam("A valid room ID and event ID must be specified.");
    const auto thread = threadOf(call, !kind);
    const store::RoomNid room = requireRoom(api, call);
    api.presence.active(call.requester.userNid);
    if (kind)
        api.receipts.markRead(call.requester, room, *kind, eventId, thread);
    else
        api.receipts.markFullyRead(call.requester, room, eventId);
    return http::jsonResponse(json::object{});
}

http::Response postReadMarkers(const ReceiptsApi &api, Call &call) {
    const store::RoomNid room = requireRoom(api, call);
    api.presence.active(call.requester.userNid);
    for (const char *type : {"m.fully_read", "m.read", "m.read.private"}) {
        const auto eventId = findString(call.body, type);
        if (!eventId || eventId->empty())
            continue;
        if (const auto kind = parseKind(type))
            api.receipts.markRead(call.requester, room, *kind, *eventId, std::nullopt);
        else
            api.receipts.markFullyRead(call.requester, room, *eventId);
    }
    return http::jsonResponse(json::object{});
}

http::Response putTyping(const ReceiptsApi &api, Call &call) {
    if (call.path("userId") != call.requester.user.str())
        throw forbidden("Cannot set another user's typing state.");
    const store::RoomNid room = requireRoom(api, call);
    const bool typing = getBool(call.body, "typing");
    const std::int64_t timeout = findInt(call.body, "timeout").value_or(defaultTypingMs);
    api.presence.active(call.requester.userNid);
    api.typing.set(call.requester, room, typing, timeout);
    return http::jsonResponse(json::object{});
}
} // namespace

void addReceiptRoutes(Router &router, const ReceiptsApi &api) {
    const Routes routes(router, api, "/_matrix/client/<r0|v3|unstable>/rooms/{roomId}");
    routes.post("/receipt/{receiptType}/{eventId}", Auth::Guest, postReceipt, Rate::Write,
                Body::Json);
    routes.post("/read_markers", Auth::Guest, postReadMarkers);
    routes.put("/typing/{userId}", Auth::Guest, putTyping);
}

} // namespace hearth::api
