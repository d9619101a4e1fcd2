// SPDX-License-Identifier: Apache-2.0
// Room: the committed snapshot and the memory of relations.
#include "server/services/rooms/room.hpp"

#include <algorithm>

namespace hearth::services {

namespace {
constexpr std::size_t maxParents = 4096;
} // namespace

Room::Room(store::RoomNid nid, matrix::RoomId id, const matrix::RoomVersion &version)
    : m_nid(nid)
    , m_id(std::move(id))
    , m_version(&version) {}

Room::Committed Room::committed() const {
    const std::lock_guard lock(m_committedMutex);
    return m_committed;
}

bool Room::mayHaveRelations(store::EventNid nid, store::Position pos) const {
    const std::lock_guard lock(m_committedMutex);
    return pos <= m_loadedAt || m_parents.contains(nid);
}

std::size_t Room::bytes() const {
    const auto now = committed();
    if (!now.view)
        return sizeof(Room);
    constexpr std::size_t member = 320; // Member, its strings and its place in the trie
    constexpr std::size_t entry = 2560; // a parsed state event
    constexpr std::size_t parent = 48;
    std::size_t parents = 0;
    {
        const std::lock_guard lock(m_committedMutex);
        parents = m_parents.size();
    }
    return sizeof(Room) + now.view->members.size() * member + now.view->state->size() * entry +
           parents * parent;
}

std::vector<Extremity> Room::Head::named() const {
    std::vector<Extremity> out = extremities;
    if (out.size() <= mostNamedExtremities)
        return out;
    std::partial_sort(out.begin(), out.begin() + mostNamedExtremities, out.end(),
                      [](const Extremity &a, const Extremity &b) {
                          return a.depth != b.depth ? a.depth > b.depth : a.nid > b.nid;
                      });
    out.resize(mostNamedExtremities);
    return out;
}

void Room::setCommitted(RoomViewPtr view, store::Position last) {
    const std::lock_guard lock(m_committedMutex);
    m_committed = {std::move(view), last};
}

void Room::noteRelation(store::EventNid parent) {
    const std::lock_guard lock(m_committedMutex);
    m_parents.insert(parent);
    if (m_parents.size() <= maxParents)
        return;
    // From here on every event so far may have relations.
    m_loadedAt = m_committed.last;
    m_parents.clear();
}

} // namespace hearth::services
