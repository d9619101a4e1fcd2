// SPDX-License-Identifier: Apache-2.0
// How much work a room's state is. What takes longer than a moment belongs on the lane for large
// answers (core/lane), where it keeps nobody else waiting.
#pragma once

#include "server/store/nid.hpp"

#include <cstdint>
#include <string_view>

namespace hearth::services {

class RoomRegistry;

/// More than this, counted in state events, is a large answer.
inline constexpr std::int64_t mostOnSharedLane = 500;

/// State events of a room with its members; for one that is not in memory what loading it is like.
[[nodiscard]] std::int64_t stateWeight(RoomRegistry &rooms, store::RoomNid room);
/// For the beginning of answers with all of a room's state or members. Throws OtherLane.
void requireLaneFor(RoomRegistry &rooms, std::string_view roomId);

} // namespace hearth::services
