// SPDX-License-Identifier: Apache-2.0
// What /sync reads where memory does not reach: rooms that moved, changed device lists, to-device
// messages, counts of keys, and the checkpoints of unread counts.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::store::sync {

/// Rooms the user has to do with that have an event after a position.
[[nodiscard]] std::vector<RoomNid> roomsWithEventsAfter(Reader &reader, UserNid user,
                                                        Position after);
/// The newest position of an event that moves a room up in lists: messages, calls, polls. 0: none.
[[nodiscard]] Position lastBump(Reader &reader, RoomNid room, Position upTo);
/// Since when the user is joined; 0 if not.
[[nodiscard]] Position joinPosition(Reader &reader, RoomNid room, UserNid user);
/// Stripped state kept with an invite or knock; empty if there is none.
[[nodiscard]] std::string strippedState(Reader &reader, RoomNid room, UserNid user);

/// Users whose devices changed with after < pos <= upTo as a viewer can see, each with the newest
/// change. No viewer: as everybody can see.
[[nodiscard]] std::vector<std::pair<UserNid, Position>>
deviceListChanges(Reader &reader, UserNid viewer, Position after, Position upTo);

/// 0 when nothing waits.
[[nodiscard]] Position newestToDevice(Reader &reader, DeviceNid device);
void deleteToDevice(Transaction &tx, DeviceNid device, Position upTo);

struct KeyCounts {
    std::map<std::string, std::int64_t> oneTime; // algorithm → count
    std::vector<std::string> unusedFallback;     // algorithms
};
[[nodiscard]] KeyCounts keyCounts(Reader &reader, DeviceNid device);

/// Nids of events not sent by the user with after < pos <= upTo: the newest `limit`, oldest first.
[[nodiscard]] std::vector<EventNid> othersEvents(Reader &reader, RoomNid room, UserNid user,
                                                 Position after, Position upTo, int limit);
/// Newest first and before a position: in rooms that the user has joined, and pending invites.
[[nodiscard]] std::vector<std::pair<EventNid, Position>>
othersEventsFor(Reader &reader, UserNid user, Position before, int limit);
[[nodiscard]] bool isThreadRoot(Reader &reader, RoomNid room, EventNid event);

struct CountCheckpoint {
    std::int64_t thread = 0; // 0: main timeline
    std::int64_t notifications = 0;
    std::int64_t highlights = 0;
    Position pos{};
};
[[nodiscard]] std::vector<CountCheckpoint> counts(Reader &reader, UserNid user, RoomNid room);

/// What counting starts from in one room.
struct CountStart {
    Position joined{};
    std::vector<CountCheckpoint> saved;
};
/// Of each room; rooms must not be empty.
[[nodiscard]] std::vector<CountStart> countStarts(Reader &reader, UserNid user,
                                                  std::span<const RoomNid> rooms);
/// Whether somebody else has sent something after a position, in each room.
[[nodiscard]] std::vector<bool>
haveOthersEvents(Reader &reader, UserNid user,
                 std::span<const std::pair<RoomNid, Position>> roomsAfter, Position upTo);
void putCounts(Transaction &tx, UserNid user, RoomNid room,
               const std::vector<CountCheckpoint> &counts);
void deleteCounts(Transaction &tx, UserNid user, RoomNid room);

} // namespace hearth::store::sync
