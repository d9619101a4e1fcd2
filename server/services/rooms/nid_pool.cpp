// SPDX-License-Identifier: Apache-2.0
// NidPool: one write for many numbers.
#include "server/services/rooms/nid_pool.hpp"

#include "server/store/database.hpp"

namespace hearth::services {

NidPool::NidPool(store::Database &database, std::string counter, std::int64_t step,
                 std::int64_t steps)
    : m_database(database)
    , m_counter(std::move(counter))
    , m_step(step)
    , m_steps(steps) {}

std::int64_t NidPool::take() {
    const std::lock_guard lock(m_mutex);
    if (m_next == m_end) {
        const std::int64_t number =
            m_database.write([&](store::Transaction &tx) { return tx.next(m_counter, m_steps); });
        m_next = (number - 1) * m_step + 1;
        m_end = m_next + m_steps * m_step;
    }
    return m_next++;
}

} // namespace hearth::services
