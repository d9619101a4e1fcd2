// SPDX-License-Identifier: Apache-2.0
#include "server/net/shares.hpp"

#include <algorithm>

namespace hearth::net {
namespace {

constexpr std::size_t timesWhatIsLeft = 4;

std::uint64_t counted(std::uint64_t bytes) {
    return bytes > MemoryShares::freeBytes ? bytes - MemoryShares::freeBytes : 0;
}

} // namespace

/// With m_mutex held.
bool ConnectionShares::takeFor(const std::string &who) {
    const std::size_t left = m_most - std::min(m_most, m_open.load());
    std::size_t &count = m_byAddress[who];
    if (count >= left * timesWhatIsLeft) {
        if (count == 0)
            m_byAddress.erase(who);
        return false;
    }
    ++count;
    return true;
}

/// With m_mutex held.
void ConnectionShares::giveFor(const std::string &who) {
    const auto found = m_byAddress.find(who);
    if (found != m_byAddress.end() && --found->second == 0)
        m_byAddress.erase(found);
}

bool ConnectionShares::take(const std::string &who) {
    const std::lock_guard lock(m_mutex);
    if (m_open.load() >= m_most || (!who.empty() && !takeFor(who)))
        return false;
    m_open.fetch_add(1);
    return true;
}

void ConnectionShares::give(const std::string &who) {
    const std::lock_guard lock(m_mutex);
    m_open.fetch_sub(1);
    if (!who.empty())
        giveFor(who);
}

bool ConnectionShares::takeRequest(const std::string &who) {
    const std::lock_guard lock(m_mutex);
    return takeFor(who);
}

void ConnectionShares::giveRequest(const std::string &who) {
    const std::lock_guard lock(m_mutex);
    giveFor(who);
}

bool MemoryShares::isTightFor(const std::string &who) const {
    const std::uint64_t used = m_used.load(std::memory_order_relaxed);
    if (used <= m_fair)
        return false;
    if (used > m_most / 3 * 2)
        return true;
    const std::lock_guard lock(m_mutex);
    const auto own = m_byAddress.find(who);
    return own != m_byAddress.end() && own->second >= m_fair / m_byAddress.size();
}

bool MemoryShares::change(const std::string &who, std::uint64_t before, std::uint64_t after) {
    const std::uint64_t had = counted(before);
    const std::uint64_t wants = counted(after);
    if (had == wants)
        return true;
    const std::lock_guard lock(m_mutex);
    std::uint64_t &own = m_byAddress[who];
    const std::uint64_t ownAfter = own - had + wants;
    const std::uint64_t allAfter = m_used.load() - had + wants;
    const bool alone = m_alone == Alone::Anything && own == had && m_used.load() <= m_most;
    const bool fits = wants < had || alone || (allAfter <= m_most && ownAfter <= m_most / 2);
    if (fits) {
        own = ownAfter;
        m_used = allAfter;
    }
    if (own == 0)
        m_byAddress.erase(who);
    return fits;
}

} // namespace hearth::net
