// SPDX-License-Identifier: Apache-2.0
#include "server/services/rooms/room_weight.hpp"

#include "server/core/lane.hpp"
#include "server/services/rooms/room_registry.hpp"

namespace hearth::services {
namespace {

constexpr std::int64_t coldRoom = 50;

std::int64_t weightOf(const RoomView &view) {
    return static_cast<std::int64_t>(view.state->size()) + view.joined + view.invited +
           view.knocked + view.banned + view.left;
}

} // namespace

std::int64_t stateWeight(RoomRegistry &rooms, store::RoomNid room) {
    const RoomPtr known = rooms.peek(room);
    return known ? weightOf(*known->view()) : coldRoom;
}

void requireLaneFor(RoomRegistry &rooms, std::string_view roomId) {
    const RoomViewPtr view = rooms.view(roomId);
    if (view && weightOf(*view) > mostOnSharedLane)
        requireLane(Lane::Large);
}

} // namespace hearth::services
