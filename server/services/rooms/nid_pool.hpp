// SPDX-License-Identifier: Apache-2.0
// NidPool: numbers for new rows, handed out before the row is written. Many are taken from a
// durable counter at once, so two processes never give the same one.
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
    /// step: how many numbers one step of the counter stands for. steps: taken in one write.
    NidPool(store::Database &database, std::string counter, std::int64_t step, std::int64_t steps);
    /// Not on the writer thread.
    [[nodiscard]] std::int64_t take();

private:
    store::Database &m_database;
    const std::string m_counter;
    const std::int64_t m_step;
    const std::int64_t m_steps;
    std::mutex m_mutex;
    std::int64_t m_next = 0;
    std::int64_t m_end = 0;
};

} // namespace hearth::services
