// SPDX-License-Identifier: Apache-2.0
// Connections for reading. The most recently used is handed out first, so that few stay warm and
// an idle server holds little memory. A reader that waits too long gets an extra connection: reads
// inside reads cannot starve each other.
#pragma once

#include "server/store/driver/connection.hpp"

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
    [[nodiscard]] std::unique_ptr<Connection> takeIdle();

    Driver &m_driver;
    std::size_t m_size;
    std::mutex m_mutex;
    std::condition_variable m_returned;
    std::vector<std::unique_ptr<Connection>> m_idle;
    std::size_t m_inUse = 0;
};

} // namespace hearth::store
