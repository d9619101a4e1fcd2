// SPDX-License-Identifier: Apache-2.0
// SlidingLists (MSC4186, "Lists" and "Room list filters").
#include "server/services/sync/sliding_lists.hpp"

#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/matrix/fold.hpp"
#include "server/services/account_data/account_data_service.hpp"
#include "server/services/live/hub.hpp"
#include "server/services/live/names.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/database.hpp"
#include "server/store/sync_store.hpp"

#include <algorithm>

namespace hearth::services {

using matrix::Membership;

namespace {

/// As much of a name as anybody looks at; a name may be as long as an event.
std::string_view beginningOf(std::string_view name) {
    constexpr std::size_t mostBytes = 1024;
    std::size_t end = std::min(name.size(), mostBytes);
    const auto isInsideCharacter = [&] {
        return end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U;
    };
    while (end > 0 && isInsideCharacter())
        --end;
    return name.substr(0, end);
}

} // namespace

bool isOut(Membership membership) {
    return membership == Membership::Leave || membership == Membership::Ban;
}

std::set<std::string> SlidingLists::directRooms(store::UserNid user) {
    std::set<std::string> out;
    const auto content = m.accountData.globalAccountData(user, "m.direct");
    if (!content)
        return out;
    for (const auto &entry : *content)
        if (const json::array *rooms = entry.value().if_array())
            for (const json::value &room : *rooms)
                if (room.is_string())
                    out.emplace(view(room.get_string()));
    return out;
}

std::vector<SlidingRoom> SlidingLists::rooms(const SyncRun &run, const SlidingState *from,
                                             std::map<store::RoomNid, std::int64_t> &bumps) {
    const std::set<std::string> direct = directRooms(run.who().userNid);
    std::vector<SlidingRoom> out;
    for (const RoomMembership &membership : *run.memberships) {
        const bool present = membership.membership == Membership::Join ||
                             membership.membership == Membership::Invite ||
                             membership.membership == Membership::Knock;
        // Who was thrown out is to see that; who left has no use for the room any more.
        const bool thrownOut = isOut(membership.membership) && !membership.forgotten &&
                               membership.sender != run.who().userNid &&
                               membership.pos.value <= run.to;
        if ((!present && !thrownOut) || m.ignored.hides(run, membership))
            continue;
        SlidingRoom room;
        room.membership = membership;
        room.id = m.names.room(membership.room);
        room.direct = direct.contains(room.id);
        const auto known = from ? from->bumps.find(membership.room) : bumps.end();
        if (membership.membership != Membership::Join)
            room.bump = membership.pos.value;
        else if (from && known != from->bumps.end() && !run.dirtyRooms.contains(membership.room))
            room.bump = known->second;
        else
            room.bump = m.database
                            .read([&](store::Reader &reader) {
                                return store::sync::lastBump(reader, membership.room, {run.to});
                            })
                            .value;
        if (room.bump == 0)
            room.bump = membership.pos.value;
        bumps[membership.room] = room.bump;
        out.push_back(std::move(room));
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const auto &a, const auto &b) { return a.bump > b.bump; });
    return out;
}

std::string SlidingLists::nameOf(store::RoomNid room) {
    return m.names.room(room);
}

std::set<std::string> SlidingLists::childrenOf(const SyncRun &run,
                                               const std::set<std::string> &spaces) {
    std::set<std::string> out;
    for (const std::string &space : spaces) {
        const RoomViewPtr room = m.rooms.view(space);
        // What is in a space is for those who are in it.
        if (!room || !room->isJoined(run.who().user.str()))
            continue;
        constexpr std::size_t bytesOfChild = 256;
        for (auto it = room->state->lower_bound(StateKeyLess::Text("m.space.child", ""));
             it != room->state->end() && it->first.first == "m.space.child"; ++it) {
            noteBytes(bytesOfChild);
            if (arrayAt(it->second.event->content(), "via"))
                out.insert(it->first.second);
        }
    }
    return out;
}

std::string SlidingLists::nameFor(const SyncRun &run, const SlidingRoom &room,
                                  const RoomView &state) {
    std::string name;
    if (room.membership.membership == Membership::Join) {
        name = state.name().empty() ? state.canonicalAlias() : state.name();
        if (name.empty())
            for (const MemberPtr &hero : state.heroes(run.who().user.str()))
                name += (hero->displayName.empty() ? hero->userId : hero->displayName) + "\n";
    } else {
        // Who is not in the room knows its name from the invite, not what became of it.
        const std::string text = m.database.read([&](store::Reader &reader) {
            return store::sync::strippedState(reader, room.membership.room, run.who().userNid);
        });
        boost::system::error_code error;
        const json::value stripped = json::parse(text, error);
        if (!error && stripped.is_array())
            for (const json::value &event : stripped.get_array()) {
                const json::object *fields = event.if_object();
                const json::object *content = fields ? objectAt(*fields, "content") : nullptr;
                if (content && stringAt(*fields, "type") == "m.room.name")
                    name = stringAt(*content, "name");
                else if (content && name.empty() &&
                         stringAt(*fields, "type") == "m.room.canonical_alias")
                    name = stringAt(*content, "alias");
            }
    }
    return name;
}

bool SlidingLists::hasNameLike(const SyncRun &run, const SlidingRoom &room, const RoomView &state,
                               const std::string &folded) {
    if (!room.searchedName) {
        const std::string name = nameFor(run, room, state);
        noteBytes(name.size());
        room.searchedName = matrix::foldForSearch(beginningOf(name));
    }
    noteBytes(room.searchedName->size());
    return room.searchedName->find(folded) != std::string::npos;
}

bool SlidingLists::passes(const SyncRun &run, const SlidingRoom &room, const SlidingFilter &filter,
                          const std::set<std::string> &inSpaces) {
    const bool invited = room.membership.membership == Membership::Invite;
    if (filter.isInvite && *filter.isInvite != invited)
        return false;
    if (filter.isDirect && *filter.isDirect != room.direct)
        return false;
    if (filter.spaces && !inSpaces.contains(room.id))
        return false;
    if (filter.tags || !filter.notTags.empty()) {
        const json::object tags = m.accountData.tags(run.who().userNid, room.membership.room);
        const auto has = [&](const std::set<std::string> &wanted) {
            return std::any_of(wanted.begin(), wanted.end(),
                               [&](const auto &tag) { return tags.contains(tag); });
        };
        if ((filter.tags && !has(*filter.tags)) || has(filter.notTags))
            return false;
    }
    if (!filter.isEncrypted && !filter.roomTypes && filter.notRoomTypes.empty() && !filter.nameLike)
        return true;
    const RoomViewPtr state = m.rooms.view(room.membership.room);
    if (!state)
        return false;
    if (filter.nameLike && !hasNameLike(run, room, *state, *filter.nameLike))
        return false;
    const std::string type(state->roomType());
    if (filter.isEncrypted && *filter.isEncrypted == state->encryption().empty())
        return false;
    return (!filter.roomTypes || filter.roomTypes->contains(type)) &&
           !filter.notRoomTypes.contains(type);
}

std::vector<const SlidingRoom *> SlidingLists::filter(const SyncRun &run,
                                                      const std::vector<SlidingRoom> &rooms,
                                                      const SlidingFilter &filter) {
    const std::set<std::string> inSpaces =
        filter.spaces ? childrenOf(run, *filter.spaces) : std::set<std::string>();
    std::vector<const SlidingRoom *> out;
    for (const SlidingRoom &room : rooms)
        if (passes(run, room, filter, inSpaces))
            out.push_back(&room);
    return out;
}

} // namespace hearth::services
