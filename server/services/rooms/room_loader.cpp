// SPDX-License-Identifier: Apache-2.0
// Loading: one snapshot read of rooms, state, members, extremities and state groups.
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
using LoadedRooms = std::unordered_map<store::RoomNid, Loaded>;

LoadedRooms readAll(store::Reader &reader, std::span<const store::RoomNid> wanted) {
    LoadedRooms out;
    std::vector<store::RoomNid> nids;
    std::vector<store::StateGroupNid> groups;
    for (store::RoomRow &row : store::rooms(reader, wanted)) {
        if (row.version.empty() || (row.flags & store::room_flag::deleted))
            continue;
        nids.push_back(row.nid);
        groups.push_back(row.stateGroup);
        out[row.nid].room = std::move(row);
    }
    if (nids.empty())
        return out;
    for (auto &[room, row] : store::currentState(reader, nids))
        out[room].state.push_back(std::move(row));
    for (store::MemberRow &row : store::membersOfRooms(reader, nids))
        out[row.room].members.push_back(std::move(row));
    for (store::ExtremityRow &row : store::extremities(reader, nids))
        out[row.room].extremities.push_back(std::move(row));
    const std::vector<store::Position> last = store::lastPositions(reader, nids);
    for (std::size_t i = 0; i < nids.size(); ++i)
        out[nids[i]].last = last[i];
    auto layers = StateLayers::load(reader, std::move(groups));
    for (auto &[nid, loaded] : out)
        loaded.layers = std::move(layers[loaded.room.stateGroup]);
    return out;
}

std::unordered_map<store::EventNid, matrix::EventPtr> stateEvents(const LoadedRooms &rooms,
                                                                  EventReader &events) {
    std::vector<store::EventNid> nids;
    for (const auto &[nid, loaded] : rooms)
        for (const store::StateRow &row : loaded.state)
            nids.push_back(row.event);
    std::unordered_map<store::EventNid, matrix::EventPtr> out;
    for (const StoredEventPtr &stored : events.load(nids))
        out[stored->nid] = stored->event;
    return out;
}

RoomPtr build(Loaded &loaded, const std::unordered_map<store::EventNid, matrix::EventPtr> &events,
              std::string_view serverName) {
    const matrix::RoomVersion *version = matrix::findRoomVersion(loaded.room.version);
    if (!version)
        return nullptr;
    const store::RoomNid nid = loaded.room.nid;
    auto room = std::make_shared<Room>(nid, matrix::RoomId::trusted(loaded.room.roomId), *version);
    auto view = std::make_shared<RoomView>();
    view->nid = nid;
    view->id = room->id();
    view->version = version;
    auto state = std::make_shared<StateMap>();
    for (const store::StateRow &row : loaded.state)
        if (const auto it = events.find(row.event); it != events.end())
            (*state)[StateKey(row.type, row.stateKey)] = StateEntry{row.event, it->second};
    view->state = std::move(state);
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
            {row.nid, matrix::EventId::trusted(row.eventId), row.depth, nullptr, row.stateGroup});
        room->head.depth = std::max(room->head.depth, row.depth);
    }
    room->setCommitted(view, loaded.last);
    room->setLoadedAt(loaded.last);
    return room;
}

} // namespace

std::vector<RoomPtr> loadRooms(store::Database &database, EventReader &events,
                               std::span<const store::RoomNid> nids, std::string_view serverName) {
    std::vector<RoomPtr> out;
    if (nids.empty())
        return out;
    LoadedRooms loaded =
        database.read([&](store::Reader &reader) { return readAll(reader, nids); });
    const auto byNid = stateEvents(loaded, events);
    for (auto &[nid, parts] : loaded)
        if (RoomPtr room = build(parts, byNid, serverName))
            out.push_back(std::move(room));
    return out;
}

} // namespace hearth::services
