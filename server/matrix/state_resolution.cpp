// SPDX-License-Identifier: Apache-2.0
#include "server/matrix/state_resolution.hpp"

#include "server/matrix/state_resolution_parts.hpp"

#include <algorithm>

namespace hearth::matrix {

StateMap resolveState(const RoomVersion &version, std::span<const StateMap> states,
                      EventSource &source) {
    if (states.empty())
        return {};
    if (std::all_of(states.begin() + 1, states.end(),
                    [&states](const StateMap &state) { return state == states.front(); }))
        return states.front();
    return version.stateResolution == StateResolution::V1
               ? resolution::resolveV1(version, states, source)
               : resolution::resolveV2(version, states, source);
}

} // namespace hearth::matrix
