// SPDX-License-Identifier: Apache-2.0
// HeldExecutor: keeps work until a test wants it done, whatever its time.
#pragma once

#include "server/core/executor.hpp"

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace hearth::test {

/// Keeps work until it is told to do it; or does it at once, in the call, but for what is to wait.
class HeldExecutor final : public Executor {
public:
    enum class Mode { Held, AtOnce };
    explicit HeldExecutor(Mode mode = Mode::Held)
        : m_mode(mode) {}
    /// From here on.
    void hold() { m_mode = Mode::Held; }

    [[nodiscard]] bool tryPost(std::function<void()> work) override {
        post(std::move(work));
        return true;
    }
    void post(std::function<void()> work) override {
        if (m_mode == Mode::AtOnce)
            return work();
        keep(std::move(work));
    }
    Timer postAfter(std::int64_t, std::function<void()> work) override {
        keep(std::move(work));
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
    void keep(std::function<void()> work) {
        const std::lock_guard lock(m_mutex);
        m_work.push_back(std::move(work));
    }

    Mode m_mode;
    std::mutex m_mutex;
    std::vector<std::function<void()>> m_work;
};

} // namespace hearth::test
