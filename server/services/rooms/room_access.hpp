// SPDX-License-Identifier: Apache-2.0
// RoomAccess: what of a room somebody may read: all of it, as it was when they left, or nothing.
#pragma once

#include "server/services/requester.hpp"
#include "server/services/rooms/room.hpp"
#include "server/services/rooms/visibility.hpp"

#include <optional>
#include <string_view>

namespace hearth::services {

class RoomMembers;
class RoomRegistry;

struct RoomAccess {
    RoomPtr room;
    RoomViewPtr view; // the newest; see leftAt
    matrix::Membership membership = matrix::Membership::None;
    /// Where the last time in the room of those who left ended: what came later is hidden. 0: no
    /// bound.
    store::Position leftAt{};
};

/// What decides it.
struct AccessParts {
    RoomRegistry &registry;
    RoomMembers &members;
    Visibility &visibility;
};
/// Members, those who were members and did not forget, and everybody in world readable rooms.
/// Throws 403 M_FORBIDDEN, also for rooms that do not exist.
[[nodiscard]] RoomAccess requireReadable(const AccessParts &parts, const Requester &requester,
                                         std::string_view roomId);

} // namespace hearth::services
