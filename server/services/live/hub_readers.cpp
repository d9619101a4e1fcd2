// SPDX-License-Identifier: Apache-2.0
// Hub, the side of the readers: connecting a user and looking into tails.
#include "server/services/live/hub.hpp"
#include "server/services/rooms/room_members.hpp"

#include <algorithm>
#include <limits>

namespace hearth::services {

namespace {
constexpr std::int64_t feedIdleMs = 5 * 60 * 1000;
constexpr std::int64_t sweepEveryMs = 60 * 1000;
} // namespace

std::shared_ptr<UserFeed> Hub::connect(store::UserNid user) {
    const std::int64_t now = m_clock.steady();
    FeedPtr feed;
    {
        const std::lock_guard lock(m_mutex);
        if (now - m_sweptAt > sweepEveryMs)
            dropIdleFeeds(now);
        if ((feed = findFeed(user))) {
            feed->touch(now);
            return feed;
        }
        // Until it listens in all rooms it reaches back to nothing.
        constexpr auto never = std::numeric_limits<std::int64_t>::max();
        feed = std::make_shared<UserFeed>(user, never, never);
        feed->touch(now);
        m_feeds.emplace(user, feed);
    }
    // Asked after the feed is in place: a join committed from here on registers itself.
    const auto rooms = m_members.joinedRooms(user);
    std::vector<std::shared_ptr<Waiter>> waiters;
    {
        const std::lock_guard order(m_volatileMutex);
        const std::lock_guard lock(m_mutex);
        for (const store::RoomNid room : rooms) {
            auto &listeners = tail(room).listeners;
            if (std::find(listeners.begin(), listeners.end(), feed) == listeners.end())
                listeners.push_back(feed);
        }
        // Something of the batch under way may have passed before the feed was listening.
        feed->startAt(std::max(m_newest, position()), m_volatile.load());
    }
    // Calls of the same user that armed in between may have missed something.
    feed->takeWaiters(waiters);
    wakeAll(waiters);
    return feed;
}

void Hub::listen(const std::shared_ptr<UserFeed> &feed, store::RoomNid room) {
    const std::lock_guard lock(m_mutex);
    auto &listeners = tail(room).listeners;
    if (std::find(listeners.begin(), listeners.end(), feed) == listeners.end())
        listeners.push_back(feed);
}

void Hub::dropIdleFeeds(std::int64_t now) {
    m_sweptAt = now;
    std::unordered_set<const UserFeed *> idle;
    for (auto feed = m_feeds.begin(); feed != m_feeds.end();) {
        if (!feed->second->hasWaiters() && now - feed->second->lastUsed() > feedIdleMs) {
            idle.insert(feed->second.get());
            feed = m_feeds.erase(feed);
        } else {
            ++feed;
        }
    }
    if (idle.empty())
        return;
    for (auto &[nid, room] : m_tails)
        std::erase_if(room->listeners, [&](const auto &one) { return idle.contains(one.get()); });
    std::erase_if(m_toWake, [&](const auto &one) { return idle.contains(one.get()); });
}

bool Hub::events(store::RoomNid room, std::int64_t since, std::int64_t to,
                 std::vector<LiveEventPtr> &out) const {
    const std::lock_guard lock(m_mutex);
    const RoomTail *found = findTail(room);
    return found ? found->events(since, to, out) : since >= m_start;
}

bool Hub::state(store::RoomNid room, std::int64_t since, std::int64_t to,
                std::vector<LiveEventPtr> &out) const {
    const std::lock_guard lock(m_mutex);
    const RoomTail *found = findTail(room);
    return found ? found->state(since, to, out) : since >= m_start;
}

bool Hub::receipts(store::RoomNid room, std::int64_t since, std::int64_t to,
                   std::vector<LiveReceipt> &out) const {
    const std::lock_guard lock(m_mutex);
    const RoomTail *found = findTail(room);
    return found ? found->receipts(since, to, out) : since >= m_start;
}

std::int64_t Hub::eventsFrom(store::RoomNid room) const {
    const std::lock_guard lock(m_mutex);
    const RoomTail *found = findTail(room);
    return found ? found->eventsFrom() : m_start;
}

LiveEventPtr Hub::newest(store::RoomNid room, std::int64_t to) const {
    const std::lock_guard lock(m_mutex);
    const RoomTail *found = findTail(room);
    return found ? found->newest(to) : nullptr;
}

std::shared_ptr<const std::string> Hub::rendered(store::RoomNid room,
                                                 const RenderedTimeline &like) const {
    const std::lock_guard lock(m_mutex);
    const RoomTail *found = findTail(room);
    if (!found)
        return nullptr;
    for (const RenderedTimeline &one : found->rendered) {
        if (one.first == like.first && one.last == like.last && one.limited == like.limited &&
            one.count == like.count && one.variant == like.variant &&
            like.madeAt - one.madeAt <= 1000)
            return one.json;
    }
    return nullptr;
}

void Hub::remember(store::RoomNid room, RenderedTimeline timeline) {
    const std::lock_guard lock(m_mutex);
    RoomTail &in = tail(room);
    in.rendered.insert(in.rendered.begin(), std::move(timeline));
    if (in.rendered.size() > RoomTail::renderedCapacity)
        in.rendered.pop_back();
}

std::uint64_t Hub::keysGeneration(store::DeviceNid device) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_keys.find(device);
    return found == m_keys.end() ? 0 : found->second;
}

std::int64_t Hub::newestToDevice(store::DeviceNid device) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_toDevice.find(device);
    return found == m_toDevice.end() ? 0 : found->second;
}

bool Hub::isWaiting(store::UserNid user) const {
    const std::lock_guard lock(m_mutex);
    const FeedPtr feed = findFeed(user);
    return feed && feed->hasWaiters();
}

} // namespace hearth::services
