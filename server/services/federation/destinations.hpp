// SPDX-License-Identifier: Apache-2.0
// Destinations: which other servers do not answer, and when to try again: after 5 s, 30 s, 2, 5,
// 15, 30 and 60 minutes, but at once when something is heard from them. It survives restarts.
#pragma once

#include "server/core/clock.hpp"
#include "server/store/destination_store.hpp"

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace hearth::services {

/// Thread-safe. Reads and writes the database.
class Destinations {
public:
    Destinations(store::Database &database, const Clock &clock)
        : m_database(database)
        , m_clock(clock) {}

    /// listener runs for a server that may be tried again before its time. Added before the first
    /// request; must be quick.
    void addListener(std::function<void(const std::string &)> listener) {
        m_listeners.push_back(std::move(listener));
    }

    /// How long to wait before something is sent there, in ms; 0: not at all.
    [[nodiscard]] std::int64_t pause(const std::string &server);
    /// begun: when the attempt began (steady clock). Attempts that fail together count as one.
    void failed(const std::string &server, std::int64_t begun,
                std::optional<std::int64_t> retryAfterMs = std::nullopt);
    /// It has answered, or has asked something itself.
    void heardFrom(const std::string &server);
    /// An administrator wants it tried at once. False: it was not being waited for.
    bool reset(const std::string &server);

private:
    struct State {
        store::destinations::Pause pause;
        std::int64_t failedAt = 0; // steady
    };
    State &load(std::unique_lock<std::mutex> &lock, const std::string &server);
    void save(const std::string &server, const store::destinations::Pause &pause);

    store::Database &m_database;
    const Clock &m_clock;
    std::vector<std::function<void(const std::string &)>> m_listeners;
    std::mutex m_mutex; // m_states
    std::unordered_map<std::string, State> m_states;
};

} // namespace hearth::services
