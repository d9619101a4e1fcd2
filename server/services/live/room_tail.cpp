// SPDX-License-Identifier: Apache-2.0
// RoomTail: bounded rings of events, state events and receipts, each with the position from which
// it is complete.
#include "server/services/live/room_tail.hpp"

#include "server/matrix/event.hpp"

#include <algorithm>

namespace hearth::services {

namespace {
void push(std::vector<LiveEventPtr> &ring, const LiveEventPtr &event, std::size_t capacity,
          std::int64_t &from) {
    ring.push_back(event);
    if (ring.size() > capacity) {
        from = std::max(from, ring.front()->pos.value);
        ring.erase(ring.begin());
    }
}

bool pick(const std::vector<LiveEventPtr> &ring, std::int64_t since, std::int64_t to,
          std::int64_t from, std::vector<LiveEventPtr> &out) {
    if (since < from)
        return false;
    const auto first = std::find_if(ring.rbegin(), ring.rend(), [&](const auto &e) {
                           return e->pos.value <= since;
                       }).base();
    for (auto event = first; event != ring.end() && (*event)->pos.value <= to; ++event)
        out.push_back(*event);
    return true;
}
} // namespace

void RoomTail::add(const LiveEventPtr &event) {
    // Nothing came before the room's first event: the tail is all of it.
    if (event->event->is("m.room.create", ""))
        m_eventsFrom = m_stateFrom = m_receiptsFrom = 0;
    push(m_events, event, eventCapacity, m_eventsFrom);
    if (!event->changes.empty())
        push(m_state, event, stateCapacity, m_stateFrom);
    m_lastEvent = event->pos.value;
}

void RoomTail::add(LiveReceipt receipt) {
    m_receipts.push_back(std::move(receipt));
    if (m_receipts.size() > receiptCapacity) {
        m_receiptsFrom = std::max(m_receiptsFrom, m_receipts.front().pos.value);
        m_receipts.erase(m_receipts.begin());
    }
}

void RoomTail::forgetEventsUpTo(std::int64_t position) {
    std::erase_if(m_events, [&](const auto &event) { return event->pos.value <= position; });
    m_eventsFrom = std::max(m_eventsFrom, position);
    std::erase_if(m_state, [&](const auto &event) { return event->pos.value <= position; });
    m_stateFrom = std::max(m_stateFrom, position);
    rendered.clear();
}

std::optional<std::int64_t> RoomTail::positionOf(store::EventNid event) const {
    for (const auto *ring : {&m_events, &m_state}) {
        for (auto one = ring->rbegin(); one != ring->rend(); ++one) {
            if ((*one)->nid == event)
                return (*one)->pos.value;
        }
    }
    return std::nullopt;
}

LiveEventPtr RoomTail::newest(std::int64_t to) const {
    for (auto one = m_events.rbegin(); one != m_events.rend(); ++one) {
        if ((*one)->pos.value <= to)
            return *one;
    }
    return nullptr;
}

void RoomTail::clear() {
    if (!m_receipts.empty())
        m_receiptsFrom = std::max(m_receiptsFrom, m_receipts.back().pos.value);
    m_receipts.clear();
    forgetEventsUpTo(m_lastEvent);
}

bool RoomTail::events(std::int64_t since, std::int64_t to, std::vector<LiveEventPtr> &out) const {
    return pick(m_events, since, to, m_eventsFrom, out);
}

bool RoomTail::state(std::int64_t since, std::int64_t to, std::vector<LiveEventPtr> &out) const {
    return pick(m_state, since, to, m_stateFrom, out);
}

bool RoomTail::receipts(std::int64_t since, std::int64_t to, std::vector<LiveReceipt> &out) const {
    if (since < m_receiptsFrom)
        return false;
    for (const LiveReceipt &receipt : m_receipts) {
        if (receipt.pos.value > since && receipt.pos.value <= to)
            out.push_back(receipt);
    }
    return true;
}

} // namespace hearth::services
