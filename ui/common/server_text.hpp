// SPDX-License-Identifier: Apache-2.0
// The state of a server in one word with its glyph.
#pragma once

#include "ui/widgets/status_pill.hpp"

namespace hearth::app {
enum class ServerState;
}

namespace hearth::ui {

Pill serverPill(app::ServerState state);

} // namespace hearth::ui
