// SPDX-License-Identifier: Apache-2.0
// Deleting rooms and old events in chunks, each a short write of its own.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <vector>

namespace hearth::store {

/// Events of the room, at most limit; when olderThan is given only messages (no state) before it.
[[nodiscard]] std::vector<EventNid> eventsToPurge(Reader &reader, RoomNid room, Position olderThan,
                                                  bool localToo, int limit);
/// Removes events and everything that hangs on them.
void purgeEvents(Transaction &tx, RoomNid room, const std::vector<EventNid> &events);
/// Removes up to `limit` rows of one of the tables that the room owns; false when none is left.
bool purgeRoomRows(Transaction &tx, RoomNid room, int limit);
/// Last step: nothing but the name remains.
void purgeRoomRow(Transaction &tx, RoomNid room);

} // namespace hearth::store
