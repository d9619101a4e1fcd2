// SPDX-License-Identifier: Apache-2.0
// SyncToken: next_batch and since. "s<position>_<volatile>", and "_<position>" of to-device
// messages where those are behind the rest.
#pragma once

#include "server/store/nid.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::services {

struct SyncToken {
    std::int64_t position = 0;
    std::int64_t volatilePosition = 0;
    std::optional<std::int64_t> toDevice;

    [[nodiscard]] std::int64_t toDevicePosition() const { return toDevice.value_or(position); }
    [[nodiscard]] std::string text() const;
    [[nodiscard]] static std::optional<SyncToken> parse(std::string_view text);
    /// A place in a room's timeline, for prev_batch.
    [[nodiscard]] static std::string timelineText(std::int64_t position);
};

} // namespace hearth::services
