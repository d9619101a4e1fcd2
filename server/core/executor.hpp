// SPDX-License-Identifier: Apache-2.0
// Executor: threads to run work on, as those who need them see it. net has the implementations.
#pragma once

#include <cstdint>
#include <functional>

namespace hearth {

class Executor {
public:
    struct Timer {
        std::int64_t due = 0;
        std::uint64_t id = 0; // 0: none
    };

    virtual ~Executor() = default;
    /// Queues work; it must not throw. False when the queue is full or the threads are ending.
    [[nodiscard]] virtual bool tryPost(std::function<void()> work) = 0;
    /// For the continuation of something already begun: never refused for want of room; dropped
    /// only when the threads are ending.
    virtual void post(std::function<void()> work) = 0;
    /// Like post, after a time.
    virtual Timer postAfter(std::int64_t milliseconds, std::function<void()> work) = 0;
    /// Does nothing if the work was queued already.
    virtual void cancel(Timer timer) = 0;
};

} // namespace hearth
