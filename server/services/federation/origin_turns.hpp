// SPDX-License-Identifier: Apache-2.0
// OriginTurns: no server that asks much keeps others waiting (rc_federation). Of each, a few
// requests run at a time; who asks too often is slowed down, and refused when too many wait.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/executor.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace hearth::config {
class Current;
}

namespace hearth::services {

/// Thread-safe. Must outlive the turns and the executor's timers.
class OriginTurns {
public:
    OriginTurns(const config::Current &settings, const Clock &clock, Executor &executor)
        : m_settings(settings)
        , m_clock(clock)
        , m_executor(executor) {}

    /// One request's turn, from the moment it is known whose it is until it is destroyed.
    class Turn;
    using TurnPtr = std::shared_ptr<Turn>;

    /// Goes on when it is the request's turn; throws Later until then, and 429. turn is empty at
    /// the first call, and kept by the caller as long as the request is being answered.
    void require(const std::string &origin, TurnPtr &turn);

private:
    struct Origin {
        std::deque<std::int64_t> lately; // when requests came (steady)
        std::deque<std::weak_ptr<Turn>> queue;
        std::int64_t waiting = 0; // sleeping ones too
        std::int64_t running = 0;
    };
    void end(Turn &turn);
    void sweep();

    const config::Current &m_settings;
    const Clock &m_clock;
    Executor &m_executor;
    std::mutex m_mutex; // m_origins and what turns say of themselves
    std::unordered_map<std::string, Origin> m_origins;
};

} // namespace hearth::services
