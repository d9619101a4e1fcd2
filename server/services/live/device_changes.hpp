// SPDX-License-Identifier: Apache-2.0
// What has to happen together when a device changes or goes away. Inside transactions only.
#pragma once

#include "server/store/database.hpp"

#include <string_view>

namespace hearth::services {

class Changes;

/// Tells everybody who shares a room with the user. deviceId: empty for cross-signing keys.
store::Position deviceListMoved(store::Transaction &tx, Changes &changes, store::UserNid user,
                                std::string_view deviceId);
/// Tells only the viewer, who sees something of the user's keys that others do not see.
store::Position deviceListMovedFor(store::Transaction &tx, Changes &changes, store::UserNid user,
                                   store::UserNid viewer);
/// Removes the device with everything that hangs on it, and ends its waiting calls. The caller
/// calls deviceListMoved (once for several devices) and Sessions::forgetAfter.
void removeDevice(store::Transaction &tx, Changes &changes, store::UserNid user,
                  store::DeviceNid device);

} // namespace hearth::services
