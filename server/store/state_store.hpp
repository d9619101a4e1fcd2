// SPDX-License-Identifier: Apache-2.0
// Tables room_state, state_delta and state_group.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace hearth::store {

struct StateRow {
    std::string type;
    std::string stateKey;
    EventNid event{};
};

/// A change of the current state. after 0: the entry is taken away.
struct StateChangeRow {
    Position pos{};
    StateKeyNid key{};
    EventNid before{};
    EventNid after{};
};
/// Changes in their order, with the journal of deltas. newRoom: nothing stands there yet.
void writeState(Transaction &tx, RoomNid room, std::span<const StateChangeRow> changes,
                bool newRoom);

/// Current state of rooms, without members.
[[nodiscard]] std::vector<std::pair<RoomNid, StateRow>>
currentState(Reader &reader, std::span<const RoomNid> rooms);

/// State after all events with gpos <= at. types empty: all.
[[nodiscard]] std::vector<StateRow> stateAt(Reader &reader, RoomNid room, Position at,
                                            std::span<const std::string> types);
[[nodiscard]] EventNid stateEntryAt(Reader &reader, RoomNid room, Position at, StateKeyNid key);
/// Every change of some entries of many rooms, oldest first; neither list may be empty.
struct EntryChange {
    RoomNid room{};
    StateKeyNid key{};
    Position pos{};
    EventNid event{};
};
[[nodiscard]] std::vector<EntryChange>
entryHistories(Reader &reader, std::span<const RoomNid> rooms, std::span<const StateKeyNid> keys);

struct DeltaRow {
    Position pos{};
    std::string type;
    std::string stateKey;
    EventNid before{};
    EventNid after{};
};
[[nodiscard]] std::vector<DeltaRow> deltas(Reader &reader, RoomNid room, Position after,
                                           Position upTo);
/// The same for many rooms, each from its own position on; the results come in the same order.
[[nodiscard]] std::vector<std::vector<DeltaRow>>
deltasOf(Reader &reader, std::span<const std::pair<RoomNid, Position>> roomsAfter, Position upTo);

/// A new group. A room never has two with the same content: ask findStateGroup() before.
void writeStateGroup(Transaction &tx, RoomNid room, StateGroupNid id, StateGroupNid parent,
                     std::int64_t level, std::string_view hash, std::int64_t entryCount,
                     std::string_view entries);
struct GroupRow {
    StateGroupNid id{};
    StateGroupNid parent{};
    std::int64_t level = 0;
    std::string hash;
    std::int64_t entryCount = 0;
    std::string entries;
};
/// The group of a room with this content; 0 if there is none.
[[nodiscard]] StateGroupNid findStateGroup(Reader &reader, RoomNid room, std::string_view hash);
[[nodiscard]] std::optional<GroupRow> stateGroup(Reader &reader, StateGroupNid id);
/// Those of them that there are, in no particular order. ids must not be empty.
[[nodiscard]] std::vector<GroupRow> stateGroups(Reader &reader, std::span<const StateGroupNid> ids);

} // namespace hearth::store
