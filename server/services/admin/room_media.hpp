// SPDX-License-Identifier: Apache-2.0
// Media that the unencrypted events of a room mention.
#pragma once

#include "server/matrix/ids.hpp"

#include <string_view>
#include <vector>

namespace hearth::services {

class RoomRegistry;
class Timeline;

/// Each once, in the order of the events. Throws 404 for unknown rooms.
[[nodiscard]] std::vector<matrix::MxcUri> mediaInRoom(RoomRegistry &registry, Timeline &timeline,
                                                      std::string_view roomId);

} // namespace hearth::services
