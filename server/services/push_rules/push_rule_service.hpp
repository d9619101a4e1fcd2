// SPDX-License-Identifier: Apache-2.0
// PushRuleService: the push rules of users, compiled and kept in memory.
#pragma once

#include "server/core/json.hpp"
#include "server/matrix/push_rules.hpp"
#include "server/services/live/user_cache.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {
class Database;
class Transaction;
class Reader;
} // namespace hearth::store

namespace hearth::services {

class Changes;

/// Thread-safe. Every edit throws hearth::Error when the rule is refused.
class PushRuleService {
public:
    PushRuleService(store::Database &database, Changes &changes);

    [[nodiscard]] std::shared_ptr<const matrix::PushRuleset> rules(store::UserNid user);
    /// Content of m.push_rules: {"global": …}.
    [[nodiscard]] json::object ruleset(store::UserNid user);

    [[nodiscard]] bool changedAfter(store::UserNid user, store::Position position);

    void put(store::UserNid user, matrix::PushRuleKind kind, std::string_view id,
             const json::object &body, const std::optional<std::string> &before,
             const std::optional<std::string> &after);
    void remove(store::UserNid user, matrix::PushRuleKind kind, std::string_view id);
    void enable(store::UserNid user, matrix::PushRuleKind kind, std::string_view id, bool enabled);
    void setActions(store::UserNid user, matrix::PushRuleKind kind, std::string_view id,
                    const json::array &actions);
    /// After all rules of a user were removed elsewhere.
    void forget(store::UserNid user) { m_rules.invalidate(user); }
    /// Rules about one room become rules about its successor as well.
    void carryOver(store::UserNid user, store::RoomNid from, store::RoomNid to);

private:
    using Stored = std::vector<matrix::PushRule>;
    [[nodiscard]] static Stored load(store::Reader &reader, store::UserNid user);
    void edit(store::UserNid user,
              const std::function<bool(store::Transaction &, Stored &)> &change);

    store::Database &m_database;
    Changes &m_changes;
    UserCache<matrix::PushRuleset> m_rules;
};

} // namespace hearth::services
