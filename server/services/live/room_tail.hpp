// SPDX-License-Identifier: Apache-2.0
// RoomTail: the newest events and receipts of one room, with their client bytes, so that a sync of
// somebody who keeps up never asks the database. Guarded by Hub's mutex.
#pragma once

#include "server/services/rooms/live_event.hpp"
#include "server/store/nid.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hearth::services {

class UserFeed;

/// A read marker of one user as it stands after a change.
struct LiveReceipt {
    store::Position pos;
    store::UserNid user{};
    std::string userId;
    std::string kind;   // m.read or m.read.private
    std::string thread; // "" = none, "main", or an event id
    std::string eventId;
    std::int64_t ts = 0;
};

/// Part of a /sync answer that is the same for everybody who asks for it.
struct RenderedTimeline {
    std::uint64_t variant = 0; // what else it depends on (filter, format)
    std::int64_t first = 0;    // positions of its first and last event
    std::int64_t last = 0;
    std::size_t count = 0; // of events
    bool limited = false;
    std::int64_t madeAt = 0;
    std::shared_ptr<const std::string> json;
};

class RoomTail {
public:
    static constexpr std::size_t eventCapacity = 64;
    static constexpr std::size_t stateCapacity = 64;
    static constexpr std::size_t receiptCapacity = 128;
    static constexpr std::size_t renderedCapacity = 4;

    explicit RoomTail(std::int64_t from)
        : m_eventsFrom(from)
        , m_stateFrom(from)
        , m_receiptsFrom(from) {}

    void add(const LiveEventPtr &event);
    void add(LiveReceipt receipt);
    /// Throws away the events, for example because one of them was redacted.
    void forgetEventsUpTo(std::int64_t position);
    [[nodiscard]] std::optional<std::int64_t> positionOf(store::EventNid event) const;
    /// Frees everything but the listeners.
    void clear();

    /// since < position <= to, oldest first. False when the tail does not reach back to since.
    [[nodiscard]] bool events(std::int64_t since, std::int64_t to,
                              std::vector<LiveEventPtr> &out) const;
    [[nodiscard]] bool state(std::int64_t since, std::int64_t to,
                             std::vector<LiveEventPtr> &out) const;
    [[nodiscard]] bool receipts(std::int64_t since, std::int64_t to,
                                std::vector<LiveReceipt> &out) const;
    /// The newest event with pos <= to, if the tail has it; nullptr otherwise.
    [[nodiscard]] LiveEventPtr newest(std::int64_t to) const;
    /// How far back the events reach.
    [[nodiscard]] std::int64_t eventsFrom() const { return m_eventsFrom; }
    [[nodiscard]] std::size_t eventCount() const { return m_events.size() + m_state.size(); }
    [[nodiscard]] std::int64_t lastEvent() const { return m_lastEvent; }

    std::vector<std::shared_ptr<UserFeed>> listeners; // connected users who are joined
    std::vector<RenderedTimeline> rendered;

private:
    // No deques: an empty one takes half a KiB, and there are many quiet rooms.
    std::vector<LiveEventPtr> m_events;
    std::vector<LiveEventPtr> m_state;
    std::vector<LiveReceipt> m_receipts;
    std::int64_t m_eventsFrom;
    std::int64_t m_stateFrom;
    std::int64_t m_receiptsFrom;
    std::int64_t m_lastEvent = 0;
};

} // namespace hearth::services
