// SPDX-License-Identifier: Apache-2.0
// What every server is to the program, wherever it runs: its state, how it is started and stopped,
// where its log is, and which of these this program can do.
#pragma once

#include "app/core/result.hpp"
#include "app/supervisor/server_state.hpp"

#include <QFuture>
#include <QObject>

namespace hearth::app {

/// What can be done with a server from here. A page offers nothing that is not among it.
struct HostAbilities {
    bool canStart = false; ///< start, stop, restart and end by force
    bool hasLog = false;   ///< logFile() names a file that can be followed
    bool operator==(const HostAbilities &) const = default;
};

/// The process of this computer (Supervisor), a server elsewhere (RemoteHost); one per profile,
/// owned by its session. GUI thread. Calls that abilities() does not offer do nothing.
class ServerHost : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual HostAbilities abilities() const = 0;
    [[nodiscard]] virtual const ServerSnapshot &snapshot() const = 0;
    [[nodiscard]] ServerState state() const { return snapshot().state; }
    [[nodiscard]] virtual QString logFile() const { return {}; }

    /// Looks what is so and goes on looking. Call once at first; settled() follows. The future is
    /// finished when the state says what was found.
    virtual QFuture<Done> attach() = 0;
    /// Looks at once, because somebody has heard of the server.
    virtual void look() {}
    virtual void start() {}   ///< does nothing while one runs
    virtual void stop() {}    ///< asks the process to end; stopTakesLong() if it has not after 20 s
    virtual void restart() {} ///< stop, then start
    /// Ends a process that does not stop. Only after the person agreed.
    virtual void kill() {}
    /// The automatic restart that is pending is not wanted.
    virtual void cancelRestart() {}

Q_SIGNALS:
    void changed(const hearth::app::ServerSnapshot &snapshot);
    /// After attach(): the first proven state.
    void settled();
    void stopTakesLong();
    void crashed(const hearth::app::StartFailure &failure);
};

} // namespace hearth::app
