// SPDX-License-Identifier: Apache-2.0
// The state of a server in one word with its glyph, and which program it is.
#pragma once

#include "ui/widgets/status_pill.hpp"

namespace hearth::app {
class ServerSession;
enum class ServerState;
} // namespace hearth::app

namespace hearth::ui {

Pill serverPill(app::ServerState state);
/// "hearthd 0.1.0", "Synapse 1.163.2"; empty as long as it is not known.
QString softwareText(const app::ServerSession &session);

} // namespace hearth::ui
