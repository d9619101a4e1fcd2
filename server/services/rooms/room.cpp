// SPDX-License-Identifier: Apache-2.0
// Room: the committed snapshot and the memory of relations.
#include "server/services/rooms/room.hpp"

namespace hearth::services {

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
    constexpr std::size_t entry = 2048; // a parsed state event
    return sizeof(Room) + now.view->members.size() * member + now.view->state->size() * entry;
}

void Room::setCommitted(RoomViewPtr view, store::Position last) {
    const std::lock_guard lock(m_committedMutex);
    m_committed = {std::move(view), last};
}

void Room::noteRelation(store::EventNid parent) {
    const std::lock_guard lock(m_committedMutex);
    m_parents.insert(parent);
}

} // namespace hearth::services
