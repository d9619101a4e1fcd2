// SPDX-License-Identifier: Apache-2.0
// Everything that belongs to one server profile. What watches the server (host, connection,
// figures, log archive, sign-in) lives as long as the program knows the server; the models of its
// screens only while it is on show.
#pragma once

#include "app/api/admin_api.hpp"
#include "app/api/admin_sign_in.hpp"
#include "app/api/http_client.hpp"
#include "app/api/server_abilities.hpp"
#include "app/core/kept_password.hpp"
#include "app/core/profiles.hpp"
#include "app/models/dashboard_model.hpp"
#include "app/models/screen_models.hpp"
#include "app/models/server_connection.hpp"
#include "app/supervisor/log_tail.hpp"
#include "app/supervisor/server_host.hpp"

#include <QFuture>
#include <QObject>

#include <memory>

namespace hearth::app {

class Clock;
class History;
class SecretStore;
struct Paths;

/// Made by the ServerRegistry for each profile. GUI thread. Destroying it leaves a local server
/// running; call host()->stop() first to end it.
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
    /// and `mayStart`. Only the first call does it.
    void open(bool mayStart);

    [[nodiscard]] const ServerProfile &profile() const { return m_profile; }
    /// Where the server runs and what can be done with it there; never null.
    [[nodiscard]] ServerHost *host() { return m_host.get(); }
    [[nodiscard]] const ServerHost *host() const { return m_host.get(); }
    [[nodiscard]] AdminApi &api() { return *m_api; }
    [[nodiscard]] ServerConnection *connection() { return m_connection.get(); }
    [[nodiscard]] DashboardModel *dashboard() { return m_dashboard.get(); }
    [[nodiscard]] bool isSignedIn() const { return m_signedIn; }
    [[nodiscard]] ServerState serverState() const { return m_host->state(); }
    /// What the server offers, as far as it has been asked.
    [[nodiscard]] const ServerAbilities &abilities() const { return m_abilities; }

    // Of the screens: made by the first call, and kept until closeScreens().
    [[nodiscard]] UsersModel *users() { return &screens().users; }
    [[nodiscard]] UserDetailsModel *userDetails() { return &screens().userDetails; }
    [[nodiscard]] RoomsModel *rooms() { return &screens().rooms; }
    [[nodiscard]] RoomDetailsModel *roomDetails() { return &screens().roomDetails; }
    [[nodiscard]] JobsModel *jobs() { return &screens().jobs; }
    [[nodiscard]] LogModel *log() { return &screens().log; }
    /// The server is not on show any more: its screens have let go of the models.
    void closeScreens();
    [[nodiscard]] bool hasScreens() const { return m_screens != nullptr; }

    /// signedIn() or signInFailed(error) follows. The account must be an administrator.
    void signIn(const Credentials &credentials);
    void signIn(const QString &user, const QString &password) {
        signIn({Credentials::Way::Password, user, password});
    }
    void signOut();
    /// Takes the token that was kept, if nobody is signed in: one may have been kept since.
    void recallSignIn();
    /// The administrator's password that was made up at set-up, as long as it is kept.
    [[nodiscard]] QFuture<Result<std::optional<KeptPassword>>> keptPassword();
    /// For a token that was proven already.
    void useToken(const QString &token, const QString &userId);

Q_SIGNALS:
    void signedIn();
    void signedOut();
    void signInFailed(const hearth::app::ApiError &error);
    /// The address, user or name in the profile changed.
    void profileChanged();
    void serverStateChanged(hearth::app::ServerState state);
    void abilitiesChanged();
    /// The one that was kept is not the password any more.
    void keptPasswordForgotten();

private:
    void build(std::unique_ptr<Transport> transport);
    ScreenModels &screens();
    void followLog();
    void onPasswordChanged(const QString &userId);
    void onSnapshot(const ServerSnapshot &snapshot);
    void askWhatIsOffered();
    void setSignedIn(bool signedIn);
    void setBaseUrl(const QUrl &url);
    void takeToken(const QString &token);
    void change(const ServerProfile &profile);

    ServerProfile m_profile;
    Needs m_needs;
    HttpClient *m_http = nullptr; ///< null with a foreign transport
    std::unique_ptr<Transport> m_transport;
    std::unique_ptr<AdminApi> m_api;
    std::unique_ptr<AdminSignIn> m_signIn;
    std::unique_ptr<ServerHost> m_host;
    std::unique_ptr<ServerConnection> m_connection;
    std::unique_ptr<DashboardModel> m_dashboard;
    std::unique_ptr<ScreenModels> m_screens;
    std::unique_ptr<LogTail> m_tail; ///< null where there is no log to follow
    ServerAbilities m_abilities;
    bool m_signedIn = false;
    bool m_open = false;
};

} // namespace hearth::app
