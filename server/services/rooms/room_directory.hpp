// SPDX-License-Identifier: Apache-2.0
// RoomDirectory: room aliases and the list of public rooms.
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/room.hpp"

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
struct PublicRow;
} // namespace hearth::store

namespace hearth::services {

class AliasOwners;
class EventSender;
class RoomRegistry;

/// Thread-safe.
class RoomDirectory {
public:
    /// What it uses; all of it outlives this.
    struct Parts {
        store::Database &database;
        const config::Current &settings;
        const Clock &clock;
        const std::string &serverName;
        RoomRegistry &registry;
        EventSender &sender;
        AliasOwners &aliasOwners;
    };
    explicit RoomDirectory(const Parts &parts)
        : m_parts(parts) {}

    /// Room id or alias of this server; 404 M_NOT_FOUND, 400 M_INVALID_PARAM.
    [[nodiscard]] RoomPtr requireRoom(std::string_view roomIdOrAlias) const;
    /// The room an alias leads to; 0 when there is none.
    [[nodiscard]] store::RoomNid find(std::string_view alias) const;
    /// The same; application services are asked for what is not here.
    [[nodiscard]] store::RoomNid findOrAsk(std::string_view alias) const;
    /// "#name:server" for createRoom; throws for names that can't be.
    [[nodiscard]] std::string aliasForName(const std::string &name) const;
    /// alias_creation_rules and, with a room, membership.
    void requireMayCreate(const Requester &requester, std::string_view alias,
                          const RoomViewPtr &room) const;

    void add(const Requester &requester, const std::string &alias, std::string_view roomId);
    void remove(const Requester &requester, const std::string &alias);
    [[nodiscard]] json::object resolve(const std::string &alias) const;
    [[nodiscard]] std::vector<std::string> aliases(const Requester &requester,
                                                   std::string_view roomId) const;

    [[nodiscard]] bool isPublished(std::string_view roomId) const;
    void publish(const Requester &requester, std::string_view roomId, bool published);
    void publishForAppservice(const std::string &appservice, const std::string &network,
                              std::string_view roomId, bool listed);

    struct Query {
        std::string search;
        std::optional<std::vector<std::string>> types;
        std::int64_t limit = 100;
        std::string since;
        std::string appservice;
        std::string network;
        bool allNetworks = false;
    };
    [[nodiscard]] json::object publicRooms(const Query &query) const;
    /// PublicRoomsChunk; also the base of summaries.
    [[nodiscard]] static json::object chunk(const store::PublicRow &row);

private:
    void removeFromCanonical(const Requester &requester, const RoomPtr &room,
                             const std::string &alias);
    const Parts m_parts;
};

} // namespace hearth::services
