// SPDX-License-Identifier: Apache-2.0
// Power levels of a room with all defaults applied (spec, "m.room.power_levels").
#pragma once

#include "server/core/json.hpp"
#include "server/matrix/room_version.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace hearth::matrix {

class Event;

class PowerLevels {
public:
    /// Level of a room creator in v12+: above every integer.
    static constexpr std::int64_t infinite = std::numeric_limits<std::int64_t>::max();

    /// create must not be null; powerLevels may be (the defaults then hold).
    PowerLevels(const RoomVersion &version, const Event *create, const Event *powerLevels);

    [[nodiscard]] std::int64_t ofUser(std::string_view userId) const;
    [[nodiscard]] std::int64_t toSend(std::string_view eventType, bool isState) const;
    [[nodiscard]] std::int64_t toInvite() const { return m_invite; }
    [[nodiscard]] std::int64_t toKick() const { return m_kick; }
    [[nodiscard]] std::int64_t toBan() const { return m_ban; }
    [[nodiscard]] std::int64_t toRedact() const { return m_redact; }
    /// notifications.<key>, 50 by default.
    [[nodiscard]] std::int64_t toNotify(std::string_view key) const;
    [[nodiscard]] bool isCreator(std::string_view userId) const;

private:
    std::unordered_map<std::string, std::int64_t> m_users;
    std::unordered_map<std::string, std::int64_t> m_events;
    std::unordered_map<std::string, std::int64_t> m_notifications;
    std::unordered_set<std::string> m_creators; // with infinite power; v12+
    std::string m_creator;                      // before v12: level 100 without power levels
    std::int64_t m_usersDefault = 0;
    std::int64_t m_eventsDefault = 0;
    std::int64_t m_stateDefault = 0;
    std::int64_t m_invite = 0;
    std::int64_t m_kick = 50;
    std::int64_t m_ban = 50;
    std::int64_t m_redact = 50;
};

} // namespace hearth::matrix
