// SPDX-License-Identifier: Apache-2.0
#include "server/services/federation/destinations.hpp"

#include "server/core/log.hpp"
#include "server/crypto/hash.hpp"

#include <algorithm>
#include <array>

namespace hearth::services {
namespace {

constexpr std::int64_t second = 1'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::array steps{5 * second,  30 * second, 2 * minute, 5 * minute,
                           15 * minute, 30 * minute, 60 * minute};
constexpr std::size_t mostKnown = 50'000;

/// The step, give or take a fifth, so that servers that failed together are not tried together.
std::int64_t spread(std::int64_t step) {
    const auto byte = static_cast<unsigned char>(crypto::randomBytes(1)[0]);
    return step * 4 / 5 + step * 2 / 5 * byte / 255;
}

} // namespace

Destinations::State &Destinations::load(std::unique_lock<std::mutex> &lock,
                                        const std::string &server) {
    if (const auto found = m_states.find(server); found != m_states.end())
        return found->second;
    lock.unlock();
    const auto stored = m_database.read(
        [&](store::Reader &reader) { return store::destinations::pauseOf(reader, server); });
    lock.lock();
    if (m_states.size() >= mostKnown)
        m_states.clear(); // what matters is in the database
    return m_states.try_emplace(server, State{stored.value_or(store::destinations::Pause{}), 0})
        .first->second;
}

void Destinations::save(const std::string &server, const store::destinations::Pause &pause) {
    m_database.submit(
        [server, pause](store::Transaction &tx) {
            store::destinations::setPause(tx, server, pause);
        },
        [](const std::exception_ptr &) {}); // it is in memory; the next one is written again
}

std::int64_t Destinations::pause(const std::string &server) {
    std::unique_lock lock(m_mutex);
    return std::max<std::int64_t>(0, load(lock, server).pause.retryAt - m_clock.now());
}

void Destinations::failed(const std::string &server, std::int64_t begun,
                          std::optional<std::int64_t> retryAfterMs) {
    store::destinations::Pause pause;
    {
        std::unique_lock lock(m_mutex);
        State &state = load(lock, server);
        if (state.failedAt != 0 && begun <= state.failedAt)
            return;
        state.failedAt = std::max<std::int64_t>(1, m_clock.steady());
        const Timestamp now = m_clock.now();
        const auto step = static_cast<std::size_t>(
            std::clamp<std::int64_t>(state.pause.failures, 0, std::int64_t{steps.size()} - 1));
        const std::int64_t wait =
            std::max(spread(steps.at(step)), std::min(retryAfterMs.value_or(0), steps.back()));
        state.pause.retryAt = now + wait;
        if (!state.pause.failingSince)
            state.pause.failingSince = now;
        ++state.pause.failures;
        pause = state.pause;
        log::info("federation", "{} is left alone for {} s.", server, wait / second);
    }
    save(server, pause);
}

void Destinations::heardFrom(const std::string &server) {
    if (!reset(server))
        return;
    for (const auto &listener : m_listeners)
        listener(server);
}

bool Destinations::reset(const std::string &server) {
    {
        std::unique_lock lock(m_mutex);
        State &state = load(lock, server);
        if (state.pause.failures == 0)
            return false;
        state = {};
    }
    save(server, {});
    return true;
}

} // namespace hearth::services
