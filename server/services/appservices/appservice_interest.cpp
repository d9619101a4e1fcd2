// SPDX-License-Identifier: Apache-2.0
// See appservice_interest.hpp.
#include "server/services/appservices/appservice_interest.hpp"

#include "server/services/appservices/appservice.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/appservice_store.hpp"
#include "server/store/database.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::size_t mostRemembered = 200000;

} // namespace

bool AppServiceInterest::inEvent(const StoredEvent &event) {
    const matrix::Event &e = *event.event;
    if (m_service.ownsUser(e.sender().str()) || m_service.ownsRoom(e.roomId().str()))
        return true;
    if (e.type() == "m.room.member" && e.stateKey() && m_service.ownsUser(*e.stateKey()))
        return true;
    return inRoom(event.room);
}

bool AppServiceInterest::inRoom(store::RoomNid room) {
    const auto view = m_parts.registry.view(room);
    return view &&
           (m_service.ownsRoom(view->id.str()) || m_service.ownsAlias(view->canonicalAlias()) ||
            !membersOf(*view).empty() || hasAlias(room));
}

bool AppServiceInterest::inUser(store::UserNid user, std::string_view userId) {
    if (m_service.ownsUser(userId))
        return true;
    const auto rooms = m_parts.members.joinedRooms(user);
    return std::any_of(rooms.begin(), rooms.end(),
                       [this](store::RoomNid room) { return inRoom(room); });
}

std::vector<store::UserNid> AppServiceInterest::membersOf(store::RoomNid room) {
    const auto view = m_parts.registry.view(room);
    return view ? membersOf(*view) : std::vector<store::UserNid>{};
}

const std::vector<store::UserNid> &AppServiceInterest::membersOf(const RoomView &room) {
    Known &known = m_known[room.nid];
    if (known.members.sameAs(room.members))
        return known.ours;
    known.members = room.members;
    known.ours.clear();
    room.members.forEach([&](const MemberPtr &member) {
        if (member->membership == matrix::Membership::Join && owns(*member))
            known.ours.push_back(member->user);
    });
    return known.ours;
}

bool AppServiceInterest::owns(const Member &member) {
    const auto known = m_owned.find(member.user);
    if (known != m_owned.end())
        return known->second;
    if (m_owned.size() >= mostRemembered)
        m_owned.clear();
    return m_owned[member.user] = m_service.ownsUser(member.userId);
}

bool AppServiceInterest::hasAlias(store::RoomNid room) {
    if (m_service.aliases.empty())
        return false;
    const auto aliases = m_parts.database.read(
        [&](store::Reader &reader) { return store::appservices::aliasesOf(reader, room); });
    return std::any_of(aliases.begin(), aliases.end(),
                       [&](const std::string &alias) { return m_service.ownsAlias(alias); });
}

} // namespace hearth::services
