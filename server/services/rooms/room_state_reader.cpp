// SPDX-License-Identifier: Apache-2.0
// RoomHistory: state and members, now or as of the time somebody left.
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_serializer.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/sight.hpp"
#include "server/services/rooms/state_groups.hpp"
#include "server/services/rooms/timeline.hpp"
#include "server/services/rooms/visibility.hpp"

#include <algorithm>

namespace hearth::services {

using matrix::Membership;

StoredEvents RoomHistory::stateEvents(const RoomView &view, store::Position at) {
    std::vector<store::EventNid> nids;
    if (at.value != 0) {
        for (const auto &[key, nid] : m_parts.timeline.stateAt(view.nid, at))
            nids.push_back(nid);
    } else {
        for (const auto &[key, entry] : *view.state)
            nids.push_back(entry.nid);
        view.members.forEach([&](const MemberPtr &member) { nids.push_back(member->nid); });
    }
    std::sort(nids.begin(), nids.end());
    return m_parts.events.load(nids);
}

StoredEvents RoomHistory::stateAfter(const RoomView &view, const StoredEvent &event) {
    if (!event.aside)
        return stateEvents(view, event.pos);
    std::vector<store::EventNid> nids;
    for (const auto &[key, nid] : m_parts.groups.get(event.after)->entries)
        nids.push_back(nid);
    std::sort(nids.begin(), nids.end());
    return m_parts.events.load(nids);
}

json::array RoomHistory::state(const Requester &requester, std::string_view roomId) {
    const RoomAccess access = requireReadable(requester, roomId);
    Sight sight = m_parts.visibility.sightOf(requester);
    return m_parts.serializer.list(stateEvents(*access.view, access.leftAt), sight, stateOptions());
}

json::object RoomHistory::stateEvent(const Requester &requester, std::string_view roomId,
                                     const StateKey &key, bool whole) {
    const RoomAccess access = requireReadable(requester, roomId);
    store::EventNid nid{};
    if (access.leftAt.value != 0) {
        nid = m_parts.timeline.stateAt(access.room->nid(), access.leftAt, key.first, key.second);
    } else if (key.first == "m.room.member") {
        const Member *member = access.view->members.find(key.second);
        nid = member ? member->nid : store::EventNid{};
    } else if (const StateEntry *entry = access.view->findEntry(key.first, key.second)) {
        nid = entry->nid;
        if (!whole)
            return entry->event->content();
    }
    const StoredEventPtr event = m_parts.events.find(nid);
    if (!event)
        throw notFound("Event not found.");
    if (!whole)
        return event->event->content();
    Sight sight = m_parts.visibility.sightOf(requester);
    return m_parts.serializer.one(*event, sight, stateOptions());
}

json::array RoomHistory::members(const Requester &requester, std::string_view roomId,
                                 const MemberQuery &query) {
    const RoomAccess access = requireReadable(requester, roomId);
    Sight sight = m_parts.visibility.sightOf(requester);
    store::Position at = access.leftAt;
    if (!query.at.empty()) {
        const store::Position asked = parseToken(query.at);
        at = at.value != 0 ? std::min(at, asked) : asked;
        // The state after the newest event is the current one.
        if (access.leftAt.value == 0 && at >= access.room->committed().last)
            at = {};
        else if (!sight.maySeeStateAt(access.room->nid(), at))
            throw forbidden("User " + requester.user.str() +
                            " not allowed to view events in room " + std::string(roomId) +
                            " at token " + query.at);
    }
    const auto wanted = [&](Membership membership) {
        const std::string_view text = matrix::toString(membership);
        return (!query.membership || *query.membership == text) &&
               (!query.notMembership || *query.notMembership != text);
    };
    std::vector<store::EventNid> nids;
    if (at.value == 0) {
        access.view->members.forEach([&](const MemberPtr &member) {
            if (wanted(member->membership))
                nids.push_back(member->nid);
        });
    } else {
        const std::string types[] = {"m.room.member"};
        for (const auto &[key, nid] : m_parts.timeline.stateAt(access.room->nid(), at, types))
            nids.push_back(nid);
    }
    std::sort(nids.begin(), nids.end());
    StoredEvents events = m_parts.events.load(nids);
    events.erase(std::remove_if(events.begin(), events.end(),
                                [&](const StoredEventPtr &event) {
                                    return !wanted(event->event->membership());
                                }),
                 events.end());
    return m_parts.serializer.list(events, sight, stateOptions());
}

json::object RoomHistory::joinedMembers(const Requester &requester, std::string_view roomId) {
    const RoomPtr room = m_parts.registry.find(roomId);
    const RoomViewPtr view = room ? room->view() : nullptr;
    // An application service may look where one of its users is.
    const auto isService = [&] {
        bool found = false;
        if (requester.ownsUser)
            view->members.forEach([&](const MemberPtr &member) {
                found = found || (member->membership == Membership::Join &&
                                  requester.ownsUser(member->userId));
            });
        return found;
    };
    if (!view || !(view->isJoined(requester.user.str()) || view->worldReadable() || isService()))
        throw forbidden("User " + requester.user.str() + " not in room " + std::string(roomId));
    constexpr std::size_t bytesOfMember = 256;
    json::object joined;
    view->members.forEach([&](const MemberPtr &member) {
        if (member->membership != Membership::Join)
            return;
        // Left out, not null as in Synapse: the definition of this answer allows text only.
        noteBytes(bytesOfMember + member->displayName.size() + member->avatarUrl.size());
        json::object entry;
        if (!member->displayName.empty())
            entry["display_name"] = member->displayName;
        if (!member->avatarUrl.empty())
            entry["avatar_url"] = member->avatarUrl;
        joined[member->userId] = std::move(entry);
    });
    return {{"joined", std::move(joined)}};
}

} // namespace hearth::services
