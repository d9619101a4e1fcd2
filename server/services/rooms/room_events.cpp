// SPDX-License-Identifier: Apache-2.0
// Sending events for clients.
#include "server/services/rooms/room_events.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/rate_limiter.hpp"
#include "server/crypto/hash.hpp"
#include "server/services/rooms/event_checks.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/memberships.hpp"
#include "server/services/rooms/requests.hpp"
#include "server/services/rooms/room_registry.hpp"

namespace hearth::services {

std::string madeUpEventId() {
    return "$" + crypto::randomToken(43);
}

std::string RoomEvents::send(const Requester &requester, Message message) {
    if (message.type == "m.room.redaction") {
        const std::string target(stringAt(message.content, "redacts"));
        return redact(requester, message.roomId, target, std::move(message.content), message.txnId);
    }
    requireNotSuspended(requester);
    if (requester.shadowBanned)
        return madeUpEventId();
    const RoomPtr room = m_parts.registry.require(message.roomId);
    NewEvent event =
        newEvent(requester, std::move(message.type), std::nullopt, std::move(message.content));
    event.txnId = std::move(message.txnId);
    event.originTs = message.ts;
    const CheckParts checks{m_parts.database, m_parts.events, m_parts.serverName};
    const Sent sent = m_parts.sender.send(room->nid(), std::move(event),
                                          [&](const RoomView &view, const NewEvent &checked) {
                                              checkContent(checks, view, checked);
                                              checkRelation(checks, view, checked);
                                              return true;
                                          });
    return sent.event->id().str();
}

std::string RoomEvents::putMember(const Requester &requester, State state) {
    checkShape(m_parts.serverName, newEvent(requester, state.type, state.stateKey, state.content));
    Memberships::Change change;
    switch (matrix::parseMembership(stringAt(state.content, "membership"))
                .value_or(matrix::Membership::Leave)) {
    case matrix::Membership::Invite:
        change.action = Memberships::Action::Invite;
        break;
    case matrix::Membership::Join:
        change.action = Memberships::Action::Join;
        break;
    case matrix::Membership::Knock:
        change.action = Memberships::Action::Knock;
        break;
    case matrix::Membership::Ban:
        change.action = Memberships::Action::Ban;
        break;
    case matrix::Membership::Leave:
    case matrix::Membership::None:
        change.action = Memberships::Action::Leave;
        break;
    }
    change.target = state.stateKey;
    change.limited = true;
    change.content = std::move(state.content);
    const RoomPtr room = m_parts.registry.require(state.roomId);
    // Nobody is to see what a shadow-banned user calls themselves in a room.
    if (requester.shadowBanned && change.action == Memberships::Action::Join &&
        room->view()->isJoined(requester.user.str()))
        return madeUpEventId();
    const Sent sent = m_parts.memberships.change(requester, room, std::move(change));
    return sent.event ? sent.event->id().str() : madeUpEventId();
}

std::string RoomEvents::putState(const Requester &requester, State state) {
    if (state.type == "m.room.member")
        return putMember(requester, std::move(state));
    requireNotSuspended(requester);
    if (requester.shadowBanned)
        return madeUpEventId();
    const RoomPtr room = m_parts.registry.require(state.roomId);
    const bool guestAccess = state.type == "m.room.guest_access" && state.stateKey.empty();
    const bool closed = guestAccess && stringAt(state.content, "guest_access") != "can_join";
    NewEvent event = newEvent(requester, std::move(state.type), std::move(state.stateKey),
                              std::move(state.content));
    event.originTs = state.ts;
    const CheckParts checks{m_parts.database, m_parts.events, m_parts.serverName};
    const Sent sent = m_parts.sender.send(room->nid(), std::move(event),
                                          [&](const RoomView &view, const NewEvent &checked) {
                                              checkContent(checks, view, checked);
                                              return true;
                                          });
    if (closed && !sent.existing)
        m_parts.memberships.kickGuests(room);
    return sent.event->id().str();
}

void RoomEvents::limitRedaction(const Requester &requester, const std::string &eventId) {
    const auto settings = m_parts.settings.get();
    const config::RateLimits &rc = settings->rc;
    const StoredEventPtr original = rc.adminRedaction ? m_parts.events.find(eventId) : nullptr;
    if (original && original->sender != requester.userNid)
        requireWithin(m_parts.limiter, requester, "redact:" + requester.user.str(),
                      *rc.adminRedaction);
    else
        requireWithin(m_parts.limiter, requester, "message:" + requester.user.str(), rc.message);
}

std::string RoomEvents::redact(const Requester &requester, const std::string &roomId,
                               const std::string &eventId, json::object content,
                               const std::string &txnId) {
    const auto target = matrix::parseEventId(eventId);
    if (!target)
        throw invalidParam("Invalid event id to redact");
    const RoomPtr room = m_parts.registry.require(roomId);
    if (requester.suspended) {
        const StoredEventPtr original = m_parts.events.find(eventId);
        if (!original || original->sender != requester.userNid)
            throw Error(403, "M_USER_SUSPENDED",
                        "You can only redact your own events while account is suspended.");
    }
    if (requester.shadowBanned)
        return madeUpEventId();
    content.erase("redacts");
    NewEvent event = newEvent(requester, "m.room.redaction", std::nullopt, std::move(content));
    event.redacts = *target;
    event.txnId = txnId;
    const Sent sent = m_parts.sender.send(
        room->nid(), std::move(event), [&](const RoomView &view, const NewEvent &) {
            const StoredEventPtr original = m_parts.events.find(eventId);
            if (!original)
                return true;
            if (original->room != view.nid)
                throw unknownError("Cannot redact event from a different room");
            if (original->event->is("m.room.create", ""))
                throw forbidden("Redacting create events is not permitted");
            if (original->event->is("m.room.server_acl", ""))
                throw forbidden("Redacting server ACL events is not permitted");
            return true;
        });
    return sent.event->id().str();
}

} // namespace hearth::services
