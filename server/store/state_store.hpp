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

/// One change of the current state, with its journal of deltas.
void writeState(Transaction &tx, RoomNid room, Position pos, StateKeyNid key, EventNid before,
                EventNid after);

/// Current state without members.
[[nodiscard]] std::vector<StateRow> currentState(Reader &reader, RoomNid room);

/// State after all events with gpos <= at. types empty: all.
[[nodiscard]] std::vector<StateRow> stateAt(Reader &reader, RoomNid room, Position at,
                                            std::span<const std::string> types);
[[nodiscard]] EventNid stateEntryAt(Reader &reader, RoomNid room, Position at, StateKeyNid key);
/// Every change of one entry, oldest first.
[[nodiscard]] std::vector<std::pair<Position, EventNid>> entryHistory(Reader &reader, RoomNid room,
                                                                      StateKeyNid key);

struct DeltaRow {
    Position pos{};
    std::string type;
    std::string stateKey;
    EventNid before{};
    EventNid after{};
};
[[nodiscard]] std::vector<DeltaRow> deltas(Reader &reader, RoomNid room, Position after,
                                           Position upTo);

/// Inserts a group unless one with this content exists; gives the id that stands.
StateGroupNid writeStateGroup(Transaction &tx, RoomNid room, StateGroupNid id, StateGroupNid parent,
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
[[nodiscard]] std::optional<GroupRow> stateGroup(Reader &reader, StateGroupNid id);

} // namespace hearth::store
