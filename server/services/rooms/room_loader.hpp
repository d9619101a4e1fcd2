// SPDX-License-Identifier: Apache-2.0
// Builds Rooms from the database.
#pragma once

#include "server/services/rooms/room.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventReader;

[[nodiscard]] matrix::Membership toMembership(std::int64_t stored);
[[nodiscard]] std::int64_t toStored(matrix::Membership membership);

/// Those of them that there are here, in no particular order; asked for in sets.
[[nodiscard]] std::vector<RoomPtr> loadRooms(store::Database &database, EventReader &events,
                                             std::span<const store::RoomNid> nids,
                                             std::string_view serverName);

} // namespace hearth::services
