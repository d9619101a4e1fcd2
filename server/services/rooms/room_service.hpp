// SPDX-License-Identifier: Apache-2.0
// RoomService: what other areas (accounts, admin) ask of rooms as a whole.
#pragma once

#include "server/services/requester.hpp"
#include "server/store/nid.hpp"

#include <optional>
#include <string>

namespace hearth::services {

class Rooms; // everything of this folder, see rooms.hpp

class RoomService {
public:
    explicit RoomService(Rooms &rooms);

    /// Joins the rooms of auto_join_rooms (made if need be); failures are logged, not thrown.
    void joinAutoRooms(const Requester &user);
    /// Sends new member events in all joined rooms. nullopt removes the field.
    void updateMemberProfile(const Requester &user, const std::optional<std::string> &displayName,
                             const std::optional<std::string> &avatarUrl);
    /// Leaves every joined room and refuses every invite and knock (deactivation).
    void leaveAllRooms(const Requester &user, const std::string &reason = {});

    /// Whether the user asked for erasure (deactivation with erase, or taken back).
    void setErased(store::UserNid user, bool erased);

private:
    Rooms &m_rooms;
};

} // namespace hearth::services
