// SPDX-License-Identifier: Apache-2.0
// All servers of the program at once: a session for each profile, whichever of them is on show.
#pragma once

#include "app/models/server_session.hpp"

#include <QObject>

#include <memory>
#include <vector>

namespace hearth::app {

/// Owned by Desktop; GUI thread. Every session in it is supervised, archived and signed in on its
/// own. Destroying it leaves the servers running.
class ServerRegistry : public QObject {
    Q_OBJECT
public:
    explicit ServerRegistry(const ServerSession::Needs &needs, QObject *parent = nullptr);
    ~ServerRegistry() override;

    /// The program starts: every profile gets its session, and is started if it says so.
    void openAll();
    /// The session of a profile, made and opened if it is new; null if there is no such profile.
    ServerSession *open(const QString &profileId);
    [[nodiscard]] ServerSession *find(const QString &profileId) const;
    /// In the order of the profiles.
    [[nodiscard]] QList<ServerSession *> all() const;
    /// Those whose process runs and could be stopped here.
    [[nodiscard]] QList<ServerSession *> running() const;
    /// Asks all of them to end; allStopped() follows, at once if none runs.
    void stopAll();

Q_SIGNALS:
    void added(hearth::app::ServerSession *session);
    /// Its profile is gone and it goes with it: let go of it.
    void aboutToRemove(hearth::app::ServerSession *session);
    void stateChanged(hearth::app::ServerSession *session);
    void allStopped();

private:
    void onProfilesChanged();
    void forget(ServerSession *session);
    void onStateChanged(ServerSession *session);

    ServerSession::Needs m_needs;
    std::vector<std::unique_ptr<ServerSession>> m_sessions;
    bool m_stopping = false;
};

} // namespace hearth::app
