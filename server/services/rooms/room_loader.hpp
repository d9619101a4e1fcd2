// SPDX-License-Identifier: Apache-2.0
// Builds a Room from the database.
#pragma once

#include "server/services/rooms/room.hpp"

#include <string_view>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventReader;

[[nodiscard]] matrix::Membership toMembership(std::int64_t stored);
[[nodiscard]] std::int64_t toStored(matrix::Membership membership);

/// nullptr when there is no such room here.
[[nodiscard]] RoomPtr loadRoom(store::Database &database, EventReader &events, store::RoomNid nid,
                               std::string_view serverName);

} // namespace hearth::services
