// SPDX-License-Identifier: Apache-2.0
// The pool of read connections.
#include "server/store/reader_pool.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace hearth::store {
namespace {
constexpr std::chrono::milliseconds patience{50};
constexpr std::chrono::milliseconds hesitation{3};
constexpr std::chrono::seconds unneededAfter{5};
constexpr std::size_t alwaysKept = 2;

std::size_t coresAndOne() {
    return std::max<std::size_t>(2, std::thread::hardware_concurrency()) + 1;
}
} // namespace

ReaderPool::ReaderPool(Driver &driver, int size)
    : m_driver(driver)
    , m_size(static_cast<std::size_t>(std::max(size, 1)))
    , m_enough(driver.kind() == DatabaseKind::Sqlite ? coresAndOne() : m_size) {
    m_idle.reserve(m_size);
}

std::unique_ptr<Connection> ReaderPool::takeIdle() {
    std::unique_lock lock(m_mutex);
    if (m_idle.empty() && m_inUse >= std::min(m_enough, m_size))
        m_returned.wait_for(lock, m_inUse >= m_size ? patience : hesitation,
                            [this] { return !m_idle.empty(); });
    ++m_inUse;
    if (m_idle.empty())
        return nullptr;
    auto connection = std::move(m_idle.back().connection);
    m_idle.pop_back();
    return connection;
}

std::unique_ptr<Connection> ReaderPool::take() {
    auto connection = takeIdle();
    try {
        if (connection) {
            try {
                connection->beginRead();
                return connection;
            } catch (const DatabaseError &) {
                if (!connection->lost())
                    throw;
            }
        }
        connection = m_driver.openReader();
        connection->beginRead();
        return connection;
    } catch (...) {
        const std::scoped_lock lock(m_mutex);
        --m_inUse;
        throw;
    }
}

void ReaderPool::giveBack(std::unique_ptr<Connection> connection) noexcept {
    connection->endRead();
    const auto now = std::chrono::steady_clock::now();
    std::unique_ptr<Connection> unneeded; // closed without the lock
    {
        const std::scoped_lock lock(m_mutex);
        --m_inUse;
        if (!connection->lost() && m_idle.size() < m_size) {
            m_idle.push_back({std::move(connection), now});
        }
        if (m_idle.size() > alwaysKept && now - m_idle.front().since > unneededAfter) {
            unneeded = std::move(m_idle.front().connection);
            m_idle.erase(m_idle.begin());
        }
    }
    m_returned.notify_one();
}

} // namespace hearth::store
