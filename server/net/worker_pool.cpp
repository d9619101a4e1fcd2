// SPDX-License-Identifier: Apache-2.0
#include "server/net/worker_pool.hpp"

#include "server/core/log.hpp"

#include <pthread.h>

#include <chrono>
#include <exception>

namespace hearth::net {
namespace {

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

WorkerPool::WorkerPool(std::string name, std::size_t threads, std::size_t queueLimit)
    : m_limit(queueLimit) {
    for (std::size_t i = 0; i < threads; ++i)
        m_threads.emplace_back([this, name] {
            nameThisThread(name);
            runWorker();
        });
    m_timerThread = std::thread([this, name] {
        nameThisThread(name + "-timer");
        runTimers();
    });
}

WorkerPool::~WorkerPool() {
    stop();
}

bool WorkerPool::tryPost(std::function<void()> work) {
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_ending || m_queue.size() >= m_limit)
            return false;
        m_queue.push_back(std::move(work));
        wake = m_idle > 0;
    }
    if (wake)
        m_ready.notify_one();
    return true;
}

void WorkerPool::post(std::function<void()> work) {
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_ending)
            return;
        m_queue.push_back(std::move(work));
        wake = m_idle > 0;
    }
    if (wake)
        m_ready.notify_one();
}

Executor::Timer WorkerPool::postAfter(std::int64_t milliseconds, std::function<void()> work) {
    Timer timer;
    bool first = false;
    {
        const std::lock_guard lock(m_timerMutex);
        if (m_timersEnding)
            return {};
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

void WorkerPool::runWorker() {
    std::unique_lock lock(m_mutex);
    while (true) {
        if (m_queue.empty()) {
            if (m_ending)
                return;
            ++m_idle;
            m_ready.wait(lock);
            --m_idle;
            continue;
        }
        {
            const std::function<void()> work = std::move(m_queue.front());
            m_queue.pop_front();
            lock.unlock();
            runGuarded(work);
        }
        lock.lock();
    }
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
    if (m_timerThread.joinable())
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
    }
    m_ready.notify_all();
    for (std::thread &thread : m_threads)
        if (thread.joinable())
            thread.join();
}

std::size_t WorkerPool::queued() const {
    const std::lock_guard lock(m_mutex);
    return m_queue.size();
}

} // namespace hearth::net
