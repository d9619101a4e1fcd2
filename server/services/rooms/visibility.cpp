// SPDX-License-Identifier: Apache-2.0
// History visibility: the viewer's memberships and the room's setting, both by position.
#include "server/services/rooms/visibility.hpp"

#include "server/core/json_read.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/retention_policy.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/database.hpp"
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

Membership ViewerHistory::current() const {
    return memberships.empty() ? Membership::None : memberships.back().second;
}

store::Position ViewerHistory::leftAt() const {
    if (memberships.empty())
        return {};
    const Membership last = memberships.back().second;
    if (last != Membership::Leave && last != Membership::Ban)
        return {};
    return memberships.back().first;
}

bool ViewerHistory::maySee(const StoredEvent &event) const {
    if (event.pos.value == 0)
        return false;
    if (oldest > 0 && !event.event->isState() && event.event->originServerTs() < oldest)
        return false;
    // An event that changes what decides about itself is judged by the better of both sides.
    const Membership after = membershipAt(event.pos);
    const Membership before = membershipAt(justBefore(event.pos));
    if (after == Membership::Join || before == Membership::Join)
        return true;
    std::size_t open = openness(visibilityAt(event.pos));
    if (event.event->is("m.room.history_visibility", ""))
        open = std::max(open, openness(visibilityAt(justBefore(event.pos))));
    if (open == openness("world_readable"))
        return true;
    const bool invited = after == Membership::Invite || before == Membership::Invite;
    if (open == openness("invited"))
        return invited;
    if (open == openness("shared"))
        return std::any_of(memberships.begin(), memberships.end(), [&](const auto &entry) {
            return entry.first >= event.pos && entry.second == Membership::Join;
        });
    return false;
}

Visibility::Visibility(store::Database &database, EventReader &events, Timeline &timeline,
                       RoomRegistry &rooms, const config::Current &settings, const Clock &clock)
    : m_database(database)
    , m_events(events)
    , m_timeline(timeline)
    , m_rooms(rooms)
    , m_settings(settings)
    , m_clock(clock) {}

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
        history.oldest = oldestShown(room);
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

StoredEvents Visibility::filter(const StoredEvents &events, const ViewerHistory &history) {
    StoredEvents out;
    out.reserve(events.size());
    for (const StoredEventPtr &event : events)
        if (history.maySee(*event))
            out.push_back(event);
    return out;
}

} // namespace hearth::services
