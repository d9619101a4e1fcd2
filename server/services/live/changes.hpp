// SPDX-License-Identifier: Apache-2.0
// Changes: how other services tell waiting syncs that something moved. Every function takes the
// transaction that makes the change, journals it, and wakes those concerned once it is durable.
#pragma once

#include "server/store/nid.hpp"

namespace hearth::store {
class Transaction;
}

namespace hearth::services {

/// Implemented by Hub. Thread-safe; all functions are called inside Database::write's closure.
class Changes {
public:
    virtual ~Changes() = default;

    /// The devices, device names or identity keys of a user changed: everybody who shares a room
    /// with the user (and the user) finds it in device_lists.changed.
    virtual store::Position deviceListChanged(store::Transaction &tx, store::UserNid user) = 0;
    /// The same for a change that only one user can see: keys and signatures that are hidden from
    /// the others.
    virtual store::Position deviceListChangedFor(store::Transaction &tx, store::UserNid user,
                                                 store::UserNid viewer) = 0;
    /// A to-device message is about to be stored for the device; store it at the position given.
    virtual store::Position toDeviceSent(store::Transaction &tx, store::UserNid user,
                                         store::DeviceNid device) = 0;
    /// Global account data, or that of a room (tags are account data of a room).
    virtual store::Position accountDataChanged(store::Transaction &tx, store::UserNid user,
                                               store::RoomNid room = {}) = 0;
    virtual store::Position pushRulesChanged(store::Transaction &tx, store::UserNid user) = 0;
    /// One-time or fallback keys of a device were uploaded, claimed or removed.
    virtual void oneTimeKeysChanged(store::Transaction &tx, store::UserNid user,
                                    store::DeviceNid device) = 0;
    /// The device was deleted or signed out: what is kept in memory of it is forgotten.
    virtual void deviceRemoved(store::Transaction &tx, store::UserNid user,
                               store::DeviceNid device) = 0;
};

} // namespace hearth::services
