// SPDX-License-Identifier: Apache-2.0
// PushRuleService (spec client-server, "Push Rules: API").
#include "server/services/push_rules/push_rule_service.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/live/changes.hpp"
#include "server/store/database.hpp"
#include "server/store/push_rule_store.hpp"

#include <algorithm>

namespace hearth::services {

namespace {
json::array parseArray(const std::optional<std::string> &text) {
    if (!text)
        return {};
    boost::system::error_code error;
    json::value value = json::parse(*text, error);
    if (error || !value.is_array())
        return {};
    return std::move(value.as_array());
}

matrix::PushRule toRule(const store::StoredPushRule &row, matrix::PushRuleKind kind) {
    matrix::PushRule rule;
    rule.kind = kind;
    rule.id = row.ruleId;
    rule.isDefault = row.isDefault;
    rule.enabled = row.enabled;
    rule.conditions = parseArray(row.conditions);
    rule.pattern = row.pattern.value_or(std::string());
    if (row.actions)
        rule.actions = parseArray(row.actions);
    return rule;
}

store::StoredPushRule toRow(const matrix::PushRule &rule, std::int64_t priority,
                            store::Position pos) {
    store::StoredPushRule row;
    row.kind = toString(rule.kind);
    row.ruleId = rule.id;
    row.isDefault = rule.isDefault;
    row.enabled = rule.enabled;
    row.priority = priority;
    if (!rule.conditions.empty())
        row.conditions = json::serialize(rule.conditions);
    if (!rule.pattern.empty())
        row.pattern = rule.pattern;
    if (rule.actions)
        row.actions = json::serialize(*rule.actions);
    row.pos = pos;
    return row;
}

void throwUnless(const Result<void> &result) {
    if (result)
        return;
    const Failure &failure = result.error();
    if (failure.code == "not_found")
        throw notFound(failure.message);
    if (failure.code == "invalid")
        throw invalidParam(failure.message);
    throw unknownError(failure.message);
}
} // namespace

PushRuleService::PushRuleService(store::Database &database, Changes &changes)
    : m_database(database)
    , m_changes(changes)
    , m_rules(10000) {}

PushRuleService::Stored PushRuleService::load(store::Reader &reader, store::UserNid user) {
    Stored out;
    for (const store::StoredPushRule &row : store::push_rules::list(reader, user)) {
        if (const auto kind = matrix::parsePushRuleKind(row.kind))
            out.push_back(toRule(row, *kind));
    }
    return out;
}

std::shared_ptr<const matrix::PushRuleset> PushRuleService::rules(store::UserNid user) {
    return m_rules.get(user, [&] {
        return m_database.read([&](store::Reader &reader) {
            return std::make_shared<const matrix::PushRuleset>(reader.userId(user),
                                                               load(reader, user));
        });
    });
}

json::object PushRuleService::ruleset(store::UserNid user) {
    return {{"global", rules(user)->toJson()}};
}

bool PushRuleService::changedAfter(store::UserNid user, store::Position position) {
    return m_database.read([&](store::Reader &reader) {
        for (const store::StoredPushRule &row : store::push_rules::list(reader, user)) {
            if (row.pos > position)
                return true;
        }
        return false;
    });
}

void PushRuleService::edit(store::UserNid user,
                           const std::function<bool(store::Transaction &, Stored &)> &change) {
    m_database.write([&](store::Transaction &tx) {
        Stored stored = load(tx, user);
        const Stored before = stored;
        if (!change(tx, stored))
            return;
        const store::Position pos = m_changes.pushRulesChanged(tx, user);
        for (const matrix::PushRule &rule : before)
            store::push_rules::remove(tx, user, toString(rule.kind), rule.id);
        std::int64_t priority = 0;
        for (const matrix::PushRule &rule : stored)
            store::push_rules::put(tx, user, toRow(rule, priority++, pos));
        tx.onCommit([this, user] { m_rules.invalidate(user); });
    });
}

void PushRuleService::put(store::UserNid user, matrix::PushRuleKind kind, std::string_view id,
                          const json::object &body, const std::optional<std::string> &before,
                          const std::optional<std::string> &after) {
    const auto rule = matrix::parsePushRule(kind, id, body);
    if (!rule) {
        if (rule.error().code == "invalid")
            throw invalidParam(rule.error().message);
        throw unknownError(rule.error().message);
    }
    edit(user, [&](store::Transaction &, Stored &stored) {
        throwUnless(matrix::putPushRule(stored, *rule, before, after));
        return true;
    });
}

void PushRuleService::remove(store::UserNid user, matrix::PushRuleKind kind, std::string_view id) {
    edit(user, [&](store::Transaction &, Stored &stored) {
        throwUnless(matrix::removePushRule(stored, kind, id));
        return true;
    });
}

void PushRuleService::enable(store::UserNid user, matrix::PushRuleKind kind, std::string_view id,
                             bool enabled) {
    edit(user, [&](store::Transaction &, Stored &stored) {
        throwUnless(matrix::enablePushRule(stored, kind, id, enabled));
        return true;
    });
}

void PushRuleService::setActions(store::UserNid user, matrix::PushRuleKind kind,
                                 std::string_view id, const json::array &actions) {
    edit(user, [&](store::Transaction &, Stored &stored) {
        throwUnless(matrix::setPushRuleActions(stored, kind, id, actions));
        return true;
    });
}

void PushRuleService::carryOver(store::UserNid user, store::RoomNid from, store::RoomNid to) {
    edit(user, [&](store::Transaction &tx, Stored &stored) {
        const std::string oldId = tx.roomId(from);
        const std::string newId = tx.roomId(to);
        Stored copies;
        for (const matrix::PushRule &rule : stored) {
            matrix::PushRule copy = rule;
            bool about = false;
            if (rule.kind == matrix::PushRuleKind::Room && rule.id == oldId) {
                copy.id = newId;
                about = true;
            }
            for (json::value &condition : copy.conditions) {
                if (!condition.is_object())
                    continue;
                json::object &fields = condition.as_object();
                if (stringAt(fields, "key") == "room_id" && stringAt(fields, "pattern") == oldId) {
                    fields["pattern"] = newId;
                    copy.id = rule.id == oldId ? newId : rule.id + "_" + newId;
                    about = true;
                }
            }
            if (about)
                copies.push_back(std::move(copy));
        }
        for (matrix::PushRule &copy : copies)
            throwUnless(matrix::putPushRule(stored, std::move(copy), std::nullopt, std::nullopt));
        return !copies.empty();
    });
}

} // namespace hearth::services
