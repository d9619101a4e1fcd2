// SPDX-License-Identifier: Apache-2.0
// Work on files away from the GUI thread: in order, one after another, on a thread of its own.
#pragma once

#include <QFuture>
#include <QPromise>

#include <functional>
#include <memory>
#include <type_traits>

namespace hearth::app {

/// A folder in the network may hang for minutes; then only this queue hangs. The destructor lets
/// what is queued be finished, but not for longer than two seconds: after that the thread is left
/// to itself. Work must own all that it touches.
class FileQueue {
public:
    FileQueue();
    ~FileQueue();
    FileQueue(const FileQueue &) = delete;
    FileQueue &operator=(const FileQueue &) = delete;

    /// The future has the work's value; take it with onAnswer().
    template <class Work>
    [[nodiscard]] QFuture<std::invoke_result_t<Work>> run(Work work) {
        auto promise = std::make_shared<QPromise<std::invoke_result_t<Work>>>();
        auto future = promise->future();
        promise->start();
        post([promise, work = std::move(work)]() mutable {
            promise->addResult(work());
            promise->finish();
        });
        return future;
    }
    /// Work without an answer.
    void post(std::function<void()> work);

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

} // namespace hearth::app
