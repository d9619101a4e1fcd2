// SPDX-License-Identifier: Apache-2.0
// Each fault of the real hearthd ends as one clear sentence in the supervisor.
#include "app/core/clock.hpp"
#include "app/supervisor/supervisor.hpp"
#include "tests/app/support/real_hearthd.hpp"
#include "tests/support/test_main.hpp"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpServer>

#include <csignal>
#include <memory>

using namespace hearth::app;
using hearth::test::RealHearthd;
using Code = StartFailure::Code;

namespace {
constexpr int longWait = 30000;
}

class TestRealFaults : public QObject {
    Q_OBJECT
private:
    SystemClock m_clock;
    std::unique_ptr<RealHearthd> m_real;

    std::unique_ptr<Supervisor> make() {
        auto supervisor =
            std::make_unique<Supervisor>(m_real->dataDir(), m_real->runtimeDir(), m_clock);
        supervisor->setDelayDivisor(4);
        return supervisor;
    }
    QString config() const { return m_real->dataDir() + QStringLiteral("/hearthd.yaml"); }
    void expectFailure(Code code) {
        auto supervisor = make();
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::GaveUp, longWait);
        const StartFailure failure = supervisor->snapshot().failure;
        qInfo("%s | %s", qPrintable(failure.message), qPrintable(failure.hint));
        QCOMPARE(failure.codeText + u' ' + QString::number(static_cast<int>(failure.code)),
                 failure.codeText + u' ' + QString::number(static_cast<int>(code)));
        // One sentence for what happened, one for what to do.
        static const QRegularExpression sentence(QStringLiteral("^[A-Z\"/].*[.?]$"));
        QVERIFY2(sentence.match(failure.message).hasMatch(), qPrintable(failure.message));
        QVERIFY2(!failure.hint.isEmpty(), "no hint");
        QVERIFY(!failure.message.contains(u'\n'));
        m_failure = failure;
    }
    StartFailure m_failure;

private Q_SLOTS:
    void init() {
        m_real = std::make_unique<RealHearthd>();
        QVERIFY(m_real->generate());
    }

    void startsProvesAndStops() {
        auto supervisor = make();
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        supervisor->stop();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Stopped, longWait);
        QCOMPARE(*supervisor->snapshot().exitCode, 0);
    }

    void killedServerIsCrashedThenRunsAgain() {
        auto supervisor = make();
        QList<ServerState> states;
        connect(supervisor.get(), &Supervisor::changed, this,
                [&](const ServerSnapshot &s) { states << s.state; });
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        ::kill(static_cast<pid_t>(supervisor->snapshot().ready.pid), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(states.size(), 5, longWait);
        QCOMPARE(states, QList<ServerState>({ServerState::Starting, ServerState::Ready,
                                             ServerState::Crashed, ServerState::Starting,
                                             ServerState::Ready}));
        QVERIFY(!supervisor->snapshot().lastLogLines.isEmpty());
        supervisor->stop();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Stopped, longWait);
    }

    void cleanEndOfAnAttachedServerIsNoCrash() {
        qint64 pid = 0;
        {
            auto first = make();
            first->start();
            QTRY_COMPARE_WITH_TIMEOUT(first->state(), ServerState::Ready, longWait);
            pid = first->snapshot().ready.pid;
        }
        auto second = make();
        second->attach();
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Ready, longWait);
        QVERIFY(second->snapshot().attached);
        // As a service manager would, without any mark of ours.
        ::kill(static_cast<pid_t>(pid), SIGTERM);
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Stopped, longWait);
    }

    void secondServerOnTheSameFolderIsTakenOver() {
        auto first = make();
        first->start();
        auto second = make();
        second->start();
        QTRY_COMPARE_WITH_TIMEOUT(first->state(), ServerState::Ready, longWait);
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Ready, longWait);
        QCOMPARE(first->snapshot().ready.pid, second->snapshot().ready.pid);
        QVERIFY(first->snapshot().attached != second->snapshot().attached);
        first->stop();
        QTRY_COMPARE_WITH_TIMEOUT(first->state(), ServerState::Stopped, longWait);
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), ServerState::Stopped, longWait);
    }

    void takenPort() {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        QDir(m_real->dataDir()).removeRecursively();
        QVERIFY(m_real->generate(other.serverPort()));
        expectFailure(Code::PortInUse);
        QVERIFY(m_failure.message.contains(QString::number(other.serverPort())));
    }

    void brokenConfiguration() {
        QFile file(config());
        QVERIFY(file.open(QIODevice::Append));
        file.write("\nservr_name: oops\n");
        file.close();
        expectFailure(Code::ConfigInvalid);
        QVERIFY(m_failure.line > 0);
        QVERIFY(m_failure.file.endsWith(QStringLiteral("hearthd.yaml")));
    }

    void unreadableYaml() {
        QFile file(config());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("server_name: [unclosed\n");
        file.close();
        expectFailure(Code::ConfigInvalid);
    }

    void corruptDatabase() {
        QFile file(m_real->dataDir() + QStringLiteral("/hearthd.db"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(65536, 'x'));
        file.close();
        expectFailure(Code::DatabaseCorrupt);
    }

    void corruptPagesInsideTheDatabase() {
        {
            auto supervisor = make();
            supervisor->start();
            QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
            supervisor->stop();
            QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Stopped, longWait);
        }
        QFile file(m_real->dataDir() + QStringLiteral("/hearthd.db"));
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(4096);
        file.write(QByteArray(16 * 4096, '\xff'));
        file.close();
        expectFailure(Code::DatabaseCorrupt);
    }

    void brokenSigningKey() {
        QFile file(m_real->dataDir() + QStringLiteral("/localhost.signing.key"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("nonsense\n");
        file.close();
        expectFailure(Code::SigningKeyInvalid);
    }

    void unwritableFolder() {
        if (!m_real->inPrivateTmpfs(QStringLiteral("size=64m"),
                                    QStringLiteral("mount -o remount,ro \"$D\"")))
            QSKIP("Private mounts are not allowed here.");
        expectFailure(Code::DataDirUnwritable);
    }

    void fullDiskAtTheStart() {
        if (!m_real->inPrivateTmpfs(
                QStringLiteral("size=1m"),
                QStringLiteral("head -c 2m /dev/zero > \"$D/filler\" 2>/dev/null")))
            QSKIP("Private mounts are not allowed here.");
        expectFailure(Code::DiskFull);
    }
};

HEARTH_TEST(TestRealFaults)
#include "test_real_faults.moc"
