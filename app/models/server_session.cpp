// SPDX-License-Identifier: Apache-2.0
// Wiring of one server: who tells whom.
#include "app/models/server_session.hpp"

#include "app/core/clock.hpp"
#include "app/core/futures.hpp"
#include "app/core/paths.hpp"
#include "app/core/secrets.hpp"
#include "app/history/history.hpp"

#include <QDateTime>
#include <QSysInfo>

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
    m_connection = std::make_unique<ServerConnection>(*m_api);
    m_users = std::make_unique<UsersModel>(*m_connection);
    m_users->setOwnId(m_profile.userId);
    m_userDetails = std::make_unique<UserDetailsModel>(*m_connection);
    m_rooms = std::make_unique<RoomsModel>(*m_connection);
    m_roomDetails = std::make_unique<RoomDetailsModel>(*m_connection);
    m_dashboard = std::make_unique<DashboardModel>(*m_connection, m_needs.history, m_profile.id);
    m_jobs = std::make_unique<JobsModel>(m_needs.history, m_profile.id);
    m_log = std::make_unique<LogModel>();
    m_tail = std::make_unique<LogTail>();
    connect(m_tail.get(), &LogTail::lines, this, [this](const LogLines &lines) {
        m_log->append(lines);
        if (m_needs.history != nullptr)
            m_needs.history->addLogLines(m_profile.id, lines);
    });
    connect(m_connection.get(), &ServerConnection::statusChanged, this,
            [this](ServerConnection::Status status) {
                if (status == ServerConnection::Status::SignedOut && m_signedIn)
                    setSignedIn(false);
                if (!m_profile.isLocal())
                    Q_EMIT serverStateChanged(serverState());
            });
    followJobs();
    if (m_profile.isLocal()) {
        m_supervisor = std::make_unique<Supervisor>(m_profile.dataDir, m_needs.paths.runtimeDir,
                                                    m_needs.clock);
        connect(m_supervisor.get(), &Supervisor::changed, this, &ServerSession::onSnapshot);
    }
}

void ServerSession::followJobs() {
    connect(m_rooms.get(), &RoomsModel::deletionStarted, this,
            [this](const QString &roomId, const QString &deleteId) {
                TaskRecord task;
                task.id = deleteId;
                task.kind = QStringLiteral("room-delete");
                task.subject = roomId;
                task.startedMs = QDateTime::currentMSecsSinceEpoch();
                m_jobs->save(task);
            });
    connect(m_rooms.get(), &RoomsModel::deletionChanged, this,
            [this](const QString &roomId, const DeletionStatus &status) {
                if (!status.isOver())
                    return;
                for (TaskRecord task : m_jobs->tasks()) {
                    if (task.id != status.deleteId)
                        continue;
                    task.subject = roomId;
                    task.endedMs = QDateTime::currentMSecsSinceEpoch();
                    task.state = status.stage == DeletionStatus::Stage::Complete
                                     ? TaskRecord::State::Done
                                     : TaskRecord::State::Failed;
                    task.result = status.error;
                    m_jobs->save(task);
                    break;
                }
            });
    // Deletions that ran when the program was closed are followed to their end.
    connect(m_jobs.get(), &JobsModel::loaded, this, [this] {
        for (const auto &task : m_jobs->tasks()) {
            if (task.kind == u"room-delete" && task.state == TaskRecord::State::Running)
                m_rooms->followDeletion(task.subject, task.id);
        }
    });
}

void ServerSession::open(bool mayStart) {
    m_jobs->load();
    onAnswer(m_needs.secrets.read(tokenKey(m_profile.id)), this,
             [this](const Result<std::optional<QString>> &token) {
                 // A sign-in that happened meanwhile is newer.
                 if (m_signedIn || !token || !token->has_value() || (*token)->isEmpty())
                     return;
                 if (m_http != nullptr)
                     m_http->setToken(**token);
                 setSignedIn(true);
             });
    if (!m_supervisor) {
        m_connection->setServerRunning(true);
        return;
    }
    if (m_needs.history != nullptr)
        m_needs.history->expectReplay(m_profile.id);
    m_tail->follow(m_supervisor->logFile());
    onAnswer(m_supervisor->attach(), this, [this, mayStart](Done) {
        if (mayStart && m_profile.startWithHearth && m_supervisor->state() == ServerState::Stopped)
            m_supervisor->start();
    });
}

void ServerSession::onSnapshot(const ServerSnapshot &snapshot) {
    if (snapshot.state == ServerState::Ready)
        setBaseUrl(snapshot.ready.baseUrl);
    // A server that gives no answer is for the connection to find out and to wait for.
    const bool running = snapshot.state == ServerState::Ready ||
                         (snapshot.state == ServerState::Unreachable &&
                          m_connection->status() != ServerConnection::Status::ServerStopped);
    m_connection->setServerRunning(running);
    Q_EMIT serverStateChanged(snapshot.state);
}

ServerState ServerSession::serverState() const {
    if (m_supervisor)
        return m_supervisor->state();
    switch (m_connection->status()) {
    case ServerConnection::Status::Connecting:
        return ServerState::Starting;
    case ServerConnection::Status::Connected:
    case ServerConnection::Status::SignedOut:
        return ServerState::Ready;
    case ServerConnection::Status::ServerStopped:
    case ServerConnection::Status::ConnectionLost:
        return ServerState::Unreachable;
    }
    return ServerState::Unreachable;
}

void ServerSession::setBaseUrl(const QUrl &url) {
    if (m_http != nullptr)
        m_http->setBaseUrl(url);
    if (m_profile.baseUrl == url)
        return;
    m_profile.baseUrl = url;
    m_needs.profiles.update(m_profile);
    Q_EMIT profileChanged();
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

void ServerSession::signIn(const QString &user, const QString &password) {
    const QString device = QStringLiteral("Hearth on %1").arg(QSysInfo::machineHostName());
    onAnswer(m_api->signIn(user, password, device), this, [this](const Result<SignIn> &answer) {
        if (!answer) {
            Q_EMIT signInFailed(answer.error());
            return;
        }
        acceptSignIn(*answer);
    });
}

void ServerSession::acceptSignIn(const SignIn &answer) {
    const QString before = m_http != nullptr ? m_http->token() : QString();
    if (m_http != nullptr)
        m_http->setToken(answer.accessToken);
    // Only an administrator may ask this, so it tells before anything is stored.
    onAnswer(m_api->getUser(answer.userId), this,
             [this, answer, before](const Result<UserDetails> &details) {
                 if (details && details->user.admin) {
                     useToken(answer.accessToken, answer.userId);
                     return;
                 }
                 ApiError error;
                 if (!details) {
                     error = details.error();
                 } else {
                     error.kind = ApiError::Kind::Forbidden;
                     error.errcode = QStringLiteral("M_FORBIDDEN");
                 }
                 onAnswer(m_api->signOut(), this, [this, before](const Result<Done> &) {
                     if (m_http != nullptr)
                         m_http->setToken(before);
                 });
                 Q_EMIT signInFailed(error);
             });
}

void ServerSession::useToken(const QString &token, const QString &userId) {
    if (m_http != nullptr)
        m_http->setToken(token);
    m_users->setOwnId(userId);
    if (m_profile.userId != userId) {
        m_profile.userId = userId;
        m_needs.profiles.update(m_profile);
        Q_EMIT profileChanged();
    }
    onAnswer(m_needs.secrets.write(tokenKey(m_profile.id), token), this,
             [](const Result<Done> &) {});
    setSignedIn(true);
}

void ServerSession::signOut() {
    const auto forget = [this] {
        if (m_http != nullptr)
            m_http->setToken({});
        onAnswer(m_needs.secrets.remove(tokenKey(m_profile.id)), this, [](const Result<Done> &) {});
        setSignedIn(false);
    };
    // The token is forgotten here even if the server cannot be told.
    onAnswer(m_api->signOut(), this, [forget](const Result<Done> &) { forget(); });
}

} // namespace hearth::app
