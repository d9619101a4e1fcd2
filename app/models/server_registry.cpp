// SPDX-License-Identifier: Apache-2.0
// Keeping a session for each profile.
#include "app/models/server_registry.hpp"

#include "app/core/futures.hpp"
#include "app/core/kept_password.hpp"
#include "app/core/secrets.hpp"
#include "app/history/history.hpp"

#include <algorithm>

namespace hearth::app {

ServerRegistry::ServerRegistry(const ServerSession::Needs &needs, QObject *parent)
    : QObject(parent)
    , m_needs(needs) {
    connect(&needs.profiles, &ServerProfiles::changed, this, &ServerRegistry::onProfilesChanged);
}

ServerRegistry::~ServerRegistry() = default;

void ServerRegistry::openAll() {
    const auto profiles = m_needs.profiles.all(); // opening may change the list
    for (const auto &profile : profiles)
        open(profile.id);
}

ServerSession *ServerRegistry::open(const QString &profileId) {
    if (auto *known = find(profileId)) {
        if (!known->isSignedIn())
            known->recallSignIn();
        return known;
    }
    const auto profile = m_needs.profiles.find(profileId);
    if (!profile)
        return nullptr;
    m_sessions.push_back(std::make_unique<ServerSession>(*profile, m_needs));
    auto *session = m_sessions.back().get();
    connect(session, &ServerSession::serverStateChanged, this,
            [this, session] { onStateChanged(session); });
    Q_EMIT added(session);
    session->open(true);
    return session;
}

ServerSession *ServerRegistry::find(const QString &profileId) const {
    for (const auto &session : m_sessions) {
        if (session->profile().id == profileId)
            return session.get();
    }
    return nullptr;
}

QList<ServerSession *> ServerRegistry::all() const {
    QList<ServerSession *> sessions;
    for (const auto &profile : m_needs.profiles.all()) {
        if (auto *session = find(profile.id))
            sessions.append(session);
    }
    return sessions;
}

QList<ServerSession *> ServerRegistry::running() const {
    auto sessions = all();
    sessions.removeIf([](ServerSession *session) {
        return !session->host()->abilities().canStart || !session->host()->snapshot().isRunning();
    });
    return sessions;
}

void ServerRegistry::stopAll() {
    m_stopping = true;
    // One that is about to be started again is not wanted either.
    const auto sessions = all();
    for (auto *session : sessions)
        session->host()->cancelRestart();
    const auto ending = running();
    for (auto *session : ending)
        session->host()->stop();
    if (ending.isEmpty() && std::exchange(m_stopping, false))
        Q_EMIT allStopped();
}

void ServerRegistry::onStateChanged(ServerSession *session) {
    Q_EMIT stateChanged(session);
    if (m_stopping && running().isEmpty()) {
        m_stopping = false;
        Q_EMIT allStopped();
    }
}

void ServerRegistry::onProfilesChanged() {
    QList<ServerSession *> gone;
    for (const auto &session : m_sessions) {
        if (!m_needs.profiles.find(session->profile().id))
            gone.append(session.get());
    }
    for (auto *session : std::as_const(gone))
        forget(session);
}

/// The sign-in and the history of a server that is not known any more are of use to nobody.
void ServerRegistry::forget(ServerSession *session) {
    const QString id = session->profile().id;
    Q_EMIT aboutToRemove(session);
    const auto it = std::find_if(m_sessions.begin(), m_sessions.end(),
                                 [session](const auto &one) { return one.get() == session; });
    // Later, because the wish may come from one of its own pages.
    it->release()->deleteLater();
    m_sessions.erase(it);
    for (const auto &key : {tokenKey(id), keptPasswordKey(id)})
        onAnswer(m_needs.secrets.remove(key), this, [](const Result<Done> &) {});
    if (m_needs.history != nullptr)
        m_needs.history->forgetServer(id);
}

} // namespace hearth::app
