// SPDX-License-Identifier: Apache-2.0
// RoomStateAt: snapshots and the changes that lead back from them.
#include "server/services/sync/room_state_at.hpp"

#include "server/services/live/hub.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/timeline.hpp"
#include "server/services/sync/timeline_batch.hpp"

#include <algorithm>

namespace hearth::services {

namespace {
constexpr std::string_view memberType = "m.room.member";

RoomChange toRoomChange(StateChange stored) {
    RoomChange change;
    change.pos = stored.pos;
    change.type = std::move(stored.key.first);
    change.stateKey = std::move(stored.key.second);
    change.after = stored.after;
    change.before = stored.before;
    return change;
}
} // namespace

store::EventNid RoomStateAt::member(std::string_view userId) const {
    const Key key(memberType, userId);
    if (const auto undone = m_undone.find(key); undone != m_undone.end())
        return undone->second;
    if (!m_view) {
        const auto found = m_explicit.find(key);
        return found == m_explicit.end() ? store::EventNid{} : found->second;
    }
    const Member *found = m_view->members.find(userId);
    return found ? found->nid : store::EventNid{};
}

std::vector<store::EventNid> RoomStateAt::others() const {
    std::vector<store::EventNid> out;
    const auto add = [&](const Key &key, store::EventNid nid) {
        if (const auto undone = m_undone.find(key); undone != m_undone.end())
            nid = undone->second;
        if (nid)
            out.push_back(nid);
    };
    if (m_view) {
        for (const auto &[key, entry] : *m_view->state)
            add(key, entry.nid);
    } else {
        for (const auto &[key, nid] : m_explicit) {
            if (key.first != memberType)
                add(key, nid);
        }
    }
    return out;
}

std::vector<store::EventNid> RoomStateAt::allMembers() const {
    std::vector<store::EventNid> out;
    if (m_view) {
        m_view->members.forEach([&](const MemberPtr &one) {
            const auto undone = m_undone.find(Key(memberType, one->userId));
            const store::EventNid nid = undone == m_undone.end() ? one->nid : undone->second;
            if (nid)
                out.push_back(nid);
        });
        return out;
    }
    for (const auto &[key, nid] : m_explicit) {
        if (key.first == memberType && nid)
            out.push_back(nid);
    }
    return out;
}

RoomStates::RoomStates(Hub &hub, RoomRegistry &rooms, Timeline &timeline)
    : m_hub(hub)
    , m_rooms(rooms)
    , m_timeline(timeline) {}

RoomViewPtr RoomStates::viewAt(store::RoomNid room, std::int64_t at) {
    if (const LiveEventPtr newest = m_hub.newest(room, at))
        return newest->after;
    if (const RoomPtr found = m_rooms.find(room)) {
        const Room::Committed committed = found->committed();
        if (committed.last.value <= at)
            return committed.view;
    }
    return nullptr;
}

std::vector<RoomChange> RoomStates::changes(store::RoomNid room, std::int64_t after,
                                            std::int64_t upTo) {
    std::vector<RoomChange> out;
    if (after >= upTo)
        return out;
    std::vector<LiveEventPtr> live;
    if (m_hub.state(room, after, upTo, live)) {
        for (const LiveEventPtr &event : live)
            for (const ChangedEntry &entry : event->changes) {
                RoomChange change;
                change.pos = event->pos;
                change.type = entry.key.first;
                change.stateKey = entry.key.second;
                change.after = entry.after;
                change.before = entry.before;
                change.live = event;
                change.entry = &entry;
                out.push_back(std::move(change));
            }
        return out;
    }
    for (StateChange &stored : m_timeline.stateChanges(room, {after}, {upTo}))
        out.push_back(toRoomChange(std::move(stored)));
    return out;
}

RoomStateAt RoomStates::at(store::RoomNid room, std::int64_t to, const TimelineBatch *shown,
                           const RoomsAhead *ahead) {
    RoomStateAt state;
    state.m_view = viewAt(room, to);
    if (!state.m_view) {
        for (auto &[key, nid] : m_timeline.stateAt(room, store::Position{to}))
            state.m_explicit.emplace(std::move(key), nid);
    }
    const auto isState = [](const TimelineBatch::Item &item) {
        return item.stored->event->isState();
    };
    if (!shown || std::none_of(shown->items.begin(), shown->items.end(), isState))
        return state;
    // Of what the timeline tells, the state has what stood there before it. What holds at the end
    // but is not in the timeline (another branch brought it, or resolution) is sent as it is.
    std::map<RoomStateAt::Key, std::pair<store::EventNid, store::EventNid>> moved;
    std::vector<RoomChange> list;
    if (ahead && ahead->changes.contains(room)) {
        for (const StateChange &stored : ahead->changes.at(room))
            if (stored.pos.value > shown->start)
                list.push_back(toRoomChange(stored));
    } else {
        list = changes(room, shown->start, to);
    }
    for (RoomChange &change : list) {
        const auto [entry, fresh] =
            moved.try_emplace(RoomStateAt::Key(std::move(change.type), std::move(change.stateKey)),
                              change.before, change.after);
        if (!fresh)
            entry->second.second = change.after;
    }
    for (auto &[key, nids] : moved)
        if (shown->shows(nids.second))
            state.m_undone.emplace(key, nids.first);
    return state;
}

} // namespace hearth::services
