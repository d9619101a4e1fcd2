// SPDX-License-Identifier: Apache-2.0
// Figures: how much there is of everything, for the status page and /metrics. Counted once, then
// kept up to date or asked for again after a few seconds.
#pragma once

#include "server/core/clock.hpp"
#include "server/services/rooms/live_event.hpp"
#include "server/store/database.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>

namespace hearth::services {

class EventSender;

/// Owned by the daemon. Thread-safe.
class Figures final : public EventListener {
public:
    /// Listens to rooms from here on.
    Figures(store::Database &database, EventSender &sender, const Clock &clock);

    void onEvent(const LiveEventPtr &event) override;
    /// Durable timeline events since the server's first start.
    [[nodiscard]] std::int64_t eventsTotal();
    [[nodiscard]] std::int64_t eventsToday();
    /// Of those, what people wrote; see store::figures::isMessage().
    [[nodiscard]] std::int64_t messagesTotal();
    [[nodiscard]] std::int64_t messagesToday();
    [[nodiscard]] std::int64_t users();
    [[nodiscard]] std::int64_t usersActive();
    [[nodiscard]] std::int64_t rooms();
    [[nodiscard]] std::int64_t mediaBytes();

private:
    struct Cached {
        std::int64_t value = 0;
        std::int64_t until = 0; // steady clock
    };
    /// Counted from the database up to a position, and here from then on.
    struct Count {
        std::atomic<std::int64_t> since{0};
        std::atomic<std::int64_t> today{0};
        std::int64_t before = 0;
    };
    void countOnce();
    [[nodiscard]] std::int64_t total(Count &count);
    [[nodiscard]] std::int64_t today(Count &count);
    [[nodiscard]] std::int64_t cached(Cached &figure, std::int64_t lifetime,
                                      const std::function<std::int64_t(store::Reader &)> &ask);

    store::Database &m_database;
    const Clock &m_clock;
    const store::Position m_start; // events up to here are counted from the database
    Count m_events, m_messages;
    std::atomic<std::int64_t> m_day; // midnight (UTC) that `today` counts from
    std::mutex m_mutex;              // everything below
    bool m_counted = false;
    Cached m_users, m_active, m_rooms, m_media;
};

} // namespace hearth::services
