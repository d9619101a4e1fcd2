// SPDX-License-Identifier: Apache-2.0
// Ingest: the states that an accepted event leaves behind, and its way into the room's head. All
// that is slow happens before the room is locked; if the head moved meanwhile, again.
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/ingest_case.hpp"
#include "server/services/rooms/state_resolver.hpp"
#include "server/store/database.hpp"

#include <algorithm>
#include <set>

namespace hearth::services {

namespace {
constexpr int mostTries = 5;              // without the lock; then with it
constexpr std::size_t mostReached = 1000; // extremities behind events that do not count

using GroupSet = std::set<store::StateGroupNid>;
} // namespace

/// How the room's head is to move, and the head for which that holds.
struct Ingest::Move {
    std::vector<store::EventNid> reached; // extremities that the event takes the place of
    bool isExtremity = true;
    store::StateGroupNid from{}; // current state
    GroupSet groups;             // behind the new extremities
    Planned to;
    StateChanges changes;

    [[nodiscard]] std::vector<Extremity> after(const std::vector<Extremity> &extremities,
                                               const Extremity &event) const {
        std::vector<Extremity> out;
        for (const Extremity &one : extremities)
            if (std::find(reached.begin(), reached.end(), one.nid) == reached.end())
                out.push_back(one);
        // A room is never without an end.
        if (isExtremity || out.empty())
            out.push_back(event);
        return out;
    }
    [[nodiscard]] static GroupSet groupsOf(const std::vector<Extremity> &extremities) {
        GroupSet out;
        for (const Extremity &one : extremities)
            out.insert(one.group);
        return out;
    }
};

void Ingest::snapshot(Case &one) {
    bool pending = false;
    {
        const std::lock_guard lock(one.room->mutex);
        if (one.room->stale)
            throw RoomChanged();
        one.extremities = one.room->head.extremities;
        one.current = one.room->head.layers.group();
        pending = one.room->pending.load() > 0;
    }
    // What the head stands on may still be on its way into the database.
    if (pending)
        m.database.write([](store::Transaction &) {});
}

Ingest::Planned Ingest::groupOf(const Case &one, store::StateGroupNid group) {
    for (const Planned &planned : one.fresh)
        if (planned.id == group)
            return planned;
    return {group, m.groups.get(group), m.groups.layers(group)};
}

Ingest::Planned Ingest::asGroup(Case &one, GroupStatePtr state, store::StateGroupNid base) {
    Planned planned = groupOf(one, base);
    const StateChanges changes = m.groups.difference(*planned.state, *state);
    if (changes.empty())
        return planned;
    const StateHash hash = planned.layers.hashAfter(changes);
    for (const Planned &fresh : one.fresh)
        if (fresh.layers.hash() == hash)
            return fresh;
    if (const store::StateGroupNid existing = m.groups.findByHash(one.room->nid(), hash))
        return {existing, std::move(state), m.groups.layers(existing)};
    planned.id = m.sender.builder().takeGroupNid();
    planned.state = std::move(state);
    one.writes.push_back(planned.layers.apply(planned.id, changes, false));
    m.groups.put(planned.id, planned.state);
    one.fresh.push_back(planned);
    return planned;
}

void Ingest::stateAfter(Case &one) {
    if (!one.event->isState()) {
        one.after = one.before;
        return;
    }
    if (!one.nid)
        one.nid = m.sender.builder().takeEventNid();
    one.ahead = std::make_shared<StoredEvent>();
    one.ahead->nid = one.nid;
    one.ahead->room = one.room->nid();
    one.ahead->sender = one.sender;
    one.ahead->event = one.event;
    m.events.remember(one.ahead);
    ChangedEntry change;
    change.key = StateKey(std::string(one.event->type()), *one.event->stateKey());
    change.after = one.nid;
    change.event = one.event;
    const GroupStatePtr state = m.groups.with(*one.before.state, {change});
    const store::EventNid old = m.groups.find(one.before.id, change.key.first, change.key.second);
    if (const StoredEventPtr previous = m.events.find(old)) {
        change.before = old;
        change.previous = previous->event;
    }
    Planned after = one.before;
    const StateHash hash = after.layers.hashAfter({change});
    if (const store::StateGroupNid existing = m.groups.findByHash(one.room->nid(), hash)) {
        one.after = {existing, state, m.groups.layers(existing)};
        return;
    }
    after.id = m.sender.builder().takeGroupNid();
    after.state = state;
    one.writes.push_back(after.layers.apply(after.id, {change}, false));
    m.groups.put(after.id, state);
    one.fresh.push_back(after);
    one.after = std::move(after);
}

Ingest::Move Ingest::planMove(Case &one) {
    Move move;
    std::vector<store::EventNid> aside;
    for (const store::EventHead &head : one.prev) {
        move.reached.push_back(head.nid);
        if (head.has(store::event_flag::rejected | store::event_flag::softFailed |
                     store::event_flag::outlier))
            aside.push_back(head.nid);
    }
    m.database.read([&](store::Reader &reader) {
        for (const store::EventNid nid : store::parentsThrough(reader, aside, mostReached))
            move.reached.push_back(nid);
        move.isExtremity = !one.known || !store::hasLiveChildren(reader, one.nid);
    });
    move.from = one.current;
    move.groups = Move::groupsOf(
        move.after(one.extremities, {one.nid, one.event->id(), 0, nullptr, one.after.id}));
    if (move.groups.size() == 1) {
        move.to = groupOf(one, *move.groups.begin());
    } else {
        const std::vector<store::StateGroupNid> groups(move.groups.begin(), move.groups.end());
        move.to = asGroup(one, m.resolver.resolve(one.version(), groups), one.current);
    }
    move.changes = m.groups.difference(*m.groups.get(one.current), *move.to.state);
    return move;
}

void Ingest::place(Case &one) {
    if (!one.nid)
        one.nid = m.sender.builder().takeEventNid();
    for (int i = 0;; ++i) {
        const std::size_t writes = one.writes.size();
        const std::size_t fresh = one.fresh.size();
        std::unique_lock<std::mutex> lock(one.room->mutex, std::defer_lock);
        if (i >= mostTries) {
            // A room that never rests: what is queued becomes durable, and nothing else begins.
            lock.lock();
            one.extremities = one.room->head.extremities;
            one.current = one.room->head.layers.group();
            m.database.write([](store::Transaction &) {});
        }
        Move move = planMove(one);
        BuiltEvent built = build(one, Standing::Timeline);
        if (!lock.owns_lock())
            lock.lock();
        if (one.room->stale)
            throw RoomChanged();
        const Room::Head &head = one.room->head;
        const Extremity own{one.nid, one.event->id(), one.event->depth(), one.event, one.after.id};
        if (head.layers.group() == move.from &&
            Move::groupsOf(move.after(head.extremities, own)) == move.groups) {
            applyMove(one, move, std::move(built), std::move(lock));
            return;
        }
        lock.unlock();
        one.writes.resize(writes);
        one.fresh.resize(fresh);
        snapshot(one);
    }
}

void Ingest::applyMove(Case &one, Move &move, BuiltEvent built, std::unique_lock<std::mutex> lock) {
    Room::Head &head = one.room->head;
    auto batch = std::make_shared<EventBatch>();
    batch->room = one.room;
    built.live = std::make_shared<LiveEvent>();
    LiveEvent &live = *built.live;
    live.nid = one.nid;
    live.room = one.room->nid();
    live.sender = one.sender;
    live.stored = built.stored;
    live.event = one.event;
    live.relatesTo = built.relation.parent;
    built.stored->aside = one.before.id != move.from || one.after.id != move.to.id;
    for (const ChangedEntry &change : move.changes)
        if (change.after == one.nid && change.local &&
            (change.now == matrix::Membership::Invite || change.now == matrix::Membership::Knock))
            built.stripped = m.sender.builder().strippedState(*head.view, *one.event);
    if (!move.changes.empty())
        head.view = withChanges(*head.view, move.changes);
    live.changes = std::move(move.changes);
    batch->stateChanged = !live.changes.empty();
    if (built.redaction.target && !built.redaction.refused) {
        live.redacts = built.redaction.target;
        batch->stateChanged = true;
        if (const StoredEventPtr target = m.events.find(built.redaction.target))
            head.view = withRedacted(head.view, built.redaction.target, *target->event);
    }
    built.after = live.after = head.view;
    const Extremity own{one.nid, one.event->id(), one.event->depth(), one.event, one.after.id};
    std::vector<Extremity> extremities = move.after(head.extremities, own);
    batch->noteExtremities(head.extremities, extremities);
    head.extremities = std::move(extremities);
    head.layers = std::move(move.to.layers);
    head.depth = std::max(head.depth, one.event->depth());
    if (move.to.id != move.from)
        batch->current = move.to.id;
    batch->events.push_back(std::move(built));
    m.sender.writer().write(batch, std::move(lock));
}

} // namespace hearth::services
