// SPDX-License-Identifier: Apache-2.0
// CompiledPushRule: one rule ready for evaluation; and the table of server-default rules.
#pragma once

#include "server/matrix/push_rules.hpp"

namespace hearth::matrix {

class CompiledPushRule {
public:
    PushRuleKind kind = PushRuleKind::Override;
    std::string id;
    bool isDefault = false;
    bool enabled = true;           // unless the user says otherwise
    bool yieldsToMentions = false; // out of force for events with m.mentions
    json::array conditions;        // as clients see them, but for placeholders
    std::string pattern;
    json::array actions;
    std::vector<PushCondition> compiled;
    /// Index of the answer in PushEvent, if it is the same for every recipient.
    std::optional<std::size_t> sharedAnswer;
};
using CompiledPushRulePtr = std::shared_ptr<const CompiledPushRule>;

/// The same for all users; made once. The names of placeholders in it:
inline constexpr std::string_view userIdPlaceholder = "[user_id]";
inline constexpr std::string_view localpartPlaceholder = "[localpart]";
[[nodiscard]] const std::vector<CompiledPushRulePtr> &defaultPushRules();
[[nodiscard]] CompiledPushRulePtr findDefaultPushRule(PushRuleKind kind, std::string_view id);
[[nodiscard]] CompiledPushRulePtr compilePushRule(const PushRule &rule);

} // namespace hearth::matrix
