// SPDX-License-Identifier: Apache-2.0
// Housekeeping: jobs that come again and again, such as removing old messages. They work in small
// steps behind the requests, one job at a time; when each began last is kept in the database, and a
// job that a stop interrupted begins anew at the next start.
#pragma once

#include "server/core/clock.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace hearth {
class Executor;
}
namespace hearth::store {
class Database;
}

namespace hearth::services {

/// A job that the settings ask for.
struct HouseJob {
    std::string name;          // also says what it depends on: other settings are another job
    std::int64_t interval = 0; // ms
    /// Begins a run. Each call of what it gives does one bounded write; false: the run is over.
    std::function<std::function<bool()>()> begin;
};

/// Owned by the daemon. Thread-safe.
class Housekeeping {
public:
    using Source = std::function<std::vector<HouseJob>()>;

    Housekeeping(store::Database &database, const Clock &clock)
        : m_database(database)
        , m_clock(clock) {}

    /// What gives the jobs of one area, by the settings of the moment. Before start().
    void add(Source source) { m_sources.push_back(std::move(source)); }
    /// The executor outlives the last step.
    void start(Executor &executor);
    void stop();
    /// Runs all jobs, due or not, to their end in this thread.
    void runAll();

private:
    [[nodiscard]] std::vector<HouseJob> dueJobs();
    void look();
    void step();
    void finish();
    void later(std::int64_t milliseconds, void (Housekeeping::*what)());

    store::Database &m_database;
    const Clock &m_clock;
    Executor *m_executor = nullptr;
    std::vector<Source> m_sources;
    std::mutex m_mutex; // m_stopped
    bool m_stopped = false;
    // Of the one chain of steps.
    std::deque<HouseJob> m_waiting;
    std::function<bool()> m_work;
    std::int64_t m_begun = 0;
};

} // namespace hearth::services
