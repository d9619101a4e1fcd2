// SPDX-License-Identifier: Apache-2.0
// /pushrules (spec client-server, "Push Rules: API").
#include "server/api/client/push/push_api.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/push_rules/push_rule_service.hpp"

namespace hearth::api::push {

namespace {
using matrix::PushRuleKind;

/// What follows /pushrules/, decoded segment by segment: a rule's name may hold a slash. A slash at
/// the end gives an empty last segment.
std::vector<std::string> segments(const Call &call) {
    constexpr std::string_view mark = "/pushrules";
    const std::string &path = call.request.path;
    const std::size_t at = path.find(mark);
    std::vector<std::string> out;
    if (at == std::string::npos)
        return out;
    std::string_view rest = std::string_view(path).substr(at + mark.size());
    while (!rest.empty()) {
        rest.remove_prefix(1); // the slash
        const std::size_t end = rest.find('/');
        out.push_back(http::percentDecode(rest.substr(0, end)));
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end);
    }
    return out;
}

struct RuleName {
    PushRuleKind kind = PushRuleKind::Override;
    std::string id;
    std::string attribute;
};

RuleName parseName(const Call &call) {
    const auto parts = segments(call);
    if (parts.size() < 3 || parts.size() > 4 || parts[0] != "global" || parts[2].empty())
        throw unrecognized(400, "Unrecognized request");
    const auto kind = matrix::parsePushRuleKind(parts[1]);
    if (!kind)
        throw invalidParam("Unknown template: " + parts[1]);
    return {*kind, parts[2], parts.size() == 4 ? parts[3] : std::string()};
}

/// Actions that no client and no gateway knows would silently do nothing.
void requireKnownActions(const json::array &actions) {
    for (const json::value &action : actions) {
        const bool known =
            action.is_string()
                ? action == "notify" || action == "dont_notify" || action == "coalesce"
                : action.is_object() && !stringAt(action.as_object(), "set_tweak").empty();
        if (!known)
            throw invalidParam("Unrecognised action");
    }
}
} // namespace

http::Response getRules(const PushApi &api, Call &call) {
    // A list is asked for with a slash at the end, one rule without.
    const auto parts = segments(call);
    const bool list = parts.empty() || parts.back().empty();
    const std::size_t count = parts.size() - (list && !parts.empty() ? 1 : 0);
    const auto rules = api.rules.rules(call.requester.userNid);
    if (count == 0)
        return http::jsonResponse(api.rules.ruleset(call.requester.userNid));
    if (parts[0] != "global" || count > 4 || list != (count < 3))
        throw unrecognized(400, "Unrecognized request");
    if (count == 1)
        return http::jsonResponse(rules->toJson());
    const auto kind = matrix::parsePushRuleKind(parts[1]);
    if (!kind && count > 2)
        throw notFound("Push rule not found."); // clients ask for rules of kinds to come
    if (!kind)
        throw unrecognized(400, "Unrecognized request");
    if (count == 2)
        return http::jsonResponse(rules->toJson(*kind));
    const auto rule = rules->find(*kind, parts[2]);
    if (!rule)
        throw notFound("Push rule not found.");
    if (count == 3)
        return http::jsonResponse(*rule);
    const json::value *attribute = rule->if_contains(parts[3]);
    if (!attribute)
        throw unrecognized(400, "Unrecognized request");
    return http::jsonResponse(json::object{{parts[3], *attribute}});
}

http::Response putRule(const PushApi &api, Call &call) {
    const RuleName name = parseName(call);
    const store::UserNid user = call.requester.userNid;
    if (name.attribute == "enabled") {
        api.rules.enable(user, name.kind, name.id, getBool(call.body, "enabled"));
    } else if (name.attribute == "actions") {
        requireKnownActions(getArray(call.body, "actions"));
        api.rules.setActions(user, name.kind, name.id, getArray(call.body, "actions"));
    } else if (!name.attribute.empty()) {
        throw unrecognized(400, "Unrecognized request");
    } else {
        if (const json::array *actions = findArray(call.body, "actions"))
            requireKnownActions(*actions);
        api.rules.put(user, name.kind, name.id, call.body, call.query("before"),
                      call.query("after"));
    }
    return http::jsonResponse(json::object{});
}

http::Response deleteRule(const PushApi &api, Call &call) {
    const RuleName name = parseName(call);
    if (!name.attribute.empty())
        throw unrecognized(400, "Unrecognized request");
    api.rules.remove(call.requester.userNid, name.kind, name.id);
    return http::jsonResponse(json::object{});
}

} // namespace hearth::api::push
