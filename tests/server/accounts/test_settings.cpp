// SPDX-License-Identifier: Apache-2.0
// One case for each setting that changes what can be seen from outside: the same is asked of a
// server with the setting and of one without, and both answers are pinned.
#include "tests/server/accounts/settings_cases.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

Cases allCases() {
    Cases cases;
    addUsageCases(cases);
    addRateCases(cases);
    addRoomCases(cases);
    addSightCases(cases);
    addAccountCases(cases);
    return cases;
}

} // namespace

class TestSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }
    void changesWhatIsSeen_data() {
        QTest::addColumn<QString>("name");
        for (const auto &[name, one] : allCases())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void changesWhatIsSeen() {
        QFETCH(QString, name);
        const Case one = allCases().at(name.toStdString());
        {
            ServerFixture server(one.edit);
            QCOMPARE(one.probe(server), one.with);
        }
        ServerFixture server;
        QCOMPARE(one.probe(server), one.without);
    }
};

HEARTH_TEST(TestSettings)
#include "test_settings.moc"
