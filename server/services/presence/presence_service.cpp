// SPDX-License-Identifier: Apache-2.0
// PresenceService (spec client-server, "Presence").
#include "server/services/presence/presence_service.hpp"

#include "server/core/error.hpp"
#include "server/core/lane.hpp"
#include "server/services/live/hub.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/store/database.hpp"
#include "server/store/presence_store.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hearth::services {

namespace {
constexpr std::int64_t tickMs = 5 * 1000;
constexpr std::int64_t offlineAfterMs = 30 * 1000;  // without a sync
constexpr std::int64_t idleAfterMs = 5 * 60 * 1000; // without doing anything
constexpr std::int64_t currentlyActiveMs = 60 * 1000;
constexpr std::array<std::pair<std::string_view, PresenceState>, 3> words{{
    {"offline", PresenceState::Offline},
    {"unavailable", PresenceState::Unavailable},
    {"online", PresenceState::Online},
}};

std::string_view wordOf(PresenceState state) {
    for (const auto &[word, value] : words) {
        if (value == state)
            return word;
    }
    return "offline";
}
} // namespace

json::object Presence::content(std::int64_t nowTs) const {
    json::object out{{"presence", wordOf(state)}};
    if (lastActiveTs > 0)
        out["last_active_ago"] = std::max<std::int64_t>(0, nowTs - lastActiveTs);
    if (!statusMessage.empty())
        out["status_msg"] = statusMessage;
    if (state == PresenceState::Online)
        out["currently_active"] = currentlyActive;
    return out;
}

PresenceService::PresenceService(store::Database &database, Hub &hub, RoomMembers &members,
                                 Executor &executor, RateLimiter &limiter,
                                 const config::Current &settings, const Clock &clock)
    : m_database(database)
    , m_hub(hub)
    , m_members(members)
    , m_executor(executor)
    , m_limits(limiter, settings)
    , m_settings(settings)
    , m_clock(clock) {}

std::optional<PresenceState> PresenceService::parse(std::string_view word) {
    for (const auto &[name, state] : words) {
        if (name == word)
            return state;
    }
    return std::nullopt;
}

bool PresenceService::enabled() const {
    return m_settings.get()->presenceEnabled;
}

void PresenceService::set(const Requester &requester, PresenceState state,
                          const std::optional<std::string> &statusMessage) {
    const auto settings = m_settings.get();
    m_limits.require(Limited::Presence, requester, {});
    if (!settings->presenceEnabled)
        return;
    load(requester.userNid);
    // A PUT without a message takes the old one away.
    update(requester.userNid, state, statusMessage.value_or(std::string()), true);
    save(requester.userNid);
    startTicking();
}

json::object PresenceService::get(const Requester &requester, std::string_view userId) {
    if (!enabled())
        return {{"presence", "offline"}};
    const store::UserNid user =
        m_database.read([&](store::Reader &reader) { return reader.findUser(userId); });
    const bool own = requester.user.str() == userId;
    if (!own && (!user || !m_members.shareRoom(requester.userNid, user)))
        throw forbidden("You are not allowed to see their presence.");
    load(user);
    return find(user).value_or(Presence()).content(m_clock.now());
}

void PresenceService::syncing(const Requester &requester, PresenceState state) {
    if (!enabled())
        return;
    const Repeatable sync; // which may go on on another lane
    stillSyncing(requester.userNid);
    if (state == PresenceState::Offline)
        return;
    const auto known = find(requester.userNid);
    if (known && known->state == state)
        return;
    const bool wasOffline = !known || known->state == PresenceState::Offline;
    if (!wasOffline && m_limits.take(Limited::PresenceBySync, requester, {}) > 0)
        return;
    load(requester.userNid);
    update(requester.userNid, state, std::nullopt, wasOffline);
    stillSyncing(requester.userNid);
    startTicking();
}

void PresenceService::stillSyncing(store::UserNid user) {
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_users.find(user); found != m_users.end())
        found->second.lastSync = m_clock.steady();
}

void PresenceService::active(store::UserNid user) {
    PresenceState state = PresenceState::Offline;
    bool stale = false;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_users.find(user);
        if (found == m_users.end())
            return;
        Entry &entry = found->second;
        state = entry.presence.state;
        // Told to others at most once a minute.
        stale = !entry.presence.currentlyActive || state == PresenceState::Unavailable;
        entry.lastActive = m_clock.steady();
        entry.presence.lastActiveTs = m_clock.now();
    }
    if (stale && state != PresenceState::Offline)
        update(user, PresenceState::Online, std::nullopt, true);
}

void PresenceService::forget(store::UserNid user) {
    const std::lock_guard lock(m_mutex);
    m_users.erase(user);
}

std::optional<Presence> PresenceService::find(store::UserNid user) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_users.find(user);
    if (found == m_users.end())
        return std::nullopt;
    return found->second.presence;
}

void PresenceService::load(store::UserNid user) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_users.contains(user))
            return;
    }
    const auto stored =
        m_database.read([&](store::Reader &reader) { return store::presence::find(reader, user); });
    const std::lock_guard lock(m_mutex);
    Entry &entry = m_users[user];
    if (stored && entry.presence.changed == 0) {
        entry.presence.statusMessage = stored->statusMessage.value_or(std::string());
        entry.presence.lastActiveTs = stored->lastActiveTs;
    }
}

void PresenceService::update(store::UserNid user, PresenceState state,
                             const std::optional<std::string> &statusMessage, bool active) {
    m_hub.presenceChanged(user, [&](std::int64_t number) {
        const std::lock_guard lock(m_mutex);
        Entry &entry = m_users[user];
        entry.presence.state = state;
        entry.presence.changed = number;
        if (statusMessage)
            entry.presence.statusMessage = *statusMessage;
        if (active && state != PresenceState::Offline) {
            entry.presence.lastActiveTs = m_clock.now();
            entry.lastActive = m_clock.steady();
        }
        entry.lastSync = std::max(entry.lastSync, active ? m_clock.steady() : 0);
        entry.presence.currentlyActive = state == PresenceState::Online &&
                                         m_clock.steady() - entry.lastActive < currentlyActiveMs;
    });
}

void PresenceService::save(store::UserNid user) {
    const auto presence = find(user);
    if (!presence)
        return;
    m_database.write([&](store::Transaction &tx) {
        store::presence::put(tx, {user, static_cast<std::int64_t>(presence->state),
                                  presence->statusMessage, presence->lastActiveTs,
                                  presence->currentlyActive});
    });
}

void PresenceService::startTicking() {
    {
        const std::lock_guard lock(m_mutex);
        if (m_ticking)
            return;
        m_ticking = true;
    }
    m_executor.postAfter(tickMs, [this] { tick(); });
}

void PresenceService::tick() {
    const std::int64_t now = m_clock.steady();
    std::vector<std::pair<store::UserNid, PresenceState>> due;
    bool anybody = false;
    {
        const std::lock_guard lock(m_mutex);
        for (auto &[user, entry] : m_users) {
            const Presence &presence = entry.presence;
            if (presence.state == PresenceState::Offline)
                continue;
            anybody = true;
            if (now - entry.lastSync > offlineAfterMs && m_hub.isWaiting(user))
                entry.lastSync = now;
            if (now - entry.lastSync > offlineAfterMs)
                due.emplace_back(user, PresenceState::Offline);
            else if (presence.state == PresenceState::Online &&
                     now - entry.lastActive > idleAfterMs)
                due.emplace_back(user, PresenceState::Unavailable);
            else if (presence.currentlyActive && now - entry.lastActive > currentlyActiveMs)
                due.emplace_back(user, presence.state);
        }
        m_ticking = anybody;
    }
    for (const auto &[user, state] : due)
        update(user, state, std::nullopt, false);
    if (anybody)
        m_executor.postAfter(tickMs, [this] { tick(); });
}

} // namespace hearth::services
