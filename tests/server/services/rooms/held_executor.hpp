// SPDX-License-Identifier: Apache-2.0
// HeldExecutor: keeps work until a test wants it done, whatever its time.
#pragma once

#include "server/core/executor.hpp"

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace hearth::test {

/// Keeps work until it is told to do it.
class HeldExecutor final : public Executor {
public:
    [[nodiscard]] bool tryPost(std::function<void()> work) override {
        post(std::move(work));
        return true;
    }
    void post(std::function<void()> work) override {
        const std::lock_guard lock(m_mutex);
        m_work.push_back(std::move(work));
    }
    Timer postAfter(std::int64_t, std::function<void()> work) override {
        post(std::move(work));
        return {};
    }
    void cancel(Timer) override {}
    std::size_t runAll() {
        std::vector<std::function<void()>> work;
        {
            const std::lock_guard lock(m_mutex);
            work.swap(m_work);
        }
        for (const auto &one : work)
            one();
        return work.size();
    }

private:
    std::mutex m_mutex;
    std::vector<std::function<void()>> m_work;
};

} // namespace hearth::test
