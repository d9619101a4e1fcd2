// SPDX-License-Identifier: Apache-2.0
// SyncService (spec client-server, "Syncing"): what moved, room by room, and the answer's frame.
#include "server/services/sync/sync_service.hpp"

#include "server/config/settings.hpp"
#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/services/live/hub.hpp"
#include "server/services/presence/presence_service.hpp"
#include "server/services/push_rules/push_rule_service.hpp"
#include "server/services/rooms/room_weight.hpp"
#include "server/services/typing/typing_service.hpp"
#include "server/store/database.hpp"
#include "server/store/receipt_store.hpp"
#include "server/store/sync_store.hpp"

#include <algorithm>
#include <span>
#include <thread>

namespace hearth::services {

using matrix::Membership;

namespace {
constexpr std::size_t manyPeople = 100;
constexpr std::size_t roomsAtOnce = 64; // what they are asked for together
constexpr int mostLooks = 1000;         // at a position that is about to arrive

void writeRooms(JsonPieces &out, std::vector<std::pair<std::string, JsonPieces>> &rooms) {
    JsonMembers members(out);
    for (auto &[id, section] : rooms)
        members(id).append(std::move(section));
    members.close();
}

json::value parseBody(const std::optional<std::string> &body) {
    if (!body)
        return json::object();
    boost::system::error_code error;
    json::value value = json::parse(*body, error);
    return error ? json::value(json::object()) : value;
}
} // namespace

SyncService::SyncService(const Parts &parts)
    : m(parts)
    , m_toDevice(parts.database, parts.hub)
    , m_names(parts.database) {}

bool SyncService::hasNewerMembership(const SyncRun &run) const {
    return std::any_of(run.memberships->begin(), run.memberships->end(),
                       [&](const RoomMembership &one) { return one.pos.value > run.to; });
}

void SyncService::excludeRooms(SyncRun &run) {
    const auto settings = m.settings.get();
    const auto &excluded = settings->excludeRoomsFromSync;
    if (excluded.empty())
        return;
    auto rest = std::make_shared<RoomMemberships>(*run.memberships);
    std::erase_if(*rest, [&](const RoomMembership &one) {
        return std::find(excluded.begin(), excluded.end(), m_names.room(one.room)) !=
               excluded.end();
    });
    run.memberships = std::move(rest);
}

void SyncService::look(SyncRun &run, const SyncRequest &request, const UserFeed &feed) {
    run.request = &request;
    run.initial = !request.since;
    run.sight = std::make_shared<Sight>(m.visibility.sightOf(run.who()));
    run.ignored = run.sight->ignored();
    // Memberships are as of the newest commit, which position() shows a moment later.
    for (int i = 0; i < mostLooks; ++i) {
        run.volatileTo = m.hub.volatilePosition();
        run.to = m.hub.position();
        run.memberships = m.members.roomsOf(run.who().userNid);
        if (!hasNewerMembership(run))
            break;
        std::this_thread::yield();
    }
    excludeRooms(run);
    if (run.initial) {
        run.allPresence = true;
    } else {
        run.from = std::min(request.since->position, run.to);
        run.volatileFrom = request.since->volatilePosition;
        readFeed(run, feed);
        readVolatile(run, feed);
    }
    readAccountData(run);
    std::vector<store::RoomNid> wanted;
    for (const RoomMembership &one : *run.memberships) {
        if (wantsRoom(run, one))
            wanted.push_back(one.room);
    }
    m_names.prepareRooms(wanted);
    for (const store::RoomNid room : wanted)
        run.roomIds.emplace(room, m_names.room(room));
}

void SyncService::readFeed(SyncRun &run, const UserFeed &feed) {
    std::vector<FeedEntry> entries;
    if (!feed.entriesSince(run.from, entries)) {
        readCold(run);
        return;
    }
    // Entries beyond run.to count too: they may have been moved on, and then hide older ones.
    for (const FeedEntry &entry : entries) {
        switch (entry.kind) {
        case FeedKind::RoomEvent:
        case FeedKind::RoomReceipt:
            run.dirtyRooms.insert(store::RoomNid{entry.ref});
            break;
        case FeedKind::RoomAccountData:
        case FeedKind::AccountData:
            run.accountDataMoved = true;
            break;
        case FeedKind::PushRules:
            run.pushRulesMoved = true;
            break;
        case FeedKind::ToDevice:
            run.toDeviceMoved = true;
            break;
        case FeedKind::DeviceList:
            run.deviceListsOf.insert(store::UserNid{entry.ref});
            break;
        case FeedKind::Typing:
        case FeedKind::Presence:
            break;
        }
    }
}

void SyncService::readCold(SyncRun &run) {
    const store::UserNid user = run.who().userNid;
    std::vector<std::pair<store::UserNid, store::Position>> devices;
    m.database.read([&](store::Reader &reader) {
        for (const store::RoomNid room :
             store::sync::roomsWithEventsAfter(reader, user, {run.from}))
            run.dirtyRooms.insert(room);
        for (const store::RoomNid room : store::receipts::roomsChangedFor(reader, user, {run.from}))
            run.dirtyRooms.insert(room);
        devices = store::sync::deviceListChanges(reader, run.who().userNid, {run.from}, {run.to});
    });
    for (const auto &[changed, pos] : devices) {
        if (changed == user || m.members.shareRoom(user, changed))
            run.deviceListsOf.insert(changed);
    }
    run.accountDataMoved = true;
    run.pushRulesMoved = m.pushRules.changedAfter(user, {run.from});
    run.toDeviceMoved = true;
}

void SyncService::readVolatile(SyncRun &run, const UserFeed &feed) {
    std::vector<FeedEntry> entries;
    if (!feed.volatileSince(run.volatileFrom, entries)) {
        run.allPresence = run.volatileFrom < m.hub.volatilePosition();
        for (const store::RoomNid room : m.typing.changedAfter(run.volatileFrom))
            run.typingRooms.insert(room);
        return;
    }
    for (const FeedEntry &entry : entries) {
        if (entry.kind == FeedKind::Typing)
            run.typingRooms.insert(store::RoomNid{entry.ref});
        else
            run.presenceOf.insert(store::UserNid{entry.ref});
    }
}

void SyncService::readAccountData(SyncRun &run) {
    std::vector<store::AccountDatum> data;
    if (run.initial)
        data = m.accountData.all(run.who().userNid);
    else if (run.accountDataMoved)
        data = m.accountData.changed(run.who().userNid, {run.from}, {run.to});
    for (store::AccountDatum &datum : data) {
        if (datum.room)
            run.roomAccountData[datum.room].push_back(std::move(datum));
        else
            run.accountData.push_back(std::move(datum));
    }
}

bool SyncService::wantsRoom(const SyncRun &run, const RoomMembership &membership) const {
    const store::RoomNid room = membership.room;
    if (run.initial) {
        const bool out =
            membership.membership == Membership::Leave || membership.membership == Membership::Ban;
        // Who was thrown out is told so in any case.
        const bool thrownOut = membership.sender != run.who().userNid;
        return !out || (!membership.forgotten && (thrownOut || run.filter().includeLeave));
    }
    if (membership.membership == Membership::Join)
        return run.request->fullState || run.dirtyRooms.contains(room) ||
               run.typingRooms.contains(room) || run.roomAccountData.contains(room);
    return membership.pos.value > run.from;
}

void SyncService::requireRightLane(const SyncRun &run) const {
    std::int64_t weight = 0;
    for (const RoomMembership &membership : *run.memberships) {
        if (wantsRoom(run, membership))
            weight += m.sections.weight(run, membership);
        if (weight > mostOnSharedLane)
            return requireLane(Lane::Large);
    }
}

void SyncService::addRoom(SyncRun &run, const RoomMembership &membership, RoomParts &out) {
    const std::string &id = run.roomIds.at(membership.room);
    const auto add = [&](auto &list, std::optional<JsonPieces> section) {
        if (section)
            list.emplace_back(id, *std::move(section));
    };
    switch (membership.membership) {
    case Membership::Join:
        add(out.join, m.sections.joined(run, membership));
        break;
    case Membership::Invite:
        add(out.invite, m.sections.stripped(run, membership, "invite_state"));
        break;
    case Membership::Knock:
        add(out.knock, m.sections.stripped(run, membership, "knock_state"));
        break;
    case Membership::Leave:
    case Membership::Ban:
        add(out.leave, m.sections.left(run, membership));
        break;
    case Membership::None:
        break;
    }
}

void SyncService::addRooms(SyncRun &run, RoomParts &out) {
    std::vector<RoomMembership> wanted;
    for (const RoomMembership &membership : *run.memberships)
        if (wantsRoom(run, membership) &&
            run.filter().rooms.passes(run.roomIds.at(membership.room)))
            wanted.push_back(membership);
    for (std::size_t at = 0; at < wanted.size(); at += roomsAtOnce) {
        const auto part = std::span<const RoomMembership>(wanted).subspan(
            at, std::min(roomsAtOnce, wanted.size() - at));
        if (run.fullState())
            m.sections.prepare(run, part);
        for (const RoomMembership &membership : part)
            addRoom(run, membership, out);
    }
}

SyncAnswer SyncService::answer(const SyncRequest &request, const UserFeed &feed) {
    SyncRun run;
    look(run, request, feed);
    requireRightLane(run);
    const Requester &who = run.who();
    m.sections.startSentMembers(run);
    RoomParts rooms;
    addRooms(run, rooms);
    const SyncToken since = request.since.value_or(SyncToken());
    const ToDeviceBatch toDevice =
        m_toDevice.take(who.deviceNid, run.initial ? 0 : std::min(since.toDevicePosition(), run.to),
                        run.to, !run.initial);
    JsonPieces accountData = accountDataText(run);
    const json::object lists = run.initial ? json::object() : deviceLists(run);
    const json::array presence = presenceEvents(run);

    SyncAnswer answer;
    answer.empty = rooms.empty() && toDevice.messages.empty() && accountData.empty() &&
                   lists.empty() && presence.empty();
    SyncToken next;
    next.position = run.to;
    next.volatilePosition = run.volatileTo;
    next.toDevice = toDevice.upTo;
    JsonPieces out;
    JsonMembers members(out);
    members("next_batch").string(next.text());
    if (!accountData.empty()) {
        members("account_data").text("{\"events\":[");
        out.append(std::move(accountData));
        out.text("]}");
    }
    if (!presence.empty())
        members("presence").events(presence);
    if (!toDevice.messages.empty()) {
        members("to_device").text("{\"events\":[");
        for (std::size_t i = 0; i < toDevice.messages.size(); ++i) {
            out.text(i ? "," : "");
            out.text(toDevice.messages[i]);
        }
        out.text("]}");
    }
    if (!lists.empty())
        members("device_lists").value(lists);
    for (const auto &[name, value] : keyCounts(who))
        members(std::string_view(name.data(), name.size())).value(value);
    if (!rooms.empty()) {
        JsonMembers sections(members("rooms"));
        if (!rooms.join.empty())
            writeRooms(sections("join"), rooms.join);
        if (!rooms.invite.empty())
            writeRooms(sections("invite"), rooms.invite);
        if (!rooms.knock.empty())
            writeRooms(sections("knock"), rooms.knock);
        if (!rooms.leave.empty())
            writeRooms(sections("leave"), rooms.leave);
        sections.close();
    }
    members.close();
    answer.body = out.take();
    return answer;
}

json::object SyncService::keyCounts(const Requester &who) {
    json::object counts{{"signed_curve25519", 0}};
    json::array fallback;
    if (who.deviceNid) {
        const auto keys = m_toDevice.keyCounts(who.deviceNid);
        for (const auto &[algorithm, count] : keys->oneTime)
            counts[algorithm] = count;
        for (const std::string &algorithm : keys->unusedFallback)
            fallback.emplace_back(algorithm);
    }
    return {{"device_one_time_keys_count", std::move(counts)},
            {"device_unused_fallback_key_types", std::move(fallback)}};
}

void SyncService::eachAccountDatum(
    SyncRun &run, const std::function<void(std::string_view type, std::string content)> &use) {
    const matrix::EventFilter &filter = run.filter().accountData;
    const std::string user = run.who().user.str();
    const auto pass = [&](std::string_view type, std::string content) {
        if (filter.passesAll() || filter.matches(type, user, parseBody(content).if_object()))
            use(type, std::move(content));
    };
    for (store::AccountDatum &datum : run.accountData)
        pass(datum.type, std::move(datum.body).value_or("{}"));
    if (run.initial || run.pushRulesMoved)
        pass("m.push_rules", json::serialize(m.pushRules.ruleset(run.who().userNid)));
}

/// The events with commas between them. The bodies go into the answer as they were stored: there
/// may be MiB of them.
JsonPieces SyncService::accountDataText(SyncRun &run) {
    JsonPieces out;
    eachAccountDatum(run, [&](std::string_view type, std::string content) {
        out.text(out.empty() ? "{\"type\":" : ",{\"type\":");
        out.string(type);
        out.text(",\"content\":");
        out.share(std::make_shared<const std::string>(std::move(content)));
        out.text("}");
    });
    return out;
}

json::array SyncService::globalAccountData(SyncRun &run) {
    json::array out;
    eachAccountDatum(run, [&](std::string_view type, std::string content) {
        out.push_back(json::object{{"type", type}, {"content", parseBody(content)}});
    });
    return out;
}

/// Whether they share a room that exclude_rooms_from_presence does not name.
bool SyncService::showsPresence(const SyncRun &run, store::UserNid user) {
    const auto settings = m.settings.get();
    const auto &excluded = settings->excludeRoomsFromPresence;
    if (excluded.empty() || user == run.who().userNid)
        return true;
    const auto rooms = m.members.commonRooms(run.who().userNid, user);
    return std::any_of(rooms.begin(), rooms.end(), [&](store::RoomNid room) {
        return std::find(excluded.begin(), excluded.end(), m_names.room(room)) == excluded.end();
    });
}

json::array SyncService::presenceEvents(const SyncRun &run) {
    json::array out;
    if (!m.presence.enabled())
        return out;
    std::set<store::UserNid> users = run.presenceOf;
    users.insert(run.nowSharing.begin(), run.nowSharing.end());
    if (run.allPresence) {
        for (const store::UserNid user : m.members.usersSharingRoomWith(run.who().userNid))
            users.insert(user);
        users.insert(run.who().userNid);
    }
    const auto settings = m.settings.get();
    const std::int64_t now = m.clock.now();
    for (const store::UserNid user : users) {
        auto presence = m.presence.find(user);
        const bool met = run.nowSharing.contains(user) && run.nowSharing.size() <= manyPeople;
        const bool offlineToo = run.initial && settings->presenceIncludeOfflineUsers;
        if (!presence && (met || offlineToo))
            presence.emplace();
        if (!presence)
            continue;
        const bool moved = run.presenceOf.contains(user) && presence->changed > run.volatileFrom;
        // Where nothing moved only those who are there are worth a word.
        if (!moved && !met && !offlineToo && presence->state == PresenceState::Offline)
            continue;
        const std::string id = m_names.user(user);
        if (run.ignored->contains(id) || !showsPresence(run, user))
            continue;
        json::object content = presence->content(now);
        if (run.filter().presence.matches("m.presence", id, &content))
            out.push_back(json::object{
                {"type", "m.presence"}, {"sender", id}, {"content", std::move(content)}});
    }
    return out;
}

} // namespace hearth::services
