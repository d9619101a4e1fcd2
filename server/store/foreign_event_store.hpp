// SPDX-License-Identifier: Apache-2.0
// Table event for what comes from other servers: events known by name only, outside the timeline,
// refused, or older than the room's first.
#pragma once

#include "server/store/event_store.hpp"

#include <span>
#include <string>
#include <vector>

namespace hearth::store {

/// What has to be known of an event that another one names.
struct EventHead {
    EventNid nid{};
    std::string eventId;
    RoomNid room{};
    std::int64_t flags = 0; // event_flag
    std::int64_t depth = 0;
    StateGroupNid before{}; // 0 for stubs and outliers, like after
    StateGroupNid after{};
    [[nodiscard]] bool has(std::int64_t flag) const { return (flags & flag) != 0; }
    [[nodiscard]] bool hasState() const { return static_cast<bool>(after); }
};
/// Those of them that there are, stubs included, in the order asked for.
[[nodiscard]] std::vector<EventHead> eventHeads(Reader &reader, std::span<const std::string> ids);
/// The parents of events that are no part of the line themselves (rejected, soft-failed, outlier),
/// and theirs through others of that kind; at most `most`.
[[nodiscard]] std::vector<EventNid> parentsThrough(Reader &reader, std::vector<EventNid> events,
                                                   std::size_t most);
/// Whether an event that counts builds on this one.
[[nodiscard]] bool hasLiveChildren(Reader &reader, EventNid event);

/// A row for an event of which only the id is known; gives the nid that the id has. fresh: used if
/// there is no row.
[[nodiscard]] EventNid internEvent(Transaction &tx, RoomNid room, std::string_view eventId,
                                   EventNid fresh);
/// Writes an event of another server. known: there is a row, of a stub or an outlier.
void writeForeignEvent(Transaction &tx, const EventRow &row, bool known);
/// Takes the next `count` places before everything the room has; gives the newest of them, the
/// others follow downwards.
[[nodiscard]] Position takePlacesBefore(Transaction &tx, RoomNid room, std::int64_t count);

/// Where the room's history is not known further back: an event that is named but not there.
void addBackExtremity(Transaction &tx, RoomNid room, EventNid event, std::int64_t depth);
void removeBackExtremity(Transaction &tx, RoomNid room, EventNid event);

/// Redactions that came before what they redact.
[[nodiscard]] std::vector<EventNid> waitingRedactions(Reader &reader, std::string_view eventId);
/// state as in insertRedaction(): 1 applied, 2 refused.
void settleRedaction(Transaction &tx, std::string_view eventId, EventNid redaction, EventNid target,
                     std::int64_t state);

} // namespace hearth::store
