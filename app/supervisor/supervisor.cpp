// SPDX-License-Identifier: Apache-2.0
// The state machine around one hearthd.
#include "app/supervisor/supervisor.hpp"

#include "app/core/clock.hpp"
#include "app/core/futures.hpp"
#include "app/core/paths.hpp"
#include "app/supervisor/health.hpp"
#include "app/supervisor/server_process.hpp"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

namespace hearth::app {
namespace {
constexpr std::chrono::milliseconds healthInterval{2000};
constexpr std::chrono::milliseconds healthWhileStarting{100};
constexpr std::chrono::milliseconds lockRetryDelay{200};
constexpr std::chrono::milliseconds idleInterval{2000};
constexpr int answersBeforeUnreachable = 2;
constexpr qint64 logTailSize = 16 * 1024;
constexpr qsizetype keptLogLines = 20;

const QString stopMarkName = QStringLiteral("/.stop-requested");
const QString lastFatalName = QStringLiteral("/last_fatal.json");

StartFailure failureOf(StartFailure::Code code, const char *codeText, const QString &message,
                       const QString &hint) {
    StartFailure failure;
    failure.code = code;
    failure.codeText = QLatin1String(codeText);
    failure.message = message;
    failure.hint = hint;
    return failure;
}

// Starting again by itself helps only where the cause may go away by itself.
bool mayPassByItself(StartFailure::Code code) {
    return code == StartFailure::Code::DatabaseUnreachable || code == StartFailure::Code::Internal;
}

QStringList tailOf(const QString &path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(std::max<qint64>(0, file.size() - logTailSize));
    return QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
}
} // namespace

Supervisor::Supervisor(QString dataDir, QString runtimeDir, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_dataDir(std::move(dataDir))
    , m_runtimeDir(std::move(runtimeDir))
    , m_clock(clock)
    , m_health(new Health(this)) {
    QDir().mkpath(m_runtimeDir);
    connect(&m_healthTimer, &QTimer::timeout, this, &Supervisor::askHealth);
    m_startTimer.setSingleShot(true);
    connect(&m_startTimer, &QTimer::timeout, this, [this] {
        if (state() != ServerState::Starting)
            return;
        // It runs, so it is not killed: it may still get ready.
        m_snapshot.failure =
            failureOf(StartFailure::Code::NoAnswerInTime, "no_answer_in_time",
                      QStringLiteral("The server was started but gives no healthy answer."),
                      QStringLiteral("Look at the log, or stop the server and start it again."));
        readLastLines();
        enter(ServerState::Unreachable);
    });
    m_stopTimer.setSingleShot(true);
    connect(&m_stopTimer, &QTimer::timeout, this, [this] {
        m_stopTimer.start(m_stopPatience);
        Q_EMIT stopTakesLong();
    });
    m_restartTimer.setSingleShot(true);
    connect(&m_restartTimer, &QTimer::timeout, this, [this] {
        ++m_snapshot.restarts;
        launch();
    });
    connect(&m_lockTimer, &QTimer::timeout, this, &Supervisor::lookForOther);
    connect(&m_idleTimer, &QTimer::timeout, this, &Supervisor::lookWhileIdle);
    m_idleTimer.setInterval(idleInterval);
    m_snapshot.state =
        QFileInfo::exists(configFile()) ? ServerState::Stopped : ServerState::NotSetUp;
    m_snapshot.since = m_clock.now();
}

Supervisor::~Supervisor() = default;

QString Supervisor::configFile() const {
    return m_dataDir + QStringLiteral("/hearthd.yaml");
}

QString Supervisor::logFile() const {
    return m_dataDir + QStringLiteral("/logs/hearthd.log");
}

std::optional<ReadyReport> Supervisor::lockedBy() const {
    QFile file(m_dataDir + QStringLiteral("/hearthd.lock"));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    auto report = parseReadyReport(file.readLine());
    // The process id first: probing the lock could get in the way of a hearthd that is starting.
    if (!report || !ServerProcess::isAlive(report->pid) || !isDataDirLocked(m_dataDir))
        return std::nullopt;
    return report;
}

void Supervisor::attach() {
    if (m_snapshot.isRunning())
        return;
    if (const auto report = lockedBy()) {
        attachTo(*report);
        return;
    }
    const QFileInfo lock(m_dataDir + QStringLiteral("/hearthd.lock"));
    if (lock.exists() && lock.size() == 0 && isDataDirLocked(m_dataDir)) {
        expectOther();
        return;
    }
    enter(QFileInfo::exists(configFile()) ? ServerState::Stopped : ServerState::NotSetUp);
}

// Another hearthd holds the folder but has not said yet where it answers: it is starting.
void Supervisor::expectOther() {
    enter(ServerState::Starting);
    m_startTimer.start(m_startTimeout);
    m_lockTimer.start(lockRetryDelay);
}

void Supervisor::lookForOther() {
    if (const auto report = lockedBy()) {
        m_lockTimer.stop();
        attachTo(*report);
    } else if (state() != ServerState::Starting) {
        m_lockTimer.stop();
    } else if (!isDataDirLocked(m_dataDir)) {
        // It ended before it was ready: the folder is free again.
        m_lockTimer.stop();
        m_startTimer.stop();
        m_snapshot.failure = {};
        enter(ServerState::Stopped);
    }
}

// Nothing of ours runs, but a service manager, a terminal or another Hearth may start a server in
// this folder at any time.
void Supervisor::lookWhileIdle() {
    if (m_snapshot.isRunning())
        return;
    if (const auto report = lockedBy()) {
        m_restartTimer.stop();
        attachTo(*report);
        return;
    }
    const bool hasConfig = QFileInfo::exists(configFile());
    if (state() == ServerState::NotSetUp && hasConfig)
        enter(ServerState::Stopped);
    else if (state() == ServerState::Stopped && !hasConfig)
        enter(ServerState::NotSetUp);
}

void Supervisor::attachTo(const ReadyReport &report) {
    ++m_run;
    m_killed = false;
    rememberMarks(false);
    renewProcess();
    connect(m_process.get(), &ServerProcess::ended, this, &Supervisor::onEnded);
    m_snapshot.ready = report;
    m_snapshot.attached = true;
    m_snapshot.failure = {};
    m_snapshot.startedAt = QFileInfo(m_dataDir + QStringLiteral("/hearthd.lock")).lastModified();
    m_process->adopt(report.pid);
    enter(ServerState::Starting);
    m_startTimer.start(m_startTimeout);
    m_healthTimer.start(healthWhileStarting);
    askHealth();
}

void Supervisor::start() {
    if (m_snapshot.isRunning())
        return;
    m_policy.reset();
    m_snapshot.restarts = 0;
    cancelRestart();
    launch();
}

void Supervisor::renewProcess() {
    // Later, because this may run inside a signal of the old one.
    if (m_process) {
        m_process->disconnect(this);
        m_process.release()->deleteLater();
    }
    m_process = std::make_unique<ServerProcess>(m_runtimeDir);
}

void Supervisor::launch() {
    m_snapshot.restartAt.reset();
    m_snapshot.exitCode.reset();
    m_snapshot.signal = 0;
    if (!QFileInfo::exists(configFile())) {
        enter(ServerState::NotSetUp);
        return;
    }
    if (const auto report = lockedBy()) {
        attachTo(*report);
        return;
    }
    const QString program = findProgram(QStringLiteral("hearthd"));
    if (program.isEmpty()) {
        giveUp(failureOf(StartFailure::Code::ProgramMissing, "program_missing",
                         QStringLiteral("The program hearthd was not found."),
                         QStringLiteral("Install Hearth again.")));
        return;
    }
    ++m_run;
    m_killed = false;
    m_snapshot.failure = {};
    m_snapshot.attached = false;
    m_snapshot.ready = {};
    m_snapshot.startedAt = m_clock.now();
    rememberMarks(true);
    renewProcess();
    connect(m_process.get(), &ServerProcess::reportLine, this, &Supervisor::onReportLine);
    connect(m_process.get(), &ServerProcess::ended, this, &Supervisor::onEnded);
    connect(m_process.get(), &ServerProcess::failedToStart, this, [this](const QString &reason) {
        giveUp(failureOf(StartFailure::Code::ProgramMissing, "program_missing",
                         QStringLiteral("The program hearthd cannot be started: %1.").arg(reason),
                         QStringLiteral("Install Hearth again.")));
    });
    enter(ServerState::Starting);
    m_startTimer.start(m_startTimeout);
    m_process->start(program, configFile());
}

void Supervisor::onReportLine(const QByteArray &line) {
    if (const auto report = parseReadyReport(line)) {
        m_snapshot.ready = *report;
        m_healthTimer.start(healthWhileStarting);
        askHealth();
    } else if (const auto failure = parseStartFailure(line)) {
        m_snapshot.failure = *failure;
    }
}

void Supervisor::askHealth() {
    if (m_asking || m_snapshot.ready.baseUrl.isEmpty() || state() == ServerState::Stopping)
        return;
    m_asking = true;
    onAnswer(
        m_health->ask(m_snapshot.ready.baseUrl), this, [this, run = m_run](HealthAnswer answer) {
            m_asking = false;
            if (run != m_run || !m_snapshot.isRunning() || state() == ServerState::Stopping)
                return;
            const bool ours = answer.instance == m_snapshot.ready.instance;
            if (answer.kind == HealthAnswer::Kind::Healthy && ours) {
                onHealthy();
                return;
            }
            ++m_failedAnswers;
            const bool failing = answer.kind == HealthAnswer::Kind::Failing && ours;
            if (state() == ServerState::Starting ||
                (!failing && m_failedAnswers < answersBeforeUnreachable))
                return;
            const QString sentence =
                failing ? answer.sentence
                : answer.kind == HealthAnswer::Kind::NoAnswer
                    ? QStringLiteral("The server runs but does not answer.")
                    : QStringLiteral("Another program answers at the server's address.");
            if (state() == ServerState::Unreachable && sentence == m_snapshot.failure.message)
                return;
            m_snapshot.failure =
                failing ? failureWhileRunning(answer.trouble, sentence)
                        : failureOf(StartFailure::Code::NoAnswerInTime, "no_answer_in_time",
                                    sentence, QStringLiteral("Look at the log for the cause."));
            readLastLines();
            enter(ServerState::Unreachable);
        });
}

void Supervisor::onHealthy() {
    m_failedAnswers = 0;
    if (state() == ServerState::Ready)
        return;
    m_startTimer.stop();
    m_snapshot.failure = {};
    m_healthTimer.start(healthInterval);
    enter(ServerState::Ready);
}

void Supervisor::stop() {
    cancelRestart();
    if (!m_snapshot.isRunning()) {
        if (state() == ServerState::GaveUp || state() == ServerState::Crashed)
            enter(ServerState::Stopped);
        return;
    }
    if (state() == ServerState::Stopping)
        return;
    // Tells other programs that watch this server that its end is no crash.
    QFile marker(m_dataDir + stopMarkName);
    if (marker.open(QIODevice::WriteOnly))
        marker.write(QUuid::createUuid().toByteArray(QUuid::Id128));
    marker.close();
    m_startTimer.stop();
    m_healthTimer.stop();
    m_lockTimer.stop();
    if (!m_process || !m_process->isRunning()) {
        // It was not ours and had not told its number yet.
        enter(ServerState::Stopped);
        return;
    }
    enter(ServerState::Stopping);
    m_stopTimer.start(m_stopPatience);
    m_process->terminate();
}

void Supervisor::restart() {
    if (!m_snapshot.isRunning()) {
        start();
        return;
    }
    m_startAfterStop = true;
    stop();
}

void Supervisor::kill() {
    if (!m_process || !m_process->isRunning())
        return;
    m_killed = true;
    m_process->kill();
}

void Supervisor::cancelRestart() {
    m_restartTimer.stop();
    if (state() == ServerState::Crashed && m_snapshot.restartAt) {
        m_snapshot.restartAt.reset();
        enter(ServerState::Stopped);
    }
}

void Supervisor::onEnded(std::optional<int> exitCode, int signal) {
    m_startTimer.stop();
    m_stopTimer.stop();
    m_healthTimer.stop();
    m_failedAnswers = 0;
    m_snapshot.exitCode = exitCode;
    m_snapshot.signal = signal;
    ++m_run;
    const bool wasStarting = state() == ServerState::Starting;
    const bool wasStopping = state() == ServerState::Stopping || m_killed;
    m_killed = false;
    readLastLines();
    const bool stoppedElsewhere = exitCode == 0 || endedOnPurpose();
    if (wasStopping || (!wasStarting && stoppedElsewhere)) {
        enter(ServerState::Stopped);
        if (std::exchange(m_startAfterStop, false))
            start();
        return;
    }
    if (wasStarting && m_snapshot.failure.code == StartFailure::Code::AlreadyRunning) {
        expectOther();
        lookForOther();
        return;
    }
    StartFailure failure = m_snapshot.failure;
    if (!wasStarting || failure.code == StartFailure::Code::None)
        failure = silentEnd(exitCode, signal);
    if (wasStarting && failure.code != StartFailure::Code::EndedSilently &&
        !mayPassByItself(failure.code))
        giveUp(failure);
    else
        onCrash(failure);
}

QByteArray Supervisor::stopMark() const {
    QFile file(m_dataDir + stopMarkName);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void Supervisor::rememberMarks(bool ownStart) {
    // The last words of an older run must not count for this one; a hearthd that got as far as
    // being ready has removed them itself.
    if (ownStart) {
        QFile::remove(m_dataDir + stopMarkName);
        QFile::remove(m_dataDir + lastFatalName);
    }
    m_stopMarkBefore = stopMark();
}

// For a server that is not our child: hearthd empties its lock when it ends well, and whoever
// stops a server with Hearth leaves a mark first.
bool Supervisor::endedOnPurpose() const {
    const QByteArray mark = stopMark();
    if (!mark.isEmpty() && mark != m_stopMarkBefore)
        return true;
    QFile lock(m_dataDir + QStringLiteral("/hearthd.lock"));
    return m_snapshot.attached && lock.open(QIODevice::ReadOnly) &&
           lock.readLine().trimmed().isEmpty();
}

StartFailure Supervisor::silentEnd(std::optional<int> exitCode, int signal) const {
    QFile last(m_dataDir + lastFatalName);
    if (last.open(QIODevice::ReadOnly)) {
        if (auto failure = parseStartFailure(last.readAll()))
            return *failure;
    }
    QString message = QStringLiteral("The server ended unexpectedly.");
    if (signal != 0)
        message = QStringLiteral("The server was ended by signal %1.").arg(signal);
    else if (exitCode)
        message = QStringLiteral("The server ended with code %1.").arg(*exitCode);
    return failureOf(StartFailure::Code::EndedSilently, "ended", message,
                     QStringLiteral("Look at the last lines of the log."));
}

void Supervisor::onCrash(const StartFailure &failure) {
    m_snapshot.failure = failure;
    const auto delay = m_policy.crashed(m_clock.monotonicMs());
    if (!delay) {
        StartFailure tooOften = failure;
        tooOften.code = StartFailure::Code::CrashedTooOften;
        tooOften.codeText = QStringLiteral("crashed_too_often");
        tooOften.message = QStringLiteral("The server crashed %1 times within %2 minutes. %3")
                               .arg(RestartPolicy::maximumCrashes)
                               .arg(RestartPolicy::window.count())
                               .arg(failure.message);
        giveUp(tooOften);
        return;
    }
    scheduleRestart(*delay / m_delayDivisor);
    enter(ServerState::Crashed);
    Q_EMIT crashed(failure);
}

void Supervisor::giveUp(const StartFailure &failure) {
    m_startTimer.stop();
    m_healthTimer.stop();
    m_snapshot.failure = failure;
    m_startAfterStop = false;
    readLastLines();
    enter(ServerState::GaveUp);
}

void Supervisor::scheduleRestart(std::chrono::milliseconds delay) {
    m_snapshot.restartAt = m_clock.now().addMSecs(delay.count());
    m_restartTimer.start(delay);
}

void Supervisor::readLastLines() {
    QStringList lines = tailOf(logFile());
    if (m_process)
        lines += m_process->errorLines();
    m_snapshot.lastLogLines = lines.mid(std::max<qsizetype>(0, lines.size() - keptLogLines));
}

void Supervisor::enter(ServerState state) {
    const bool same = m_snapshot.state == state;
    m_snapshot.state = state;
    if (!same || !m_settled)
        m_snapshot.since = m_clock.now();
    if (state != ServerState::Crashed)
        m_snapshot.restartAt.reset();
    if (m_snapshot.isRunning())
        m_idleTimer.stop();
    else
        m_idleTimer.start();
    Q_EMIT changed(m_snapshot);
    // An attached server counts as known when it answered, or gave no answer in time.
    if (!m_settled && state != ServerState::Starting) {
        m_settled = true;
        Q_EMIT settled();
    }
}

} // namespace hearth::app
