// SPDX-License-Identifier: Apache-2.0
// WorkerPool: threads that run blocking work from one bounded queue, and a thread for timers. A
// thread is begun when all others are busy, and ends when it was not needed for a while: the stacks
// and the malloc caches of many threads take more memory than anything else in an idle server.
// No more threads are being woken at a time than there are cores; who wakes up and leaves work
// behind calls the next. So a hundred short jobs that come at once do not wake thirty threads for
// two cores, while jobs that block still get a thread each.
#pragma once

#include "server/core/executor.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace hearth::net {

/// How the threads of a pool behave.
struct WorkerHabits {
    std::size_t alwaysThere = 2; // do not end when there is nothing to do
    int niceness = 0;            // above 0: others go first when the processor is busy
};

class WorkerPool final : public Executor {
public:
    /// At most so many threads. name is seen in the system's thread lists (at most 15 letters).
    WorkerPool(std::string name, std::size_t threads, std::size_t queueLimit,
               WorkerHabits habits = {});
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
    /// One thread at most; it may have gone to rest.
    struct Worker {
        std::thread thread;
        std::condition_variable wake;
        bool running = false;
        bool called = false;
        bool coming = false; // called or begun, and has not looked at the queue yet
    };
    [[nodiscard]] Worker *callWorker();
    [[nodiscard]] bool arrive(Worker &self);
    void runWorker(Worker &self);
    [[nodiscard]] bool rest(Worker &self, std::unique_lock<std::mutex> &lock);
    void runTimers();

    const std::string m_name;
    const std::size_t m_limit;
    const WorkerHabits m_habits;
    mutable std::mutex m_mutex;
    std::deque<std::function<void()>> m_queue;
    std::vector<std::unique_ptr<Worker>> m_workers;
    std::vector<Worker *> m_idle; // the last to become idle is the first to be called
    std::size_t m_running = 0;
    std::size_t m_coming = 0;
    const std::size_t m_mostComing;
    bool m_ending = false;

    std::mutex m_timerMutex;
    std::condition_variable m_timerReady;
    std::map<std::pair<std::int64_t, std::uint64_t>, std::function<void()>> m_timers;
    std::uint64_t m_nextTimer = 1;
    bool m_timersEnding = false;

    std::thread m_timerThread; // begun with the first timer
};

/// Gives the calling thread a name in the system's thread lists.
void nameThisThread(const std::string &name);

} // namespace hearth::net
