// SPDX-License-Identifier: Apache-2.0
// Starting, watching and signalling a hearthd process on Unix.
#include "app/supervisor/server_process.hpp"

#include "app/core/file_queue.hpp"
#include "app/core/futures.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <QFile>
#include <QProcess>
#include <QSocketNotifier>
#include <QUuid>

#include <cerrno>
#include <csignal>

namespace hearth::app {
namespace {
constexpr int reportPollMs = 40;
constexpr int alivePollMs = 500;

int openPidFd(qint64 pid) {
#ifdef SYS_pidfd_open
    return static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(pid), 0U));
#else
    Q_UNUSED(pid);
    return -1;
#endif
}
} // namespace

/// A child that may outlive its QProcess.
class ServerProcess::Child : public QProcess {
public:
    using QProcess::QProcess;
    /// The destructor of a running QProcess kills; one that believes it is not running does not.
    void letGo() { setProcessState(QProcess::NotRunning); }
};

ServerProcess::ServerProcess(QString runtimeDir, std::shared_ptr<FileQueue> files, QObject *parent)
    : QObject(parent)
    , m_runtimeDir(std::move(runtimeDir))
    , m_files(std::move(files)) {}

ServerProcess::~ServerProcess() {
    if (m_child) {
        m_child->disconnect(this);
        if (m_child->state() != QProcess::NotRunning)
            m_child->letGo();
    }
    m_exitNotifier.reset();
    if (m_pidFd >= 0)
        ::close(m_pidFd);
    if (!m_reportFile.isEmpty())
        m_files->post([report = m_reportFile, errors = m_errorFile] {
            QFile::remove(report);
            QFile::remove(errors);
        });
}

void ServerProcess::start(const QString &program, const QString &configFile) {
    const QString name =
        m_runtimeDir + QStringLiteral("/hearthd-") + QUuid::createUuid().toString(QUuid::Id128);
    m_reportFile = name + QStringLiteral(".report");
    m_errorFile = name + QStringLiteral(".errors");
    m_child = std::make_unique<Child>();
    m_child->setProgram(program);
    m_child->setArguments({QStringLiteral("--config"), configFile});
    m_child->setStandardInputFile(QProcess::nullDevice());
    m_child->setStandardOutputFile(m_reportFile);
    m_child->setStandardErrorFile(m_errorFile);
    // Its own session: neither Ctrl+C in our terminal nor our end reaches it.
    m_child->setChildProcessModifier([] { ::setsid(); });
    connect(m_child.get(), &QProcess::started, this, [this] {
        connect(&m_poll, &QTimer::timeout, this, &ServerProcess::pollReport, Qt::UniqueConnection);
        m_poll.start(reportPollMs);
    });
    connect(m_child.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            m_pid = 0;
            Q_EMIT failedToStart(m_child->errorString());
        }
    });
    connect(m_child.get(), &QProcess::finished, this,
            [this](int exitCode, QProcess::ExitStatus status) {
                m_exited = true;
                m_poll.stop();
                const bool crashed = status == QProcess::CrashExit;
                // Its report first, which may have come after the last look.
                onAnswer(readReport(), this, [this, crashed, exitCode](const QByteArray &line) {
                    takeReport(line, true);
                    // For a crash QProcess gives the number of the signal as the exit code.
                    if (crashed)
                        finish(std::nullopt, exitCode);
                    else
                        finish(exitCode, 0);
                });
            });
    m_child->start(QIODevice::NotOpen);
    // At once, so that a stop right after the start finds something to stop.
    m_pid = m_child->processId();
}

void ServerProcess::adopt(qint64 pid) {
    m_pid = pid;
    m_reported = true;
    watch(pid);
}

void ServerProcess::watch(qint64 pid) {
    m_pidFd = openPidFd(pid);
    if (m_pidFd >= 0) {
        m_exitNotifier = std::make_unique<QSocketNotifier>(m_pidFd, QSocketNotifier::Read);
        connect(m_exitNotifier.get(), &QSocketNotifier::activated, this,
                [this] { finish(std::nullopt, 0); });
        return;
    }
    connect(&m_poll, &QTimer::timeout, this, [this] {
        if (!isAlive(m_pid))
            finish(std::nullopt, 0);
    });
    m_poll.start(alivePollMs);
}

QFuture<QByteArray> ServerProcess::readReport() const {
    return m_files->run([name = m_reportFile] {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readLine() : QByteArray();
    });
}

void ServerProcess::pollReport() {
    if (m_reported || std::exchange(m_reading, true))
        return;
    onAnswer(readReport(), this, [this](const QByteArray &line) {
        m_reading = false;
        takeReport(line, false);
    });
}

void ServerProcess::takeReport(const QByteArray &line, bool isComplete) {
    if (m_reported || line.trimmed().isEmpty() || (!line.endsWith('\n') && !isComplete))
        return;
    m_reported = true;
    m_poll.stop();
    Q_EMIT reportLine(line.trimmed());
}

void ServerProcess::finish(std::optional<int> exitCode, int signal) {
    if (m_pid == 0)
        return;
    m_pid = 0;
    m_poll.stop();
    if (m_exitNotifier)
        m_exitNotifier->setEnabled(false);
    Q_EMIT ended(exitCode, signal);
}

void ServerProcess::send(int signal) const {
    if (m_pid <= 0 || m_exited)
        return;
#ifdef SYS_pidfd_send_signal
    // By descriptor the signal cannot hit a stranger that got the same number.
    if (m_pidFd >= 0) {
        ::syscall(SYS_pidfd_send_signal, m_pidFd, signal, nullptr, 0U);
        return;
    }
#endif
    ::kill(static_cast<pid_t>(m_pid), signal);
}

void ServerProcess::terminate() {
    send(SIGTERM);
}

void ServerProcess::kill() {
    send(SIGKILL);
}

bool ServerProcess::isAlive(qint64 pid) {
    if (pid <= 0 || (::kill(static_cast<pid_t>(pid), 0) != 0 && errno != EPERM))
        return false;
    // A zombie still takes signals but serves nobody.
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!stat.open(QIODevice::ReadOnly))
        return true;
    const QByteArray text = stat.readAll();
    const auto state = text.lastIndexOf(')') + 2;
    return state >= text.size() || text.at(state) != 'Z';
}

} // namespace hearth::app
