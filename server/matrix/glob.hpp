// SPDX-License-Identifier: Apache-2.0
// Glob patterns (spec appendices, "Glob-style matching"): * is any text, ? one character.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::matrix {

/// A compiled pattern. Whatever pattern and text are, matching takes time proportional to the
/// text's length; with question marks, to it times the pattern's length divided by 64.
class Glob {
public:
    enum class Wildcards { StarOnly, StarAndQuestionMark };

    explicit Glob(std::string_view pattern, Wildcards wildcards = Wildcards::StarAndQuestionMark);

    /// Whether the pattern covers the whole text.
    [[nodiscard]] bool matches(std::string_view text) const;
    /// Whether it covers a part of the text that starts and ends at a word boundary (spec
    /// client-server, "Push rules", content.body).
    [[nodiscard]] bool matchesWords(std::string_view text) const;
    /// How many steps a match with so long a text takes at most, roughly.
    [[nodiscard]] std::size_t cost(std::size_t textBytes) const;

private:
    // What stands between the stars, never empty: as bytes, or, if there are question marks, as
    // code points in m_wide.
    std::vector<std::string> m_parts;
    std::vector<std::u32string> m_wide;
    std::size_t m_size = 0;
};

/// Whether word stands in text, as it is, between two word boundaries.
[[nodiscard]] bool containsWord(std::string_view text, std::string_view word);

} // namespace hearth::matrix
