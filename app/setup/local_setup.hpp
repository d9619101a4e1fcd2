// SPDX-License-Identifier: Apache-2.0
// Carries out the wizard's mode "Run on this computer", step by step. Every step looks first
// whether it was done already, so that a failed run can be tried again.
#pragma once

#include "app/core/file_queue.hpp"
#include "app/core/profiles.hpp"
#include "app/core/result.hpp"
#include "app/setup/setup_answers.hpp"
#include "app/supervisor/server_state.hpp"

#include <QElapsedTimer>
#include <QList>
#include <QObject>

#include <functional>
#include <memory>

namespace hearth::app {

class AdminApi;
class HttpClient;
class SecretStore;
class Supervisor;

enum class SetupStep {
    Generate,    ///< hearthd generate
    Check,       ///< hearthd check
    Start,       ///< start the process
    WaitHealthy, ///< wait for a healthy answer of that process
    CreateAdmin, ///< first administrator by the shared secret
    SignIn,      ///< get an access token
    StoreToken,  ///< keychain and profile
    Count_
};

struct SetupProgress {
    enum class State { Waiting, Running, Done, Failed };
    State state = State::Waiting;
    qint64 elapsedMs = 0; ///< once it has ended
    QStringList log;      ///< what the step did, for the disclosure
    StartFailure failure; ///< Failed: of the server
    ApiError error;       ///< Failed: of a call; kind Local with text for anything else
    bool wasDone = false; ///< nothing had to be done
};

/// Owned by the wizard or hearthctl. Nothing is touched before run(). GUI thread.
class LocalSetup : public QObject {
    Q_OBJECT
public:
    /// All references must outlive it. `supervisor` looks after answers.dataDir.
    LocalSetup(SetupAnswers answers, Supervisor &supervisor, ServerProfiles &profiles,
               SecretStore &secrets, QObject *parent = nullptr);
    ~LocalSetup() override;

    /// Starts, or goes on at the first step that is not done ("Try again").
    void run();
    /// Stops after the present step.
    void cancel();
    void setAnswers(const SetupAnswers &answers); ///< between runs only
    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] const SetupAnswers &answers() const { return m_answers; }
    [[nodiscard]] const SetupProgress &progress(SetupStep step) const;
    /// How long the step has taken, or takes so far.
    [[nodiscard]] qint64 elapsedMs(SetupStep step) const;
    /// After finished(): the profile made, and what to tell clients.
    [[nodiscard]] QString profileId() const { return m_answers.profileId; }
    [[nodiscard]] ClientFacts facts() const;

Q_SIGNALS:
    void stepChanged(hearth::app::SetupStep step);
    void finished();
    void failed(hearth::app::SetupStep step);

private:
    void next();
    void begin(SetupStep step);
    void done(bool wasDone = false);
    void stepFailed(const ApiError &error, const StartFailure &failure = {});
    void stepFailed(const QString &text);
    void onServerState();
    void note(const QString &line);
    void generate();
    void generateNew();
    void check();
    void start();
    void waitHealthy();
    void createAdmin();
    void registerAdmin(const QString &secret);
    void signIn();
    void proveAdmin();
    void storeToken();
    void storeTokenOf(ServerProfile profile);
    void keepPassword();
    void runTool(const QStringList &arguments,
                 std::function<void(int exitCode, const QString &output)> then);
    void runProgram(const QString &program, const QStringList &arguments,
                    const std::function<void(int exitCode, const QString &output)> &then);

    SetupAnswers m_answers;
    Supervisor &m_supervisor;
    ServerProfiles &m_profiles;
    SecretStore &m_secrets;
    FileQueue m_files; ///< the data folder may be in a network that hangs
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<AdminApi> m_api;
    QList<SetupProgress> m_progress;
    QElapsedTimer m_stepTimer;
    SetupStep m_step = SetupStep::Generate;
    QString m_token;
    QString m_userId;
    QMetaObject::Connection m_waiting;
    bool m_running = false;
    bool m_cancelled = false;
};

} // namespace hearth::app
