// SPDX-License-Identifier: Apache-2.0
// History visibility: the viewer's memberships and the room's setting, both by position.
#include "server/services/rooms/visibility.hpp"

#include "server/core/json_read.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/retention_policy.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/sight.hpp"
#include "server/services/rooms/state_groups.hpp"
#include "server/store/database.hpp"
#include "server/store/relation_store.hpp"
#include "server/store/state_store.hpp"

#include <algorithm>
#include <array>

namespace hearth::services {

using matrix::Membership;

namespace {

/// The last entry with position <= at; nullptr before the first.
template <class T>
const T *entryAt(const std::vector<std::pair<store::Position, T>> &list, store::Position at) {
    const auto it = std::upper_bound(list.begin(), list.end(), at,
                                     [](store::Position p, const auto &e) { return p < e.first; });
    return it == list.begin() ? nullptr : &std::prev(it)->second;
}

store::Position justBefore(store::Position at) {
    return {at.value - 1};
}

constexpr std::string_view levels[] = {"joined", "invited", "shared", "world_readable"};

std::size_t openness(std::string_view visibility) {
    for (std::size_t i = 0; i < std::size(levels); ++i)
        if (levels[i] == visibility)
            return i;
    return 2;
}

} // namespace

Membership ViewerHistory::membershipAt(store::Position at) const {
    const Membership *found = entryAt(memberships, at);
    return found ? *found : Membership::None;
}

std::string_view ViewerHistory::visibilityAt(store::Position at) const {
    const std::string *found = entryAt(visibilities, at);
    return found ? std::string_view(*found) : std::string_view("shared");
}

bool ViewerHistory::everJoined() const {
    return std::any_of(memberships.begin(), memberships.end(),
                       [](const auto &entry) { return entry.second == Membership::Join; });
}

store::Position ViewerHistory::leftAt() const {
    const auto lastJoin =
        std::find_if(memberships.rbegin(), memberships.rend(),
                     [](const auto &entry) { return entry.second == Membership::Join; });
    if (lastJoin == memberships.rend() || lastJoin == memberships.rbegin())
        return {};
    return std::prev(lastJoin)->first;
}

bool ViewerHistory::wasJoined(store::Position from, store::Position to) const {
    return membershipAt(from) == Membership::Join ||
           std::any_of(memberships.begin(), memberships.end(), [&](const auto &entry) {
               return entry.first > from && entry.first <= to && entry.second == Membership::Join;
           });
}

ViewerHistory ViewerHistory::ofEverything() {
    ViewerHistory everything;
    everything.visibilities.emplace_back(store::Position{}, "world_readable");
    return everything;
}

bool ViewerHistory::maySeeAt(store::Position at) const {
    return maySee(at, openness(visibilityAt(at)), membershipAt(justBefore(at)), membershipAt(at));
}

bool ViewerHistory::maySee(const StoredEvent &event, const Around &around) const {
    if (event.pos.value == 0)
        return false;
    std::size_t open = openness(around.visibilityAfter);
    if (event.event->is("m.room.history_visibility", ""))
        open = std::max(open, openness(around.visibilityBefore));
    return maySee(event.pos, open, around.before, around.after);
}

bool ViewerHistory::maySee(const StoredEvent &event) const {
    if (event.pos.value == 0)
        return false;
    // An event that changes what decides about itself is judged by the better of both sides.
    std::size_t open = openness(visibilityAt(event.pos));
    if (event.event->is("m.room.history_visibility", ""))
        open = std::max(open, openness(visibilityAt(justBefore(event.pos))));
    return maySee(event.pos, open, membershipAt(justBefore(event.pos)), membershipAt(event.pos));
}

bool ViewerHistory::maySee(store::Position at, std::size_t open, Membership before,
                           Membership after) const {
    if (after == Membership::Join || before == Membership::Join)
        return true;
    if (open == openness("world_readable"))
        return true;
    const bool invited = after == Membership::Invite || before == Membership::Invite;
    if (open == openness("invited"))
        return invited;
    if (open == openness("shared"))
        return std::any_of(memberships.begin(), memberships.end(), [&](const auto &entry) {
            return entry.first >= at && entry.second == Membership::Join;
        });
    return false;
}

Visibility::Visibility(store::Database &database, EventReader &events, RoomMembers &members,
                       RoomRegistry &rooms, StateGroups &groups, AccountDataSource &accountData,
                       const config::Current &settings, const Clock &clock)
    : m_database(database)
    , m_events(events)
    , m_members(members)
    , m_rooms(rooms)
    , m_groups(groups)
    , m_accountData(accountData)
    , m_settings(settings)
    , m_clock(clock) {}

Sight Visibility::sightOf(const Requester &requester) {
    Sight sight(*this);
    sight.m_user = requester.userNid;
    sight.m_device = requester.deviceNid;
    sight.m_userId = requester.user.str();
    if (requester.userNid)
        sight.m_ignored = m_accountData.ignoredUsers(requester.userNid);
    return sight;
}

Sight Visibility::sightOfAll() {
    Sight sight(*this);
    sight.m_all = true;
    return sight;
}

std::optional<store::Position> Visibility::joinedSince(store::RoomNid room, store::UserNid viewer) {
    const RoomMembership entry = viewer ? m_members.membership(viewer, room) : RoomMembership();
    return entry.membership == Membership::Join ? std::optional(entry.pos) : std::nullopt;
}

ViewerHistory::Around Visibility::around(const StoredEvent &event, std::string_view viewerId) {
    const auto entry = [&](store::StateGroupNid group, std::string_view type,
                           std::string_view stateKey) {
        return m_events.find(m_groups.find(group, type, stateKey));
    };
    const auto membership = [&](store::StateGroupNid group) {
        const StoredEventPtr found = entry(group, "m.room.member", viewerId);
        return found ? found->event->membership() : Membership::None;
    };
    const auto visibility = [&](store::StateGroupNid group) {
        const StoredEventPtr found = entry(group, "m.room.history_visibility", "");
        return found ? std::string(stringAt(found->event->content(), "history_visibility"))
                     : std::string("shared");
    };
    return {membership(event.before), membership(event.after), visibility(event.before),
            visibility(event.after)};
}

std::unordered_set<store::UserNid> Visibility::nidsOf(const IgnoredUsers &users) {
    std::unordered_set<store::UserNid> out;
    m_database.read([&](store::Reader &reader) {
        for (const std::string &id : users)
            if (const auto nid = reader.findUser(id))
                out.insert(nid);
    });
    return out;
}

std::vector<store::RelationTo> Visibility::relationsTo(store::RoomNid room,
                                                       store::EventNid parent) {
    return m_database.read(
        [&](store::Reader &reader) { return store::relationsTo(reader, room, parent); });
}

ViewerHistory Visibility::history(store::RoomNid room, store::UserNid viewer,
                                  std::string_view viewerId) {
    const std::array<store::RoomNid, 1> one{room};
    return std::move(histories(one, viewer, viewerId).at(room));
}

std::unordered_map<store::RoomNid, ViewerHistory>
Visibility::histories(std::span<const store::RoomNid> rooms, store::UserNid viewer,
                      std::string_view viewerId) {
    std::unordered_map<store::RoomNid, ViewerHistory> out;
    for (const store::RoomNid room : rooms) {
        ViewerHistory &history = out[room];
        history.viewer = viewer;
    }
    if (rooms.empty())
        return out;
    store::StateKeyNid setting{};
    const auto changes = m_database.read([&](store::Reader &reader) {
        std::vector<store::StateKeyNid> keys;
        if (viewer)
            if (const auto key = reader.findStateKey("m.room.member", viewerId))
                keys.push_back(key);
        setting = reader.findStateKey("m.room.history_visibility", "");
        if (setting)
            keys.push_back(setting);
        return keys.empty() ? std::vector<store::EntryChange>()
                            : store::entryHistories(reader, rooms, keys);
    });
    std::vector<store::EventNid> nids;
    for (const store::EntryChange &change : changes)
        nids.push_back(change.event);
    std::unordered_map<store::EventNid, StoredEventPtr> events;
    for (StoredEventPtr &event : m_events.load(nids))
        events[event->nid] = std::move(event);
    for (const store::EntryChange &change : changes) {
        const auto found = events.find(change.event);
        const matrix::Event *event = found == events.end() ? nullptr : found->second->event.get();
        ViewerHistory &history = out.at(change.room);
        if (change.key == setting)
            history.visibilities.emplace_back(
                change.pos, event ? std::string(stringAt(event->content(), "history_visibility"))
                                  : std::string());
        else
            history.memberships.emplace_back(change.pos,
                                             event ? event->membership() : Membership::None);
    }
    return out;
}

Timestamp Visibility::oldestShown(store::RoomNid room) {
    const auto settings = m_settings.get();
    if (!settings->retention.enabled)
        return 0;
    const RoomViewPtr view = m_rooms.view(room);
    return view ? services::oldestShown(settings->retention, *view, m_clock.now()) : 0;
}

} // namespace hearth::services
