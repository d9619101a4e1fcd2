// SPDX-License-Identifier: Apache-2.0
// UTF-8 as the Matrix identifiers and push rules need it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hearth::matrix {

/// Whether text is well-formed UTF-8 (no surrogates, no overlong forms).
[[nodiscard]] bool isUtf8(std::string_view text);

/// Cuts the next code point off the front of text, which must be well formed and not empty.
[[nodiscard]] char32_t nextCodePoint(std::string_view &text);

/// Whether a code point belongs to a word for the word boundaries of push rules: spec v1.19,
/// "Push rules": letters A-Z a-z, digits and _ are word characters, all others end a word.
[[nodiscard]] inline bool isWordByte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

} // namespace hearth::matrix
