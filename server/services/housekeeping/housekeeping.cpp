// SPDX-License-Identifier: Apache-2.0
// See housekeeping.hpp.
#include "server/services/housekeeping/housekeeping.hpp"

#include "server/core/executor.hpp"
#include "server/core/log.hpp"
#include "server/store/database.hpp"
#include "server/store/server_value_store.hpp"

#include <charconv>

namespace hearth::services {
namespace {

constexpr std::int64_t firstLook = 5000;
constexpr std::int64_t lookEvery = 30000;
/// Between two steps, so that whoever sends something has the disk most of the time.
constexpr std::int64_t pause = 25;

std::string valueName(const HouseJob &job) {
    return "housekeeping:" + job.name;
}

} // namespace

void Housekeeping::later(std::int64_t milliseconds, void (Housekeeping::*what)()) {
    const std::lock_guard lock(m_mutex);
    if (!m_stopped && m_executor)
        m_executor->postAfter(milliseconds, [this, what] { (this->*what)(); });
}

void Housekeeping::start(Executor &executor) {
    m_executor = &executor;
    later(firstLook, &Housekeeping::look);
}

void Housekeeping::stop() {
    const std::lock_guard lock(m_mutex);
    m_stopped = true;
}

std::vector<HouseJob> Housekeeping::dueJobs() {
    std::vector<HouseJob> due;
    for (const Source &source : m_sources)
        for (HouseJob &job : source()) {
            const auto text = m_database.read(
                [&](store::Reader &reader) { return store::serverValue(reader, valueName(job)); });
            std::int64_t last = 0;
            if (text)
                std::from_chars(text->data(), text->data() + text->size(), last);
            // A clock that was set back must not stop a job for years.
            const std::int64_t age = m_clock.now() - last;
            if (age >= job.interval || age < 0)
                due.push_back(std::move(job));
        }
    return due;
}

void Housekeeping::look() {
    try {
        for (HouseJob &job : dueJobs())
            m_waiting.push_back(std::move(job));
    } catch (const std::exception &failure) {
        log::error("jobs", "Jobs that are due could not be looked up: {}", failure.what());
    }
    m_waiting.empty() ? later(lookEvery, &Housekeeping::look) : later(0, &Housekeeping::step);
}

void Housekeeping::step() {
    bool more = false;
    try {
        if (!m_work) {
            m_begun = m_clock.now();
            m_work = m_waiting.front().begin();
        }
        more = m_work();
        if (!more)
            finish();
    } catch (const std::exception &failure) {
        log::error("jobs", "The job {} failed: {}", m_waiting.front().name, failure.what());
        more = false;
    }
    if (!more) {
        m_work = nullptr;
        m_waiting.pop_front();
    }
    m_waiting.empty() ? later(lookEvery, &Housekeeping::look) : later(pause, &Housekeeping::step);
}

void Housekeeping::finish() {
    const HouseJob &job = m_waiting.front();
    log::debug("jobs", "The job {} is done.", job.name);
    m_database.write([&](store::Transaction &tx) {
        store::setServerValue(tx, valueName(job), std::to_string(m_begun));
    });
}

void Housekeeping::runAll() {
    for (const Source &source : m_sources)
        for (const HouseJob &job : source()) {
            const auto work = job.begin();
            while (work()) {
            }
        }
}

} // namespace hearth::services
