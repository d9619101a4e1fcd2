// SPDX-License-Identifier: Apache-2.0
// The steps of LocalSetup in order; each ends in done() or stepFailed().
#include "app/setup/local_setup.hpp"

#include "app/api/admin_api.hpp"
#include "app/api/http_client.hpp"
#include "app/core/futures.hpp"
#include "app/core/kept_password.hpp"
#include "app/core/paths.hpp"
#include "app/core/profiles.hpp"
#include "app/core/secrets.hpp"
#include "app/supervisor/supervisor.hpp"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QSysInfo>

namespace hearth::app {
namespace {
constexpr auto stepCount = static_cast<int>(SetupStep::Count_);

struct FoundServer {
    std::optional<ExistingServer> server;
    bool hasParent = false; ///< the folder above is there; made if need be
};

FoundServer lookForServer(const QString &dataDir) {
    FoundServer found;
    found.server = readExistingServer(dataDir);
    if (!found.server)
        found.hasParent = QDir().mkpath(QFileInfo(dataDir).path());
    return found;
}

Result<QString> readSecret(const QString &dataDir) {
    QFile file(dataDir + QStringLiteral("/registration_shared_secret"));
    if (!file.open(QIODevice::ReadOnly))
        return failLocally(QStringLiteral("The file registration_shared_secret cannot be read: %1")
                               .arg(file.errorString()));
    return QString::fromUtf8(file.readAll()).trimmed();
}

/// The first "FILE:LINE: message" of `hearthd check`; the others stand in the step's log.
StartFailure wrongConfiguration(const QString &output, const QString &configFile) {
    static const QRegularExpression place(QStringLiteral("^(/.*?):(\\d+): (.*)$"),
                                          QRegularExpression::MultilineOption);
    StartFailure failure;
    failure.code = StartFailure::Code::ConfigInvalid;
    failure.codeText = QStringLiteral("config_invalid");
    failure.hint = QStringLiteral("Correct hearthd.yaml, then try again.");
    const auto match = place.match(output);
    failure.message = match.hasMatch() ? match.captured(3) : output.simplified();
    failure.file = match.hasMatch() ? match.captured(1) : configFile;
    failure.line = match.captured(2).toInt();
    return failure;
}

/// "hearthd: sentence" and "What to do: sentence", as one text.
QString whatTheToolSaid(const QString &output) {
    QString text = output.simplified();
    if (text.startsWith(QStringLiteral("hearthd: ")))
        text.remove(0, 9);
    return text.remove(QStringLiteral("What to do: "));
}
} // namespace

LocalSetup::LocalSetup(SetupAnswers answers, Supervisor &supervisor, ServerProfiles &profiles,
                       SecretStore &secrets, QObject *parent)
    : QObject(parent)
    , m_answers(std::move(answers))
    , m_supervisor(supervisor)
    , m_profiles(profiles)
    , m_secrets(secrets)
    , m_http(std::make_unique<HttpClient>())
    , m_api(std::make_unique<AdminApi>(*m_http))
    , m_progress(stepCount) {}

LocalSetup::~LocalSetup() {
    disconnect(m_waiting);
}

const SetupProgress &LocalSetup::progress(SetupStep step) const {
    return m_progress.at(static_cast<int>(step));
}

void LocalSetup::setAnswers(const SetupAnswers &answers) {
    if (!m_running)
        m_answers = answers;
}

qint64 LocalSetup::elapsedMs(SetupStep step) const {
    const auto &one = progress(step);
    return one.state == SetupProgress::State::Running ? m_stepTimer.elapsed() : one.elapsedMs;
}

ClientFacts LocalSetup::facts() const {
    return clientFacts(m_answers, m_supervisor.snapshot().ready.baseUrl);
}

void LocalSetup::run() {
    if (m_running)
        return;
    m_running = true;
    m_cancelled = false;
    // From the first step on: each finds out by itself what is done, and what was done may have
    // been undone since.
    for (auto &progress : m_progress)
        progress = {};
    m_step = SetupStep::Generate;
    begin(m_step);
}

void LocalSetup::cancel() {
    m_cancelled = m_running;
}

void LocalSetup::begin(SetupStep step) {
    m_step = step;
    m_stepTimer.start();
    m_progress[static_cast<int>(step)].state = SetupProgress::State::Running;
    Q_EMIT stepChanged(step);
    switch (step) {
    case SetupStep::Generate:
        generate();
        break;
    case SetupStep::Check:
        check();
        break;
    case SetupStep::Start:
        start();
        break;
    case SetupStep::WaitHealthy:
        waitHealthy();
        break;
    case SetupStep::CreateAdmin:
        createAdmin();
        break;
    case SetupStep::SignIn:
        signIn();
        break;
    case SetupStep::StoreToken:
        storeToken();
        break;
    case SetupStep::Count_:
        break;
    }
}

void LocalSetup::done(bool wasDone) {
    auto &progress = m_progress[static_cast<int>(m_step)];
    progress.state = SetupProgress::State::Done;
    progress.wasDone = wasDone;
    progress.elapsedMs = m_stepTimer.elapsed();
    Q_EMIT stepChanged(m_step);
    // From the event loop, so that steps without waiting do not pile up on the stack.
    QMetaObject::invokeMethod(this, &LocalSetup::next, Qt::QueuedConnection);
}

void LocalSetup::next() {
    const int following = static_cast<int>(m_step) + 1;
    if (following == stepCount) {
        m_running = false;
        m_answers.adminPassword.clear();
        Q_EMIT finished();
        return;
    }
    if (m_cancelled) {
        m_running = false;
        ApiError error;
        error.kind = ApiError::Kind::Cancelled;
        m_step = static_cast<SetupStep>(following);
        stepFailed(error);
        return;
    }
    begin(static_cast<SetupStep>(following));
}

void LocalSetup::stepFailed(const ApiError &error, const StartFailure &failure) {
    disconnect(m_waiting);
    auto &progress = m_progress[static_cast<int>(m_step)];
    progress.state = SetupProgress::State::Failed;
    progress.error = error;
    progress.failure = failure;
    progress.elapsedMs = m_stepTimer.elapsed();
    m_running = false;
    Q_EMIT stepChanged(m_step);
    Q_EMIT failed(m_step);
}

void LocalSetup::stepFailed(const QString &text) {
    ApiError error;
    error.serverText = text;
    stepFailed(error);
}

void LocalSetup::note(const QString &line) {
    m_progress[static_cast<int>(m_step)].log << line;
    Q_EMIT stepChanged(m_step);
}

void LocalSetup::runTool(const QStringList &arguments,
                         std::function<void(int, const QString &)> then) {
    onAnswer(m_files.run([] { return findProgram(QStringLiteral("hearthd")); }), this,
             [this, arguments, then = std::move(then)](const QString &program) {
                 if (!program.isEmpty()) {
                     runProgram(program, arguments, then);
                     return;
                 }
                 StartFailure failure;
                 failure.code = StartFailure::Code::ProgramMissing;
                 failure.message = QStringLiteral("The program hearthd was not found.");
                 failure.hint = QStringLiteral("Install Hearth again.");
                 stepFailed({}, failure);
             });
}

void LocalSetup::runProgram(const QString &program, const QStringList &arguments,
                            const std::function<void(int, const QString &)> &then) {
    auto *process = new QProcess(this);
    process->setProcessChannelMode(QProcess::MergedChannels);
    connect(process, &QProcess::errorOccurred, this, [this, process](QProcess::ProcessError kind) {
        if (kind != QProcess::FailedToStart)
            return;
        process->deleteLater();
        stepFailed(process->errorString());
    });
    connect(process, &QProcess::finished, this,
            [this, process, then](int exitCode, QProcess::ExitStatus status) {
                process->deleteLater();
                const QString output = QString::fromUtf8(process->readAll()).trimmed();
                for (const auto &line : output.split(u'\n', Qt::SkipEmptyParts))
                    note(line);
                then(status == QProcess::NormalExit ? exitCode : -1, output);
            });
    process->start(program, arguments, QIODevice::ReadOnly);
}

// ---- Steps -------------------------------------------------------------------------------------

void LocalSetup::generate() {
    const QString config = m_answers.dataDir + QStringLiteral("/hearthd.yaml");
    onAnswer(m_files.run([dir = m_answers.dataDir] { return lookForServer(dir); }), this,
             [this, config](const FoundServer &found) {
                 const QString name = found.server ? found.server->name : QString();
                 if (!name.isEmpty() && name != m_answers.serverName) {
                     stepFailed(QStringLiteral("The folder %1 already holds the server %2.")
                                    .arg(m_answers.dataDir, name));
                 } else if (found.server) {
                     // What its configuration says holds, whatever was asked.
                     m_answers.publicBaseUrl = found.server->publicBaseUrl;
                     m_answers.listenEverywhere = found.server->listenEverywhere;
                     note(config);
                     done(true);
                 } else if (!found.hasParent) {
                     stepFailed(QStringLiteral("The folder %1 cannot be made.")
                                    .arg(m_answers.dataDir.section(u'/', 0, -2)));
                 } else {
                     generateNew();
                 }
             });
}

void LocalSetup::generateNew() {
    QStringList arguments{QStringLiteral("generate"),
                          QStringLiteral("--server-name"),
                          m_answers.serverName,
                          QStringLiteral("--data-dir"),
                          m_answers.dataDir,
                          QStringLiteral("--port"),
                          QString::number(m_answers.port),
                          QStringLiteral("--bind"),
                          m_answers.bindAddress()};
    if (!m_answers.publicBaseUrl.isEmpty())
        arguments << QStringLiteral("--public-baseurl") << m_answers.publicBaseUrl;
    runTool(arguments, [this](int exitCode, const QString &output) {
        if (exitCode == 0)
            done();
        else
            stepFailed(whatTheToolSaid(output));
    });
}

void LocalSetup::check() {
    if (m_supervisor.state() == ServerState::Ready) {
        done(true);
        return;
    }
    runTool({QStringLiteral("check"), QStringLiteral("--config"), m_supervisor.configFile()},
            [this](int exitCode, const QString &output) {
                if (exitCode == 0) {
                    done();
                    return;
                }
                stepFailed({}, wrongConfiguration(output, m_supervisor.configFile()));
            });
}

void LocalSetup::start() {
    onAnswer(m_supervisor.attach(), this, [this](Done) {
        const bool ran = m_supervisor.snapshot().isRunning();
        if (!ran)
            m_supervisor.start();
        done(ran);
    });
}

void LocalSetup::waitHealthy() {
    if (m_supervisor.state() == ServerState::Ready) {
        done();
        return;
    }
    m_waiting = connect(&m_supervisor, &Supervisor::changed, this, [this] { onServerState(); });
    onServerState();
}

void LocalSetup::onServerState() {
    switch (m_supervisor.state()) {
    case ServerState::Ready:
        disconnect(m_waiting);
        note(m_supervisor.snapshot().ready.baseUrl.toString());
        done();
        break;
    case ServerState::NotSetUp:
    case ServerState::Stopped:
    case ServerState::Crashed:
    case ServerState::GaveUp:
    case ServerState::Unreachable: {
        const ServerSnapshot snapshot = m_supervisor.snapshot();
        m_progress[static_cast<int>(m_step)].log += snapshot.lastLogLines;
        stepFailed({}, snapshot.failure);
        // "Try again" is the person's to say, not the restart policy's.
        m_supervisor.cancelRestart();
        break;
    }
    case ServerState::Starting:
    case ServerState::Stopping:
        break;
    }
}

void LocalSetup::createAdmin() {
    m_http->setBaseUrl(m_supervisor.snapshot().ready.baseUrl);
    m_http->setToken({});
    m_token.clear();
    onAnswer(m_files.run([dir = m_answers.dataDir] { return readSecret(dir); }), this,
             [this](const Result<QString> &secret) {
                 if (secret)
                     registerAdmin(*secret);
                 else
                     stepFailed(secret.error());
             });
}

void LocalSetup::registerAdmin(const QString &secret) {
    NewAccount account;
    account.name = m_answers.adminName;
    account.password = m_answers.adminPassword;
    account.displayName = m_answers.adminDisplayName;
    account.admin = true;
    onAnswer(m_api->registerWithSecret(account, secret), this,
             [this](const Result<Registered> &answer) {
                 if (answer) {
                     m_token = answer->accessToken;
                     m_userId = answer->userId;
                     note(m_userId);
                     done();
                 } else if (answer.error().errcode == u"M_USER_IN_USE") {
                     // Made by an earlier run; the next step proves that the password is right.
                     m_userId = m_answers.adminId();
                     done(true);
                 } else {
                     stepFailed(answer.error());
                 }
             });
}

void LocalSetup::signIn() {
    if (!m_token.isEmpty()) {
        proveAdmin();
        return;
    }
    const QString device = QStringLiteral("Hearth on %1").arg(QSysInfo::machineHostName());
    onAnswer(m_api->signIn(m_answers.adminName, m_answers.adminPassword, device), this,
             [this](const Result<SignIn> &answer) {
                 if (!answer) {
                     stepFailed(answer.error());
                     return;
                 }
                 m_token = answer->accessToken;
                 m_userId = answer->userId;
                 proveAdmin();
             });
}

void LocalSetup::proveAdmin() {
    m_http->setToken(m_token);
    onAnswer(m_api->getUser(m_userId), this, [this](const Result<UserDetails> &answer) {
        if (!answer)
            stepFailed(answer.error());
        else if (!answer->user.admin)
            stepFailed(QStringLiteral("%1 is no administrator.").arg(m_userId));
        else
            done();
    });
}

void LocalSetup::storeToken() {
    onAnswer(m_files.run([all = m_profiles.all(), dir = m_answers.dataDir] {
        return findByDataDir(all, dir).value_or(ServerProfile{});
    }),
             this, [this](const ServerProfile &profile) { storeTokenOf(profile); });
}

void LocalSetup::storeTokenOf(ServerProfile profile) {
    profile.kind = ServerProfile::Kind::Local;
    profile.serverName = m_answers.serverName;
    if (profile.name.isEmpty())
        profile.name = m_answers.serverName;
    profile.dataDir = m_answers.dataDir;
    profile.baseUrl = m_supervisor.snapshot().ready.baseUrl;
    profile.userId = m_userId;
    if (profile.id.isEmpty())
        profile.id = m_profiles.add(profile);
    else
        m_profiles.update(profile);
    m_answers.profileId = profile.id;
    onAnswer(m_secrets.write(tokenKey(profile.id), m_token), this,
             [this](const Result<Done> &answer) {
                 m_token.clear();
                 if (answer)
                     keepPassword();
                 else
                     stepFailed(answer.error());
             });
}

/// One that was made up nobody knows by heart. That it can be looked up is no condition of the
/// set-up.
void LocalSetup::keepPassword() {
    if (!m_answers.passwordMadeUp) {
        done();
        return;
    }
    const KeptPassword kept{m_userId, m_answers.adminPassword};
    onAnswer(m_secrets.write(keptPasswordKey(m_answers.profileId), toSecret(kept)), this,
             [this](const Result<Done> &) { done(); });
}

} // namespace hearth::app
