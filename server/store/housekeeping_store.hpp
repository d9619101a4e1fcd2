// SPDX-License-Identifier: Apache-2.0
// What is due to be removed by age, in bites: old messages, redacted content, forgotten rooms,
// addresses, devices.
#pragma once

#include "server/core/clock.hpp"
#include "server/store/database.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hearth::store::housekeeping {

/// Rooms of this server in the order of their numbers.
[[nodiscard]] std::vector<RoomNid> roomsAfter(Reader &reader, RoomNid last, std::int64_t limit);

/// Up to where the messages of a room are gone already.
[[nodiscard]] Position purgedTo(Reader &reader, RoomNid room);
void setPurgedTo(Transaction &tx, RoomNid room, Position position);
struct OldMessages {
    std::vector<EventNid> events;
    Position seenTo{}; // everything up to here is old, and state or among the events
    bool more = false; // there may be older ones behind seenTo
};
/// Messages after a position that were received before a time. The newest event of the room and
/// those that new events will point at are left, and everything behind them.
[[nodiscard]] OldMessages oldMessages(Reader &reader, RoomNid room, Position after,
                                      Timestamp before, std::int64_t limit);

struct RedactedEvent {
    EventNid event{};
    EventNid redaction{};
    std::string redacts;      // the event's id, as the table has it
    Timestamp receivedTs = 0; // of the redaction
};
/// Redacted before a time, with their content still there; after: the last answer's last time and
/// number.
[[nodiscard]] std::vector<RedactedEvent> uncensored(Reader &reader, Timestamp before,
                                                    std::pair<Timestamp, EventNid> after,
                                                    std::int64_t limit);
/// Puts other JSON in the event's place.
void replaceContent(Transaction &tx, EventNid event, std::string_view json);
void markCensored(Transaction &tx, const RedactedEvent &event);

/// Notes that nobody of this server is left in the room who has not forgotten it, if so.
void noteForgotten(Transaction &tx, RoomNid room, Timestamp now);
/// Rooms that were forgotten by a time; those forgotten before it was noted count from now.
[[nodiscard]] std::vector<RoomNid> forgottenRooms(Transaction &tx, Timestamp before, Timestamp now,
                                                  std::int64_t limit);
[[nodiscard]] bool isForgotten(Reader &reader, RoomNid room);
void clearForgotten(Transaction &tx, RoomNid room);

/// Removes about `limit` notes of addresses older than a time; gives how many it were.
std::int64_t removeOldAddresses(Transaction &tx, Timestamp before, std::int64_t limit);
/// User and device id of devices that were last seen before a time.
[[nodiscard]] std::vector<std::pair<UserNid, std::string>>
staleDevices(Reader &reader, Timestamp before, std::int64_t limit);

} // namespace hearth::store::housekeeping
