// SPDX-License-Identifier: Apache-2.0
// Push rules: the default rules, conditions, priorities, and changes by the user.
#include "server/core/json_read.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/event_types.hpp"
#include "server/matrix/push_rules.hpp"
#include "tests/server/matrix/room_fixture.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using namespace hearth::matrix;
using test::RoomFixture;

namespace {

constexpr auto alice = RoomFixture::alice;
constexpr auto bob = RoomFixture::bob;

json::object parse(std::string_view text) {
    return parseJson(text, Strictness::Lenient)->as_object();
}

/// What bob is told about an event: rule id and how loud, "-" if no rule matches.
std::string outcome(const PushRuleset &rules, RoomFixture &room, const EventPtr &event,
                    std::int64_t members = 5, std::string_view displayName = "Bobby") {
    PushEvent pushEvent(*event, members, powerLevelsOf(room.version, room.state));
    const auto result = rules.evaluate(pushEvent, displayName);
    if (!result)
        return "-";
    return std::string(result->ruleId) + (result->notify ? " notify" : "") +
           (result->highlight ? " highlight" : "");
}

PushRule rule(PushRuleKind kind, std::string_view id, std::string_view body) {
    auto parsed = parsePushRule(kind, id, parse(body));
    if (!parsed)
        throw std::runtime_error(parsed.error().message);
    return *std::move(parsed);
}

} // namespace

class TestPushRules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void defaultRules_data() {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("members");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const char *type, const char *content,
                            const char *expected, int members = 5) {
            QTest::newRow(name) << QByteArray(type) << QByteArray(content) << members
                                << QByteArray(expected);
        };
        const char *message = "m.room.message";
        row("message", message, R"({"body":"hi","msgtype":"m.text"})", ".m.rule.message notify");
        row("message between two", message, R"({"body":"hi"})", ".m.rule.room_one_to_one notify",
            2);
        row("notice", message, R"({"body":"bob","msgtype":"m.notice"})",
            ".m.rule.suppress_notices");
        row("user mention", message,
            R"({"body":"x","m.mentions":{"user_ids":["@bob:one.example"]}})",
            ".m.rule.is_user_mention notify highlight");
        row("other mention", message, R"({"body":"bob","m.mentions":{"user_ids":["@c:d"]}})",
            ".m.rule.message notify");
        row("room mention", message, R"({"body":"x","m.mentions":{"room":true}})",
            ".m.rule.is_room_mention notify highlight");
        row("no room mention", message, R"({"body":"@room","m.mentions":{"room":"true"}})",
            ".m.rule.message notify");
        row("display name", message, R"({"body":"Hello BOBBY!"})",
            ".m.rule.contains_display_name notify highlight");
        row("part of a name", message, R"({"body":"Bobbybrown"})", ".m.rule.message notify");
        row("user name", message, R"({"body":"ask bob."})",
            ".m.rule.contains_user_name notify highlight");
        row("@room", message, R"({"body":"@room look"})", ".m.rule.roomnotif notify highlight");
        row("reaction", "m.reaction", "{}", ".m.rule.reaction");
        row("edit", message, R"({"body":"x","m.relates_to":{"rel_type":"m.replace"}})",
            ".m.rule.suppress_edits");
        row("encrypted", "m.room.encrypted", "{}", ".m.rule.encrypted notify");
        row("encrypted between two", "m.room.encrypted", "{}",
            ".m.rule.encrypted_room_one_to_one notify", 2);
        row("call", "m.call.invite", "{}", ".m.rule.call notify");
        row("poll", "org.matrix.msc3381.poll.start", "{}",
            ".org.matrix.msc3930.rule.poll_start notify");
        row("poll answer", "org.matrix.msc3381.poll.response", "{}",
            ".org.matrix.msc3930.rule.poll_response");
        row("unknown type", "org.example.x", "{}", "-");
        row("topic", "m.room.topic", "{}", "-");
        row("tombstone without state key", "m.room.tombstone", "{}", "-");
    }
    void defaultRules() {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, content);
        QFETCH(int, members);
        QFETCH(QByteArray, expected);
        RoomFixture room("11");
        const PushRuleset rules(bob, {});
        const auto event =
            room.make(alice, type.toStdString(), std::nullopt, parse(content.toStdString()));
        QCOMPARE(outcome(rules, room, event, members), expected.toStdString());
    }

    void stateEvents() {
        RoomFixture room("11");
        const PushRuleset rules(bob, {});
        QCOMPARE(outcome(rules, room, room.make(alice, "m.room.tombstone", "", {})),
                 std::string(".m.rule.tombstone notify highlight"));
        QCOMPARE(outcome(rules, room, room.make(alice, "m.room.server_acl", "", {})),
                 std::string(".m.rule.room.server_acl"));
        QCOMPARE(outcome(rules, room, room.makeMember(alice, bob, "invite")),
                 std::string(".m.rule.invite_for_me notify"));
        QCOMPARE(outcome(rules, room, room.makeMember(alice, RoomFixture::carol, "invite")),
                 std::string(".m.rule.member_event"));
    }

    void roomMentionNeedsPower() {
        RoomFixture room("11");
        room.powerLevels({{"users", json::object{{alice, 40}}}});
        const PushRuleset rules(bob, {});
        const auto event =
            room.make(alice, "m.room.message", std::nullopt, parse(R"({"body":"@room"})"));
        QCOMPARE(outcome(rules, room, event), std::string(".m.rule.message notify"));
        room.powerLevels(
            {{"users", json::object{{alice, 40}}}, {"notifications", json::object{{"room", 40}}}});
        QCOMPARE(outcome(rules, room, event), std::string(".m.rule.roomnotif notify highlight"));
    }

    void ownEventsDoNotNotify() {
        RoomFixture room("11");
        const auto event = room.make(bob, "m.room.message", std::nullopt, {{"body", "x"}});
        QCOMPARE(outcome(PushRuleset(bob, {}), room, event), std::string("-"));
    }

    void oneEventServesManyRecipients() {
        RoomFixture room("11");
        const auto event =
            room.make(alice, "m.room.message", std::nullopt, parse(R"({"body":"hi carol"})"));
        PushEvent pushEvent(*event, 5, powerLevelsOf(room.version, room.state));
        const PushRuleset forBob(bob, {});
        const PushRuleset forCarol(RoomFixture::carol, {});
        QCOMPARE(forBob.evaluate(pushEvent, "")->ruleId, std::string_view(".m.rule.message"));
        QCOMPARE(forCarol.evaluate(pushEvent, "")->ruleId,
                 std::string_view(".m.rule.contains_user_name"));
        QCOMPARE(forBob.evaluate(pushEvent, "carol")->ruleId,
                 std::string_view(".m.rule.contains_display_name"));
    }

    void kindsAreAskedInOrder() {
        RoomFixture room("11");
        std::vector<PushRule> stored{
            rule(PushRuleKind::Underride, "u", R"({"actions":["notify"]})"),
            rule(PushRuleKind::Sender, alice, R"({"actions":["notify"]})"),
            rule(PushRuleKind::Room, room.create->roomId().str(), R"({"actions":["dont_notify"]})"),
            rule(PushRuleKind::Content, "c", R"({"pattern":"cake*lie","actions":["notify"]})"),
            rule(PushRuleKind::Override, "o",
                 R"({"conditions":[{"kind":"room_member_count","is":">=10"}],"actions":[]})")};
        const auto said = [&](const char *body, int members = 5) {
            return outcome(PushRuleset(bob, stored), room,
                           room.make(alice, "m.room.message", std::nullopt, {{"body", body}}),
                           members);
        };
        QCOMPARE(said("x", 10), std::string("o"));
        QCOMPARE(said("the Cake is a LIE"), std::string("c notify"));
        QCOMPARE(said("x"), room.create->roomId().str());
        stored.erase(stored.begin() + 2);
        QCOMPARE(said("x"), std::string(alice) + " notify");
        stored.erase(stored.begin() + 1);
        QCOMPARE(said("x"), std::string("u notify"));
        PushRule master;
        master.id = ".m.rule.master";
        master.isDefault = true;
        master.enabled = true;
        stored.push_back(master);
        QCOMPARE(said("x", 10), std::string(".m.rule.master"));
    }

    void conditions_data() {
        QTest::addColumn<QByteArray>("condition");
        QTest::addColumn<bool>("matches");
        const auto row = [](const char *condition, bool matches) {
            QTest::newRow(condition) << QByteArray(condition) << matches;
        };
        row(R"({"kind":"event_match","key":"content.topic","pattern":"lunc?*"})", true);
        row(R"({"kind":"event_match","key":"content.topic","pattern":"LUNCH"})", false);
        row(R"({"kind":"event_match","key":"content.topic","pattern":"*"})", true);
        row(R"({"kind":"event_match","key":"content.absent","pattern":"*"})", false);
        row(R"({"kind":"event_match","key":"content.number","pattern":"*"})", false);
        row(R"({"kind":"event_match","key":"room_id","pattern":"!*"})", true);
        row(R"({"kind":"event_match","key":"content.topic"})", false);
        row(R"({"kind":"event_match","key":"content.a\\.b","pattern":"dotted"})", true);
        row(R"({"kind":"event_match","key":"content.a.b","pattern":"dotted"})", false);
        row(R"({"kind":"event_property_is","key":"content.number","value":1})", true);
        row(R"({"kind":"event_property_is","key":"content.number","value":"1"})", false);
        row(R"({"kind":"event_property_is","key":"content.number","value":true})", false);
        row(R"({"kind":"event_property_is","key":"content.nothing","value":null})", true);
        row(R"({"kind":"event_property_is","key":"content.absent","value":null})", false);
        row(R"({"kind":"event_property_is","key":"content.list","value":[1,"x"]})", false);
        row(R"({"kind":"event_property_contains","key":"content.list","value":"x"})", true);
        row(R"({"kind":"event_property_contains","key":"content.list","value":1})", true);
        row(R"({"kind":"event_property_contains","key":"content.list","value":"1"})", false);
        row(R"({"kind":"event_property_contains","key":"content.topic","value":"x"})", false);
        row(R"({"kind":"room_member_count","is":"5"})", true);
        row(R"({"kind":"room_member_count","is":"==5"})", true);
        row(R"({"kind":"room_member_count","is":"<5"})", false);
        row(R"({"kind":"room_member_count","is":"<=5"})", true);
        row(R"({"kind":"room_member_count","is":">4"})", true);
        row(R"({"kind":"room_member_count","is":"many"})", false);
        row(R"({"kind":"room_member_count","is":"5x"})", false);
        row(R"({"kind":"room_member_count","is":5})", false);
        row(R"({"kind":"device","x":1})", false);
    }
    void conditions() {
        QFETCH(QByteArray, condition);
        QFETCH(bool, matches);
        RoomFixture room("11");
        const auto event = room.make(
            alice, "org.example.x", std::nullopt,
            parse(
                R"({"topic":"Lunch plans","number":1,"nothing":null,"list":[1,"x"],"a.b":"dotted"})"));
        const std::vector<PushRule> stored{
            rule(PushRuleKind::Override, "o",
                 R"({"actions":["notify"],"conditions":[)" + condition.toStdString() + "]}")};
        QCOMPARE(outcome(PushRuleset(bob, stored), room, event),
                 std::string(matches ? "o notify" : "-"));
    }

    void jsonForClients() {
        std::vector<PushRule> stored{
            rule(PushRuleKind::Content, "c", R"({"pattern":"cake","actions":["notify"]})")};
        const PushRuleset rules(bob, stored);
        const auto all = rules.toJson();
        const auto id = [&all](const char *kind, std::size_t index) {
            return stringAt(all.at(kind).as_array().at(index).as_object(), "rule_id");
        };
        QCOMPARE(id("override", 0), std::string_view(".m.rule.master"));
        QCOMPARE(id("override", 1), std::string_view(".m.rule.suppress_notices"));
        QCOMPARE(id("content", 0), std::string_view("c"));
        QCOMPARE(id("content", 1), std::string_view(".m.rule.contains_user_name"));
        QVERIFY(all.at("room").as_array().empty());
        QVERIFY(all.at("sender").as_array().empty());
        QCOMPARE(
            canonicalJson(*rules.find(PushRuleKind::Content, ".m.rule.contains_user_name")),
            std::string(
                R"({"actions":["notify",{"set_tweak":"sound","value":"default"},{"set_tweak":"highlight"}],"default":true,"enabled":true,"pattern":"bob","rule_id":".m.rule.contains_user_name"})"));
        QCOMPARE(
            canonicalJson(*rules.find(PushRuleKind::Override, ".m.rule.is_user_mention")),
            std::string(
                R"({"actions":["notify",{"set_tweak":"sound","value":"default"},{"set_tweak":"highlight"}],"conditions":[{"key":"content.m\\.mentions.user_ids","kind":"event_property_contains","value":"@bob:one.example"}],"default":true,"enabled":true,"rule_id":".m.rule.is_user_mention"})"));
        QVERIFY(!rules.find(PushRuleKind::Room, "c"));
    }

    void refusesBrokenRules() {
        const auto bad = [](PushRuleKind kind, const char *id, const char *body) {
            return !parsePushRule(kind, id, parse(body)).has_value();
        };
        QVERIFY(bad(PushRuleKind::Override, ".x", R"({"actions":[]})"));
        QVERIFY(bad(PushRuleKind::Override, "", R"({"actions":[]})"));
        QVERIFY(bad(PushRuleKind::Override, "a/b", R"({"actions":[]})"));
        QVERIFY(bad(PushRuleKind::Override, "a\\b", R"({"actions":[]})"));
        QVERIFY(bad(PushRuleKind::Override, "a", R"({})"));
        QVERIFY(bad(PushRuleKind::Override, "a", R"({"actions":[1]})"));
        QVERIFY(bad(PushRuleKind::Override, "a", R"({"actions":[{}]})"));
        QVERIFY(bad(PushRuleKind::Override, "a", R"({"actions":[],"conditions":[{}]})"));
        QVERIFY(bad(PushRuleKind::Content, "a", R"({"actions":[]})"));
        QVERIFY(!bad(PushRuleKind::Room, "!a:b", R"({"actions":[]})"));
    }

    void placesRules() {
        std::vector<PushRule> stored;
        const auto put = [&stored](const char *id, std::optional<std::string_view> before = {},
                                   std::optional<std::string_view> after = {}) {
            return putPushRule(stored, rule(PushRuleKind::Override, id, R"({"actions":[]})"),
                               before, after)
                .has_value();
        };
        const auto order = [&stored] {
            std::string out;
            for (const auto &item : stored)
                out += item.id;
            return out;
        };
        QVERIFY(put("a"));
        QVERIFY(put("b"));
        QCOMPARE(order(), std::string("ba"));
        QVERIFY(put("c", "a"));
        QCOMPARE(order(), std::string("bca"));
        QVERIFY(put("d", {}, "b"));
        QCOMPARE(order(), std::string("bdca"));
        QVERIFY(put("b", {}, "a"));
        QCOMPARE(order(), std::string("dcab"));
        QVERIFY(put("c"));
        QCOMPARE(order(), std::string("dcab"));
        QVERIFY(!put("e", "nothing"));
        QVERIFY(!put("e", ".m.rule.master"));
        QVERIFY(!put("c", "c"));
        QVERIFY(removePushRule(stored, PushRuleKind::Override, "c").has_value());
        QCOMPARE(order(), std::string("dab"));
        QVERIFY(!removePushRule(stored, PushRuleKind::Override, "c").has_value());
        QVERIFY(!removePushRule(stored, PushRuleKind::Override, ".m.rule.master").has_value());
    }

    void changesRules() {
        std::vector<PushRule> stored{rule(PushRuleKind::Room, "!a:b", R"({"actions":["notify"]})")};
        QVERIFY(enablePushRule(stored, PushRuleKind::Override, ".m.rule.master", true).has_value());
        QVERIFY(enablePushRule(stored, PushRuleKind::Room, "!a:b", false).has_value());
        QVERIFY(!enablePushRule(stored, PushRuleKind::Room, "!c:d", false).has_value());
        QVERIFY(
            setPushRuleActions(stored, PushRuleKind::Underride, ".m.rule.message", {}).has_value());
        QVERIFY(
            !setPushRuleActions(stored, PushRuleKind::Room, "!a:b", json::array{1}).has_value());
        const PushRuleset rules(bob, stored);
        const auto flag = [&rules](PushRuleKind kind, const char *id) {
            return rules.find(kind, id)->at("enabled").as_bool();
        };
        QVERIFY(flag(PushRuleKind::Override, ".m.rule.master"));
        QVERIFY(!flag(PushRuleKind::Room, "!a:b"));
        QVERIFY(rules.find(PushRuleKind::Underride, ".m.rule.message")
                    ->at("actions")
                    .as_array()
                    .empty());
        // A rule that is put again keeps whether it was enabled.
        QVERIFY(putPushRule(stored, rule(PushRuleKind::Room, "!a:b", R"({"actions":[]})"), {}, {})
                    .has_value());
        QVERIFY(!stored.front().enabled);
    }

    void movedRulesetsStayWhole() {
        RoomFixture room("11");
        std::vector<PushRule> stored;
        QVERIFY(setPushRuleActions(stored, PushRuleKind::Underride, ".m.rule.message",
                                   json::array{"notify", parse(R"({"set_tweak":"highlight"})")})
                    .has_value());
        PushRuleset first(bob, stored);
        stored.clear();
        const PushRuleset second(std::move(first));
        const auto event = room.make(alice, "m.room.message", std::nullopt, {{"body", "x"}});
        QCOMPARE(outcome(second, room, event), std::string(".m.rule.message notify highlight"));
        PushEvent pushEvent(*event, 5, powerLevelsOf(room.version, room.state));
        QCOMPARE(second.evaluate(pushEvent, "")->actions->size(), std::size_t(2));
    }

    void refusesWhatIsTooMuch() {
        const auto problem = [](PushRuleKind kind, const json::object &body) {
            const auto parsed = parsePushRule(kind, "x", body);
            return parsed ? std::string() : parsed.error().code;
        };
        const json::array notify{"notify"};
        QCOMPARE(problem(PushRuleKind::Content,
                         {{"actions", notify}, {"pattern", std::string(1024, 'a')}}),
                 std::string());
        QCOMPARE(problem(PushRuleKind::Content,
                         {{"actions", notify}, {"pattern", std::string(1025, 'a')}}),
                 std::string("invalid"));
        const json::object match{{"kind", "event_match"}, {"key", "type"}, {"pattern", "x"}};
        QCOMPARE(problem(PushRuleKind::Override,
                         {{"actions", notify}, {"conditions", json::array(64, match)}}),
                 std::string());
        QCOMPARE(problem(PushRuleKind::Override,
                         {{"actions", notify}, {"conditions", json::array(65, match)}}),
                 std::string("invalid"));
        const json::object large{
            {"kind", "event_match"}, {"key", "type"}, {"pattern", std::string(1025, 'x')}};
        QCOMPARE(problem(PushRuleKind::Override, {{"actions", notify}, {"conditions", {large}}}),
                 std::string("invalid"));
        std::vector<PushRule> stored;
        int taken = 0;
        const json::object big{{"actions", json::array()}, {"pattern", std::string(1000, 'a')}};
        while (taken < 3000 &&
               putPushRule(stored,
                           *parsePushRule(PushRuleKind::Content, "r" + std::to_string(taken), big),
                           std::nullopt, std::nullopt))
            ++taken;
        QVERIFY(taken > 200 && taken < 300);
        // What is there can be made smaller, and taken away.
        QVERIFY(putPushRule(stored,
                            rule(PushRuleKind::Content, "r0", R"({"actions":[],"pattern":"a"})"),
                            std::nullopt, std::nullopt));
        QVERIFY(removePushRule(stored, PushRuleKind::Content, "r1"));
    }

    void costlyRulesEndAtTheAllowance() {
        RoomFixture room("11");
        const auto own = [](const std::string &id, const std::string &pattern) {
            PushRule one;
            one.kind = PushRuleKind::Content;
            one.id = id;
            one.pattern = pattern;
            one.actions = json::array{"notify"};
            return one;
        };
        std::vector<PushRule> stored;
        for (int i = 0; i < 200; ++i)
            stored.push_back(own(std::to_string(i), "*" + std::string(500, 'a') + "b"));
        stored.push_back(own("last", "*a*"));
        const PushRuleset rules(bob, stored);
        const auto said = [&](std::size_t length) {
            return outcome(rules, room,
                           room.make(alice, "m.room.message", std::nullopt,
                                     {{"body", std::string(length, 'a')}}));
        };
        QCOMPARE(said(100), std::string("last notify"));
        // What would cost more than the allowance does not match; the server's own rules still do.
        QCOMPARE(said(50000), std::string(".m.rule.message notify"));
    }
};

HEARTH_TEST(TestPushRules)
#include "test_push_rules.moc"
