// SPDX-License-Identifier: Apache-2.0
// Tables event, event_json, event_edge, event_auth, redaction, fwd_extremity and the transaction
// ids of room events.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::store {

namespace event_flag {
constexpr std::int64_t stub = 1;
constexpr std::int64_t outlier = 2;
constexpr std::int64_t rejected = 4;
constexpr std::int64_t softFailed = 8;
constexpr std::int64_t local = 32;
constexpr std::int64_t redacted = 64;
constexpr std::int64_t isState = 1024;
/// Of the timeline, but before or after it another state holds than the room's current one at its
/// place: an event of another branch, or one from before the room's first.
constexpr std::int64_t aside = 8192;
} // namespace event_flag

struct EventRow {
    EventNid nid{};
    std::string_view eventId;
    RoomNid room{};
    TypeNid type{};
    StateKeyNid stateKey{};
    UserNid sender{};
    std::int64_t depth = 0;
    std::int64_t originTs = 0;
    std::int64_t receivedTs = 0;
    Position pos{};
    StateGroupNid before{};
    StateGroupNid after{};
    std::int64_t flags = 0;
    std::string_view json;
    // Of other servers' events only.
    std::string_view rejectCode; // why it was rejected: "auth" or "state"
    EventNid replaces{};         // what stood in its place in the state before it
};
using EventPairs = std::vector<std::pair<EventNid, EventNid>>;

void insertEvents(Transaction &tx, std::span<const EventRow> rows);
void insertEdges(Transaction &tx, const EventPairs &childParent);
void insertAuth(Transaction &tx, const EventPairs &eventAuth);
/// Takes old extremities away and puts new ones in.
void moveExtremities(Transaction &tx, RoomNid room, std::span<const EventNid> gone,
                     std::span<const EventNid> added);

/// A row as EventReader wants it.
struct LoadedEvent {
    EventNid nid{};
    std::string eventId;
    RoomNid room{};
    UserNid sender{};
    Position pos{};
    std::int64_t receivedTs = 0;
    std::int64_t flags = 0;
    EventNid redactedBy{};
    std::string json;
    std::string roomVersion;
    EventNid replaces{};
    StateGroupNid before{};
    StateGroupNid after{};
    DeviceNid device{};
    std::string txnId;
};
[[nodiscard]] std::vector<LoadedEvent> loadEvents(Reader &reader, std::span<const EventNid> nids);

/// Event nids with after < gpos <= upTo in order; descending takes the newest.
[[nodiscard]] std::vector<EventNid> timelineNids(Reader &reader, RoomNid room, Position after,
                                                 Position upTo, int limit, bool descending);
/// The newest `limit` with gpos <= upTo of each room, oldest first.
[[nodiscard]] std::vector<std::vector<EventNid>>
newestNids(Reader &reader, std::span<const RoomNid> rooms, Position upTo, int limit);
/// Of each room.
[[nodiscard]] std::vector<Position> lastPositions(Reader &reader, std::span<const RoomNid> rooms);

struct ExtremityRow {
    RoomNid room{};
    EventNid nid{};
    std::string eventId;
    std::int64_t depth = 0;
    std::int64_t receivedTs = 0;
    StateGroupNid stateGroup{};
};
[[nodiscard]] std::vector<ExtremityRow> extremities(Reader &reader, std::span<const RoomNid> rooms);
void removeExtremities(Transaction &tx, RoomNid room, std::span<const EventNid> gone);

/// A page of events nearest in time, nearest first; forward: from the first at or after ts on.
struct NearTimestamp {
    RoomNid room{};
    std::int64_t ts = 0;
    bool forward = true;
    int limit = 1;
    int offset = 0;
};
[[nodiscard]] std::vector<EventNid> eventsNearTimestamp(Reader &reader,
                                                        const NearTimestamp &wanted);
/// The newest event received before ts, for purges.
[[nodiscard]] std::optional<EventNid> newestReceivedBefore(Reader &reader, RoomNid room,
                                                           std::int64_t ts);

/// Marks the target redacted and keeps the redaction. state: 0 waiting, 1 applied, 2 refused.
void insertRedaction(Transaction &tx, RoomNid room, std::string_view redactedId, EventNid redaction,
                     EventNid target, std::int64_t state, std::int64_t ts);

// Transaction ids of PUT …/send, /state and /redact.
constexpr std::int64_t txnKindEvent = 0;
/// Fails with DatabaseError::Kind::Constraint when the transaction id was used before.
void insertEventTxn(Transaction &tx, UserNid user, DeviceNid device, RoomNid room,
                    std::string_view txnId, EventNid event, std::int64_t ts);
[[nodiscard]] EventNid findEventTxn(Reader &reader, UserNid user, DeviceNid device, RoomNid room,
                                    std::string_view txnId);

} // namespace hearth::store
