// SPDX-License-Identifier: Apache-2.0
#include "server/matrix/filter.hpp"

#include "server/core/json_read.hpp"
#include "server/matrix/event.hpp"
#include "server/matrix/ids.hpp"
#include "server/matrix/push_condition.hpp"

#include <algorithm>

namespace hearth::matrix {
namespace {

/// A filter is looked at for every event of every room, so it may not be arbitrarily long.
constexpr std::size_t maxNames = 10000;
constexpr std::size_t maxGlobs = 100;

/// Thrown and caught within parse(): the readers below nest too deeply for results.
struct BadFilter {
    std::string message;
};

[[noreturn]] void bad(std::string_view key, std::string_view wanted) {
    throw BadFilter{"'" + std::string(key) + "' must be " + std::string(wanted) + "."};
}

const json::object *readObject(const json::object &in, std::string_view key) {
    const auto *value = in.if_contains(key);
    if (!value || value->is_null())
        return nullptr;
    if (!value->is_object())
        bad(key, "an object");
    return &value->get_object();
}

std::optional<bool> readBool(const json::object &in, std::string_view key) {
    const auto *value = in.if_contains(key);
    if (!value || value->is_null())
        return std::nullopt;
    if (!value->is_bool())
        bad(key, "true or false");
    return value->get_bool();
}

using Grammar = bool (*)(std::string_view);
bool isAny(std::string_view) {
    return true;
}
bool isUser(std::string_view text) {
    return parseUserId(text).has_value();
}
bool isRoom(std::string_view text) {
    return parseRoomId(text).has_value();
}

std::optional<std::vector<std::string>> readNames(const json::object &in, std::string_view key,
                                                  Grammar grammar, std::string_view wanted) {
    const auto *value = in.if_contains(key);
    if (!value || value->is_null())
        return std::nullopt;
    if (!value->is_array() || value->get_array().size() > maxNames)
        bad(key, wanted);
    std::vector<std::string> names;
    names.reserve(value->get_array().size());
    for (const auto &item : value->get_array()) {
        if (!item.is_string() || !grammar(view(item.get_string())))
            bad(key, wanted);
        names.emplace_back(view(item.get_string()));
    }
    return names;
}

void readFilter(const json::object &in, std::string_view plural, Grammar grammar,
                std::string_view wanted, NameFilter::Wildcards wildcards, NameFilter &into,
                const std::string &prefix = {}) {
    if (const auto names = readNames(in, prefix + std::string(plural), grammar, wanted))
        into.include(*names, wildcards);
    if (const auto names = readNames(in, prefix + "not_" + std::string(plural), grammar, wanted))
        into.exclude(*names, wildcards);
}

void readRooms(const json::object &in, NameFilter &into) {
    readFilter(in, "rooms", isRoom, "a list of room ids", NameFilter::Wildcards::None, into);
}

EventFilter section(const json::object *in, std::string_view key) {
    const auto *object = in ? readObject(*in, key) : nullptr;
    if (!object)
        return {};
    auto filter = EventFilter::parse(*object);
    if (!filter)
        throw BadFilter{filter.error().message};
    return *std::move(filter);
}

Filter readWholeFilter(const json::object &in) {
    Filter filter;
    constexpr std::size_t mostFields = 100; // each is looked for in each event
    const std::string fields =
        "a list of at most " + std::to_string(mostFields) + " property names";
    filter.eventFields = readNames(in, "event_fields", isAny, fields);
    if (filter.eventFields && filter.eventFields->size() > mostFields)
        bad("event_fields", fields);
    if (const auto *format = in.if_contains("event_format"); format && !format->is_null()) {
        const auto text = stringAt(in, "event_format");
        if (text != "client" && text != "federation")
            bad("event_format", "client or federation");
        filter.federationFormat = text == "federation";
    }
    filter.presence = section(&in, "presence");
    filter.accountData = section(&in, "account_data");
    const auto *room = readObject(in, "room");
    if (!room)
        return filter;
    readRooms(*room, filter.rooms);
    filter.includeLeave = readBool(*room, "include_leave").value_or(false);
    filter.state = section(room, "state");
    filter.timeline = section(room, "timeline");
    filter.ephemeral = section(room, "ephemeral");
    filter.roomAccountData = section(room, "account_data");
    return filter;
}

/// Copies the property at names[depth…] of in to out, with the objects that lead to it.
void copyField(const json::object &in, json::object &out, const std::vector<std::string> &names,
               std::size_t depth) {
    const auto *value = in.if_contains(names[depth]);
    if (!value)
        return;
    if (depth + 1 == names.size()) {
        out[names[depth]] = *value;
        return;
    }
    const auto *object = value->if_object();
    if (!object)
        return;
    auto &target = out[names[depth]];
    if (!target.is_object())
        target.emplace_object();
    copyField(*object, target.get_object(), names, depth + 1);
}

} // namespace

bool NameFilter::Names::contains(std::string_view name) const {
    return (!exact.empty() && exact.contains(std::string(name))) ||
           std::any_of(globs.begin(), globs.end(),
                       [name](const Glob &glob) { return glob.matches(name); });
}

void NameFilter::Names::add(const std::vector<std::string> &names, Wildcards wildcards) {
    for (const auto &name : names) {
        const bool isGlob = wildcards == Wildcards::Star && name.find('*') != std::string::npos;
        if (!isGlob)
            exact.insert(name);
        else if (globs.size() < maxGlobs)
            globs.emplace_back(name, Glob::Wildcards::StarOnly);
        else
            throw BadFilter{"The filter has too many wildcards."};
    }
}

void NameFilter::include(const std::vector<std::string> &names, Wildcards wildcards) {
    m_included.emplace();
    m_included->add(names, wildcards);
}

void NameFilter::exclude(const std::vector<std::string> &names, Wildcards wildcards) {
    m_excluded.add(names, wildcards);
}

bool NameFilter::passes(std::string_view name) const {
    if (!m_excluded.empty() && m_excluded.contains(name))
        return false;
    return !m_included || m_included->contains(name);
}

bool NameFilter::excludes(std::string_view name) const {
    return !m_excluded.empty() && m_excluded.contains(name);
}

Result<EventFilter> EventFilter::parse(const json::object &in) {
    try {
        EventFilter filter;
        if (const auto *limit = in.if_contains("limit"); limit && !limit->is_null()) {
            const auto *number = limit->if_int64();
            if (!number || *number < 0)
                bad("limit", "an integer that is not negative");
            filter.m_limit = *number;
        }
        readFilter(in, "types", isAny, "a list of event types", NameFilter::Wildcards::Star,
                   filter.m_types);
        readFilter(in, "senders", isUser, "a list of user ids", NameFilter::Wildcards::None,
                   filter.m_senders);
        readRooms(in, filter.m_rooms);
        readFilter(in, "labels", isAny, "a list of labels", NameFilter::Wildcards::None,
                   filter.m_labels, "org.matrix.");
        readFilter(in, "rel_types", isAny, "a list of relation types", NameFilter::Wildcards::None,
                   filter.m_relTypes, "org.matrix.msc3874.");
        filter.m_containsUrl = readBool(in, "contains_url");
        filter.m_lazyLoadMembers = readBool(in, "lazy_load_members").value_or(false);
        filter.m_includeRedundantMembers =
            readBool(in, "include_redundant_members").value_or(false);
        filter.m_unreadThreadNotifications =
            readBool(in, "unread_thread_notifications").value_or(false);
        filter.m_relatedByRelTypes =
            readNames(in, "related_by_rel_types", isAny, "a list of relation types")
                .value_or(std::vector<std::string>());
        filter.m_relatedBySenders =
            readNames(in, "related_by_senders", isUser, "a list of user ids")
                .value_or(std::vector<std::string>());
        return filter;
    } catch (const BadFilter &problem) {
        return fail("bad_filter", problem.message);
    }
}

bool EventFilter::matchesLabels(const json::object *content) const {
    if (m_labels.passesAll())
        return true;
    // An event without labels counts as having an empty one.
    const json::array *labels = content ? arrayAt(*content, "org.matrix.labels") : nullptr;
    if (!labels || labels->empty())
        return m_labels.passes("");
    bool included = false;
    for (const json::value &label : *labels) {
        const std::string_view text = label.is_string() ? view(label.get_string()) : "";
        if (m_labels.excludes(text))
            return false;
        included = included || m_labels.passes(text);
    }
    return included;
}

bool EventFilter::matches(std::string_view type, std::string_view sender,
                          const json::object *content) const {
    if (!m_types.passes(type) || !m_senders.passes(sender) || !matchesLabels(content))
        return false;
    if (!m_relTypes.passesAll()) {
        const json::object *relation = content ? objectAt(*content, "m.relates_to") : nullptr;
        if (!m_relTypes.passes(relation ? stringAt(*relation, "rel_type") : std::string_view()))
            return false;
    }
    if (!m_containsUrl)
        return true;
    const auto *url = content ? content->if_contains("url") : nullptr;
    return *m_containsUrl == (url && url->is_string());
}

bool EventFilter::matches(const Event &event) const {
    // Most filters never look into the content, which is then not parsed.
    const bool looksInside =
        !m_labels.passesAll() || !m_relTypes.passesAll() || m_containsUrl.has_value();
    return m_rooms.passes(event.roomId().str()) &&
           matches(event.type(), event.sender().str(), looksInside ? &event.content() : nullptr);
}

bool EventFilter::passesAll() const {
    return m_types.passesAll() && m_senders.passesAll() && m_rooms.passesAll() &&
           m_labels.passesAll() && m_relTypes.passesAll() && !m_containsUrl && !hasRelationFilter();
}

Result<Filter> Filter::parse(const json::object &in) {
    try {
        return readWholeFilter(in);
    } catch (const BadFilter &problem) {
        return fail("bad_filter", problem.message);
    }
}

json::object keepFields(const json::object &event, const std::vector<std::string> &eventFields) {
    json::object out;
    for (const auto &field : eventFields)
        copyField(event, out, PropertyPath(field).names(), 0);
    return out;
}

} // namespace hearth::matrix
