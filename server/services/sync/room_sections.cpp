// SPDX-License-Identifier: Apache-2.0
// RoomSections: which events and which state of a room go into an answer.
#include "server/services/sync/room_sections.hpp"

#include "server/core/json_read.hpp"
#include "server/services/live/hub.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/room_weight.hpp"
#include "server/services/rooms/timeline.hpp"

#include <algorithm>
#include <set>

namespace hearth::services {

using matrix::Membership;

namespace {
constexpr std::string_view memberType = "m.room.member";
constexpr std::int64_t changesWeight = 5; // as stateWeight() counts
constexpr std::int64_t lazyWeight = 50;

std::int64_t deviceKey(const Requester &who) {
    return who.deviceNid ? who.deviceNid.value : -who.userNid.value;
}
} // namespace

RoomSections::RoomSections(const Parts &parts)
    : m(parts)
    , m_states(parts.hub, parts.rooms, parts.timeline)
    , m_timelines(parts.hub, parts.timeline)
    , m_ignored(parts.events, parts.timeline) {}

std::int64_t RoomSections::weight(const SyncRun &run, const RoomMembership &membership) {
    const bool whole = run.initial || run.request->fullState || membership.pos.value > run.from;
    const std::int64_t state = stateWeight(m.rooms, membership.room);
    if (!whole)
        return std::min(state, changesWeight);
    return run.filter().state.lazyLoadMembers() ? std::min(state, lazyWeight) : state;
}

void RoomSections::startSentMembers(const SyncRun &run) {
    if (run.initial)
        m_sent.forget(deviceKey(run.who()));
    else
        m_sent.startFrom(deviceKey(run.who()), run.from);
}

Membership RoomSections::membershipIn(const RoomChange &change) {
    if (change.entry)
        return change.entry->now;
    const StoredEventPtr event = change.after ? m.events.find(change.after) : nullptr;
    return event ? event->event->membership() : Membership::None;
}

Membership RoomSections::membershipBefore(const RoomChange &change) {
    if (change.entry)
        return change.entry->was;
    const StoredEventPtr event = change.before ? m.events.find(change.before) : nullptr;
    return event ? event->event->membership() : Membership::None;
}

bool RoomSections::movesSummary(const RoomChange &change) {
    if (change.type == memberType)
        return membershipIn(change) != membershipBefore(change);
    return change.type == "m.room.name" || change.type == "m.room.canonical_alias";
}

bool RoomSections::wasJoinedAt(const SyncRun &run, const RoomMembership &membership,
                               std::int64_t at) {
    if (at <= 0)
        return false;
    if (membership.pos.value <= at)
        return membership.membership == Membership::Join;
    const store::EventNid nid =
        m.timeline.stateAt(membership.room, {at}, memberType, run.who().user.str());
    const StoredEventPtr event = nid ? m.events.find(nid) : nullptr;
    return event && event->event->membership() == Membership::Join;
}

bool RoomSections::newlyJoined(const SyncRun &run, const RoomMembership &membership,
                               const std::vector<RoomChange> &changes) {
    if (membership.pos.value <= run.from)
        return false;
    bool first = true;
    bool joinedBefore = true;
    for (const RoomChange &change : changes) {
        if (change.type != memberType || change.stateKey != run.who().user.str())
            continue;
        if (first)
            joinedBefore = change.entry ? change.entry->was == Membership::Join
                                        : wasJoinedAt(run, membership, run.from);
        first = false;
        const bool joins = membershipIn(change) == Membership::Join;
        if (joins && !joinedBefore)
            return true;
        joinedBefore = joins;
    }
    return first && !wasJoinedAt(run, membership, run.from);
}

void RoomSections::noteMembers(SyncRun &run, const Room &room) {
    if (run.initial)
        return;
    if (room.newlyJoined) {
        for (const store::UserNid user : m.members.joinedUsers(room.nid))
            run.nowSharing.insert(user);
    }
    for (const RoomChange &change : room.changes) {
        if (change.type != memberType || change.stateKey == run.who().user.str())
            continue;
        const store::UserNid user =
            change.entry ? change.entry->target : m.database.read([&](store::Reader &reader) {
                return reader.findUser(change.stateKey);
            });
        const Membership before = membershipBefore(change);
        const Membership now = membershipIn(change);
        if (now == Membership::Join && before != Membership::Join)
            run.nowSharing.insert(user);
        else if (now != Membership::Join && before == Membership::Join)
            run.maybeLeft.insert(user);
    }
}

void RoomSections::noteSharing(SyncRun &run, const RoomMembership &membership) {
    Room room;
    room.nid = membership.room;
    const bool joined = membership.membership == Membership::Join;
    room.to = joined ? run.to : std::min(run.to, membership.pos.value);
    room.changes = m_states.changes(room.nid, run.from, room.to);
    room.newlyJoined = newlyJoined(run, membership, room.changes);
    if (!joined) {
        if (!room.newlyJoined && !wasJoinedAt(run, membership, run.from))
            return;
        for (const store::UserNid user : m.members.joinedUsers(room.nid))
            run.maybeLeft.insert(user);
        room.newlyJoined = false;
    }
    noteMembers(run, room);
}

void RoomSections::loadTimeline(SyncRun &run, const RoomMembership &membership, Room &room) {
    TimelineQuestion question;
    question.room = room.nid;
    question.from = run.initial || room.newlyJoined ? 0 : run.from;
    question.to = room.to;
    room.alwaysThere =
        !room.newlyJoined && !run.initial && membership.membership == Membership::Join;
    RoomViewPtr current;
    if (room.alwaysThere) {
        run.sight->noteJoinedSince(room.nid, {run.from});
    } else {
        current = m_states.viewAt(room.nid, room.to);
        question.current = current.get();
    }
    question.mostBytes = run.bytesForRoom();
    room.timeline = m_timelines.load(run, question);
    run.useTimelineBytes(room.timeline.bytes);
}

std::optional<JsonPieces> RoomSections::joined(SyncRun &run, const RoomMembership &membership) {
    Room room;
    room.nid = membership.room;
    room.id = run.roomIds.at(membership.room);
    room.to = room.stateTo = run.to;
    room.ownPos = membership.pos.value;
    if (!run.initial) {
        room.changes = m_states.changes(room.nid, run.from, run.to);
        room.newlyJoined = newlyJoined(run, membership, room.changes);
    }
    room.full = run.fullState() || room.newlyJoined;
    noteMembers(run, room);
    loadTimeline(run, membership, room);
    room.timeline.limited = room.timeline.limited || room.newlyJoined;
    room.summary =
        room.full || std::any_of(room.changes.begin(), room.changes.end(),
                                 [this](const RoomChange &change) { return movesSummary(change); });
    if (room.summary) {
        room.view = m_states.viewAt(room.nid, room.to);
        if (!room.view)
            room.view = m.rooms.view(room.nid);
        if (room.view && room.view->name().empty() && room.view->canonicalAlias().empty())
            room.heroes = room.view->heroes(run.who().user.str());
    }
    loadState(run, room);
    const json::array data = accountData(run, room);
    const json::array live = ephemeral(run, room);
    if (!room.full && room.timeline.items.empty() && !room.timeline.limited && room.state.empty() &&
        !room.summary && data.empty() && live.empty())
        return std::nullopt;

    JsonPieces out;
    JsonMembers members(out);
    writeTimeline(run, room, members("timeline"));
    writeState(run, room, members(run.request->stateName));
    members("account_data").events(data);
    members("ephemeral").events(live);
    writeUnread(run, room, members);
    if (room.summary)
        writeSummary(run, room, members("summary"));
    members.close();
    return out;
}

void RoomSections::loadOwnMember(const SyncRun &run, const RoomMembership &membership, Room &room) {
    room.changes.clear();
    if (!run.request->stateAfter && room.timeline.shows(membership.event))
        return;
    const StoredEventPtr event = m.events.find(membership.event);
    if (event && run.filter().state.matches(*event->event))
        room.state.push_back(event);
}

std::optional<JsonPieces> RoomSections::left(SyncRun &run, const RoomMembership &membership) {
    if (m_ignored.hides(run, membership))
        return std::nullopt;
    Room room;
    room.nid = membership.room;
    room.id = run.roomIds.at(membership.room);
    room.to = std::min(run.to, membership.pos.value);
    bool everJoined = false;
    if (!run.initial) {
        room.changes = m_states.changes(room.nid, run.from, room.to);
        room.newlyJoined = newlyJoined(run, membership, room.changes);
        everJoined = room.newlyJoined || wasJoinedAt(run, membership, run.from);
    }
    const ViewerHistory &history = run.sight->in(room.nid);
    if (run.initial)
        everJoined = history.everJoined();
    // A ban, for example, may come long after they left: of the time between they get the ban only.
    room.stateTo = std::min(room.to, history.leftAt().value);
    std::erase_if(room.changes,
                  [&](const RoomChange &change) { return change.pos.value > room.stateTo; });
    room.full = everJoined && (run.fullState() || room.newlyJoined);
    if (everJoined && !run.initial) {
        for (const store::UserNid user : m.members.joinedUsers(room.nid))
            run.maybeLeft.insert(user);
        noteMembers(run, room);
    }
    TimelineQuestion question;
    question.room = room.nid;
    question.from = run.initial || room.newlyJoined ? 0 : run.from;
    question.to = room.to;
    question.onlyOwnMembership = !everJoined;
    question.mostBytes = run.bytesForRoom();
    room.timeline = m_timelines.load(run, question);
    run.useTimelineBytes(room.timeline.bytes);
    if (!everJoined) {
        room.timeline.limited = false;
        room.timeline.start = room.to - 1;
        loadOwnMember(run, membership, room);
    } else {
        loadState(run, room);
    }
    const json::array data = accountData(run, room);
    JsonPieces out;
    JsonMembers members(out);
    writeTimeline(run, room, members("timeline"));
    writeState(run, room, members(run.request->stateName));
    members("account_data").events(data);
    members.close();
    return out;
}

std::vector<store::EventNid> RoomSections::stateNids(const SyncRun &run, Room &room) {
    const bool lazy = run.filter().state.lazyLoadMembers();
    const TimelineBatch *undo = run.request->stateAfter ? nullptr : &room.timeline;
    std::vector<store::EventNid> nids;
    if (room.full) {
        const RoomStateAt state = m_states.at(room.nid, room.stateTo, undo, &run.ahead);
        nids = state.others();
        if (!lazy) {
            const auto members = state.allMembers();
            nids.insert(nids.end(), members.begin(), members.end());
        } else {
            addLazyMembers(run, room, &state, nids);
        }
        return nids;
    }
    // What changed and is not told by the timeline; the newest of each key.
    std::map<std::pair<std::string_view, std::string_view>, store::EventNid> changed;
    for (const RoomChange &change : room.changes) {
        const std::pair<std::string_view, std::string_view> key{change.type, change.stateKey};
        if (!change.after) {
            changed.erase(key); // the client cannot be told
            continue;
        }
        const bool told = !run.request->stateAfter && room.timeline.shows(change.after);
        if (!told)
            changed[key] = change.after;
    }
    for (const auto &[key, nid] : changed)
        nids.push_back(nid);
    if (lazy)
        addLazyMembers(run, room, nullptr, nids);
    return nids;
}

void RoomSections::addLazyMembers(const SyncRun &run, Room &room, const RoomStateAt *state,
                                  std::vector<store::EventNid> &nids) {
    std::set<std::string> wanted;
    for (const TimelineBatch::Item &item : room.timeline.items)
        wanted.insert(item.stored->event->sender().str());
    if (room.full) {
        wanted.insert(run.who().user.str());
        // Who came back before the client saw them leave still has the members of before, and so
        // has who asks for the full state: of those that moved they must know what became.
        for (const RoomChange &change : room.changes)
            if (change.type == memberType)
                wanted.insert(change.stateKey);
    }
    for (const MemberPtr &hero : room.heroes)
        wanted.insert(hero->userId);
    if (wanted.empty())
        return;
    RoomStateAt own;
    if (!state) {
        own =
            m_states.at(room.nid, room.stateTo, run.request->stateAfter ? nullptr : &room.timeline);
        state = &own;
    }
    const std::int64_t device = deviceKey(run.who());
    const bool redundant = run.filter().state.includeRedundantMembers();
    for (const std::string &userId : wanted) {
        const store::EventNid nid = state->member(userId);
        if (!nid || std::find(nids.begin(), nids.end(), nid) != nids.end())
            continue;
        // A client may have thrown away a room that it left.
        if (!redundant && !room.full && m_sent.has(device, nid, run.from, room.ownPos))
            continue;
        nids.push_back(nid);
    }
}

void RoomSections::loadState(const SyncRun &run, Room &room) {
    const std::vector<store::EventNid> nids = stateNids(run, room);
    const std::int64_t device = deviceKey(run.who());
    const bool lazy = run.filter().state.lazyLoadMembers();
    if (lazy)
        for (const TimelineBatch::Item &item : room.timeline.items)
            if (item.stored->event->type() == memberType && item.stored->event->isState())
                m_sent.add(device, item.stored->nid, run.to);
    if (nids.empty())
        return;
    // What stood there before the events of the timeline may be of a time that is not the viewer's.
    std::optional<std::set<store::EventNid>> held;
    const auto isHeld = [&](const StoredEvent &event) {
        if (!held) {
            const RoomStateAt state = m_states.at(room.nid, room.stateTo, nullptr);
            held.emplace();
            for (const auto &part : {state.others(), state.allMembers()})
                held->insert(part.begin(), part.end());
        }
        return held->contains(event.nid);
    };
    for (StoredEventPtr &event : m.events.load(nids)) {
        if (!run.filter().state.matches(*event->event))
            continue;
        if (!room.alwaysThere && !run.sight->maySee(*event) && !isHeld(*event))
            continue;
        if (lazy && event->event->type() == memberType)
            m_sent.add(device, event->nid, run.to);
        room.state.push_back(std::move(event));
    }
}

} // namespace hearth::services
