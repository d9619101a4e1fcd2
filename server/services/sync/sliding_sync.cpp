// SPDX-License-Identifier: Apache-2.0
// SlidingSync: lists, rooms and extensions of an answer.
#include "server/services/sync/sliding_sync.hpp"

#include "server/core/lane.hpp"
#include "server/services/account_data/account_data_service.hpp"
#include "server/services/live/hub.hpp"
#include "server/services/receipts/receipt_service.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/sync/sync_service.hpp"
#include "server/services/typing/typing_service.hpp"

#include <algorithm>

namespace hearth::services {

using matrix::Membership;

namespace {
constexpr std::int64_t manyRooms = 200;

json::value parseBody(const std::optional<std::string> &body) {
    if (!body)
        return json::object();
    boost::system::error_code error;
    json::value value = json::parse(*body, error);
    return error ? json::value(json::object()) : value;
}

json::array toEvents(const std::vector<store::AccountDatum> &data) {
    json::array out;
    for (const store::AccountDatum &datum : data)
        out.push_back(json::object{{"type", datum.type}, {"content", parseBody(datum.body)}});
    return out;
}
} // namespace

namespace {
/// Whether an extension tells about a room.
bool isIn(const SlidingScope &scope, store::RoomNid room, const std::string &roomId,
          const std::map<std::string, std::set<store::RoomNid>> &listed,
          const std::set<store::RoomNid> &subscribed) {
    if (scope.all())
        return true;
    if (subscribed.contains(room) && (!scope.rooms || scope.rooms->contains(roomId)))
        return true;
    return std::any_of(listed.begin(), listed.end(), [&](const auto &list) {
        return (!scope.lists || scope.lists->contains(list.first)) && list.second.contains(room);
    });
}
} // namespace

struct SlidingSync::Work {
    explicit Work(const SlidingRequest &asked)
        : request(asked) {}
    const SlidingRequest &request;
    SlidingStatePtr from; // nullptr: a new connection
    SlidingState next;
    SyncRequest plain;
    SyncRun run;
    std::vector<SlidingRoom> rooms;
    std::map<store::RoomNid, std::pair<const SlidingRoom *, SlidingWish>> wanted;
    WantedUnions unions;
    std::map<store::RoomNid, std::set<std::string>> fresh;  // rooms that are new to the client
    std::map<std::string, std::set<store::RoomNid>> listed; // by name of the list
    std::set<store::RoomNid> subscribed;
    json::object lists;
    json::object sections;
    bool news = false; // something that a waiting client is to be woken for
};

SlidingSync::SlidingSync(const RoomSections::Parts &parts, RoomSections &sections,
                         SyncService &sync, AccountDataService &accountData, Names &names)
    : m(parts)
    , m_sections(sections)
    , m_sync(sync)
    , m_accountData(accountData)
    , m_connections(parts.hub.volatileStart())
    , m_lists({parts.database, parts.hub, parts.rooms, accountData, names,
               IgnoredInvites(parts.events, parts.timeline)})
    , m_rooms(parts, sections) {}

std::optional<json::object> SlidingSync::answer(const SlidingRequest &request, const UserFeed &feed,
                                                bool last) {
    Work work(request);
    work.from = m_connections.find(request);
    work.plain.requester = request.requester;
    work.plain.filter = std::make_shared<const SyncFilter>();
    if (work.from) {
        SyncToken since;
        since.position = work.from->position;
        since.volatilePosition = work.from->volatilePosition;
        work.plain.since = since;
        work.next = *work.from;
    }
    m_sync.look(work.run, work.plain, feed);
    if (!work.from && static_cast<std::int64_t>(work.run.memberships->size()) > manyRooms)
        requireLane(Lane::Large);
    work.next.position = work.run.to;
    work.next.volatilePosition = work.run.volatileTo;
    work.next.bumps.clear();
    work.rooms = m_lists.rooms(work.run, work.from.get(), work.next.bumps);
    chooseRooms(work);
    writeRooms(work);
    writeLeft(work);
    json::object extensions = this->extensions(work);
    work.news = work.news || !work.from || !work.sections.empty();
    if (!work.news && !last)
        return std::nullopt;
    return json::object{{"pos", m_connections.keep(request, work.from, std::move(work.next))},
                        {"lists", std::move(work.lists)},
                        {"rooms", std::move(work.sections)},
                        {"extensions", std::move(extensions)}};
}

void SlidingSync::chooseRooms(Work &work) {
    const auto want = [&](const SlidingRoom &room, const SlidingWish &wish) {
        auto &entry = work.wanted[room.membership.room];
        entry.first = &room;
        entry.second.add(wish, work.unions);
    };
    for (const SlidingList &list : work.request.lists) {
        const auto shown = m_lists.filter(work.run, work.rooms, list.filter);
        json::array operations;
        for (const auto &[first, last] : list.ranges) {
            json::array ids;
            for (std::size_t i = first; i <= last && i < shown.size(); ++i) {
                want(*shown[i], list.wish);
                work.listed[list.name].insert(shown[i]->membership.room);
                ids.emplace_back(shown[i]->id);
            }
            operations.push_back(json::object{
                {"op", "SYNC"}, {"range", {first, last}}, {"room_ids", std::move(ids)}});
        }
        work.lists[list.name] =
            json::object{{"count", shown.size()}, {"ops", std::move(operations)}};
    }
    for (const SlidingRoom &room : work.rooms)
        if (const auto found = work.request.rooms.find(room.id);
            found != work.request.rooms.end()) {
            want(room, found->second);
            work.subscribed.insert(room.membership.room);
        }
}

void SlidingSync::put(Work &work, const SlidingRoom &room, const SlidingWish &wish) {
    const store::RoomNid nid = room.membership.room;
    const auto known = work.from ? work.from->rooms.find(nid) : work.next.rooms.end();
    const bool isKnown = work.from && known != work.from->rooms.end();
    const SlidingRooms::Question question{room.membership,
                                          wish,
                                          work.unions,
                                          isKnown ? known->second.get() : nullptr,
                                          work.from ? work.from->position : 0,
                                          room.bump,
                                          room.direct};
    SlidingRooms::Answer answer = m_rooms.about(work.run, question);
    if (answer.known)
        work.next.rooms[nid] = answer.known;
    if (answer.json.empty())
        return;
    if (!isKnown)
        work.fresh[nid] = std::move(answer.shown);
    work.sections[room.id] = std::move(answer.json);
}

void SlidingSync::writeRooms(Work &work) {
    for (const auto &[nid, entry] : work.wanted) {
        const auto known = work.next.rooms.find(nid);
        // An invite that became a join is a room that the client has not seen yet, and so is one
        // that the user comes back to.
        const bool joinedSince = known != work.next.rooms.end() && work.from &&
                                 entry.first->membership.membership == Membership::Join &&
                                 entry.first->membership.pos.value > known->second->upTo &&
                                 (known->second->out || (known->second->wish.state->empty() &&
                                                         known->second->wish.timelineLimit == 0));
        if (joinedSince) {
            auto changed = std::make_shared<SlidingState>(*work.from);
            changed->rooms.erase(nid);
            work.from = std::move(changed);
        }
        put(work, *entry.first, entry.second);
    }
}

void SlidingSync::writeLeft(Work &work) {
    if (!work.from)
        return;
    static const auto ownMember = std::make_shared<const WantedState>(
        WantedState::Types{{"m.room.member", WantedState::Keys{"$ME"}}});
    for (const RoomMembership &membership : *work.run.memberships) {
        const bool out = isOut(membership.membership) && !work.wanted.contains(membership.room);
        const auto known = work.from->rooms.find(membership.room);
        if (!out || known == work.from->rooms.end() || membership.pos.value > work.run.to)
            continue;
        SlidingRoom room;
        room.membership = membership;
        room.id = m_lists.nameOf(membership.room);
        room.bump = membership.pos.value;
        SlidingWish wish = known->second->wish;
        wish.timelineLimit = std::max<std::int64_t>(wish.timelineLimit, 1);
        wish.state = work.unions.unite(wish.state, ownMember);
        SlidingKnown had = *known->second;
        had.wish = wish; // nothing more of the past for who has left
        const SlidingRooms::Question question{membership,          wish,      work.unions, &had,
                                              work.from->position, room.bump, false};
        SlidingRooms::Answer answer = m_rooms.about(work.run, question);
        if (!answer.json.empty())
            work.sections[room.id] = std::move(answer.json);
        work.next.rooms.erase(membership.room);
    }
}

json::object SlidingSync::extensions(Work &work) {
    const SlidingExtensions &wanted = work.request.extensions;
    json::object out;
    if (wanted.toDevice)
        out["to_device"] = toDevice(work);
    if (wanted.encryption)
        out["e2ee"] = encryption(work);
    if (wanted.accountData)
        out["account_data"] = accountData(work);
    if (wanted.receipts)
        out["receipts"] = receipts(work);
    if (wanted.typing)
        out["typing"] = typing(work);
    return out;
}

json::object SlidingSync::toDevice(Work &work) {
    const auto since = work.request.extensions.toDeviceSince;
    const std::int64_t after = std::min(since.value_or(0), work.run.to);
    const ToDeviceBatch batch = m_sync.toDevice().take(work.request.requester.deviceNid, after,
                                                       work.run.to, since.has_value());
    json::array events;
    for (const std::string &message : batch.messages)
        events.push_back(parseBody(message));
    work.news = work.news || !events.empty();
    return {{"next_batch", std::to_string(batch.upTo.value_or(work.run.to))},
            {"events", std::move(events)}};
}

json::object SlidingSync::encryption(Work &work) {
    json::object out = m_sync.keyCounts(work.request.requester);
    if (!work.from)
        return out;
    for (const RoomMembership &membership : *work.run.memberships)
        if (work.run.dirtyRooms.contains(membership.room))
            m_sections.noteSharing(work.run, membership);
    json::object lists = m_sync.deviceLists(work.run);
    if (!lists.empty()) {
        work.news = true;
        out["device_lists"] = std::move(lists);
    }
    return out;
}

json::object SlidingSync::accountData(Work &work) {
    json::object out;
    json::array global = m_sync.globalAccountData(work.run);
    json::object rooms;
    const store::UserNid user = work.request.requester.userNid;
    for (const auto &[nid, known] : work.next.rooms) {
        if (!isIn(work.request.extensions.accountDataOf, nid, m_lists.nameOf(nid), work.listed,
                  work.subscribed))
            continue;
        const bool fresh = work.fresh.contains(nid);
        const auto moved = work.run.roomAccountData.find(nid);
        if (!fresh && moved == work.run.roomAccountData.end())
            continue;
        json::array events = toEvents(fresh ? m_accountData.ofRoom(user, nid) : moved->second);
        if (!events.empty())
            rooms[m_lists.nameOf(nid)] = std::move(events);
    }
    work.news = work.news || !global.empty() || !rooms.empty();
    out["global"] = std::move(global);
    out["rooms"] = std::move(rooms);
    return out;
}

json::object SlidingSync::receipts(Work &work) {
    json::object rooms;
    const store::UserNid user = work.request.requester.userNid;
    const std::string &self = work.request.requester.user.str();
    for (const auto &[nid, known] : work.next.rooms) {
        if (!isIn(work.request.extensions.receiptsOf, nid, m_lists.nameOf(nid), work.listed,
                  work.subscribed))
            continue;
        const auto fresh = work.fresh.find(nid);
        const bool isFresh = fresh != work.fresh.end();
        if (!isFresh && !work.run.dirtyRooms.contains(nid))
            continue;
        auto list = m.receipts.changed(nid, user, {isFresh ? 0 : work.run.from}, {work.run.to});
        // Of a room that is new: what belongs to the events shown, and where the user stands.
        if (isFresh)
            std::erase_if(list, [&](const LiveReceipt &receipt) {
                return receipt.userId != self && !fresh->second.contains(receipt.eventId);
            });
        json::object content = ReceiptService::content(list, *work.run.ignored);
        if (!content.empty())
            rooms[m_lists.nameOf(nid)] =
                json::object{{"type", "m.receipt"}, {"content", std::move(content)}};
    }
    work.news = work.news || !rooms.empty();
    return {{"rooms", std::move(rooms)}};
}

json::object SlidingSync::typing(Work &work) {
    json::object rooms;
    for (const auto &[nid, known] : work.next.rooms) {
        if (!isIn(work.request.extensions.typingOf, nid, m_lists.nameOf(nid), work.listed,
                  work.subscribed))
            continue;
        const TypingState typing = m.typing.in(nid);
        const bool fresh = work.fresh.contains(nid);
        const bool moved = fresh ? !typing.users.empty()
                                 : typing.changed > work.run.volatileFrom && work.from != nullptr;
        if (!moved || typing.changed > work.run.volatileTo)
            continue;
        json::array users;
        for (const std::string &user : typing.users)
            if (!work.run.ignored->contains(user))
                users.emplace_back(user);
        rooms[m_lists.nameOf(nid)] =
            json::object{{"type", "m.typing"}, {"content", {{"user_ids", std::move(users)}}}};
    }
    work.news = work.news || !rooms.empty();
    return {{"rooms", std::move(rooms)}};
}

} // namespace hearth::services
