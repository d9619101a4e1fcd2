// SPDX-License-Identifier: Apache-2.0
// See maintenance.hpp.
#include "server/services/admin/maintenance.hpp"

#include "server/core/error.hpp"
#include "server/core/executor.hpp"
#include "server/core/log.hpp"
#include "server/services/media/media.hpp"
#include "server/services/profiles/profiles.hpp"
#include "server/store/account_store.hpp"
#include "server/store/folded_names.hpp"
#include "server/store/room_store.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::int64_t rowsPerStep = 100;
constexpr std::string_view roomCounts = "populate_stats_process_rooms";
constexpr std::string_view userDirectory = "regenerate_directory";
// Not to be asked for: what an earlier program left in another form.
constexpr std::string_view foldAccounts = "fold_account_names";
constexpr std::string_view foldRooms = "fold_room_names";
constexpr std::string_view foldWords = "fold_search_words";
constexpr std::string_view foldDone = "fold_done";
// Before schema 3 thumbnails came out in wrong colours.
constexpr std::string_view oldThumbnails = "remove_old_thumbnails";

} // namespace

void Maintenance::start(std::string_view name) {
    if (name != roomCounts && name != userDirectory)
        throw unknownError("Invalid job_name");
    {
        const std::lock_guard lock(m_mutex);
        if (std::any_of(m_jobs.begin(), m_jobs.end(),
                        [&](const Job &job) { return job.name == name; }))
            throw unknownError("Job " + std::string(name) +
                               " is already in queue of background updates.");
        m_jobs.push_back({std::string(name)});
    }
    schedule();
}

void Maintenance::renewOldData() {
    if (m_database.read(
            [](store::Reader &reader) { return store::folded_names::areCurrent(reader); }))
        return;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto name :
             {foldAccounts, foldRooms, userDirectory, foldWords, oldThumbnails, foldDone})
            m_jobs.push_back({std::string(name)});
    }
    schedule();
}

void Maintenance::setEnabled(bool enabled) {
    {
        const std::lock_guard lock(m_mutex);
        m_enabled = enabled;
    }
    schedule();
}

bool Maintenance::enabled() {
    const std::lock_guard lock(m_mutex);
    return m_enabled;
}

json::object Maintenance::status() {
    const std::lock_guard lock(m_mutex);
    json::object current;
    if (!m_jobs.empty()) {
        const Job &job = m_jobs.front();
        json::value rate;
        if (job.milliseconds > 0)
            rate = static_cast<double>(job.items) / static_cast<double>(job.milliseconds);
        current["master"] = json::object{{"name", job.name},
                                         {"total_item_count", job.items},
                                         {"total_duration_ms", job.milliseconds},
                                         {"average_items_per_ms", std::move(rate)}};
    }
    return {{"enabled", m_enabled}, {"current_updates", std::move(current)}};
}

void Maintenance::schedule() {
    {
        const std::lock_guard lock(m_mutex);
        if (m_stepping || !m_enabled || m_jobs.empty())
            return;
        m_stepping = true;
    }
    m_executor.post([this] { step(); });
}

void Maintenance::step() {
    Job job;
    {
        const std::lock_guard lock(m_mutex);
        job = m_jobs.front();
    }
    bool over = true;
    const auto begin = m_clock.steady();
    try {
        const auto done = work(job);
        job.items += done;
        over = done < rowsPerStep;
    } catch (const std::exception &failure) {
        log::error("admin", "job {} failed: {}", job.name, failure.what());
    }
    job.milliseconds += m_clock.steady() - begin;
    {
        const std::lock_guard lock(m_mutex);
        m_stepping = false;
        if (over) {
            m_jobs.pop_front();
            log::info("admin", "job {} is over: {} rows", job.name, job.items);
        } else {
            m_jobs.front() = job;
        }
    }
    schedule();
}

std::int64_t Maintenance::work(Job &job) {
    if (job.name == oldThumbnails)
        return m_media.removeThumbnails(m_started, rowsPerStep);
    return m_database.write([&](store::Transaction &tx) {
        if (job.name == roomCounts)
            return store::recountMembers(tx, job.last, rowsPerStep);
        if (job.name == foldAccounts)
            return store::folded_names::renewAccounts(tx, job.last, rowsPerStep);
        if (job.name == foldRooms)
            return store::folded_names::renewRooms(tx, job.last, rowsPerStep);
        if (job.name == foldWords)
            return store::folded_names::renewWords(tx, job.last, rowsPerStep);
        if (job.name == foldDone) {
            store::folded_names::markCurrent(tx);
            return std::int64_t{0};
        }
        const auto users = store::accounts::after(tx, store::UserNid{job.last}, rowsPerStep);
        for (const auto user : users)
            m_profiles.refresh(tx, user);
        if (!users.empty())
            job.last = users.back().value;
        return static_cast<std::int64_t>(users.size());
    });
}

} // namespace hearth::services
