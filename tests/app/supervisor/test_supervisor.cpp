// SPDX-License-Identifier: Apache-2.0
// The life of a server process, with a stand-in for hearthd that misbehaves on request.
#include "app/core/clock.hpp"
#include "app/supervisor/server_process.hpp"
#include "app/supervisor/supervisor.hpp"
#include "tests/app/support/fake_hearthd.hpp"
#include "tests/support/test_main.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTcpServer>

#include <csignal>
#include <memory>

using namespace hearth::app;
using hearth::test::FakeHearthd;
using namespace std::chrono_literals;

namespace {
constexpr int longWait = 20000;

/// A pipe in the place of a file.
class HangingFile {
public:
    explicit HangingFile(const QString &path)
        : m_path(QFile::encodeName(path)) {
        ::unlink(m_path.constData());
        ::mkfifo(m_path.constData(), 0600);
    }
    ~HangingFile() { release(); }
    HangingFile(const HangingFile &) = delete;
    HangingFile &operator=(const HangingFile &) = delete;
    /// Lets go whoever hangs, and leaves nothing to hang on.
    void release() const {
        const int fd = ::open(m_path.constData(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
        ::unlink(m_path.constData());
        // Until a reader that was let go has seen its end.
        QTest::qWait(50);
        ::close(fd);
    }

private:
    QByteArray m_path;
};
} // namespace

class TestSupervisor : public QObject {
    Q_OBJECT
private:
    SystemClock m_clock;
    std::unique_ptr<FakeHearthd> m_fake;

    std::unique_ptr<Supervisor> make() {
        auto supervisor =
            std::make_unique<Supervisor>(m_fake->dataDir(), m_fake->runtimeDir(), m_clock);
        supervisor->setDelayDivisor(20);
        return supervisor;
    }
    static void end(Supervisor &supervisor) {
        supervisor.stop();
        supervisor.kill();
        QTRY_VERIFY_WITH_TIMEOUT(!supervisor.snapshot().isRunning(), longWait);
    }
    static void killHard(const Supervisor &supervisor) {
        ::kill(static_cast<pid_t>(supervisor.snapshot().ready.pid), SIGKILL);
    }

private Q_SLOTS:
    void init() { m_fake = std::make_unique<FakeHearthd>(); }

    void withoutConfigurationNothingIsSetUp() {
        auto supervisor = make();
        QSignalSpy settled(supervisor.get(), &Supervisor::settled);
        supervisor->attach();
        QTRY_COMPARE(settled.size(), 1);
        QCOMPARE(supervisor->state(), ServerState::NotSetUp);
        supervisor->start();
        QTRY_COMPARE(supervisor->state(), ServerState::NotSetUp);
    }

    void startsProvesAndStops() {
        m_fake->configure();
        auto supervisor = make();
        QList<ServerState> states;
        connect(supervisor.get(), &Supervisor::changed, this,
                [&](const ServerSnapshot &s) { states << s.state; });
        supervisor->start();
        QCOMPARE(supervisor->state(), ServerState::Starting);
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        const auto snapshot = supervisor->snapshot();
        QCOMPARE(snapshot.ready.serverName, QStringLiteral("localhost"));
        QVERIFY(ServerProcess::isAlive(snapshot.ready.pid));
        QVERIFY(isDataDirLocked(m_fake->dataDir()));
        supervisor->stop();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Stopped, longWait);
        QCOMPARE(*supervisor->snapshot().exitCode, 0);
        QVERIFY(!ServerProcess::isAlive(snapshot.ready.pid));
        QCOMPARE(states, QList<ServerState>({ServerState::Starting, ServerState::Ready,
                                             ServerState::Stopping, ServerState::Stopped}));
    }

    void serverOutlivesTheSupervisorAndIsFoundAgain() {
        m_fake->configure();
        qint64 pid = 0;
        {
            auto first = make();
            first->start();
            QTRY_COMPARE_WITH_TIMEOUT(first->state(), ServerState::Ready, longWait);
            pid = first->snapshot().ready.pid;
        }
        QVERIFY(ServerProcess::isAlive(pid));
        auto second = make();
        QSignalSpy settled(second.get(), &Supervisor::settled);
        second->attach();
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Ready, longWait);
        QCOMPARE(settled.size(), 1);
        QVERIFY(second->snapshot().attached);
        QCOMPARE(second->snapshot().ready.pid, pid);
        // Starting a second one is not possible.
        second->start();
        QCOMPARE(second->snapshot().ready.pid, pid);
        second->stop();
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Stopped, longWait);
        QVERIFY(!ServerProcess::isAlive(pid));
    }

    void staleLockIsNoServer() {
        m_fake->configure();
        m_fake->write(
            QStringLiteral("hearthd.lock"),
            R"({"event":"ready","pid":999999,"instance":"x","base_url":"http://127.0.0.1:1"})"
            "\n");
        auto supervisor = make();
        QSignalSpy settled(supervisor.get(), &Supervisor::settled);
        supervisor->attach();
        QTRY_COMPARE(settled.size(), 1);
        QCOMPARE(supervisor->state(), ServerState::Stopped);
    }

    void crashIsSeenAndTheServerRestarted() {
        m_fake->configure();
        auto supervisor = make();
        QSignalSpy crashed(supervisor.get(), &Supervisor::crashed);
        supervisor->setDelayDivisor(4);
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        const qint64 before = supervisor->snapshot().ready.pid;
        killHard(*supervisor);
        QTRY_COMPARE(supervisor->state(), ServerState::Crashed);
        QVERIFY(supervisor->snapshot().restartAt);
        QCOMPARE(supervisor->snapshot().signal, SIGKILL);
        QVERIFY(supervisor->snapshot().failure.message.contains(u'9'));
        QVERIFY(!supervisor->snapshot().lastLogLines.isEmpty());
        QCOMPARE(crashed.size(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        QVERIFY(supervisor->snapshot().ready.pid != before);
        QCOMPARE(supervisor->snapshot().restarts, 1);
        end(*supervisor);
    }

    void crashOfAnAttachedServerIsSeenToo() {
        m_fake->configure();
        {
            auto first = make();
            first->start();
            QTRY_COMPARE_WITH_TIMEOUT(first->state(), ServerState::Ready, longWait);
        }
        auto second = make();
        second->setDelayDivisor(4);
        second->attach();
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Ready, longWait);
        killHard(*second);
        QTRY_COMPARE(second->state(), ServerState::Crashed);
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Ready, longWait);
        QVERIFY(!second->snapshot().attached);
        end(*second);
    }

    void stopByAnotherProgramIsNoCrash() {
        m_fake->configure();
        auto first = make();
        first->start();
        QTRY_COMPARE_WITH_TIMEOUT(first->state(), ServerState::Ready, longWait);
        auto second = make();
        second->attach();
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Ready, longWait);
        first->stop();
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Stopped, longWait);
        QTRY_COMPARE_WITH_TIMEOUT(first->state(), ServerState::Stopped, longWait);
    }

    void givesUpWhenItCrashesTooOften() {
        m_fake->configure();
        m_fake->misbehave({{QStringLiteral("silent_exit"), 7}});
        auto supervisor = make();
        supervisor->setDelayDivisor(100);
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::GaveUp, longWait);
        const auto &failure = supervisor->snapshot().failure;
        QCOMPARE(failure.code, StartFailure::Code::CrashedTooOften);
        QVERIFY2(failure.message.contains(u'7'), qPrintable(failure.message));
        QVERIFY(
            supervisor->snapshot().lastLogLines.contains(QStringLiteral("Something went wrong")));
        // A person may try again.
        m_fake->behave();
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        end(*supervisor);
    }

    void reasonOfAFailedStartIsKept() {
        m_fake->configure();
        m_fake->misbehave({{QStringLiteral("fatal"), QStringLiteral("config_invalid")}});
        auto supervisor = make();
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::GaveUp, longWait);
        const auto &failure = supervisor->snapshot().failure;
        QCOMPARE(failure.code, StartFailure::Code::ConfigInvalid);
        QCOMPARE(failure.line, 3);
        QCOMPARE(failure.hint, QStringLiteral("Do this."));
        supervisor->stop();
        QCOMPARE(supervisor->state(), ServerState::Stopped);
    }

    void takenPortIsSaidOnce() {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        m_fake->configure(other.serverPort());
        auto supervisor = make();
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::GaveUp, longWait);
        QCOMPARE(supervisor->snapshot().failure.code, StartFailure::Code::PortInUse);
    }

    void missingProgramIsSaid() {
        m_fake->configure();
        qputenv("HEARTH_HEARTHD", "/nonexistent/hearthd");
        auto supervisor = make();
        supervisor->start();
        QTRY_COMPARE(supervisor->state(), ServerState::GaveUp);
        QCOMPARE(supervisor->snapshot().failure.code, StartFailure::Code::ProgramMissing);
    }

    void sickServerIsNotReady() {
        m_fake->configure();
        m_fake->misbehave({{QStringLiteral("failing"), QStringLiteral("The disk is full.")}});
        auto supervisor = make();
        supervisor->setStartTimeout(600ms);
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Unreachable, longWait);
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->snapshot().failure.message,
                                  QStringLiteral("The disk is full."), longWait);
        end(*supervisor);
    }

    void healthOfAnotherProgramDoesNotCount() {
        m_fake->configure();
        auto supervisor = make();
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        const QString instance = supervisor->snapshot().ready.instance;
        // The same address under another instance id is not our server.
        QFile lock(m_fake->dataDir() + QStringLiteral("/hearthd.lock"));
        QVERIFY(lock.open(QIODevice::ReadOnly));
        QByteArray text = lock.readAll();
        lock.close();
        m_fake->write(QStringLiteral("hearthd.lock"),
                      text.replace(instance.toLatin1(), "someoneelse"));
        auto other = make();
        other->setStartTimeout(800ms);
        other->attach();
        QTRY_COMPARE_WITH_TIMEOUT(other->state(), ServerState::Unreachable, longWait);
        end(*supervisor);
    }

    void asksBeforeKilling() {
        m_fake->configure();
        m_fake->misbehave({{QStringLiteral("ignore_term"), true}});
        auto supervisor = make();
        supervisor->setStopPatience(300ms);
        QSignalSpy slow(supervisor.get(), &Supervisor::stopTakesLong);
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        supervisor->stop();
        QTRY_VERIFY(!slow.isEmpty());
        QCOMPARE(supervisor->state(), ServerState::Stopping);
        supervisor->kill();
        QTRY_COMPARE(supervisor->state(), ServerState::Stopped);
    }

    void restartGivesANewProcess() {
        m_fake->configure();
        auto supervisor = make();
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        const qint64 before = supervisor->snapshot().ready.pid;
        supervisor->restart();
        QTRY_VERIFY_WITH_TIMEOUT(supervisor->state() == ServerState::Ready &&
                                     supervisor->snapshot().ready.pid != before,
                                 longWait);
        end(*supervisor);
    }

    void pendingRestartCanBeCancelled() {
        m_fake->configure();
        auto supervisor = make();
        supervisor->setDelayDivisor(1);
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        killHard(*supervisor);
        QTRY_COMPARE(supervisor->state(), ServerState::Crashed);
        supervisor->cancelRestart();
        QCOMPARE(supervisor->state(), ServerState::Stopped);
        QTest::qWait(1300); // longer than the delay: it must stay so
        QCOMPARE(supervisor->state(), ServerState::Stopped);
    }

    void startThatIsTakenBackAtOnceStartsNothing() {
        m_fake->configure();
        auto supervisor = make();
        supervisor->start();
        supervisor->stop();
        QCOMPARE(supervisor->state(), ServerState::Stopped);
        // What the folder answers to the start comes before what it answers to this.
        QSignalSpy changed(supervisor.get(), &Supervisor::changed);
        const auto attached = supervisor->attach();
        QTRY_VERIFY(attached.isFinished());
        QCOMPARE(supervisor->state(), ServerState::Stopped);
        QVERIFY(!isDataDirLocked(m_fake->dataDir()));
    }

    // A pipe that nobody writes to holds whoever opens it, as a network that hangs does.
    void folderThatHangsHoldsUpNobody() {
        m_fake->configure();
        HangingFile mark(m_fake->file(QStringLiteral(".stop-requested")));
        auto supervisor = make();
        supervisor->setFolderPatience(300ms);
        QElapsedTimer time;
        time.start();
        supervisor->attach();
        QVERIFY(time.elapsed() < 250);
        QTRY_COMPARE(supervisor->state(), ServerState::GaveUp);
        QCOMPARE(supervisor->snapshot().failure.code, StartFailure::Code::FolderSilent);
        mark.release();
        QTRY_COMPARE(supervisor->state(), ServerState::Stopped);
        QCOMPARE(supervisor->snapshot().failure.code, StartFailure::Code::None);
    }

    void serverOfAFolderThatHangsCanBeStopped() {
        m_fake->configure();
        auto supervisor = make();
        supervisor->setFolderPatience(300ms);
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        const qint64 pid = supervisor->snapshot().ready.pid;
        HangingFile mark(m_fake->file(QStringLiteral(".stop-requested")));
        supervisor->stop();
        QCOMPARE(supervisor->state(), ServerState::Stopping);
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Stopped, longWait);
        QVERIFY(!ServerProcess::isAlive(pid));
        mark.release();
    }
};

HEARTH_TEST(TestSupervisor)
#include "test_supervisor.moc"
