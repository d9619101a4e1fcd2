// SPDX-License-Identifier: Apache-2.0
// Conditions of push rules, compiled, and the event they are asked about.
#pragma once

#include "server/core/json.hpp"
#include "server/matrix/event.hpp"
#include "server/matrix/glob.hpp"
#include "server/matrix/power_levels.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::matrix {

/// A property named by dots, for example content.m\.mentions.user_ids
/// (spec appendices, "Dot-separated property paths").
class PropertyPath {
public:
    explicit PropertyPath(std::string_view text);
    /// nullptr if the event has no such property. skip: of the first names.
    [[nodiscard]] const json::value *find(const json::object &in, std::size_t skip = 0) const;
    [[nodiscard]] const std::vector<std::string> &names() const { return m_names; }
    [[nodiscard]] bool is(std::initializer_list<std::string_view> names) const;

private:
    std::vector<std::string> m_names;
};

/// A longer pattern never matches (and is refused when somebody sets one).
constexpr std::size_t maxPushPatternBytes = 1024;

/// For whom rules are evaluated.
struct PushRecipient {
    std::string_view userId;
    std::string_view displayName; // in the room; may be empty
};

/// An event and its room, made once and asked for every recipient. Keeps what it learns, so one
/// thread at a time may use it. The event must outlive it.
class PushEvent {
public:
    /// Server-default rules whose answer is the same for all recipients, at most this many.
    static constexpr std::size_t maxSharedAnswers = 64;

    /// memberCount: joined members. levels: those in force when the event was sent.
    PushEvent(const Event &event, std::int64_t memberCount, const PowerLevels &levels);

    [[nodiscard]] const Event &event() const { return m_event; }
    [[nodiscard]] std::int64_t memberCount() const { return m_memberCount; }
    [[nodiscard]] const PowerLevels &levels() const { return m_levels; }
    /// nullptr if the event has no such property.
    [[nodiscard]] const json::value *find(const PropertyPath &path) const;
    /// The property if it is a string; the text lives as long as this.
    [[nodiscard]] std::optional<std::string_view> findText(const PropertyPath &path) const;
    /// content.body in folded case; nullptr if it is not a string.
    [[nodiscard]] const std::string *foldedBody() const;
    /// With m.mentions the rules that look for names in the body are out of force.
    [[nodiscard]] bool hasMentions() const { return m_hasMentions; }
    [[nodiscard]] std::optional<bool> &sharedAnswer(std::size_t index) {
        return m_sharedAnswers[index];
    }
    /// A text of the event in folded case; made once.
    [[nodiscard]] const std::string &folded(std::string_view text) const;

    /// What one recipient's own rules may cost in steps (about a nanosecond each). What would cost
    /// more does not match: nobody else waits for long because of somebody's rules.
    static constexpr std::int64_t maxSteps = 2'000'000;
    /// Whether the rules that are asked next are a recipient's own ones.
    void setMetered(bool metered) { m_metered = metered; }
    /// A new recipient with that much of an allowance.
    void startRecipient(std::int64_t steps) { m_allowed = m_stepsLeft = steps; }
    [[nodiscard]] bool spend(std::size_t steps) const;
    /// Of the recipient's allowance.
    [[nodiscard]] std::int64_t used() const {
        return m_allowed - std::max<std::int64_t>(m_stepsLeft, 0);
    }
    /// All steps, for whomever.
    [[nodiscard]] std::int64_t worked() const { return m_worked; }

private:
    const Event &m_event;
    std::int64_t m_memberCount;
    PowerLevels m_levels;
    bool m_hasMentions;
    mutable std::optional<json::object> m_pdu;
    mutable std::vector<std::pair<std::string_view, std::string>> m_folded;
    bool m_metered = false;
    std::int64_t m_allowed = maxSteps;
    mutable std::int64_t m_stepsLeft = maxSteps;
    mutable std::int64_t m_worked = 0;
    std::array<std::optional<bool>, maxSharedAnswers> m_sharedAnswers{};
};

/// Stands in a pattern or value of a server-default rule for something of the recipient's.
enum class Placeholder { None, OwnId, OwnLocalpart };

class PushCondition {
public:
    /// A condition as clients write it; what is not understood never matches.
    explicit PushCondition(const json::object &condition,
                           Placeholder placeholder = Placeholder::None);
    /// The built-in conditions of content, room and sender rules.
    [[nodiscard]] static PushCondition bodyContains(std::string_view pattern,
                                                    Placeholder placeholder);
    [[nodiscard]] static PushCondition isRoom(std::string_view roomId);
    [[nodiscard]] static PushCondition isSender(std::string_view userId);

    [[nodiscard]] bool matches(const PushEvent &event, const PushRecipient &recipient) const;
    /// Whether the answer can differ between recipients of one event.
    [[nodiscard]] bool dependsOnRecipient() const;

private:
    enum class Kind {
        Never,
        EventMatch,
        BodyMatch,
        PropertyIs,
        PropertyContains,
        ContainsDisplayName,
        MemberCount,
        NotificationPermission,
        Room,
        Sender
    };
    enum class Comparison { Equal, Less, Greater, LessOrEqual, GreaterOrEqual };

    PushCondition() = default;
    void readEventMatch(const json::object &condition);
    void readValue(const json::object &condition, Kind kind);
    void readMemberCount(std::string_view text);
    void setPattern(std::string_view pattern);
    [[nodiscard]] bool matchesProperty(const PushEvent &event,
                                       const PushRecipient &recipient) const;
    [[nodiscard]] bool matchesBody(const PushEvent &event, const PushRecipient &recipient) const;
    [[nodiscard]] bool matchesValue(const json::value &candidate,
                                    const PushRecipient &recipient) const;
    [[nodiscard]] bool matchesCount(std::int64_t count) const;

    Kind m_kind = Kind::Never;
    Placeholder m_placeholder = Placeholder::None;
    Comparison m_comparison = Comparison::Equal;
    std::int64_t m_count = 0;
    std::string m_text; // folded pattern, key of a notification, room id or user id
    std::optional<Glob> m_glob;
    std::optional<PropertyPath> m_path;
    json::value m_value;
};

} // namespace hearth::matrix
