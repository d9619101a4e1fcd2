// SPDX-License-Identifier: Apache-2.0
// Where an event stands, for servers that ask for the state before it.
#pragma once

#include "server/store/database.hpp"

namespace hearth::store::peers {

struct Place {
    bool known = false;     // with what came before it
    StateGroupNid before{}; // 0: nothing, it is the room's first event
};
[[nodiscard]] Place placeOf(Reader &reader, EventNid event);
[[nodiscard]] StateGroupNid groupBefore(Reader &reader, EventNid event);

} // namespace hearth::store::peers
