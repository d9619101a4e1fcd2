// SPDX-License-Identifier: Apache-2.0
// State resolution of all room versions (spec, "State resolution" of v1, v2 and v12).
#pragma once

#include "server/matrix/auth_rules.hpp"
#include "server/matrix/event.hpp"

#include <map>
#include <span>
#include <vector>

namespace hearth::matrix {

/// (type, state_key) → the event that stands there.
using StateMap = std::map<StateKeyPair, EventId>;

/// Where the algorithms get events from; implemented over the store.
class EventSource {
public:
    virtual ~EventSource() = default;
    /// nullptr for an event that is not there; it is then treated as if nothing named it.
    [[nodiscard]] virtual EventPtr find(const EventId &id) = 0;
    /// Whether the event was rejected when it came in.
    [[nodiscard]] virtual bool isRejected(const EventId &id) = 0;
    /// The algorithm is going to ask for these.
    virtual void prefetch(std::span<const EventId> ids) { static_cast<void>(ids); }
};

/// The one state that follows from several. Pure: the same input gives the same output on every
/// server. An empty list gives an empty state.
[[nodiscard]] StateMap resolveState(const RoomVersion &version, std::span<const StateMap> states,
                                    EventSource &source);

} // namespace hearth::matrix
