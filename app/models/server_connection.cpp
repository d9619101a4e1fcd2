// SPDX-License-Identifier: Apache-2.0
// From three facts (process runs, token there, last answer) to one status; retries by itself.
#include "app/models/server_connection.hpp"

#include "app/api/admin_api.hpp"
#include "app/core/futures.hpp"

#include <algorithm>
#include <array>

namespace hearth::app {
namespace {
constexpr std::array<int, 5> retrySeconds{2, 4, 8, 15, 30};
}

ServerConnection::ServerConnection(AdminApi &api, QObject *parent)
    : QObject(parent)
    , m_api(api) {
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (--m_secondsLeft <= 0) {
            m_tick.stop();
            probe();
        } else {
            Q_EMIT retryTick(m_secondsLeft);
        }
    });
}

int ServerConnection::retryInSeconds() const {
    return m_status == Status::ConnectionLost ? std::max(0, m_secondsLeft) : 0;
}

void ServerConnection::tryNow() {
    m_tick.stop();
    probe();
}

void ServerConnection::setServerRunning(bool running) {
    if (std::exchange(m_running, running) != running)
        evaluate();
}

void ServerConnection::setSignedIn(bool signedIn) {
    // A new sign-in is worth a new question even if we thought we were signed in.
    m_signedIn = signedIn;
    evaluate();
}

void ServerConnection::evaluate() {
    m_tick.stop();
    m_tries = 0;
    if (!m_running) {
        enter(Status::ServerStopped);
    } else if (!m_signedIn) {
        enter(Status::SignedOut);
    } else {
        if (m_status != Status::Connected)
            enter(Status::Connecting);
        probe();
    }
}

void ServerConnection::probe() {
    if (m_probing || !m_running || !m_signedIn)
        return;
    m_probing = true;
    onAnswer(m_api.whoAmI(), this, [this](const Result<WhoAmI> &answer) {
        m_probing = false;
        if (!m_running || !m_signedIn)
            return;
        if (answer)
            reportSuccess();
        else
            report(answer.error());
    });
}

bool ServerConnection::report(const ApiError &error) {
    if (!m_running || !m_signedIn)
        return true;
    if (error.kind == ApiError::Kind::SignedOut) {
        m_signedIn = false;
        m_tick.stop();
        enter(Status::SignedOut);
        return true;
    }
    const bool lost = error.isConnection() ||
                      (m_status == Status::ConnectionLost && error.isTransient()) ||
                      (m_status == Status::Connecting && error.kind != ApiError::Kind::Cancelled);
    if (!lost)
        return false;
    if (m_status != Status::ConnectionLost)
        m_lostSince = QDateTime::currentDateTime();
    if (!m_tick.isActive()) {
        const auto step = std::min(static_cast<size_t>(m_tries), retrySeconds.size() - 1);
        m_secondsLeft = retrySeconds[step];
        ++m_tries;
        m_tick.start();
    }
    enter(Status::ConnectionLost);
    Q_EMIT retryTick(m_secondsLeft);
    return true;
}

void ServerConnection::reportSuccess() {
    if (!m_running || !m_signedIn || m_status == Status::Connected)
        return;
    m_tick.stop();
    m_tries = 0;
    enter(Status::Connected);
    Q_EMIT reconnected();
}

void ServerConnection::enter(Status status) {
    if (std::exchange(m_status, status) != status)
        Q_EMIT statusChanged(status);
}

} // namespace hearth::app
