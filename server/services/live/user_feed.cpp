// SPDX-License-Identifier: Apache-2.0
// UserFeed: a bounded log of what moved for one connected user.
#include "server/services/live/user_feed.hpp"

#include <algorithm>

namespace hearth::services {

void UserFeed::append(std::deque<FeedEntry> &log, const FeedEntry &entry, std::int64_t &floor) {
    // A reader only asks whether something moved after its token, so the newest place of a run of
    // equal entries says it all.
    if (!log.empty() && log.back().kind == entry.kind && log.back().ref == entry.ref) {
        log.back().at = std::max(log.back().at, entry.at);
        return;
    }
    log.push_back(entry);
    if (log.size() > capacity) {
        floor = std::max(floor, log.front().at);
        log.pop_front();
    }
}

bool UserFeed::collect(const std::deque<FeedEntry> &log, std::int64_t since, std::int64_t floor,
                       std::vector<FeedEntry> &out) {
    if (since < floor)
        return false;
    // Entries of one transaction may be a few places out of order, so all are looked at.
    for (auto entry = log.rbegin(); entry != log.rend(); ++entry) {
        if (entry->at > since)
            out.push_back(*entry);
    }
    return true;
}

void UserFeed::add(const FeedEntry &entry) {
    const std::lock_guard lock(m_mutex);
    append(m_log, entry, m_completeFrom);
}

void UserFeed::addVolatile(const FeedEntry &entry) {
    const std::lock_guard lock(m_mutex);
    append(m_volatileLog, entry, m_volatileFrom);
}

bool UserFeed::entriesSince(std::int64_t since, std::vector<FeedEntry> &out) const {
    const std::lock_guard lock(m_mutex);
    return collect(m_log, since, m_completeFrom, out);
}

bool UserFeed::volatileSince(std::int64_t since, std::vector<FeedEntry> &out) const {
    const std::lock_guard lock(m_mutex);
    return collect(m_volatileLog, since, m_volatileFrom, out);
}

void UserFeed::startAt(std::int64_t position, std::int64_t volatilePosition) {
    const std::lock_guard lock(m_mutex);
    m_completeFrom = position;
    m_volatileFrom = volatilePosition;
}

void UserFeed::arm(const std::shared_ptr<Waiter> &waiter) {
    const std::lock_guard lock(m_mutex);
    if (std::find(m_waiters.begin(), m_waiters.end(), waiter) == m_waiters.end())
        m_waiters.push_back(waiter);
}

void UserFeed::disarm(const Waiter *waiter) {
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_waiters, [&](const auto &one) { return one.get() == waiter; });
}

void UserFeed::takeWaiters(std::vector<std::shared_ptr<Waiter>> &out) {
    const std::lock_guard lock(m_mutex);
    for (auto &waiter : m_waiters)
        out.push_back(std::move(waiter));
    m_waiters.clear();
}

std::size_t UserFeed::waiterCount() const {
    const std::lock_guard lock(m_mutex);
    return m_waiters.size();
}

void UserFeed::touch(std::int64_t steadyNow) {
    const std::lock_guard lock(m_mutex);
    m_lastUsed = steadyNow;
}

std::int64_t UserFeed::lastUsed() const {
    const std::lock_guard lock(m_mutex);
    return m_lastUsed;
}

} // namespace hearth::services
