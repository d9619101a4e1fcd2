// SPDX-License-Identifier: Apache-2.0
#include "server/matrix/push_default_rules.hpp"

#include "server/core/json_read.hpp"

#include <algorithm>
#include <stdexcept>

namespace hearth::matrix {
namespace {

// Spec v1.19 client-server, "Predefined Rules", in their order. Besides: the three rules that look
// for names in the body (the spec dropped them in v1.17, but messages of older clients carry no
// m.mentions), and those of MSC3930 that make polls notify like messages.
constexpr std::string_view defaultRules = R"json([
{"kind":"override","rule_id":".m.rule.master","enabled":false,"conditions":[],"actions":[]},
{"kind":"override","rule_id":".m.rule.suppress_notices","conditions":[
  {"kind":"event_match","key":"content.msgtype","pattern":"m.notice"}],"actions":[]},
{"kind":"override","rule_id":".m.rule.invite_for_me","conditions":[
  {"kind":"event_match","key":"type","pattern":"m.room.member"},
  {"kind":"event_match","key":"content.membership","pattern":"invite"},
  {"kind":"event_match","key":"state_key","pattern":"[user_id]"}],
 "actions":["notify",{"set_tweak":"sound","value":"default"}]},
{"kind":"override","rule_id":".m.rule.member_event","conditions":[
  {"kind":"event_match","key":"type","pattern":"m.room.member"}],"actions":[]},
{"kind":"override","rule_id":".m.rule.is_user_mention","conditions":[
  {"kind":"event_property_contains","key":"content.m\\.mentions.user_ids","value":"[user_id]"}],
 "actions":["notify",{"set_tweak":"sound","value":"default"},{"set_tweak":"highlight"}]},
{"kind":"override","rule_id":".m.rule.contains_display_name","yields":true,"conditions":[
  {"kind":"contains_display_name"}],
 "actions":["notify",{"set_tweak":"sound","value":"default"},{"set_tweak":"highlight"}]},
{"kind":"override","rule_id":".m.rule.is_room_mention","conditions":[
  {"kind":"event_property_is","key":"content.m\\.mentions.room","value":true},
  {"kind":"sender_notification_permission","key":"room"}],
 "actions":["notify",{"set_tweak":"highlight"}]},
{"kind":"override","rule_id":".m.rule.roomnotif","yields":true,"conditions":[
  {"kind":"sender_notification_permission","key":"room"},
  {"kind":"event_match","key":"content.body","pattern":"@room"}],
 "actions":["notify",{"set_tweak":"highlight"}]},
{"kind":"override","rule_id":".m.rule.tombstone","conditions":[
  {"kind":"event_match","key":"type","pattern":"m.room.tombstone"},
  {"kind":"event_match","key":"state_key","pattern":""}],
 "actions":["notify",{"set_tweak":"highlight"}]},
{"kind":"override","rule_id":".m.rule.reaction","conditions":[
  {"kind":"event_match","key":"type","pattern":"m.reaction"}],"actions":[]},
{"kind":"override","rule_id":".m.rule.room.server_acl","conditions":[
  {"kind":"event_match","key":"type","pattern":"m.room.server_acl"},
  {"kind":"event_match","key":"state_key","pattern":""}],"actions":[]},
{"kind":"override","rule_id":".m.rule.suppress_edits","conditions":[
  {"kind":"event_property_is","key":"content.m\\.relates_to.rel_type","value":"m.replace"}],
 "actions":[]},
{"kind":"override","rule_id":".org.matrix.msc3930.rule.poll_response","conditions":[
  {"kind":"event_match","key":"type","pattern":"org.matrix.msc3381.poll.response"}],
 "actions":[]},
{"kind":"content","rule_id":".m.rule.contains_user_name","yields":true,"pattern":"[localpart]",
 "actions":["notify",{"set_tweak":"sound","value":"default"},{"set_tweak":"highlight"}]},
{"kind":"underride","rule_id":".m.rule.call","conditions":[
  {"kind":"event_match","key":"type","pattern":"m.call.invite"}],
 "actions":["notify",{"set_tweak":"sound","value":"ring"}]},
{"kind":"underride","rule_id":".m.rule.encrypted_room_one_to_one","conditions":[
  {"kind":"room_member_count","is":"2"},
  {"kind":"event_match","key":"type","pattern":"m.room.encrypted"}],
 "actions":["notify",{"set_tweak":"sound","value":"default"}]},
{"kind":"underride","rule_id":".m.rule.room_one_to_one","conditions":[
  {"kind":"room_member_count","is":"2"},
  {"kind":"event_match","key":"type","pattern":"m.room.message"}],
 "actions":["notify",{"set_tweak":"sound","value":"default"}]},
{"kind":"underride","rule_id":".org.matrix.msc3930.rule.poll_start_one_to_one","conditions":[
  {"kind":"room_member_count","is":"2"},
  {"kind":"event_match","key":"type","pattern":"org.matrix.msc3381.poll.start"}],
 "actions":["notify",{"set_tweak":"sound","value":"default"}]},
{"kind":"underride","rule_id":".org.matrix.msc3930.rule.poll_end_one_to_one","conditions":[
  {"kind":"room_member_count","is":"2"},
  {"kind":"event_match","key":"type","pattern":"org.matrix.msc3381.poll.end"}],
 "actions":["notify",{"set_tweak":"sound","value":"default"}]},
{"kind":"underride","rule_id":".m.rule.message","conditions":[
  {"kind":"event_match","key":"type","pattern":"m.room.message"}],
 "actions":["notify"]},
{"kind":"underride","rule_id":".m.rule.encrypted","conditions":[
  {"kind":"event_match","key":"type","pattern":"m.room.encrypted"}],
 "actions":["notify"]},
{"kind":"underride","rule_id":".org.matrix.msc3930.rule.poll_start","conditions":[
  {"kind":"event_match","key":"type","pattern":"org.matrix.msc3381.poll.start"}],
 "actions":["notify"]},
{"kind":"underride","rule_id":".org.matrix.msc3930.rule.poll_end","conditions":[
  {"kind":"event_match","key":"type","pattern":"org.matrix.msc3381.poll.end"}],
 "actions":["notify"]}
])json";

Placeholder placeholderIn(const json::object &condition) {
    for (const std::string_view key : {"pattern", "value"})
        if (stringAt(condition, key) == userIdPlaceholder)
            return Placeholder::OwnId;
    return Placeholder::None;
}

void compileConditions(CompiledPushRule &rule) {
    switch (rule.kind) {
    case PushRuleKind::Override:
    case PushRuleKind::Underride:
        for (const auto &condition : rule.conditions) {
            const auto *object = condition.if_object();
            const bool known = object != nullptr;
            const json::object nothing;
            const auto placeholder =
                rule.isDefault && known ? placeholderIn(*object) : Placeholder::None;
            rule.compiled.emplace_back(known ? *object : nothing, placeholder);
        }
        break;
    case PushRuleKind::Content:
        rule.compiled.push_back(PushCondition::bodyContains(
            rule.pattern, rule.isDefault && rule.pattern == localpartPlaceholder
                              ? Placeholder::OwnLocalpart
                              : Placeholder::None));
        break;
    case PushRuleKind::Room:
        rule.compiled.push_back(PushCondition::isRoom(rule.id));
        break;
    case PushRuleKind::Sender:
        rule.compiled.push_back(PushCondition::isSender(rule.id));
        break;
    }
}

std::vector<CompiledPushRulePtr> makeDefaultRules() {
    const auto table = json::parse({defaultRules.data(), defaultRules.size()});
    std::vector<CompiledPushRulePtr> rules;
    for (const auto &row : table.as_array()) {
        const auto &object = row.as_object();
        auto rule = std::make_shared<CompiledPushRule>();
        rule->kind = parsePushRuleKind(stringAt(object, "kind")).value_or(PushRuleKind::Override);
        rule->id = stringAt(object, "rule_id");
        rule->isDefault = true;
        rule->enabled = !object.contains("enabled");
        rule->yieldsToMentions = object.contains("yields");
        if (const auto *conditions = arrayAt(object, "conditions"))
            rule->conditions = *conditions;
        rule->pattern = stringAt(object, "pattern");
        rule->actions = *arrayAt(object, "actions");
        compileConditions(*rule);
        if (std::none_of(rule->compiled.begin(), rule->compiled.end(),
                         [](const auto &condition) { return condition.dependsOnRecipient(); }))
            rule->sharedAnswer = rules.size();
        rules.push_back(std::move(rule));
    }
    if (rules.size() > PushEvent::maxSharedAnswers)
        throw std::logic_error("More default push rules than PushEvent can keep answers for.");
    return rules;
}

} // namespace

const std::vector<CompiledPushRulePtr> &defaultPushRules() {
    static const auto rules = makeDefaultRules();
    return rules;
}

CompiledPushRulePtr findDefaultPushRule(PushRuleKind kind, std::string_view id) {
    for (const auto &rule : defaultPushRules())
        if (rule->kind == kind && rule->id == id)
            return rule;
    return nullptr;
}

CompiledPushRulePtr compilePushRule(const PushRule &source) {
    auto rule = std::make_shared<CompiledPushRule>();
    rule->kind = source.kind;
    rule->id = source.id;
    rule->enabled = source.enabled;
    rule->conditions = source.conditions;
    rule->pattern = source.pattern;
    rule->actions = source.actions.value_or(json::array());
    compileConditions(*rule);
    return rule;
}

} // namespace hearth::matrix
