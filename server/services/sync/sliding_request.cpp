// SPDX-License-Identifier: Apache-2.0
// Reading the body of a sliding sync.
#include "server/services/sync/sliding_request.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/fold.hpp"

#include <algorithm>
#include <charconv>

namespace hearth::services {

namespace {
constexpr std::size_t mostLists = 100;
constexpr std::size_t mostRooms = 1000;
constexpr std::int64_t mostEvents = 100;
constexpr std::string_view memberType = "m.room.member";

std::string textOf(const json::value &value, const char *what) {
    if (!value.is_string())
        throw badJson(std::string(what) + " must hold strings.");
    return std::string(view(value.get_string()));
}

std::set<std::string> textsOf(const json::array &list, const char *what) {
    std::set<std::string> out;
    for (const json::value &value : list)
        out.insert(value.is_null() ? std::string() : textOf(value, what));
    return out;
}

std::optional<std::set<std::string>> findTexts(const json::object &in, const char *key) {
    const json::array *list = findArray(in, key);
    return list ? std::optional(textsOf(*list, key)) : std::nullopt;
}

SlidingWish parseWish(const json::object &in) {
    SlidingWish wish;
    wish.timelineLimit =
        std::clamp<std::int64_t>(findInt(in, "timeline_limit").value_or(0), 0, mostEvents);
    if (const json::array *list = findArray(in, "required_state"))
        for (const json::value &pair : *list) {
            const json::array *parts = pair.if_array();
            if (!parts || parts->size() != 2)
                throw badJson("required_state must hold pairs.");
            wish.state.emplace(textOf((*parts)[0], "required_state"),
                               textOf((*parts)[1], "required_state"));
        }
    return wish;
}

SlidingFilter parseFilter(const json::object &in) {
    SlidingFilter filter;
    filter.isDirect = findBool(in, "is_dm");
    filter.isInvite = findBool(in, "is_invite");
    filter.isEncrypted = findBool(in, "is_encrypted");
    filter.roomTypes = findTexts(in, "room_types");
    filter.notRoomTypes = findTexts(in, "not_room_types").value_or(std::set<std::string>());
    filter.spaces = findTexts(in, "spaces");
    filter.tags = findTexts(in, "tags");
    filter.notTags = findTexts(in, "not_tags").value_or(std::set<std::string>());
    if (const auto name = findString(in, "room_name_like"))
        filter.nameLike = matrix::foldForSearch(*name);
    return filter;
}

SlidingList parseList(std::string_view name, const json::object &in) {
    SlidingList list;
    list.name = name;
    list.wish = parseWish(in);
    if (const json::object *filter = findObject(in, "filters"))
        list.filter = parseFilter(*filter);
    const json::array *ranges = findArray(in, "ranges");
    if (!ranges)
        return list;
    for (const json::value &range : *ranges) {
        const json::array *ends = range.if_array();
        if (!ends || ends->size() != 2 || !(*ends)[0].is_int64() || !(*ends)[1].is_int64())
            throw badJson("ranges must hold pairs of integers.");
        const std::int64_t first = (*ends)[0].get_int64();
        const std::int64_t last = (*ends)[1].get_int64();
        if (first < 0 || last < first)
            throw invalidParam("A range must not be negative or backwards.");
        list.ranges.emplace_back(first, last);
    }
    return list;
}

bool isEnabled(const json::object &extensions, const char *name) {
    const json::object *extension = findObject(extensions, name);
    return extension && findBool(*extension, "enabled").value_or(false);
}

std::optional<std::set<std::string>> parseScopeList(const json::object &in, const char *name) {
    const json::value *value = in.if_contains(name);
    if (!value || value->is_null())
        return std::nullopt;
    if (!value->is_array())
        throw badJson("'" + std::string(name) + "' of an extension must be a list.");
    std::set<std::string> out;
    for (const json::value &entry : value->get_array()) {
        if (!entry.is_string())
            throw badJson("'" + std::string(name) + "' of an extension must be a list of strings.");
        out.emplace(view(entry.get_string()));
    }
    if (out.contains("*"))
        return std::nullopt;
    return out;
}

SlidingScope parseScope(const json::object &extensions, const char *name) {
    const json::object *extension = findObject(extensions, name);
    if (!extension)
        return {};
    return {parseScopeList(*extension, "lists"), parseScopeList(*extension, "rooms")};
}

SlidingExtensions parseExtensions(const json::object &in) {
    SlidingExtensions out;
    out.toDevice = isEnabled(in, "to_device");
    out.encryption = isEnabled(in, "e2ee");
    out.accountData = isEnabled(in, "account_data");
    out.receipts = isEnabled(in, "receipts");
    out.typing = isEnabled(in, "typing");
    out.accountDataOf = parseScope(in, "account_data");
    out.receiptsOf = parseScope(in, "receipts");
    out.typingOf = parseScope(in, "typing");
    const json::object *toDevice = findObject(in, "to_device");
    if (const auto since = toDevice ? findString(*toDevice, "since") : std::nullopt) {
        std::int64_t position = 0;
        const auto end = since->data() + since->size();
        const auto [at, error] = std::from_chars(since->data(), end, position);
        if (error != std::errc() || at != end || position < 0)
            throw invalidParam("The token of to_device is not one that this server has given out.");
        out.toDeviceSince = position;
    }
    return out;
}
} // namespace

void SlidingWish::add(const SlidingWish &other) {
    timelineLimit = std::max(timelineLimit, other.timelineLimit);
    state.insert(other.state.begin(), other.state.end());
}

bool SlidingWish::lazyMembers() const {
    return state.contains({std::string(memberType), "$LAZY"});
}

bool SlidingWish::wants(std::string_view type, std::string_view key, std::string_view self) const {
    return std::any_of(state.begin(), state.end(), [&](const auto &wanted) {
        if (wanted.first != "*" && wanted.first != type)
            return false;
        return wanted.second == "*" || wanted.second == key ||
               (wanted.second == "$ME" && key == self);
    });
}

SlidingRequest parseSlidingRequest(const json::object &body) {
    SlidingRequest request;
    request.connection = findString(body, "conn_id").value_or(std::string());
    if (const json::object *lists = findObject(body, "lists")) {
        if (lists->size() > mostLists)
            throw invalidParam("There are too many lists.");
        for (const auto &entry : *lists)
            request.lists.push_back(parseList(entry.key(), getObject(*lists, entry.key())));
    }
    if (const json::object *rooms = findObject(body, "room_subscriptions")) {
        if (rooms->size() > mostRooms)
            throw invalidParam("There are too many room subscriptions.");
        for (const auto &entry : *rooms)
            request.rooms.emplace(entry.key(), parseWish(getObject(*rooms, entry.key())));
    }
    if (const json::object *extensions = findObject(body, "extensions"))
        request.extensions = parseExtensions(*extensions);
    return request;
}

} // namespace hearth::services
