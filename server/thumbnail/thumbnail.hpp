// SPDX-License-Identifier: Apache-2.0
// Makes one thumbnail with libvips.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace hearth::thumbnail {

struct Request {
    int width = 0;
    int height = 0;
    bool crop = false;     // fill the box and cut; otherwise fit into it
    bool animated = false; // keep the frames of a moving GIF or WebP
    std::int64_t maxPixels = 32 << 20;
    std::string input;
    std::string output;
};

struct Made {
    int width = 0;
    int height = 0;
    std::string contentType;
};

/// The input is not a picture that we shrink.
class Unsupported : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};
/// The input is of a known kind, but broken: cut off, or not what its head says.
class Damaged : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};
/// The input has more pixels than allowed.
class TooLarge : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Call once, before make().
void startLibrary(const char *program);
[[nodiscard]] Made make(const Request &request);

} // namespace hearth::thumbnail
