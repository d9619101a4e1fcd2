// SPDX-License-Identifier: Apache-2.0
// UserFeed: what moved for one connected user, newest last, so that an incremental sync looks only
// at what changed. Owned by Hub; the writer thread adds, worker threads read.
#pragma once

#include "server/store/nid.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

namespace hearth::services {

enum class FeedKind : std::uint8_t {
    RoomEvent,       // ref: room
    RoomReceipt,     // ref: room
    RoomAccountData, // ref: room
    AccountData,     // ref: 0
    PushRules,       // ref: 0
    ToDevice,        // ref: device
    DeviceList,      // ref: user whose devices changed
    Typing,          // ref: room; volatile
    Presence         // ref: user; volatile
};

struct FeedEntry {
    std::int64_t at = 0; // position, or volatile counter for Typing and Presence
    std::int64_t ref = 0;
    FeedKind kind = FeedKind::RoomEvent;
};

/// One call that waits for news. wake() may be called from any thread, must be short, and only
/// says "look again".
class Waiter {
public:
    virtual ~Waiter() = default;
    virtual void wake() = 0;
};

class UserFeed {
public:
    UserFeed(store::UserNid user, std::int64_t completeFrom, std::int64_t volatileFrom)
        : m_user(user)
        , m_completeFrom(completeFrom)
        , m_volatileFrom(volatileFrom) {}

    [[nodiscard]] store::UserNid user() const { return m_user; }

    void add(const FeedEntry &entry);
    void addVolatile(const FeedEntry &entry);

    /// Entries after since, newest first; false if the feed no longer reaches back to since.
    [[nodiscard]] bool entriesSince(std::int64_t since, std::vector<FeedEntry> &out) const;
    [[nodiscard]] bool volatileSince(std::int64_t since, std::vector<FeedEntry> &out) const;

    /// Once the feed listens everywhere: from here on it is complete.
    void startAt(std::int64_t position, std::int64_t volatilePosition);

    void arm(const std::shared_ptr<Waiter> &waiter);
    void disarm(const Waiter *waiter);
    /// Moves the armed waiters out; they arm again when they find nothing.
    void takeWaiters(std::vector<std::shared_ptr<Waiter>> &out);
    [[nodiscard]] std::size_t waiterCount() const;
    [[nodiscard]] bool hasWaiters() const { return waiterCount() > 0; }

    void touch(std::int64_t steadyNow);
    [[nodiscard]] std::int64_t lastUsed() const;

private:
    static constexpr std::size_t capacity = 256;
    static void append(std::deque<FeedEntry> &log, const FeedEntry &entry, std::int64_t &floor);
    static bool collect(const std::deque<FeedEntry> &log, std::int64_t since, std::int64_t floor,
                        std::vector<FeedEntry> &out);

    const store::UserNid m_user;
    mutable std::mutex m_mutex;
    std::deque<FeedEntry> m_log;
    std::deque<FeedEntry> m_volatileLog;
    std::int64_t m_completeFrom;
    std::int64_t m_volatileFrom;
    std::int64_t m_lastUsed = 0;
    std::vector<std::shared_ptr<Waiter>> m_waiters;
};

} // namespace hearth::services
