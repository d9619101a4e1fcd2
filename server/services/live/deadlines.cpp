// SPDX-License-Identifier: Apache-2.0
// Deadlines: one timer for all waiting calls.
#include "server/services/live/deadlines.hpp"

#include <algorithm>
#include <vector>

namespace hearth::services {

Deadlines::Handle Deadlines::add(std::int64_t at, std::weak_ptr<Waiter> waiter) {
    const std::lock_guard lock(m_mutex);
    const Handle handle = m_entries.emplace(at, std::move(waiter));
    if (m_next == 0 || at < m_next)
        schedule(at);
    return handle;
}

void Deadlines::remove(Handle handle) {
    const std::lock_guard lock(m_mutex);
    m_entries.erase(handle);
}

void Deadlines::schedule(std::int64_t at) {
    m_next = at;
    m_executor.postAfter(std::max<std::int64_t>(1, at - m_clock.steady()), [this] { run(); });
}

void Deadlines::run() {
    std::vector<std::shared_ptr<Waiter>> due;
    {
        const std::lock_guard lock(m_mutex);
        const std::int64_t now = m_clock.steady();
        if (m_next != 0 && now < m_next)
            return; // an earlier run has taken over
        m_next = 0;
        for (auto entry = m_entries.begin(); entry != m_entries.end(); ++entry) {
            if (entry->first > now) {
                schedule(entry->first);
                break;
            }
            if (auto waiter = entry->second.lock())
                due.push_back(std::move(waiter));
            entry->second.reset(); // woken once; its owner removes it
        }
    }
    for (const auto &waiter : due)
        waiter->wake();
}

} // namespace hearth::services
