// SPDX-License-Identifier: Apache-2.0
#include "server/net/lane_pools.hpp"

#include "server/core/error.hpp"
#include "server/net/worker_pool.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>

namespace hearth::net {
namespace {

constexpr int lessUrgent = 5; // niceness: who waits for a little goes before who waits for a lot
constexpr std::int64_t tryAgainAfter = 2'000;
constexpr auto lookAgainAfter = std::chrono::milliseconds(10);
constexpr unsigned coresForOneGiant = 4;

std::int64_t steadyNow() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

std::array<LaneLimits, laneCount> usualLimits(unsigned cores) {
    const std::size_t all = std::max(1U, cores);
    std::array<LaneLimits, laneCount> out{};
    // A hash takes some 40 ms of a core and 19 MiB.
    out[static_cast<std::size_t>(Lane::Passwords)] = {std::min<std::size_t>(all, 8), 256, 128, 64,
                                                      15'000};
    // Each is a process of its own.
    out[static_cast<std::size_t>(Lane::Pictures)] = {std::min<std::size_t>(all, 4), 256, 64, 64,
                                                     30'000};
    // Of several threads one is left for others than the one who asks most.
    const std::size_t large = std::clamp<std::size_t>(all, 2, 4);
    out[static_cast<std::size_t>(Lane::Large)] = {large, 256, 64, large - 1, 60'000};
    const std::size_t giant = std::clamp<std::size_t>(all / coresForOneGiant, 1, 4);
    out[static_cast<std::size_t>(Lane::Giant)] = {giant, 128, 32, giant, 60'000};
    return out;
}

} // namespace

class LanePools::Pool {
public:
    Pool(Lane lane, const LaneLimits &limits)
        : m_limits(limits)
        , m_threads(std::string(toString(lane)), limits.threads, limits.queue + limits.threads,
                    {0, lessUrgent}) {}

    void enter(const std::string &who, Work work) {
        {
            const std::lock_guard lock(m_mutex);
            if (m_ending)
                throw unavailable("The server is shutting down.");
            if (m_queued >= m_limits.queue)
                throw overloaded("The server has too much of this to do at the moment.",
                                 tryAgainAfter);
            const auto found = m_people.find(who);
            if (found != m_people.end() && found->second.jobs.size() >= m_limits.queueForOne)
                throw limitExceeded(tryAgainAfter);
            Person &person = found != m_people.end() ? found->second : m_people[who];
            if (person.jobs.empty())
                m_turns.push_back(who);
            person.jobs.push_back({std::move(work), steadyNow() + m_limits.patience});
            ++m_queued;
        }
        m_threads.post([this] { runOne(); });
    }

    [[nodiscard]] std::size_t queued() const {
        const std::lock_guard lock(m_mutex);
        return m_queued;
    }

    void setAfter(std::function<void()> action) { m_after = std::move(action); }

    void stop() {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
        }
        m_threads.stop();
    }

private:
    struct Job {
        Work work;
        std::int64_t until = 0;
    };
    struct Person {
        std::deque<Job> jobs;
        std::size_t running = 0;
    };

    using Turn = std::list<std::string>::iterator;

    /// Whose turn it is among those who may run one more; with m_mutex held. The end: nobody's.
    /// held: somebody's whose job has to wait for something else.
    Turn nextTurn(bool &held) {
        return std::find_if(m_turns.begin(), m_turns.end(), [&](const std::string &who) {
            const Person &person = m_people.at(who);
            if (person.running >= m_limits.runningForOne)
                return false;
            const Job &job = person.jobs.front();
            if (m_ending || !job.work.held || steadyNow() > job.until || !job.work.held())
                return true;
            held = true;
            return false;
        });
    }

    /// The next job and whose it is; none if those who have jobs run enough.
    std::optional<std::pair<std::string, Job>> take() {
        std::unique_lock lock(m_mutex);
        while (true) {
            bool held = false;
            const Turn turn = nextTurn(held);
            if (turn != m_turns.end())
                return takeFrom(turn);
            if (!held) {
                ++m_owed;
                return std::nullopt;
            }
            lock.unlock();
            std::this_thread::sleep_for(lookAgainAfter); // there is nothing else to do
            lock.lock();
        }
    }

    /// With m_mutex held.
    std::pair<std::string, Job> takeFrom(Turn turn) {
        std::string who = std::move(*turn);
        m_turns.erase(turn);
        Person &person = m_people.at(who);
        Job job = std::move(person.jobs.front());
        person.jobs.pop_front();
        --m_queued;
        ++person.running;
        if (!person.jobs.empty())
            m_turns.push_back(who);
        return {std::move(who), std::move(job)};
    }

    /// One job of somebody. There is one call for each job; who finds only jobs of people who run
    /// enough leaves, and whoever ends one of those comes back for it.
    void runOne() {
        auto next = take();
        if (!next)
            return;
        auto &[who, job] = *next;
        run(job);
        job = {}; // it may own what it made
        finished(who);
        if (m_after)
            m_after();
    }

    static void run(const Job &job) {
        if (job.work.dropped && job.work.dropped())
            return;
        if (steadyNow() > job.until)
            job.work.late();
        else
            job.work.run();
    }

    void finished(const std::string &who) {
        bool again = false;
        {
            const std::lock_guard lock(m_mutex);
            Person &person = m_people.at(who);
            --person.running;
            if (person.running == 0 && person.jobs.empty())
                m_people.erase(who);
            if (m_owed > 0) {
                --m_owed;
                again = true;
            }
        }
        if (again)
            m_threads.post([this] { runOne(); });
    }

    const LaneLimits m_limits;
    mutable std::mutex m_mutex; // everything below but m_threads
    std::unordered_map<std::string, Person> m_people;
    std::list<std::string> m_turns; // those who have jobs, in the order of their turns
    std::size_t m_queued = 0;
    std::size_t m_owed = 0; // calls of runOne that left without a job
    bool m_ending = false;
    std::function<void()> m_after;
    WorkerPool m_threads;
};

LanePools::LanePools(unsigned cores)
    : LanePools(usualLimits(cores)) {}

LanePools::LanePools(const std::array<LaneLimits, laneCount> &limits) {
    for (const Lane lane : {Lane::Passwords, Lane::Pictures, Lane::Large, Lane::Giant})
        m_pools[static_cast<std::size_t>(lane)] =
            std::make_unique<Pool>(lane, limits[static_cast<std::size_t>(lane)]);
}

LanePools::~LanePools() = default;

void LanePools::enter(Lane lane, const std::string &who, Work work) {
    m_pools.at(static_cast<std::size_t>(lane))->enter(who, std::move(work));
}

std::size_t LanePools::queued(Lane lane) const {
    return m_pools.at(static_cast<std::size_t>(lane))->queued();
}

void LanePools::afterLarge(std::function<void()> action) {
    for (const Lane lane : {Lane::Large, Lane::Giant})
        m_pools.at(static_cast<std::size_t>(lane))->setAfter(action);
}

void LanePools::stop() {
    for (const auto &pool : m_pools)
        if (pool)
            pool->stop();
}

} // namespace hearth::net
