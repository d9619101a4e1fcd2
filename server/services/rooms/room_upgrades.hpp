// SPDX-License-Identifier: Apache-2.0
// RoomUpgrades: POST /rooms/{roomId}/upgrade (spec client-server, "Room Upgrades").
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/event_sender.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hearth::services {

class Rooms;

/// Thread-safe.
class RoomUpgrades {
public:
    explicit RoomUpgrades(Rooms &rooms)
        : m_rooms(rooms) {}
    /// body: as in the request. Gives the new room's id.
    std::string upgrade(const Requester &requester, std::string_view roomId,
                        const json::object &body);

private:
    [[nodiscard]] std::vector<NewEvent> eventsOfNew(const Requester &requester, const RoomView &old,
                                                    const matrix::RoomVersion &version,
                                                    const json::array *creators,
                                                    const std::string &lastEventId) const;
    void restrictOld(const Requester &requester, const RoomPtr &old) const;
    void moveCanonicalAlias(const Requester &requester, const RoomPtr &old,
                            const RoomPtr &fresh) const;

    Rooms &m_rooms;
};

} // namespace hearth::services
