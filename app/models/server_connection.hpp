// SPDX-License-Identifier: Apache-2.0
// Whether the server of the present profile can be asked: one truth for all models and pages.
#pragma once

#include "app/core/result.hpp"

#include <QDateTime>
#include <QObject>
#include <QTimer>

namespace hearth::app {

class AdminApi;

/// What a page shows instead of, or above, its content.
enum class ViewState {
    Loading,        ///< first load under way
    Ready,          ///< content
    Empty,          ///< nothing there yet
    FilteredEmpty,  ///< nothing matches
    ServerStopped,  ///< start it first
    ConnectionLost, ///< old content stays, changes are off
    SignedOut,      ///< sign in again
    Failed,         ///< the server answered with an error; see lastError()
};

/// Owned by ServerSession. Models report each outcome here and reload on reconnected().
class ServerConnection : public QObject {
    Q_OBJECT
public:
    enum class Status { ServerStopped, Connecting, Connected, ConnectionLost, SignedOut };
    Q_ENUM(Status)
    explicit ServerConnection(AdminApi &api, QObject *parent = nullptr);

    [[nodiscard]] AdminApi &api() const { return m_api; }
    [[nodiscard]] Status status() const { return m_status; }
    [[nodiscard]] bool isUsable() const { return m_status == Status::Connected; }
    [[nodiscard]] QDateTime lostSince() const { return m_lostSince; }
    /// Seconds until the next automatic try (ConnectionLost), else 0.
    [[nodiscard]] int retryInSeconds() const;
    void tryNow();

    // Inputs: ServerSession and the models.
    void setServerRunning(bool running);
    void setSignedIn(bool signedIn);
    /// Every failed call goes through here; true if it explains itself by the status.
    bool report(const ApiError &error);
    void reportSuccess();

Q_SIGNALS:
    void statusChanged(hearth::app::ServerConnection::Status status);
    /// Connected again, or for the first time: reload.
    void reconnected();
    void retryTick(int secondsLeft);

private:
    void enter(Status status);
    void evaluate();
    void probe();

    AdminApi &m_api;
    Status m_status = Status::ServerStopped;
    QDateTime m_lostSince;
    QTimer m_tick;
    int m_secondsLeft = 0;
    int m_tries = 0;
    bool m_running = false;
    bool m_signedIn = false;
    bool m_probing = false;
};

} // namespace hearth::app
