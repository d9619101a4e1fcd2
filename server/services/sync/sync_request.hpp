// SPDX-License-Identifier: Apache-2.0
// What a /sync asks for, and what is known while it is being answered.
#pragma once

#include "server/services/account_data/account_data_service.hpp"
#include "server/services/filters/filter_service.hpp"
#include "server/services/live/room_tail.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/live_event.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/sight.hpp"
#include "server/services/rooms/timeline.hpp"
#include "server/services/sync/sync_token.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace hearth::services {

struct SyncRequest {
    Requester requester;
    std::optional<SyncToken> since;
    SyncFilterPtr filter;
    bool fullState = false;
    /// Name of the member that takes the state's place: "state" by default, else "state_after" or
    /// its unstable name.
    bool stateAfter = false;
    std::string stateName = "state";
};

/// One change of a room's state, from memory or from the database.
struct RoomChange {
    store::Position pos{};
    std::string type;
    std::string stateKey;
    LiveEventPtr live;                   // when from memory
    const ChangedEntry *entry = nullptr; // of live
    store::EventNid after{};
    store::EventNid before{};
};

/// One look at everything between since and now.
/// What was asked of the database in one go for the rooms that are written next.
struct RoomsAhead {
    /// The newest events as of SyncRun::to, at most `page` of them.
    std::unordered_map<store::RoomNid, StoredEvents> newest;
    std::size_t page = 0;
    /// The changes of state since before the oldest of them, where there are state events.
    std::unordered_map<store::RoomNid, std::vector<StateChange>> changes;
    /// Held, so that EventReader has them while the rooms are written.
    StoredEvents events;
    /// From the beginning to SyncRun::to.
    std::unordered_map<store::RoomNid, std::vector<LiveReceipt>> receipts;
};

struct SyncRun {
    const SyncRequest *request = nullptr;
    bool initial = false;
    std::int64_t from = 0; // position of since
    std::int64_t to = 0;
    std::int64_t volatileFrom = 0;
    std::int64_t volatileTo = 0;
    std::shared_ptr<const IgnoredUsers> ignored;
    std::shared_ptr<Sight> sight; // the viewer's; knows whom they ignore

    // What moved.
    std::set<store::RoomNid> dirtyRooms;
    std::set<store::RoomNid> typingRooms;
    std::set<store::UserNid> presenceOf;
    std::set<store::UserNid> deviceListsOf;
    bool accountDataMoved = false;
    bool pushRulesMoved = false;
    bool toDeviceMoved = false;
    bool allPresence = false;

    std::shared_ptr<const RoomMemberships> memberships;
    std::unordered_map<store::RoomNid, std::string> roomIds;
    std::map<store::RoomNid, std::vector<store::AccountDatum>> roomAccountData;
    std::vector<store::AccountDatum> accountData;
    RoomsAhead ahead;

    // What the timelines of all rooms have together. When that is used up each further room shows
    // one event, without what is bundled with it.
    std::size_t timelineBytes = 4 * pageBytes;
    mutable std::size_t eventBytes = 0; // written so far, with what is bundled
    [[nodiscard]] std::size_t bytesForRoom() const { return std::min(pageBytes, timelineBytes); }
    void useTimelineBytes(std::size_t bytes) { timelineBytes -= std::min(bytes, timelineBytes); }
    [[nodiscard]] bool bundles() const { return eventBytes < 8 * pageBytes; }

    // Found on the way through the rooms; for device_lists and presence.
    std::set<store::UserNid> nowSharing;
    std::set<store::UserNid> maybeLeft;

    [[nodiscard]] const Requester &who() const { return request->requester; }
    [[nodiscard]] const matrix::Filter &filter() const { return request->filter->filter; }
    [[nodiscard]] bool fullState() const { return initial || request->fullState; }
};

} // namespace hearth::services
