// SPDX-License-Identifier: Apache-2.0
// LiveEvent: an event that has just become durable, on its way to those who wait for it.
#pragma once

#include "server/core/json.hpp"
#include "server/services/rooms/room_view.hpp"
#include "server/services/rooms/state_changes.hpp"
#include "server/services/rooms/stored_event.hpp"

#include <memory>
#include <string>

namespace hearth::services {

struct LiveEvent {
    store::Position pos{};
    store::EventNid nid{};
    store::RoomNid room{};
    store::UserNid sender{};
    StoredEventPtr stored; // event, device and transaction id of the sender, replaces …
    matrix::EventPtr event;

    /// What it did to the room's current state. Where branches of a room meet a message may change
    /// entries, and a state event none.
    StateChanges changes;

    /// State of the room after the event (members included).
    RoomViewPtr after;

    /// For m.room.redaction that took effect: the event that is redacted from this position on.
    store::EventNid redacts{};
    /// The parent in m.relates_to, if the relation was stored.
    store::EventNid relatesTo{};

    /// What the event itself did to a membership; nullptr if it did nothing to any.
    [[nodiscard]] const ChangedEntry *ownMember() const {
        for (const ChangedEntry &change : changes)
            if (change.isMember() && change.after == nid)
                return &change;
        return nullptr;
    }
};
using LiveEventPtr = std::shared_ptr<const LiveEvent>;

/// Told of every durable event. Calls come on the writer thread, in the order of positions, after
/// RoomMembers and the room's committed view show the event. Must be short and must not throw.
class EventListener {
public:
    virtual ~EventListener() = default;
    virtual void onEvent(const LiveEventPtr &event) = 0;
    /// A room was deleted: forget everything about it.
    virtual void onRoomDeleted(store::RoomNid room) { static_cast<void>(room); }
    /// Events before a position are no longer in the timeline.
    virtual void onHistoryPurged(store::RoomNid room, store::Position before) {
        static_cast<void>(room);
        static_cast<void>(before);
    }
};

} // namespace hearth::services
