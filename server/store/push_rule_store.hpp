// SPDX-License-Identifier: Apache-2.0
// Push rules: a user's own rules, and what the user changed of the default ones.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct StoredPushRule {
    std::string kind; // override, content, room, sender, underride
    std::string ruleId;
    bool isDefault = false;
    bool enabled = true;
    std::int64_t priority = 0;             // own rules: lower comes first
    std::optional<std::string> conditions; // JSON list
    std::optional<std::string> pattern;
    std::optional<std::string> actions; // JSON list; none: the default rule's own
    Position pos{};
};

namespace push_rules {
/// By kind and priority.
[[nodiscard]] std::vector<StoredPushRule> list(Reader &reader, UserNid user);
void put(Transaction &tx, UserNid user, const StoredPushRule &rule);
void remove(Transaction &tx, UserNid user, std::string_view kind, std::string_view ruleId);
/// Makes room: own rules of the kind from this priority on move one place back.
void shift(Transaction &tx, UserNid user, std::string_view kind, std::int64_t fromPriority);
} // namespace push_rules

} // namespace hearth::store
