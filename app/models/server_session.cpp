// SPDX-License-Identifier: Apache-2.0
// Wiring of one server: who tells whom.
#include "app/models/server_session.hpp"

#include "app/core/clock.hpp"
#include "app/core/futures.hpp"
#include "app/core/paths.hpp"
#include "app/core/secrets.hpp"
#include "app/history/history.hpp"
#include "app/supervisor/remote_host.hpp"
#include "app/supervisor/supervisor.hpp"

namespace hearth::app {

ServerSession::ServerSession(ServerProfile profile, const Needs &needs, QObject *parent)
    : QObject(parent)
    , m_profile(std::move(profile))
    , m_needs(needs) {
    auto http = std::make_unique<HttpClient>(m_profile.baseUrl);
    m_http = http.get();
    build(std::move(http));
}

ServerSession::ServerSession(ServerProfile profile, const Needs &needs,
                             std::unique_ptr<Transport> transport, QObject *parent)
    : QObject(parent)
    , m_profile(std::move(profile))
    , m_needs(needs) {
    build(std::move(transport));
}

ServerSession::~ServerSession() = default;

void ServerSession::build(std::unique_ptr<Transport> transport) {
    m_transport = std::move(transport);
    m_api = std::make_unique<AdminApi>(*m_transport);
    m_signIn =
        std::make_unique<AdminSignIn>(*m_api, [this](const QString &token) { takeToken(token); });
    connect(m_signIn.get(), &AdminSignIn::done, this,
            [this](const SignIn &signIn) { useToken(signIn.accessToken, signIn.userId); });
    connect(m_signIn.get(), &AdminSignIn::failed, this, &ServerSession::signInFailed);
    m_connection = std::make_unique<ServerConnection>(*m_api);
    m_dashboard = std::make_unique<DashboardModel>(*m_connection, m_needs.history, m_profile.id);
    if (m_profile.isLocal())
        m_host = std::make_unique<Supervisor>(m_profile.dataDir, m_needs.paths.runtimeDir,
                                              m_needs.clock);
    else
        m_host = std::make_unique<RemoteHost>(*m_api);
    connect(m_host.get(), &ServerHost::changed, this, &ServerSession::onSnapshot);
    connect(m_connection.get(), &ServerConnection::statusChanged, this,
            [this](ServerConnection::Status status) {
                if (status == ServerConnection::Status::SignedOut && m_signedIn)
                    setSignedIn(false);
                m_host->look();
            });
    connect(m_connection.get(), &ServerConnection::reconnected, this,
            &ServerSession::askWhatIsOffered);
    connect(&m_needs.profiles, &ServerProfiles::changed, this, [this] {
        const auto fresh = m_needs.profiles.find(m_profile.id);
        if (!fresh || *fresh == m_profile)
            return;
        m_profile = *fresh;
        if (m_http != nullptr)
            m_http->setBaseUrl(m_profile.baseUrl);
        Q_EMIT profileChanged();
    });
    if (!m_host->abilities().hasLog)
        return;
    m_tail = std::make_unique<LogTail>();
    connect(m_tail.get(), &LogTail::lines, this, [this](const LogLines &lines) {
        if (m_screens)
            m_screens->log.append(lines);
        if (m_needs.history != nullptr)
            m_needs.history->addLogLines(m_profile.id, lines);
    });
}

ScreenModels &ServerSession::screens() {
    if (!m_screens) {
        m_screens = std::make_unique<ScreenModels>(*m_connection, m_needs.history, m_profile);
        connect(&m_screens->users, &UsersModel::passwordChanged, this,
                &ServerSession::onPasswordChanged);
        // How many there are stands beside the names of the screens.
        connect(&m_screens->users, &UsersModel::created, m_dashboard.get(),
                &DashboardModel::refresh);
        connect(&m_screens->rooms, &RoomsModel::deletionChanged, m_dashboard.get(),
                [this](const QString &, const DeletionStatus &status) {
                    if (status.isOver())
                        m_dashboard->refresh();
                });
        if (m_open)
            followLog(); // from its backlog again, for the model that was not there
    }
    return *m_screens;
}

void ServerSession::closeScreens() {
    m_dashboard->setVisible(false);
    m_screens.reset();
}

void ServerSession::followLog() {
    if (!m_tail)
        return;
    if (m_needs.history != nullptr)
        m_needs.history->expectReplay(m_profile.id);
    m_tail->follow(m_host->logFile());
}

void ServerSession::open(bool mayStart) {
    if (std::exchange(m_open, true))
        return;
    recallSignIn();
    followLog();
    // A server elsewhere is asked at once; here a process has to be found first.
    if (!m_host->abilities().canStart)
        m_connection->setServerRunning(true);
    onAnswer(m_host->attach(), this, [this, mayStart](Done) {
        if (mayStart && m_profile.startWithHearth && m_host->state() == ServerState::Stopped)
            m_host->start();
    });
}

void ServerSession::recallSignIn() {
    onAnswer(m_needs.secrets.read(tokenKey(m_profile.id)), this,
             [this](const Result<std::optional<QString>> &token) {
                 // A sign-in that happened meanwhile is newer.
                 if (m_signedIn || !token || !token->has_value() || (*token)->isEmpty())
                     return;
                 takeToken(**token);
                 setSignedIn(true);
             });
}

QFuture<Result<std::optional<KeptPassword>>> ServerSession::keptPassword() {
    return m_needs.secrets.read(keptPasswordKey(m_profile.id))
        .then([](const Result<std::optional<QString>> &secret)
                  -> Result<std::optional<KeptPassword>> {
            if (!secret)
                return fail(secret.error());
            return *secret ? keptPasswordFrom(**secret) : std::nullopt;
        });
}

void ServerSession::onPasswordChanged(const QString &userId) {
    onAnswer(keptPassword(), this, [this, userId](const Result<std::optional<KeptPassword>> &kept) {
        if (!kept || !*kept || (*kept)->userId != userId)
            return;
        onAnswer(m_needs.secrets.remove(keptPasswordKey(m_profile.id)), this,
                 [this](const Result<Done> &) { Q_EMIT keptPasswordForgotten(); });
    });
}

void ServerSession::onSnapshot(const ServerSnapshot &snapshot) {
    if (!m_host->abilities().canStart) {
        if (snapshot.state == ServerState::Ready &&
            m_connection->status() == ServerConnection::Status::ConnectionLost)
            m_connection->tryNow();
        Q_EMIT serverStateChanged(snapshot.state);
        return;
    }
    if (snapshot.state == ServerState::Ready)
        setBaseUrl(snapshot.ready.baseUrl);
    // A server that gives no answer is for the connection to find out and to wait for.
    const bool running = snapshot.state == ServerState::Ready ||
                         (snapshot.state == ServerState::Unreachable &&
                          m_connection->status() != ServerConnection::Status::ServerStopped);
    m_connection->setServerRunning(running);
    Q_EMIT serverStateChanged(snapshot.state);
}

// It may have been changed or exchanged while it was away.
void ServerSession::askWhatIsOffered() {
    onAnswer(askAbilities(*m_api), this, [this](const Result<ServerAbilities> &found) {
        if (!found || *found == m_abilities)
            return;
        m_abilities = *found;
        Q_EMIT abilitiesChanged();
    });
}

void ServerSession::change(const ServerProfile &profile) {
    if (m_profile == profile)
        return;
    m_profile = profile;
    m_needs.profiles.update(profile);
    Q_EMIT profileChanged();
}

void ServerSession::setBaseUrl(const QUrl &url) {
    if (m_http != nullptr)
        m_http->setBaseUrl(url);
    ServerProfile profile = m_profile;
    profile.baseUrl = url;
    change(profile);
}

void ServerSession::takeToken(const QString &token) {
    if (m_http != nullptr)
        m_http->setToken(token);
}

void ServerSession::setSignedIn(bool isIn) {
    const bool changed = std::exchange(m_signedIn, isIn) != isIn;
    if (isIn || changed)
        m_connection->setSignedIn(isIn);
    if (changed && isIn)
        Q_EMIT signedIn();
    else if (changed)
        Q_EMIT signedOut();
}

void ServerSession::signIn(const Credentials &credentials) {
    m_signIn->run(credentials, m_http != nullptr ? m_http->token() : QString());
}

void ServerSession::useToken(const QString &token, const QString &userId) {
    takeToken(token);
    if (m_screens)
        m_screens->users.setOwnId(userId);
    ServerProfile profile = m_profile;
    profile.userId = userId;
    change(profile);
    onAnswer(m_needs.secrets.write(tokenKey(m_profile.id), token), this,
             [](const Result<Done> &) {});
    setSignedIn(true);
}

void ServerSession::signOut() {
    const auto forget = [this] {
        takeToken({});
        onAnswer(m_needs.secrets.remove(tokenKey(m_profile.id)), this, [](const Result<Done> &) {});
        setSignedIn(false);
    };
    // The token is forgotten here even if the server cannot be told.
    onAnswer(m_api->signOut(), this, [forget](const Result<Done> &) { forget(); });
}

} // namespace hearth::app
