// SPDX-License-Identifier: Apache-2.0
// RoomRemoval: deleting rooms and purging history, as jobs that survive a restart.
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/store/nid.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hearth {
class Clock;
class Executor;
} // namespace hearth
namespace hearth::store {
class Database;
struct TaskRow;
} // namespace hearth::store

namespace hearth::services {

class EventReader;
class EventSender;
class Memberships;
class RoomCreator;
class RoomEvents;
class RoomMembers;
class RoomRegistry;
struct Member;

/// Thread-safe.
class RoomRemoval {
public:
    /// What it uses; all of it outlives this.
    struct Parts {
        store::Database &database;
        const Clock &clock;
        const std::string &serverName;
        EventReader &events;
        RoomRegistry &registry;
        RoomMembers &members;
        EventSender &sender;
        Memberships &memberships;
        RoomCreator &creator;
        RoomEvents &sending;
        Executor &executor; // jobs run here
    };
    explicit RoomRemoval(const Parts &parts)
        : m_parts(parts) {}

    /// Goes on with what a stop of the server interrupted.
    void resume();

    /// body: as in DELETE /_synapse/admin/v2/rooms/{roomId}. Gives the delete_id.
    std::string startDelete(const Requester &requester, const std::string &roomId,
                            const json::object &body);
    /// The old form: waits for the end and gives what shutdown_room tells.
    json::object deleteNow(const Requester &requester, const std::string &roomId,
                           const json::object &body);
    [[nodiscard]] json::object deleteStatus(std::string_view deleteId);
    [[nodiscard]] json::object deleteStatusOfRoom(const std::string &roomId);

    /// Gives the purge_id.
    std::string startPurge(const Requester &requester, const std::string &roomId,
                           std::string eventId, const json::object &body);
    [[nodiscard]] json::object purgeStatus(std::string_view purgeId);

    /// Deletes a room that has no local members, in this thread, chunk by chunk.
    void purgeForgotten(store::RoomNid room) { purge(room); }

private:
    /// Writes the task down, unless another one is deleting the room.
    std::string claimDelete(const Requester &requester, const std::string &roomId,
                            const json::object &body, std::string_view status);
    void schedule(const std::string &taskId);
    void run(const std::string &taskId);
    void runDelete(const store::TaskRow &task);
    void runPurge(const store::TaskRow &task);
    json::object shutDown(const store::TaskRow &task, const json::object &body);
    /// The room that people are moved to.
    std::string makeNewRoom(const std::string &ownerId, const json::object &body);
    void announce(const std::string &ownerId, const std::string &newRoom, const json::object &body);
    void moveOut(const Member &member, const std::string &newRoom, const std::string &roomId);
    void purge(store::RoomNid room);
    void update(const std::string &taskId, std::string_view status,
                const std::optional<std::string> &result, const std::optional<std::string> &error);

    const Parts m_parts;
};

} // namespace hearth::services
