// SPDX-License-Identifier: Apache-2.0
// A server elsewhere: it is only looked at, by asking it which versions it speaks.
#pragma once

#include "app/supervisor/server_host.hpp"

#include <QTimer>

#include <functional>

namespace hearth::app {

class AdminApi;

/// GUI thread. Ready when it answers as a Matrix server, Unreachable when it does not; asks every
/// half minute, and every few seconds while it gives no answer.
class RemoteHost : public ServerHost {
    Q_OBJECT
public:
    /// `api` needs no sign-in and outlives this.
    explicit RemoteHost(AdminApi &api, QObject *parent = nullptr);

    [[nodiscard]] HostAbilities abilities() const override { return {}; }
    [[nodiscard]] const ServerSnapshot &snapshot() const override { return m_snapshot; }
    QFuture<Done> attach() override;
    void look() override;

private:
    void ask(const std::function<void()> &then);
    void enter(ServerState state);

    AdminApi &m_api;
    ServerSnapshot m_snapshot;
    QTimer m_timer;
    bool m_asking = false;
    bool m_settled = false;
};

} // namespace hearth::app
