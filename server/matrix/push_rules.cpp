// SPDX-License-Identifier: Apache-2.0
#include "server/matrix/push_rules.hpp"

#include "server/core/json_read.hpp"
#include "server/matrix/ids.hpp"
#include "server/matrix/push_default_rules.hpp"

#include <algorithm>
#include <array>

namespace hearth::matrix {
namespace {

constexpr std::string_view masterRule = ".m.rule.master";

constexpr std::array<std::pair<PushRuleKind, std::string_view>, 5> kinds{
    {{PushRuleKind::Override, "override"},
     {PushRuleKind::Content, "content"},
     {PushRuleKind::Room, "room"},
     {PushRuleKind::Sender, "sender"},
     {PushRuleKind::Underride, "underride"}}};

/// dont_notify and coalesce say nothing any more (spec v1.19, "Historical Actions").
PushOutcome readActions(const json::array &actions, std::string_view ruleId) {
    PushOutcome outcome;
    outcome.actions = &actions;
    outcome.ruleId = ruleId;
    for (const auto &action : actions) {
        if (action.is_string()) {
            outcome.notify = outcome.notify || view(action.get_string()) == "notify";
        } else if (const auto *tweak = action.if_object();
                   tweak && stringAt(*tweak, "set_tweak") == "highlight") {
            const auto *value = tweak->if_contains("value");
            outcome.highlight = !value || !value->is_bool() || value->get_bool();
        }
    }
    return outcome;
}

bool matches(const CompiledPushRule &rule, PushEvent &event, const PushRecipient &recipient) {
    if (rule.yieldsToMentions && event.hasMentions())
        return false;
    const auto ask = [&] {
        return std::all_of(
            rule.compiled.begin(), rule.compiled.end(),
            [&](const PushCondition &condition) { return condition.matches(event, recipient); });
    };
    if (!rule.sharedAnswer)
        return ask();
    auto &answer = event.sharedAnswer(*rule.sharedAnswer);
    if (!answer)
        answer = ask();
    return *answer;
}

/// Fills in what stands for the user in the text of a default rule.
json::value personal(const json::value &value, const std::string &userId) {
    if (const auto *text = value.if_string()) {
        if (view(*text) == userIdPlaceholder)
            return json::value(userId);
        if (view(*text) == localpartPlaceholder)
            return json::value(localpart(userId));
    }
    return value;
}

const PushRule *findChange(std::span<const PushRule> stored, const CompiledPushRule &rule) {
    const auto found = std::find_if(stored.begin(), stored.end(), [&rule](const PushRule &row) {
        return row.isDefault && row.kind == rule.kind && row.id == rule.id;
    });
    return found == stored.end() ? nullptr : &*found;
}

} // namespace

std::string_view toString(PushRuleKind kind) {
    for (const auto &[candidate, name] : kinds)
        if (candidate == kind)
            return name;
    return {};
}

std::optional<PushRuleKind> parsePushRuleKind(std::string_view text) {
    for (const auto &[kind, name] : kinds)
        if (name == text)
            return kind;
    return std::nullopt;
}

PushRuleset::~PushRuleset() = default;
PushRuleset::PushRuleset(PushRuleset &&) noexcept = default;
PushRuleset &PushRuleset::operator=(PushRuleset &&) noexcept = default;

PushRuleset::PushRuleset(std::string userId, std::span<const PushRule> stored)
    : m_userId(std::move(userId)) {
    m_entries.reserve(defaultPushRules().size() + stored.size());
    for (const auto &kind : kinds)
        addKind(kind.first, stored);
    // Only when all entries have their final place do the outcomes point into them.
    for (auto &entry : m_entries)
        entry.outcome =
            readActions(entry.actions ? *entry.actions : entry.rule->actions, entry.rule->id);
}

void PushRuleset::addKind(PushRuleKind kind, std::span<const PushRule> stored) {
    const auto addDefault = [&](const CompiledPushRulePtr &rule) {
        add(rule, findChange(stored, *rule));
    };
    // The master rule stands above even the user's own rules.
    if (kind == PushRuleKind::Override)
        addDefault(findDefaultPushRule(kind, masterRule));
    for (const auto &row : stored)
        if (!row.isDefault && row.kind == kind)
            add(compilePushRule(row), nullptr);
    for (const auto &rule : defaultPushRules())
        if (rule->kind == kind && rule->id != masterRule)
            addDefault(rule);
}

void PushRuleset::add(CompiledPushRulePtr rule, const PushRule *change) {
    Entry entry;
    entry.enabled = change ? change->enabled : rule->enabled;
    if (change)
        entry.actions = change->actions;
    m_ownRules += entry.enabled && !rule->isDefault ? 1U : 0U;
    entry.rule = std::move(rule);
    m_entries.push_back(std::move(entry));
}

std::optional<PushOutcome> PushRuleset::evaluate(PushEvent &event, std::string_view displayName,
                                                 std::int64_t allowance) const {
    if (event.event().sender().str() == m_userId)
        return std::nullopt;
    const PushRecipient recipient{m_userId, displayName};
    event.startRecipient(allowance);
    for (const auto &entry : m_entries) {
        event.setMetered(!entry.rule->isDefault);
        if (entry.enabled && matches(*entry.rule, event, recipient))
            return entry.outcome;
    }
    return std::nullopt;
}

json::object PushRuleset::toJson(const Entry &entry) const {
    const auto &rule = *entry.rule;
    json::object out;
    out.emplace("rule_id", rule.id);
    out.emplace("default", rule.isDefault);
    out.emplace("enabled", entry.enabled);
    out.emplace("actions", *entry.outcome.actions);
    if (rule.kind == PushRuleKind::Content) {
        out.emplace("pattern", rule.isDefault ? personal(json::value(rule.pattern), m_userId)
                                              : json::value(rule.pattern));
    } else if (rule.kind == PushRuleKind::Override || rule.kind == PushRuleKind::Underride) {
        auto conditions = rule.conditions;
        if (rule.isDefault)
            for (auto &condition : conditions)
                for (auto &member : condition.as_object())
                    member.value() = personal(member.value(), m_userId);
        out.emplace("conditions", std::move(conditions));
    }
    return out;
}

json::array PushRuleset::toJson(PushRuleKind kind) const {
    json::array out;
    for (const auto &entry : m_entries)
        if (entry.rule->kind == kind)
            out.push_back(toJson(entry));
    return out;
}

json::object PushRuleset::toJson() const {
    json::object out;
    for (const auto &[kind, name] : kinds)
        out.emplace(name, toJson(kind));
    return out;
}

std::optional<json::object> PushRuleset::find(PushRuleKind kind, std::string_view id) const {
    for (const auto &entry : m_entries)
        if (entry.rule->kind == kind && entry.rule->id == id)
            return toJson(entry);
    return std::nullopt;
}

} // namespace hearth::matrix
