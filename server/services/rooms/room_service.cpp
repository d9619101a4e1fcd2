// SPDX-License-Identifier: Apache-2.0
// What accounts ask of rooms.
#include "server/services/rooms/room_service.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/log.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/event_serializer.hpp"
#include "server/services/rooms/member_erasure.hpp"
#include "server/services/rooms/memberships.hpp"
#include "server/services/rooms/requests.hpp"
#include "server/services/rooms/room_creator.hpp"
#include "server/services/rooms/room_directory.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/database.hpp"

namespace hearth::services {

using matrix::Membership;

RoomService::RoomService(const Parts &parts)
    : m_parts(parts) {
    m_parts.profiles.addListener(*this);
}

namespace {

/// Who makes an auto-join room: auto_join_mxid_localpart, or whoever comes first.
Requester makerOf(const RoomService::Parts &parts, const Requester &user) {
    const std::string localpart = parts.settings.get()->autoJoinMxidLocalpart;
    if (localpart.empty())
        return user;
    Requester maker;
    maker.user = matrix::UserId::trusted("@" + localpart + ":" + parts.serverName);
    maker.userNid = parts.sender.userNid(maker.user.str());
    return maker;
}

void joinAutoRoom(const RoomService::Parts &parts, const Requester &user, const std::string &name) {
    const auto settings = parts.settings.get();
    const bool alias = !name.empty() && name.front() == '#';
    if (alias && !parts.directory.find(name) && settings->autocreateAutoJoinRooms &&
        matrix::domain(name) == parts.serverName) {
        const Requester maker = makerOf(parts, user);
        json::object body{{"preset", settings->autocreateAutoJoinRoomPreset},
                          {"room_alias_name", matrix::localpart(name)},
                          {"visibility", "private"}};
        if (settings->autocreateAutoJoinRoomPreset == "public_chat")
            body["visibility"] = "public";
        if (!settings->autocreateAutoJoinRoomsFederated)
            body["creation_content"] = {{"m.federate", false}};
        if (maker.userNid != user.userNid &&
            settings->autocreateAutoJoinRoomPreset != "public_chat")
            body["invite"] = json::array{user.user.str()};
        parts.creator.create(maker, body);
    }
    const RoomPtr room = parts.directory.requireRoom(name);
    const RoomViewPtr view = room->view();
    if (view->isJoined(user.user.str()))
        return;
    const bool closed =
        view->joinRule() != "public" && view->membershipOf(user.user.str()) != Membership::Invite;
    if (closed) {
        const Requester maker = makerOf(parts, user);
        if (maker.userNid != user.userNid && view->isJoined(maker.user.str())) {
            Memberships::Change invite;
            invite.action = Memberships::Action::Invite;
            invite.target = user.user.str();
            parts.memberships.change(maker, room, std::move(invite));
        }
    }
    Memberships::Change join;
    join.action = Memberships::Action::Join;
    join.target = user.user.str();
    join.byAdmin = true;
    parts.memberships.change(user, room, std::move(join));
}

} // namespace

void RoomService::joinAutoRooms(const Requester &user) {
    const auto settings = m_parts.settings.get();
    if (user.guest && !settings->autoJoinRoomsForGuests)
        return;
    for (const std::string &name : settings->autoJoinRooms) {
        try {
            joinAutoRoom(m_parts, user, name);
        } catch (const Error &error) {
            log::warn("rooms", "{} could not join {}: {}", user.user.str(), name, error.message());
        }
    }
}

void RoomService::onProfileChanged(const Requester &user,
                                   const std::optional<std::string> &displayName,
                                   const std::optional<std::string> &avatarUrl) {
    if (user.shadowBanned)
        return;
    for (const store::RoomNid nid : m_parts.members.joinedRooms(user.userNid)) {
        const RoomPtr room = m_parts.registry.find(nid);
        if (!room)
            continue;
        NewEvent event = newEvent(user, "m.room.member", user.user.str(), {});
        event.device = {};
        event.target = user.userNid;
        try {
            m_parts.sender.send(nid, event, [&](const RoomView &view, const NewEvent &) {
                const Member *member = view.members.find(user.user.str());
                if (!member || member->membership != Membership::Join)
                    return Verdict(false);
                const auto old = m_parts.sender.builder().memberEvent(member);
                json::object content = old ? old->content() : json::object();
                content.erase("join_authorised_via_users_server");
                content.erase("reason");
                content["membership"] = "join";
                displayName ? void(content["displayname"] = *displayName)
                            : void(content.erase("displayname"));
                avatarUrl ? void(content["avatar_url"] = *avatarUrl)
                          : void(content.erase("avatar_url"));
                Verdict adapted;
                adapted.content = std::move(content);
                return adapted;
            });
        } catch (const Error &error) {
            log::warn("rooms", "profile of {} in {}: {}", user.user.str(), room->id().str(),
                      error.message());
        }
    }
}

void RoomService::setErased(store::UserNid user, bool erased) {
    m_parts.serializer.setErased(user, erased);
    if (erased)
        eraseMemberEvents(
            {m_parts.database, m_parts.events, m_parts.registry, m_parts.members, m_parts.sender},
            user);
}

void RoomService::leaveAllRooms(const Requester &user, const std::string &reason) {
    const auto list = m_parts.members.roomsOf(user.userNid);
    for (const RoomMembership &entry : *list) {
        if (entry.membership == Membership::Leave || entry.membership == Membership::Ban)
            continue;
        const RoomPtr room = m_parts.registry.find(entry.room);
        if (!room)
            continue;
        try {
            Memberships::Change leave;
            leave.action = Memberships::Action::Leave;
            leave.target = user.user.str();
            leave.reason = reason;
            m_parts.memberships.change(user, room, std::move(leave));
        } catch (const Error &error) {
            log::warn("rooms", "{} could not leave {}: {}", user.user.str(), room->id().str(),
                      error.message());
        }
    }
}

} // namespace hearth::services
