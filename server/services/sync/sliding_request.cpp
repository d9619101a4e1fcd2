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
namespace bounds = sliding_bounds;
constexpr std::int64_t mostEvents = 100;

std::string textOf(const json::value &value, const char *what) {
    if (!value.is_string())
        throw badJson(std::string(what) + " must hold strings.");
    return std::string(view(value.get_string()));
}

void requireAtMost(std::size_t count, std::size_t most, std::string_view what) {
    if (count > most)
        throw invalidParam("There may be at most " + std::to_string(most) + " " +
                           std::string(what) + ".");
}

std::set<std::string> textsOf(const json::array &list, const char *what) {
    requireAtMost(list.size(), bounds::names, std::string("entries in ") + what);
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
    const json::array *list = findArray(in, "required_state");
    if (!list || list->empty())
        return wish;
    requireAtMost(list->size(), bounds::pairs, "pairs in one required_state");
    WantedState::Types types;
    for (const json::value &pair : *list) {
        const json::array *parts = pair.if_array();
        if (!parts || parts->size() != 2)
            throw badJson("required_state must hold pairs.");
        types[textOf((*parts)[0], "required_state")].insert(textOf((*parts)[1], "required_state"));
    }
    wish.state = std::make_shared<const WantedState>(std::move(types));
    return wish;
}

/// Sorted, and those that overlap as one.
void mergeRanges(std::vector<std::pair<std::size_t, std::size_t>> &ranges) {
    std::sort(ranges.begin(), ranges.end());
    std::size_t kept = 0;
    for (std::size_t i = 1; i < ranges.size(); ++i) {
        if (ranges[i].first <= ranges[kept].second)
            ranges[kept].second = std::max(ranges[kept].second, ranges[i].second);
        else
            ranges[++kept] = ranges[i];
    }
    ranges.resize(std::min(ranges.size(), kept + 1));
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
    requireAtMost(ranges->size(), bounds::ranges, "ranges in one list");
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
    mergeRanges(list.ranges);
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
    requireAtMost(value->get_array().size(), bounds::names, "names for one extension");
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

void SlidingWish::add(const SlidingWish &other, WantedUnions &unions) {
    timelineLimit = std::max(timelineLimit, other.timelineLimit);
    const WantedState::Ptr all = unions.unite(state, other.state);
    // Of what a connection wanted in the course of time only so much is kept in mind: what is
    // forgotten is told again.
    state = all->size() > bounds::allPairs ? other.state : all;
}

SlidingRequest parseSlidingRequest(const json::object &body) {
    SlidingRequest request;
    std::size_t pairs = 0;
    request.connection = findString(body, "conn_id").value_or(std::string());
    requireAtMost(request.connection.size(), bounds::connectionName, "bytes in conn_id");
    if (const json::object *lists = findObject(body, "lists")) {
        requireAtMost(lists->size(), bounds::lists, "lists");
        for (const auto &entry : *lists) {
            request.lists.push_back(parseList(entry.key(), getObject(*lists, entry.key())));
            pairs += request.lists.back().wish.state->size();
            requireAtMost(pairs, bounds::allPairs, "pairs in all required_state together");
        }
    }
    if (const json::object *rooms = findObject(body, "room_subscriptions")) {
        requireAtMost(rooms->size(), bounds::rooms, "room subscriptions");
        for (const auto &entry : *rooms) {
            const auto added =
                request.rooms.emplace(entry.key(), parseWish(getObject(*rooms, entry.key())));
            pairs += added.first->second.state->size();
            requireAtMost(pairs, bounds::allPairs, "pairs in all required_state together");
        }
    }
    if (const json::object *extensions = findObject(body, "extensions"))
        request.extensions = parseExtensions(*extensions);
    return request;
}

} // namespace hearth::services
