// SPDX-License-Identifier: Apache-2.0
// Authorization rules of room versions 1 to 12 (spec, "Authorization rules" of each version).
#pragma once

#include "server/matrix/event.hpp"
#include "server/matrix/power_levels.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::matrix {

/// The state that an event is judged against.
class StateView {
public:
    virtual ~StateView() = default;
    /// nullptr when the state has no such event. The pointer lives as long as the view.
    [[nodiscard]] virtual const Event *find(std::string_view type,
                                            std::string_view stateKey) const = 0;
};

struct AuthVerdict {
    bool allowed = false;
    std::string reason; // a plain sentence when not allowed
};

/// Judges an event by the state before it. In v12 too the state must hold the create event.
/// Signatures of servers are not looked at: see requiredSigners() in signed_json.hpp.
[[nodiscard]] AuthVerdict checkAuth(const RoomVersion &version, const Event &event,
                                    const StateView &state);

/// The rule "Considering the event's auth_events" for events from other servers. authEvents are
/// the events that event names; isRejected tells which of them were refused themselves.
[[nodiscard]] AuthVerdict checkAuthEvents(const RoomVersion &version, const Event &event,
                                          std::span<const EventPtr> authEvents,
                                          const std::function<bool(const Event &)> &isRejected);

using StateKeyPair = std::pair<std::string, std::string>;

/// (type, state_key) of the state events that an event must name in auth_events
/// (spec server-server, "Auth events selection"). In v12 the create event is left out.
[[nodiscard]] std::vector<StateKeyPair> authEventKeys(const RoomVersion &version,
                                                      std::string_view type,
                                                      const std::optional<std::string> &stateKey,
                                                      std::string_view sender,
                                                      const json::object &content);
/// The ids of those of them that the state has.
[[nodiscard]] std::vector<EventId>
selectAuthEvents(const RoomVersion &version, std::string_view type,
                 const std::optional<std::string> &stateKey, std::string_view sender,
                 const json::object &content, const StateView &state);

/// Membership and power levels as the state has them, for callers that check rights by hand.
[[nodiscard]] Membership membershipOf(const StateView &state, std::string_view userId);
[[nodiscard]] JoinRule joinRuleOf(const StateView &state);
/// The state must hold the create event.
[[nodiscard]] PowerLevels powerLevelsOf(const RoomVersion &version, const StateView &state);

} // namespace hearth::matrix
