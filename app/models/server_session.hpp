// SPDX-License-Identifier: Apache-2.0
// Everything that belongs to one server profile, built in dependency order: supervisor, client,
// connection, log, models.
#pragma once

#include "app/api/admin_api.hpp"
#include "app/api/http_client.hpp"
#include "app/core/profiles.hpp"
#include "app/models/dashboard_model.hpp"
#include "app/models/jobs_model.hpp"
#include "app/models/log_model.hpp"
#include "app/models/room_details_model.hpp"
#include "app/models/rooms_model.hpp"
#include "app/models/server_connection.hpp"
#include "app/models/user_details_model.hpp"
#include "app/models/users_model.hpp"
#include "app/supervisor/log_tail.hpp"
#include "app/supervisor/supervisor.hpp"

#include <QObject>

#include <memory>

namespace hearth::app {

class Clock;
class History;
class SecretStore;
struct Paths;

/// Made by the composition root for the profile on show. GUI thread. Destroying it leaves a local
/// server running; call supervisor()->stop() first to end it.
class ServerSession : public QObject {
    Q_OBJECT
public:
    struct Needs {
        const Paths &paths;
        Clock &clock;
        ServerProfiles &profiles;
        SecretStore &secrets;
        History *history = nullptr; ///< may be missing
    };
    ServerSession(ServerProfile profile, const Needs &needs, QObject *parent = nullptr);
    /// With another transport than HTTP (tests of pages).
    ServerSession(ServerProfile profile, const Needs &needs, std::unique_ptr<Transport> transport,
                  QObject *parent = nullptr);
    ~ServerSession() override;

    /// Reads the token, attaches to a running server, and starts a local one if the profile says so
    /// and `mayStart`.
    void open(bool mayStart);

    [[nodiscard]] const ServerProfile &profile() const { return m_profile; }
    /// Null for remote servers.
    [[nodiscard]] Supervisor *supervisor() { return m_supervisor.get(); }
    [[nodiscard]] AdminApi &api() { return *m_api; }
    [[nodiscard]] ServerConnection *connection() { return m_connection.get(); }
    [[nodiscard]] UsersModel *users() { return m_users.get(); }
    [[nodiscard]] UserDetailsModel *userDetails() { return m_userDetails.get(); }
    [[nodiscard]] RoomsModel *rooms() { return m_rooms.get(); }
    [[nodiscard]] RoomDetailsModel *roomDetails() { return m_roomDetails.get(); }
    [[nodiscard]] DashboardModel *dashboard() { return m_dashboard.get(); }
    [[nodiscard]] JobsModel *jobs() { return m_jobs.get(); }
    [[nodiscard]] LogModel *log() { return m_log.get(); }
    [[nodiscard]] bool isSignedIn() const { return m_signedIn; }
    /// The state for the header: of the process if local, of the connection if remote.
    [[nodiscard]] ServerState serverState() const;

    /// signedIn() or signInFailed(error) follows. The account must be an administrator.
    void signIn(const QString &user, const QString &password);
    void signOut();
    /// For a token that the wizard got.
    void useToken(const QString &token, const QString &userId);

Q_SIGNALS:
    void signedIn();
    void signedOut();
    void signInFailed(const hearth::app::ApiError &error);
    /// The address, user or name in the profile changed.
    void profileChanged();
    void serverStateChanged(hearth::app::ServerState state);

private:
    void build(std::unique_ptr<Transport> transport);
    void onSnapshot(const ServerSnapshot &snapshot);
    void followJobs();
    void setSignedIn(bool signedIn);
    void setBaseUrl(const QUrl &url);
    void acceptSignIn(const SignIn &signIn);

    ServerProfile m_profile;
    Needs m_needs;
    HttpClient *m_http = nullptr; ///< null with a foreign transport
    std::unique_ptr<Transport> m_transport;
    std::unique_ptr<AdminApi> m_api;
    std::unique_ptr<Supervisor> m_supervisor;
    std::unique_ptr<ServerConnection> m_connection;
    std::unique_ptr<UsersModel> m_users;
    std::unique_ptr<UserDetailsModel> m_userDetails;
    std::unique_ptr<RoomsModel> m_rooms;
    std::unique_ptr<RoomDetailsModel> m_roomDetails;
    std::unique_ptr<DashboardModel> m_dashboard;
    std::unique_ptr<JobsModel> m_jobs;
    std::unique_ptr<LogModel> m_log;
    std::unique_ptr<LogTail> m_tail;
    bool m_signedIn = false;
};

} // namespace hearth::app
