// SPDX-License-Identifier: Apache-2.0
// SyncWorld: RoomWorld with the services of sync on top, and clients that sync.
#pragma once

#include "server/core/executor.hpp"
#include "server/core/rate_limiter.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/assembly/sync_services.hpp"
#include "tests/server/services/rooms/room_world.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace hearth::test {

/// One thread that runs work when its time has come.
class TestExecutor final : public Executor {
public:
    TestExecutor();
    ~TestExecutor() override;
    [[nodiscard]] bool tryPost(std::function<void()> work) override;
    void post(std::function<void()> work) override {
        static_cast<void>(postAfter(0, std::move(work)));
    }
    Timer postAfter(std::int64_t milliseconds, std::function<void()> work) override;
    void cancel(Timer timer) override;
    void stop();
    /// Waits for what runs and begins nothing more, until startAfresh() has thrown away what waits.
    void hold();
    void startAfresh();

private:
    using Time = std::chrono::steady_clock::time_point;
    void run();
    std::mutex m_mutex;
    std::condition_variable m_changed;
    struct Work {
        std::uint64_t id = 0;
        std::function<void()> run;
    };
    std::multimap<Time, Work> m_work;
    std::uint64_t m_lastId = 0;
    bool m_stopping = false;
    bool m_running = false;
    bool m_held = false;
    std::thread m_thread;
};

class SyncWorld : public RoomWorld {
public:
    SyncWorld();
    ~SyncWorld();

    [[nodiscard]] services::SyncServices &services() { return m_services->sync; }
    /// Forgets everything that is only in memory.
    void restartAll();

    TestExecutor executor;
    RateLimiter limiter;

private:
    struct Services {
        explicit Services(SyncWorld &world);
        services::Accounts accounts;
        services::SyncServices sync;
    };
    std::unique_ptr<Services> m_services;
};

struct SyncOptions {
    std::string filter = "{}";
    bool fullState = false;
    bool stateAfter = false;
};

/// One device that syncs on and on.
class SyncClient {
public:
    SyncClient(SyncWorld &world, services::Requester who, SyncOptions options = {});

    /// Answers at once.
    json::object sync();
    /// Waits until there is something, or for the time.
    json::object wait(std::int64_t timeoutMs);
    /// From the beginning.
    json::object initial();

    [[nodiscard]] const services::Requester &who() const { return m_who; }
    services::SyncToken token() const { return *m_since; }
    void setToken(services::SyncToken token) { m_since = token; }
    SyncOptions options;

private:
    services::SyncAnswer ask();
    json::object take(services::SyncAnswer answer);

    SyncWorld &m_world;
    services::Requester m_who;
    std::optional<services::SyncToken> m_since;
};

/// rooms.<section>.<room>, or an empty object.
[[nodiscard]] json::object roomOf(const json::object &answer, std::string_view section,
                                  const std::string &room);
/// <part>.events of a room's section.
[[nodiscard]] json::array eventsOf(const json::object &room, std::string_view part);
[[nodiscard]] std::vector<std::string> bodiesOf(const json::array &events);
[[nodiscard]] std::vector<std::string> typesOf(const json::array &events);
/// Sorted strings of a member of device_lists.
[[nodiscard]] std::vector<std::string> deviceList(const json::object &answer,
                                                  std::string_view name);

} // namespace hearth::test
