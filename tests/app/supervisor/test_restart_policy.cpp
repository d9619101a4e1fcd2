// SPDX-License-Identifier: Apache-2.0
// Delays after crashes.
#include "app/supervisor/restart_policy.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth::app;
using namespace std::chrono_literals;

class TestRestartPolicy : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void doublesAndGivesUpAtTheFifthWithinFiveMinutes() {
        RestartPolicy policy;
        QCOMPARE(*policy.crashed(0), 1000ms);
        QCOMPARE(*policy.crashed(10'000), 2000ms);
        QCOMPARE(*policy.crashed(20'000), 4000ms);
        QCOMPARE(*policy.crashed(30'000), 8000ms);
        QVERIFY(!policy.crashed(40'000));
    }

    void oldCrashesDoNotCount() {
        RestartPolicy policy;
        for (int i = 0; i < 20; ++i)
            QCOMPARE(*policy.crashed(i * 301'000), 1000ms);
        QCOMPARE(policy.recentCrashes(), 1);
    }

    void aPersonsStartBeginsAnew() {
        RestartPolicy policy;
        for (int i = 0; i < 4; ++i)
            QVERIFY(policy.crashed(i));
        policy.reset();
        QCOMPARE(*policy.crashed(5), 1000ms);
    }
};

HEARTH_TEST(TestRestartPolicy)
#include "test_restart_policy.moc"
