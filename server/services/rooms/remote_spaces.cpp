// SPDX-License-Identifier: Apache-2.0
#include "server/services/rooms/remote_spaces.hpp"

#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/federation/remote_lookups.hpp"

#include <algorithm>
#include <tuple>

namespace hearth::services {
namespace {

constexpr std::size_t mostAtOnce = 50;
constexpr std::size_t mostChildren = 1000;

} // namespace

std::vector<std::string> viaOf(const json::object &content) {
    std::vector<std::string> out;
    if (const json::array *via = arrayAt(content, "via"))
        for (const json::value &server : *via)
            if (server.is_string() && matrix::isServerName(view(server.get_string())))
                out.emplace_back(view(server.get_string()));
    return out;
}

std::string spaceOrderOf(const json::object &content) {
    const std::string_view order = stringAt(content, "order");
    const bool valid =
        !order.empty() && order.size() <= 50 &&
        std::all_of(order.begin(), order.end(), [](char c) { return c >= '\x20' && c <= '\x7E'; });
    return valid ? std::string(order) : std::string();
}

std::vector<RemoteSpaces::Child> childrenOf(const json::array &childrenState, bool suggestedOnly) {
    struct Entry {
        std::string order;
        std::int64_t ts = 0;
        RemoteSpaces::Child child;
    };
    std::vector<Entry> entries;
    for (const json::value &value : childrenState) {
        const json::object *state = value.if_object();
        const json::object *content = state ? objectAt(*state, "content") : nullptr;
        if (!content || entries.size() >= mostChildren ||
            !matrix::parseRoomId(stringAt(*state, "state_key")))
            continue;
        const json::value *suggested = content->if_contains("suggested");
        if (suggestedOnly && (!suggested || !suggested->is_bool() || !suggested->get_bool()))
            continue;
        auto via = viaOf(*content);
        if (!via.empty())
            entries.push_back({spaceOrderOf(*content),
                               intAt(*state, "origin_server_ts").value_or(0),
                               {std::string(stringAt(*state, "state_key")), std::move(via)}});
    }
    std::sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) {
        return std::tuple(a.order.empty(), a.order, a.ts, a.child.roomId) <
               std::tuple(b.order.empty(), b.order, b.ts, b.child.roomId);
    });
    std::vector<RemoteSpaces::Child> out;
    for (Entry &entry : entries)
        out.push_back(std::move(entry.child));
    return out;
}

std::optional<json::object> RemoteSpaces::ask(const Child &room, bool suggestedOnly) {
    std::vector<std::string> servers = room.via;
    if (const std::string_view own = matrix::domain(room.roomId);
        servers.empty() && matrix::isServerName(own))
        servers.emplace_back(own);
    return m_lookups->hierarchy(servers, room.roomId, suggestedOnly, m_requester.user.str());
}

void RemoteSpaces::prepare(const std::vector<Child> &rooms, bool suggestedOnly) {
    if (!m_lookups || !canWait())
        return;
    Together together;
    std::size_t asked = 0;
    for (const Child &room : rooms)
        if (!m_leaves.contains(room.roomId) && asked++ < mostAtOnce)
            static_cast<void>(together.get([&] { return ask(room, suggestedOnly); }));
    together.require();
}

bool RemoteSpaces::maySee(const json::object &room) const {
    const std::string_view rule = stringAt(room, "join_rule");
    const json::value *readable = room.if_contains("world_readable");
    if (rule == "public" || rule == "knock" || rule == "knock_restricted" ||
        (readable && readable->is_bool() && readable->get_bool()))
        return true;
    const json::array *allowed = arrayAt(room, "allowed_room_ids");
    return allowed && std::any_of(allowed->begin(), allowed->end(), [&](const json::value &id) {
               return id.is_string() && m_mayBeIn(std::string(view(id.get_string())));
           });
}

std::optional<RemoteSpaces::Room> RemoteSpaces::find(const Child &room, bool suggestedOnly) {
    if (!m_lookups || !canWait())
        return std::nullopt;
    Room out;
    if (const auto leaf = m_leaves.find(room.roomId); leaf != m_leaves.end()) {
        out.entry = leaf->second;
        out.entry["children_state"] = json::array{};
    } else {
        const auto answer = ask(room, suggestedOnly);
        if (!answer)
            return std::nullopt;
        out.entry = *objectAt(*answer, "room");
        if (const json::array *children = arrayAt(*answer, "children"))
            for (const json::value &child : *children)
                if (child.is_object() && stringAt(child.get_object(), "room_type") != "m.space")
                    m_leaves.emplace(stringAt(child.get_object(), "room_id"), child.get_object());
    }
    if (stringAt(out.entry, "room_id") != room.roomId || !maySee(out.entry))
        return std::nullopt;
    if (!arrayAt(out.entry, "children_state"))
        out.entry["children_state"] = json::array{};
    out.children = childrenOf(*arrayAt(out.entry, "children_state"), suggestedOnly);
    return out;
}

} // namespace hearth::services
