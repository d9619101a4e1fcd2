// SPDX-License-Identifier: Apache-2.0
// Deadlines: wakes waiting calls whose time is up. An answered call leaves nothing behind, however
// long its time-out was.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/executor.hpp"
#include "server/services/live/user_feed.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

namespace hearth::services {

/// Thread-safe. Outlives the executor's threads.
class Deadlines {
public:
    using Entries = std::multimap<std::int64_t, std::weak_ptr<Waiter>>;
    using Handle = Entries::iterator;

    Deadlines(Executor &executor, const Clock &clock)
        : m_executor(executor)
        , m_clock(clock) {}

    /// at: steady time. The waiter is woken once, unless removed before.
    [[nodiscard]] Handle add(std::int64_t at, std::weak_ptr<Waiter> waiter);
    /// Every handle must be removed, whether its time has come or not.
    void remove(Handle handle);

private:
    void schedule(std::int64_t at); // m_mutex held
    void run();

    Executor &m_executor;
    const Clock &m_clock;
    std::mutex m_mutex;
    Entries m_entries;
    std::int64_t m_next = 0; // steady time of the earliest run that is scheduled; 0: none
};

} // namespace hearth::services
