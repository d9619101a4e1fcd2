// SPDX-License-Identifier: Apache-2.0
// Aliases and public rooms.
#include "server/services/rooms/room_directory.hpp"

#include "server/config/settings.hpp"
#include "server/core/base64.hpp"
#include "server/core/clock.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/log.hpp"
#include "server/matrix/glob.hpp"
#include "server/matrix/power_levels.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/ports.hpp"
#include "server/services/rooms/requests.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/alias_store.hpp"
#include "server/store/database.hpp"
#include "server/store/room_store.hpp"

#include <algorithm>
#include <charconv>

namespace hearth::services {
namespace {

bool allowedBy(const std::vector<config::RoomRule> &rules, std::string_view user,
               std::string_view alias, std::string_view room) {
    const auto fits = [](const std::string &pattern, std::string_view text) {
        return pattern == "*" || matrix::Glob(pattern).matches(text);
    };
    for (const config::RoomRule &rule : rules)
        if (fits(rule.userId, user) && fits(rule.alias, alias) && fits(rule.roomId, room))
            return rule.allow;
    return rules.empty();
}

std::int64_t levelFor(const RoomView &view, std::string_view type) {
    return view.powerLevels->toSend(type, true);
}

/// "n|joined|nid" or "p|joined|nid".
struct Page {
    bool forward = true;
    std::pair<std::int64_t, std::int64_t> place;
};

std::string pageToken(const Page &page) {
    return base64UrlEncode((page.forward ? "n|" : "p|") + std::to_string(page.place.first) + "|" +
                           std::to_string(page.place.second));
}

Page parsePage(std::string_view token) {
    const auto text = base64Decode(token);
    Page page;
    if (text && text->size() > 2) {
        page.forward = text->front() == 'n';
        const auto bar = text->find('|', 2);
        if (bar != std::string::npos) {
            const char *end = text->data() + text->size();
            const auto a = std::from_chars(text->data() + 2, text->data() + bar, page.place.first);
            const auto b = std::from_chars(text->data() + bar + 1, end, page.place.second);
            if (a.ec == std::errc() && b.ec == std::errc())
                return page;
        }
    }
    throw invalidParam("Unknown 'since' token");
}

} // namespace

RoomPtr RoomDirectory::requireRoom(std::string_view roomIdOrAlias) const {
    if (!roomIdOrAlias.empty() && roomIdOrAlias.front() == '#') {
        if (!matrix::parseRoomAlias(roomIdOrAlias))
            throw invalidParam("Room alias invalid");
        RoomPtr room = m_parts.registry.find(findOrAsk(roomIdOrAlias));
        if (!room)
            throw notFound("Room alias " + std::string(roomIdOrAlias) + " not found");
        return room;
    }
    if (!matrix::parseRoomId(roomIdOrAlias))
        throw invalidParam(std::string(roomIdOrAlias) + " was not legal room ID or room alias");
    RoomPtr room = m_parts.registry.find(roomIdOrAlias);
    // One that was deleted may be one that nobody is to come back to.
    if (!room && m_parts.database.read([&](store::Reader &reader) {
            return store::isBlocked(reader, roomIdOrAlias);
        }))
        throw forbidden("This room has been blocked on this server");
    if (!room)
        throw notFound("Can't join remote room because no servers that are in the room have been "
                       "provided.");
    return room;
}

store::RoomNid RoomDirectory::find(std::string_view alias) const {
    const auto row =
        m_parts.database.read([&](store::Reader &reader) { return store::alias(reader, alias); });
    return row ? row->room : store::RoomNid{};
}

store::RoomNid RoomDirectory::findOrAsk(std::string_view alias) const {
    const auto known = find(alias);
    if (known || matrix::domain(alias) != m_parts.serverName ||
        !m_parts.aliasOwners.anyKnowsAlias(alias))
        return known;
    return find(alias);
}

std::string RoomDirectory::aliasForName(const std::string &name) const {
    if (name.find_first_of(" \t\r\n\f\v") != std::string::npos)
        throw invalidParam("Invalid characters in room alias");
    if (name.find(':') != std::string::npos)
        throw invalidParam("':' is not permitted in the room alias name. Please note this expects "
                           "a local part — 'wombat', not '#wombat:example.com'.");
    std::string alias = "#" + name + ":" + m_parts.serverName;
    if (alias.size() > 255)
        throw invalidParam("Can't create aliases longer than 255 characters");
    if (!matrix::parseRoomAlias(alias))
        throw invalidParam("Invalid room alias");
    return alias;
}

void RoomDirectory::requireMayCreate(const Requester &requester, std::string_view alias,
                                     const RoomViewPtr &room) const {
    const auto settings = m_parts.settings.get();
    if (m_parts.aliasOwners.isReserved(requester, alias))
        throw Error(400, "M_EXCLUSIVE", "This alias is reserved by an application service.");
    if (!allowedBy(settings->aliasCreationRules, requester.user.str(), alias,
                   room ? std::string_view(room->id.str()) : std::string_view()))
        throw forbidden("Not allowed to create alias");
    if (room && settings->requireMembershipForAliases && !requester.appservice &&
        !requester.admin && !room->isJoined(requester.user.str()))
        throw forbidden("You must be in the room to create an alias for it");
}

void RoomDirectory::add(const Requester &requester, const std::string &alias,
                        std::string_view roomId) {
    requireNotSuspended(requester);
    const auto parsed = matrix::parseRoomAlias(alias);
    if (!parsed)
        throw invalidParam("Room alias invalid");
    if (matrix::domain(alias) != m_parts.serverName)
        throw invalidParam("Room alias must be local");
    if (alias.find_first_of(" \t\r\n") != std::string::npos)
        throw invalidParam("Invalid characters in room alias");
    if (!matrix::parseRoomId(roomId))
        throw invalidParam("Invalid room id");
    const RoomViewPtr room = m_parts.registry.view(roomId);
    if (!room)
        throw Error(400, "M_UNKNOWN", "Room does not exist");
    requireMayCreate(requester, alias, room);
    const bool fresh = m_parts.database.write([&](store::Transaction &tx) {
        return store::insertAlias(tx, {alias, room->nid, requester.userNid}, m_parts.clock.now());
    });
    if (!fresh)
        throw Error(409, "M_UNKNOWN", "Room alias " + alias + " already exists");
}

void RoomDirectory::remove(const Requester &requester, const std::string &alias) {
    const auto row =
        m_parts.database.read([&](store::Reader &reader) { return store::alias(reader, alias); });
    if (!row)
        throw notFound("Unknown room alias");
    const RoomPtr room = m_parts.registry.find(row->room);
    bool allowed = requester.admin || row->creator == requester.userNid;
    if (!allowed && room) {
        const RoomViewPtr view = room->view();
        allowed = view->isJoined(requester.user.str()) &&
                  view->powerLevels->ofUser(requester.user.str()) >=
                      levelFor(*view, "m.room.canonical_alias");
    }
    if (!allowed)
        throw forbidden("You don't have permission to delete the alias.");
    // Only the one that was judged: meanwhile it may have become somebody else's.
    if (!m_parts.database.write(
            [&](store::Transaction &tx) { return store::deleteAlias(tx, *row); }))
        throw notFound("Unknown room alias");
    if (room)
        removeFromCanonical(requester, room, alias);
}

void RoomDirectory::removeFromCanonical(const Requester &requester, const RoomPtr &room,
                                        const std::string &alias) {
    const RoomViewPtr roomView = room->view();
    const matrix::Event *event = roomView->find("m.room.canonical_alias");
    if (!event)
        return;
    json::object content = event->content();
    bool changed = false;
    if (stringAt(content, "alias") == alias) {
        content.erase("alias");
        changed = true;
    }
    if (const json::array *list = arrayAt(content, "alt_aliases")) {
        json::array rest;
        for (const json::value &entry : *list)
            if (!entry.is_string() || hearth::view(entry.get_string()) != alias)
                rest.push_back(entry);
        changed = changed || rest.size() != list->size();
        if (rest.empty())
            content.erase("alt_aliases");
        else
            content["alt_aliases"] = std::move(rest);
    }
    if (!changed)
        return;
    try {
        m_parts.sender.send(room->nid(),
                            newEvent(requester, "m.room.canonical_alias", "", std::move(content)));
    } catch (const Error &error) {
        log::info("rooms", "canonical alias of {} stays: {}", room->id().str(), error.message());
    }
}

json::object RoomDirectory::resolve(const std::string &alias) const {
    if (!matrix::parseRoomAlias(alias))
        throw invalidParam("Room alias invalid");
    const RoomPtr room = m_parts.registry.find(findOrAsk(alias));
    if (!room)
        throw notFound("Room alias " + alias + " not found");
    return {{"room_id", room->id().str()}, {"servers", {m_parts.serverName}}};
}

std::vector<std::string> RoomDirectory::aliases(const Requester &requester,
                                                std::string_view roomId) const {
    const RoomPtr room = m_parts.registry.find(roomId);
    const RoomViewPtr view = room ? room->view() : nullptr;
    if (!view ||
        (!requester.admin && !view->worldReadable() && !view->isJoined(requester.user.str())))
        throw forbidden("You aren't a member of the room.");
    return m_parts.database.read(
        [&](store::Reader &reader) { return store::aliasesOf(reader, view->nid); });
}

bool RoomDirectory::isPublished(std::string_view roomId) const {
    const RoomPtr room = m_parts.registry.require(roomId);
    const auto row = m_parts.database.read(
        [&](store::Reader &reader) { return store::room(reader, room->nid()); });
    return row && row->published;
}

void RoomDirectory::publish(const Requester &requester, std::string_view roomId, bool published) {
    requireNotSuspended(requester);
    const RoomPtr room = m_parts.registry.require(roomId);
    const RoomViewPtr view = room->view();
    const std::string &user = requester.user.str();
    if (!requester.admin && !requester.appservice) {
        if (!view->isJoined(user))
            throw forbidden("This server requires you to be in the room");
        if (view->powerLevels->ofUser(user) < levelFor(*view, "m.room.canonical_alias"))
            throw forbidden("This server requires you to be a moderator in the room to edit its "
                            "room list entry");
    }
    if (published) {
        const auto settings = m_parts.settings.get();
        const auto aliases = m_parts.database.read(
            [&](store::Reader &reader) { return store::aliasesOf(reader, view->nid); });
        const auto &rules = settings->roomListPublicationRules;
        bool allowed = aliases.empty() && allowedBy(rules, user, "", view->id.str());
        for (const std::string &alias : aliases)
            allowed = allowed || allowedBy(rules, user, alias, view->id.str());
        if (!allowed && !requester.admin)
            throw forbidden("Not allowed to publish room");
    }
    m_parts.database.write(
        [&](store::Transaction &tx) { store::setPublished(tx, view->nid, published); });
}

void RoomDirectory::publishForAppservice(const std::string &appservice, const std::string &network,
                                         std::string_view roomId, bool listed) {
    const RoomPtr room = m_parts.registry.require(roomId);
    m_parts.database.write([&](store::Transaction &tx) {
        store::setNetworkListing(tx, appservice, network, room->nid(), listed);
    });
}

json::object RoomDirectory::chunk(const store::PublicRow &row) {
    json::object out{{"room_id", row.roomId},
                     {"num_joined_members", row.joined},
                     {"world_readable", row.historyVisibility == "world_readable"},
                     {"guest_can_join", row.guestAccess == "can_join"}};
    const auto put = [&](std::string_view key, const std::string &text) {
        if (!text.empty())
            out[key] = text;
    };
    put("name", row.name);
    put("topic", row.topic);
    put("canonical_alias", row.canonicalAlias);
    put("avatar_url", row.avatar);
    put("room_type", row.roomType);
    out["join_rule"] = row.joinRule.empty() ? std::string("invite") : row.joinRule;
    return out;
}

json::object RoomDirectory::publicRooms(const Query &query) const {
    if (!m_parts.settings.get()->enableRoomListSearch)
        return {{"chunk", json::array()}, {"total_room_count_estimate", 0}};
    store::PublicQuery wanted;
    wanted.search = query.search;
    wanted.types = query.types;
    wanted.appservice = query.appservice;
    wanted.network = query.network;
    wanted.allNetworks = query.allNetworks;
    const std::int64_t limit = std::clamp<std::int64_t>(query.limit, 1, 500);
    Page page;
    if (!query.since.empty()) {
        page = parsePage(query.since);
        (page.forward ? wanted.after : wanted.before) = page.place;
    }
    wanted.limit = limit + 1;
    std::vector<store::PublicRow> rows;
    std::int64_t total = 0;
    m_parts.database.read([&](store::Reader &reader) {
        rows = store::publicRooms(reader, wanted);
        total = store::countPublicRooms(reader, wanted);
    });
    const bool more = static_cast<std::int64_t>(rows.size()) > limit;
    if (more)
        page.forward ? rows.pop_back() : static_cast<void>(rows.erase(rows.begin()));
    json::array list;
    for (const store::PublicRow &row : rows)
        list.push_back(chunk(row));
    json::object out{{"chunk", std::move(list)}, {"total_room_count_estimate", total}};
    if (rows.empty())
        return out;
    const auto place = [](const store::PublicRow &row) {
        return std::pair(row.joined, row.room.value);
    };
    if (page.forward ? more : true)
        out["next_batch"] = pageToken({true, place(rows.back())});
    if (page.forward ? !query.since.empty() : more)
        out["prev_batch"] = pageToken({false, place(rows.front())});
    return out;
}

} // namespace hearth::services
