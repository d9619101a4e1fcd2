// SPDX-License-Identifier: Apache-2.0
// LiveWatcher: told of what happens beside events, for those who are not syncing clients.
#pragma once

#include "server/store/nid.hpp"

namespace hearth::services {

struct LiveReceipt;

/// Calls come from any thread, after the change is visible; must be short and must not throw.
class LiveWatcher {
public:
    virtual ~LiveWatcher() = default;
    virtual void onTyping(store::RoomNid room) = 0;
    virtual void onPresence(store::UserNid user) = 0;
    virtual void onReceipt(store::RoomNid room, const LiveReceipt &receipt) = 0;
    virtual void onToDevice(store::UserNid user) = 0;
    virtual void onDeviceList(store::UserNid user) = 0;
};

} // namespace hearth::services
