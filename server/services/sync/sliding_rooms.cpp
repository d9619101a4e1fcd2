// SPDX-License-Identifier: Apache-2.0
// SlidingRooms (MSC4186, "Room results").
#include "server/services/sync/sliding_rooms.hpp"

#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/services/push/unread_counts.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/room_weight.hpp"
#include "server/services/rooms/timeline.hpp"

#include <algorithm>

namespace hearth::services {

using matrix::Membership;

namespace {
constexpr std::string_view memberType = "m.room.member";

bool isSummary(const std::string &type) {
    return type == memberType || type == "m.room.name" || type == "m.room.avatar" ||
           type == "m.room.canonical_alias";
}
} // namespace

struct SlidingRooms::Work {
    explicit Work(const Question &asked)
        : question(asked) {}
    const Question &question;
    store::RoomNid room{};
    std::int64_t to = 0;
    std::int64_t stateTo = 0; // for those who left: when they did
    bool initial = false;
    bool expanded = false; // more of a timeline that the client has the end of
    RoomViewPtr view;      // at `to`
    std::vector<RoomChange> changes;
    TimelineBatch timeline;
    bool neverIn = false; // who was never in the room knows nothing of it but the own membership
    std::shared_ptr<SlidingKnown> known;
    json::object out;
    [[nodiscard]] bool joined() const { return question.membership.membership == Membership::Join; }
};

SlidingRooms::SlidingRooms(const RoomSections::Parts &parts, RoomSections &sections)
    : m(parts)
    , m_sections(sections)
    , m_states(parts.hub, parts.rooms, parts.timeline)
    , m_timelines(parts.hub, parts.timeline) {}

SlidingRooms::Answer SlidingRooms::about(SyncRun &run, const Question &question) {
    const Membership membership = question.membership.membership;
    if (membership == Membership::Invite || membership == Membership::Knock)
        return invited(run, question);
    Work work(question);
    work.room = question.membership.room;
    work.to =
        membership == Membership::Join ? run.to : std::min(run.to, question.membership.pos.value);
    work.stateTo = work.to;
    if (!work.joined()) {
        const ViewerHistory &history = run.sight->in(work.room);
        work.neverIn = !history.everJoined();
        work.stateTo = std::min(work.to, history.leftAt().value);
    }
    work.initial = !question.known;
    work.expanded =
        question.known && question.wish.timelineLimit > question.known->wish.timelineLimit;
    work.known = question.known ? std::make_shared<SlidingKnown>(*question.known)
                                : std::make_shared<SlidingKnown>();
    const std::int64_t from = question.known ? question.known->upTo : 0;
    work.view = m_states.viewAt(work.room, work.to);
    if (!work.view)
        work.view = m.rooms.view(work.room);
    if (!work.view)
        return {};
    if (!work.initial)
        work.changes = m_states.changes(work.room, from, work.stateTo);
    loadTimeline(run, work);
    writeState(run, work);
    const bool summaryMoved = work.initial || std::any_of(work.changes.begin(), work.changes.end(),
                                                          [](const RoomChange &change) {
                                                              return isSummary(change.type);
                                                          });
    if (summaryMoved && work.joined())
        writeSummary(run, work, work.initial);
    work.known->out = !work.joined();
    const bool countsMoved =
        (work.initial || run.dirtyRooms.contains(work.room)) && countAnew(run, work);
    const bool moved = work.initial || work.expanded || !work.timeline.items.empty() ||
                       !work.out.empty() || countsMoved;
    Answer answer;
    work.known->upTo = work.to;
    work.known->wish.add(question.wish, question.unions);
    answer.known = work.known;
    if (!moved)
        return answer;
    writeTimeline(run, work);
    work.out["bump_stamp"] = work.known->bump;
    work.out["notification_count"] = work.known->notifications;
    work.out["highlight_count"] = work.known->highlights;
    for (const TimelineBatch::Item &item : work.timeline.items)
        answer.shown.insert(item.stored->event->id().str());
    answer.json = std::move(work.out);
    return answer;
}

SlidingRooms::Answer SlidingRooms::invited(SyncRun &run, const Question &question) {
    Answer answer;
    if (question.known && question.known->upTo >= question.membership.pos.value) {
        answer.known = std::make_shared<const SlidingKnown>(*question.known);
        return answer;
    }
    auto section = m_sections.stripped(run, question.membership, "invite_state");
    if (!section)
        return answer; // of somebody who is ignored
    std::string text;
    for (const auto &piece : section->take())
        text += *piece;
    noteBytes(3 * text.size()); // parsed, copied and written
    const json::value parsed = json::parse(text);
    auto known = std::make_shared<SlidingKnown>();
    known->upTo = question.membership.pos.value;
    answer.known = std::move(known);
    answer.json = {{"initial", true},
                   {"invite_state", parsed.at("invite_state").at("events")},
                   {"bump_stamp", question.bump},
                   {"notification_count", 0},
                   {"highlight_count", 0}};
    for (const json::value &event : parsed.at("invite_state").at("events").as_array()) {
        const json::object &fields = event.as_object();
        const json::object *content = objectAt(fields, "content");
        const std::string_view type = stringAt(fields, "type");
        if (content && type == "m.room.name" && !stringAt(*content, "name").empty())
            answer.json["name"] = stringAt(*content, "name");
        if (content && type == "m.room.avatar" && !stringAt(*content, "url").empty())
            answer.json["avatar"] = stringAt(*content, "url");
    }
    if (question.direct)
        answer.json["is_dm"] = true;
    return answer;
}

void SlidingRooms::loadTimeline(SyncRun &run, Work &work) {
    SyncRequest request = *run.request;
    auto filter = std::make_shared<SyncFilter>(*request.filter);
    filter->timelineLimit = static_cast<std::size_t>(work.question.wish.timelineLimit);
    request.filter = std::move(filter);
    SyncRun own;
    own.request = &request;
    own.ignored = run.ignored;
    own.sight = run.sight;
    TimelineQuestion question;
    question.room = work.room;
    question.from = work.initial || work.expanded ? 0 : work.question.known->upTo;
    question.to = work.to;
    question.current = work.joined() ? work.view.get() : nullptr;
    question.onlyOwnMembership = work.neverIn;
    question.mostBytes = run.bytesForRoom();
    work.timeline = m_timelines.load(own, question);
    run.useTimelineBytes(work.timeline.bytes);
}

void SlidingRooms::writeTimeline(const SyncRun &run, Work &work) {
    SerializeOptions options;
    options.roomId = false;
    StoredEvents events;
    std::int64_t live = 0;
    for (const TimelineBatch::Item &item : work.timeline.items) {
        events.push_back(item.stored);
        live += work.question.from > 0 && item.stored->pos.value > work.question.from ? 1 : 0;
    }
    if (work.initial)
        work.out["initial"] = true;
    if (work.expanded)
        work.out["unstable_expanded_timeline"] = true;
    if (work.question.wish.timelineLimit == 0)
        return;
    options.bundle = run.bundles();
    work.out["timeline"] = m.serializer.list(events, *run.sight, options, &run.eventBytes);
    work.out["limited"] = work.timeline.limited;
    work.out["num_live"] = live;
    const bool whole = !events.empty() && events.front()->event->is("m.room.create", "");
    if (!whole)
        work.out["prev_batch"] = SyncToken::timelineText(work.timeline.start);
}

/// without: leaves out what this wish had already.
std::vector<store::EventNid> SlidingRooms::wholeState(const SyncRun &run, Work &work,
                                                      const SlidingWish *without) {
    const SlidingWish &wish = work.question.wish;
    const std::string &self = run.who().user.str();
    const RoomStateAt state = m_states.at(work.room, work.stateTo, nullptr);
    std::vector<store::EventNid> candidates = state.others();
    const bool allMembers = wish.wants(memberType, "*", self) || wish.wants("*", "*", self);
    if (allMembers && !(without && without->wants(memberType, "*", self))) {
        const auto members = state.allMembers();
        if (static_cast<std::int64_t>(members.size()) > mostOnSharedLane)
            requireLane(Lane::Large);
        candidates.insert(candidates.end(), members.begin(), members.end());
    } else {
        for (const std::string &key : wish.state->keysOf(memberType))
            if (!key.starts_with('$'))
                candidates.push_back(state.member(key));
        if (wish.wants(memberType, self, self))
            candidates.push_back(state.member(self));
    }
    std::vector<store::EventNid> out;
    for (const StoredEventPtr &event : m.events.load(candidates)) {
        const std::string_view type = event->event->type();
        const std::string &key = *event->event->stateKey();
        if (wish.wants(type, key, self) && !(without && without->wants(type, key, self)))
            out.push_back(event->nid);
    }
    return out;
}

void SlidingRooms::addChanges(const SyncRun &run, Work &work, std::vector<store::EventNid> &nids) {
    const SlidingWish &wish = work.question.wish;
    const std::string &self = run.who().user.str();
    std::map<std::pair<std::string_view, std::string_view>, store::EventNid> newest;
    for (const RoomChange &change : work.changes) {
        const bool wanted = wish.wants(change.type, change.stateKey, self) ||
                            (change.type == memberType && change.stateKey == self);
        // Of a member that was given lazily the client wants to know what becomes.
        const bool given = change.type == memberType && wish.lazyMembers() &&
                           work.known->members.contains(change.before);
        if (change.after && (wanted || given))
            newest[{change.type, change.stateKey}] = change.after;
        if (given && change.after)
            work.known->members.insert(change.after);
    }
    for (const auto &[key, nid] : newest)
        nids.push_back(nid);
}

void SlidingRooms::addLazyMembers(const SyncRun &run, Work &work,
                                  std::vector<store::EventNid> &nids) {
    const SlidingWish &wish = work.question.wish;
    if (!wish.lazyMembers() || wish.wants(memberType, "*", run.who().user.str()))
        return;
    std::set<std::string> wanted;
    for (const TimelineBatch::Item &item : work.timeline.items) {
        wanted.insert(item.stored->event->sender().str());
        if (item.stored->event->type() == memberType && item.stored->event->isState())
            wanted.insert(*item.stored->event->stateKey());
    }
    if (wanted.empty())
        return;
    const RoomStateAt state = m_states.at(work.room, work.stateTo, nullptr);
    for (const std::string &user : wanted) {
        const store::EventNid nid = state.member(user);
        if (nid && work.known->members.insert(nid).second)
            nids.push_back(nid);
    }
}

void SlidingRooms::writeState(const SyncRun &run, Work &work) {
    std::vector<store::EventNid> nids;
    if (work.neverIn) {
        nids.push_back(work.question.membership.event);
    } else if (work.initial) {
        nids = wholeState(run, work, nullptr);
    } else {
        const SlidingWish &had = work.question.known->wish;
        const SlidingWish &wish = work.question.wish;
        const bool more = work.question.unions.unite(had.state, wish.state) != had.state;
        if (more)
            nids = wholeState(run, work, &had);
        addChanges(run, work, nids);
    }
    if (!work.neverIn)
        addLazyMembers(run, work, nids);
    // That they were banned after they left, for example.
    const RoomMembership &own = work.question.membership;
    const bool told = !work.initial && own.pos.value <= work.question.known->upTo;
    if (own.pos.value > work.stateTo && !told)
        nids.push_back(own.event);
    std::sort(nids.begin(), nids.end());
    nids.erase(std::unique(nids.begin(), nids.end()), nids.end());
    if (nids.empty())
        return;
    SerializeOptions options = stateOptions();
    options.roomId = false;
    work.out["required_state"] = m.serializer.list(m.events.load(nids), *run.sight, options);
}

void SlidingRooms::writeSummary(const SyncRun &run, Work &work, bool all) {
    const RoomView &view = *work.view;
    noteBytes(view.name().size() + view.avatarUrl().size());
    if (!view.name().empty())
        work.out["name"] = view.name();
    else if (!view.canonicalAlias().empty())
        work.out["name"] = view.canonicalAlias();
    if (!view.avatarUrl().empty())
        work.out["avatar"] = view.avatarUrl();
    work.out["joined_count"] = view.joined;
    work.out["invited_count"] = view.invited;
    if (all && work.question.direct)
        work.out["is_dm"] = true;
    if (!view.name().empty())
        return;
    json::array heroes;
    for (const MemberPtr &hero : view.heroes(run.who().user.str())) {
        noteBytes(hero->displayName.size() + hero->avatarUrl.size());
        json::object one{{"user_id", hero->userId}};
        if (!hero->displayName.empty())
            one["displayname"] = hero->displayName;
        if (!hero->avatarUrl.empty())
            one["avatar_url"] = hero->avatarUrl;
        heroes.push_back(std::move(one));
    }
    work.out["heroes"] = std::move(heroes);
}

bool SlidingRooms::countAnew(const SyncRun &run, Work &work) {
    SlidingKnown &known = *work.known;
    UnreadCount count;
    if (work.joined())
        count =
            m.unread.inRoom(run.who().userNid, run.who().user.str(), work.room, {work.to}).total();
    const bool moved = known.bump != work.question.bump ||
                       known.notifications != count.notifications ||
                       known.highlights != count.highlights;
    known.bump = work.question.bump;
    known.notifications = count.notifications;
    known.highlights = count.highlights;
    return moved;
}

} // namespace hearth::services
