// SPDX-License-Identifier: Apache-2.0
// Power levels: defaults, old ways of writing them, creators of v12.
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/event_types.hpp"
#include "server/matrix/power_levels.hpp"
#include "tests/server/matrix/room_fixture.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using namespace hearth::matrix;
using test::RoomFixture;

class TestPowerLevels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutPowerLevelsTheCreatorRules() {
        for (const auto &version : roomVersions()) {
            RoomFixture room(version.id);
            const auto levels = powerLevelsOf(version, room.state);
            QCOMPARE(levels.ofUser(RoomFixture::alice),
                     version.privilegedCreators ? PowerLevels::infinite : 100);
            QCOMPARE(levels.ofUser(RoomFixture::bob), 0);
            QCOMPARE(levels.toSend("m.room.name", true), 0);
            QCOMPARE(levels.toSend("m.room.message", false), 0);
            QCOMPARE(levels.toInvite(), 0);
            QCOMPARE(levels.toKick(), 50);
            QCOMPARE(levels.toBan(), 50);
            QCOMPARE(levels.toRedact(), 50);
            QCOMPARE(levels.toNotify("room"), 50);
        }
    }

    void withPowerLevelsTheirDefaultsHold() {
        RoomFixture room("11");
        room.powerLevels({});
        const auto levels = powerLevelsOf(room.version, room.state);
        QCOMPARE(levels.ofUser(RoomFixture::alice), 0);
        QCOMPARE(levels.toSend("m.room.name", true), 50);
        QCOMPARE(levels.toSend("m.room.message", false), 0);
        QCOMPARE(levels.toInvite(), 0);
    }

    void readsEveryLevel() {
        RoomFixture room("11");
        room.powerLevels(parseJson(R"({"users":{"@alice:one.example":90,"@bob:one.example":-5},
            "users_default":1,"events":{"m.room.name":33,"m.sticker":7},"events_default":2,
            "state_default":60,"invite":3,"kick":4,"ban":5,"redact":6,
            "notifications":{"room":20}})",
                                   Strictness::Canonical)
                             ->as_object());
        const auto levels = powerLevelsOf(room.version, room.state);
        QCOMPARE(levels.ofUser(RoomFixture::alice), 90);
        QCOMPARE(levels.ofUser(RoomFixture::bob), -5);
        QCOMPARE(levels.ofUser(RoomFixture::carol), 1);
        QCOMPARE(levels.toSend("m.room.name", true), 33);
        QCOMPARE(levels.toSend("m.sticker", false), 7);
        QCOMPARE(levels.toSend("other", false), 2);
        QCOMPARE(levels.toSend("other", true), 60);
        QCOMPARE(levels.toInvite(), 3);
        QCOMPARE(levels.toKick(), 4);
        QCOMPARE(levels.toBan(), 5);
        QCOMPARE(levels.toRedact(), 6);
        QCOMPARE(levels.toNotify("room"), 20);
        QCOMPARE(levels.toNotify("other"), 50);
    }

    void additionalCreatorsOfV12AreAboveAll() {
        RoomFixture room("12", {{"additional_creators", json::array{RoomFixture::carol}}});
        room.powerLevels({{"users", json::object{{RoomFixture::bob, 9007199254740991}}}});
        const auto levels = powerLevelsOf(room.version, room.state);
        QCOMPARE(levels.ofUser(RoomFixture::carol), PowerLevels::infinite);
        QCOMPARE(levels.ofUser(RoomFixture::alice), PowerLevels::infinite);
        QVERIFY(levels.ofUser(RoomFixture::bob) < PowerLevels::infinite);
        QVERIFY(levels.isCreator(RoomFixture::carol));
    }

    void additionalCreatorsMeanNothingBeforeV12() {
        RoomFixture room("11", {{"additional_creators", json::array{RoomFixture::carol}}});
        const auto levels = powerLevelsOf(room.version, room.state);
        QCOMPARE(levels.ofUser(RoomFixture::carol), 0);
    }

    void parsesLevelsAsTheVersionAllows_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("good"); // before v10
        QTest::addColumn<qint64>("expected");
        const auto row = [](const char *text, bool good, qint64 expected = 0) {
            QTest::newRow(text) << QByteArray(text) << good << expected;
        };
        row("50", true, 50);
        row("\"100\"", true, 100);
        row("\"000100\"", true, 100);
        row("\"+100\"", true, 100);
        row("\"-100\"", true, -100);
        row("\" \\t100 \"", true, 100);
        row("\" +100 \"", true, 100);
        row("50.57", true, 50);
        row("-50.57", true, -50);
        row("5.114698E4", true, 51146);
        row("\"\"", false);
        row("\" \"", false);
        row("\"1.5\"", false);
        row("\"+-1\"", false);
        row("\"1 0\"", false);
        row("\"0x10\"", false);
        row("1e300", false);
        row("null", false);
        row("true", false);
        row("[]", false);
    }
    void parsesLevelsAsTheVersionAllows() {
        QFETCH(QByteArray, text);
        QFETCH(bool, good);
        QFETCH(qint64, expected);
        const auto value = *parseJson(text.toStdString(), Strictness::Lenient);
        const auto old = parseLevel(*findRoomVersion("9"), value);
        QCOMPARE(old.has_value(), good);
        if (good)
            QCOMPARE(*old, std::int64_t(expected));
        QCOMPARE(parseLevel(*findRoomVersion("10"), value).has_value(), value.is_int64());
    }

    void redactingNeedsLevelOrServer() {
        RoomFixture room("11");
        room.powerLevels({{"users", json::object{{RoomFixture::alice, 100}}}});
        const auto levels = powerLevelsOf(room.version, room.state);
        QVERIFY(levels.mayRedact(RoomFixture::alice, RoomFixture::carol));
        QVERIFY(levels.mayRedact(RoomFixture::carol, RoomFixture::dave)); // same server
        QVERIFY(!levels.mayRedact(RoomFixture::carol, RoomFixture::alice));
    }

    void outlivesTheEvents() {
        std::optional<PowerLevels> levels;
        {
            RoomFixture room("11");
            room.powerLevels({{"ban", 77}});
            levels = powerLevelsOf(room.version, room.state);
        }
        QCOMPARE(levels->toBan(), 77);
    }

    void newPowerLevelsOfLocalUsersAreIntegers() {
        const auto problem = [](const char *text) {
            return powerLevelProblem(parseJson(text, Strictness::Lenient)->as_object());
        };
        QVERIFY(!problem("{}"));
        QVERIFY(!problem(R"({"ban":1,"users":{"@a:b":1},"events":{"x":1}})"));
        for (const char *bad :
             {R"({"ban":"1"})", R"({"ban":null})", R"({"users":[]})", R"({"users":{"@a:b":"1"}})",
              R"({"users":{"a":1}})", R"({"events":{"x":1.5}})", R"({"notifications":{"x":{}}})"})
            QVERIFY2(problem(bad), bad);
    }
};

HEARTH_TEST(TestPowerLevels)
#include "test_power_levels.moc"
