// SPDX-License-Identifier: Apache-2.0
// RoomMembers: who is in which room, answered from memory as of the last commit.
#pragma once

#include "server/matrix/event.hpp"
#include "server/services/rooms/room_view.hpp"
#include "server/store/nid.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class RoomRegistry;

struct RoomMembership {
    store::RoomNid room{};
    matrix::Membership membership = matrix::Membership::None;
    store::EventNid event{}; // the m.room.member event
    store::Position pos{};   // of that event
    store::UserNid sender{}; // of that event: tells a kick from a leave
    bool forgotten = false;
};
using RoomMemberships = std::vector<RoomMembership>;

/// Thread-safe. A user's list is loaded at the first question and kept current by commits.
class RoomMembers {
public:
    RoomMembers(store::Database &database, RoomRegistry &registry);
    ~RoomMembers();

    /// Every room the user has a member event in, forgotten ones included. Immutable snapshot.
    [[nodiscard]] std::shared_ptr<const RoomMemberships> roomsOf(store::UserNid user);
    [[nodiscard]] std::vector<store::RoomNid> joinedRooms(store::UserNid user);
    /// nothing (membership None) when the user never had to do with the room.
    [[nodiscard]] RoomMembership membership(store::UserNid user, store::RoomNid room);
    [[nodiscard]] bool isJoined(store::UserNid user, store::RoomNid room) {
        return membership(user, room).membership == matrix::Membership::Join;
    }
    [[nodiscard]] std::vector<store::UserNid> joinedUsers(store::RoomNid room);
    [[nodiscard]] bool shareRoom(store::UserNid a, store::UserNid b);
    /// Rooms that both have joined.
    [[nodiscard]] std::vector<store::RoomNid> commonRooms(store::UserNid a, store::UserNid b);
    /// All users that share a joined room with the user; the user is not among them.
    [[nodiscard]] std::vector<store::UserNid> usersSharingRoomWith(store::UserNid user);

    /// Writer thread only, after commit.
    void apply(store::UserNid user, const RoomMembership &change);
    void forgetRoom(store::RoomNid room);
    void setForgotten(store::UserNid user, store::RoomNid room);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace hearth::services
