// SPDX-License-Identifier: Apache-2.0
// The authorization rules for m.room.power_levels.
#include "server/core/json_read.hpp"
#include "server/matrix/auth_context.hpp"
#include "server/matrix/event_types.hpp"

#include <algorithm>
#include <array>

namespace hearth::matrix::auth {
namespace {

using Level = std::optional<std::int64_t>;

struct NamedLevel {
    std::string_view name;
    Level PowerLevelContent::*member;
};

constexpr std::array<NamedLevel, 7> namedLevels{{
    {"users_default", &PowerLevelContent::usersDefault},
    {"events_default", &PowerLevelContent::eventsDefault},
    {"state_default", &PowerLevelContent::stateDefault},
    {"ban", &PowerLevelContent::ban},
    {"redact", &PowerLevelContent::redact},
    {"kick", &PowerLevelContent::kick},
    {"invite", &PowerLevelContent::invite},
}};

std::string_view keyOf(const json::key_value_pair &member) {
    return {member.key().data(), member.key().size()};
}

/// Whether an object member is absent, or an object whose values are all levels.
bool holdsLevels(const RoomVersion &version, const json::object &content, std::string_view key) {
    const auto *value = content.if_contains(key);
    if (!value)
        return true;
    const auto *object = value->if_object();
    return object && std::all_of(object->begin(), object->end(), [&version](const auto &member) {
               return parseLevel(version, member.value()).has_value();
           });
}

AuthVerdict checkPowerLevelShape(const Context &context) {
    const auto &content = context.event.content();
    if (context.version.integerPowerLevels) {
        for (const auto &level : namedLevels) {
            const auto *value = content.if_contains(level.name);
            if (value && !value->is_int64())
                return reject("'" + std::string(level.name) + "' must be an integer.");
        }
        for (const std::string_view key : {"events", "notifications"})
            if (!holdsLevels(context.version, content, key))
                return reject("'" + std::string(key) + "' must be an object of integers.");
    }
    if (!holdsLevels(context.version, content, "users"))
        return reject("'users' must be an object of integers.");
    const auto *users = objectAt(content, "users");
    if (!users)
        return allow();
    for (const auto &member : *users) {
        if (!parseUserId(keyOf(member)))
            return reject("'users' has a key that is not a user id.");
        if (context.version.privilegedCreators && context.levels.isCreator(keyOf(member)))
            return reject("The creators of the room cannot be given a power level.");
    }
    return allow();
}

/// One level before and after the event; nothing where it is not named.
struct Change {
    Level before;
    Level after;
};

/// Calls visit(name, change) for each name whose level differs; stops at the first refusal.
template <class Visit>
AuthVerdict forEachChange(const LevelMap &before, const LevelMap &after, const Visit &visit) {
    for (const auto &[name, level] : before.entries()) {
        const auto next = after.find(name);
        if (next == level)
            continue;
        if (auto verdict = visit(name, Change{level, next}); !verdict.allowed)
            return verdict;
    }
    for (const auto &[name, level] : after.entries()) {
        if (before.find(name))
            continue;
        if (auto verdict = visit(name, Change{std::nullopt, level}); !verdict.allowed)
            return verdict;
    }
    return allow();
}

AuthVerdict checkChange(const Change &change, std::int64_t senderLevel) {
    if (change.before && *change.before > senderLevel)
        return reject("You cannot change a power level that is above your own.");
    if (change.after && *change.after > senderLevel)
        return reject("You cannot set a power level above your own.");
    return allow();
}

} // namespace

AuthVerdict checkPowerLevels(const Context &context) {
    if (auto verdict = checkPowerLevelShape(context); !verdict.allowed)
        return verdict;
    const Event *const current = context.state.find(event_type::powerLevels, "");
    // An event with a state key other than "" is plain state, but the rules name only the type.
    if (!current || !current->powerLevels())
        return allow();
    const auto &before = *current->powerLevels();
    const PowerLevelContent after(context.version, context.event.content());
    const auto senderLevel = context.senderLevel();
    for (const auto &level : namedLevels) {
        const Change change{before.*level.member, after.*level.member};
        if (change.before == change.after)
            continue;
        if (auto verdict = checkChange(change, senderLevel); !verdict.allowed)
            return verdict;
    }
    const auto ordinary = [senderLevel](const std::string &, const Change &change) {
        return checkChange(change, senderLevel);
    };
    if (auto verdict = forEachChange(before.events, after.events, ordinary); !verdict.allowed)
        return verdict;
    if (context.version.notificationsPowerLevels)
        if (auto verdict = forEachChange(before.notifications, after.notifications, ordinary);
            !verdict.allowed)
            return verdict;
    return forEachChange(
        before.users, after.users, [&](const std::string &user, const Change &change) {
            if (user != context.sender() && change.before && *change.before >= senderLevel)
                return reject("You cannot change the power level of someone who is not below you.");
            return checkChange(change, senderLevel);
        });
}

} // namespace hearth::matrix::auth
