// SPDX-License-Identifier: Apache-2.0
// AppServiceSender: tells application services of events that concern them
// (PUT /_matrix/app/v1/transactions). Nothing is lost when a service or the server is away.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/executor.hpp"
#include "server/services/appservices/appservices.hpp"
#include "server/services/live/live_event.hpp"
#include "server/services/rooms/room_view.hpp"
#include "server/store/appservice_store.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace hearth::http {
class Client;
struct IncomingResponse;
} // namespace hearth::http

namespace hearth::services {

class Rooms;

/// Owned by the daemon. Thread-safe. One transaction at a time for each service.
class AppServiceSender final : public EventListener {
public:
    AppServiceSender(AppServices &services, Rooms &rooms, http::Client &client, Executor &workers);

    void start();
    void stop() { m_stopped = true; }
    void onEvent(const LiveEventPtr &event) override;

private:
    struct Interest {
        MemberMap members;
        bool wanted = false;
    };
    /// Touched only by the worker that runs the service's step.
    struct Line {
        const AppService *service = nullptr;
        store::AppServiceState state;
        store::Position saved{}; // as the database has it
        std::unordered_map<store::RoomNid, Interest> interests;
        int failures = 0;
        std::atomic<bool> busy{false};
        std::atomic<bool> dirty{false};
    };
    void wake(Line &line);
    void step(Line &line);
    void answered(Line &line, std::int64_t txn, const http::IncomingResponse &answer);
    [[nodiscard]] std::optional<store::AppServiceTxn> nextTransaction(Line &line);
    [[nodiscard]] bool concerns(Line &line, const StoredEvent &event);
    [[nodiscard]] bool hasMembersOf(Line &line, const RoomView &room);
    [[nodiscard]] bool hasAliasOf(const AppService &service, store::RoomNid room);
    void send(Line &line, const store::AppServiceTxn &txn);

    AppServices &m_services;
    Rooms &m_rooms;
    http::Client &m_client;
    Executor &m_workers;
    std::vector<std::unique_ptr<Line>> m_lines;
    std::atomic<bool> m_started{false};
    std::atomic<bool> m_stopped{false};
};

} // namespace hearth::services
