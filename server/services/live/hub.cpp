// SPDX-License-Identifier: Apache-2.0
// Hub: fans committed changes out to the tails of rooms and the feeds of connected users.
#include "server/services/live/hub.hpp"

#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/store/database.hpp"

#include <algorithm>

namespace hearth::services {

namespace {
constexpr std::size_t maxTailEvents = 6000;
} // namespace

Hub::Hub(store::Database &database, EventSender &sender, RoomMembers &members, const Clock &clock)
    : m_database(database)
    , m_members(members)
    , m_clock(clock)
    , m_start(database.position().value)
    , m_newest(m_start)
    , m_volatileStart(clock.now()) // above every number of an earlier run
    , m_volatile(m_volatileStart) {
    sender.addListener(*this);
    database.setBatchListener([this](store::Position) { batchDone(); });
}

std::int64_t Hub::position() const {
    return m_database.position().value;
}

RoomTail &Hub::tail(store::RoomNid room) {
    auto &slot = m_tails[room];
    if (!slot)
        slot = std::make_unique<RoomTail>(m_start);
    return *slot;
}

const RoomTail *Hub::findTail(store::RoomNid room) const {
    const auto found = m_tails.find(room);
    return found == m_tails.end() ? nullptr : found->second.get();
}

Hub::FeedPtr Hub::findFeed(store::UserNid user) const {
    const auto found = m_feeds.find(user);
    return found == m_feeds.end() ? nullptr : found->second;
}

void Hub::seen(store::Position pos) {
    m_newest = std::max(m_newest, pos.value);
}

void Hub::note(const FeedPtr &feed, const FeedEntry &entry) {
    feed->add(entry);
    if (m_toWake.empty() || m_toWake.back() != feed)
        m_toWake.push_back(feed);
}

void Hub::noteUser(store::UserNid user, const FeedEntry &entry) {
    const std::lock_guard lock(m_mutex);
    seen({entry.at});
    if (const FeedPtr feed = findFeed(user))
        note(feed, entry);
}

// ---- Writer thread
// -------------------------------------------------------------------------------

void Hub::onEvent(const LiveEventPtr &event) {
    const std::lock_guard lock(m_mutex);
    seen(event->pos);
    RoomTail &room = tail(event->room);
    const std::size_t before = room.eventCount();
    if (event->redacts) {
        // A reader must not get the unredacted bytes any more.
        if (const auto position = room.positionOf(event->redacts))
            room.forgetEventsUpTo(*position);
    }
    room.add(event);
    m_tailEvents += room.eventCount();
    m_tailEvents -= std::min(before, m_tailEvents);
    const FeedEntry entry{event->pos.value, event->room.value, FeedKind::RoomEvent};
    for (const FeedPtr &feed : room.listeners)
        note(feed, entry);
    for (const ChangedEntry &change : event->changes)
        if (change.isMember())
            trackMembership(*event, change, room);
    if (m_tailEvents > maxTailEvents)
        trimTails();
}

void Hub::trackMembership(const LiveEvent &event, const ChangedEntry &change, RoomTail &in) {
    const FeedPtr feed = findFeed(change.target);
    if (!feed)
        return;
    note(feed, {event.pos.value, event.room.value, FeedKind::RoomEvent});
    const auto found = std::find(in.listeners.begin(), in.listeners.end(), feed);
    const bool joined = change.now == matrix::Membership::Join;
    if (joined && found == in.listeners.end())
        in.listeners.push_back(feed);
    else if (!joined && found != in.listeners.end())
        in.listeners.erase(found);
}

void Hub::onRoomDeleted(store::RoomNid room) {
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_tails.find(room); found != m_tails.end()) {
        m_tailEvents -= std::min(found->second->eventCount(), m_tailEvents);
        m_tails.erase(found);
    }
}

void Hub::onHistoryPurged(store::RoomNid room, store::Position before) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_tails.find(room);
    if (found == m_tails.end())
        return;
    m_tailEvents -= std::min(found->second->eventCount(), m_tailEvents);
    found->second->forgetEventsUpTo(before.value - 1);
    m_tailEvents += found->second->eventCount();
}

void Hub::trimTails() {
    std::vector<RoomTail *> rooms;
    for (const auto &[nid, room] : m_tails) {
        if (room->eventCount() > 0)
            rooms.push_back(room.get());
    }
    std::sort(rooms.begin(), rooms.end(),
              [](const auto *a, const auto *b) { return a->lastEvent() < b->lastEvent(); });
    for (RoomTail *room : rooms) {
        if (m_tailEvents <= maxTailEvents * 3 / 4)
            return;
        m_tailEvents -= std::min(room->eventCount(), m_tailEvents);
        room->clear();
    }
}

void Hub::batchDone() {
    std::vector<std::shared_ptr<Waiter>> waiters;
    {
        const std::lock_guard lock(m_mutex);
        for (const FeedPtr &feed : m_toWake)
            feed->takeWaiters(waiters);
        m_toWake.clear();
    }
    wakeAll(waiters);
}

void Hub::wakeAll(std::vector<std::shared_ptr<Waiter>> &waiters) {
    for (const auto &waiter : waiters)
        waiter->wake();
}

// ---- Inside a transaction
// ------------------------------------------------------------------------

std::vector<Hub::FeedPtr> Hub::feedsAround(store::UserNid user) {
    const auto rooms = m_members.joinedRooms(user);
    std::vector<FeedPtr> feeds;
    const std::lock_guard lock(m_mutex);
    if (FeedPtr own = findFeed(user))
        feeds.push_back(std::move(own));
    for (const store::RoomNid room : rooms) {
        if (const RoomTail *found = findTail(room))
            feeds.insert(feeds.end(), found->listeners.begin(), found->listeners.end());
    }
    std::sort(feeds.begin(), feeds.end());
    feeds.erase(std::unique(feeds.begin(), feeds.end()), feeds.end());
    return feeds;
}

store::Position Hub::deviceListChanged(store::Transaction &tx, store::UserNid user) {
    const store::Position pos = tx.append({store::Stream::DeviceList, {}, user, user.value});
    tx.onCommit([this, user, pos] {
        {
            const std::lock_guard lock(m_mutex);
            seen(pos); // before looking for feeds: one that comes later then starts at pos
        }
        if (m_watcher)
            m_watcher->onDeviceList(user);
        const auto feeds = feedsAround(user);
        const std::lock_guard lock(m_mutex);
        for (const FeedPtr &feed : feeds)
            note(feed, {pos.value, user.value, FeedKind::DeviceList});
    });
    return pos;
}

store::Position Hub::deviceListChangedFor(store::Transaction &tx, store::UserNid user,
                                          store::UserNid viewer) {
    const store::Position pos = tx.append({store::Stream::DeviceList, {}, user, user.value});
    tx.onCommit([this, user, viewer, pos] {
        noteUser(viewer, {pos.value, user.value, FeedKind::DeviceList});
    });
    return pos;
}

store::Position Hub::toDeviceSent(store::Transaction &tx, store::UserNid user,
                                  store::DeviceNid device) {
    const store::Position pos = tx.append({store::Stream::ToDevice, {}, user, device.value});
    tx.onCommit([this, user, device, pos] {
        {
            const std::lock_guard lock(m_mutex);
            std::int64_t &newest = m_toDevice[device];
            newest = std::max(newest, pos.value);
        }
        noteUser(user, {pos.value, device.value, FeedKind::ToDevice});
        if (m_watcher)
            m_watcher->onToDevice(user);
    });
    return pos;
}

store::Position Hub::accountDataChanged(store::Transaction &tx, store::UserNid user,
                                        store::RoomNid room) {
    const store::Position pos = tx.append({store::Stream::AccountData, room, user, 0});
    tx.onCommit([this, user, room, pos] {
        noteUser(user,
                 {pos.value, room.value, room ? FeedKind::RoomAccountData : FeedKind::AccountData});
    });
    return pos;
}

store::Position Hub::pushRulesChanged(store::Transaction &tx, store::UserNid user) {
    const store::Position pos = tx.append({store::Stream::PushRules, {}, user, 0});
    tx.onCommit([this, user, pos] { noteUser(user, {pos.value, 0, FeedKind::PushRules}); });
    return pos;
}

void Hub::oneTimeKeysChanged(store::Transaction &tx, store::UserNid, store::DeviceNid device) {
    tx.onCommit([this, device] {
        const std::lock_guard lock(m_mutex);
        ++m_keys[device];
    });
}

void Hub::deviceRemoved(store::Transaction &tx, store::UserNid user, store::DeviceNid device) {
    tx.onCommit([this, user, device] {
        const std::lock_guard lock(m_mutex);
        m_keys.erase(device);
        m_toDevice.erase(device);
    });
}

store::Position Hub::receiptChanged(store::Transaction &tx, store::RoomNid room,
                                    LiveReceipt receipt) {
    receipt.pos = tx.append({store::Stream::Receipt, room, receipt.user, 0});
    tx.onCommit([this, room, receipt] {
        if (m_watcher)
            m_watcher->onReceipt(room, receipt);
        const std::lock_guard lock(m_mutex);
        seen(receipt.pos);
        RoomTail &in = tail(room);
        in.add(receipt);
        const FeedEntry entry{receipt.pos.value, room.value, FeedKind::RoomReceipt};
        if (receipt.kind == "m.read.private") {
            if (const FeedPtr feed = findFeed(receipt.user))
                note(feed, entry);
            return;
        }
        for (const FeedPtr &feed : in.listeners)
            note(feed, entry);
    });
    return receipt.pos;
}

// ---- Volatile changes
// ----------------------------------------------------------------------------

void Hub::typingChanged(store::RoomNid room, const std::function<void(std::int64_t)> &apply) {
    std::vector<std::shared_ptr<Waiter>> waiters;
    {
        const std::lock_guard order(m_volatileMutex);
        const std::int64_t number = m_volatile.load() + 1;
        apply(number);
        const std::lock_guard lock(m_mutex);
        if (const RoomTail *in = findTail(room)) {
            for (const FeedPtr &feed : in->listeners) {
                feed->addVolatile({number, room.value, FeedKind::Typing});
                feed->takeWaiters(waiters);
            }
        }
        m_volatile.store(number);
    }
    wakeAll(waiters);
    if (m_watcher)
        m_watcher->onTyping(room);
}

void Hub::presenceChanged(store::UserNid user, const std::function<void(std::int64_t)> &apply) {
    std::vector<std::shared_ptr<Waiter>> waiters;
    {
        const std::lock_guard order(m_volatileMutex);
        const auto feeds = feedsAround(user);
        const std::int64_t number = m_volatile.load() + 1;
        apply(number);
        const std::lock_guard lock(m_mutex);
        for (const FeedPtr &feed : feeds) {
            feed->addVolatile({number, user.value, FeedKind::Presence});
            feed->takeWaiters(waiters);
        }
        m_volatile.store(number);
    }
    wakeAll(waiters);
    if (m_watcher)
        m_watcher->onPresence(user);
}

} // namespace hearth::services
