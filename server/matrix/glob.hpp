// SPDX-License-Identifier: Apache-2.0
// Glob patterns (spec appendices, "Glob-style matching"): * is any text, ? one character.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hearth::matrix {

/// A compiled pattern. Matches in time proportional to pattern times text, whatever the pattern.
class Glob {
public:
    enum class Wildcards { StarOnly, StarAndQuestionMark };

    explicit Glob(std::string_view pattern, Wildcards wildcards = Wildcards::StarAndQuestionMark);

    /// Whether the pattern covers the whole text.
    [[nodiscard]] bool matches(std::string_view text) const;
    /// Whether it covers a part of the text that starts and ends at a word boundary (spec
    /// client-server, "Push rules", content.body).
    [[nodiscard]] bool matchesWords(std::string_view text) const;
    /// Without wildcards.
    [[nodiscard]] bool isLiteral() const { return m_parts.size() == 1 && !m_hasQuestionMark; }

private:
    static constexpr std::size_t none = std::string_view::npos;

    [[nodiscard]] std::size_t matchAt(std::string_view part, std::string_view text,
                                      std::size_t at) const;
    [[nodiscard]] std::size_t findFrom(std::string_view part, std::string_view text,
                                       std::size_t at) const;

    std::vector<std::string> m_parts; // what stands between the stars; never empty
    bool m_hasQuestionMark = false;
};

/// Whether word stands in text, as it is, between two word boundaries.
[[nodiscard]] bool containsWord(std::string_view text, std::string_view word);

} // namespace hearth::matrix
