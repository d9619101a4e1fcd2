// SPDX-License-Identifier: Apache-2.0
// Connections for reading. The most recently used is handed out first, so that few stay warm and
// an idle server holds little memory; those that nobody needed for a while are closed. A reader
// that waits too long gets an extra connection: reads inside reads cannot starve each other. Where
// reading is work for this computer's cores (SQLite), more than there are cores and one are only
// opened when none comes back within moments: each takes half a mebibyte.
#pragma once

#include "server/store/driver/connection.hpp"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

namespace hearth::store {

class ReaderPool {
public:
    ReaderPool(Driver &driver, int size);

    /// With a snapshot begun.
    [[nodiscard]] std::unique_ptr<Connection> take();
    void giveBack(std::unique_ptr<Connection> connection) noexcept;

private:
    struct Idle {
        std::unique_ptr<Connection> connection;
        std::chrono::steady_clock::time_point since;
    };
    [[nodiscard]] std::unique_ptr<Connection> takeIdle();

    Driver &m_driver;
    std::size_t m_size;
    std::size_t m_enough; // as a rule
    std::mutex m_mutex;
    std::condition_variable m_returned;
    std::vector<Idle> m_idle; // the longest idle first
    std::size_t m_inUse = 0;
};

} // namespace hearth::store
