// SPDX-License-Identifier: Apache-2.0
#include "server/services/federation/origin_turns.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/lane.hpp"

#include <utility>

namespace hearth::services {
namespace {

constexpr std::size_t sweepAt = 1000;

} // namespace

class OriginTurns::Turn {
public:
    Turn(OriginTurns &turns, std::string name)
        : all(turns)
        , origin(std::move(name)) {}
    ~Turn() { all.end(*this); }
    Turn(const Turn &) = delete;
    Turn &operator=(const Turn &) = delete;

    enum class State { Sleeping, Queued, Running };
    OriginTurns &all;
    const std::string origin;
    State state = State::Sleeping;
    std::function<void()> resume; // for when it runs
};

void OriginTurns::require(const std::string &origin, TurnPtr &turn) {
    const auto settings = m_settings.get();
    bool sleeps = false;
    if (!turn) {
        const std::lock_guard lock(m_mutex);
        sweep();
        Origin &of = m_origins[origin];
        const std::int64_t now = m_clock.steady();
        while (!of.lately.empty() && of.lately.front() <= now - settings->federationRcWindowSize)
            of.lately.pop_front();
        if (of.waiting >= settings->federationRcRejectLimit)
            throw limitExceeded(settings->federationRcWindowSize);
        of.lately.push_back(now);
        sleeps = std::cmp_greater(of.lately.size(), settings->federationRcSleepLimit);
        ++of.waiting;
        turn = std::make_shared<Turn>(*this, origin);
    }
    if (sleeps)
        throw Later([this, weak = std::weak_ptr(turn),
                     delay = settings->federationRcSleepDelay](Later::Resume resume) {
            m_executor.postAfter(delay, [weak, resume = std::move(resume)] {
                if (weak.lock())
                    resume();
            });
        });
    {
        const std::lock_guard lock(m_mutex);
        if (turn->state == Turn::State::Running)
            return;
        Origin &of = m_origins[origin];
        if (turn->state == Turn::State::Sleeping && of.running < settings->federationRcConcurrent &&
            of.queue.empty()) {
            turn->state = Turn::State::Running;
            --of.waiting;
            ++of.running;
            return;
        }
        if (turn->state == Turn::State::Sleeping) {
            turn->state = Turn::State::Queued;
            of.queue.push_back(turn);
        }
    }
    throw Later([this, weak = std::weak_ptr(turn)](Later::Resume resume) {
        const auto waiting = weak.lock();
        if (!waiting)
            return;
        {
            const std::lock_guard lock(m_mutex);
            if (waiting->state != Turn::State::Running) {
                waiting->resume = std::move(resume);
                return;
            }
        }
        resume();
    });
}

void OriginTurns::end(Turn &turn) {
    std::vector<std::function<void()>> begun;
    std::vector<TurnPtr> kept; // let go of outside the lock
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_origins.find(turn.origin);
        if (found == m_origins.end())
            return;
        Origin &of = found->second;
        --(turn.state == Turn::State::Running ? of.running : of.waiting);
        while (!of.queue.empty() && of.running < m_settings.get()->federationRcConcurrent) {
            TurnPtr next = of.queue.front().lock();
            of.queue.pop_front();
            if (!next)
                continue; // it went away, and counts no more
            next->state = Turn::State::Running;
            --of.waiting;
            ++of.running;
            if (next->resume)
                begun.push_back(std::move(next->resume));
            kept.push_back(std::move(next));
        }
    }
    for (const auto &resume : begun)
        resume();
}

/// Forgets those who have not asked for a while.
void OriginTurns::sweep() {
    if (m_origins.size() < sweepAt)
        return;
    const std::int64_t old = m_clock.steady() - m_settings.get()->federationRcWindowSize;
    std::erase_if(m_origins, [&](const auto &entry) {
        const Origin &of = entry.second;
        return of.running == 0 && of.waiting == 0 && (of.lately.empty() || of.lately.back() <= old);
    });
}

} // namespace hearth::services
