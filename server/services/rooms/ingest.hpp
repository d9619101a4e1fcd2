// SPDX-License-Identifier: Apache-2.0
// Ingest: events of other servers, already verified, on their way into a room. The steps are those
// of the specification's "Checks performed on receipt of a PDU" (server-server), 4 to 7.
#pragma once

#include "server/core/clock.hpp"
#include "server/services/rooms/event_batch.hpp"
#include "server/services/rooms/state_groups.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hearth::services {

class EventReader;
class EventSender;
class RoomRegistry;
class StateResolver;

/// How an event came, beside its PDU.
struct Arrival {
    /// The state before the event as another server told it, for events whose previous ones are not
    /// here: ids of state events, stored already (outliers do). What is not here is left out.
    std::optional<std::vector<matrix::EventId>> stateBefore;
    /// Below 0: older than the room's first event; one of reservePlaces(). 0: it is new.
    store::Position place{};
};

struct Ingested {
    enum class Fate {
        Accepted,
        SoftFailed,
        Rejected,
        Known, // was here before, whatever became of it
        Waits  // events it names are not here: get `missing`, then call again
    };
    Fate fate = Fate::Waits;
    std::string reason; // a plain sentence when rejected or soft-failed
    std::vector<matrix::EventId> missing;
    bool missingAuth = false; // they are auth events; else previous ones
    store::EventNid nid{};
};

/// Thread-safe, but each room's events come from one thread at a time. Blocks on the database and
/// may take long (state resolution): call it on a worker, with no lock held.
class Ingest {
public:
    struct Parts {
        store::Database &database;
        RoomRegistry &registry;
        EventReader &events;
        EventSender &sender; // numbers, and the writer
        StateGroups &groups;
        StateResolver &resolver;
        const Clock &clock;
        const std::string &serverName;
    };
    explicit Ingest(const Parts &parts)
        : m(parts) {}

    /// One event; its signatures, hashes and size were checked, its room is one of ours. Returns
    /// when it is durable. Throws 404 for an unknown room, 503 if the room stays busy.
    Ingested take(store::RoomNid room, const matrix::EventPtr &event, const Arrival &how = {});
    /// Events that others name as auth events or state, in the order of their auth events: what
    /// names one that is not here is left out. Judged by their auth events only.
    void keepOutliers(store::RoomNid room, std::span<const matrix::EventPtr> events);
    /// For backfilled events that are about to be taken: the place of the newest of `count`; those
    /// of the others follow downwards, the oldest has place - (count - 1). Places that
    /// stay empty do no harm.
    [[nodiscard]] store::Position reservePlaces(store::RoomNid room, std::int64_t count);

private:
    struct Planned;
    struct Case;
    // ingest.cpp
    Ingested attempt(Case &one);
    void intern(Case &one);
    bool readReferences(Case &one, Ingested &out);
    Ingested finishAside(Case &one, Standing standing, std::string reason);
    [[nodiscard]] BuiltEvent build(Case &one, Standing standing);
    void findRelation(BuiltEvent &built);
    void findRedaction(Case &one, BuiltEvent &built);
    void findWaitingRedactions(BuiltEvent &built);
    [[nodiscard]] bool mayRedact(const matrix::Event &redaction, const matrix::Event &target,
                                 store::StateGroupNid stateAtRedaction);
    // ingest_judging.cpp
    [[nodiscard]] std::string judgeByAuthEvents(const Case &one);
    void stateBefore(Case &one);
    [[nodiscard]] std::string judgeBy(const Case &one, const GroupState &state);
    [[nodiscard]] std::string judgeCurrent(Case &one);
    // ingest_placing.cpp
    void stateAfter(Case &one);
    [[nodiscard]] Planned asGroup(Case &one, GroupStatePtr state, store::StateGroupNid base);
    [[nodiscard]] Planned groupOf(const Case &one, store::StateGroupNid group);
    void snapshot(Case &one);
    void place(Case &one);
    struct Move;
    [[nodiscard]] Move planMove(Case &one);
    void applyMove(Case &one, Move &move, BuiltEvent built, std::unique_lock<std::mutex> lock);

    const Parts m;
};

} // namespace hearth::services
