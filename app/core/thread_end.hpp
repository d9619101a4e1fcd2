// SPDX-License-Identifier: Apache-2.0
// The end of a worker thread, which a disk that hangs must not turn into the end of the window.
#pragma once

#include <QThread>

#include <chrono>
#include <memory>

namespace hearth::app {

/// Waits for a thread that was told to quit, but not for ever: one that hangs is left to itself.
inline void endSoon(std::unique_ptr<QThread> thread,
                    std::chrono::milliseconds patience = std::chrono::seconds(3)) {
    if (!thread->wait(QDeadlineTimer(patience)))
        static_cast<void>(thread.release());
}

} // namespace hearth::app
