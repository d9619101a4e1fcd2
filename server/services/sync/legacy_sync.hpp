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

class EventReader;
class EventSerializer;
class RoomHistory;
class RoomMembers;
class RoomRegistry;
class Timeline;
class Visibility;

/// Thread-safe.
class LegacySync {
public:
    struct Parts {
        store::Database &database;
        RoomRegistry &registry;
        RoomMembers &members;
        EventReader &events;
        EventSerializer &serializer;
        Timeline &timeline;
        Visibility &visibility;
        RoomHistory &history;
        Hub &hub;
        SyncService &sync;
        ReceiptService &receipts;
        TypingService &typing;
    };
    explicit LegacySync(const Parts &parts)
        : m_parts(parts) {}

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
    [[nodiscard]] std::int64_t addRoomEvents(const SyncRun &run, store::RoomNid room,
                                             std::int64_t to, std::size_t mostBytes,
                                             StoredEvents &out);
    void addEphemeral(const SyncRun &run, store::RoomNid room, json::array &chunk);
    void addAccountData(const SyncRun &run, json::array &chunk);
    [[nodiscard]] bool isIgnoredInvite(const SyncRun &run, const RoomMembership &membership);
    [[nodiscard]] json::object roomPart(const SyncRun &run, const RoomMembership &membership,
                                        std::int64_t limit);

    const Parts m_parts;
};

} // namespace hearth::services
