// SPDX-License-Identifier: Apache-2.0
// Presence as it is kept over a restart. It moves without positions: see services/presence.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hearth::store {

struct StoredPresence {
    UserNid user{};
    std::int64_t state = 0; // 0 offline, 1 unavailable, 2 online, 3 busy
    std::optional<std::string> statusMessage;
    std::int64_t lastActiveTs = 0;
    bool currentlyActive = false;
};

namespace presence {
[[nodiscard]] std::optional<StoredPresence> find(Reader &reader, UserNid user);
void put(Transaction &tx, const StoredPresence &presence);
} // namespace presence

} // namespace hearth::store
