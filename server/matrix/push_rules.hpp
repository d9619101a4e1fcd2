// SPDX-License-Identifier: Apache-2.0
// Push rules: the server's default rules, a user's own and changed ones, and what they say about an
// event (spec client-server, "Push Rules").
#pragma once

#include "server/core/json.hpp"
#include "server/core/result.hpp"
#include "server/matrix/push_condition.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::matrix {

/// In the order in which they are asked.
enum class PushRuleKind { Override, Content, Room, Sender, Underride };
[[nodiscard]] std::string_view toString(PushRuleKind kind);
[[nodiscard]] std::optional<PushRuleKind> parsePushRuleKind(std::string_view text);

/// A rule as it is stored for a user: one of the user's own, or (isDefault) what the user changed
/// about a server-default rule.
struct PushRule {
    PushRuleKind kind = PushRuleKind::Override;
    std::string id;
    bool isDefault = false;
    bool enabled = true;
    json::array conditions;             // own override and underride rules
    std::string pattern;                // own content rules
    std::optional<json::array> actions; // none: those of the default rule
};

/// What the first matching rule says.
struct PushOutcome {
    bool notify = false;
    bool highlight = false;
    const json::array *actions = nullptr; // lives as long as the ruleset
    std::string_view ruleId;              // likewise
};

class CompiledPushRule;

/// All rules of one user in the order of their priority. Immutable; safe to share.
class PushRuleset {
public:
    /// stored: the user's rows; within a kind the most important first. Changes to default rules
    /// that are not known are ignored.
    PushRuleset(std::string userId, std::span<const PushRule> stored);
    ~PushRuleset();
    PushRuleset(PushRuleset &&) noexcept;
    PushRuleset &operator=(PushRuleset &&) noexcept;

    [[nodiscard]] const std::string &userId() const { return m_userId; }
    /// Nothing when no rule matches or the user sent the event. displayName: in the event's room.
    /// allowance: what the user's own rules may cost.
    [[nodiscard]] std::optional<PushOutcome>
    evaluate(PushEvent &event, std::string_view displayName,
             std::int64_t allowance = PushEvent::maxSteps) const;

    /// How many rules are the user's own and in force: what they cost grows with it.
    [[nodiscard]] std::size_t ownRules() const { return m_ownRules; }

    /// {"override": […], "content": […], …}: the body of GET /pushrules/global/ and, as "global",
    /// of the account data event m.push_rules.
    [[nodiscard]] json::object toJson() const;
    [[nodiscard]] json::array toJson(PushRuleKind kind) const;
    /// One rule as clients see it; nothing if there is none.
    [[nodiscard]] std::optional<json::object> find(PushRuleKind kind, std::string_view id) const;

private:
    struct Entry {
        std::shared_ptr<const CompiledPushRule> rule;
        bool enabled = true;
        std::optional<json::array> actions; // changed ones of a default rule
        PushOutcome outcome;
    };
    void add(std::shared_ptr<const CompiledPushRule> rule, const PushRule *change);
    void addKind(PushRuleKind kind, std::span<const PushRule> stored);
    [[nodiscard]] json::object toJson(const Entry &entry) const;

    std::string m_userId;
    std::vector<Entry> m_entries;
    std::size_t m_ownRules = 0;
};

// Changes to a user's stored rules, in memory. Failure codes: "not_found" (404 M_NOT_FOUND),
// "invalid" (400 M_INVALID_PARAM), "unknown" (400 M_UNKNOWN).

/// A rule as a client puts it: checks id, conditions, pattern and actions.
[[nodiscard]] Result<PushRule> parsePushRule(PushRuleKind kind, std::string_view id,
                                             const json::object &body);
/// Adds or replaces; goes in front of the user's other rules of the kind, or next to before/after.
[[nodiscard]] Result<void> putPushRule(std::vector<PushRule> &stored, PushRule rule,
                                       std::optional<std::string_view> before,
                                       std::optional<std::string_view> after);
[[nodiscard]] Result<void> removePushRule(std::vector<PushRule> &stored, PushRuleKind kind,
                                          std::string_view id);
[[nodiscard]] Result<void> enablePushRule(std::vector<PushRule> &stored, PushRuleKind kind,
                                          std::string_view id, bool enabled);
[[nodiscard]] Result<void> setPushRuleActions(std::vector<PushRule> &stored, PushRuleKind kind,
                                              std::string_view id, json::array actions);

} // namespace hearth::matrix
