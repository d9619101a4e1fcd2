// SPDX-License-Identifier: Apache-2.0
// Splitting texts into words without a Unicode library: what is not known to be punctuation
// belongs to a word.
#include "server/services/rooms/search_words.hpp"

#include "server/matrix/fold.hpp"
#include "server/matrix/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace hearth::services {
namespace {

constexpr std::size_t maxWordBytes = 64;
using Range = std::pair<char32_t, char32_t>;

template <std::size_t N>
bool isIn(const std::array<Range, N> &ranges, char32_t code) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const Range &range) {
        return code >= range.first && code <= range.second;
    });
}

bool isWordCharacter(char32_t code) {
    if (code < 0x80)
        return (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') ||
               (code >= 'A' && code <= 'Z');
    constexpr std::array<Range, 9> others{{{0x80, 0xA9},
                                           {0xAB, 0xB1},
                                           {0xB4, 0xB4},
                                           {0xB6, 0xB8},
                                           {0xBB, 0xBF},
                                           {0x2000, 0x206F}, // spaces, dashes, quotes
                                           {0x2190, 0x2BFF}, // arrows, signs
                                           {0x3000, 0x3004}, // ideographic punctuation
                                           {0x3008, 0x3020}}};
    constexpr std::array<Range, 5> more{
        {{0xFE10, 0xFE1F}, {0xFE30, 0xFE6F}, {0xFF00, 0xFF0F}, {0xFF1A, 0xFF20}, {0xFFFD, 0xFFFD}}};
    return !isIn(others, code) && !isIn(more, code);
}

/// Chinese and Japanese, and pictures.
bool standsAlone(char32_t code) {
    constexpr std::array<Range, 6> ranges{{{0x3041, 0x30FF},
                                           {0x3400, 0x4DBF},
                                           {0x4E00, 0x9FFF},
                                           {0xF900, 0xFAFF},
                                           {0x1F000, 0x1FAFF},
                                           {0x20000, 0x3FFFF}}};
    return isIn(ranges, code);
}

} // namespace

std::vector<std::string> searchWords(std::string_view text) {
    std::vector<std::string> out;
    if (!matrix::isUtf8(text))
        return out;
    const std::string folded = matrix::foldForSearch(text);
    std::string word;
    const auto finish = [&] {
        if (!word.empty())
            out.push_back(std::move(word));
        word.clear();
    };
    std::string_view rest = folded;
    while (!rest.empty()) {
        const std::string_view before = rest;
        const char32_t code = matrix::nextCodePoint(rest);
        const std::string_view bytes = before.substr(0, before.size() - rest.size());
        if (standsAlone(code)) {
            finish();
            out.emplace_back(bytes);
        } else if (!isWordCharacter(code)) {
            finish();
        } else if (word.size() + bytes.size() <= maxWordBytes) {
            word += bytes;
        }
    }
    finish();
    return out;
}

bool isWholeWord(std::string_view word) {
    if (word.size() < 2)
        return true;
    const char32_t first = matrix::nextCodePoint(word);
    return word.empty() && standsAlone(first);
}

} // namespace hearth::services
