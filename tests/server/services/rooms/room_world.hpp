// SPDX-License-Identifier: Apache-2.0
// RoomWorld: a database of its own with the rooms services on it, and people.
#pragma once

#include "server/config/settings.hpp"
#include "server/core/clock.hpp"
#include "server/core/error.hpp"
#include "server/core/rate_limiter.hpp"
#include "server/crypto/signing_key.hpp"
#include "server/services/assembly/live_services.hpp"
#include "server/services/assembly/room_services.hpp"
#include "server/services/rooms/live_event.hpp"
#include "server/services/rooms/memberships.hpp"
#include "server/services/rooms/room_core.hpp"
#include "server/services/rooms/sight.hpp"
#include "tests/server/services/rooms/held_executor.hpp"
#include "tests/support/databases.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace hearth::test {

/// Keeps what was published.
class Recorder final : public services::EventListener {
public:
    void onEvent(const services::LiveEventPtr &event) override {
        const std::lock_guard lock(m_mutex);
        m_events.push_back(event);
    }
    [[nodiscard]] std::vector<services::LiveEventPtr> events() const {
        const std::lock_guard lock(m_mutex);
        return m_events;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<services::LiveEventPtr> m_events;
};

/// Nobody has a profile.
class NoProfiles final : public services::ProfileSource {
public:
    services::MemberProfile memberProfile(store::UserNid) override { return {}; }
    void addListener(services::ProfileListener &) override {}
};

/// No alias belongs to an application service.
class NoAliasOwners final : public services::AliasOwners {
public:
    bool isReserved(const services::Requester &, std::string_view) override { return false; }
    bool anyKnowsAlias(std::string_view) override { return false; }
};

class RoomWorld {
public:
    explicit RoomWorld(std::size_t cacheBytes = 36U << 20U);
    ~RoomWorld();

    /// Closes everything and opens it again on the same database.
    void restart();

    [[nodiscard]] services::RoomCore &core() { return m_running->core; }
    [[nodiscard]] services::LiveServices &live() { return m_running->live; }
    [[nodiscard]] services::RoomServices &rooms() { return m_running->rooms; }
    [[nodiscard]] services::Requester user(const std::string &localpart);
    std::string create(const services::Requester &who, json::object body = {});
    std::string say(const services::Requester &who, const std::string &room,
                    const std::string &text, const std::string &txnId = {});
    std::string state(const services::Requester &who, const std::string &room,
                      const std::string &type, json::object content,
                      const std::string &stateKey = {});
    void change(const services::Requester &who, const std::string &room,
                services::Memberships::Action action, const std::string &target = {});
    /// Bodies of the messages that the user sees, oldest first.
    std::vector<std::string> bodies(const services::Requester &who, const std::string &room);

    TestDatabase db;
    SystemClock clock;
    crypto::SigningKey key;
    config::Current settings;
    RateLimiter limiter{clock};
    Recorder recorder;
    /// Jobs run at once, in the call that begins them, unless a test holds them.
    HeldExecutor workers{HeldExecutor::Mode::AtOnce};

private:
    struct Running {
        explicit Running(RoomWorld &world);
        services::RoomCore core;
        services::LiveServices live;
        services::RoomServices rooms;
    };
    void open();
    const std::size_t m_cacheBytes;
    NoProfiles m_profiles;
    NoAliasOwners m_aliasOwners;
    std::unique_ptr<Running> m_running;
};

/// "403 M_FORBIDDEN", or "" if nothing was thrown.
template <class F>
std::string errorOf(F &&action) {
    try {
        action();
        return {};
    } catch (const Error &error) {
        return std::to_string(error.status()) + " " + error.errcode();
    }
}

} // namespace hearth::test
