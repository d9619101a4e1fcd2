// SPDX-License-Identifier: Apache-2.0
// The size of a picture as its header says, without decoding it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hearth::services {

struct ImageSize {
    std::int64_t width = 0;
    std::int64_t height = 0;
};

/// PNG, GIF, JPEG and WebP; nothing for anything else.
[[nodiscard]] std::optional<ImageSize> imageSize(std::string_view bytes);

} // namespace hearth::services
