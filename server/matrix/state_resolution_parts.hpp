// SPDX-License-Identifier: Apache-2.0
// The two families of algorithms behind resolveState(); included by state_resolution*.cpp only.
#pragma once

#include "server/matrix/state_resolution.hpp"

namespace hearth::matrix::resolution {

/// v1: by depth and hash of the event id.
[[nodiscard]] StateMap resolveV1(const RoomVersion &version, std::span<const StateMap> states,
                                 EventSource &source);
/// v2, and v2.1 of room version 12: by power and time.
[[nodiscard]] StateMap resolveV2(const RoomVersion &version, std::span<const StateMap> states,
                                 EventSource &source);

} // namespace hearth::matrix::resolution
