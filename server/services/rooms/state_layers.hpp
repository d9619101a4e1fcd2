// SPDX-License-Identifier: Apache-2.0
// StateLayers: how a room's state is stored: a chain of at most four state groups, each a delta on
// the one before, named by the hash of the whole state so that equal states are one group.
#pragma once

#include "server/services/rooms/room_view.hpp"
#include "server/store/nid.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hearth::store {
class Reader;
class Transaction;
} // namespace hearth::store

namespace hearth::services {

/// Sum mod 2^128 of one hash for each entry: the hash of the next state costs O(changes).
struct StateHash {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    void add(std::string_view type, std::string_view stateKey, std::string_view eventId);
    void remove(std::string_view type, std::string_view stateKey, std::string_view eventId);
    [[nodiscard]] std::string bytes() const; // 16, big-endian
    [[nodiscard]] static StateHash fromBytes(std::string_view bytes);
    friend bool operator==(const StateHash &, const StateHash &) = default;
};

/// Event 0: the entry is taken away.
using StateDelta = std::map<StateKey, store::EventNid, StateKeyLess>;

/// A row of state_group that is to be written.
struct GroupWrite {
    store::StateGroupNid id{};
    store::StateGroupNid parent{}; // 0: a full group, its entries are those of the view
    std::int64_t level = 0;
    StateHash hash;
    std::int64_t entryCount = 0;
    StateDelta entries; // against parent
};

/// A state group with the chain below it. That of a room's head is guarded by the room's mutex.
class StateLayers {
public:
    [[nodiscard]] store::StateGroupNid group() const {
        return m_above.empty() ? m_root : m_above.back().group;
    }
    [[nodiscard]] const StateHash &hash() const { return m_hash; }
    /// What the hash would be after the changes; for finding a group that exists.
    [[nodiscard]] StateHash hashAfter(const StateChanges &changes) const;
    /// Takes changes in; gives the group to be written under `id`. mayBeFull: the caller can give
    /// the whole state to writeGroup() if this one is to stand alone.
    GroupWrite apply(store::StateGroupNid id, const StateChanges &changes, bool mayBeFull = true);
    /// By the newest group of each room.
    [[nodiscard]] static std::unordered_map<store::StateGroupNid, StateLayers>
    load(store::Reader &reader, std::vector<store::StateGroupNid> newest);

private:
    struct Layer {
        store::StateGroupNid group{};
        std::shared_ptr<const StateDelta> entries;
    };
    StateHash m_hash;
    store::StateGroupNid m_root{};
    std::int64_t m_rootEntries = 0;
    std::int64_t m_entries = 0; // of the newest
    std::vector<Layer> m_above;
};

/// view: the state after the changes; needed for a full group only. Fails as a broken constraint
/// if the room has a group with this content: what points to it must point to that one.
void writeGroup(store::Transaction &tx, store::RoomNid room, const GroupWrite &write,
                const RoomView *view);
/// The whole state of a group by numbers, sorted.
[[nodiscard]] std::vector<std::pair<store::StateKeyNid, store::EventNid>>
readGroupEntries(store::Reader &reader, store::StateGroupNid group);
/// The whole state of a group as (type, state key) → event.
[[nodiscard]] StateDelta readGroup(store::Reader &reader, store::StateGroupNid group);

} // namespace hearth::services
