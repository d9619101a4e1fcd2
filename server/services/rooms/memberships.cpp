// SPDX-License-Identifier: Apache-2.0
// Membership changes of local users.
#include "server/services/rooms/memberships.hpp"

#include "server/config/settings.hpp"
#include "server/core/clock.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/log.hpp"
#include "server/core/rate_limiter.hpp"
#include "server/services/avatar_rules.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/ports.hpp"
#include "server/services/rooms/requests.hpp"
#include "server/services/rooms/room_directory.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/database.hpp"
#include "server/store/housekeeping_store.hpp"
#include "server/store/member_store.hpp"
#include "server/store/room_store.hpp"

#include <algorithm>

namespace hearth::services {

using matrix::Membership;
using Action = Memberships::Action;

Membership membershipAfter(Action action) {
    switch (action) {
    case Action::Invite:
        return Membership::Invite;
    case Action::Join:
        return Membership::Join;
    case Action::Knock:
        return Membership::Knock;
    case Action::Ban:
        return Membership::Ban;
    case Action::Leave:
    case Action::Kick:
    case Action::Unban:
        break;
    }
    return Membership::Leave;
}

namespace {

std::string_view verb(Action action) {
    switch (action) {
    case Action::Invite:
        return "invite";
    case Action::Join:
        return "join";
    case Action::Knock:
        return "knock";
    case Action::Leave:
        return "leave";
    case Action::Kick:
        return "kick";
    case Action::Ban:
        return "ban";
    case Action::Unban:
        return "unban";
    }
    return "change";
}

Error badState(std::string message) {
    return {403, "M_BAD_STATE", std::move(message)};
}

Requester asUser(const std::string &userId, store::UserNid nid) {
    Requester requester;
    requester.user = matrix::UserId::trusted(userId);
    requester.userNid = nid;
    return requester;
}

} // namespace

void Memberships::requireInvitable(const Requester &inviter, std::string_view target,
                                   store::UserNid nid) {
    const auto settings = m_parts.settings.get();
    if (settings->blockNonAdminInvites && !inviter.admin)
        throw forbidden("Invites have been disabled on this server");
    if (matrix::domain(target) != m_parts.serverName)
        throw forbidden("Users of other servers can't be invited: federation is not available");
    const auto config = m_parts.accountData.globalAccountData(nid, "m.invite_permission_config");
    if (config && stringAt(*config, "default_action") == "block")
        throw Error(403, "M_INVITE_BLOCKED", "This user does not want to be invited");
}

std::string Memberships::authorisingUser(const RoomView &view) const {
    std::string best;
    std::int64_t bestLevel = view.powerLevels->toInvite() - 1;
    view.members.forEach([&](const MemberPtr &member) {
        if (member->membership != Membership::Join ||
            matrix::domain(member->userId) != m_parts.serverName)
            return;
        const std::int64_t level = view.powerLevels->ofUser(member->userId);
        if (level > bestLevel || (level == bestLevel && !best.empty() && member->userId < best)) {
            best = member->userId;
            bestLevel = level;
        }
    });
    return best;
}

std::string Memberships::restrictedJoin(const RoomView &view, const NewEvent &event) {
    const std::string_view rule = view.joinRule();
    const bool restricted = (rule == "restricted" && view.version->restrictedJoin) ||
                            (rule == "knock_restricted" && view.version->knockRestricted);
    const Membership now = view.membershipOf(*event.stateKey);
    if (!restricted || now == Membership::Invite || now == Membership::Join)
        return {};
    const json::array *allow = arrayAt(view.find("m.room.join_rules")->content(), "allow");
    const bool member =
        allow && std::any_of(allow->begin(), allow->end(), [&](const json::value &entry) {
            if (!entry.is_object() || stringAt(entry.get_object(), "type") != "m.room_membership")
                return false;
            const auto other = m_parts.registry.view(stringAt(entry.get_object(), "room_id"));
            return other && other->isJoined(*event.stateKey);
        });
    if (!member)
        throw forbidden("You do not belong to any of the required rooms/spaces to join this room.");
    std::string via = authorisingUser(view);
    if (via.empty())
        throw Error(400, "M_UNABLE_TO_AUTHORISE_JOIN",
                    "Nobody on this server can let you into the room");
    return via;
}

/// What the authorization rules do not say, or say less clearly. Runs under the room's lock.
Verdict Memberships::check(const Requester &requester, const Change &change, const RoomView &view,
                           const NewEvent &event) {
    const Membership old = view.membershipOf(change.target);
    if (change.action == Action::Unban && old != Membership::Ban)
        throw badState("Cannot unban user who was not banned (membership=" +
                       std::string(matrix::toString(old)) + ")");
    if (old == Membership::Ban && change.action != Action::Ban && change.action != Action::Unban &&
        change.action != Action::Leave)
        throw badState("Cannot " + std::string(verb(change.action)) + " user who was banned");
    if (change.action == Action::Kick &&
        (old == Membership::None || old == Membership::Leave || old == Membership::Ban))
        throw forbidden("The target user is not in the room");
    const std::string &notices = m_parts.settings.get()->serverNotices.localpart;
    if (change.action == Action::Leave && old == Membership::Invite && !change.byAdmin &&
        !notices.empty() && view.creator() == "@" + notices + ":" + m_parts.serverName)
        throw Error(403, "M_CANNOT_LEAVE_SERVER_NOTICE_ROOM", "You cannot reject this invite");
    // As for a room that was never heard of: nobody of this server could let anybody in. An
    // administrator who has shut a room down relies on it.
    if ((change.action == Action::Join || change.action == Action::Knock) && view.localJoined == 0)
        throw notFound("Can't join remote room because no servers that are in the room have been "
                       "provided.");
    if (change.action == Action::Join) {
        if (requester.guest && !view.guestsMayJoin() && !change.byAdmin)
            throw forbidden("Guest access not allowed");
        if (const std::string via = restrictedJoin(view, event); !via.empty()) {
            Verdict adapted;
            adapted.content = event.content;
            (*adapted.content)["join_authorised_via_users_server"] = via;
            return adapted;
        }
    }
    return true;
}

void Memberships::addProfile(const Change &change, store::UserNid target, json::object &content) {
    const auto settings = m_parts.settings.get();
    const Membership after = membershipAfter(change.action);
    const bool wanted = after == Membership::Join || after == Membership::Knock ||
                        (after == Membership::Invite && settings->includeProfileDataOnInvite);
    if (!wanted || matrix::domain(change.target) != m_parts.serverName)
        return;
    if (!settings->allowPerRoomProfiles && after == Membership::Join) {
        content.erase("displayname");
        content.erase("avatar_url");
    }
    if (const std::string_view avatar = stringAt(content, "avatar_url"); !avatar.empty())
        requireAvatarAllowed(*settings, m_parts.database, avatar);
    const MemberProfile profile = m_parts.profiles.memberProfile(target);
    if (!content.contains("displayname") && profile.displayName)
        content["displayname"] = *profile.displayName;
    if (!content.contains("avatar_url") && profile.avatarUrl)
        content["avatar_url"] = *profile.avatarUrl;
}

void Memberships::limitInvites(const Requester &requester, const std::string &roomId,
                               const std::vector<std::string> &targets) {
    const auto settings = m_parts.settings.get();
    const config::RateLimits &rc = settings->rc;
    const auto count = static_cast<double>(targets.size());
    if (targets.empty() || !requester.rateLimited)
        return;
    if (!requester.rateOverride && count > rc.invitesPerIssuer.burstCount)
        throw unknownError("Cannot invite so many users at once");
    requireWithin(m_parts.limiter, requester, "invite:" + requester.user.str(), rc.invitesPerIssuer,
                  count);
    if (!roomId.empty())
        requireWithin(m_parts.limiter, requester, "invite-room:" + roomId, rc.invitesPerRoom,
                      count);
    for (const std::string &target : targets)
        requireWithin(m_parts.limiter, requester, "invite-user:" + target, rc.invitesPerUser);
}

/// What a client may do only so often. Counted once everything that is known without the room's
/// lock speaks for it.
void Memberships::limit(const Requester &requester, const Change &change, const Room &room) {
    if (!change.limited)
        return;
    if (change.action == Action::Invite)
        limitInvites(requester, room.id().str(), {change.target});
    else if (change.action == Action::Join && !room.view()->isJoined(change.target))
        requireWithin(m_parts.limiter, requester, "join-room:" + room.id().str(),
                      m_parts.settings.get()->rc.joinsPerRoom);
}

Sent Memberships::change(const Requester &requester, const RoomPtr &room, Change change) {
    const Membership after = membershipAfter(change.action);
    const auto target = matrix::parseUserId(change.target);
    if (!target)
        throw invalidParam("Invalid user_id: " + change.target);
    const bool leavingSelf =
        change.action == Action::Leave && change.target == requester.user.str();
    if (!leavingSelf)
        requireNotSuspended(requester);
    if (requester.shadowBanned && !leavingSelf && change.action != Action::Join)
        return {};
    if ((after == Membership::Join || after == Membership::Invite) && !change.byAdmin &&
        !requester.admin && m_parts.database.read([&](store::Reader &reader) {
            return store::isBlocked(reader, room->id().str());
        }))
        throw forbidden("This room has been blocked on this server");

    const store::UserNid targetNid = change.target == requester.user.str()
                                         ? requester.userNid
                                         : m_parts.sender.userNid(change.target);
    if (after == Membership::Invite)
        requireInvitable(requester, change.target, targetNid);
    limit(requester, change, *room);
    json::object content = std::move(change.content);
    content["membership"] = matrix::toString(after);
    content.erase("join_authorised_via_users_server");
    if (!change.reason.empty())
        content["reason"] = change.reason;
    addProfile(change, targetNid, content);

    NewEvent event = newEvent(requester, "m.room.member", change.target, std::move(content));
    event.target = targetNid;
    event.txnId = change.txnId;
    const Sent sent = m_parts.sender.send(room->nid(), std::move(event),
                                          [&](const RoomView &view, const NewEvent &checked) {
                                              return check(requester, change, view, checked);
                                          });
    if (after == Membership::Leave && leavingSelf && m_parts.settings.get()->forgetRoomsOnLeave)
        forget(requester, room->id().str());
    return sent;
}

std::string Memberships::join(const Requester &requester, std::string_view roomIdOrAlias,
                              json::object content, const std::string &reason, bool limited) {
    const RoomPtr room = m_parts.directory.requireRoom(roomIdOrAlias);
    Change change;
    change.action = Action::Join;
    change.limited = limited;
    change.target = requester.user.str();
    change.content = std::move(content);
    change.reason = reason;
    // Joining again changes nothing, whatever the content says by default.
    if (change.content.empty() && reason.empty() && room->view()->isJoined(change.target))
        return room->id().str();
    this->change(requester, room, std::move(change));
    return room->id().str();
}

std::string Memberships::knock(const Requester &requester, std::string_view roomIdOrAlias,
                               const std::string &reason) {
    const RoomPtr room = m_parts.directory.requireRoom(roomIdOrAlias);
    Change change;
    change.action = Action::Knock;
    change.target = requester.user.str();
    change.reason = reason;
    this->change(requester, room, std::move(change));
    return room->id().str();
}

void Memberships::forget(const Requester &requester, std::string_view roomId) {
    const store::RoomNid room =
        m_parts.database.read([&](store::Reader &reader) { return reader.findRoom(roomId); });
    if (!room)
        throw notFound("Unknown room");
    const Membership now = m_parts.members.membership(requester.userNid, room).membership;
    if (now != Membership::None && now != Membership::Leave && now != Membership::Ban)
        throw unknownError("User " + requester.user.str() + " in room " + std::string(roomId));
    m_parts.database.write([&](store::Transaction &tx) {
        store::setForgotten(tx, room, requester.userNid);
        store::housekeeping::noteForgotten(tx, room, m_parts.clock.now());
        tx.onCommit(
            [this, user = requester.userNid, room] { m_parts.members.setForgotten(user, room); });
    });
}

void Memberships::kickGuests(const RoomPtr &room) {
    const auto guests = m_parts.database.read(
        [&](store::Reader &reader) { return store::guestsInRoom(reader, room->nid()); });
    for (const store::MemberRow &guest : guests) {
        Requester requester = asUser(guest.userId, guest.user);
        requester.guest = true;
        try {
            Change leave;
            leave.action = Action::Leave;
            leave.target = guest.userId;
            change(requester, room, std::move(leave));
        } catch (const Error &error) {
            log::warn("rooms", "could not remove guest {} from {}: {}", guest.userId,
                      room->id().str(), error.message());
        }
    }
}

} // namespace hearth::services
