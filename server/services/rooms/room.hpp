// SPDX-License-Identifier: Apache-2.0
// Room: one room in memory. The registry owns it; EventSender and Ingest change it.
#pragma once

#include "server/services/rooms/room_view.hpp"
#include "server/services/rooms/state_layers.hpp"
#include "server/store/nid.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <vector>

namespace hearth::services {

struct Extremity {
    store::EventNid nid{};
    matrix::EventId id;
    std::int64_t depth = 0;
    matrix::EventPtr event;       // only while fresh
    store::StateGroupNid group{}; // the state after it
};
/// How many extremities a new event of ours names at most.
inline constexpr std::size_t mostNamedExtremities = 10;

class Room {
public:
    Room(store::RoomNid nid, matrix::RoomId id, const matrix::RoomVersion &version);

    [[nodiscard]] store::RoomNid nid() const { return m_nid; }
    [[nodiscard]] const matrix::RoomId &id() const { return m_id; }
    [[nodiscard]] const matrix::RoomVersion &version() const { return *m_version; }

    /// State as of the last commit, and the position of the newest event then. Readers use this.
    struct Committed {
        RoomViewPtr view;
        store::Position last;
    };
    [[nodiscard]] Committed committed() const;
    [[nodiscard]] RoomViewPtr view() const { return committed().view; }

    /// False: the event has no children in `relation` for sure. No database.
    [[nodiscard]] bool mayHaveRelations(store::EventNid nid, store::Position pos) const;

    /// Rough size in memory.
    [[nodiscard]] std::size_t bytes() const;

    // ---- Of EventSender, Ingest, RoomWriter and RoomRegistry only
    // --------------------------------------------------
    /// The newest state, events not yet durable included. mutex must be held.
    struct Head {
        RoomViewPtr view;
        std::vector<Extremity> extremities;
        std::int64_t depth = 0;
        StateLayers layers; // of the current state
        /// The deepest, mostNamedExtremities of them: what a new event builds on.
        [[nodiscard]] std::vector<Extremity> named() const;
    };
    std::mutex mutex;
    Head head;
    /// Set when a write of this room failed: whoever holds this object must ask the registry anew.
    std::atomic<bool> stale{false};
    std::atomic<int> pending{0}; // writes under way

    void setCommitted(RoomViewPtr view, store::Position last);
    void noteRelation(store::EventNid parent);
    void setLoadedAt(store::Position position) { m_loadedAt = position; }

private:
    const store::RoomNid m_nid;
    const matrix::RoomId m_id;
    const matrix::RoomVersion *const m_version;
    mutable std::mutex m_committedMutex;
    Committed m_committed;
    store::Position m_loadedAt{};
    std::unordered_set<store::EventNid> m_parents; // that got relations since loading
};
using RoomPtr = std::shared_ptr<Room>;

} // namespace hearth::services
