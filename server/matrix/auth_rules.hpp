// SPDX-License-Identifier: Apache-2.0
// Authorization rules of room versions 1 to 12 (spec, "Authorization rules" of each version).
#pragma once

#include "server/matrix/event.hpp"
#include "server/matrix/power_levels.hpp"

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

[[nodiscard]] AuthVerdict checkAuth(const RoomVersion &version, const Event &event,
                                    const StateView &state);

/// (type, state_key) of the state events that an event must name in auth_events
/// (spec server-server, "Auth events selection"). In v12 the create event is left out.
[[nodiscard]] std::vector<std::pair<std::string, std::string>>
authEventKeys(const RoomVersion &version, std::string_view type,
              const std::optional<std::string> &stateKey, std::string_view sender,
              const json::object &content);

} // namespace hearth::matrix
