// SPDX-License-Identifier: Apache-2.0
// Deleting rooms and old events in chunks, each a short write of its own.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <vector>

namespace hearth::store {

/// Events of the room, at most limit.
[[nodiscard]] std::vector<EventNid> eventsOf(Reader &reader, RoomNid room, int limit);

struct OldEvents {
    std::vector<EventNid> gone;
    std::vector<EventNid> hidden; // to be kept, but out of the timeline
};
/// Events of the timeline before a position, at most limit. State is kept, and what people of ours
/// wrote, unless localToo.
[[nodiscard]] OldEvents eventsToPurge(Reader &reader, RoomNid room, Position olderThan,
                                      bool localToo, int limit);
/// Takes events out of the timeline. Whoever needs them as state finds them still.
void hideEvents(Transaction &tx, const std::vector<EventNid> &events);
/// Removes events and everything that hangs on them.
void purgeEvents(Transaction &tx, const std::vector<EventNid> &events);
/// Removes up to `limit` rows of one of the tables that the room owns; false when none is left.
bool purgeRoomRows(Transaction &tx, RoomNid room, int limit);
/// Last step: nothing but the name remains.
void purgeRoomRow(Transaction &tx, RoomNid room);

} // namespace hearth::store
