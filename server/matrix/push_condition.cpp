// SPDX-License-Identifier: Apache-2.0
#include "server/matrix/push_condition.hpp"

#include "server/core/json_read.hpp"
#include "server/matrix/fold.hpp"
#include "server/matrix/ids.hpp"
#include "server/matrix/utf8.hpp"

#include <algorithm>
#include <charconv>

namespace hearth::matrix {
namespace {

// Texts of one event that are kept in folded case: rules ask for few of them again and again.
constexpr std::size_t maxFolded = 8;
constexpr std::size_t stepsPerFoldedByte = 8;
// What a look costs that finds nothing to compare.
constexpr std::size_t stepsPerLook = 20;

bool isScalar(const json::value &value) {
    return value.is_string() || value.is_int64() || value.is_bool() || value.is_null();
}

std::string_view textFor(Placeholder placeholder, const PushRecipient &recipient) {
    return placeholder == Placeholder::OwnLocalpart ? localpart(recipient.userId)
                                                    : recipient.userId;
}

} // namespace

PropertyPath::PropertyPath(std::string_view text) {
    std::string name;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escapes =
            text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '.' || text[i + 1] == '\\');
        if (escapes) {
            name += text[++i];
        } else if (text[i] == '.') {
            m_names.push_back(std::move(name));
            name.clear();
        } else {
            name += text[i];
        }
    }
    m_names.push_back(std::move(name));
}

const json::value *PropertyPath::find(const json::object &in, std::size_t skip) const {
    const json::object *object = &in;
    const json::value *value = nullptr;
    for (std::size_t i = skip; i < m_names.size(); ++i) {
        if (!object)
            return nullptr;
        value = object->if_contains(m_names[i]);
        if (!value)
            return nullptr;
        object = value->if_object();
    }
    return value;
}

bool PropertyPath::is(std::initializer_list<std::string_view> names) const {
    return std::equal(names.begin(), names.end(), m_names.begin(), m_names.end());
}

PushEvent::PushEvent(const Event &event, std::int64_t memberCount, const PowerLevels &levels)
    : m_event(event)
    , m_memberCount(memberCount)
    , m_levels(levels)
    , m_hasMentions(objectAt(event.content(), "m.mentions") != nullptr) {}

const json::value *PushEvent::find(const PropertyPath &path) const {
    const auto &names = path.names();
    if (names.size() > 1 && names.front() == "content")
        return path.find(m_event.content(), 1);
    if (!m_pdu)
        m_pdu = m_event.pdu();
    return path.find(*m_pdu);
}

std::optional<std::string_view> PushEvent::findText(const PropertyPath &path) const {
    // What nearly all rules ask for is at hand.
    if (path.is({"type"}))
        return m_event.type();
    if (path.is({"sender"}))
        return m_event.sender().str();
    if (path.is({"room_id"}))
        return m_event.roomId().str(); // v12 create events do not hold it
    if (path.is({"state_key"}))
        return m_event.stateKey() ? std::optional<std::string_view>(*m_event.stateKey())
                                  : std::nullopt;
    const json::value *value = find(path);
    return value && value->is_string() ? std::optional(view(value->get_string())) : std::nullopt;
}

const std::string *PushEvent::foldedBody() const {
    const auto *body = m_event.content().if_contains("body");
    return body && body->is_string() ? &folded(view(body->get_string())) : nullptr;
}

const std::string &PushEvent::folded(std::string_view text) const {
    for (const auto &[known, result] : m_folded)
        if (known.data() == text.data() && known.size() == text.size())
            return result;
    static_cast<void>(spend(stepsPerFoldedByte * text.size()));
    m_folded.reserve(maxFolded); // references stay good
    if (m_folded.size() == maxFolded)
        m_folded.pop_back();
    return m_folded.emplace_back(text, foldCase(text)).second;
}

bool PushEvent::spend(std::size_t steps) const {
    if (m_metered) {
        m_stepsLeft -= static_cast<std::int64_t>(steps);
        if (m_stepsLeft < 0)
            return false;
    }
    m_worked += static_cast<std::int64_t>(steps);
    return true;
}

PushCondition::PushCondition(const json::object &condition, Placeholder placeholder)
    : m_placeholder(placeholder) {
    const auto kind = stringAt(condition, "kind");
    if (kind == "event_match") {
        readEventMatch(condition);
    } else if (kind == "event_property_is") {
        readValue(condition, Kind::PropertyIs);
    } else if (kind == "event_property_contains") {
        readValue(condition, Kind::PropertyContains);
    } else if (kind == "contains_display_name") {
        m_kind = Kind::ContainsDisplayName;
    } else if (kind == "room_member_count") {
        readMemberCount(stringAt(condition, "is"));
    } else if (kind == "sender_notification_permission") {
        m_text = stringAt(condition, "key");
        if (!m_text.empty())
            m_kind = Kind::NotificationPermission;
    }
}

PushCondition PushCondition::bodyContains(std::string_view pattern, Placeholder placeholder) {
    PushCondition condition;
    condition.m_placeholder = placeholder;
    condition.m_kind = Kind::BodyMatch;
    condition.setPattern(pattern);
    return condition;
}

PushCondition PushCondition::isRoom(std::string_view roomId) {
    PushCondition condition;
    condition.m_kind = Kind::Room;
    condition.m_text = roomId;
    return condition;
}

PushCondition PushCondition::isSender(std::string_view userId) {
    PushCondition condition;
    condition.m_kind = Kind::Sender;
    condition.m_text = userId;
    return condition;
}

void PushCondition::setPattern(std::string_view pattern) {
    if (pattern.size() > maxPushPatternBytes) {
        m_kind = Kind::Never;
        return;
    }
    m_text = foldCase(pattern);
    m_glob.emplace(m_text);
}

void PushCondition::readEventMatch(const json::object &condition) {
    const auto *key = condition.if_contains("key");
    const auto *pattern = condition.if_contains("pattern");
    if (!key || !key->is_string() ||
        (m_placeholder == Placeholder::None && (!pattern || !pattern->is_string())))
        return;
    m_path.emplace(view(key->get_string()));
    m_kind = m_path->is({"content", "body"}) ? Kind::BodyMatch : Kind::EventMatch;
    if (m_placeholder == Placeholder::None)
        setPattern(view(pattern->get_string()));
}

void PushCondition::readValue(const json::object &condition, Kind kind) {
    const auto *key = condition.if_contains("key");
    const auto *value = condition.if_contains("value");
    if (!key || !key->is_string())
        return;
    if (m_placeholder == Placeholder::None && (!value || !isScalar(*value)))
        return;
    m_path.emplace(view(key->get_string()));
    if (value)
        m_value = *value;
    m_kind = kind;
}

void PushCondition::readMemberCount(std::string_view text) {
    struct Prefix {
        std::string_view text;
        Comparison comparison;
    };
    constexpr std::array<Prefix, 5> prefixes{{{"==", Comparison::Equal},
                                              {"<=", Comparison::LessOrEqual},
                                              {">=", Comparison::GreaterOrEqual},
                                              {"<", Comparison::Less},
                                              {">", Comparison::Greater}}};
    for (const auto &prefix : prefixes) {
        if (text.starts_with(prefix.text)) {
            m_comparison = prefix.comparison;
            text.remove_prefix(prefix.text.size());
            break;
        }
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), m_count);
    if (error == std::errc() && !text.empty() && end == text.data() + text.size())
        m_kind = Kind::MemberCount;
}

bool PushCondition::dependsOnRecipient() const {
    return m_placeholder != Placeholder::None || m_kind == Kind::ContainsDisplayName;
}

bool PushCondition::matchesCount(std::int64_t count) const {
    switch (m_comparison) {
    case Comparison::Equal:
        return count == m_count;
    case Comparison::Less:
        return count < m_count;
    case Comparison::Greater:
        return count > m_count;
    case Comparison::LessOrEqual:
        return count <= m_count;
    case Comparison::GreaterOrEqual:
        return count >= m_count;
    }
    return false;
}

bool PushCondition::matchesProperty(const PushEvent &event, const PushRecipient &recipient) const {
    const auto text = event.findText(*m_path);
    if (!text)
        return false;
    const std::string &folded = event.folded(*text);
    if (m_placeholder != Placeholder::None)
        return folded == foldCase(textFor(m_placeholder, recipient));
    return event.spend(m_glob->cost(folded.size())) && m_glob->matches(folded);
}

bool PushCondition::matchesBody(const PushEvent &event, const PushRecipient &recipient) const {
    const auto *body = event.foldedBody();
    if (!body)
        return false;
    if (m_placeholder == Placeholder::None)
        return event.spend(m_glob->cost(body->size())) && m_glob->matchesWords(*body);
    const auto text = textFor(m_placeholder, recipient);
    return !text.empty() && containsWord(*body, foldCase(text));
}

bool PushCondition::matchesValue(const json::value &candidate,
                                 const PushRecipient &recipient) const {
    if (m_placeholder != Placeholder::None)
        return candidate.is_string() &&
               view(candidate.get_string()) == textFor(m_placeholder, recipient);
    return isScalar(candidate) && candidate == m_value;
}

bool PushCondition::matches(const PushEvent &event, const PushRecipient &recipient) const {
    if (!event.spend(stepsPerLook))
        return false;
    switch (m_kind) {
    case Kind::Never:
        return false;
    case Kind::EventMatch:
        return matchesProperty(event, recipient);
    case Kind::BodyMatch:
        return matchesBody(event, recipient);
    case Kind::PropertyIs: {
        const auto *value = event.find(*m_path);
        return value && matchesValue(*value, recipient);
    }
    case Kind::PropertyContains: {
        const auto *value = event.find(*m_path);
        const auto *list = value ? value->if_array() : nullptr;
        return list && event.spend(stepsPerLook * list->size()) &&
               std::any_of(list->begin(), list->end(),
                           [&](const json::value &item) { return matchesValue(item, recipient); });
    }
    case Kind::ContainsDisplayName: {
        const auto *body = event.foldedBody();
        // A name is no pattern: "*" in it stands for itself.
        return body && !recipient.displayName.empty() && event.spend(body->size()) &&
               containsWord(*body, foldCase(recipient.displayName));
    }
    case Kind::MemberCount:
        return matchesCount(event.memberCount());
    case Kind::NotificationPermission:
        return event.levels().ofUser(event.event().sender().str()) >=
               event.levels().toNotify(m_text);
    case Kind::Room:
        return event.event().roomId().str() == m_text;
    case Kind::Sender:
        return event.event().sender().str() == m_text;
    }
    return false;
}

} // namespace hearth::matrix
