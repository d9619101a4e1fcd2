// SPDX-License-Identifier: Apache-2.0
// Who may read a room.
#include "server/services/rooms/room_access.hpp"

#include "server/core/error.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"

namespace hearth::services {

using matrix::Membership;

RoomAccess requireReadable(const AccessParts &parts, const Requester &requester,
                           std::string_view roomId) {
    RoomAccess access;
    access.room = parts.registry.find(roomId);
    if (!access.room)
        throw forbidden("User " + requester.user.str() + " not in room " + std::string(roomId) +
                        ", and room previews are disabled");
    access.view = access.room->view();
    access.membership = access.view->membershipOf(requester.user.str());
    if (access.membership == Membership::Join)
        return access;
    if (access.membership == Membership::Leave || access.membership == Membership::Ban) {
        const RoomMembership entry =
            parts.members.membership(requester.userNid, access.room->nid());
        if (!entry.forgotten)
            access.leftAt =
                parts.visibility
                    .history(access.room->nid(), requester.userNid, requester.user.str())
                    .leftAt();
        if (access.leftAt.value != 0)
            return access;
    }
    if (access.view->worldReadable())
        return access;
    throw forbidden("User " + requester.user.str() + " not in room " + std::string(roomId) +
                    ", and room previews are disabled");
}

} // namespace hearth::services
