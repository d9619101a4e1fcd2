// SPDX-License-Identifier: Apache-2.0
// Pages of messages, context and initial sync of a room.
#include "server/services/rooms/room_history.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/filter.hpp"
#include "server/services/rooms/rooms.hpp"
#include "server/store/database.hpp"
#include "server/store/event_store.hpp"
#include "server/store/member_store.hpp"
#include "server/store/sync_store.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace hearth::services {

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

std::vector<store::UserNid> RoomHistory::ignoredBy(const Requester &requester) {
    std::vector<store::UserNid> out;
    const auto list = m_rooms.accountData(requester.userNid, "m.ignored_user_list");
    const json::object *users = list ? objectAt(*list, "ignored_users") : nullptr;
    if (!users || users->empty())
        return out;
    m_rooms.database.read([&](store::Reader &reader) {
        for (const auto &entry : *users)
            if (const auto nid = reader.findUser(entry.key()); nid && nid != requester.userNid)
                out.push_back(nid);
    });
    return out;
}

RoomAccess RoomHistory::access(const Requester &requester, std::string_view roomId, bool asAdmin) {
    if (!asAdmin)
        return requireReadable(m_rooms, requester, roomId);
    RoomAccess all;
    all.room = m_rooms.registry.find(roomId);
    if (!all.room)
        throw notFound("Room not found");
    all.view = all.room->view();
    return all;
}

ViewerHistory RoomHistory::past(const Requester &requester, const RoomAccess &access,
                                bool asAdmin) {
    if (!asAdmin)
        return m_rooms.visibility.history(access.room->nid(), requester.userNid,
                                          requester.user.str());
    ViewerHistory everything;
    everything.visibilities.emplace_back(store::Position{}, "world_readable");
    return everything;
}

/// One walk through a timeline that collects what passes.
struct RoomHistory::Scan {
    store::RoomNid room{};
    bool backwards = true;
    store::Position at{};    // where to go on
    store::Position bound{}; // where to stop; for backwards exclusive, for forwards inclusive
    std::size_t limit = 10;
    const ViewerHistory *history = nullptr;
    const matrix::EventFilter *filter = nullptr;
    std::vector<store::UserNid> ignored;
    bool finished = false; // nothing is left beyond `at`
};

StoredEvents RoomHistory::scan(Scan &scan) {
    constexpr int maxRounds = 10;
    StoredEvents out;
    for (int round = 0; round < maxRounds && out.size() < scan.limit; ++round) {
        const int want = static_cast<int>(std::min<std::size_t>(scan.limit - out.size(), 1000));
        StoredEvents part = scan.backwards
                                ? m_rooms.timeline.before(scan.room, scan.at, want, scan.bound)
                                : m_rooms.timeline.after(scan.room, scan.at, want, scan.bound);
        const bool end = part.size() < static_cast<std::size_t>(want);
        if (scan.backwards)
            std::reverse(part.begin(), part.end());
        for (const StoredEventPtr &event : part) {
            scan.at = scan.backwards ? store::Position{event->pos.value - 1} : event->pos;
            const bool ignored =
                !event->event->isState() && std::find(scan.ignored.begin(), scan.ignored.end(),
                                                      event->sender) != scan.ignored.end();
            if (ignored || !scan.history->maySee(*event))
                continue;
            if (scan.filter && !passes(*scan.filter, *event))
                continue;
            out.push_back(event);
        }
        if (end) {
            scan.finished = true;
            break;
        }
    }
    return out;
}

bool RoomHistory::passes(const matrix::EventFilter &filter, const StoredEvent &event) {
    if (!filter.matches(*event.event))
        return false;
    return !filter.hasRelationFilter() || m_rooms.database.read([&](store::Reader &reader) {
        return store::sync::hasRelation(reader, event.room, event.nid, filter.relatedByRelTypes(),
                                        filter.relatedBySenders());
    });
}

json::array RoomHistory::lazyMembers(const RoomView &view, const StoredEvents &events,
                                     store::Position at, const Requester &requester) {
    std::set<std::string> senders;
    for (const StoredEventPtr &event : events)
        senders.insert(event->event->sender().str());
    StoredEvents found;
    for (const std::string &sender : senders) {
        store::EventNid nid{};
        if (at.value != 0) {
            nid = m_rooms.timeline.stateAt(view.nid, at, "m.room.member", sender);
        } else if (const Member *member = view.members.find(sender)) {
            nid = member->nid;
        }
        if (const StoredEventPtr event = m_rooms.events.find(nid))
            found.push_back(event);
    }
    const Viewer viewer{requester.userNid, requester.user.str(), requester.deviceNid, nullptr};
    return m_rooms.serializer.list(found, viewer);
}

json::object RoomHistory::messages(const Requester &requester, std::string_view roomId,
                                   const Page &page) {
    const RoomAccess access = this->access(requester, roomId, page.asAdmin);
    const ViewerHistory history = past(requester, access, page.asAdmin);
    store::Position newest = m_rooms.database.position();
    if (access.leftAt.value != 0)
        newest = access.leftAt;
    Scan walk;
    walk.room = access.room->nid();
    walk.backwards = page.backwards;
    walk.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(page.limit, 0, 1000));
    walk.history = &history;
    walk.filter = page.filter;
    walk.ignored = ignoredBy(requester);
    walk.at = page.backwards ? newest : store::Position{};
    if (!page.from.empty())
        walk.at = parseToken(page.from);
    const store::Position start = walk.at;
    const store::Position to = page.to.empty() ? store::Position{} : parseToken(page.to);
    if (page.backwards) {
        walk.at = std::min(walk.at, newest);
        walk.bound = to;
    } else {
        walk.bound = to.value != 0 ? std::min(to, newest) : newest;
    }
    const store::Position first = walk.at;
    const StoredEvents events = scan(walk);

    const Viewer viewer{requester.userNid, requester.user.str(), requester.deviceNid,
                        page.asAdmin ? nullptr : &history};
    json::object out{{"start", page.from.empty() ? toToken(start) : page.from},
                     {"chunk", m_rooms.serializer.list(events, viewer)}};
    if (!walk.finished || walk.at != first)
        out["end"] = toToken(walk.at);
    if (page.filter && page.filter->lazyLoadMembers() && !events.empty())
        out["state"] = lazyMembers(*access.view, events, access.leftAt, requester);
    return out;
}

json::object RoomHistory::context(const Requester &requester, std::string_view roomId,
                                  std::string_view eventId, std::int64_t limit,
                                  const matrix::EventFilter *filter, bool asAdmin) {
    const RoomAccess access = this->access(requester, roomId, asAdmin);
    const ViewerHistory history = past(requester, access, asAdmin);
    const StoredEventPtr middle = m_rooms.events.find(eventId);
    if (!middle || middle->room != access.room->nid() || !history.maySee(*middle))
        throw notFound("Event not found.");
    limit = std::clamp<std::int64_t>(limit, 0, 1000);
    Scan older;
    older.room = access.room->nid();
    older.at = {middle->pos.value - 1};
    older.limit = static_cast<std::size_t>(limit / 2);
    older.history = &history;
    older.filter = filter;
    older.ignored = ignoredBy(requester);
    Scan newer = older;
    newer.backwards = false;
    newer.at = middle->pos;
    newer.bound = access.leftAt;
    newer.limit = static_cast<std::size_t>(limit - limit / 2);
    const StoredEvents before = scan(older);
    const StoredEvents after = scan(newer);

    const Viewer viewer{requester.userNid, requester.user.str(), requester.deviceNid,
                        asAdmin ? nullptr : &history};
    StoredEvents all = before;
    all.push_back(middle);
    all.insert(all.end(), after.begin(), after.end());
    const store::Position last = after.empty() ? middle->pos : after.back()->pos;
    json::object out{{"events_before", m_rooms.serializer.list(before, viewer)},
                     {"event", m_rooms.serializer.one(*middle, viewer)},
                     {"events_after", m_rooms.serializer.list(after, viewer)},
                     {"start", toToken(older.at)},
                     {"end", toToken(newer.at)}};
    if (filter && filter->lazyLoadMembers()) {
        StoredEvents state;
        for (const StoredEventPtr &event : stateEvents(*access.view, last))
            if (event->event->type() != "m.room.member")
                state.push_back(event);
        json::array list = m_rooms.serializer.list(state, viewer);
        for (json::value &member : lazyMembers(*access.view, all, last, requester))
            list.push_back(std::move(member));
        out["state"] = std::move(list);
    } else {
        out["state"] = m_rooms.serializer.list(stateEvents(*access.view, last), viewer);
    }
    return out;
}

StoredEventPtr RoomHistory::requireVisible(const Requester &requester, const RoomAccess &access,
                                           std::string_view eventId) {
    const StoredEventPtr event = m_rooms.events.find(eventId);
    if (!event || event->room != access.room->nid())
        throw notFound("Event not found.");
    const ViewerHistory history =
        m_rooms.visibility.history(event->room, requester.userNid, requester.user.str());
    if (!history.maySee(*event))
        throw notFound("Event not found.");
    return event;
}

json::object RoomHistory::event(const Requester &requester, std::string_view roomId,
                                std::string_view eventId) {
    const RoomPtr room = m_rooms.registry.find(roomId);
    const StoredEventPtr event = m_rooms.events.find(eventId);
    if (!room || !event || event->room != room->nid())
        throw notFound("Event not found.");
    const ViewerHistory history =
        m_rooms.visibility.history(event->room, requester.userNid, requester.user.str());
    if (!history.maySee(*event))
        throw notFound("Event not found.");
    const Viewer viewer{requester.userNid, requester.user.str(), requester.deviceNid, &history};
    return m_rooms.serializer.one(*event, viewer);
}

json::object RoomHistory::eventAtTimestamp(const Requester &requester, std::string_view roomId,
                                           std::int64_t ts, bool forwards, bool asAdmin) {
    const RoomAccess access = this->access(requester, roomId, asAdmin);
    const auto found = m_rooms.database.read([&](store::Reader &reader) {
        return store::eventNearTimestamp(reader, access.room->nid(), ts, forwards);
    });
    const StoredEventPtr event = found ? m_rooms.events.find(found->nid) : nullptr;
    if (!event)
        throw notFound("Unable to find event from " + std::to_string(ts) + " in direction " +
                       (forwards ? "f" : "b"));
    return {{"event_id", event->event->id().str()},
            {"origin_server_ts", event->event->originServerTs()}};
}

json::object RoomHistory::initialSync(const Requester &requester, std::string_view roomId,
                                      std::int64_t limit) {
    const RoomAccess access = requireReadable(m_rooms, requester, roomId);
    const ViewerHistory history =
        m_rooms.visibility.history(access.room->nid(), requester.userNid, requester.user.str());
    Scan walk;
    walk.room = access.room->nid();
    walk.at = access.leftAt.value != 0 ? access.leftAt : m_rooms.database.position();
    const store::Position newest = walk.at;
    walk.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 1, 1000));
    walk.history = &history;
    StoredEvents events = scan(walk);
    std::reverse(events.begin(), events.end());

    const Viewer viewer{requester.userNid, requester.user.str(), requester.deviceNid, &history};
    SerializeOptions options;
    options.topLevel = true;
    json::array accountData;
    const auto rows = m_rooms.database.read([&](store::Reader &reader) {
        return store::roomAccountData(reader, requester.userNid, access.room->nid());
    });
    for (const auto &[type, body] : rows)
        accountData.push_back(json::object{{"type", type}, {"content", json::parse(body)}});
    json::object out{
        {"room_id", access.room->id().str()},
        {"state",
         m_rooms.serializer.list(stateEvents(*access.view, access.leftAt), viewer, options)},
        {"messages",
         {{"chunk", m_rooms.serializer.list(events, viewer, options)},
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
