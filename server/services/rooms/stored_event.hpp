// SPDX-License-Identifier: Apache-2.0
// StoredEvent: an event together with what the database knows about it besides its JSON.
#pragma once

#include "server/matrix/event.hpp"
#include "server/store/nid.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hearth::services {

/// Immutable and shared between threads. When the event is redacted a new StoredEvent takes its
/// place in the cache: `event` is then already the redacted form.
struct StoredEvent {
    store::EventNid nid{};
    store::RoomNid room{};
    store::UserNid sender{};
    /// 0: not in the timeline (rejected, outlier); negative: from before the room's first event.
    store::Position pos{};
    matrix::EventPtr event;
    std::int64_t receivedTs = 0;
    store::EventNid redactedBy{}; // 0: not redacted
    store::EventNid replaces{};   // the state event that stood there before
    bool rejected = false;
    bool softFailed = false;
    bool aside = false; // store::event_flag::aside: its state is not that of its position
    store::StateGroupNid before{}; // state groups; 0: not known
    store::StateGroupNid after{};
    bool erasedSender = false; // sender asked for erasure: seen redacted by those not in the room

    // Who sent it with which transaction id; empty once forgotten (24 h) or not by a device of
    // ours.
    store::DeviceNid device{};
    std::string txnId;
};
using StoredEventPtr = std::shared_ptr<const StoredEvent>;
using StoredEvents = std::vector<StoredEventPtr>;

} // namespace hearth::services
