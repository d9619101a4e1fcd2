// SPDX-License-Identifier: Apache-2.0
// Pages of messages, context and initial sync of a room.
#include "server/services/rooms/room_history.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/filter.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_serializer.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/sight.hpp"
#include "server/services/rooms/state_groups.hpp"
#include "server/services/rooms/timeline.hpp"
#include "server/services/rooms/visibility.hpp"
#include "server/store/database.hpp"
#include "server/store/event_store.hpp"
#include "server/store/member_store.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace hearth::services {

namespace {
/// What is older than a room's first event has places below 0.
constexpr store::Position beforeAll{-(std::int64_t{1} << 53)};
} // namespace

store::Position parseToken(std::string_view token) {
    std::string_view digits = token;
    if (!digits.empty() && (digits.front() == 's' || digits.front() == 't'))
        digits.remove_prefix(1);
    store::Position position;
    const auto result =
        std::from_chars(digits.data(), digits.data() + digits.size(), position.value);
    const bool tail = result.ptr == digits.data() + digits.size() || *result.ptr == '_' ||
                      *result.ptr == '-' || *result.ptr == '~';
    if (digits.empty() || result.ec != std::errc() || !tail)
        throw invalidParam("Invalid stream token");
    return position;
}

std::string toToken(store::Position position) {
    return "t" + std::to_string(position.value);
}

RoomAccess RoomHistory::requireReadable(const Requester &requester, std::string_view roomId) {
    return services::requireReadable({m_parts.registry, m_parts.members, m_parts.visibility},
                                     requester, roomId);
}

RoomAccess RoomHistory::access(const Requester &requester, std::string_view roomId, bool asAdmin) {
    if (!asAdmin)
        return requireReadable(requester, roomId);
    RoomAccess all;
    all.room = m_parts.registry.find(roomId);
    if (!all.room)
        throw notFound("Room not found");
    all.view = all.room->view();
    return all;
}

Sight RoomHistory::sight(const Requester &requester, bool asAdmin) {
    return asAdmin ? m_parts.visibility.sightOfAll() : m_parts.visibility.sightOf(requester);
}

/// One walk through a timeline that collects what passes.
struct RoomHistory::Scan {
    store::RoomNid room{};
    bool backwards = true;
    store::Position at{};    // where to go on
    store::Position bound{}; // where to stop; for backwards exclusive, for forwards inclusive
    std::size_t limit = 10;
    std::size_t bytes = pageBytes; // what is left of them
    Sight *sight = nullptr;
    const matrix::EventFilter *filter = nullptr;
    bool finished = false; // nothing is left beyond `at`
};

/// Ends early where the bytes of a page run out; `finished` says whether that is all there is.
StoredEvents RoomHistory::scan(Scan &scan) {
    constexpr int maxRounds = 10;
    StoredEvents out;
    for (int round = 0; round < maxRounds && out.size() < scan.limit; ++round) {
        const int want = static_cast<int>(std::min<std::size_t>(scan.limit - out.size(), 1000));
        const Timeline::Page page =
            scan.backwards
                ? m_parts.timeline.pageBefore(scan.room, scan.at, want, scan.bound, scan.bytes)
                : m_parts.timeline.pageAfter(scan.room, scan.at, want, scan.bound, scan.bytes);
        for (const StoredEventPtr &event : page.events) {
            const bool passes = scan.sight->shows(*event) &&
                                (!scan.filter || scan.sight->passes(*scan.filter, *event));
            const std::size_t bytes = answerBytes(*event);
            if (passes && !out.empty() && bytes > scan.bytes)
                return out;
            scan.at = scan.backwards ? store::Position{event->pos.value - 1} : event->pos;
            if (!passes)
                continue;
            scan.bytes -= std::min(scan.bytes, bytes);
            out.push_back(event);
        }
        if (page.end) {
            scan.finished = true;
            break;
        }
    }
    return out;
}

StoredEvents RoomHistory::lazyMembers(const RoomView &view, const StoredEvents &events,
                                      store::Position at) {
    std::set<std::string> senders;
    for (const StoredEventPtr &event : events)
        senders.insert(event->event->sender().str());
    StoredEvents found;
    for (const std::string &sender : senders) {
        store::EventNid nid{};
        if (at.value != 0) {
            nid = m_parts.timeline.stateAt(view.nid, at, "m.room.member", sender);
        } else if (const Member *member = view.members.find(sender)) {
            nid = member->nid;
        }
        if (const StoredEventPtr event = m_parts.events.find(nid))
            found.push_back(event);
    }
    return found;
}

StoredEvents RoomHistory::lazyMembers(const RoomView &view, const StoredEvents &events,
                                      const StoredEvent &after) {
    if (!after.aside)
        return lazyMembers(view, events, after.pos);
    std::set<std::string> senders;
    for (const StoredEventPtr &event : events)
        senders.insert(event->event->sender().str());
    StoredEvents found;
    for (const std::string &sender : senders)
        if (const StoredEventPtr event =
                m_parts.events.find(m_parts.groups.find(after.after, "m.room.member", sender)))
            found.push_back(event);
    return found;
}

json::object RoomHistory::messages(const Requester &requester, std::string_view roomId,
                                   const Page &page) {
    const RoomAccess access = this->access(requester, roomId, page.asAdmin);
    Sight sight = this->sight(requester, page.asAdmin);
    store::Position newest = m_parts.database.position();
    if (access.leftAt.value != 0)
        newest = access.leftAt;
    Scan walk;
    walk.room = access.room->nid();
    walk.backwards = page.backwards;
    walk.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(page.limit, 0, 1000));
    walk.sight = &sight;
    walk.filter = page.filter;
    walk.at = page.backwards ? newest : beforeAll;
    if (!page.from.empty())
        walk.at = parseToken(page.from);
    const store::Position start = walk.at;
    if (page.backwards) {
        walk.at = std::min(walk.at, newest);
        walk.bound = page.to.empty() ? beforeAll : parseToken(page.to);
    } else {
        walk.bound = page.to.empty() ? newest : std::min(parseToken(page.to), newest);
    }
    const store::Position first = walk.at;
    const StoredEvents events = scan(walk);

    json::object out{{"start", page.from.empty() ? toToken(start) : page.from},
                     {"chunk", m_parts.serializer.list(events, sight)}};
    if (!walk.finished || walk.at != first)
        out["end"] = toToken(walk.at);
    if (page.filter && page.filter->lazyLoadMembers() && !events.empty())
        out["state"] = m_parts.serializer.list(lazyMembers(*access.view, events, access.leftAt),
                                               sight, stateOptions());
    return out;
}

json::object RoomHistory::context(const Requester &requester, std::string_view roomId,
                                  std::string_view eventId, std::int64_t limit,
                                  const matrix::EventFilter *filter, bool asAdmin) {
    const RoomAccess access = this->access(requester, roomId, asAdmin);
    Sight sight = this->sight(requester, asAdmin);
    const StoredEventPtr middle = requireVisible(sight, access, eventId);
    limit = std::clamp<std::int64_t>(limit, 0, 1000);
    Scan older;
    older.room = access.room->nid();
    older.at = {middle->pos.value - 1};
    older.bound = beforeAll;
    older.limit = static_cast<std::size_t>(limit / 2);
    older.bytes = pageBytes / 2;
    older.sight = &sight;
    older.filter = filter;
    Scan newer = older;
    newer.backwards = false;
    newer.at = middle->pos;
    newer.bound = access.leftAt;
    newer.limit = static_cast<std::size_t>(limit - limit / 2);
    const StoredEvents before = scan(older);
    const StoredEvents after = scan(newer);

    StoredEvents all = before;
    all.push_back(middle);
    all.insert(all.end(), after.begin(), after.end());
    const StoredEvent &last = after.empty() ? *middle : *after.back();
    json::object out{{"events_before", m_parts.serializer.list(before, sight)},
                     {"event", m_parts.serializer.one(*middle, sight)},
                     {"events_after", m_parts.serializer.list(after, sight)},
                     {"start", toToken(older.at)},
                     {"end", toToken(newer.at)}};
    StoredEvents state = stateAfter(*access.view, last);
    if (filter) {
        if (filter->lazyLoadMembers()) {
            std::erase_if(state, [](const StoredEventPtr &event) {
                return event->event->type() == "m.room.member";
            });
            const StoredEvents members = lazyMembers(*access.view, all, last);
            state.insert(state.end(), members.begin(), members.end());
        }
        std::erase_if(state,
                      [&](const StoredEventPtr &event) { return !sight.passes(*filter, *event); });
    }
    out["state"] = m_parts.serializer.list(state, sight, stateOptions());
    return out;
}

StoredEventPtr RoomHistory::requireVisible(Sight &sight, const RoomAccess &access,
                                           std::string_view eventId) {
    StoredEventPtr event = m_parts.events.find(eventId);
    if (!event || event->room != access.room->nid() || !sight.shows(*event))
        throw notFound("Event not found.");
    return event;
}

json::object RoomHistory::event(const Requester &requester, std::string_view roomId,
                                std::string_view eventId) {
    RoomAccess access;
    access.room = m_parts.registry.find(roomId);
    if (!access.room)
        throw notFound("Event not found.");
    if (m_parts.members.membership(requester.userNid, access.room->nid()).forgotten &&
        !access.room->view()->worldReadable())
        throw notFound("Event not found.");
    Sight sight = m_parts.visibility.sightOf(requester);
    return m_parts.serializer.one(*requireVisible(sight, access, eventId), sight);
}

json::object RoomHistory::eventAtTimestamp(const Requester &requester, std::string_view roomId,
                                           std::int64_t ts, bool forwards, bool asAdmin) {
    constexpr int mostPages = 20;
    const RoomAccess access = this->access(requester, roomId, asAdmin);
    Sight sight = this->sight(requester, asAdmin);
    // The nearest is nearly always the answer; what is hidden comes in long rows.
    store::NearTimestamp wanted{access.room->nid(), ts, forwards, 1, 0};
    for (int page = 0; page < mostPages; ++page) {
        const auto nids = m_parts.database.read(
            [&](store::Reader &reader) { return store::eventsNearTimestamp(reader, wanted); });
        for (const StoredEventPtr &event : m_parts.events.load(nids))
            if (sight.shows(*event))
                return {{"event_id", event->event->id().str()},
                        {"origin_server_ts", event->event->originServerTs()}};
        if (nids.size() < static_cast<std::size_t>(wanted.limit))
            break;
        wanted.offset += wanted.limit;
        wanted.limit = 100;
    }
    throw notFound("Unable to find event from " + std::to_string(ts) + " in direction " +
                   (forwards ? "f" : "b"));
}

json::object RoomHistory::initialSync(const Requester &requester, std::string_view roomId,
                                      std::int64_t limit) {
    const RoomAccess access = requireReadable(requester, roomId);
    Sight sight = m_parts.visibility.sightOf(requester);
    Scan walk;
    walk.room = access.room->nid();
    walk.at = access.leftAt.value != 0 ? access.leftAt : m_parts.database.position();
    walk.bound = beforeAll;
    const store::Position newest = walk.at;
    walk.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 1, 1000));
    walk.sight = &sight;
    StoredEvents events = scan(walk);
    std::reverse(events.begin(), events.end());

    SerializeOptions options;
    options.topLevel = true;
    json::array accountData;
    const auto rows = m_parts.database.read([&](store::Reader &reader) {
        return store::roomAccountData(reader, requester.userNid, access.room->nid());
    });
    for (const auto &[type, body] : rows)
        accountData.push_back(json::object{{"type", type}, {"content", json::parse(body)}});
    json::object out{
        {"room_id", access.room->id().str()},
        {"state",
         m_parts.serializer.list(stateEvents(*access.view, access.leftAt), sight, options)},
        {"messages",
         {{"chunk", m_parts.serializer.list(events, sight, options)},
          {"start", toToken(walk.at)},
          {"end", "s" + std::to_string(newest.value) + "_0"}}},
        {"account_data", std::move(accountData)},
        {"presence", json::array()},
        {"receipts", json::array()},
        {"visibility", access.view->joinRule() == "public" ? "public" : "private"},
    };
    if (access.membership != matrix::Membership::None)
        out["membership"] = matrix::toString(access.membership);
    return out;
}

} // namespace hearth::services
