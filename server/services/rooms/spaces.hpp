// SPDX-License-Identifier: Apache-2.0
// Spaces: room summaries and the hierarchy below a space (spec client-server, "Spaces").
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/remote_spaces.hpp"
#include "server/services/rooms/room_view.hpp"

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class RemoteLookups;
class RoomRegistry;

/// Thread-safe.
class Spaces {
public:
    /// What it uses; all of it outlives this.
    struct Parts {
        store::Database &database;
        RoomRegistry &registry;
        RemoteLookups *remote = nullptr; // nobody else is asked without
    };
    explicit Spaces(const Parts &parts)
        : m_parts(parts) {}

    struct Query {
        bool suggestedOnly = false;
        std::int64_t limit = 50;
        std::optional<std::int64_t> maxDepth;
        std::string from;
        bool asAdmin = false; // sees every room
    };
    [[nodiscard]] json::object hierarchy(const Requester &requester, const std::string &roomId,
                                         const Query &query);
    /// For another server: the room, and of its children those that are here. Throws 404 for what
    /// is not here and for what its users could not see.
    [[nodiscard]] json::object forServer(const std::string &server, const std::string &roomId,
                                         bool suggestedOnly);
    /// requester.user may be empty: nobody is signed in.
    [[nodiscard]] json::object summary(const Requester &requester, std::string_view roomIdOrAlias);

private:
    struct Walk { // what a pagination token stands for
        std::string roomId;
        std::string userId;
        bool suggestedOnly = false;
        std::optional<std::int64_t> maxDepth;
        std::vector<std::pair<std::string, std::int64_t>> queue; // next at the back
        std::vector<std::string> seen;
        std::unordered_map<std::string, std::vector<std::string>> via; // of rooms elsewhere
    };
    struct Step {
        json::object entry;
        std::vector<std::string> children;
    };
    [[nodiscard]] std::optional<Step> step(const Requester &requester, const Query &query,
                                           const std::string &roomId, RemoteSpaces &elsewhere,
                                           Walk &walk);
    [[nodiscard]] bool maySee(const Requester &requester, const RoomView &view) const;
    [[nodiscard]] bool serverMaySee(std::string_view server, const RoomView &view) const;
    [[nodiscard]] json::object entry(const RoomView &view) const;
    [[nodiscard]] static json::array
    childrenState(const std::vector<const matrix::Event *> &children);
    [[nodiscard]] std::vector<const matrix::Event *> children(const RoomView &view,
                                                              bool suggestedOnly) const;
    std::string keep(Walk walk);

    const Parts m_parts;
    std::mutex m_mutex;
    std::unordered_map<std::string, Walk> m_walks;
    std::list<std::string> m_order; // oldest token first
};

} // namespace hearth::services
