// SPDX-License-Identifier: Apache-2.0
// SlidingRooms: what a sliding sync says about one room.
#pragma once

#include "server/services/sync/room_sections.hpp"
#include "server/services/sync/sliding_connections.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string>

namespace hearth::services {

/// Thread-safe.
class SlidingRooms {
public:
    SlidingRooms(const RoomSections::Parts &parts, RoomSections &sections);

    struct Question {
        const RoomMembership &membership;
        const SlidingWish &wish;
        WantedUnions &unions;
        const SlidingKnown *known = nullptr; // nothing yet
        std::int64_t from = 0;               // the connection's last position; 0: none
        std::int64_t bump = 0;
        bool direct = false;
    };
    struct Answer {
        json::object json; // empty: nothing new
        SlidingKnownPtr known;
        std::set<std::string> shown; // events of the timeline
    };
    [[nodiscard]] Answer about(SyncRun &run, const Question &question);

private:
    struct Work;
    [[nodiscard]] Answer invited(SyncRun &run, const Question &question);
    void loadTimeline(SyncRun &run, Work &work);
    void writeTimeline(const SyncRun &run, Work &work);
    [[nodiscard]] std::vector<store::EventNid> wholeState(const SyncRun &run, Work &work,
                                                          const SlidingWish *without);
    void addChanges(const SyncRun &run, Work &work, std::vector<store::EventNid> &nids);
    void addLazyMembers(const SyncRun &run, Work &work, std::vector<store::EventNid> &nids);
    void writeState(const SyncRun &run, Work &work);
    void writeSummary(const SyncRun &run, Work &work, bool all);
    /// Counts what is unread; whether anything of it changed.
    bool countAnew(const SyncRun &run, Work &work);

    RoomSections::Parts m;
    RoomSections &m_sections;
    RoomStates m_states;
    TimelineLoader m_timelines;
};

} // namespace hearth::services
