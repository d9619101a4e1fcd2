// SPDX-License-Identifier: Apache-2.0
// EventBatch: events that are built and judged, on their way into the database in one write.
#pragma once

#include "server/matrix/event.hpp"
#include "server/services/rooms/live_event.hpp"
#include "server/services/rooms/room.hpp"
#include "server/services/rooms/state_layers.hpp"
#include "server/services/rooms/stored_event.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace hearth::store {
class Transaction;
}

namespace hearth::services {

/// What somebody wants to be sent.
struct NewEvent {
    std::string type;
    std::optional<std::string> stateKey;
    json::object content;
    std::optional<matrix::EventId> redacts;
    matrix::UserId sender;
    store::UserNid senderNid{};
    store::UserNid target{};   // m.room.member: the user of the state key
    store::DeviceNid device{}; // with txnId: who made the request
    std::string txnId;         // empty: none
    std::optional<std::int64_t> originTs;
};

/// What became of an event when it was judged.
enum class Standing {
    Timeline,   // accepted: it has a place, and may be a forward extremity
    SoftFailed, // stored with its state, but shown to nobody and built on by nobody here
    Rejected,   // stored, never part of a state
    Outlier,    // stored for what names it; its own state is not known
    Backfilled  // accepted, from before the room's first event
};

/// A judged event, as RoomWriter wants it.
struct BuiltEvent {
    matrix::EventPtr event;
    std::shared_ptr<StoredEvent> stored;
    std::shared_ptr<LiveEvent> live;
    RoomViewPtr after;
    std::vector<store::EventNid> prev;
    std::vector<store::EventNid> auth;
    store::StateGroupNid before{}; // state groups
    store::StateGroupNid behind{};
    std::vector<GroupWrite> groups;      // that are new, each after those it stands on
    std::optional<std::string> stripped; // of an invite or knock
    struct {
        store::EventNid parent{};
        std::string parentId; // without parent: one that is not there yet
        std::string type;
        std::string key;
    } relation;
    struct {
        std::string id; // empty: no redaction
        store::EventNid target{};
        bool member = false;  // the target is an m.room.member
        bool refused = false; // the sender may not redact the target
    } redaction;

    /// Of other servers' events only.
    struct Foreign {
        bool known = false; // there is a row, of a stub or an outlier
        std::string rejectCode;
        /// Previous events that are not there, each with a nid for its stub.
        std::vector<std::pair<std::string, store::EventNid>> unknownPrev;
        std::vector<store::EventNid> outlierPrev; // whose own history is not there
        store::EventNid parentStub{};             // for relation.parentId
        /// Redactions of this event that came before it, and whether they may.
        std::vector<std::pair<store::EventNid, bool>> redactions;
    };
    std::optional<Foreign> foreign;
    Standing standing = Standing::Timeline;
};

/// Backfilled events have their place already.
struct EventBatch {
    RoomPtr room;
    std::vector<BuiltEvent> events;
    std::vector<store::EventNid> goneExtremities;
    std::vector<store::EventNid> newExtremities;
    bool stateChanged = false;
    /// The current state from here on; 0: it stays.
    store::StateGroupNid current{};
    /// Further rows of the same transaction (a new room, its aliases).
    std::function<void(store::Transaction &)> before;
    std::function<void(store::Transaction &)> after;
    /// The room comes into the registry with this batch.
    bool newRoom = false;

    /// Fills the two lists of extremities from what the head had and has.
    void noteExtremities(std::span<const Extremity> had, std::span<const Extremity> has) {
        const auto missing = [](std::span<const Extremity> in, const Extremity &wanted) {
            return std::none_of(in.begin(), in.end(), [&](const Extremity &extremity) {
                return extremity.nid == wanted.nid;
            });
        };
        for (const Extremity &extremity : had)
            if (missing(has, extremity))
                goneExtremities.push_back(extremity.nid);
        for (const Extremity &extremity : has)
            if (missing(had, extremity))
                newExtremities.push_back(extremity.nid);
    }
};

/// A write of the room failed before this one: build it anew on the room as it is.
struct RoomChanged {};
/// The transaction id was used in an earlier run of the server.
struct DuplicateTransaction {};

} // namespace hearth::services
