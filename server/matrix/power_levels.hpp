// SPDX-License-Identifier: Apache-2.0
// Power levels of a room with all defaults applied (spec, "m.room.power_levels").
#pragma once

#include "server/core/json.hpp"
#include "server/matrix/room_version.hpp"

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::matrix {

class Event;

/// Names and their levels, sorted by name.
class LevelMap {
public:
    using Entry = std::pair<std::string, std::int64_t>;

    LevelMap() = default;
    explicit LevelMap(std::vector<Entry> entries);
    [[nodiscard]] std::optional<std::int64_t> find(std::string_view name) const;
    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }

private:
    std::vector<Entry> m_entries;
};

/// What an m.room.power_levels event says itself. Values that are not levels are left out.
struct PowerLevelContent {
    PowerLevelContent() = default;
    PowerLevelContent(const RoomVersion &version, const json::object &content);

    LevelMap users;
    LevelMap events;
    LevelMap notifications;
    std::optional<std::int64_t> usersDefault;
    std::optional<std::int64_t> eventsDefault;
    std::optional<std::int64_t> stateDefault;
    std::optional<std::int64_t> invite;
    std::optional<std::int64_t> kick;
    std::optional<std::int64_t> ban;
    std::optional<std::int64_t> redact;
};

/// What an m.room.create event says.
struct CreateContent {
    CreateContent(const RoomVersion &version, const json::object &content, std::string sender);

    [[nodiscard]] bool isCreator(std::string_view userId) const;

    std::string creator;                         // content.creator before v11, the sender from v11
    std::vector<std::string> additionalCreators; // v12+
    bool federates = true;                       // m.federate
};

/// A level as the room version writes it: an integer, before v10 also a string or a float.
[[nodiscard]] std::optional<std::int64_t> parseLevel(const RoomVersion &version,
                                                     const json::value &value);

/// A sentence about what is wrong with the content of a new m.room.power_levels event; nothing if
/// all levels are integers. Stricter than the authorization rules of old versions, for local users.
[[nodiscard]] std::optional<std::string> powerLevelProblem(const json::object &content);

/// Cheap to make and to copy: it shares what the two events hold parsed, and may outlive them.
class PowerLevels {
public:
    /// Level of a room creator in v12+: above every integer.
    static constexpr std::int64_t infinite = std::numeric_limits<std::int64_t>::max();

    /// create must not be null; powerLevels may be (the defaults then hold).
    PowerLevels(const RoomVersion &version, const Event *create, const Event *powerLevels);

    [[nodiscard]] std::int64_t ofUser(std::string_view userId) const;
    [[nodiscard]] std::int64_t toSend(std::string_view eventType, bool isState) const;
    [[nodiscard]] std::int64_t toInvite() const;
    [[nodiscard]] std::int64_t toKick() const;
    [[nodiscard]] std::int64_t toBan() const;
    [[nodiscard]] std::int64_t toRedact() const;
    /// notifications.<key>, 50 by default.
    [[nodiscard]] std::int64_t toNotify(std::string_view key) const;
    [[nodiscard]] bool isCreator(std::string_view userId) const;
    /// Spec "Handling redactions" of v3+: by level, or because both senders share a server.
    [[nodiscard]] bool mayRedact(std::string_view redactor, std::string_view author) const;

private:
    bool m_privilegedCreators;
    std::shared_ptr<const CreateContent> m_create;
    std::shared_ptr<const PowerLevelContent> m_levels; // null without m.room.power_levels
};

} // namespace hearth::matrix
