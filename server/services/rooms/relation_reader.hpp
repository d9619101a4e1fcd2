// SPDX-License-Identifier: Apache-2.0
// RelationReader: what refers to an event: edits, threads, references, reactions.
#pragma once

#include "server/core/json.hpp"
#include "server/services/rooms/stored_event.hpp"
#include "server/store/nid.hpp"

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
    std::vector<std::string> references; // event ids of m.reference children
};

/// Thread-safe.
class RelationReader {
public:
    RelationReader(store::Database &database, EventReader &events, RoomRegistry &rooms);

    /// Bundles of those events that have any, made of what the viewer gets to see.
    [[nodiscard]] std::unordered_map<store::EventNid, Bundle>
    bundles(std::span<const StoredEventPtr> events, Sight &sight);

private:
    void add(Bundle &bundle, const store::BundleRow &row, const StoredEvent &parent, Sight &sight);
    void addEditsOf(const std::vector<StoredEventPtr> &latest, Sight &sight,
                    std::unordered_map<store::EventNid, Bundle> &out);

    store::Database &m_database;
    EventReader &m_events;
    RoomRegistry &m_rooms;
};

} // namespace hearth::services
