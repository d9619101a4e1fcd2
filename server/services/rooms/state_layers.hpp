// SPDX-License-Identifier: Apache-2.0
// StateLayers: how a room's state is stored: a chain of at most a few state groups, each a delta on
// the one before, named by the hash of the whole state so that equal states are one group.
#pragma once

#include "server/store/nid.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::services {

/// Sum mod 2^128 of one hash for each entry: the hash of the next state costs O(changes).
struct StateHash {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    void add(std::string_view type, std::string_view stateKey, std::string_view eventId);
    void remove(std::string_view type, std::string_view stateKey, std::string_view eventId);
    [[nodiscard]] std::string bytes() const;
    [[nodiscard]] static StateHash fromBytes(std::string_view bytes);
};

/// What is known of the newest group of a room.
struct StateLayers {
    StateHash hash;
    store::StateGroupNid group{};
    std::int64_t entries = 0;
    /// Sizes of the deltas from the full layer to the newest one.
    std::vector<std::pair<store::StateGroupNid, std::int64_t>> chain;
};

} // namespace hearth::services
