// SPDX-License-Identifier: Apache-2.0
// Hub: from a durable change to those who wait for it. The writer thread puts every change into the
// tails of rooms and the feeds of connected users; worker threads read them and answer /sync.
#pragma once

#include "server/core/clock.hpp"
#include "server/services/live/changes.hpp"
#include "server/services/live/live_watcher.hpp"
#include "server/services/live/room_tail.hpp"
#include "server/services/live/user_feed.hpp"
#include "server/services/rooms/live_event.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventSender;
class RoomMembers;

/// Thread-safe. No function asks the database but connect() (through RoomMembers, once per user).
///
/// Two rules keep wake-ups from being lost. A waiting call arms itself before it reads position().
/// And waiters are woken at the end of a batch (batchDone), when position() already covers
/// everything that the batch put into the feeds.
class Hub final : public EventListener, public Changes {
public:
    /// Listens to rooms and to the ends of batches from here on.
    Hub(store::Database &database, EventSender &sender, RoomMembers &members, const Clock &clock);

    // ---- Writer thread --------------------------------------------------------------------------
    void onEvent(const LiveEventPtr &event) override;
    void onRoomDeleted(store::RoomNid room) override;
    void onHistoryPurged(store::RoomNid room, store::Position before) override;
    /// The batch up to this position is durable and visible: wakes whom it concerns.
    void batchDone();

    /// Told of everything that is no event. Called by the one who watches when it is made; it
    /// outlives the last request.
    void setWatcher(LiveWatcher &watcher) { m_watcher = &watcher; }

    // ---- Inside a transaction -------------------------------------------------------------------
    store::Position deviceListChanged(store::Transaction &tx, store::UserNid user) override;
    store::Position deviceListChangedFor(store::Transaction &tx, store::UserNid user,
                                         store::UserNid viewer) override;
    store::Position toDeviceSent(store::Transaction &tx, store::UserNid user,
                                 store::DeviceNid device) override;
    store::Position accountDataChanged(store::Transaction &tx, store::UserNid user,
                                       store::RoomNid room = {}) override;
    store::Position pushRulesChanged(store::Transaction &tx, store::UserNid user) override;
    void oneTimeKeysChanged(store::Transaction &tx, store::UserNid user,
                            store::DeviceNid device) override;
    void deviceRemoved(store::Transaction &tx, store::UserNid user,
                       store::DeviceNid device) override;
    /// receipt.pos is filled in. Private receipts reach only the user's own feed.
    store::Position receiptChanged(store::Transaction &tx, store::RoomNid room,
                                   LiveReceipt receipt);

    // ---- Volatile changes -----------------------------------------------------------------------
    /// apply(n) stores the change under the new volatile number n; then those joined are woken.
    void typingChanged(store::RoomNid room, const std::function<void(std::int64_t)> &apply);
    void presenceChanged(store::UserNid user, const std::function<void(std::int64_t)> &apply);

    // ---- Readers --------------------------------------------------------------------------------
    /// Everything up to here is in tails and feeds.
    [[nodiscard]] std::int64_t position() const;
    [[nodiscard]] std::int64_t volatilePosition() const { return m_volatile.load(); }
    /// Before this number typing and presence are not known (an earlier run of the server).
    [[nodiscard]] std::int64_t volatileStart() const { return m_volatileStart; }

    /// The feed of a user who is syncing; it is kept while used at least every few minutes.
    [[nodiscard]] std::shared_ptr<UserFeed> connect(store::UserNid user);

    /// Also what happens in a room that the user has not joined, while the feed is in use.
    void listen(const std::shared_ptr<UserFeed> &feed, store::RoomNid room);

    [[nodiscard]] bool events(store::RoomNid room, std::int64_t since, std::int64_t to,
                              std::vector<LiveEventPtr> &out) const;
    [[nodiscard]] bool state(store::RoomNid room, std::int64_t since, std::int64_t to,
                             std::vector<LiveEventPtr> &out) const;
    [[nodiscard]] bool receipts(store::RoomNid room, std::int64_t since, std::int64_t to,
                                std::vector<LiveReceipt> &out) const;
    /// How far back events() reaches in a room.
    [[nodiscard]] std::int64_t eventsFrom(store::RoomNid room) const;
    /// The newest event at or before a position, if it is in memory.
    [[nodiscard]] LiveEventPtr newest(store::RoomNid room, std::int64_t to) const;

    [[nodiscard]] std::shared_ptr<const std::string> rendered(store::RoomNid room,
                                                              const RenderedTimeline &like) const;
    void remember(store::RoomNid room, RenderedTimeline timeline);

    /// Changes whenever the one-time keys of the device may have.
    [[nodiscard]] std::uint64_t keysGeneration(store::DeviceNid device) const;
    /// Newest to-device message since the start of the server; 0 if there was none.
    [[nodiscard]] std::int64_t newestToDevice(store::DeviceNid device) const;
    [[nodiscard]] bool isWaiting(store::UserNid user) const;

private:
    using FeedPtr = std::shared_ptr<UserFeed>;

    RoomTail &tail(store::RoomNid room); // mutex held
    [[nodiscard]] const RoomTail *findTail(store::RoomNid room) const;
    [[nodiscard]] FeedPtr findFeed(store::UserNid user) const; // mutex held
    void note(const FeedPtr &feed, const FeedEntry &entry);    // mutex held
    void noteUser(store::UserNid user, const FeedEntry &entry);
    void seen(store::Position pos); // mutex held
    void trackMembership(const LiveEvent &event, const ChangedEntry &change, RoomTail &in);
    /// Connected users who share a room with the user, the user included.
    [[nodiscard]] std::vector<FeedPtr> feedsAround(store::UserNid user);
    void trimTails();
    void dropIdleFeeds(std::int64_t now);
    void wakeAll(std::vector<std::shared_ptr<Waiter>> &waiters);

    store::Database &m_database;
    RoomMembers &m_members;
    const Clock &m_clock;
    LiveWatcher *m_watcher = nullptr;

    mutable std::mutex m_mutex;
    std::unordered_map<store::RoomNid, std::unique_ptr<RoomTail>> m_tails;
    std::unordered_map<store::UserNid, FeedPtr> m_feeds;
    std::unordered_map<store::DeviceNid, std::uint64_t> m_keys;
    std::unordered_map<store::DeviceNid, std::int64_t> m_toDevice;
    std::vector<FeedPtr> m_toWake; // at the end of the batch
    std::int64_t m_start;          // nothing from before this position is in the tails
    std::int64_t m_newest = 0;     // newest position put into tails and feeds
    std::size_t m_tailEvents = 0;
    std::int64_t m_sweptAt = 0;

    std::mutex m_volatileMutex; // orders volatile changes; taken before m_mutex
    std::int64_t m_volatileStart;
    std::atomic<std::int64_t> m_volatile;
};

} // namespace hearth::services
