// SPDX-License-Identifier: Apache-2.0
// NidPool: one write for each 65,536 numbers.
#include "server/services/rooms/nid_pool.hpp"

#include "server/store/database.hpp"

namespace hearth::services {

NidPool::NidPool(store::Database &database, std::string counter)
    : m_database(database)
    , m_counter(std::move(counter)) {}

std::int64_t NidPool::take() {
    const std::lock_guard lock(m_mutex);
    if (m_next == m_end) {
        const std::int64_t number =
            m_database.write([&](store::Transaction &tx) { return tx.next(m_counter); });
        m_next = (number - 1) * block + 1;
        m_end = number * block + 1;
    }
    return m_next++;
}

} // namespace hearth::services
