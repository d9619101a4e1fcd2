// SPDX-License-Identifier: Apache-2.0
// NidPool: numbers for new rows, handed out before the row is written. A block of numbers is taken
// from a durable counter, so two processes never give the same one.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class NidPool {
public:
    NidPool(store::Database &database, std::string counter);
    /// Not on the writer thread.
    [[nodiscard]] std::int64_t take();

private:
    static constexpr std::int64_t block = 65536;
    store::Database &m_database;
    const std::string m_counter;
    std::mutex m_mutex;
    std::int64_t m_next = 0;
    std::int64_t m_end = 0;
};

} // namespace hearth::services
