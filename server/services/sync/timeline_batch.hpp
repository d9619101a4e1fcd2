// SPDX-License-Identifier: Apache-2.0
// TimelineLoader: the newest events of a room that a viewer gets, from the room's tail when it
// reaches far enough, otherwise from the database.
#pragma once

#include "server/services/rooms/stored_event.hpp"
#include "server/services/rooms/timeline.hpp"
#include "server/services/sync/sync_request.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hearth::services {

class Hub;

struct TimelineBatch {
    struct Item {
        StoredEventPtr stored;
        LiveEventPtr live; // when from the tail
    };
    std::vector<Item> items; // oldest first
    bool limited = false;
    /// Everything shown comes after this position: prev_batch.
    std::int64_t start = 0;
    std::size_t bytes = 0; // of its events
    [[nodiscard]] bool shows(store::EventNid nid) const;
};

struct TimelineQuestion {
    store::RoomNid room{};
    std::int64_t from = 0; // 0: from the beginning
    std::int64_t to = 0;
    /// Events of this state, the one that holds now, are shown whenever they came.
    const RoomView *current = nullptr;
    /// Only the viewer's own membership events.
    bool onlyOwnMembership = false;
    /// Where there are more than these the timeline is limited, as with too many events.
    std::size_t mostBytes = pageBytes;
};

/// Thread-safe.
class TimelineLoader {
public:
    TimelineLoader(Hub &hub, Timeline &timeline);

    /// Before load() is asked for whole timelines of many rooms: reads what the tails do not have.
    void prepare(SyncRun &run, std::span<const store::RoomNid> rooms);
    [[nodiscard]] TimelineBatch load(const SyncRun &run, const TimelineQuestion &question);

private:
    void prepareChanges(SyncRun &run);
    [[nodiscard]] static bool passes(const SyncRun &run, const TimelineQuestion &question,
                                     const StoredEvent &event);
    [[nodiscard]] std::optional<TimelineBatch> fromTail(const SyncRun &run,
                                                        const TimelineQuestion &question);
    [[nodiscard]] TimelineBatch fromDatabase(const SyncRun &run, const TimelineQuestion &question);

    Hub &m_hub;
    Timeline &m_timeline;
};

} // namespace hearth::services
