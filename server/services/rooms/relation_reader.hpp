// SPDX-License-Identifier: Apache-2.0
// RelationReader: what refers to an event: edits, threads, references, reactions.
#pragma once

#include "server/core/json.hpp"
#include "server/services/rooms/stored_event.hpp"
#include "server/store/nid.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace hearth::store {
class Database;
struct BundleRow;
} // namespace hearth::store

namespace hearth::services {

class EventReader;
class RoomRegistry;
class Sight;

/// What is bundled with an event (spec, "Aggregations of child events").
struct Bundle {
    StoredEventPtr replacement;      // newest valid edit
    StoredEventPtr threadLatest;     // newest event of the thread
    StoredEventPtr threadLatestEdit; // and its newest edit
    std::int64_t threadCount = 0;
    bool threadParticipated = false;     // by the viewer
    std::vector<std::string> references; // event ids of m.reference children, the first of them
    /// What it adds to an answer, roughly.
    [[nodiscard]] std::size_t bytes() const;
};

/// So many references of one event are told; there is an endpoint for all of them.
inline constexpr std::size_t mostReferences = 100;

/// Thread-safe. Rows of relations are light; of their events only those that are shown are loaded.
class RelationReader {
public:
    RelationReader(store::Database &database, EventReader &events, RoomRegistry &rooms);

    /// Bundles of those events that have any, made of what the viewer gets to see.
    [[nodiscard]] std::unordered_map<store::EventNid, Bundle>
    bundles(std::span<const StoredEventPtr> events, Sight &sight);

private:
    /// Of rows that are edits of the same event: the newest one that is valid.
    [[nodiscard]] StoredEventPtr newestEdit(const StoredEvent &original,
                                            std::vector<const store::BundleRow *> edits);
    void addReferences(Bundle &bundle, const std::vector<const store::BundleRow *> &rows);
    void addEditsOf(const std::vector<StoredEventPtr> &latest, Sight &sight,
                    std::unordered_map<store::EventNid, Bundle> &out);

    store::Database &m_database;
    EventReader &m_events;
    RoomRegistry &m_rooms;
};

} // namespace hearth::services
