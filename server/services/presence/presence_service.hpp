// SPDX-License-Identifier: Apache-2.0
// PresenceService: who is online. Kept in memory and numbered by Hub's volatile counter; the row in
// the database only carries the status message and the last activity over a restart.
#pragma once

#include "server/config/settings.hpp"
#include "server/core/clock.hpp"
#include "server/core/executor.hpp"
#include "server/core/json.hpp"
#include "server/core/rate_limiter.hpp"
#include "server/services/limits/limits.hpp"
#include "server/services/requester.hpp"

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class Hub;
class RoomMembers;

enum class PresenceState : std::int64_t { Offline = 0, Unavailable = 1, Online = 2 };

struct Presence {
    PresenceState state = PresenceState::Offline;
    std::string statusMessage;
    std::int64_t lastActiveTs = 0; // 0: never
    bool currentlyActive = false;
    std::int64_t changed = 0; // volatile number of the newest change
    /// Content of an m.presence event.
    [[nodiscard]] json::object content(std::int64_t nowTs) const;
};

/// Thread-safe.
class PresenceService {
public:
    PresenceService(store::Database &database, Hub &hub, RoomMembers &members, Executor &executor,
                    RateLimiter &limiter, const config::Current &settings, const Clock &clock);

    /// nothing for a word that is not a presence state.
    [[nodiscard]] static std::optional<PresenceState> parse(std::string_view word);
    [[nodiscard]] bool enabled() const;

    /// PUT …/status. Throws 429.
    void set(const Requester &requester, PresenceState state,
             const std::optional<std::string> &statusMessage);
    /// GET …/status. Throws 403 unless they share a room.
    [[nodiscard]] json::object get(const Requester &requester, std::string_view userId);

    /// A /sync of the user begins; Offline has no effect.
    void syncing(const Requester &requester, PresenceState state);
    /// The user's call is waiting or has just been answered.
    void stillSyncing(store::UserNid user);
    /// The user did something (sent, read, typed).
    void active(store::UserNid user);

    /// After the user's presence was removed elsewhere.
    void forget(store::UserNid user);
    /// As known in memory; nothing for those who were not seen since the start.
    [[nodiscard]] std::optional<Presence> find(store::UserNid user) const;

private:
    struct Entry {
        Presence presence;
        std::int64_t lastSync = 0;   // steady
        std::int64_t lastActive = 0; // steady
    };
    void load(store::UserNid user);
    void update(store::UserNid user, PresenceState state,
                const std::optional<std::string> &statusMessage, bool active);
    void save(store::UserNid user);
    void startTicking();
    void tick();

    store::Database &m_database;
    Hub &m_hub;
    RoomMembers &m_members;
    Executor &m_executor;
    Limits m_limits;
    const config::Current &m_settings;
    const Clock &m_clock;
    mutable std::mutex m_mutex;
    std::unordered_map<store::UserNid, Entry> m_users;
    bool m_ticking = false;
};

} // namespace hearth::services
