// SPDX-License-Identifier: Apache-2.0
// See image_size.hpp.
#include "server/services/media/image_size.hpp"

namespace hearth::services {
namespace {

std::int64_t byteAt(std::string_view bytes, std::size_t at) {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}
std::int64_t big16(std::string_view bytes, std::size_t at) {
    return byteAt(bytes, at) << 8 | byteAt(bytes, at + 1);
}
std::int64_t big32(std::string_view bytes, std::size_t at) {
    return big16(bytes, at) << 16 | big16(bytes, at + 2);
}
std::int64_t little16(std::string_view bytes, std::size_t at) {
    return byteAt(bytes, at) | byteAt(bytes, at + 1) << 8;
}
std::int64_t little24(std::string_view bytes, std::size_t at) {
    return little16(bytes, at) | byteAt(bytes, at + 2) << 16;
}

bool startsWith(std::string_view bytes, std::string_view prefix) {
    return bytes.substr(0, prefix.size()) == prefix;
}

std::optional<ImageSize> jpegSize(std::string_view bytes) {
    std::size_t at = 2;
    while (at + 9 < bytes.size()) {
        if (byteAt(bytes, at) != 0xFF)
            return std::nullopt;
        const auto marker = byteAt(bytes, at + 1);
        if (marker == 0xFF) {
            ++at;
            continue;
        }
        // Start of frame: all of C0…CF but C4, C8 and CC.
        if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC)
            return ImageSize{big16(bytes, at + 7), big16(bytes, at + 5)};
        at += 2 + static_cast<std::size_t>(big16(bytes, at + 2));
    }
    return std::nullopt;
}

std::optional<ImageSize> webpSize(std::string_view bytes) {
    const auto kind = bytes.substr(12, 4);
    if (kind == "VP8X")
        return ImageSize{little24(bytes, 24) + 1, little24(bytes, 27) + 1};
    if (kind == "VP8 ")
        return ImageSize{little16(bytes, 26) & 0x3FFF, little16(bytes, 28) & 0x3FFF};
    if (kind == "VP8L") {
        const auto packed = little16(bytes, 21) | little16(bytes, 23) << 16;
        return ImageSize{(packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1};
    }
    return std::nullopt;
}

} // namespace

std::optional<ImageSize> imageSize(std::string_view bytes) {
    if (bytes.size() < 32)
        return std::nullopt;
    if (startsWith(bytes, "\x89PNG\r\n\x1a\n"))
        return ImageSize{big32(bytes, 16), big32(bytes, 20)};
    if (startsWith(bytes, "GIF8"))
        return ImageSize{little16(bytes, 6), little16(bytes, 8)};
    if (startsWith(bytes, "\xFF\xD8"))
        return jpegSize(bytes);
    if (startsWith(bytes, "RIFF") && bytes.substr(8, 4) == "WEBP")
        return webpSize(bytes);
    return std::nullopt;
}

} // namespace hearth::services
