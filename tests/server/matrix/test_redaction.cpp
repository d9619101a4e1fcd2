// SPDX-License-Identifier: Apache-2.0
// What redaction leaves, version by version (spec, "Redactions").
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/redaction.hpp"
#include "tests/server/matrix/room_fixture.hpp"
#include "tests/support/test_main.hpp"

#include <algorithm>

using namespace hearth;
using namespace hearth::matrix;

namespace {

/// Test data is written with ' for ": moc stumbles over raw strings.
std::string quoted(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

json::object parse(std::string_view text) {
    return parseJson(text, Strictness::Lenient)->as_object();
}

std::string keptContent(std::string_view version, std::string_view type, std::string_view content) {
    json::object pdu{{"type", type}, {"content", parse(content)}};
    return canonicalJson(redact(*findRoomVersion(version), pdu).at("content"));
}

} // namespace

class TestRedaction : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void content_data() {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("versions");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const char *type, const std::string &content,
                            const char *versions, const std::string &expected) {
            QTest::newRow(name) << QByteArray(type) << QByteArray::fromStdString(content)
                                << QByteArray(versions) << QByteArray::fromStdString(expected);
        };
        const auto member =
            quoted("{'membership':'join','displayname':'A','join_authorised_via_users_server':'@b:"
                   "c','third_party_invite':{'display_name':'x','signed':{'mxid':'@a:b'}}}");
        row("message", "m.room.message", quoted("{'body':'x'}"), "1 6 11 12", "{}");
        row("member", "m.room.member", member, "1 2 3 4 5 6 7 8", quoted("{'membership':'join'}"));
        row("member v9", "m.room.member", member, "9 10",
            quoted("{'join_authorised_via_users_server':'@b:c','membership':'join'}"));
        row("member v11", "m.room.member", member, "11 12",
            quoted("{'join_authorised_via_users_server':'@b:c','membership':'join','third_party_"
                   "invite':{'signed':{'mxid':'@a:b'}}}"));
        const auto create = quoted("{'creator':'@a:b','room_version':'x','m.federate':false}");
        row("create", "m.room.create", create, "1 6 10", quoted("{'creator':'@a:b'}"));
        row("create v11", "m.room.create", create, "11 12",
            quoted("{'creator':'@a:b','m.federate':false,'room_version':'x'}"));
        const auto rules = quoted("{'join_rule':'restricted','allow':[],'x':1}");
        row("join rules", "m.room.join_rules", rules, "1 7", quoted("{'join_rule':'restricted'}"));
        row("join rules v8", "m.room.join_rules", rules, "8 9 12",
            quoted("{'allow':[],'join_rule':'restricted'}"));
        const auto levels =
            quoted("{'ban':1,'events':{},'events_default':2,'invite':3,'kick':4,'notifications':{},"
                   "'redact':5,'state_default':6,'users':{'@a:b':7},'users_default':8}");
        row("power levels", "m.room.power_levels", levels, "1 10",
            quoted("{'ban':1,'events':{},'events_default':2,'kick':4,'redact':5,'state_default':6,'"
                   "users':{'@a:b':7},'users_default':8}"));
        row("power levels v11", "m.room.power_levels", levels, "11 12",
            quoted("{'ban':1,'events':{},'events_default':2,'invite':3,'kick':4,'redact':5,'state_"
                   "default':6,'users':{'@a:b':7},'users_default':8}"));
        row("aliases", "m.room.aliases", quoted("{'aliases':['#a:b'],'x':1}"), "1 5",
            quoted("{'aliases':['#a:b']}"));
        row("aliases v6", "m.room.aliases", quoted("{'aliases':['#a:b']}"), "6 12", "{}");
        row("history visibility", "m.room.history_visibility",
            quoted("{'history_visibility':'shared','x':1}"), "1 6 12",
            quoted("{'history_visibility':'shared'}"));
        row("redaction", "m.room.redaction", quoted("{'redacts':'$a','reason':'x'}"), "1 10", "{}");
        row("redaction v11", "m.room.redaction", quoted("{'redacts':'$a','reason':'x'}"), "11 12",
            quoted("{'redacts':'$a'}"));
    }
    void content() {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, versions);
        QFETCH(QByteArray, expected);
        for (const auto &version : versions.split(' '))
            QCOMPARE(keptContent(version.toStdString(), type.toStdString(), content.toStdString()),
                     expected.toStdString());
    }

    void members() {
        const auto pdu =
            parse(quoted("{'event_id':'$a','type':'x','room_id':'!a:b','sender':'@a:b','state_key':"
                         "'','content':{'a':1},'hashes':{},'signatures':{},'depth':1,'prev_events':"
                         "[],'prev_state':[],'auth_events':[],'origin':'b','origin_server_ts':1,'"
                         "membership':'join','unsigned':{},'age':1,'redacts':'$b'}"));
        const auto old = redact(*findRoomVersion("10"), pdu);
        QCOMPARE(old.size(), std::size_t(15));
        for (const char *gone : {"unsigned", "age", "redacts"})
            QVERIFY(!old.contains(gone));
        const auto late = redact(*findRoomVersion("11"), pdu);
        QCOMPARE(late.size(), std::size_t(12));
        for (const char *gone : {"origin", "membership", "prev_state"})
            QVERIFY(!late.contains(gone));
    }

    void redactingTwiceChangesNothing() {
        for (const auto &version : roomVersions()) {
            test::RoomFixture room(version.id);
            for (const auto &[id, event] : room.events) {
                const auto once = redact(version, event->pdu());
                QVERIFY(redact(version, once) == once);
                // A redacted copy still proves the same id.
                QCOMPARE(referenceHash(version, once), referenceHash(version, event->pdu()));
            }
        }
    }
};

HEARTH_TEST(TestRedaction)
#include "test_redaction.moc"
