// SPDX-License-Identifier: Apache-2.0
// UserDirectory: finds people by name (spec client-server, "User Directory"). Whom one may find is
// decided when asking: people in one's own rooms and in public ones, or everybody.
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"

#include <cstdint>
#include <string_view>

namespace hearth::config {
class Current;
}

namespace hearth::services {

class Accounts;
class RoomMembers;
class RoomRegistry;

/// Owned by the daemon. Thread-safe.
class UserDirectory {
public:
    UserDirectory(Accounts &accounts, RoomMembers &members, RoomRegistry &rooms,
                  const config::Current &settings);

    /// {"results": […], "limited": …}
    [[nodiscard]] json::object search(const Requester &requester, std::string_view term,
                                      std::int64_t limit);

private:
    [[nodiscard]] bool isVisible(store::UserNid viewer, store::UserNid user);

    Accounts &m_accounts;
    RoomMembers &m_members;
    RoomRegistry &m_rooms;
    const config::Current &m_settings;
};

} // namespace hearth::services
