// SPDX-License-Identifier: Apache-2.0
// Filters: reading, refusing, matching, event_fields.
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/filter.hpp"
#include "tests/server/matrix/room_fixture.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using namespace hearth::matrix;
using test::RoomFixture;

namespace {

json::object parse(std::string_view text) {
    return parseJson(text, Strictness::Lenient)->as_object();
}

} // namespace

class TestFilter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matchesEvents_data() {
        QTest::addColumn<QByteArray>("filter");
        QTest::addColumn<bool>("matches"); // m.room.message by alice with a url
        const auto row = [](const char *filter, bool matches) {
            QTest::newRow(filter) << QByteArray(filter) << matches;
        };
        row("{}", true);
        row(R"({"types":["m.room.message"]})", true);
        row(R"({"types":["m.room.*"]})", true);
        row(R"({"types":["m.*.message"]})", true);
        row(R"({"types":["*"]})", true);
        row(R"({"types":["m.room.name"]})", false);
        row(R"({"types":[]})", false);
        row(R"({"types":null})", true);
        row(R"({"not_types":["m.room.message"]})", false);
        row(R"({"not_types":["m.room.m*"],"types":["m.room.message"]})", false);
        row(R"({"not_types":[]})", true);
        row(R"({"senders":["@alice:one.example"]})", true);
        row(R"({"senders":["@bob:one.example"]})", false);
        row(R"({"senders":["@*:one.example"]})", false);
        row(R"({"not_senders":["@alice:one.example"]})", false);
        row(R"({"rooms":["!room:one.example"]})", true);
        row(R"({"rooms":["!other:one.example"]})", false);
        row(R"({"not_rooms":["!room:one.example"]})", false);
        row(R"({"contains_url":true})", true);
        row(R"({"contains_url":false})", false);
        row(R"({"unknown":1})", true);
        row(R"({"org.matrix.labels":["fun"]})", true);
        row(R"({"org.matrix.labels":["other"]})", false);
        row(R"({"org.matrix.labels":[]})", false);
        row(R"({"org.matrix.not_labels":["work"]})", false);
        row(R"({"org.matrix.not_labels":["other"]})", true);
        row(R"({"org.matrix.labels":["fun"],"org.matrix.not_labels":["work"]})", false);
        row(R"({"org.matrix.msc3874.rel_types":["m.thread"]})", true);
        row(R"({"org.matrix.msc3874.rel_types":["m.replace"]})", false);
        row(R"({"org.matrix.msc3874.not_rel_types":["m.thread"]})", false);
        row(R"({"org.matrix.msc3874.not_rel_types":["m.replace"]})", true);
    }
    void matchesEvents() {
        QFETCH(QByteArray, filter);
        QFETCH(bool, matches);
        RoomFixture room("10");
        const json::array labels{"fun", "work"};
        const json::object thread{{"rel_type", "m.thread"}, {"event_id", "$root"}};
        const auto event = room.make(
            RoomFixture::alice, "m.room.message", std::nullopt,
            {{"url", "mxc://a/b"}, {"org.matrix.labels", labels}, {"m.relates_to", thread}});
        const auto plain = room.make(RoomFixture::alice, "m.room.message", std::nullopt, {});
        const auto compiled = EventFilter::parse(parse(filter.toStdString()));
        QVERIFY(compiled.has_value());
        QCOMPARE(compiled->matches(*event), matches);
        // Without labels and relations only the lists of what is wanted shut it out.
        if (filter.contains("label") || filter.contains("rel_types"))
            QCOMPARE(compiled->matches(*plain),
                     !filter.contains(".labels") && !filter.contains(".rel_types"));
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("filter");
        for (const char *filter :
             {R"({"presence":"no"})", R"({"room":{"timeline":{"rooms":"no"}}})",
              R"({"room":{"timeline":{"rooms":["not_a_room_id"]}}})",
              R"({"room":{"timeline":{"senders":["not_a_sender_id"]}}})",
              R"({"room":{"timeline":{"types":[1]}}})", R"({"room":{"timeline":{"limit":"1"}}})",
              R"({"room":{"timeline":{"limit":-1}}})", R"({"room":[]})",
              R"({"room":{"rooms":["x"]}})", R"({"event_format":"odd"})", R"({"event_fields":1})",
              R"({"room":{"include_leave":"yes"}})"})
            QTest::newRow(filter) << QByteArray(filter);
    }
    void refuses() {
        QFETCH(QByteArray, filter);
        const auto result = Filter::parse(parse(filter.toStdString()));
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().code, std::string("bad_filter"));
    }

    void readsTheWholeFilter() {
        const auto filter = Filter::parse(parse(R"({"event_fields":["type"],
            "event_format":"federation","presence":{"not_types":["*"]},
            "account_data":{"types":["m.direct"]},
            "room":{"not_rooms":["!a:b"],"include_leave":true,"state":{"lazy_load_members":true,
            "include_redundant_members":true},"timeline":{"limit":7,
            "unread_thread_notifications":true,"related_by_rel_types":["m.thread"]},
            "ephemeral":{"types":["m.typing"]},"account_data":{"types":["m.tag"]}}})"));
        QVERIFY(filter.has_value());
        QVERIFY(filter->federationFormat);
        QCOMPARE(filter->eventFields->size(), std::size_t(1));
        QVERIFY(!filter->rooms.passes("!a:b"));
        QVERIFY(filter->rooms.passes("!c:d"));
        QVERIFY(filter->includeLeave);
        QVERIFY(filter->state.lazyLoadMembers());
        QVERIFY(filter->state.includeRedundantMembers());
        QVERIFY(filter->state.passesAll());
        QCOMPARE(filter->timeline.limit().value_or(0), std::int64_t(7));
        QVERIFY(filter->timeline.unreadThreadNotifications());
        QVERIFY(!filter->timeline.passesAll());
        QCOMPARE(filter->timeline.relatedByRelTypes().front(), std::string("m.thread"));
        QVERIFY(filter->ephemeral.matches("m.typing", "", nullptr));
        QVERIFY(!filter->ephemeral.matches("m.receipt", "", nullptr));
        QVERIFY(!filter->presence.matches("m.presence", RoomFixture::alice, nullptr));
        QVERIFY(filter->accountData.types().passes("m.direct"));
        QVERIFY(!filter->accountData.types().passes("m.tag"));
        QVERIFY(filter->roomAccountData.matches("m.tag", "", nullptr));
    }

    void keepsOnlyNamedFields() {
        const auto event = parse(R"({"type":"t","sender":"@a:b","content":{"body":"x","a.b":1,
            "c":{"d":2,"e":3}}})");
        const auto kept = [&event](std::vector<std::string> fields) {
            return canonicalJson(keepFields(event, fields));
        };
        QCOMPARE(kept({"type", "content.body"}),
                 std::string(R"({"content":{"body":"x"},"type":"t"})"));
        QCOMPARE(kept({"content.a\\.b", "content.c.e", "missing.x"}),
                 std::string(R"({"content":{"a.b":1,"c":{"e":3}}})"));
        QCOMPARE(kept({"content.c", "content.c.d"}),
                 std::string(R"({"content":{"c":{"d":2,"e":3}}})"));
        QCOMPARE(kept({}), std::string("{}"));
    }
};

HEARTH_TEST(TestFilter)
#include "test_filter.moc"
