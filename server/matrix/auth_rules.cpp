// SPDX-License-Identifier: Apache-2.0
#include "server/matrix/auth_rules.hpp"

#include "server/core/json_read.hpp"
#include "server/matrix/auth_context.hpp"
#include "server/matrix/event_types.hpp"

#include <algorithm>

namespace hearth::matrix {
namespace {

using auth::allow;
using auth::reject;

AuthVerdict checkCreators(const json::object &content) {
    const auto *creators = content.if_contains("additional_creators");
    if (!creators)
        return allow();
    const auto *list = creators->if_array();
    if (!list || !std::all_of(list->begin(), list->end(), [](const json::value &user) {
            return user.is_string() && parseUserId(view(user.get_string())).has_value();
        }))
        return reject("The additional creators must be a list of user ids.");
    return allow();
}

AuthVerdict checkCreate(const RoomVersion &version, const Event &event) {
    if (!event.prevEvents().empty())
        return reject("A create event cannot follow other events.");
    if (version.roomIdIsCreateHash) {
        if (event.hasRoomId())
            return reject("A create event of this room version has no room id of its own.");
    } else if (domain(event.roomId().str()) != domain(event.sender().str())) {
        return reject("The room id belongs to another server than the creator.");
    }
    const auto &content = event.content();
    if (const auto *named = content.if_contains("room_version"))
        if (!named->is_string() || !findRoomVersion(view(named->get_string())))
            return reject("The room version is not known.");
    if (version.privilegedCreators)
        return checkCreators(content);
    if (!version.implicitCreator && !content.contains("creator"))
        return reject("The create event does not name the creator.");
    return allow();
}

AuthVerdict checkAliases(const Event &event) {
    if (!event.stateKey())
        return reject("An m.room.aliases event needs a state key.");
    if (domain(event.sender().str()) != *event.stateKey())
        return reject("The aliases belong to another server than the sender.");
    return allow();
}

/// v1 and v2 judge redactions here; from v3 on they are judged when they are applied.
AuthVerdict checkRedaction(const auth::Context &context) {
    if (context.senderLevel() >= context.levels.toRedact())
        return allow();
    const auto target = context.event.redacts();
    if (target && domain(target->str()) == domain(context.event.id().str()))
        return allow();
    return reject("You do not have permission to redact this event.");
}

/// The rules that follow those for m.room.member.
AuthVerdict checkOrdinary(const auth::Context &context) {
    const auto &event = context.event;
    const auto sender = context.sender();
    if (membershipOf(context.state, sender) != Membership::Join)
        return reject("The sender is not in the room.");
    const auto level = context.senderLevel();
    if (event.type() == event_type::thirdPartyInvite)
        return level >= context.levels.toInvite()
                   ? allow()
                   : reject("You do not have permission to invite people to this room.");
    if (context.levels.toSend(event.type(), event.isState()) > level)
        return reject("You do not have permission to send events of type " +
                      std::string(event.type()) + " to this room.");
    if (event.isState() && event.stateKey()->starts_with('@') && *event.stateKey() != sender)
        return reject("Only the user named in the state key may send this event.");
    if (event.type() == event_type::powerLevels)
        return auth::checkPowerLevels(context);
    if (event.type() == event_type::redaction &&
        context.version.eventIdFormat == EventIdFormat::Explicit)
        return checkRedaction(context);
    return allow();
}

void addMemberKeys(const RoomVersion &version, const std::string &target,
                   const json::object &content, std::vector<StateKeyPair> &keys) {
    const auto add = [&keys](std::string_view type, std::string_view stateKey) {
        StateKeyPair key(type, stateKey);
        if (std::find(keys.begin(), keys.end(), key) == keys.end())
            keys.push_back(std::move(key));
    };
    add(event_type::member, target);
    const auto membership =
        parseMembership(stringAt(content, "membership")).value_or(Membership::None);
    if (membership == Membership::Join || membership == Membership::Invite ||
        membership == Membership::Knock)
        add(event_type::joinRules, "");
    if (membership == Membership::Invite)
        if (const auto *invite = objectAt(content, "third_party_invite"))
            if (const auto *signedPart = objectAt(*invite, "signed"))
                if (const auto token = stringAt(*signedPart, "token"); !token.empty())
                    add(event_type::thirdPartyInvite, token);
    if (membership == Membership::Join && version.restrictedJoin)
        if (const auto via = stringAt(content, "join_authorised_via_users_server"); !via.empty())
            add(event_type::member, via);
}

} // namespace

AuthVerdict checkAuth(const RoomVersion &version, const Event &event, const StateView &state) {
    if (event.type() == event_type::create)
        return checkCreate(version, event);
    const Event *const create = state.find(event_type::create, "");
    if (!create || !create->create())
        return reject("The room has no create event.");
    if (event.roomId() != create->roomId())
        return reject("The event belongs to another room.");
    if (!create->create()->federates &&
        domain(event.sender().str()) != domain(create->sender().str()))
        return reject("This room is closed to other servers.");
    if (version.aliasesAuthRule && event.type() == event_type::aliases)
        return checkAliases(event);
    const auth::Context context{
        version, event, state, *create,
        PowerLevels(version, create, state.find(event_type::powerLevels, ""))};
    if (event.type() == event_type::member)
        return auth::checkMember(context);
    return checkOrdinary(context);
}

AuthVerdict checkAuthEvents(const RoomVersion &version, const Event &event,
                            std::span<const EventPtr> authEvents,
                            const std::function<bool(const Event &)> &isRejected) {
    if (event.type() == event_type::create)
        return authEvents.empty() ? allow() : reject("A create event names no auth events.");
    const auto wanted = authEventKeys(version, event.type(), event.stateKey(), event.sender().str(),
                                      event.content());
    std::vector<StateKeyPair> seen;
    bool hasCreate = version.roomIdIsCreateHash;
    for (const auto &authEvent : authEvents) {
        if (!authEvent->stateKey())
            return reject("An auth event is not a state event.");
        StateKeyPair key(authEvent->type(), *authEvent->stateKey());
        if (std::find(seen.begin(), seen.end(), key) != seen.end())
            return reject("Two auth events have the same type and state key.");
        if (std::find(wanted.begin(), wanted.end(), key) == wanted.end())
            return reject("An auth event of type " + key.first + " does not belong there.");
        if (isRejected(*authEvent))
            return reject("An auth event was rejected itself.");
        if (authEvent->roomId() != event.roomId())
            return reject("An auth event belongs to another room.");
        hasCreate = hasCreate || key.first == event_type::create;
        seen.push_back(std::move(key));
    }
    return hasCreate ? allow() : reject("The create event is not among the auth events.");
}

std::vector<StateKeyPair> authEventKeys(const RoomVersion &version, std::string_view type,
                                        const std::optional<std::string> &stateKey,
                                        std::string_view sender, const json::object &content) {
    std::vector<StateKeyPair> keys;
    if (type == event_type::create)
        return keys;
    keys.reserve(6);
    if (!version.roomIdIsCreateHash)
        keys.emplace_back(event_type::create, "");
    keys.emplace_back(event_type::powerLevels, "");
    keys.emplace_back(event_type::member, sender);
    if (type == event_type::member && stateKey)
        addMemberKeys(version, *stateKey, content, keys);
    return keys;
}

std::vector<EventId> selectAuthEvents(const RoomVersion &version, std::string_view type,
                                      const std::optional<std::string> &stateKey,
                                      std::string_view sender, const json::object &content,
                                      const StateView &state) {
    std::vector<EventId> ids;
    for (const auto &[wantedType, wantedKey] :
         authEventKeys(version, type, stateKey, sender, content))
        if (const Event *event = state.find(wantedType, wantedKey))
            ids.push_back(event->id());
    return ids;
}

Membership membershipOf(const StateView &state, std::string_view userId) {
    const Event *const event = state.find(event_type::member, userId);
    return event ? event->membership() : Membership::None;
}

JoinRule joinRuleOf(const StateView &state) {
    const Event *const event = state.find(event_type::joinRules, "");
    return event ? event->joinRule() : JoinRule::Invite;
}

PowerLevels powerLevelsOf(const RoomVersion &version, const StateView &state) {
    return {version, state.find(event_type::create, ""), state.find(event_type::powerLevels, "")};
}

} // namespace hearth::matrix
