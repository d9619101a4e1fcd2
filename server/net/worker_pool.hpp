// SPDX-License-Identifier: Apache-2.0
// WorkerPool: threads that run blocking work from one bounded queue, and a thread for timers.
#pragma once

#include "server/core/executor.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace hearth::net {

class WorkerPool final : public Executor {
public:
    /// name is seen in the system's thread lists (at most 15 letters).
    WorkerPool(std::string name, std::size_t threads, std::size_t queueLimit);
    ~WorkerPool() override;
    WorkerPool(const WorkerPool &) = delete;
    WorkerPool &operator=(const WorkerPool &) = delete;

    [[nodiscard]] bool tryPost(std::function<void()> work) override;
    void post(std::function<void()> work) override;
    Timer postAfter(std::int64_t milliseconds, std::function<void()> work) override;
    void cancel(Timer timer) override;

    /// Finishes what is queued, drops timers, joins the threads. Later posts are dropped.
    void stop();
    [[nodiscard]] std::size_t queued() const;

private:
    void runWorker();
    void runTimers();

    std::size_t m_limit;
    mutable std::mutex m_mutex;
    std::condition_variable m_ready;
    std::deque<std::function<void()>> m_queue;
    std::size_t m_idle = 0;
    bool m_ending = false;

    std::mutex m_timerMutex;
    std::condition_variable m_timerReady;
    std::map<std::pair<std::int64_t, std::uint64_t>, std::function<void()>> m_timers;
    std::uint64_t m_nextTimer = 1;
    bool m_timersEnding = false;

    std::vector<std::thread> m_threads;
    std::thread m_timerThread;
};

/// Gives the calling thread a name in the system's thread lists.
void nameThisThread(const std::string &name);

} // namespace hearth::net
