// SPDX-License-Identifier: Apache-2.0
// TimelineLoader: tail first, then pages of the database until the limit is reached.
#include "server/services/sync/timeline_batch.hpp"

#include "server/services/live/hub.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/timeline.hpp"

#include <algorithm>

namespace hearth::services {

namespace {
constexpr int mostPages = 8;
constexpr std::size_t smallestPage = 20;
constexpr std::size_t largestPage = 500;
constexpr std::size_t mostBytesAhead = 4 << 20;

/// A client that may not see the past still needs to know where the state that holds came from.
bool isCurrent(const RoomView *view, const StoredEvent &stored) {
    const matrix::Event &event = *stored.event;
    if (!view || !event.isState())
        return false;
    if (event.type() == "m.room.member") {
        const Member *member = view->members.find(*event.stateKey());
        return member && member->nid == stored.nid;
    }
    const StateEntry *entry = view->findEntry(event.type(), *event.stateKey());
    return entry && entry->nid == stored.nid;
}

bool isVisible(const SyncRun &run, const TimelineQuestion &question, const StoredEvent &stored) {
    const bool ownMembership = stored.event->is("m.room.member", run.who().user.str());
    if (question.onlyOwnMembership || ownMembership)
        return ownMembership;
    return run.sight->maySee(stored) || isCurrent(question.current, stored);
}

/// Whether one more may be shown, which is counted then. There is always one.
bool hasRoom(TimelineBatch &batch, const TimelineQuestion &question, std::size_t limit,
             const StoredEvent &event) {
    const std::size_t bytes = answerBytes(event);
    if (batch.items.size() == limit ||
        (!batch.items.empty() && batch.bytes + bytes > question.mostBytes))
        return false;
    batch.bytes += bytes;
    return true;
}
} // namespace

bool TimelineBatch::shows(store::EventNid nid) const {
    return std::any_of(items.begin(), items.end(),
                       [&](const Item &item) { return item.stored->nid == nid; });
}

TimelineLoader::TimelineLoader(Hub &hub, Timeline &timeline)
    : m_hub(hub)
    , m_timeline(timeline) {}

bool TimelineLoader::passes(const SyncRun &run, const TimelineQuestion &question,
                            const StoredEvent &stored) {
    return isVisible(run, question, stored) && !run.sight->ignores(stored) &&
           run.sight->passes(run.filter().timeline, stored);
}

TimelineBatch TimelineLoader::load(const SyncRun &run, const TimelineQuestion &question) {
    if (auto batch = fromTail(run, question))
        return *std::move(batch);
    return fromDatabase(run, question);
}

namespace {
std::size_t firstPage(const SyncRun &run) {
    return std::max(smallestPage, run.request->filter->timelineLimit + 1);
}
} // namespace

void TimelineLoader::prepare(SyncRun &run, std::span<const store::RoomNid> rooms) {
    std::vector<store::RoomNid> missing;
    std::vector<LiveEventPtr> events;
    for (const store::RoomNid room : rooms) {
        const std::int64_t reach = m_hub.eventsFrom(room);
        events.clear();
        const bool enough = m_hub.events(room, reach, run.to, events) &&
                            (reach == 0 || events.size() > run.request->filter->timelineLimit);
        if (!enough)
            missing.push_back(room);
    }
    run.ahead.page = std::min(firstPage(run), largestPage);
    run.ahead.newest.clear();
    if (!missing.empty())
        run.ahead.newest =
            m_timeline.newest(missing, {run.to}, static_cast<int>(run.ahead.page), mostBytesAhead);
    if (!run.request->stateAfter)
        prepareChanges(run);
}

void TimelineLoader::prepareChanges(SyncRun &run) {
    std::vector<std::pair<store::RoomNid, store::Position>> wanted;
    for (const auto &[room, events] : run.ahead.newest)
        if (std::any_of(events.begin(), events.end(),
                        [](const StoredEventPtr &event) { return event->event->isState(); }))
            wanted.emplace_back(room, store::Position{events.front()->pos.value - 1});
    if (wanted.empty())
        return;
    auto changes = m_timeline.stateChanges(wanted, {run.to});
    for (std::size_t i = 0; i < wanted.size(); ++i)
        run.ahead.changes[wanted[i].first] = std::move(changes[i]);
}

std::optional<TimelineBatch> TimelineLoader::fromTail(const SyncRun &run,
                                                      const TimelineQuestion &question) {
    const std::int64_t reach = m_hub.eventsFrom(question.room);
    std::vector<LiveEventPtr> events;
    if (!m_hub.events(question.room, std::max(reach, question.from), question.to, events))
        return std::nullopt;
    const std::size_t limit = run.request->filter->timelineLimit;
    TimelineBatch batch;
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
        if (!passes(run, question, *(*event)->stored))
            continue;
        if (!hasRoom(batch, question, limit, *(*event)->stored)) {
            batch.limited = true;
            break;
        }
        batch.items.push_back({(*event)->stored, *event});
    }
    // Fewer than the limit, and the tail does not reach back to where the question starts.
    if (!batch.limited && question.from < reach)
        return std::nullopt;
    std::reverse(batch.items.begin(), batch.items.end());
    batch.start = batch.items.empty() ? question.to : batch.items.front().stored->pos.value - 1;
    return batch;
}

TimelineBatch TimelineLoader::fromDatabase(const SyncRun &run, const TimelineQuestion &question) {
    const std::size_t limit = run.request->filter->timelineLimit;
    TimelineBatch batch;
    std::int64_t before = question.to;
    std::size_t page = firstPage(run);
    for (int i = 0; i < mostPages; ++i) {
        const auto ahead = run.ahead.newest.find(question.room);
        const bool known = ahead != run.ahead.newest.end() && page == run.ahead.page &&
                           question.from == 0 && before == run.to;
        Timeline::Page got;
        if (known) {
            got.events.assign(ahead->second.rbegin(), ahead->second.rend());
            got.end = got.events.size() < page;
        } else {
            got = m_timeline.pageBefore(question.room, {before}, static_cast<int>(page),
                                        {question.from}, question.mostBytes);
        }
        for (const StoredEventPtr &event : got.events) {
            if (!passes(run, question, *event))
                continue;
            if (!hasRoom(batch, question, limit, *event)) {
                batch.limited = true;
                break;
            }
            batch.items.push_back({event, nullptr});
        }
        if (batch.limited || got.end || got.events.empty())
            break;
        before = got.events.back()->pos.value - 1;
        page = std::min(page * 2, largestPage);
        // Gives up on a filter that lets next to nothing through; the client can page on.
        batch.limited = i + 1 == mostPages;
    }
    batch.start = batch.items.empty() ? question.to : batch.items.back().stored->pos.value - 1;
    std::reverse(batch.items.begin(), batch.items.end());
    return batch;
}

} // namespace hearth::services
