// SPDX-License-Identifier: Apache-2.0
#include "server/matrix/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace hearth::matrix {
namespace {

/// Length of the well-formed sequence at the start of text, 0 if there is none.
std::size_t sequenceLength(std::string_view text) {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
    const unsigned char first = byte(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return text.size() >= 2 && continues(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (text.size() < 3 || !continues(1) || !continues(2))
            return 0;
        const bool overlong = first == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = first == 0xED && byte(1) >= 0xA0;
        return overlong || surrogate ? 0 : 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (text.size() < 4 || !continues(1) || !continues(2) || !continues(3))
            return 0;
        const bool overlong = first == 0xF0 && byte(1) < 0x90;
        const bool tooHigh = first == 0xF4 && byte(1) >= 0x90;
        return overlong || tooHigh ? 0 : 4;
    }
    return 0;
}

} // namespace

bool isUtf8(std::string_view text) {
    while (!text.empty()) {
        std::uint64_t eight = 0;
        while (text.size() >= sizeof eight) {
            std::memcpy(&eight, text.data(), sizeof eight);
            if ((eight & 0x8080808080808080U) != 0)
                break;
            text.remove_prefix(sizeof eight);
        }
        if (text.empty())
            break;
        const auto length = sequenceLength(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

char32_t nextCodePoint(std::string_view &text) {
    const auto length = sequenceLength(text);
    const auto byte = [&](std::size_t i) {
        return static_cast<char32_t>(static_cast<unsigned char>(text[i]));
    };
    char32_t c = byte(0);
    if (length == 2)
        c = ((c & 31) << 6) | (byte(1) & 63);
    else if (length == 3)
        c = ((c & 15) << 12) | ((byte(1) & 63) << 6) | (byte(2) & 63);
    else if (length == 4)
        c = ((c & 7) << 18) | ((byte(1) & 63) << 12) | ((byte(2) & 63) << 6) | (byte(3) & 63);
    text.remove_prefix(length == 0 ? 1 : length);
    return c;
}

} // namespace hearth::matrix
