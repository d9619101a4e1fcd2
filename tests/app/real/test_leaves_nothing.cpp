// SPDX-License-Identifier: Apache-2.0
// A server outlives the program that started it, but never the test that did.
#include "app/core/clock.hpp"
#include "app/supervisor/server_process.hpp"
#include "app/supervisor/supervisor.hpp"
#include "tests/app/support/api_calls.hpp"
#include "tests/app/support/real_hearthd.hpp"
#include "tests/support/test_main.hpp"

#include <memory>

using namespace hearth::app;
using hearth::test::longWait;
using hearth::test::RealHearthd;

namespace {
constexpr char victimVariable[] = "HEARTH_TEST_VICTIM";
}

class TestLeavesNothing : public QObject {
    Q_OBJECT
private:
    // Starts a server and leaves it, as a failing test would. Gives its process id.
    static qint64 startAndLeave(const RealHearthd &real) {
        SystemClock clock;
        Supervisor supervisor(real.dataDir(), real.runtimeDir(), clock);
        supervisor.start();
        if (!QTest::qWaitFor([&] { return supervisor.state() == ServerState::Ready; }, longWait))
            return 0;
        return supervisor.snapshot().ready.pid;
    }

private Q_SLOTS:
    void failedTestLeavesNoServer() {
        qint64 pid = 0;
        {
            RealHearthd real;
            QVERIFY(real.generate());
            pid = startAndLeave(real);
            QVERIFY(ServerProcess::isAlive(pid));
        }
        QVERIFY(!ServerProcess::isAlive(pid));
    }

    void nextTestLeavesNoServerEither() {
        // As init() does it: the new folder is made before the old one goes.
        auto real = std::make_unique<RealHearthd>();
        real = std::make_unique<RealHearthd>();
        QVERIFY(real->generate());
        const qint64 pid = startAndLeave(*real);
        QVERIFY(ServerProcess::isAlive(pid));
        real = std::make_unique<RealHearthd>();
        QVERIFY(!ServerProcess::isAlive(pid));
    }

    void killedTestLeavesNoServer() {
        QTemporaryDir dir;
        const QString told = dir.filePath(QStringLiteral("pid"));
        QProcess victim;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QLatin1String(victimVariable), told);
        victim.setProcessEnvironment(environment);
        victim.start(QCoreApplication::applicationFilePath(),
                     {QStringLiteral("--class"), QStringLiteral("TestVictim")});
        const auto pidOf = [&] {
            QFile file(told);
            return file.open(QIODevice::ReadOnly) ? file.readAll().toLongLong() : 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(pidOf() > 0, longWait);
        const qint64 pid = pidOf();
        QVERIFY(ServerProcess::isAlive(pid));
        victim.kill();
        QVERIFY(victim.waitForFinished());
        QTRY_VERIFY_WITH_TIMEOUT(!ServerProcess::isAlive(pid), longWait);
    }

    friend class TestVictim;
};

/// Does something only when killedTestLeavesNoServer() started it.
class TestVictim : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void startsAServerAndIsKilled() {
        const QString told = qEnvironmentVariable(victimVariable);
        if (told.isEmpty())
            return;
        RealHearthd real;
        QVERIFY(real.generate());
        const qint64 pid = TestLeavesNothing::startAndLeave(real);
        QFile part(told + QStringLiteral(".part"));
        QVERIFY(part.open(QIODevice::WriteOnly));
        part.write(QByteArray::number(pid));
        part.close();
        QVERIFY(part.rename(told));
        QTest::qWait(longWait);
    }
};

HEARTH_TEST(TestLeavesNothing)
HEARTH_TEST(TestVictim)
#include "test_leaves_nothing.moc"
