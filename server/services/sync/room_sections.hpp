// SPDX-License-Identifier: Apache-2.0
// RoomSections: what /sync says about one room.
#pragma once

#include "server/core/clock.hpp"
#include "server/services/rooms/event_serializer.hpp"
#include "server/services/sync/ignored_invites.hpp"
#include "server/services/sync/json_pieces.hpp"
#include "server/services/sync/room_state_at.hpp"
#include "server/services/sync/sent_members.hpp"
#include "server/services/sync/sync_request.hpp"
#include "server/services/sync/timeline_batch.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hearth::services {

class ReceiptService;
class TypingService;
class UnreadCounts;
class Visibility;

/// Thread-safe.
class RoomSections {
public:
    struct Parts {
        store::Database &database;
        Hub &hub;
        RoomRegistry &rooms;
        RoomMembers &members;
        EventReader &events;
        EventSerializer &serializer;
        Timeline &timeline;
        Visibility &visibility;
        ReceiptService &receipts;
        TypingService &typing;
        UnreadCounts &unread;
        const Clock &clock;
    };
    explicit RoomSections(const Parts &parts);

    /// Before whole rooms are asked for one by one: reads in sets what is not in memory.
    void prepare(SyncRun &run, std::span<const RoomMembership> rooms);
    /// Nothing when there is nothing new to say. Notes in run who shares a room now or no longer.
    [[nodiscard]] std::optional<JsonPieces> joined(SyncRun &run, const RoomMembership &membership);
    [[nodiscard]] std::optional<JsonPieces> left(SyncRun &run, const RoomMembership &membership);
    /// For invite and knock; name: "invite_state" or "knock_state".
    [[nodiscard]] std::optional<JsonPieces>
    stripped(const SyncRun &run, const RoomMembership &membership, std::string_view name);
    /// Only notes who shares a room now or no longer, between run.from and run.to.
    void noteSharing(SyncRun &run, const RoomMembership &membership);
    /// How much work the room's section will be, before anything of it is begun.
    [[nodiscard]] std::int64_t weight(const SyncRun &run, const RoomMembership &membership);
    /// A client that starts anew has no members, another those of what it has acknowledged.
    void startSentMembers(const SyncRun &run);

private:
    struct Room {
        store::RoomNid nid{};
        std::string id;
        std::int64_t to = 0;
        std::int64_t stateTo = 0; // for those who left: when they did
        bool newlyJoined = false;
        std::int64_t ownPos = 0; // of the viewer's membership, while joined
        bool full = false;       // the whole state is wanted
        std::vector<RoomChange> changes;
        TimelineBatch timeline;
        bool alwaysThere = false; // the viewer, since `from`
        StoredEvents state;
        RoomViewPtr view; // at `to`, for the summary
        std::vector<MemberPtr> heroes;
        bool summary = false;
    };
    [[nodiscard]] bool wasJoinedAt(const SyncRun &run, const RoomMembership &membership,
                                   std::int64_t at);
    /// Whether the viewer became (and is, or was meanwhile) joined after `from`.
    [[nodiscard]] bool newlyJoined(const SyncRun &run, const RoomMembership &membership,
                                   const std::vector<RoomChange> &changes);
    void noteMembers(SyncRun &run, const Room &room);
    void prepareEvents(SyncRun &run, std::span<const RoomMembership> rooms);
    void loadTimeline(SyncRun &run, const RoomMembership &membership, Room &room);
    void loadState(const SyncRun &run, Room &room);
    /// The member event of somebody who was never joined is all the state there is to tell.
    void loadOwnMember(const SyncRun &run, const RoomMembership &membership, Room &room);
    [[nodiscard]] std::vector<store::EventNid> stateNids(const SyncRun &run, Room &room);
    void addLazyMembers(const SyncRun &run, Room &room, const RoomStateAt *state,
                        std::vector<store::EventNid> &nids);
    [[nodiscard]] matrix::Membership membershipIn(const RoomChange &change);
    [[nodiscard]] matrix::Membership membershipBefore(const RoomChange &change);
    [[nodiscard]] bool movesSummary(const RoomChange &change);

    void writeTimeline(const SyncRun &run, const Room &room, JsonPieces &out);
    [[nodiscard]] std::shared_ptr<const std::string> sharedTimeline(const SyncRun &run,
                                                                    const Room &room);
    [[nodiscard]] std::string eventText(const SyncRun &run, const TimelineBatch::Item &item);
    void writeState(const SyncRun &run, const Room &room, JsonPieces &out);
    void writeSummary(const SyncRun &run, const Room &room, JsonPieces &out);
    void writeUnread(const SyncRun &run, const Room &room, JsonMembers &members);
    [[nodiscard]] json::array accountData(SyncRun &run, const Room &room);
    [[nodiscard]] json::array ephemeral(const SyncRun &run, const Room &room);
    [[nodiscard]] std::optional<json::object> receiptEvent(const SyncRun &run, const Room &room);

    Parts m;
    RoomStates m_states;
    TimelineLoader m_timelines;
    SentMembers m_sent;
    IgnoredInvites m_ignored;
};

} // namespace hearth::services
