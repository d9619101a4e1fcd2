// SPDX-License-Identifier: Apache-2.0
// Forgetting a person in rooms: what their m.room.member events say but for the membership itself.
#pragma once

#include "server/store/nid.hpp"

namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventReader;
class EventSender;
class RoomMembers;
class RoomRegistry;

struct ErasureParts {
    store::Database &database;
    EventReader &events;
    RoomRegistry &registry;
    RoomMembers &members;
    EventSender &sender;
};

/// Takes names, pictures and reasons out of every member event about the user, for good and in all
/// rooms, as a redaction by nobody. To be called when the user has left.
void eraseMemberEvents(const ErasureParts &parts, store::UserNid user);

} // namespace hearth::services
