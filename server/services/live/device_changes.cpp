// SPDX-License-Identifier: Apache-2.0
// See device_changes.hpp.
#include "server/services/live/device_changes.hpp"

#include "server/services/live/changes.hpp"
#include "server/store/device_store.hpp"
#include "server/store/pusher_store.hpp"

namespace hearth::services {

store::Position deviceListMoved(store::Transaction &tx, Changes &changes, store::UserNid user,
                                std::string_view deviceId) {
    const auto position = changes.deviceListChanged(tx, user);
    store::devices::changed(tx, position, user, deviceId);
    return position;
}

store::Position deviceListMovedFor(store::Transaction &tx, Changes &changes, store::UserNid user,
                                   store::UserNid viewer) {
    const auto position = changes.deviceListChangedFor(tx, user, viewer);
    store::devices::changed(tx, position, user, {}, viewer);
    return position;
}

void removeDevice(store::Transaction &tx, Changes &changes, store::UserNid user,
                  store::DeviceNid device) {
    store::pushers::removeOfDevice(tx, user, device);
    store::devices::remove(tx, user, device);
    changes.deviceRemoved(tx, user, device);
}

} // namespace hearth::services
