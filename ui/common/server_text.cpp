// SPDX-License-Identifier: Apache-2.0
// Words for the states of a server.
#include "ui/common/server_text.hpp"

#include "app/models/server_session.hpp"

#include <QCoreApplication>

namespace hearth::ui {
namespace {

struct ServerText {
    Q_DECLARE_TR_FUNCTIONS(ServerText)
};

} // namespace

Pill serverPill(app::ServerState state) {
    using State = app::ServerState;
    switch (state) {
    case State::Ready:
        return {PillKind::Ok, ServerText::tr("Running")};
    case State::Starting:
        return {PillKind::Busy, ServerText::tr("Starting")};
    case State::Stopping:
        return {PillKind::Busy, ServerText::tr("Stopping")};
    case State::Crashed:
        return {PillKind::Error, ServerText::tr("Crashed, restarting")};
    case State::GaveUp:
        return {PillKind::Error, ServerText::tr("Not running")};
    case State::Unreachable:
        return {PillKind::Warn, ServerText::tr("Not answering")};
    case State::NotSetUp:
        return {PillKind::Off, ServerText::tr("Not set up")};
    case State::Stopped:
        break;
    }
    return {PillKind::Off, ServerText::tr("Stopped")};
}

QString softwareText(const app::ServerSession &session) {
    const QString run = session.host()->snapshot().ready.version;
    if (!run.isEmpty())
        return ServerText::tr("hearthd %1").arg(run);
    const auto &abilities = session.abilities();
    //: Name of a server program and its version.
    return ServerText::tr("%1 %2").arg(abilities.software, abilities.version).trimmed();
}

} // namespace hearth::ui
