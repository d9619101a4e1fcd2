// SPDX-License-Identifier: Apache-2.0
// RoomStateAt: snapshots and the changes that lead back from them.
#include "server/services/sync/room_state_at.hpp"

#include "server/services/live/hub.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/timeline.hpp"
#include "server/services/sync/timeline_batch.hpp"

namespace hearth::services {

namespace {
constexpr std::string_view memberType = "m.room.member";
}

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
        for (LiveEventPtr &event : live) {
            RoomChange change;
            change.pos = event->pos;
            change.type = event->event->type();
            change.stateKey = event->event->stateKey().value_or(std::string());
            change.after = event->nid;
            change.before = event->stored->replaces;
            change.live = std::move(event);
            out.push_back(std::move(change));
        }
        return out;
    }
    for (StateChange &stored : m_timeline.stateChanges(room, {after}, {upTo})) {
        RoomChange change;
        change.pos = stored.pos;
        change.type = std::move(stored.key.first);
        change.stateKey = std::move(stored.key.second);
        change.after = stored.after;
        change.before = stored.before;
        out.push_back(std::move(change));
    }
    return out;
}

RoomStateAt RoomStates::at(store::RoomNid room, std::int64_t to, const TimelineBatch *shown) {
    RoomStateAt state;
    state.m_view = viewAt(room, to);
    if (!state.m_view) {
        for (auto &[key, nid] : m_timeline.stateAt(room, store::Position{to}))
            state.m_explicit.emplace(std::move(key), nid);
    }
    if (!shown || shown->items.empty())
        return state;
    // The oldest change of a key that is shown tells what stood there before.
    for (const TimelineBatch::Item &item : shown->items) {
        const matrix::Event &event = *item.stored->event;
        if (event.isState() && !item.stored->rejected && !item.stored->softFailed)
            state.m_undone.emplace(RoomStateAt::Key(event.type(), *event.stateKey()),
                                   item.stored->replaces);
    }
    return state;
}

} // namespace hearth::services
