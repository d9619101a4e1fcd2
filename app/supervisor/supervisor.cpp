// SPDX-License-Identifier: Apache-2.0
// The state machine around one hearthd.
#include "app/supervisor/supervisor.hpp"

#include "app/core/clock.hpp"
#include "app/core/futures.hpp"
#include "app/supervisor/health.hpp"
#include "app/supervisor/server_process.hpp"

#include <algorithm>

namespace hearth::app {
namespace {
constexpr std::chrono::milliseconds healthInterval{2000};
constexpr std::chrono::milliseconds healthWhileStarting{100};
constexpr std::chrono::milliseconds lockRetryDelay{200};
constexpr std::chrono::milliseconds idleInterval{2000};
constexpr int answersBeforeUnreachable = 2;
// How long the note for other watchers may hold up the end of the server.
constexpr std::chrono::milliseconds markPatience{1000};

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

StartFailure silentFolder() {
    return failureOf(StartFailure::Code::FolderSilent, "folder_silent",
                     QStringLiteral("The data folder does not answer."),
                     QStringLiteral("Look whether its disk or network is there."));
}
} // namespace

Supervisor::Supervisor(QString dataDir, QString runtimeDir, Clock &clock, QObject *parent)
    : ServerHost(parent)
    , m_dataDir(std::move(dataDir))
    , m_runtimeDir(std::move(runtimeDir))
    , m_clock(clock)
    , m_folder(m_dataDir, m_runtimeDir)
    , m_runtimeFiles(std::make_shared<FileQueue>())
    , m_health(new Health(this)) {
    connect(&m_healthTimer, &QTimer::timeout, this, &Supervisor::askHealth);
    m_startTimer.setSingleShot(true);
    connect(&m_startTimer, &QTimer::timeout, this, &Supervisor::onStartTimeout);
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
    m_snapshot.since = m_clock.now();
}

Supervisor::~Supervisor() = default;

QString Supervisor::configFile() const {
    return m_folder.configFile();
}

QString Supervisor::logFile() const {
    return m_folder.logFile();
}

template <class Answer, class Take, class Late>
void Supervisor::await(const QFuture<Answer> &answer, Take take, Late late) {
    auto here = std::make_shared<bool>(false);
    onAnswer(answer, this, [here, take](const Answer &value) {
        *here = true;
        take(value);
    });
    QTimer::singleShot(m_folderPatience, this, [here, late] {
        if (!*here)
            late();
    });
}

void Supervisor::onStartTimeout() {
    if (state() != ServerState::Starting)
        return;
    // If it runs it is not killed: it may still get ready.
    const bool runs = m_lockTimer.isActive() || (m_process && m_process->isRunning());
    m_snapshot.failure =
        runs ? failureOf(StartFailure::Code::NoAnswerInTime, "no_answer_in_time",
                         QStringLiteral("The server was started but gives no healthy answer."),
                         QStringLiteral("Look at the log, or stop the server and start it again."))
             : silentFolder();
    enter(ServerState::Unreachable);
    renewLastLines();
}

QFuture<Done> Supervisor::attach() {
    if (m_snapshot.isRunning())
        return readyFuture(Done{});
    auto done = std::make_shared<QPromise<Done>>();
    done->start();
    const auto tell = [done] {
        if (done->future().isFinished())
            return;
        done->addResult(Done{});
        done->finish();
    };
    await(
        m_folder.look(DataFolder::Probe::Lock),
        [this, tell](const FolderFacts &facts) {
            if (!m_snapshot.isRunning())
                onFound(facts);
            tell();
        },
        [this, tell] {
            if (!m_snapshot.isRunning()) {
                m_snapshot.failure = silentFolder();
                enter(ServerState::GaveUp);
            }
            tell();
        });
    return done->future();
}

void Supervisor::onFound(const FolderFacts &facts) {
    if (m_snapshot.failure.code == StartFailure::Code::FolderSilent)
        m_snapshot.failure = {};
    if (facts.owner)
        attachTo(facts);
    else if (facts.isLocked)
        expectOther();
    else
        enter(facts.hasConfig ? ServerState::Stopped : ServerState::NotSetUp);
}

// Another hearthd holds the folder but has not said yet where it answers: it is starting.
void Supervisor::expectOther() {
    enter(ServerState::Starting);
    m_startTimer.start(m_startTimeout);
    m_lockTimer.start(lockRetryDelay);
}

void Supervisor::lookForOther() {
    if (std::exchange(m_looking, true))
        return;
    onAnswer(m_folder.look(DataFolder::Probe::Lock), this, [this](const FolderFacts &facts) {
        m_looking = false;
        if (!m_lockTimer.isActive())
            return;
        if (facts.owner) {
            m_lockTimer.stop();
            attachTo(facts);
        } else if (state() != ServerState::Starting) {
            m_lockTimer.stop();
        } else if (!facts.isLocked) {
            // It ended before it was ready: the folder is free again.
            m_lockTimer.stop();
            m_startTimer.stop();
            m_snapshot.failure = {};
            enter(ServerState::Stopped);
        }
    });
}

// Nothing of ours runs, but a service manager, a terminal or another Hearth may start a server in
// this folder at any time.
void Supervisor::lookWhileIdle() {
    if (m_snapshot.isRunning() || std::exchange(m_looking, true))
        return;
    onAnswer(m_folder.look(DataFolder::Probe::Owner), this, [this](const FolderFacts &facts) {
        m_looking = false;
        if (m_snapshot.isRunning())
            return;
        if (facts.owner) {
            m_restartTimer.stop();
            attachTo(facts);
        } else if (state() == ServerState::NotSetUp && facts.hasConfig) {
            enter(ServerState::Stopped);
        } else if (state() == ServerState::Stopped && !facts.hasConfig) {
            enter(ServerState::NotSetUp);
        }
    });
}

void Supervisor::attachTo(const FolderFacts &facts) {
    ++m_run;
    m_killed = false;
    m_stopMarkBefore = facts.stopMark;
    renewProcess();
    connect(m_process.get(), &ServerProcess::ended, this, &Supervisor::onEnded);
    m_snapshot.ready = *facts.owner;
    m_snapshot.attached = true;
    m_snapshot.failure = {};
    m_snapshot.startedAt = facts.lockWritten;
    m_process->adopt(facts.owner->pid);
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
    m_process = std::make_unique<ServerProcess>(m_runtimeDir, m_runtimeFiles);
}

void Supervisor::launch() {
    m_snapshot.exitCode.reset();
    m_snapshot.signal = 0;
    m_snapshot.failure = {};
    m_snapshot.attached = false;
    m_snapshot.ready = {};
    m_snapshot.startedAt = m_clock.now();
    ++m_run;
    m_killed = false;
    renewProcess();
    enter(ServerState::Starting);
    m_startTimer.start(m_startTimeout);
    onAnswer(m_folder.prepareStart(), this, [this, run = m_run](const FolderFacts &facts) {
        if (run == m_run)
            launchWith(facts);
    });
}

void Supervisor::launchWith(const FolderFacts &facts) {
    if (!facts.hasConfig) {
        m_startTimer.stop();
        m_snapshot.failure = {};
        enter(ServerState::NotSetUp);
        return;
    }
    if (facts.owner) {
        attachTo(facts);
        return;
    }
    if (facts.program.isEmpty()) {
        giveUp(failureOf(StartFailure::Code::ProgramMissing, "program_missing",
                         QStringLiteral("The program hearthd was not found."),
                         QStringLiteral("Install Hearth again.")));
        renewLastLines();
        return;
    }
    m_stopMarkBefore = facts.stopMark;
    if (state() !=
        ServerState::Starting) { // the folder took so long that the start counted as lost
        m_snapshot.failure = {};
        enter(ServerState::Starting);
    }
    m_startTimer.start(m_startTimeout);
    connect(m_process.get(), &ServerProcess::reportLine, this, &Supervisor::onReportLine);
    connect(m_process.get(), &ServerProcess::ended, this, &Supervisor::onEnded);
    connect(m_process.get(), &ServerProcess::failedToStart, this, [this](const QString &reason) {
        giveUp(failureOf(StartFailure::Code::ProgramMissing, "program_missing",
                         QStringLiteral("The program hearthd cannot be started: %1.").arg(reason),
                         QStringLiteral("Install Hearth again.")));
    });
    m_process->start(facts.program, configFile());
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
            enter(ServerState::Unreachable);
            renewLastLines();
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
    m_startTimer.stop();
    m_healthTimer.stop();
    m_lockTimer.stop();
    if (!m_process || !m_process->isRunning()) {
        // It was not started yet, or it is not ours and had not told its number yet.
        ++m_run;
        enter(ServerState::Stopped);
        if (std::exchange(m_startAfterStop, false))
            start();
        return;
    }
    m_terminated = false;
    enter(ServerState::Stopping);
    m_stopTimer.start(m_stopPatience);
    // The mark stands before the end comes, so that no watcher takes it for a crash.
    onAnswer(m_folder.markStop(), this, [this, run = m_run](Done) { terminate(run); });
    QTimer::singleShot(markPatience, this, [this, run = m_run] { terminate(run); });
}

void Supervisor::terminate(quint64 run) {
    if (run == m_run && state() == ServerState::Stopping && !std::exchange(m_terminated, true))
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
    m_terminated = false;
    const auto judge = [this, run = m_run, wasStarting, wasStopping](const FolderFacts &facts) {
        if (run != m_run)
            return;
        ++m_run; // once only
        judgeEnd(facts, wasStarting, wasStopping);
    };
    await(m_folder.lookBack(m_process->errorFile()), judge, [judge] { judge({}); });
}

void Supervisor::judgeEnd(const FolderFacts &facts, bool wasStarting, bool wasStopping) {
    m_snapshot.lastLogLines = facts.lastLines;
    const bool stoppedElsewhere = m_snapshot.exitCode == 0 || endedOnPurpose(facts);
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
        failure = silentEnd(facts);
    else if (facts.lastFatal && facts.lastFatal->code == failure.code)
        failure = *facts.lastFatal; // the same, with what was found out about it
    if (wasStarting && failure.code != StartFailure::Code::EndedSilently &&
        !mayPassByItself(failure.code))
        giveUp(failure);
    else
        onCrash(failure);
}

// For a server that is not our child: hearthd empties its lock when it ends well, and whoever
// stops a server with Hearth leaves a mark first.
bool Supervisor::endedOnPurpose(const FolderFacts &facts) const {
    return (!facts.stopMark.isEmpty() && facts.stopMark != m_stopMarkBefore) ||
           (m_snapshot.attached && facts.isLockEmpty);
}

StartFailure Supervisor::silentEnd(const FolderFacts &facts) const {
    if (facts.lastFatal)
        return *facts.lastFatal;
    QString message = QStringLiteral("The server ended unexpectedly.");
    if (m_snapshot.signal != 0)
        message = QStringLiteral("The server was ended by signal %1.").arg(m_snapshot.signal);
    else if (m_snapshot.exitCode)
        message = QStringLiteral("The server ended with code %1.").arg(*m_snapshot.exitCode);
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
    enter(ServerState::GaveUp);
}

void Supervisor::scheduleRestart(std::chrono::milliseconds delay) {
    m_snapshot.restartAt = m_clock.now().addMSecs(delay.count());
    m_restartTimer.start(delay);
}

// They follow the state, which is not to wait for them.
void Supervisor::renewLastLines() {
    const QString errors = m_process ? m_process->errorFile() : QString();
    onAnswer(m_folder.lookBack(errors), this, [this, run = m_run](const FolderFacts &facts) {
        if (run != m_run || facts.lastLines == m_snapshot.lastLogLines)
            return;
        m_snapshot.lastLogLines = facts.lastLines;
        Q_EMIT changed(m_snapshot);
    });
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
