// SPDX-License-Identifier: Apache-2.0
// LegacySync: /initialSync and /events, which older clients use in place of /sync.
#pragma once

#include "server/core/json.hpp"
#include "server/services/sync/sync_service.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::services {

class Rooms;

/// Thread-safe.
class LegacySync {
public:
    LegacySync(Rooms &rooms, Hub &hub, SyncService &sync, ReceiptService &receipts,
               TypingService &typing);

    struct EventsQuestion {
        Requester who;
        SyncToken from;
        store::RoomNid room{}; // also events of this room, if everybody may read it
    };
    struct Events {
        json::object body;
        bool empty = false;
    };
    /// Throws 403 when the room may not be read.
    void requirePeekable(const Requester &who, const std::string &roomId);
    [[nodiscard]] Events events(const EventsQuestion &question, const UserFeed &feed);
    [[nodiscard]] json::object initialSync(const Requester &who, std::int64_t limit, bool archived);
    [[nodiscard]] json::object roomInitialSync(const Requester &who, const std::string &roomId,
                                               std::int64_t limit);
    [[nodiscard]] json::object event(const Requester &who, const std::string &eventId);

private:
    [[nodiscard]] json::array presence(const SyncRun &run);
    [[nodiscard]] std::optional<json::object> receiptsOf(const SyncRun &run, store::RoomNid room,
                                                         const std::string &roomId);
    void addRoomEvents(const SyncRun &run, store::RoomNid room, std::int64_t to, StoredEvents &out);
    void addEphemeral(const SyncRun &run, store::RoomNid room, json::array &chunk);
    void addAccountData(const SyncRun &run, json::array &chunk);
    [[nodiscard]] bool isIgnoredInvite(const SyncRun &run, const RoomMembership &membership);
    [[nodiscard]] json::object roomPart(const SyncRun &run, const RoomMembership &membership,
                                        std::int64_t limit);

    Rooms &m_rooms;
    Hub &m_hub;
    SyncService &m_sync;
    ReceiptService &m_receipts;
    TypingService &m_typing;
};

} // namespace hearth::services
