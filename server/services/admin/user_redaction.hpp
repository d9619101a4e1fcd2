// SPDX-License-Identifier: Apache-2.0
// UserRedaction: takes back everything a user has said, as a job that survives a restart.
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/store/nid.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {
class Clock;
class Executor;
} // namespace hearth
namespace hearth::store {
class Database;
struct TaskRow;
} // namespace hearth::store

namespace hearth::services {

class Accounts;
class EventReader;
class RoomEvents;
class RoomMembers;
class RoomRegistry;

/// Owned by the daemon. Thread-safe.
class UserRedaction {
public:
    struct Parts {
        store::Database &database;
        const Clock &clock;
        Accounts &accounts;
        EventReader &events;
        RoomRegistry &registry;
        RoomMembers &members;
        RoomEvents &sending;
        Executor &executor;
    };
    explicit UserRedaction(const Parts &parts)
        : m_parts(parts) {}

    struct Order {
        std::string userId;
        std::vector<std::string> rooms; // none: those the user is in or banned from
        std::optional<std::string> reason;
        std::int64_t limit = 1000; // in each room
        bool asAdmin = false;      // else the user takes it back themselves
        std::optional<std::int64_t> before, after;
    };
    /// Gives the redact_id. Throws 400 if one is under way for the user.
    [[nodiscard]] std::string start(const Requester &by, const Order &order);
    /// Throws 404.
    [[nodiscard]] json::object status(std::string_view redactId);
    /// Goes on with what a stop of the server interrupted.
    void resume();

private:
    void schedule(const std::string &taskId);
    void run(const std::string &taskId);
    [[nodiscard]] json::object redactAll(const store::TaskRow &task);
    void redactIn(const std::string &roomId, const json::object &order, const Requester &admin,
                  json::object &failed);

    const Parts m_parts;
};

} // namespace hearth::services
