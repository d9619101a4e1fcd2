// SPDX-License-Identifier: Apache-2.0
// What is known of an event on its way in; included by ingest*.cpp only.
#pragma once

#include "server/services/rooms/ingest.hpp"
#include "server/store/foreign_event_store.hpp"

#include <vector>

namespace hearth::services {

/// A state with its group, written or about to be.
struct Ingest::Planned {
    store::StateGroupNid id{};
    GroupStatePtr state;
    StateLayers layers;
};

struct Ingest::Case {
    Case(RoomPtr in, const matrix::EventPtr &what, const Arrival &arrival)
        : room(std::move(in))
        , event(what)
        , how(arrival) {}

    RoomPtr room;
    const matrix::EventPtr &event;
    const Arrival &how;

    store::EventNid nid{}; // it has one already as stub or outlier
    bool known = false;
    store::UserNid sender{};
    std::vector<store::EventHead> prev;   // stubs are not among them
    std::vector<std::string> unknownPrev; // stubs are
    StoredEvents auth;

    // The room's head when it was looked at.
    std::vector<Extremity> extremities;
    store::StateGroupNid current{};

    /// The event as it is going to be stored, held so that EventReader knows it by its nid before
    /// it is durable: states that have it can be compared and resolved.
    std::shared_ptr<StoredEvent> ahead;

    Planned before;
    Planned after;
    std::vector<Planned> fresh;     // groups that `writes` will make
    std::vector<GroupWrite> writes; // in the order in which they stand on each other

    [[nodiscard]] const matrix::RoomVersion &version() const { return room->version(); }
    /// Whether the state before follows from what is here.
    [[nodiscard]] bool hasPast() const {
        for (const store::EventHead &head : prev)
            if (!head.hasState())
                return false;
        return unknownPrev.empty() && !prev.empty();
    }
};

} // namespace hearth::services
