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
struct Settings;
}

namespace hearth::services {

class AccountDataService;
class Accounts;
class Profiles;
class Registration;
class Rooms;

/// Owned by the daemon. Thread-safe.
class ServerNotices {
public:
    ServerNotices(Accounts &accounts, Profiles &profiles, Registration &registration,
                  AccountDataService &accountData, Rooms &rooms);

    struct Notice {
        std::string type = "m.room.message";
        std::optional<std::string> stateKey;
        json::object content;
        std::string txnId;
    };
    /// Gives the event id. Throws 400 where server_notices is not configured, 404 for unknown
    /// users.
    [[nodiscard]] std::string send(std::string_view userId, const Notice &notice);

private:
    [[nodiscard]] Requester sender(const config::Settings &settings);
    [[nodiscard]] std::string roomFor(const Requester &sender, std::string_view userId,
                                      store::UserNid user, const config::Settings &settings);
    [[nodiscard]] std::string makeRoom(const Requester &sender, std::string_view userId,
                                       store::UserNid user, const config::Settings &settings);

    Accounts &m_accounts;
    Profiles &m_profiles;
    Registration &m_registration;
    AccountDataService &m_accountData;
    Rooms &m_rooms;
    std::mutex m_mutex; // one room for each user, however many notices come at once
};

} // namespace hearth::services
