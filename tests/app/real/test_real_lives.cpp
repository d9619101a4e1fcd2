// SPDX-License-Identifier: Apache-2.0
// What can happen to a running hearthd from outside, and that the supervisor tells the truth.
#include "app/core/clock.hpp"
#include "app/supervisor/server_process.hpp"
#include "app/supervisor/supervisor.hpp"
#include "tests/app/support/api_calls.hpp"
#include "tests/app/support/real_hearthd.hpp"
#include "tests/support/test_main.hpp"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QThread>

#include <csignal>
#include <memory>

using namespace hearth::app;
using hearth::test::longWait;
using hearth::test::RealHearthd;
using namespace std::chrono_literals;

namespace {
/// A clock that somebody sets.
class JumpingClock final : public Clock {
public:
    [[nodiscard]] QDateTime now() const override {
        return QDateTime::currentDateTime().addSecs(offset);
    }
    [[nodiscard]] qint64 monotonicMs() const override { return m_system.monotonicMs(); }
    qint64 offset = 0;

private:
    SystemClock m_system;
};
} // namespace

class TestRealLives : public QObject {
    Q_OBJECT
private:
    JumpingClock m_clock;
    std::unique_ptr<RealHearthd> m_real;

    std::unique_ptr<Supervisor> make() {
        auto supervisor =
            std::make_unique<Supervisor>(m_real->dataDir(), m_real->runtimeDir(), m_clock);
        supervisor->setDelayDivisor(4);
        return supervisor;
    }
    std::unique_ptr<Supervisor> makeReady() {
        auto supervisor = make();
        supervisor->start();
        [&] { QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait); }();
        return supervisor;
    }
    static void send(const Supervisor &supervisor, int signal) {
        ::kill(static_cast<pid_t>(supervisor.snapshot().ready.pid), signal);
    }
    static void end(Supervisor &supervisor) {
        supervisor.stop();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor.state(), ServerState::Stopped, longWait);
    }
    /// hearthd as a terminal or a service manager starts it.
    std::unique_ptr<QProcess> startByHand() const {
        auto process = std::make_unique<QProcess>();
        process->start(qEnvironmentVariable("HEARTH_HEARTHD"),
                       {QStringLiteral("--config"), m_real->configFile()});
        QByteArray said;
        while (!said.contains('\n') && process->waitForReadyRead(longWait))
            said += process->readAllStandardOutput();
        return said.contains("\"ready\"") ? std::move(process) : nullptr;
    }
    static void endByHand(QProcess &process) {
        process.terminate();
        QVERIFY(process.waitForFinished(longWait));
    }

private Q_SLOTS:
    void init() {
        m_clock.offset = 0;
        m_real = std::make_unique<RealHearthd>();
        QVERIFY(m_real->generate());
    }

    void startsProvesAndStops() {
        auto supervisor = makeReady();
        QVERIFY(ServerProcess::isAlive(supervisor->snapshot().ready.pid));
        end(*supervisor);
        QCOMPARE(*supervisor->snapshot().exitCode, 0);
    }

    void killedServerIsCrashedThenRunsAgain() {
        auto supervisor = make();
        QList<ServerState> states;
        connect(supervisor.get(), &Supervisor::changed, this,
                [&](const ServerSnapshot &s) { states << s.state; });
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        send(*supervisor, SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(states.size(), 5, longWait);
        QCOMPARE(states, QList<ServerState>({ServerState::Starting, ServerState::Ready,
                                             ServerState::Crashed, ServerState::Starting,
                                             ServerState::Ready}));
        QVERIFY(!supervisor->snapshot().lastLogLines.isEmpty());
        end(*supervisor);
    }

    void serverThatHangsIsNotRunning() {
        auto supervisor = makeReady();
        QElapsedTimer timer;
        timer.start();
        send(*supervisor, SIGSTOP);
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Unreachable, longWait);
        QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(supervisor->snapshot().failure.message.contains(QStringLiteral("not answer")));
        // Nothing was lost, so it goes on where it stood.
        const qint64 pid = supervisor->snapshot().ready.pid;
        send(*supervisor, SIGCONT);
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        QCOMPARE(supervisor->snapshot().ready.pid, pid);
        end(*supervisor);
    }

    void serverThatHangsCanBeEnded() {
        auto supervisor = makeReady();
        supervisor->setStopPatience(300ms);
        QSignalSpy slow(supervisor.get(), &Supervisor::stopTakesLong);
        send(*supervisor, SIGSTOP);
        supervisor->stop();
        QTRY_VERIFY(!slow.isEmpty());
        QCOMPARE(supervisor->state(), ServerState::Stopping);
        supervisor->kill();
        QTRY_COMPARE(supervisor->state(), ServerState::Stopped);
        // And whatever was in the middle of something starts again.
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        end(*supervisor);
    }

    void serverKilledWhileNobodyLookedIsStopped() {
        qint64 pid = 0;
        {
            auto first = makeReady();
            pid = first->snapshot().ready.pid;
        }
        ::kill(static_cast<pid_t>(pid), SIGKILL);
        QTRY_VERIFY(!ServerProcess::isAlive(pid));
        auto second = make();
        second->attach();
        QCOMPARE(second->state(), ServerState::Stopped);
        second->start();
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Ready, longWait);
        end(*second);
    }

    void serverStartedByHandBeforehandIsTakenOver() {
        const auto hand = startByHand();
        QVERIFY(hand);
        auto supervisor = make();
        supervisor->attach();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        QVERIFY(supervisor->snapshot().attached);
        QCOMPARE(supervisor->snapshot().ready.pid, hand->processId());
        // Its end at the terminal is seen, and is no crash.
        endByHand(*hand);
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Stopped, longWait);
    }

    void serverStartedByHandAfterwardsIsFound() {
        auto supervisor = makeReady();
        end(*supervisor);
        const auto hand = startByHand();
        QVERIFY(hand);
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        QVERIFY(supervisor->snapshot().attached);
        QCOMPARE(supervisor->snapshot().ready.pid, hand->processId());
        end(*supervisor);
        QTRY_COMPARE_WITH_TIMEOUT(hand->state(), QProcess::NotRunning, longWait);
    }

    void serverStartedByHandEndsTheWaitAfterACrash() {
        auto supervisor = make();
        supervisor->setDelayDivisor(1);
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        for (int crash = 0; crash < 3; ++crash) {
            QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
            send(*supervisor, SIGKILL);
            QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Crashed, longWait);
        }
        // Its next start would be in four seconds.
        const auto hand = startByHand();
        QVERIFY(hand);
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        QCOMPARE(supervisor->snapshot().ready.pid, hand->processId());
        end(*supervisor);
        QTRY_COMPARE_WITH_TIMEOUT(hand->state(), QProcess::NotRunning, longWait);
    }

    void cleanEndOfAnAttachedServerIsNoCrash() {
        std::ignore = makeReady(); // leaves it running
        auto second = make();
        second->attach();
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Ready, longWait);
        QVERIFY(second->snapshot().attached);
        // As a service manager would, without any mark of ours.
        send(*second, SIGTERM);
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Stopped, longWait);
    }

    void secondHearthOnTheSameFolderSharesTheServer() {
        auto first = make();
        first->start();
        auto second = make();
        second->start();
        QTRY_COMPARE_WITH_TIMEOUT(first->state(), ServerState::Ready, longWait);
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Ready, longWait);
        QCOMPARE(first->snapshot().ready.pid, second->snapshot().ready.pid);
        QVERIFY(first->snapshot().attached != second->snapshot().attached);
        // Both see a crash, and end up with one server again.
        const qint64 before = first->snapshot().ready.pid;
        send(*first, SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(first->state() == ServerState::Ready &&
                                     second->state() == ServerState::Ready &&
                                     first->snapshot().ready.pid != before &&
                                     first->snapshot().ready.pid == second->snapshot().ready.pid,
                                 longWait);
        first->stop();
        QTRY_COMPARE_WITH_TIMEOUT(first->state(), ServerState::Stopped, longWait);
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Stopped, longWait);
        // What one of them starts the other finds.
        second->start();
        QTRY_COMPARE_WITH_TIMEOUT(first->state(), ServerState::Ready, longWait);
        end(*second);
    }

    void programReplacedUnderneathIsUsedFromTheNextStartOn() {
        const QString program = m_real->path(QStringLiteral("hearthd"));
        QVERIFY(QFile::copy(RealHearthd::program(), program));
        RealHearthd::useProgram(program);
        auto supervisor = makeReady();
        const QString before = supervisor->snapshot().ready.version;
        // As a package does it: a new file under the old name. Only its version is another.
        QFile old(program);
        QVERIFY(old.open(QIODevice::ReadOnly));
        QByteArray text = old.readAll();
        old.close();
        QString after = before;
        after.replace(after.size() - 1, 1, before.endsWith(u'9') ? u'8' : u'9');
        const QByteArray name = before.toLatin1() + '\0';
        QVERIFY(text.contains(name));
        text.replace(name, after.toLatin1() + '\0');
        QVERIFY(old.remove());
        QFile fresh(program);
        QVERIFY(fresh.open(QIODevice::WriteOnly));
        fresh.write(text);
        fresh.close();
        QVERIFY(fresh.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        // The one that runs is told of as what it is, and runs on.
        QTest::qWait(2500); // one more look at its health
        QCOMPARE(supervisor->state(), ServerState::Ready);
        QCOMPARE(supervisor->snapshot().ready.version, before);
        const qint64 pid = supervisor->snapshot().ready.pid;
        supervisor->restart();
        QTRY_VERIFY_WITH_TIMEOUT(supervisor->state() == ServerState::Ready &&
                                     supervisor->snapshot().ready.pid != pid,
                                 longWait);
        QCOMPARE(supervisor->snapshot().ready.version, after);
        end(*supervisor);
    }

    void longSleepOfThisProgramIsNoTrouble() {
        auto supervisor = makeReady();
        QList<ServerState> states;
        connect(supervisor.get(), &Supervisor::changed, this,
                [&](const ServerSnapshot &s) { states << s.state; });
        // Twice, so that every timer runs out while a question is under way.
        for (int i = 0; i < 2; ++i) {
            QTest::qWait(1900);
            QThread::sleep(6);
        }
        QTest::qWait(3000);
        QCOMPARE(supervisor->state(), ServerState::Ready);
        QVERIFY(!states.contains(ServerState::Unreachable));
        end(*supervisor);
    }

    void sleepOfTheWholeComputerIsNoTrouble() {
        auto supervisor = makeReady();
        send(*supervisor, SIGSTOP);
        QThread::sleep(9); // we sleep, too
        send(*supervisor, SIGCONT);
        QTest::qWait(3000);
        QCOMPARE(supervisor->state(), ServerState::Ready);
        end(*supervisor);
    }

    void clockThatJumpsMakesNoCrashOutOfAStop_data() {
        QTest::addColumn<qint64>("offset");
        QTest::newRow("an hour back") << qint64{-3600};
        QTest::newRow("a day ahead") << qint64{86400};
    }
    void clockThatJumpsMakesNoCrashOutOfAStop() {
        QFETCH(const qint64, offset);
        // The clock was wrong when the server was started, and then somebody set it.
        m_clock.offset = -offset;
        auto first = makeReady();
        auto second = make();
        second->attach();
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Ready, longWait);
        m_clock.offset = 0;
        second->stop();
        second->kill();
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Stopped, longWait);
        QTRY_COMPARE_WITH_TIMEOUT(first->state(), ServerState::Stopped, longWait);
    }

    void clockThatJumpsHidesNoCrash() {
        // The mark of a stop before, from a time that seems to be after the start.
        auto supervisor = makeReady();
        end(*supervisor);
        m_clock.offset = -3600;
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        m_clock.offset = 3600;
        send(*supervisor, SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Crashed, longWait);
        m_clock.offset = -7200;
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        end(*supervisor);
    }
};

HEARTH_TEST(TestRealLives)
#include "test_real_lives.moc"
