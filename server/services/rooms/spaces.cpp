// SPDX-License-Identifier: Apache-2.0
// Summaries and hierarchies of rooms of this server.
#include "server/services/rooms/spaces.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/crypto/hash.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/rooms/event_serializer.hpp"
#include "server/services/rooms/room_directory.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/alias_store.hpp"
#include "server/store/database.hpp"

#include <algorithm>
#include <tuple>

namespace hearth::services {

using matrix::Membership;

namespace {

constexpr std::size_t maxWalks = 200;
constexpr std::size_t maxRoomsOfWalk = 10000;
constexpr std::size_t maxChildrenForServer = 1000;

std::vector<std::string> allowedRooms(const RoomView &view) {
    std::vector<std::string> out;
    const std::string_view rule = view.joinRule();
    if (rule != "restricted" && rule != "knock_restricted")
        return out;
    const json::array *allow = arrayAt(view.find("m.room.join_rules")->content(), "allow");
    if (!allow)
        return out;
    for (const json::value &entry : *allow)
        if (entry.is_object() && stringAt(entry.get_object(), "type") == "m.room_membership")
            out.emplace_back(stringAt(entry.get_object(), "room_id"));
    return out;
}

} // namespace

bool Spaces::maySee(const Requester &requester, const RoomView &view) const {
    const std::string_view rule = view.joinRule();
    if (rule == "public" || rule == "knock" || rule == "knock_restricted" || view.worldReadable())
        return true;
    if (requester.user.empty())
        return false;
    const Membership membership = view.membershipOf(requester.user.str());
    if (membership == Membership::Join || membership == Membership::Invite)
        return true;
    for (const std::string &room : allowedRooms(view)) {
        const RoomViewPtr other = m_parts.registry.view(room);
        if (other && other->isJoined(requester.user.str()))
            return true;
    }
    return false;
}

/// What somebody of the server could join or is in.
bool Spaces::serverMaySee(std::string_view server, const RoomView &view) const {
    const std::string_view rule = view.joinRule();
    if (rule == "public" || rule == "knock" || rule == "knock_restricted" || view.worldReadable())
        return true;
    const auto has = [&](const RoomView &room, bool invited) {
        bool found = false;
        room.members.forEach([&](const MemberPtr &member) {
            found = found || ((member->membership == Membership::Join ||
                               (invited && member->membership == Membership::Invite)) &&
                              matrix::domain(member->userId) == server);
        });
        return found;
    };
    if (has(view, true))
        return true;
    for (const std::string &room : allowedRooms(view)) {
        const RoomViewPtr other = m_parts.registry.view(room);
        if (other && has(*other, false))
            return true;
    }
    return false;
}

json::array Spaces::childrenState(const std::vector<const matrix::Event *> &children) {
    json::array out;
    for (const matrix::Event *child : children) {
        json::object state = EventSerializer::stripped(*child);
        state["origin_server_ts"] = child->originServerTs();
        out.push_back(std::move(state));
    }
    return out;
}

json::object Spaces::entry(const RoomView &view) const {
    json::object out{{"room_id", view.id.str()},
                     {"num_joined_members", view.joined},
                     {"world_readable", view.worldReadable()},
                     {"guest_can_join", view.guestsMayJoin()},
                     {"join_rule", view.joinRule()},
                     {"room_version", view.version->id}};
    const auto put = [&](std::string_view key, std::string_view text) {
        if (text.empty())
            return;
        noteBytes(text.size());
        out[key] = text;
    };
    put("name", view.name());
    put("topic", view.topic());
    put("canonical_alias", view.canonicalAlias());
    put("avatar_url", view.avatarUrl());
    put("room_type", view.roomType());
    put("encryption", view.encryption());
    const auto allowed = allowedRooms(view);
    if (!allowed.empty()) {
        json::array list;
        for (const std::string &room : allowed)
            list.emplace_back(room);
        out["allowed_room_ids"] = std::move(list);
    }
    return out;
}

std::vector<const matrix::Event *> Spaces::children(const RoomView &view,
                                                    bool suggestedOnly) const {
    std::vector<const matrix::Event *> out;
    if (view.roomType() != "m.space")
        return out;
    for (auto it = view.state->lower_bound(StateKeyLess::Text("m.space.child", ""));
         it != view.state->end() && it->first.first == "m.space.child"; ++it) {
        const matrix::Event &event = *it->second.event;
        const json::array *via = arrayAt(event.content(), "via");
        if (!via || via->empty())
            continue;
        if (suggestedOnly) {
            const json::value *suggested = event.content().if_contains("suggested");
            if (!suggested || !suggested->is_bool() || !suggested->get_bool())
                continue;
        }
        out.push_back(&event);
    }
    std::sort(out.begin(), out.end(), [](const matrix::Event *a, const matrix::Event *b) {
        const std::string left = spaceOrderOf(a->content());
        const std::string right = spaceOrderOf(b->content());
        // Children with a valid order come before those without.
        return std::tuple(left.empty(), left, a->originServerTs(), *a->stateKey()) <
               std::tuple(right.empty(), right, b->originServerTs(), *b->stateKey());
    });
    return out;
}

std::string Spaces::keep(Walk walk) {
    std::string token = crypto::randomToken(24);
    const std::lock_guard lock(m_mutex);
    m_walks.emplace(token, std::move(walk));
    m_order.push_back(token);
    while (m_order.size() > maxWalks) {
        m_walks.erase(m_order.front());
        m_order.pop_front();
    }
    return token;
}

/// One room of the walk; nothing if the requester may not see it, or nobody knows it.
std::optional<Spaces::Step> Spaces::step(const Requester &requester, const Query &query,
                                         const std::string &roomId, RemoteSpaces &elsewhere,
                                         Walk &walk) {
    std::vector<RemoteSpaces::Child> children;
    Step out;
    if (const RoomViewPtr view = m_parts.registry.view(roomId)) {
        if (!query.asAdmin && !maySee(requester, *view))
            return std::nullopt;
        out.entry = entry(*view);
        const auto events = this->children(*view, query.suggestedOnly);
        out.entry["children_state"] = childrenState(events);
        for (const matrix::Event *event : events)
            children.push_back({*event->stateKey(), viaOf(event->content())});
    } else {
        auto found = elsewhere.find({roomId, walk.via[roomId]}, query.suggestedOnly);
        if (!found)
            return std::nullopt;
        out.entry = std::move(found->entry);
        out.entry.erase("allowed_room_ids");
        children = std::move(found->children);
    }
    for (RemoteSpaces::Child &child : children) {
        out.children.push_back(child.roomId);
        if (!m_parts.registry.view(child.roomId))
            walk.via.try_emplace(child.roomId, child.via);
    }
    return out;
}

json::object Spaces::hierarchy(const Requester &requester, const std::string &roomId,
                               const Query &query) {
    if (query.maxDepth && *query.maxDepth < 0)
        throw invalidParam("'max_depth' must be a non-negative integer");
    Walk walk;
    if (!query.from.empty()) {
        const std::lock_guard lock(m_mutex);
        const auto it = m_walks.find(query.from);
        if (it == m_walks.end() || it->second.roomId != roomId ||
            it->second.userId != requester.user.str() ||
            it->second.suggestedOnly != query.suggestedOnly ||
            it->second.maxDepth != query.maxDepth)
            throw invalidParam("Unknown pagination token");
        walk = it->second;
    } else {
        walk = {
            roomId, requester.user.str(), query.suggestedOnly, query.maxDepth, {{roomId, 0}}, {},
            {}};
    }
    RemoteSpaces elsewhere(m_parts.remote, requester, [&](const std::string &id) {
        const RoomViewPtr view = m_parts.registry.view(id);
        return view && view->isJoined(requester.user.str());
    });
    if (!step(requester, query, roomId, elsewhere, walk))
        throw forbidden("User " + requester.user.str() + " not in room " + roomId +
                        ", and room previews are disabled");
    const std::size_t limit =
        static_cast<std::size_t>(std::clamp<std::int64_t>(query.limit, 0, 50));
    json::array rooms;
    while (!walk.queue.empty() && rooms.size() < limit && walk.seen.size() < maxRoomsOfWalk) {
        const auto [id, depth] = walk.queue.back();
        walk.queue.pop_back();
        if (std::find(walk.seen.begin(), walk.seen.end(), id) != walk.seen.end())
            continue;
        walk.seen.push_back(id);
        auto found = step(requester, query, id, elsewhere, walk);
        if (!found)
            continue;
        rooms.push_back(std::move(found->entry));
        if (query.maxDepth && depth >= *query.maxDepth)
            continue;
        std::vector<RemoteSpaces::Child> unknown;
        for (auto it = found->children.rbegin(); it != found->children.rend(); ++it) {
            walk.queue.emplace_back(*it, depth + 1);
            if (const auto via = walk.via.find(*it); via != walk.via.end())
                unknown.push_back({*it, via->second});
        }
        std::reverse(unknown.begin(), unknown.end());
        elsewhere.prepare(unknown, query.suggestedOnly);
    }
    json::object out{{"rooms", std::move(rooms)}};
    if (!walk.queue.empty())
        out["next_batch"] = keep(std::move(walk));
    return out;
}

json::object Spaces::forServer(const std::string &server, const std::string &roomId,
                               bool suggestedOnly) {
    const RoomViewPtr root = m_parts.registry.view(roomId);
    if (!root || !serverMaySee(server, *root))
        throw notFound("Unknown room: " + roomId);
    const auto below = children(*root, suggestedOnly);
    json::object room = entry(*root);
    room["children_state"] = childrenState(below);
    json::array found, hidden;
    for (const matrix::Event *child : below) {
        if (found.size() + hidden.size() >= maxChildrenForServer)
            break;
        const RoomViewPtr view = m_parts.registry.view(*child->stateKey());
        if (!view)
            continue; // others are asked for it
        if (serverMaySee(server, *view))
            found.push_back(entry(*view));
        else
            hidden.emplace_back(*child->stateKey());
    }
    return {{"room", std::move(room)},
            {"children", std::move(found)},
            {"inaccessible_children", std::move(hidden)}};
}

json::object Spaces::summary(const Requester &requester, std::string_view roomIdOrAlias) {
    if (!matrix::parseRoomId(roomIdOrAlias) && !matrix::parseRoomAlias(roomIdOrAlias))
        throw unknownError(std::string(roomIdOrAlias) + " was not legal room ID or room alias");
    std::string id(roomIdOrAlias);
    if (!id.empty() && id.front() == '#')
        id = m_parts.database.read([&](store::Reader &reader) {
            const auto row = store::alias(reader, id);
            return row ? reader.roomId(row->room) : std::string();
        });
    const RoomViewPtr view = m_parts.registry.view(id);
    if (!view || !maySee(requester, *view))
        throw notFound("Room not found or not accessible");
    json::object out = entry(*view);
    if (!requester.user.empty()) {
        const Membership membership = view->membershipOf(requester.user.str());
        out["membership"] =
            matrix::toString(membership == Membership::None ? Membership::Leave : membership);
    }
    return out;
}

} // namespace hearth::services
