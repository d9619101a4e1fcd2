// SPDX-License-Identifier: Apache-2.0
// Maintenance: jobs that make derived tables anew, in small steps behind the requests; Synapse
// calls them background updates. What waits is forgotten at a stop: a job does no harm half done.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

namespace hearth {
class Executor;
}
namespace hearth::store {
class Database;
}

namespace hearth::services {

class MediaService;
class Profiles;

/// Owned by the daemon. Thread-safe.
class Maintenance {
public:
    Maintenance(store::Database &database, Profiles &profiles, MediaService &media,
                Executor &executor, const Clock &clock)
        : m_database(database)
        , m_profiles(profiles)
        , m_media(media)
        , m_executor(executor)
        , m_clock(clock)
        , m_started(clock.now()) {}

    /// Throws 400 for unknown names, and if the job waits already.
    void start(std::string_view name);
    /// To be called once, at the start.
    void renewOldData();
    /// While it is off, jobs wait.
    void setEnabled(bool enabled);
    [[nodiscard]] bool enabled();
    /// {"enabled", "current_updates"}
    [[nodiscard]] json::object status();

private:
    struct Job {
        std::string name;
        std::int64_t last = 0; // number of the last row that is done
        std::int64_t items = 0;
        std::int64_t milliseconds = 0;
    };
    void schedule();
    void step();
    /// Gives how many rows it did; fewer than a step's worth: the job is over.
    [[nodiscard]] std::int64_t work(Job &job);

    store::Database &m_database;
    Profiles &m_profiles;
    MediaService &m_media;
    Executor &m_executor;
    const Clock &m_clock;
    const Timestamp m_started;
    std::mutex m_mutex; // what follows
    std::deque<Job> m_jobs;
    bool m_enabled = true;
    bool m_stepping = false;
};

} // namespace hearth::services
