// SPDX-License-Identifier: Apache-2.0
// RoomRegistry: the rooms in memory, loaded on demand, least recently used ones dropped.
#pragma once

#include "server/services/rooms/room.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventReader;

/// Thread-safe.
class RoomRegistry {
public:
    RoomRegistry(store::Database &database, EventReader &events, std::string serverName,
                 std::size_t cacheBytes);
    ~RoomRegistry();

    /// nullptr when there is no such room here (unknown, deleted, or only known as remote).
    [[nodiscard]] RoomPtr find(store::RoomNid nid);
    [[nodiscard]] RoomPtr find(std::string_view roomId);
    /// The room, or 404 M_NOT_FOUND.
    [[nodiscard]] RoomPtr require(std::string_view roomId);
    /// Before many rooms are asked for: loads what is not in memory in sets.
    void prepare(std::span<const store::RoomNid> nids);
    /// As of the last commit; nullptr when there is no such room.
    [[nodiscard]] RoomViewPtr view(store::RoomNid nid);
    [[nodiscard]] RoomViewPtr view(std::string_view roomId);
    /// Only if the room is in memory.
    [[nodiscard]] RoomPtr peek(store::RoomNid nid);

    /// Takes in a room that was just created (writer thread, after commit).
    void adopt(RoomPtr room);
    /// Weighs a room anew that has grown; drops others if the limit is reached.
    void measure(const RoomPtr &room);
    /// Drops the room from memory: its next user loads it anew.
    void drop(const RoomPtr &room);
    void dropDeleted(store::RoomNid nid);

    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] std::size_t bytes() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace hearth::services
