// SPDX-License-Identifier: Apache-2.0
// RoomCreator: POST /createRoom (spec client-server, "Creation").
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/event_sender.hpp"

#include <optional>
#include <string>

namespace hearth {
class Clock;
}
namespace hearth::config {
class Current;
}

namespace hearth::services {

class EventSender;
class Memberships;
class ProfileSource;
class RoomDirectory;

/// Thread-safe.
class RoomCreator {
public:
    /// What it uses; all of it outlives this.
    struct Parts {
        const config::Current &settings;
        const Clock &clock;
        const std::string &serverName;
        EventSender &sender;
        RoomDirectory &directory;
        Memberships &memberships;
        ProfileSource &profiles;
    };
    explicit RoomCreator(const Parts &parts)
        : m_parts(parts) {}

    struct Result {
        std::string roomId;
        std::optional<std::string> alias;
    };
    /// body: as in the request. limited: a client asks, and rc_invites counts its invites.
    Result create(const Requester &requester, const json::object &body, bool limited = false);

    /// The content of the first m.room.power_levels event.
    [[nodiscard]] static json::object powerLevels(const matrix::RoomVersion &version,
                                                  const std::string &creator);
    /// Throws M_UNSUPPORTED_ROOM_VERSION.
    [[nodiscard]] static const matrix::RoomVersion &requireVersion(std::string_view id);

private:
    struct Plan;
    void readPlan(Plan &plan);
    void addState(Plan &plan);
    /// Whom a member event of initial_state is about; false: it is to be left out. Throws 400.
    [[nodiscard]] bool aimMember(const Plan &plan, NewEvent &event);
    void addInvites(Plan &plan);
    void add(Plan &plan, std::string type, std::string stateKey, json::object content);
    json::object createContent(const Plan &plan) const;
    [[nodiscard]] static bool isCreator(const Plan &plan, std::string_view user);
    json::object powerLevelContent(const Plan &plan) const;

    const Parts m_parts;
};

} // namespace hearth::services
