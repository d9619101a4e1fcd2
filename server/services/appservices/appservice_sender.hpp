// SPDX-License-Identifier: Apache-2.0
// AppServiceSender: tells application services what concerns them
// (PUT /_matrix/app/v1/transactions). No event is lost when a service or the server is away.
#pragma once

#include "server/core/executor.hpp"
#include "server/services/appservices/appservice_extras.hpp"
#include "server/services/appservices/appservice_interest.hpp"
#include "server/services/live/live_watcher.hpp"
#include "server/services/rooms/live_event.hpp"
#include "server/store/appservice_store.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace hearth::http {
class Client;
struct IncomingResponse;
} // namespace hearth::http

namespace hearth::services {

class Accounts;
class AppServiceClient;
class AppServices;
class EventSender;
class EventSerializer;
class Hub;
class Visibility;

/// Owned by the daemon. Thread-safe. One transaction at a time for each service. Listens to rooms
/// and to the hub from its construction on.
class AppServiceSender final : public EventListener, public LiveWatcher {
public:
    struct Parts {
        AppServices &services;
        Accounts &accounts;
        store::Database &database;
        const Clock &clock;
        EventReader &events;
        RoomRegistry &registry;
        RoomMembers &members;
        EventSender &sender;
        EventSerializer &serializer;
        Visibility &visibility;
        Hub &hub;
        Names &names;
        TypingService &typing;
        PresenceService &presence;
        AppServiceClient &asking;
        http::Client &client;
        Executor &workers;
    };
    explicit AppServiceSender(const Parts &parts);

    void start();
    void stop() { m_stopped = true; }

    void onEvent(const LiveEventPtr &event) override;
    void onTyping(store::RoomNid room) override;
    void onPresence(store::UserNid user) override;
    void onReceipt(store::RoomNid room, const LiveReceipt &receipt) override;
    void onToDevice(store::UserNid user) override;
    void onDeviceList(store::UserNid user) override;

private:
    struct Line {
        Line(const AppService &whose, const Parts &parts)
            : service(whose)
            , interest(whose, {parts.database, parts.registry, parts.members})
            , extras(whose, {parts.database, parts.clock, parts.events, parts.names, parts.typing,
                             parts.presence}) {}
        const AppService &service;
        AppServiceInterest interest;
        AppServiceExtras extras;
        // Touched only by the worker that runs the service's step.
        store::AppServiceState state;
        store::Position saved{};               // as the database has it
        std::unordered_set<std::string> asked; // users, for the transaction to come
        int failures = 0;
        std::atomic<bool> busy{false};
        std::atomic<bool> dirty{false};
    };
    /// Wakes every service for which `concerns` says so.
    void wakeIf(const std::function<bool(AppServiceExtras &)> &concerns);
    void wake(Line &line);
    void step(Line &line);
    void answered(Line &line, std::int64_t txn, const http::IncomingResponse &answer);
    /// What there is to send.
    struct Next {
        std::optional<store::AppServiceTxn> txn;
        bool asking = false; // the service is asked for users first; step comes again after that
    };
    [[nodiscard]] Next nextTransaction(Line &line);
    /// Somebody of the service who is not registered yet may be registered by it now: it is asked
    /// once before it is told of events about them. True if it was.
    bool askForUsers(Line &line, const std::vector<StoredEventPtr> &events);
    [[nodiscard]] bool isUnknown(const Line &line, const StoredEvent &event) const;
    void send(Line &line, const store::AppServiceTxn &txn);
    [[nodiscard]] std::string bodyOf(const AppService &service,
                                     const store::AppServiceTxn &txn) const;

    Parts m_parts;
    std::vector<std::unique_ptr<Line>> m_lines;
    std::atomic<bool> m_started{false};
    std::atomic<bool> m_stopped{false};
};

} // namespace hearth::services
