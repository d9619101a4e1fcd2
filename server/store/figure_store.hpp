// SPDX-License-Identifier: Apache-2.0
// Counts of rooms and events, for figures.
#pragma once

#include "server/core/clock.hpp"
#include "server/store/database.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hearth::store::figures {

[[nodiscard]] std::int64_t rooms(Reader &reader);
/// In timelines, up to a position. Reads the whole table.
[[nodiscard]] std::int64_t events(Reader &reader, Position upTo);
[[nodiscard]] std::int64_t eventsReceivedSince(Reader &reader, Position upTo, Timestamp since);
/// What people wrote: messages, encrypted ones and stickers, but no changes of rooms, reactions …
[[nodiscard]] bool isMessage(std::string_view type);
/// As events() and eventsReceivedSince().
[[nodiscard]] std::int64_t messages(Reader &reader, Position upTo);
[[nodiscard]] std::int64_t messagesReceivedSince(Reader &reader, Position upTo, Timestamp since);

struct RoomSize {
    std::string roomId;
    std::int64_t bytes = 0; // of its events
};
/// The biggest first. Reads the whole table.
[[nodiscard]] std::vector<RoomSize> roomSizes(Reader &reader, std::int64_t limit);

/// Events by which a user's own membership changed since a time.
[[nodiscard]] std::vector<EventNid> membershipsOf(Reader &reader, UserNid user,
                                                  std::string_view userId, Timestamp since);
/// Member events that a user sent since a time, about whomever.
[[nodiscard]] std::vector<EventNid> memberEventsBy(Reader &reader, UserNid sender, Timestamp since);

/// Member events, messages and encrypted events of a sender in a room, newest first, that are not
/// redacted.
struct EventsBy {
    UserNid sender{};
    RoomNid room{};
    Timestamp after = 0;
    Timestamp before = 0;
    std::int64_t limit = 1000;
};
[[nodiscard]] std::vector<EventNid> redactable(Reader &reader, const EventsBy &query);

} // namespace hearth::store::figures
