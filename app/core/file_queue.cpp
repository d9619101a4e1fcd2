// SPDX-License-Identifier: Apache-2.0
// One thread that shares ownership of the queue, so that it may outlive the FileQueue if it hangs.
#include "app/core/file_queue.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace hearth::app {
namespace {
constexpr std::chrono::seconds patienceAtEnd{2};
}

struct FileQueue::Shared {
    std::mutex mutex; // guards all below but the thread
    std::condition_variable changed;
    std::deque<std::function<void()>> waiting;
    bool closed = false;
    bool ended = false;
    std::thread thread;

    void work() {
        std::unique_lock lock(mutex);
        for (;;) {
            changed.wait(lock, [this] { return closed || !waiting.empty(); });
            if (waiting.empty())
                break;
            auto next = std::move(waiting.front());
            waiting.pop_front();
            lock.unlock();
            next();
            next = nullptr; // what it owns goes before the queue counts as empty
            lock.lock();
        }
        ended = true;
        changed.notify_all();
    }
};

FileQueue::FileQueue()
    : m_shared(std::make_shared<Shared>()) {
    m_shared->thread = std::thread([shared = m_shared] { shared->work(); });
}

FileQueue::~FileQueue() {
    std::unique_lock lock(m_shared->mutex);
    m_shared->closed = true;
    m_shared->changed.notify_all();
    const bool ended =
        m_shared->changed.wait_for(lock, patienceAtEnd, [this] { return m_shared->ended; });
    lock.unlock();
    if (ended)
        m_shared->thread.join();
    else
        m_shared->thread.detach();
}

void FileQueue::post(std::function<void()> work) {
    const std::scoped_lock lock(m_shared->mutex);
    m_shared->waiting.push_back(std::move(work));
    m_shared->changed.notify_all();
}

} // namespace hearth::app
