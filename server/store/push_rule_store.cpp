// SPDX-License-Identifier: Apache-2.0
// Push rules: table push_rule.
#include "server/store/push_rule_store.hpp"

#include "server/store/sql.hpp"

namespace hearth::store::push_rules {

std::vector<StoredPushRule> list(Reader &reader, UserNid user) {
    return collect(
        reader.query("SELECT kind, rule_id, is_default, enabled, priority, conditions, pattern,"
                     " actions, gpos FROM push_rule WHERE user_nid = $1"
                     " ORDER BY kind, priority, rule_id",
                     user),
        [](const Row &row) {
            return StoredPushRule{row.string(0),     row.string(1),     row.boolean(2),
                                  row.boolean(3),    row.integer(4),    row.findString(5),
                                  row.findString(6), row.findString(7), row.position(8)};
        });
}

void put(Transaction &tx, UserNid user, const StoredPushRule &rule) {
    tx.post("INSERT INTO push_rule (user_nid, kind, rule_id, is_default, enabled, priority,"
            " conditions, pattern, actions, gpos) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
            " ON CONFLICT (user_nid, kind, rule_id) DO UPDATE SET"
            " is_default = excluded.is_default, enabled = excluded.enabled,"
            " priority = excluded.priority, conditions = excluded.conditions,"
            " pattern = excluded.pattern, actions = excluded.actions, gpos = excluded.gpos",
            user, rule.kind, rule.ruleId, rule.isDefault, rule.enabled, rule.priority,
            rule.conditions, rule.pattern, rule.actions, rule.pos);
}

void remove(Transaction &tx, UserNid user, std::string_view kind, std::string_view ruleId) {
    tx.post("DELETE FROM push_rule WHERE user_nid = $1 AND kind = $2 AND rule_id = $3", user, kind,
            ruleId);
}

void shift(Transaction &tx, UserNid user, std::string_view kind, std::int64_t fromPriority) {
    tx.post("UPDATE push_rule SET priority = priority + 1 WHERE user_nid = $1 AND kind = $2"
            " AND is_default = 0 AND priority >= $3",
            user, kind, fromPriority);
}

} // namespace hearth::store::push_rules
