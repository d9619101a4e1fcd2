// SPDX-License-Identifier: Apache-2.0
#include "server/net/worker_pool.hpp"

#include "server/core/log.hpp"

#include <pthread.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <system_error>

namespace hearth::net {
namespace {

constexpr std::chrono::seconds restAfter{4};

std::int64_t steadyNow() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

void runGuarded(const std::function<void()> &work) {
    try {
        work();
    } catch (const std::exception &failure) {
        log::error("worker", "work ended with an exception: {}", failure.what());
    }
}

} // namespace

void nameThisThread(const std::string &name) {
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
}

WorkerPool::WorkerPool(std::string name, std::size_t threads, std::size_t queueLimit,
                       WorkerHabits habits)
    : m_name(std::move(name))
    , m_limit(queueLimit)
    , m_habits(habits)
    , m_mostComing(std::max(1U, std::thread::hardware_concurrency())) {
    for (std::size_t i = 0; i < threads; ++i)
        m_workers.push_back(std::make_unique<Worker>());
}

WorkerPool::~WorkerPool() {
    stop();
}

bool WorkerPool::tryPost(std::function<void()> work) {
    Worker *called = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        if (m_ending || m_queue.size() >= m_limit)
            return false;
        m_queue.push_back(std::move(work));
        called = callWorker();
    }
    if (called)
        called->wake.notify_one();
    return true;
}

void WorkerPool::post(std::function<void()> work) {
    Worker *called = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        if (m_ending)
            return;
        m_queue.push_back(std::move(work));
        called = callWorker();
    }
    if (called)
        called->wake.notify_one();
}

/// With m_mutex held. Gives the worker that is to be woken after that.
WorkerPool::Worker *WorkerPool::callWorker() {
    if (m_coming >= m_mostComing)
        return nullptr; // whoever comes calls the next if there is work for one
    if (!m_idle.empty()) {
        Worker *const worker = m_idle.back();
        m_idle.pop_back();
        worker->called = worker->coming = true;
        ++m_coming;
        return worker;
    }
    if (m_running == m_workers.size())
        return nullptr;
    const auto free = std::find_if(m_workers.begin(), m_workers.end(),
                                   [](const auto &worker) { return !worker->running; });
    Worker &worker = **free;
    if (worker.thread.joinable())
        worker.thread.join(); // it has nothing left to do
    try {
        worker.thread = std::thread([this, &worker] {
            nameThisThread(m_name);
            if (m_habits.niceness > 0) // of this thread alone, as Linux has it
                ::setpriority(PRIO_PROCESS, 0, m_habits.niceness);
            runWorker(worker);
        });
    } catch (const std::system_error &failure) {
        if (m_running == 0)
            throw;
        log::warn("worker", "no further thread can be begun: {}", failure.what());
        return nullptr;
    }
    worker.running = worker.coming = true;
    ++m_running;
    ++m_coming;
    return nullptr;
}

/// With m_mutex held: looks at the queue from here on. True if it was waited for.
bool WorkerPool::arrive(Worker &self) {
    if (!std::exchange(self.coming, false))
        return false;
    --m_coming;
    return true;
}

Executor::Timer WorkerPool::postAfter(std::int64_t milliseconds, std::function<void()> work) {
    Timer timer;
    bool first = false;
    {
        const std::lock_guard lock(m_timerMutex);
        if (m_timersEnding)
            return {};
        if (!m_timerThread.joinable())
            m_timerThread = std::thread([this] {
                nameThisThread(m_name + "-timer");
                runTimers();
            });
        timer = {steadyNow() + milliseconds, m_nextTimer++};
        const auto place = m_timers.emplace(std::pair(timer.due, timer.id), std::move(work)).first;
        first = place == m_timers.begin();
    }
    if (first)
        m_timerReady.notify_one();
    return timer;
}

void WorkerPool::cancel(Timer timer) {
    std::function<void()> dropped; // destroyed outside the lock: it may own a lot
    const std::lock_guard lock(m_timerMutex);
    const auto found = m_timers.find({timer.due, timer.id});
    if (found == m_timers.end())
        return;
    dropped = std::move(found->second);
    m_timers.erase(found);
}

void WorkerPool::runWorker(Worker &self) {
    std::unique_lock lock(m_mutex);
    while (true) {
        const bool fresh = arrive(self);
        if (m_queue.empty()) {
            if (m_ending || !rest(self, lock))
                return;
            continue;
        }
        {
            const std::function<void()> work = std::move(m_queue.front());
            m_queue.pop_front();
            const bool more = fresh && !m_queue.empty() && !m_ending;
            Worker *const next = more ? callWorker() : nullptr;
            lock.unlock();
            if (next)
                next->wake.notify_one();
            runGuarded(work);
        }
        lock.lock();
    }
}

/// Waits to be called; false when the thread is to end.
bool WorkerPool::rest(Worker &self, std::unique_lock<std::mutex> &lock) {
    self.called = false;
    m_idle.push_back(&self);
    while (!self.called) {
        if (m_running <= m_habits.alwaysThere) {
            self.wake.wait(lock);
        } else if (self.wake.wait_for(lock, restAfter) == std::cv_status::timeout && !self.called &&
                   m_running > m_habits.alwaysThere) {
            std::erase(m_idle, &self);
            self.running = false;
            --m_running;
            return false;
        }
    }
    return true;
}

void WorkerPool::runTimers() {
    std::unique_lock lock(m_timerMutex);
    while (!m_timersEnding) {
        if (m_timers.empty()) {
            m_timerReady.wait(lock);
            continue;
        }
        const std::int64_t wait = m_timers.begin()->first.first - steadyNow();
        if (wait > 0) {
            m_timerReady.wait_for(lock, std::chrono::milliseconds(wait));
            continue;
        }
        std::function<void()> work = std::move(m_timers.begin()->second);
        m_timers.erase(m_timers.begin());
        lock.unlock();
        post(std::move(work));
        lock.lock();
    }
}

void WorkerPool::stop() {
    {
        const std::lock_guard lock(m_timerMutex);
        m_timersEnding = true;
    }
    m_timerReady.notify_all();
    if (m_timerThread.joinable()) // none is begun any more
        m_timerThread.join();
    std::map<std::pair<std::int64_t, std::uint64_t>, std::function<void()>> dropped;
    {
        const std::lock_guard lock(m_timerMutex);
        dropped.swap(m_timers);
    }
    dropped.clear();
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        for (Worker *worker : m_idle) {
            worker->called = true;
            worker->wake.notify_one();
        }
        m_idle.clear();
    }
    for (const auto &worker : m_workers)
        if (worker->thread.joinable())
            worker->thread.join();
}

std::size_t WorkerPool::queued() const {
    const std::lock_guard lock(m_mutex);
    return m_queue.size();
}

} // namespace hearth::net
