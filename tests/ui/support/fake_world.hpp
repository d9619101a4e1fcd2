// SPDX-License-Identifier: Apache-2.0
// A whole program without network or windows of its own: a stand-in for hearthd, a transport with
// realistic people and rooms, figures of a day, log lines.
#pragma once

#include "app/core/clock.hpp"
#include "app/core/paths.hpp"
#include "app/core/profiles.hpp"
#include "app/core/secrets.hpp"
#include "app/core/settings.hpp"
#include "app/history/history.hpp"
#include "app/models/recent_messages.hpp"
#include "app/models/server_session.hpp"
#include "app/platform/autostart.hpp"
#include "tests/app/support/fake_hearthd.hpp"
#include "tests/app/support/fake_transport.hpp"
#include "ui/common/page.hpp"

#include <memory>

namespace hearth::test {

class FakeWorld {
public:
    FakeWorld();
    ~FakeWorld();

    /// Starts the stand-in, signs in, waits until the server is ready.
    bool start();
    /// The same, and waits for log lines and for the figures of the dashboard.
    bool run();
    /// What run() does after start().
    bool fill();
    [[nodiscard]] ui::PageContext context();

    FakeHearthd daemon;
    app::Paths paths;
    app::SystemClock clock;
    std::unique_ptr<app::Settings> settings;
    std::unique_ptr<app::ServerProfiles> profiles;
    std::unique_ptr<app::SecretStore> secrets;
    std::unique_ptr<app::History> history;
    std::unique_ptr<app::RecentMessages> messages;
    std::unique_ptr<app::Autostart> autostart;
    FakeTransport *transport = nullptr; ///< owned by the session
    std::unique_ptr<app::ServerSession> session;

private:
    void fillTransport();
    void fillHistory();
    void fillLog();
};

} // namespace hearth::test
