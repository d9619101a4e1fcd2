// SPDX-License-Identifier: Apache-2.0
// PusherService: the pushers that users set, kept in memory for the job that serves them.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/store/pusher_store.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hearth::services {

/// Thread-safe.
class PusherService {
public:
    using List = std::vector<store::Pusher>;
    using All = std::unordered_map<store::UserNid, List>;

    PusherService(store::Database &database, const Clock &clock);

    /// Called whenever pushers were set or removed; must be short. Set before the first request.
    void setChanged(std::function<void()> action) { m_changed = std::move(action); }

    /// Body of POST /pushers/set; kind null removes. Throws 400.
    void set(const Requester &requester, const json::object &body);
    [[nodiscard]] List ofUser(store::UserNid user);
    /// As clients and administrators see it.
    [[nodiscard]] static json::object toJson(const store::Pusher &pusher);

    /// Every pusher that is switched on, by user; read again after reload().
    [[nodiscard]] std::shared_ptr<const All> all();
    /// After pushers were removed elsewhere (device deleted, password changed).
    void reload();
    /// The gateway said that this pushkey is gone.
    void reject(const store::Pusher &pusher);
    void saveProgress(const store::Pusher &pusher);

private:
    store::Database &m_database;
    const Clock &m_clock;
    std::function<void()> m_changed;
    std::mutex m_mutex; // everything below
    std::shared_ptr<const All> m_all;
    std::uint64_t m_generation = 0;
};

} // namespace hearth::services
