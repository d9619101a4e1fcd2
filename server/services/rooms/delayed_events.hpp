// SPDX-License-Identifier: Apache-2.0
// DelayedEvents (MSC4140): events that are sent when their time has come, unless the client puts
// them off again and again. Calls use it so that somebody who is cut off leaves them.
#pragma once

#include "server/core/executor.hpp"
#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/live_event.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {
class Clock;
}
namespace hearth::config {
class Current;
}
namespace hearth::store {
class Database;
struct DelayedEventRow;
} // namespace hearth::store

namespace hearth::services {

class EventSender;
class RoomEvents;
class RoomRegistry;

/// Thread-safe. They survive a restart. Listens to rooms from its construction on.
class DelayedEvents final : public EventListener {
public:
    /// What it uses; all of it outlives this.
    struct Parts {
        store::Database &database;
        const config::Current &settings;
        const Clock &clock;
        const std::string &serverName;
        RoomRegistry &registry;
        EventSender &sender;
        RoomEvents &sending;
    };
    explicit DelayedEvents(const Parts &parts);

    /// Goes on with those that wait; from here on they are sent in time.
    void start(Executor &executor);

    struct Draft {
        std::string roomId;
        std::string type;
        std::optional<std::string> stateKey;
        json::object content;
        std::optional<std::int64_t> ts;
        std::string txnId;
        std::int64_t delayMs = 0;
    };
    /// Gives the delay_id.
    std::string add(const Requester &requester, Draft draft);
    [[nodiscard]] json::array of(const Requester &requester);

    // Whoever knows the id may do these; 404 M_NOT_FOUND.
    void cancel(const std::string &id);
    void restart(const std::string &id);
    void send(const std::string &id);

    /// Somebody else's state takes the place of what was to be sent.
    void onEvent(const LiveEventPtr &event) override;
    void onRoomDeleted(store::RoomNid room) override;

private:
    struct Waiting {
        store::UserNid user{};
        store::RoomNid room{};
        std::string type;
        std::optional<std::string> stateKey;
        std::int64_t delayMs = 0;
        std::int64_t sendTs = 0;
    };
    void remember(const store::DelayedEventRow &row);
    /// 404 if it is gone, or somebody else has taken it.
    Waiting take(const std::string &id);
    /// What could not be done now is tried again later.
    void putBack(const std::string &id, Waiting waiting);
    /// False if it is gone, or its sender may not send any more.
    bool fire(const std::string &id, const Waiting &waiting);
    void sendNow(const store::DelayedEventRow &row);
    bool remove(const std::string &id);
    void onTime();
    void arm(); // with m_mutex held

    const Parts m_parts;
    // Never held while the database is written to: onEvent comes on the writer's thread.
    std::mutex m_mutex;
    std::map<std::string, Waiting> m_waiting;
    Executor *m_executor = nullptr;
    Executor::Timer m_timer;
    std::int64_t m_armedFor = 0;
};

} // namespace hearth::services
