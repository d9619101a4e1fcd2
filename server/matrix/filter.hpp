// SPDX-License-Identifier: Apache-2.0
// Filters of /sync, /messages, /context and /search, compiled (spec client-server, "Filtering").
#pragma once

#include "server/core/json.hpp"
#include "server/core/result.hpp"
#include "server/matrix/glob.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace hearth::matrix {

class Event;

/// A list to include (absent: everything) and one to exclude, which wins.
class NameFilter {
public:
    enum class Wildcards { None, Star };

    NameFilter() = default;
    void include(const std::vector<std::string> &names, Wildcards wildcards);
    void exclude(const std::vector<std::string> &names, Wildcards wildcards);
    [[nodiscard]] bool passes(std::string_view name) const;
    [[nodiscard]] bool excludes(std::string_view name) const;
    [[nodiscard]] bool passesAll() const { return !m_included && m_excluded.empty(); }

private:
    struct Names {
        std::unordered_set<std::string> exact;
        std::vector<Glob> globs;
        [[nodiscard]] bool contains(std::string_view name) const;
        [[nodiscard]] bool empty() const { return exact.empty() && globs.empty(); }
        void add(const std::vector<std::string> &names, Wildcards wildcards);
    };
    std::optional<Names> m_included;
    Names m_excluded;
};

/// EventFilter and RoomEventFilter of the spec. Immutable after parse(); safe to share.
class EventFilter {
public:
    EventFilter() = default;
    /// Failure code "bad_filter". Unknown members are ignored.
    [[nodiscard]] static Result<EventFilter> parse(const json::object &in);

    [[nodiscard]] std::optional<std::int64_t> limit() const { return m_limit; }
    [[nodiscard]] const NameFilter &types() const { return m_types; }
    [[nodiscard]] const NameFilter &senders() const { return m_senders; }
    [[nodiscard]] const NameFilter &rooms() const { return m_rooms; }
    [[nodiscard]] bool lazyLoadMembers() const { return m_lazyLoadMembers; }
    [[nodiscard]] bool includeRedundantMembers() const { return m_includeRedundantMembers; }
    [[nodiscard]] bool unreadThreadNotifications() const { return m_unreadThreadNotifications; }
    /// Only events that other events with these relation types, by these senders, point at
    /// (MSC3440). matches() does not look at them: the caller knows the relations.
    [[nodiscard]] const std::vector<std::string> &relatedByRelTypes() const {
        return m_relatedByRelTypes;
    }
    [[nodiscard]] const std::vector<std::string> &relatedBySenders() const {
        return m_relatedBySenders;
    }
    [[nodiscard]] bool hasRelationFilter() const {
        return !m_relatedByRelTypes.empty() || !m_relatedBySenders.empty();
    }

    [[nodiscard]] bool matchesRoom(std::string_view roomId) const { return m_rooms.passes(roomId); }
    /// Type, sender and what the content tells (url, labels, kind of relation). content may be null
    /// for things without content.
    [[nodiscard]] bool matches(std::string_view type, std::string_view sender,
                               const json::object *content) const;
    /// Those and the room.
    [[nodiscard]] bool matches(const Event &event) const;
    /// Lets every event of every room through (limit and lazy loading aside).
    [[nodiscard]] bool passesAll() const;

private:
    [[nodiscard]] bool matchesLabels(const json::object *content) const;

    std::optional<std::int64_t> m_limit;
    NameFilter m_types;
    NameFilter m_senders;
    NameFilter m_rooms;
    NameFilter m_relTypes; // of the event's own relation (MSC3874)
    NameFilter m_labels;   // MSC2326
    std::optional<bool> m_containsUrl;
    bool m_lazyLoadMembers = false;
    bool m_includeRedundantMembers = false;
    bool m_unreadThreadNotifications = false;
    std::vector<std::string> m_relatedByRelTypes;
    std::vector<std::string> m_relatedBySenders;
};

/// The Filter of /sync and POST /user/{userId}/filter.
struct Filter {
    [[nodiscard]] static Result<Filter> parse(const json::object &in);

    NameFilter rooms; // before the filters of each section
    bool includeLeave = false;
    EventFilter state;
    EventFilter timeline;
    EventFilter ephemeral;
    EventFilter roomAccountData;
    EventFilter presence;
    EventFilter accountData;
    std::optional<std::vector<std::string>> eventFields; // none: all
    bool federationFormat = false;
};

/// The event cut down to event_fields: those properties and what leads to them.
[[nodiscard]] json::object keepFields(const json::object &event,
                                      const std::vector<std::string> &eventFields);

} // namespace hearth::matrix
