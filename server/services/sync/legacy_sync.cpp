// SPDX-License-Identifier: Apache-2.0
// LegacySync (client-server API r0, "Syncing" as it was before /sync; deprecated by the spec).
#include "server/services/sync/legacy_sync.hpp"

#include "server/core/error.hpp"
#include "server/core/lane.hpp"
#include "server/services/live/hub.hpp"
#include "server/services/receipts/receipt_service.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_serializer.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/room_weight.hpp"
#include "server/services/rooms/sight.hpp"
#include "server/services/rooms/timeline.hpp"
#include "server/services/rooms/visibility.hpp"
#include "server/services/typing/typing_service.hpp"
#include "server/store/database.hpp"

#include <algorithm>

namespace hearth::services {

using matrix::Membership;

namespace {
constexpr int mostEvents = 200; // of one room in one answer

SerializeOptions oldFormat() {
    SerializeOptions options;
    options.topLevel = true;
    return options;
}

json::value parseBody(const std::optional<std::string> &body) {
    if (!body)
        return json::object();
    boost::system::error_code error;
    json::value value = json::parse(*body, error);
    return error ? json::value(json::object()) : value;
}

SyncFilterPtr everything() {
    return std::make_shared<const SyncFilter>();
}
} // namespace

void LegacySync::requirePeekable(const Requester &who, const std::string &roomId) {
    const RoomViewPtr view = m_parts.registry.view(roomId);
    if (!view || (!view->worldReadable() && !view->isJoined(who.user.str())))
        throw forbidden("You may not read this room.");
}

/// Gives the position up to which this room has been told: `to`, or less if that is too much.
std::int64_t LegacySync::addRoomEvents(const SyncRun &run, store::RoomNid room, std::int64_t to,
                                       std::size_t mostBytes, StoredEvents &out) {
    Timeline::Page page = m_parts.timeline.pageAfter(room, {run.from}, mostEvents, {to}, mostBytes);
    const std::int64_t told =
        page.end || page.events.empty() ? run.to : page.events.back()->pos.value;
    for (StoredEventPtr &event : page.events) {
        const bool own = event->event->is("m.room.member", run.who().user.str());
        if (run.sight->shows(*event) || own)
            out.push_back(std::move(event));
    }
    return told;
}

std::optional<json::object> LegacySync::receiptsOf(const SyncRun &run, store::RoomNid room,
                                                   const std::string &roomId) {
    json::object content = ReceiptService::content(
        m_parts.receipts.changed(room, run.who().userNid, {run.from}, {run.to}), *run.ignored);
    if (content.empty())
        return std::nullopt;
    return json::object{
        {"type", "m.receipt"}, {"room_id", roomId}, {"content", std::move(content)}};
}

void LegacySync::addEphemeral(const SyncRun &run, store::RoomNid room, json::array &chunk) {
    const std::string &id = run.roomIds.at(room);
    if (run.dirtyRooms.contains(room)) {
        if (auto event = receiptsOf(run, room, id))
            chunk.push_back(*std::move(event));
    }
    const TypingState typing = m_parts.typing.in(room);
    if (typing.changed <= run.volatileFrom || typing.changed > run.volatileTo)
        return;
    json::array users;
    for (const std::string &user : typing.users)
        if (!run.ignored->contains(user))
            users.emplace_back(user);
    chunk.push_back(json::object{
        {"type", "m.typing"}, {"room_id", id}, {"content", {{"user_ids", std::move(users)}}}});
}

void LegacySync::addAccountData(const SyncRun &run, json::array &chunk) {
    for (const store::AccountDatum &datum : run.accountData)
        chunk.push_back(json::object{{"type", datum.type}, {"content", parseBody(datum.body)}});
    for (const auto &[room, data] : run.roomAccountData) {
        for (const store::AccountDatum &datum : data)
            chunk.push_back(json::object{{"type", datum.type},
                                         {"room_id", m_parts.database.read([&](auto &reader) {
                                              return reader.roomId(datum.room);
                                          })},
                                         {"content", parseBody(datum.body)}});
    }
}

json::array LegacySync::presence(const SyncRun &run) {
    json::array out = m_parts.sync.presenceEvents(run);
    for (json::value &event : out) {
        json::object &fields = event.as_object();
        fields["content"].as_object()["user_id"] = fields["sender"];
    }
    return out;
}

LegacySync::Events LegacySync::events(const EventsQuestion &question, const UserFeed &feed) {
    SyncRequest request;
    request.requester = question.who;
    request.since = question.from;
    request.filter = everything();
    SyncRun run;
    m_parts.sync.look(run, request, feed);
    StoredEvents events;
    json::array chunk;
    std::vector<store::RoomNid> ephemeral;
    std::int64_t upTo = run.to;
    const std::size_t share = pageBytes / std::max<std::size_t>(run.roomIds.size(), 1);
    bool peeked = static_cast<bool>(question.room);
    for (const RoomMembership &membership : *run.memberships) {
        if (!run.roomIds.contains(membership.room))
            continue;
        const bool joined = membership.membership == Membership::Join;
        peeked = peeked && membership.room != question.room;
        upTo = std::min(upTo, addRoomEvents(run, membership.room,
                                            joined ? run.to : membership.pos.value, share, events));
        if (joined)
            ephemeral.push_back(membership.room);
    }
    const RoomPtr room = peeked ? m_parts.registry.find(question.room) : nullptr;
    if (room) {
        run.roomIds.emplace(question.room, room->id().str());
        upTo = std::min(upTo, addRoomEvents(run, question.room, run.to, share, events));
        ephemeral.push_back(question.room);
    }
    // Where one room has more to tell all of them wait for the next answer.
    run.to = upTo;
    std::erase_if(events, [&](const auto &event) { return event->pos.value > run.to; });
    for (const store::RoomNid one : ephemeral)
        addEphemeral(run, one, chunk);
    std::sort(events.begin(), events.end(),
              [](const auto &a, const auto &b) { return a->pos < b->pos; });
    SerializeOptions options = oldFormat();
    options.membership = false;
    for (json::value &event : m_parts.serializer.list(events, *run.sight, options))
        chunk.push_back(std::move(event));
    for (json::value &event : presence(run))
        chunk.push_back(std::move(event));
    addAccountData(run, chunk);
    Events answer;
    answer.empty = chunk.empty();
    SyncToken end;
    end.position = run.to;
    end.volatilePosition = run.volatileTo;
    answer.body = {
        {"chunk", std::move(chunk)}, {"start", question.from.text()}, {"end", end.text()}};
    return answer;
}

bool LegacySync::isIgnoredInvite(const SyncRun &run, const RoomMembership &membership) {
    const StoredEventPtr invite = m_parts.events.find(membership.event);
    return invite && run.ignored->contains(invite->event->sender().str());
}

json::object LegacySync::roomPart(const SyncRun &run, const RoomMembership &membership,
                                  std::int64_t limit) {
    const std::string &id = run.roomIds.at(membership.room);
    if (membership.membership == Membership::Invite) {
        const StoredEventPtr invite = m_parts.events.find(membership.event);
        json::object out{{"room_id", id}, {"membership", "invite"}, {"visibility", "private"}};
        if (invite) {
            out["inviter"] = invite->event->sender().str();
            SerializeOptions options = oldFormat();
            options.membership = false;
            options.oldPrev = false;
            out["invite"] = m_parts.serializer.one(*invite, *run.sight, options);
        }
        return out;
    }
    const bool joined = membership.membership == Membership::Join;
    if (!joined && !run.sight->in(membership.room).everJoined())
        return {{"room_id", id}, {"membership", matrix::toString(membership.membership)}};
    json::object out = m_parts.history.initialSync(run.who(), id, std::max<std::int64_t>(limit, 1));
    if (limit == 0)
        out["messages"].as_object()["chunk"] = json::array();
    out.erase("presence");
    out.erase("receipts");
    return out;
}

json::object LegacySync::initialSync(const Requester &who, std::int64_t limit, bool archived) {
    requireLane(Lane::Large);
    json::object filter;
    auto sync = std::make_shared<SyncFilter>();
    sync->filter.includeLeave = archived;
    SyncRequest request;
    request.requester = who;
    request.filter = std::move(sync);
    SyncRun run;
    m_parts.sync.look(run, request, *m_parts.hub.connect(who.userNid));
    json::array rooms;
    json::array receipts;
    for (const RoomMembership &membership : *run.memberships) {
        const auto id = run.roomIds.find(membership.room);
        if (id == run.roomIds.end() || membership.membership == Membership::Knock)
            continue;
        if (membership.membership == Membership::Invite && isIgnoredInvite(run, membership))
            continue;
        rooms.push_back(roomPart(run, membership, limit));
        if (membership.membership != Membership::Join)
            continue;
        if (auto event = receiptsOf(run, membership.room, id->second))
            receipts.push_back(*std::move(event));
    }
    json::array accountData;
    for (const store::AccountDatum &datum : run.accountData)
        accountData.push_back(
            json::object{{"type", datum.type}, {"content", parseBody(datum.body)}});
    SyncToken end;
    end.position = run.to;
    end.volatilePosition = run.volatileTo;
    return {{"end", end.text()},
            {"rooms", std::move(rooms)},
            {"presence", presence(run)},
            {"receipts", std::move(receipts)},
            {"account_data", std::move(accountData)}};
}

json::object LegacySync::roomInitialSync(const Requester &who, const std::string &roomId,
                                         std::int64_t limit) {
    requireLaneFor(m_parts.registry, roomId);
    json::object out = m_parts.history.initialSync(who, roomId, std::max<std::int64_t>(limit, 1));
    if (limit == 0)
        out["messages"].as_object()["chunk"] = json::array();
    const RoomPtr room = m_parts.registry.find(roomId);
    if (!room ||
        m_parts.members.membership(who.userNid, room->nid()).membership != Membership::Join)
        return out;
    SyncRequest request;
    request.requester = who;
    request.filter = everything();
    SyncRun run;
    run.request = &request;
    run.initial = true;
    run.sight = std::make_shared<Sight>(m_parts.visibility.sightOf(who));
    run.ignored = run.sight->ignored();
    run.to = m_parts.hub.position();
    for (const store::UserNid user : m_parts.members.joinedUsers(room->nid()))
        run.nowSharing.insert(user);
    json::array receipts;
    if (auto event = receiptsOf(run, room->nid(), roomId))
        receipts.push_back(*std::move(event));
    out["presence"] = presence(run);
    out["receipts"] = std::move(receipts);
    return out;
}

json::object LegacySync::event(const Requester &who, const std::string &eventId) {
    const StoredEventPtr event = m_parts.events.find(eventId);
    if (!event)
        throw notFound("Event not found.");
    return m_parts.history.event(who, event->event->roomId().str(), eventId);
}

} // namespace hearth::services
