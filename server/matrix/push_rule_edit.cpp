// SPDX-License-Identifier: Apache-2.0
// Changes to a user's push rules as the client asks for them (spec client-server, "Push Rules:
// API").
#include "server/core/json_read.hpp"
#include "server/matrix/push_default_rules.hpp"
#include "server/matrix/push_rules.hpp"

#include <algorithm>
#include <numeric>

namespace hearth::matrix {
namespace {

constexpr std::size_t maxRuleIdBytes = 512;
// More would let one account slow down every message that reaches it.
constexpr std::size_t maxOwnRules = 2000;
constexpr std::size_t maxConditions = 64;
constexpr std::size_t maxActions = 32;
constexpr std::size_t maxRuleBytes = 16384;
constexpr std::size_t maxAllBytes = 262144;

using Stored = std::vector<PushRule>;

tl::unexpected<Failure> invalid(std::string message) {
    return fail("invalid", std::move(message));
}

tl::unexpected<Failure> noSuchRule() {
    return fail("not_found", "There is no such push rule.");
}

Stored::iterator findRule(Stored &stored, PushRuleKind kind, std::string_view id) {
    return std::find_if(stored.begin(), stored.end(),
                        [&](const PushRule &rule) { return rule.kind == kind && rule.id == id; });
}

bool areActions(const json::array &actions) {
    return std::all_of(actions.begin(), actions.end(), [](const json::value &action) {
        if (action.is_string())
            return true;
        const auto *tweak = action.if_object();
        return tweak && !stringAt(*tweak, "set_tweak").empty();
    });
}

bool areConditions(const json::array &conditions) {
    return std::all_of(conditions.begin(), conditions.end(), [](const json::value &condition) {
        const auto *object = condition.if_object();
        const auto *kind = object ? object->if_contains("kind") : nullptr;
        return kind && kind->is_string();
    });
}

std::size_t sizeOf(const PushRule &rule) {
    return rule.id.size() + rule.pattern.size() + json::serialize(rule.conditions).size() +
           (rule.actions ? json::serialize(*rule.actions).size() : 0);
}

bool areTooMany(const Stored &stored, const PushRule &more) {
    const auto sum = [](std::size_t bytes, const PushRule &rule) { return bytes + sizeOf(rule); };
    return stored.size() >= maxOwnRules ||
           std::accumulate(stored.begin(), stored.end(), sizeOf(more), sum) > maxAllBytes;
}

/// Why a rule is more than one rule may be; nothing if it is not.
std::optional<std::string> excessOf(const PushRule &rule) {
    if (rule.conditions.size() > maxConditions)
        return "A rule may have at most 64 conditions.";
    if (rule.actions && rule.actions->size() > maxActions)
        return "A rule may have at most 32 actions.";
    if (sizeOf(rule) > maxRuleBytes)
        return "A rule may be at most 16 KiB large.";
    const auto isTooLong = [](const json::value &condition) {
        const auto *object = condition.if_object();
        return object && stringAt(*object, "pattern").size() > maxPushPatternBytes;
    };
    if (rule.pattern.size() > maxPushPatternBytes ||
        std::any_of(rule.conditions.begin(), rule.conditions.end(), isTooLong))
        return "A pattern may be at most 1024 bytes long.";
    return std::nullopt;
}

/// The row that holds what the user changed about a default rule; made when there is none.
PushRule &changeOf(Stored &stored, const CompiledPushRule &rule) {
    const auto found = findRule(stored, rule.kind, rule.id);
    if (found != stored.end())
        return *found;
    PushRule change;
    change.kind = rule.kind;
    change.id = rule.id;
    change.isDefault = true;
    change.enabled = rule.enabled;
    return stored.emplace_back(std::move(change));
}

/// The user's own rule, or the row for changes of a default one; nullptr if there is neither.
PushRule *editable(Stored &stored, PushRuleKind kind, std::string_view id) {
    if (const auto rule = findDefaultPushRule(kind, id))
        return &changeOf(stored, *rule);
    const auto found = findRule(stored, kind, id);
    return found == stored.end() ? nullptr : &*found;
}

} // namespace

Result<PushRule> parsePushRule(PushRuleKind kind, std::string_view id, const json::object &body) {
    if (id.empty() || id.size() > maxRuleIdBytes)
        return invalid("A rule id must have between 1 and 512 characters.");
    if (id.front() == '.')
        return invalid("Rule ids that start with a dot belong to the server's own rules.");
    if (id.find_first_of("/\\") != std::string_view::npos)
        return invalid("A rule id must not contain slashes or backslashes.");
    PushRule rule;
    rule.kind = kind;
    rule.id = id;
    const auto *actions = arrayAt(body, "actions");
    if (!actions || !areActions(*actions))
        return invalid("'actions' must be a list of actions.");
    rule.actions = *actions;
    if (kind == PushRuleKind::Content) {
        const auto *pattern = body.if_contains("pattern");
        if (!pattern || !pattern->is_string())
            return invalid("A content rule needs a 'pattern'.");
        rule.pattern = view(pattern->get_string());
    } else if (kind == PushRuleKind::Override || kind == PushRuleKind::Underride) {
        const auto *conditions = body.if_contains("conditions");
        if (conditions && (!conditions->is_array() || !areConditions(conditions->get_array())))
            return invalid("'conditions' must be a list of conditions.");
        if (conditions)
            rule.conditions = conditions->get_array();
    }
    if (const auto excess = excessOf(rule))
        return invalid(*excess);
    return rule;
}

Result<void> putPushRule(Stored &stored, PushRule rule, std::optional<std::string_view> before,
                         std::optional<std::string_view> after) {
    const auto existing = findRule(stored, rule.kind, rule.id);
    const bool replaces = existing != stored.end();
    if (replaces)
        rule.enabled = existing->enabled;
    if (areTooMany(stored, rule) && !(replaces && sizeOf(rule) <= sizeOf(*existing)))
        return fail("unknown", "There are too many push rules.");
    if (!before && !after && replaces) {
        *existing = std::move(rule);
        return {};
    }
    for (const auto &anchor : {before, after})
        if (anchor && (*anchor == rule.id || findDefaultPushRule(rule.kind, *anchor) ||
                       findRule(stored, rule.kind, *anchor) == stored.end()))
            return fail("unknown",
                        "before/after rule not found: " + std::string(anchor->substr(0, 200)));
    if (replaces)
        stored.erase(existing);
    auto place = stored.begin();
    // With both, "after" says enough: the rule goes right behind it.
    if (after)
        place = findRule(stored, rule.kind, *after) + 1;
    else if (before)
        place = findRule(stored, rule.kind, *before);
    stored.insert(place, std::move(rule));
    return {};
}

Result<void> removePushRule(Stored &stored, PushRuleKind kind, std::string_view id) {
    if (findDefaultPushRule(kind, id))
        return invalid("The server's own rules cannot be deleted.");
    const auto found = findRule(stored, kind, id);
    if (found == stored.end())
        return noSuchRule();
    stored.erase(found);
    return {};
}

Result<void> enablePushRule(Stored &stored, PushRuleKind kind, std::string_view id, bool enabled) {
    auto *const rule = editable(stored, kind, id);
    if (!rule)
        return noSuchRule();
    rule->enabled = enabled;
    return {};
}

Result<void> setPushRuleActions(Stored &stored, PushRuleKind kind, std::string_view id,
                                json::array actions) {
    if (!areActions(actions))
        return invalid("'actions' must be a list of actions.");
    auto *const rule = editable(stored, kind, id);
    if (!rule)
        return noSuchRule();
    PushRule changed = *rule;
    changed.actions = std::move(actions);
    if (const auto excess = excessOf(changed))
        return invalid(*excess);
    if (areTooMany(stored, changed) && sizeOf(changed) > sizeOf(*rule))
        return fail("unknown", "There are too many push rules.");
    *rule = std::move(changed);
    return {};
}

} // namespace hearth::matrix
