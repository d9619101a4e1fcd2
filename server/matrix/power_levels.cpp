// SPDX-License-Identifier: Apache-2.0
#include "server/matrix/power_levels.hpp"

#include "server/core/json_read.hpp"
#include "server/matrix/event.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace hearth::matrix {
namespace {

constexpr std::int64_t defaultModeratorLevel = 50;
constexpr std::int64_t creatorLevel = 100;

/// Spec v1.19 rooms v1, "m.room.power_levels events accept values as strings": blanks around, one
/// sign, digits.
std::optional<std::int64_t> levelFromString(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\v\f\r";
    const auto start = text.find_first_not_of(blanks);
    if (start == std::string_view::npos)
        return std::nullopt;
    text = text.substr(start, text.find_last_not_of(blanks) - start + 1);
    if (text.front() == '+') {
        text.remove_prefix(1);
        if (text.starts_with('-'))
            return std::nullopt;
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<std::int64_t> levelFromDouble(double value) {
    constexpr double limit = 9.2e18; // what still fits a 64 bit integer
    if (!std::isfinite(value) || std::abs(value) > limit)
        return std::nullopt;
    return static_cast<std::int64_t>(value);
}

std::optional<std::int64_t> readLevel(const RoomVersion &version, const json::object &content,
                                      std::string_view key) {
    const auto *value = content.if_contains(key);
    return value ? parseLevel(version, *value) : std::nullopt;
}

LevelMap readLevels(const RoomVersion &version, const json::object &content, std::string_view key) {
    const auto *object = objectAt(content, key);
    if (!object)
        return {};
    std::vector<LevelMap::Entry> entries;
    entries.reserve(object->size());
    for (const auto &member : *object)
        if (const auto level = parseLevel(version, member.value()))
            entries.emplace_back(std::string(member.key().data(), member.key().size()), *level);
    return LevelMap(std::move(entries));
}

} // namespace

LevelMap::LevelMap(std::vector<Entry> entries)
    : m_entries(std::move(entries)) {
    std::sort(m_entries.begin(), m_entries.end());
}

std::optional<std::int64_t> LevelMap::find(std::string_view name) const {
    const auto found = std::lower_bound(
        m_entries.begin(), m_entries.end(), name,
        [](const Entry &entry, std::string_view wanted) { return entry.first < wanted; });
    if (found == m_entries.end() || found->first != name)
        return std::nullopt;
    return found->second;
}

std::optional<std::int64_t> parseLevel(const RoomVersion &version, const json::value &value) {
    if (const auto *number = value.if_int64())
        return *number;
    if (version.integerPowerLevels)
        return std::nullopt;
    if (const auto *text = value.if_string())
        return levelFromString(view(*text));
    if (const auto *number = value.if_double())
        return levelFromDouble(*number);
    return std::nullopt;
}

PowerLevelContent::PowerLevelContent(const RoomVersion &version, const json::object &content)
    : users(readLevels(version, content, "users"))
    , events(readLevels(version, content, "events"))
    , notifications(readLevels(version, content, "notifications"))
    , usersDefault(readLevel(version, content, "users_default"))
    , eventsDefault(readLevel(version, content, "events_default"))
    , stateDefault(readLevel(version, content, "state_default"))
    , invite(readLevel(version, content, "invite"))
    , kick(readLevel(version, content, "kick"))
    , ban(readLevel(version, content, "ban"))
    , redact(readLevel(version, content, "redact")) {}

CreateContent::CreateContent(const RoomVersion &version, const json::object &content,
                             std::string sender)
    : creator(version.implicitCreator ? std::move(sender)
                                      : std::string(stringAt(content, "creator"))) {
    const auto *federate = content.if_contains("m.federate");
    federates = !federate || !federate->is_bool() || federate->get_bool();
    const auto *additional = arrayAt(content, "additional_creators");
    if (!version.privilegedCreators || !additional)
        return;
    for (const auto &user : *additional)
        if (const auto *id = user.if_string())
            additionalCreators.emplace_back(view(*id));
}

bool CreateContent::isCreator(std::string_view userId) const {
    return userId == creator || std::find(additionalCreators.begin(), additionalCreators.end(),
                                          userId) != additionalCreators.end();
}

PowerLevels::PowerLevels(const RoomVersion &version, const Event *create, const Event *powerLevels)
    : m_privilegedCreators(version.privilegedCreators)
    , m_create(create->create())
    , m_levels(powerLevels ? powerLevels->powerLevels() : nullptr) {}

std::int64_t PowerLevels::ofUser(std::string_view userId) const {
    if (m_privilegedCreators && isCreator(userId))
        return infinite;
    if (!m_levels)
        return isCreator(userId) ? creatorLevel : 0;
    const auto level = m_levels->users.find(userId);
    return level ? *level : m_levels->usersDefault.value_or(0);
}

std::int64_t PowerLevels::toSend(std::string_view eventType, bool isState) const {
    if (!m_levels)
        return 0;
    if (const auto level = m_levels->events.find(eventType))
        return *level;
    return isState ? m_levels->stateDefault.value_or(defaultModeratorLevel)
                   : m_levels->eventsDefault.value_or(0);
}

std::int64_t PowerLevels::toInvite() const {
    return m_levels ? m_levels->invite.value_or(0) : 0;
}

std::int64_t PowerLevels::toKick() const {
    return m_levels ? m_levels->kick.value_or(defaultModeratorLevel) : defaultModeratorLevel;
}

std::int64_t PowerLevels::toBan() const {
    return m_levels ? m_levels->ban.value_or(defaultModeratorLevel) : defaultModeratorLevel;
}

std::int64_t PowerLevels::toRedact() const {
    return m_levels ? m_levels->redact.value_or(defaultModeratorLevel) : defaultModeratorLevel;
}

std::int64_t PowerLevels::toNotify(std::string_view key) const {
    const auto level = m_levels ? m_levels->notifications.find(key) : std::nullopt;
    return level.value_or(defaultModeratorLevel);
}

bool PowerLevels::isCreator(std::string_view userId) const {
    return m_create && m_create->isCreator(userId);
}

bool PowerLevels::mayRedact(std::string_view redactor, std::string_view author) const {
    return ofUser(redactor) >= toRedact() || domain(redactor) == domain(author);
}

std::optional<std::string> powerLevelProblem(const json::object &content) {
    constexpr std::array<std::string_view, 7> numbers{
        "ban", "events_default", "invite", "kick", "redact", "state_default", "users_default"};
    constexpr std::array<std::string_view, 3> maps{"events", "notifications", "users"};
    for (const auto key : numbers) {
        const auto *value = content.if_contains(key);
        if (value && !value->is_int64())
            return "'" + std::string(key) + "' must be an integer.";
    }
    for (const auto key : maps) {
        const auto *value = content.if_contains(key);
        if (!value)
            continue;
        const auto *object = value->if_object();
        if (!object)
            return "'" + std::string(key) + "' must be an object.";
        for (const auto &member : *object) {
            if (!member.value().is_int64())
                return "'" + std::string(key) + "' must hold integers only.";
            if (key == "users" && !parseUserId({member.key().data(), member.key().size()}))
                return std::string("'users' has a key that is not a user id.");
        }
    }
    return std::nullopt;
}

} // namespace hearth::matrix
