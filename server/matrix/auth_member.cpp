// SPDX-License-Identifier: Apache-2.0
// The authorization rules for m.room.member.
#include "server/core/base64.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/auth_context.hpp"
#include "server/matrix/event_types.hpp"
#include "server/matrix/signed_json.hpp"

#include <algorithm>

namespace hearth::matrix::auth {
namespace {

bool isRestricted(const RoomVersion &version, JoinRule rule) {
    return (version.restrictedJoin && rule == JoinRule::Restricted) ||
           (version.knockRestricted && rule == JoinRule::KnockRestricted);
}

bool allowsKnock(const RoomVersion &version, JoinRule rule) {
    return (version.knock && rule == JoinRule::Knock) ||
           (version.knockRestricted && rule == JoinRule::KnockRestricted);
}

AuthVerdict checkRestrictedJoin(const Context &context) {
    const auto via = stringAt(context.event.content(), "join_authorised_via_users_server");
    if (via.empty())
        return reject("You may join this room only when a member's server vouches for you.");
    if (membershipOf(context.state, via) != Membership::Join)
        return reject("The user who vouches for the join is not in the room.");
    if (context.levels.ofUser(via) < context.levels.toInvite())
        return reject("The user who vouches for the join may not invite people.");
    return allow();
}

AuthVerdict checkJoin(const Context &context, const std::string &target) {
    const auto prev = context.event.prevEvents();
    if (prev.size() == 1 && prev.front() == context.create.id() &&
        target == context.create.create()->creator)
        return allow();
    if (context.sender() != target)
        return reject("Nobody can join a room for someone else.");
    const auto current = membershipOf(context.state, target);
    if (current == Membership::Ban)
        return reject("You are banned from this room.");
    const auto rule = joinRuleOf(context.state);
    if (rule == JoinRule::Public)
        return allow();
    const bool invited = current == Membership::Invite || current == Membership::Join;
    if (isRestricted(context.version, rule))
        return invited ? allow() : checkRestrictedJoin(context);
    if ((rule == JoinRule::Invite || allowsKnock(context.version, rule)) && invited)
        return allow();
    return reject("You are not invited to this room.");
}

/// The public keys that an m.room.third_party_invite event names, decoded.
std::vector<std::string> inviteKeys(const json::object &content) {
    std::vector<std::string> keys;
    const auto add = [&keys](std::string_view text) {
        if (auto key = base64Decode(text); key && !key->empty())
            keys.push_back(*std::move(key));
    };
    add(stringAt(content, "public_key"));
    if (const auto *list = arrayAt(content, "public_keys"))
        for (const auto &entry : *list)
            if (const auto *object = entry.if_object())
                add(stringAt(*object, "public_key"));
    return keys;
}

AuthVerdict checkThirdPartyInvite(const Context &context, const std::string &target,
                                  const json::value &invite) {
    if (membershipOf(context.state, target) == Membership::Ban)
        return reject("The invited user is banned from this room.");
    const auto *signedPart = invite.is_object() ? objectAt(invite.get_object(), "signed") : nullptr;
    if (!signedPart)
        return reject("The third-party invitation is not signed.");
    const auto *mxid = signedPart->if_contains("mxid");
    const auto *token = signedPart->if_contains("token");
    if (!mxid || !mxid->is_string() || !token || !token->is_string())
        return reject("The third-party invitation lacks its user id or token.");
    if (view(mxid->get_string()) != target)
        return reject("The third-party invitation is for another user.");
    const Event *const pending =
        context.state.find(event_type::thirdPartyInvite, view(token->get_string()));
    if (!pending)
        return reject("The room has no third-party invitation with this token.");
    if (pending->sender() != context.event.sender())
        return reject("The third-party invitation was sent by another user.");
    for (const auto &key : inviteKeys(pending->content()))
        if (hasSignatureBy(*signedPart, key))
            return allow();
    return reject("No known key signed the third-party invitation.");
}

AuthVerdict checkInvite(const Context &context, const std::string &target) {
    if (const auto *invite = context.event.content().if_contains("third_party_invite"))
        return checkThirdPartyInvite(context, target, *invite);
    if (membershipOf(context.state, context.sender()) != Membership::Join)
        return reject("Only members of the room can invite people.");
    const auto current = membershipOf(context.state, target);
    if (current == Membership::Ban)
        return reject("The invited user is banned from this room.");
    if (current == Membership::Join)
        return reject("The invited user is already in the room.");
    if (context.senderLevel() < context.levels.toInvite())
        return reject("You do not have permission to invite people to this room.");
    return allow();
}

AuthVerdict checkLeave(const Context &context, const std::string &target) {
    const auto current = membershipOf(context.state, target);
    if (context.sender() == target) {
        if (current == Membership::Invite || current == Membership::Join ||
            (context.version.knock && current == Membership::Knock))
            return allow();
        return reject(current == Membership::Ban ? "You are banned from this room."
                                                 : "You are not in this room.");
    }
    if (membershipOf(context.state, context.sender()) != Membership::Join)
        return reject("Only members of the room can remove people.");
    const auto level = context.senderLevel();
    if (current == Membership::Ban && level < context.levels.toBan())
        return reject("You do not have permission to lift bans in this room.");
    if (level < context.levels.toKick())
        return reject("You do not have permission to remove people from this room.");
    if (context.levels.ofUser(target) >= level)
        return reject("You cannot remove someone whose power level is not below yours.");
    return allow();
}

AuthVerdict checkBan(const Context &context, const std::string &target) {
    if (membershipOf(context.state, context.sender()) != Membership::Join)
        return reject("Only members of the room can ban people.");
    const auto level = context.senderLevel();
    if (level < context.levels.toBan())
        return reject("You do not have permission to ban people from this room.");
    if (context.levels.ofUser(target) >= level)
        return reject("You cannot ban someone whose power level is not below yours.");
    return allow();
}

AuthVerdict checkKnock(const Context &context, const std::string &target) {
    if (!allowsKnock(context.version, joinRuleOf(context.state)))
        return reject("This room does not accept knocks.");
    if (context.sender() != target)
        return reject("Nobody can knock for someone else.");
    switch (membershipOf(context.state, target)) {
    case Membership::Ban:
        return reject("You are banned from this room.");
    case Membership::Invite:
        return reject("You are already invited to this room.");
    case Membership::Join:
        return reject("You are already in this room.");
    default:
        return allow();
    }
}

} // namespace

AuthVerdict checkMember(const Context &context) {
    const auto &target = context.event.stateKey();
    if (!target)
        return reject("A membership event needs a state key.");
    switch (context.event.membership()) {
    case Membership::Join:
        return checkJoin(context, *target);
    case Membership::Invite:
        return checkInvite(context, *target);
    case Membership::Leave:
        return checkLeave(context, *target);
    case Membership::Ban:
        return checkBan(context, *target);
    case Membership::Knock:
        if (context.version.knock)
            return checkKnock(context, *target);
        break;
    case Membership::None:
        break;
    }
    return reject("The membership is missing or unknown.");
}

} // namespace hearth::matrix::auth
