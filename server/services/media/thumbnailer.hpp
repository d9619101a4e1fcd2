// SPDX-License-Identifier: Apache-2.0
// Thumbnailer: runs hearth-thumbnail, the process that decodes strangers' pictures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace hearth::services {

struct ThumbnailOrder {
    std::int64_t width = 0;
    std::int64_t height = 0;
    bool crop = false;
    bool animated = false;
    std::int64_t maxPixels = 0;
};

enum class ThumbnailVerdict { Made, Unsupported, Damaged, TooLarge, Failed };

struct MadeThumbnail {
    ThumbnailVerdict verdict = ThumbnailVerdict::Failed;
    std::string contentType;
};

/// Thread-safe; blocks for as long as the process runs (at most half a minute): only for the lane
/// for pictures, whose threads are also what limits how many run at once.
class Thumbnailer {
public:
    /// program: path of hearth-thumbnail.
    explicit Thumbnailer(std::string program)
        : m_program(std::move(program)) {}
    [[nodiscard]] MadeThumbnail make(const ThumbnailOrder &order, const std::string &input,
                                     const std::string &output);

private:
    std::string m_program;
};

} // namespace hearth::services
