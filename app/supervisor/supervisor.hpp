// SPDX-License-Identifier: Apache-2.0
// Looks after one local hearthd: attach, start, stop, restart, restart after a crash, and one
// snapshot of the truth for everybody who shows it.
#pragma once

#include "app/supervisor/data_folder.hpp"
#include "app/supervisor/restart_policy.hpp"
#include "app/supervisor/server_host.hpp"

#include <QTimer>

#include <memory>

namespace hearth::app {

class Clock;
class Health;
class ServerProcess;

/// One per local server. GUI thread. The server outlives this object if keepRunning() was called;
/// else the destructor leaves it running as well (stop() first to end it), so a crash of the
/// program never takes the server down. It waits for no file: what stands in the data folder comes
/// as an answer, and a folder that gives none (a network that hangs) is a state like any other.
class Supervisor : public ServerHost {
    Q_OBJECT
public:
    /// `runtimeDir` takes the start reports; `clock` outlives the supervisor.
    Supervisor(QString dataDir, QString runtimeDir, Clock &clock, QObject *parent = nullptr);
    ~Supervisor() override;

    [[nodiscard]] HostAbilities abilities() const override { return {true, true}; }
    [[nodiscard]] const ServerSnapshot &snapshot() const override { return m_snapshot; }
    [[nodiscard]] QString dataDir() const { return m_dataDir; }
    [[nodiscard]] QString configFile() const;
    [[nodiscard]] QString logFile() const override;

    /// Looks whether a hearthd already owns the data folder and takes it over.
    QFuture<Done> attach() override;
    void start() override;
    void stop() override;
    void restart() override;
    void kill() override;
    void cancelRestart() override;
    /// How long a start may take before it counts as NoAnswerInTime.
    void setStartTimeout(std::chrono::milliseconds timeout) { m_startTimeout = timeout; }
    void setStopPatience(std::chrono::milliseconds patience) { m_stopPatience = patience; }
    /// How long the data folder may take to answer.
    void setFolderPatience(std::chrono::milliseconds patience) { m_folderPatience = patience; }
    /// Test seam: replaces the delays of the restart policy by a factor of 1/divisor.
    void setDelayDivisor(int divisor) { m_delayDivisor = divisor; }

private:
    void enter(ServerState state);
    void launch();
    void launchWith(const FolderFacts &facts);
    void renewProcess();
    void onReportLine(const QByteArray &line);
    void onEnded(std::optional<int> exitCode, int signal);
    void judgeEnd(const FolderFacts &facts, bool wasStarting, bool wasStopping);
    void onCrash(const StartFailure &failure);
    void giveUp(const StartFailure &failure);
    void scheduleRestart(std::chrono::milliseconds delay);
    void askHealth();
    void onHealthy();
    void onStartTimeout();
    void onFound(const FolderFacts &facts);
    void attachTo(const FolderFacts &facts);
    void expectOther();
    void lookForOther();
    void renewLastLines();
    void lookWhileIdle();
    void terminate(quint64 run);
    /// `take(facts)` when the folder has answered; before that `late()` if it takes too long.
    template <class Answer, class Take, class Late>
    void await(const QFuture<Answer> &answer, Take take, Late late);
    [[nodiscard]] bool endedOnPurpose(const FolderFacts &facts) const;
    [[nodiscard]] StartFailure silentEnd(const FolderFacts &facts) const;

    QString m_dataDir;
    QString m_runtimeDir;
    Clock &m_clock;
    DataFolder m_folder;
    std::shared_ptr<FileQueue> m_runtimeFiles;
    Health *m_health;
    std::unique_ptr<ServerProcess> m_process;
    RestartPolicy m_policy;
    ServerSnapshot m_snapshot;
    QTimer m_healthTimer;
    QTimer m_startTimer;
    QTimer m_lockTimer;
    QTimer m_stopTimer;
    QTimer m_restartTimer;
    QTimer m_idleTimer;
    std::chrono::milliseconds m_startTimeout{60'000};
    std::chrono::milliseconds m_stopPatience{20'000};
    std::chrono::milliseconds m_folderPatience{4000};
    int m_delayDivisor = 1;
    QByteArray m_stopMarkBefore; ///< compared by content, because the clock may jump
    int m_failedAnswers = 0;
    quint64 m_run = 0; ///< tells answers of an older process apart
    bool m_asking = false;
    bool m_looking = false;
    bool m_startAfterStop = false;
    bool m_settled = false;
    bool m_killed = false;
    bool m_terminated = false;
};

} // namespace hearth::app
