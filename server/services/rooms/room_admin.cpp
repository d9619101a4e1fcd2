// SPDX-License-Identifier: Apache-2.0
// Rooms for administrators.
#include "server/services/rooms/room_admin.hpp"

#include "server/core/clock.hpp"
#include "server/core/error.hpp"
#include "server/core/json_null.hpp"
#include "server/core/json_read.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/event_serializer.hpp"
#include "server/services/rooms/memberships.hpp"
#include "server/services/rooms/requests.hpp"
#include "server/services/rooms/room_directory.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/sight.hpp"
#include "server/services/rooms/visibility.hpp"
#include "server/store/database.hpp"
#include "server/store/event_store.hpp"
#include "server/store/member_store.hpp"
#include "server/store/room_store.hpp"

#include <algorithm>

namespace hearth::services {

using matrix::Membership;

namespace {

json::object entry(const store::RoomListRow &row, const std::string &creator) {
    const store::SummaryRow &summary = row.summary;
    return {{"room_id", row.room.roomId},
            {"name", nullIfEmpty(summary.name)},
            {"canonical_alias", nullIfEmpty(summary.canonicalAlias)},
            {"joined_members", summary.joined},
            {"joined_local_members", summary.localJoined},
            {"version", row.room.version},
            {"creator", creator},
            {"encryption", nullIfEmpty(summary.encryption)},
            {"federatable", summary.federatable},
            {"public", row.room.published},
            {"join_rules", nullIfEmpty(summary.joinRule)},
            {"guest_access", nullIfEmpty(summary.guestAccess)},
            {"history_visibility", nullIfEmpty(summary.historyVisibility)},
            {"state_events", summary.stateEvents},
            {"room_type", nullIfEmpty(summary.roomType)}};
}

Requester asUser(const std::string &userId, store::UserNid nid) {
    Requester requester;
    requester.user = matrix::UserId::trusted(userId);
    requester.userNid = nid;
    return requester;
}

/// The user of ours in the room with the most power; nullptr if nobody may set power levels.
MemberPtr mightiest(std::string_view serverName, const RoomView &view) {
    MemberPtr best;
    std::int64_t bestLevel = view.powerLevels->toSend("m.room.power_levels", true) - 1;
    view.members.forEach([&](const MemberPtr &member) {
        if (member->membership != Membership::Join || matrix::domain(member->userId) != serverName)
            return;
        const std::int64_t level = view.powerLevels->ofUser(member->userId);
        if (level > bestLevel) {
            best = member;
            bestLevel = level;
        }
    });
    return best;
}

} // namespace

json::object RoomAdmin::list(const store::RoomListQuery &query) {
    store::RoomListPage page;
    json::array rooms;
    m_parts.database.read([&](store::Reader &reader) {
        page = store::listRooms(reader, query);
        for (const store::RoomListRow &row : page.rows)
            rooms.push_back(
                entry(row, row.room.creator ? reader.userId(row.room.creator) : std::string()));
    });
    const auto shown = static_cast<std::int64_t>(page.rows.size());
    json::object out{
        {"rooms", std::move(rooms)}, {"offset", query.from}, {"total_rooms", page.total}};
    if (query.from + shown < page.total)
        out["next_batch"] = query.from + shown;
    if (query.from > 0)
        out["prev_batch"] = std::max<std::int64_t>(0, query.from - query.limit);
    return out;
}

json::object RoomAdmin::details(std::string_view roomId) {
    const RoomPtr room = m_parts.registry.find(roomId);
    if (!room)
        throw notFound("Room not found");
    json::object out;
    m_parts.database.read([&](store::Reader &reader) {
        const auto row = store::roomDetails(reader, room->nid());
        if (!row)
            throw notFound("Room not found");
        out = entry(*row, row->room.creator ? reader.userId(row->room.creator) : std::string());
        out["avatar"] = nullIfEmpty(row->summary.avatar);
        out["topic"] = nullIfEmpty(row->summary.topic);
        out["replacement_room"] = nullIfEmpty(row->summary.successor);
        out["joined_local_devices"] = store::devicesInRoom(reader, room->nid());
        out["forgotten"] = store::forgottenByAll(reader, room->nid());
    });
    out["tombstoned"] = room->view()->tombstoned();
    return out;
}

json::object RoomAdmin::members(std::string_view roomId) {
    const RoomViewPtr view = m_parts.registry.view(roomId);
    if (!view)
        throw notFound("Room not found");
    json::array members;
    view->members.forEach([&](const MemberPtr &member) {
        if (member->membership == Membership::Join)
            members.emplace_back(member->userId);
    });
    const auto total = static_cast<std::int64_t>(members.size());
    return {{"members", std::move(members)}, {"total", total}};
}

json::object RoomAdmin::state(std::string_view roomId, std::string_view type) {
    const RoomViewPtr view = m_parts.registry.view(roomId);
    if (!view)
        throw notFound("Room not found");
    StoredEvents events = m_parts.history.stateEvents(*view, {});
    if (!type.empty())
        events.erase(std::remove_if(
                         events.begin(), events.end(),
                         [&](const StoredEventPtr &event) { return event->event->type() != type; }),
                     events.end());
    Sight sight = m_parts.visibility.sightOfAll();
    return {{"state", m_parts.serializer.list(events, sight)}};
}

json::object RoomAdmin::blockStatus(const std::string &roomId) {
    if (!matrix::parseRoomId(roomId))
        throw unknownError(roomId + " is not a legal room ID");
    json::object out;
    m_parts.database.read([&](store::Reader &reader) {
        const auto by = store::blockedBy(reader, roomId);
        out["block"] = by.has_value();
        if (by)
            out["user_id"] = reader.userId(*by);
    });
    return out;
}

json::object RoomAdmin::setBlocked(const Requester &requester, const std::string &roomId,
                                   bool blocked) {
    if (!matrix::parseRoomId(roomId))
        throw unknownError(roomId + " is not a legal room ID");
    m_parts.database.write([&](store::Transaction &tx) {
        if (blocked)
            store::block(tx, roomId, requester.userNid, m_parts.clock.now());
        else
            store::unblock(tx, roomId);
    });
    return {{"block", blocked}};
}

void RoomAdmin::makeAdmin(const Requester &requester, std::string_view roomIdOrAlias,
                          const std::string &userId) {
    const std::string target = userId.empty() ? requester.user.str() : userId;
    if (!matrix::parseUserId(target))
        throw invalidParam("Invalid user_id");
    const RoomPtr room = m_parts.directory.requireRoom(roomIdOrAlias);
    const RoomViewPtr view = room->view();
    const MemberPtr admin = mightiest(m_parts.serverName, *view);
    if (!admin)
        throw unknownError("No local admin user in room with power to update power levels.");
    const Requester actor = asUser(admin->userId, admin->user);
    const std::int64_t level = view->powerLevels->ofUser(admin->userId);
    const std::int64_t given =
        level == matrix::PowerLevels::infinite
            ? std::max<std::int64_t>(100, view->powerLevels->toSend("m.room.power_levels", true))
            : level;
    if (!view->powerLevels->isCreator(target) || !view->version->privilegedCreators) {
        const matrix::Event *event = view->find("m.room.power_levels");
        json::object content = event ? event->content() : json::object();
        json::value &users = content["users"];
        if (!users.is_object())
            users.emplace_object();
        users.get_object()[target] = given;
        m_parts.sender.send(room->nid(),
                            newEvent(actor, "m.room.power_levels", "", std::move(content)));
    }
    const Membership now = view->membershipOf(target);
    if (now == Membership::Join || now == Membership::Invite || view->joinRule() == "public")
        return;
    Memberships::Change invite;
    invite.action = Memberships::Action::Invite;
    invite.target = target;
    invite.byAdmin = true;
    m_parts.memberships.change(actor, room, std::move(invite));
}

std::string RoomAdmin::join(const Requester &requester, std::string_view roomIdOrAlias,
                            const std::string &userId) {
    const auto parsed = matrix::parseUserId(userId);
    if (!parsed)
        throw invalidParam("Invalid user_id");
    if (matrix::domain(userId) != m_parts.serverName)
        throw unknownError("This endpoint can only be used with local users");
    const store::UserNid nid = m_parts.database.read([&](store::Reader &reader) {
        const store::UserNid found = reader.findUser(userId);
        return found && store::hasAccount(reader, found) ? found : store::UserNid{};
    });
    if (!nid)
        throw notFound("User not found");
    const RoomPtr room = m_parts.directory.requireRoom(roomIdOrAlias);
    const RoomViewPtr view = room->view();
    const Membership now = view->membershipOf(userId);
    if (view->joinRule() != "public" && now != Membership::Join && now != Membership::Invite) {
        Memberships::Change invite;
        invite.action = Memberships::Action::Invite;
        invite.target = userId;
        invite.byAdmin = true;
        m_parts.memberships.change(requester, room, std::move(invite));
    }
    Memberships::Change join;
    join.action = Memberships::Action::Join;
    join.target = userId;
    join.byAdmin = true;
    m_parts.memberships.change(asUser(userId, nid), room, std::move(join));
    return room->id().str();
}

json::object RoomAdmin::extremities(std::string_view roomIdOrAlias) {
    const RoomPtr room = m_parts.directory.requireRoom(roomIdOrAlias);
    const auto rows = m_parts.database.read(
        [&](store::Reader &reader) { return store::extremities(reader, std::array{room->nid()}); });
    json::array results;
    for (const store::ExtremityRow &row : rows)
        results.push_back(json::object{{"event_id", row.eventId},
                                       {"state_group", row.stateGroup.value},
                                       {"depth", row.depth},
                                       {"received_ts", row.receivedTs}});
    const auto count = static_cast<std::int64_t>(results.size());
    return {{"count", count}, {"results", std::move(results)}};
}

json::object RoomAdmin::deleteExtremities(std::string_view roomIdOrAlias) {
    const RoomPtr room = m_parts.directory.requireRoom(roomIdOrAlias);
    auto rows = m_parts.database.read(
        [&](store::Reader &reader) { return store::extremities(reader, std::array{room->nid()}); });
    if (rows.size() <= 1)
        return {{"deleted", 0}};
    // The newest stays.
    std::sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) {
        return std::pair(a.depth, a.nid) > std::pair(b.depth, b.nid);
    });
    std::vector<store::EventNid> gone;
    for (std::size_t i = 1; i < rows.size(); ++i)
        gone.push_back(rows[i].nid);
    m_parts.database.write(
        [&](store::Transaction &tx) { store::removeExtremities(tx, room->nid(), gone); });
    m_parts.registry.drop(room);
    return {{"deleted", static_cast<std::int64_t>(gone.size())}};
}

json::object RoomAdmin::event(std::string_view eventId) {
    const StoredEventPtr event = m_parts.events.find(eventId);
    if (!event)
        throw notFound("Event not found");
    json::object whole = event->event->pdu();
    whole["event_id"] = event->event->id().str();
    whole["room_id"] = event->event->roomId().str();
    return {{"event", std::move(whole)}};
}

} // namespace hearth::services
