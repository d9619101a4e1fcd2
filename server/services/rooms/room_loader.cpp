// SPDX-License-Identifier: Apache-2.0
// Loading: one snapshot read of room, state, members, extremities and state groups.
#include "server/services/rooms/room_loader.hpp"

#include "server/services/rooms/event_reader.hpp"
#include "server/store/database.hpp"
#include "server/store/event_store.hpp"
#include "server/store/member_store.hpp"
#include "server/store/room_store.hpp"
#include "server/store/state_store.hpp"

#include <algorithm>
#include <unordered_map>

namespace hearth::services {

using matrix::Membership;
using store::MemberState;

Membership toMembership(std::int64_t stored) {
    switch (static_cast<MemberState>(stored)) {
    case MemberState::Leave:
        return Membership::Leave;
    case MemberState::Invite:
        return Membership::Invite;
    case MemberState::Knock:
        return Membership::Knock;
    case MemberState::Join:
        return Membership::Join;
    case MemberState::Ban:
        return Membership::Ban;
    }
    return Membership::None;
}

std::int64_t toStored(Membership membership) {
    switch (membership) {
    case Membership::Invite:
        return static_cast<std::int64_t>(MemberState::Invite);
    case Membership::Knock:
        return static_cast<std::int64_t>(MemberState::Knock);
    case Membership::Join:
        return static_cast<std::int64_t>(MemberState::Join);
    case Membership::Ban:
        return static_cast<std::int64_t>(MemberState::Ban);
    case Membership::Leave:
    case Membership::None:
        break;
    }
    return static_cast<std::int64_t>(MemberState::Leave);
}

namespace {

struct Loaded {
    store::RoomRow room;
    std::vector<store::StateRow> state;
    std::vector<store::MemberRow> members;
    std::vector<store::ExtremityRow> extremities;
    store::Position last{};
    StateLayers layers;
};

Loaded readAll(store::Reader &reader, store::RoomNid nid) {
    Loaded loaded;
    const auto row = store::room(reader, nid);
    if (!row || row->version.empty() || (row->flags & store::room_flag::deleted))
        return loaded;
    loaded.room = *row;
    loaded.state = store::currentState(reader, nid);
    loaded.members = store::membersOfRoom(reader, nid);
    loaded.extremities = store::extremities(reader, nid);
    loaded.last = store::lastPosition(reader, nid);
    loaded.layers = StateLayers::load(reader, row->stateGroup);
    return loaded;
}

std::shared_ptr<const StateMap> stateOf(const std::vector<store::StateRow> &rows,
                                        EventReader &events) {
    std::vector<store::EventNid> nids;
    for (const store::StateRow &row : rows)
        nids.push_back(row.event);
    std::unordered_map<store::EventNid, matrix::EventPtr> byNid;
    for (const StoredEventPtr &stored : events.load(nids))
        byNid[stored->nid] = stored->event;
    auto state = std::make_shared<StateMap>();
    for (const store::StateRow &row : rows)
        if (const auto it = byNid.find(row.event); it != byNid.end())
            (*state)[StateKey(row.type, row.stateKey)] = StateEntry{row.event, it->second};
    return state;
}

} // namespace

RoomPtr loadRoom(store::Database &database, EventReader &events, store::RoomNid nid,
                 std::string_view serverName) {
    Loaded loaded = database.read([&](store::Reader &reader) { return readAll(reader, nid); });
    const matrix::RoomVersion *version = matrix::findRoomVersion(loaded.room.version);
    if (!loaded.room.nid || !version)
        return nullptr;
    auto room = std::make_shared<Room>(nid, matrix::RoomId::trusted(loaded.room.roomId), *version);
    auto view = std::make_shared<RoomView>();
    view->nid = nid;
    view->id = room->id();
    view->version = version;
    view->state = stateOf(loaded.state, events);
    view->stateGroup = loaded.room.stateGroup;
    for (store::MemberRow &row : loaded.members) {
        auto member = std::make_shared<Member>();
        member->userId = std::move(row.userId);
        member->user = row.user;
        member->nid = row.event;
        member->membership = toMembership(static_cast<std::int64_t>(row.membership));
        member->displayName = std::move(row.displayName);
        member->avatarUrl = std::move(row.avatarUrl);
        const bool local = matrix::domain(member->userId) == serverName;
        putMember(*view, std::move(member), local);
    }
    refreshPowerLevels(*view);
    room->head.view = view;
    room->head.layers = std::move(loaded.layers);
    for (const store::ExtremityRow &row : loaded.extremities) {
        room->head.extremities.push_back(
            {row.nid, matrix::EventId::trusted(row.eventId), row.depth, nullptr});
        room->head.depth = std::max(room->head.depth, row.depth);
    }
    room->setCommitted(view, loaded.last);
    room->setLoadedAt(loaded.last);
    return room;
}

} // namespace hearth::services
