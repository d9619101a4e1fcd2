// SPDX-License-Identifier: Apache-2.0
// What the parts of the authorization rules share; included by auth_*.cpp only.
#pragma once

#include "server/matrix/auth_rules.hpp"

namespace hearth::matrix::auth {

inline AuthVerdict allow() {
    return {true, {}};
}

inline AuthVerdict reject(std::string reason) {
    return {false, std::move(reason)};
}

/// One event being judged, with what every rule asks of the state.
struct Context {
    const RoomVersion &version;
    const Event &event;
    const StateView &state;
    const Event &create;
    PowerLevels levels;

    [[nodiscard]] std::string_view sender() const { return event.sender().str(); }
    [[nodiscard]] std::int64_t senderLevel() const { return levels.ofUser(sender()); }
};

[[nodiscard]] AuthVerdict checkMember(const Context &context);
[[nodiscard]] AuthVerdict checkPowerLevels(const Context &context);

} // namespace hearth::matrix::auth
