// SPDX-License-Identifier: Apache-2.0
#include "server/services/peers/served_rooms.hpp"

#include "server/core/error.hpp"
#include "server/core/lane.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/peers/server_sight.hpp"
#include "server/services/rooms/event_checks.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/state_layers.hpp"
#include "server/store/event_store.hpp"
#include "server/store/peer_store.hpp"

#include <queue>

#include <algorithm>
#include <deque>
#include <unordered_set>

namespace hearth::services {
namespace {

constexpr std::int64_t mostBackfilled = 100;
constexpr std::int64_t mostMissing = 20;
constexpr std::size_t mostNamed = 100;       // ids in one question
constexpr std::size_t mostLookedAt = 10'000; // events, for one answer

bool hasMember(const RoomView &view, std::string_view server) {
    bool found = false;
    view.members.forEach([&](const MemberPtr &member) {
        found = found || (member->membership == matrix::Membership::Join &&
                          matrix::domain(member->userId) == server);
    });
    return found;
}

json::array idsOf(const StoredEvents &events) {
    json::array out;
    for (const StoredEventPtr &event : events)
        out.emplace_back(event->event->id().str());
    return out;
}

} // namespace

RoomPtr ServedRooms::requireRoom(const std::string &origin, std::string_view roomId) {
    const RoomPtr room = m.registry.require(roomId);
    const RoomViewPtr view = room->view();
    if (const matrix::Event *acl = view->find("m.room.server_acl");
        acl && !aclAllows(acl->content(), origin))
        throw forbidden("Server is banned from room");
    if (!hasMember(*view, origin))
        throw forbidden("Host not in room.");
    return room;
}

/// Another room's events are none of this one's, whoever asks for them.
StoredEventPtr ServedRooms::requireEvent(const RoomPtr &room, std::string_view eventId) {
    StoredEventPtr event = m.events.find(eventId);
    if (!event || event->room != room->nid())
        throw notFound("Could not find event " + std::string(eventId));
    return event;
}

json::object ServedRooms::transaction(json::array pdus) const {
    return {
        {"origin", m.serverName}, {"origin_server_ts", m.clock.now()}, {"pdus", std::move(pdus)}};
}

json::object ServedRooms::event(const std::string &origin, std::string_view eventId) {
    const StoredEventPtr event = m.events.find(eventId);
    if (!event)
        throw notFound("Could not find event " + std::string(eventId));
    static_cast<void>(requireRoom(origin, event->event->roomId().str()));
    ServerSight sight(m.database, m.events, origin);
    return transaction(json::array{sight.pdu(*event)});
}

/// What the events refer to as their reasons, and what those refer to, without the events.
StoredEvents ServedRooms::chainOf(const RoomPtr &room, const StoredEvents &events) {
    std::unordered_set<std::string> seen;
    std::deque<StoredEventPtr> left(events.begin(), events.end());
    StoredEvents out;
    while (!left.empty()) {
        const StoredEventPtr event = left.front();
        left.pop_front();
        noteBytes(event->event->json().size());
        for (const matrix::EventId &id : event->event->authEvents()) {
            if (!seen.insert(id.str()).second)
                continue;
            StoredEventPtr reason = m.events.find(id.str());
            if (!reason || reason->room != room->nid())
                continue;
            out.push_back(reason);
            left.push_back(std::move(reason));
        }
    }
    return out;
}

json::object ServedRooms::state(const std::string &origin, std::string_view roomId,
                                std::string_view eventId, bool idsOnly) {
    const RoomPtr room = requireRoom(origin, roomId);
    const StoredEventPtr event = requireEvent(room, eventId);
    std::vector<store::EventNid> nids;
    m.database.read([&](store::Reader &reader) {
        const auto place = store::peers::placeOf(reader, event->nid);
        // Of what is known without its past nobody can say what was before.
        if (!place.known || event->rejected)
            throw notFound("The state at " + std::string(eventId) + " is not known here.");
        nids.clear();
        if (place.before)
            for (const auto &[key, nid] : readGroup(reader, place.before))
                nids.push_back(nid);
    });
    const StoredEvents state = m.events.load(nids);
    const StoredEvents chain = chainOf(room, state);
    if (idsOnly)
        return {{"pdu_ids", idsOf(state)}, {"auth_chain_ids", idsOf(chain)}};
    json::array pdus, reasons;
    for (const StoredEventPtr &entry : state)
        pdus.push_back(entry->event->pdu());
    for (const StoredEventPtr &entry : chain)
        reasons.push_back(entry->event->pdu());
    return {{"pdus", std::move(pdus)}, {"auth_chain", std::move(reasons)}};
}

json::object ServedRooms::authChain(const std::string &origin, std::string_view roomId,
                                    std::string_view eventId) {
    const RoomPtr room = requireRoom(origin, roomId);
    json::array pdus;
    for (const StoredEventPtr &event : chainOf(room, {requireEvent(room, eventId)}))
        pdus.push_back(event->event->pdu());
    return {{"auth_chain", std::move(pdus)}};
}

json::object ServedRooms::backfill(const std::string &origin, std::string_view roomId,
                                   const std::vector<std::string> &from, std::int64_t limit) {
    const RoomPtr room = requireRoom(origin, roomId);
    const auto most = static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 0, mostBackfilled));
    ServerSight sight(m.database, m.events, origin);
    const auto isOlder = [](const StoredEventPtr &a, const StoredEventPtr &b) {
        return std::pair(a->event->depth(), a->pos) < std::pair(b->event->depth(), b->pos);
    };
    std::priority_queue<StoredEventPtr, StoredEvents, decltype(isOlder)> next(isOlder);
    std::unordered_set<std::string> seen;
    const auto add = [&](const std::string &id) {
        if (seen.size() >= mostLookedAt || !seen.insert(id).second)
            return;
        StoredEventPtr event = m.events.find(id);
        if (event && event->room == room->nid() && !event->rejected)
            next.push(std::move(event));
    };
    for (std::size_t i = 0; i < std::min(from.size(), mostNamed); ++i)
        add(from[i]);
    json::array pdus;
    while (!next.empty() && pdus.size() < most) {
        const StoredEventPtr event = next.top();
        next.pop();
        noteBytes(event->event->json().size());
        pdus.push_back(sight.pdu(*event));
        for (const matrix::EventId &id : event->event->prevEvents())
            add(id.str());
    }
    return transaction(std::move(pdus));
}

json::object ServedRooms::missing(const std::string &origin, std::string_view roomId,
                                  const Gap &gap) {
    const RoomPtr room = requireRoom(origin, roomId);
    const auto most = static_cast<std::size_t>(std::clamp<std::int64_t>(gap.limit, 0, mostMissing));
    ServerSight sight(m.database, m.events, origin);
    std::unordered_set<std::string> seen(gap.earliest.begin(), gap.earliest.end());
    std::deque<std::string> left;
    for (std::size_t i = 0; i < std::min(gap.latest.size(), mostNamed); ++i)
        if (seen.insert(gap.latest[i]).second)
            left.push_back(gap.latest[i]);
    const std::size_t named = left.size();
    StoredEvents found;
    for (std::size_t looked = 0; !left.empty() && found.size() < most && looked < mostLookedAt;
         ++looked) {
        const StoredEventPtr event = m.events.find(left.front());
        left.pop_front();
        if (!event || event->room != room->nid() || event->rejected ||
            event->event->depth() < gap.minDepth)
            continue;
        if (looked >= named) // the latest ones are known to who asks
            found.push_back(event);
        for (const matrix::EventId &id : event->event->prevEvents())
            if (seen.insert(id.str()).second)
                left.push_back(id.str());
    }
    json::array pdus;
    std::reverse(found.begin(), found.end());
    for (const StoredEventPtr &event : found) {
        noteBytes(event->event->json().size());
        pdus.push_back(sight.pdu(*event));
    }
    return {{"events", std::move(pdus)}};
}

json::object ServedRooms::nearTimestamp(const std::string &origin, std::string_view roomId,
                                        std::int64_t ts, bool forwards) {
    const RoomPtr room = requireRoom(origin, roomId);
    const auto nids = m.database.read([&](store::Reader &reader) {
        return store::eventsNearTimestamp(reader, {room->nid(), ts, forwards, 20, 0});
    });
    for (const StoredEventPtr &event : m.events.load(nids))
        if (!event->rejected && !event->softFailed)
            return {{"event_id", event->event->id().str()},
                    {"origin_server_ts", event->event->originServerTs()}};
    throw notFound("Unable to find event from " + std::to_string(ts) + " in direction " +
                   (forwards ? "f" : "b"));
}

} // namespace hearth::services
