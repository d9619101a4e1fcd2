// SPDX-License-Identifier: Apache-2.0
// ServerNotices: messages from the server itself, each user in a room of their own (spec
// client-server, "Server Notices").
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::config {
class Current;
struct Settings;
} // namespace hearth::config

namespace hearth::services {

class AccountDataService;
class Accounts;
class Memberships;
class Profiles;
class Registration;
class RoomCreator;
class RoomEvents;
class RoomMembers;
class RoomRegistry;

/// Owned by the daemon. Thread-safe.
class ServerNotices {
public:
    struct Parts {
        const config::Current &settings;
        Accounts &accounts;
        Profiles &profiles;
        Registration &registration;
        AccountDataService &accountData;
        RoomRegistry &registry;
        RoomMembers &members;
        Memberships &memberships;
        RoomCreator &creator;
        RoomEvents &sending;
    };
    explicit ServerNotices(const Parts &parts)
        : m_parts(parts) {}

    struct Notice {
        std::string type = "m.room.message";
        std::optional<std::string> stateKey;
        json::object content;
        std::string txnId;
    };
    /// Throws 400 where server_notices is not configured.
    void requireEnabled() const;
    /// Gives the event id. Throws 400 where server_notices is not configured, 404 for unknown
    /// users.
    [[nodiscard]] std::string send(std::string_view userId, const Notice &notice);

private:
    [[nodiscard]] Requester sender(const config::Settings &settings);
    [[nodiscard]] std::string roomFor(const Requester &sender, std::string_view userId,
                                      store::UserNid user, const config::Settings &settings);
    [[nodiscard]] std::string makeRoom(const Requester &sender, std::string_view userId,
                                       store::UserNid user, const config::Settings &settings);

    const Parts m_parts;
    std::mutex m_mutex; // one room for each user, however many notices come at once
};

} // namespace hearth::services
