// SPDX-License-Identifier: Apache-2.0
// RoomUpgrades: POST /rooms/{roomId}/upgrade (spec client-server, "Room Upgrades").
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/event_sender.hpp"

#include <array>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class AccountDataSource;
class EventReader;
class EventSender;
class ProfileSource;
class RoomRegistry;

/// Thread-safe.
class RoomUpgrades {
public:
    /// What it uses; all of it outlives this.
    struct Parts {
        store::Database &database;
        const Clock &clock;
        const std::string &serverName;
        EventReader &events;
        RoomRegistry &registry;
        EventSender &sender;
        ProfileSource &profiles;
        AccountDataSource &accountData;
    };
    explicit RoomUpgrades(const Parts &parts)
        : m_parts(parts) {}
    /// body: as in the request. Gives the new room's id; asked again for the same version, the same
    /// room. Of two people at about the same time the second is refused.
    std::string upgrade(const Requester &requester, std::string_view roomId,
                        const json::object &body);

private:
    [[nodiscard]] std::optional<std::string> upgradedAlready(const Requester &requester,
                                                             const RoomView &old,
                                                             const matrix::RoomVersion &version);
    [[nodiscard]] std::vector<NewEvent> eventsOfNew(const Requester &requester, const RoomView &old,
                                                    const matrix::RoomVersion &version,
                                                    const json::array *creators,
                                                    const std::string &lastEventId) const;
    void restrictOld(const Requester &requester, const RoomPtr &old) const;
    void moveCanonicalAlias(const Requester &requester, const RoomPtr &old,
                            const RoomPtr &fresh) const;

    const Parts m_parts;
    std::array<std::mutex, 16> m_turns; // by room: one upgrade after the other
};

} // namespace hearth::services
