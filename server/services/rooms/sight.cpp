// SPDX-License-Identifier: Apache-2.0
#include "server/services/rooms/sight.hpp"

#include "server/matrix/filter.hpp"
#include "server/store/relation_store.hpp"

#include <algorithm>

namespace hearth::services {

using matrix::Membership;

namespace {
store::Position justBefore(store::Position at) {
    return {at.value - 1};
}
} // namespace

Sight::Room &Sight::room(store::RoomNid nid) {
    const auto [it, fresh] = m_rooms.try_emplace(nid);
    if (fresh) {
        it->second.joinedSince = m_visibility.joinedSince(nid, m_user);
        it->second.oldest = m_visibility.oldestShown(nid);
    }
    return it->second;
}

void Sight::prepare(std::span<const store::RoomNid> rooms) {
    if (all())
        return;
    for (auto &[nid, history] : m_visibility.histories(rooms, m_user, m_userId))
        room(nid).history = std::move(history);
}

void Sight::noteJoinedSince(store::RoomNid nid, store::Position since) {
    if (all())
        return;
    Room &found = room(nid);
    // Whoever was thrown out a moment ago is judged by the history.
    if (found.joinedSince && since < *found.joinedSince)
        found.joinedSince = since;
}

const ViewerHistory &Sight::in(store::RoomNid nid) {
    if (all()) {
        static const ViewerHistory everything = ViewerHistory::ofEverything();
        return everything;
    }
    Room &found = room(nid);
    if (!found.history)
        found.history = m_visibility.history(nid, m_user, m_userId);
    return *found.history;
}

bool Sight::maySee(const StoredEvent &event) {
    if (all())
        return true;
    if (event.pos.value == 0)
        return false;
    const Room &found = room(event.room);
    if (!event.event->isState() && event.event->originServerTs() < found.oldest)
        return false;
    if (event.aside)
        return in(event.room).maySee(event, m_visibility.around(event, m_userId));
    return (found.joinedSince && event.pos >= *found.joinedSince) || in(event.room).maySee(event);
}

bool Sight::ignores(const StoredEvent &event) const {
    return !m_ignored->empty() && !event.event->isState() &&
           event.event->sender().str() != m_userId &&
           m_ignored->contains(event.event->sender().str());
}

bool Sight::shows(const StoredEvent &event) {
    return !ignores(event) && maySee(event);
}

bool Sight::isIgnored(store::UserNid sender) {
    if (m_ignored->empty() || sender == m_user)
        return false;
    if (!m_ignoredNids)
        m_ignoredNids = m_visibility.nidsOf(*m_ignored);
    return m_ignoredNids->contains(sender);
}

bool Sight::shows(store::RoomNid nid, store::Position pos, store::UserNid sender, Timestamp sent) {
    if (all())
        return true;
    if (isIgnored(sender))
        return false;
    const Room &found = room(nid);
    if (sent < found.oldest)
        return false;
    return (found.joinedSince && pos >= *found.joinedSince) || in(nid).maySeeAt(pos);
}

bool Sight::showsReplaced(const StoredEvent &replaced, const StoredEvent &event) {
    if (all() || event.event->is("m.room.member", m_userId))
        return true;
    const Room &found = room(event.room);
    if (found.joinedSince && justBefore(event.pos) >= *found.joinedSince)
        return true;
    const ViewerHistory &history = in(event.room);
    return history.maySee(replaced) || history.wasJoined(replaced.pos, justBefore(event.pos));
}

bool Sight::maySeeStateAt(store::RoomNid nid, store::Position at) {
    if (all())
        return true;
    const Room &found = room(nid);
    return (found.joinedSince && at >= *found.joinedSince) || in(nid).maySeeAt(at);
}

bool Sight::passes(const matrix::EventFilter &filter, const StoredEvent &event) {
    if (!filter.matches(*event.event))
        return false;
    if (!filter.hasRelationFilter())
        return true;
    const auto isWanted = [](const std::vector<std::string> &list, const std::string &text) {
        return list.empty() || std::find(list.begin(), list.end(), text) != list.end();
    };
    const auto relations = m_visibility.relationsTo(event.room, event.nid);
    return std::any_of(relations.begin(), relations.end(), [&](const auto &relation) {
        return isWanted(filter.relatedByRelTypes(), relation.relType) &&
               isWanted(filter.relatedBySenders(), relation.senderId) &&
               shows(event.room, relation.pos, relation.sender, relation.originTs);
    });
}

std::optional<Membership> Sight::membershipAt(const StoredEvent &event) {
    if (all())
        return std::nullopt;
    if (event.aside)
        return m_visibility.around(event, m_userId).after;
    const Room &found = room(event.room);
    if (found.joinedSince && event.pos >= *found.joinedSince)
        return Membership::Join;
    return in(event.room).membershipAt(event.pos);
}

} // namespace hearth::services
