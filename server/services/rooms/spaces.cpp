// SPDX-License-Identifier: Apache-2.0
// Summaries and hierarchies of rooms of this server.
#include "server/services/rooms/spaces.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/crypto/hash.hpp"
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

std::string orderOf(const matrix::Event &child) {
    const std::string_view order = stringAt(child.content(), "order");
    const bool valid =
        !order.empty() && order.size() <= 50 &&
        std::all_of(order.begin(), order.end(), [](char c) { return c >= '\x20' && c <= '\x7E'; });
    return valid ? std::string(order) : std::string();
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
        const std::string left = orderOf(*a);
        const std::string right = orderOf(*b);
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

json::object Spaces::hierarchy(const Requester &requester, const std::string &roomId,
                               const Query &query) {
    if (query.maxDepth && *query.maxDepth < 0)
        throw invalidParam("'max_depth' must be a non-negative integer");
    const RoomViewPtr root = m_parts.registry.view(roomId);
    if (!root || (!query.asAdmin && !maySee(requester, *root)))
        throw forbidden("User " + requester.user.str() + " not in room " + roomId +
                        ", and room previews are disabled");
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
        walk = {roomId,         requester.user.str(), query.suggestedOnly,
                query.maxDepth, {{roomId, 0}},        {}};
    }
    const std::size_t limit =
        static_cast<std::size_t>(std::clamp<std::int64_t>(query.limit, 0, 50));
    json::array rooms;
    while (!walk.queue.empty() && rooms.size() < limit && walk.seen.size() < maxRoomsOfWalk) {
        const auto [id, depth] = walk.queue.back();
        walk.queue.pop_back();
        if (std::find(walk.seen.begin(), walk.seen.end(), id) != walk.seen.end())
            continue;
        walk.seen.push_back(id);
        const RoomViewPtr view = m_parts.registry.view(id);
        if (!view || (!query.asAdmin && !maySee(requester, *view)))
            continue;
        json::object out = entry(*view);
        json::array states;
        const auto below = children(*view, query.suggestedOnly);
        for (const matrix::Event *child : below) {
            json::object state = EventSerializer::stripped(*child);
            state["origin_server_ts"] = child->originServerTs();
            states.push_back(std::move(state));
        }
        out["children_state"] = std::move(states);
        rooms.push_back(std::move(out));
        if (query.maxDepth && depth >= *query.maxDepth)
            continue;
        for (auto it = below.rbegin(); it != below.rend(); ++it)
            walk.queue.emplace_back(*(*it)->stateKey(), depth + 1);
    }
    json::object out{{"rooms", std::move(rooms)}};
    if (!walk.queue.empty())
        out["next_batch"] = keep(std::move(walk));
    return out;
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
