// SPDX-License-Identifier: Apache-2.0
// Each star is followed by the first place where the next part stands: that leaves the most room
// for the rest, so nothing is ever tried twice. Parts are found in one pass over the text, by
// Knuth, Morris and Pratt, or, with question marks, by one bit for each of the part's characters.
#include "server/matrix/glob.hpp"

#include "server/matrix/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace hearth::matrix {
namespace {

constexpr std::size_t none = std::string_view::npos;
constexpr std::size_t wordBits = 64;

bool isWordCharacter(char c) {
    return isWordByte(c);
}
bool isWordCharacter(char32_t c) {
    return c < 0x80 && isWordByte(static_cast<char>(c));
}

template <class Text>
bool isBoundary(const Text &text, std::size_t at) {
    return at == 0 || at == text.size() || !isWordCharacter(text[at - 1]) ||
           !isWordCharacter(text[at]);
}

/// How far the part's beginning repeats itself before each of its characters.
void fillRepeats(std::string_view part, std::vector<std::uint32_t> &repeats) {
    repeats.assign(part.size() + 1, 0);
    std::uint32_t length = 0;
    for (std::size_t i = 1; i < part.size(); ++i) {
        while (length > 0 && part[i] != part[length])
            length = repeats[length];
        if (part[i] == part[length])
            ++length;
        repeats[i + 1] = length;
    }
}

/// Calls visit(end) for every place at or behind `from` where part stands, until it says true.
template <class Visit>
bool visitEnds(std::string_view part, std::string_view text, std::size_t from, Visit visit) {
    thread_local std::vector<std::uint32_t> repeats;
    fillRepeats(part, repeats);
    std::size_t length = 0;
    for (std::size_t i = from; i < text.size(); ++i) {
        while (length > 0 && (length == part.size() || text[i] != part[length]))
            length = repeats[length];
        if (text[i] == part[length])
            ++length;
        if (length == part.size() && visit(i + 1))
            return true;
    }
    return false;
}

template <class Visit>
bool visitEnds(std::u32string_view part, std::u32string_view text, std::size_t from, Visit visit) {
    const std::size_t words = (part.size() + wordBits - 1) / wordBits;
    std::u32string letters(part);
    std::sort(letters.begin(), letters.end());
    letters.erase(std::unique(letters.begin(), letters.end()), letters.end());
    // The last row is for letters that the part does not have: only its question marks fit.
    std::vector<std::uint64_t> fits((letters.size() + 1) * words);
    const auto set = [&](std::size_t row, std::size_t i) {
        fits[row * words + i / wordBits] |= std::uint64_t{1} << (i % wordBits);
    };
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (part[i] != U'?') {
            set(letters.find(part[i]), i);
            continue;
        }
        for (std::size_t row = 0; row <= letters.size(); ++row)
            set(row, i);
    }
    std::vector<std::uint64_t> state(words);
    const std::uint64_t last = std::uint64_t{1} << ((part.size() - 1) % wordBits);
    for (std::size_t i = from; i < text.size(); ++i) {
        const auto found = std::lower_bound(letters.begin(), letters.end(), text[i]);
        const bool known = found != letters.end() && *found == text[i];
        const auto row = known ? static_cast<std::size_t>(found - letters.begin()) : letters.size();
        std::uint64_t carry = 1;
        for (std::size_t word = 0; word < words; ++word) {
            const std::uint64_t next = state[word] >> (wordBits - 1);
            state[word] = ((state[word] << 1) | carry) & fits[row * words + word];
            carry = next;
        }
        if ((state.back() & last) != 0 && visit(i + 1))
            return true;
    }
    return false;
}

template <class Text>
bool visitAll(const Text &part, const Text &text, std::size_t from, const auto &visit) {
    if (!part.empty())
        return visitEnds(part, text, from, visit);
    for (std::size_t end = from; end <= text.size(); ++end)
        if (visit(end))
            return true;
    return false;
}

/// End of the first place at or behind `from` where part stands.
template <class Text>
std::size_t findEnd(const Text &part, const Text &text, std::size_t from) {
    std::size_t end = none;
    visitAll(part, text, from, [&](std::size_t at) {
        end = at;
        return true;
    });
    return end;
}

bool standsAt(std::string_view part, std::string_view text, std::size_t at) {
    return text.substr(at, part.size()) == part;
}
bool standsAt(std::u32string_view part, std::u32string_view text, std::size_t at) {
    return text.size() - at >= part.size() &&
           std::equal(part.begin(), part.end(), text.substr(at).begin(),
                      [](char32_t wanted, char32_t c) { return wanted == U'?' || wanted == c; });
}

/// Where the parts between the first and the last end, the first of them behind `at`.
template <class Text, class Parts>
std::size_t passMiddle(const Parts &parts, const Text &text, std::size_t at) {
    for (std::size_t i = 1; i + 1 < parts.size() && at != none; ++i)
        at = findEnd(Text(parts[i]), text, at);
    return at;
}

template <class Text, class Parts>
bool coversAll(const Parts &parts, const Text &text) {
    const Text front(parts.front());
    if (!standsAt(front, text, 0))
        return false;
    if (parts.size() == 1)
        return text.size() == front.size();
    const Text back(parts.back());
    const std::size_t at = passMiddle(parts, text, front.size());
    return at != none && text.size() - at >= back.size() &&
           standsAt(back, text, text.size() - back.size());
}

template <class Text, class Parts>
bool coversWords(const Parts &parts, const Text &text) {
    const Text front(parts.front());
    const bool whole = parts.size() == 1;
    std::size_t at = none;
    visitAll(front, text, 0, [&](std::size_t end) {
        if (!isBoundary(text, end - front.size()) || (whole && !isBoundary(text, end)))
            return false;
        at = end;
        return true;
    });
    if (at == none || whole)
        return at != none;
    at = passMiddle(parts, text, at);
    return at != none && visitAll(Text(parts.back()), text, at,
                                  [&](std::size_t end) { return isBoundary(text, end); });
}

std::u32string codePoints(std::string_view text) {
    std::u32string out;
    out.reserve(text.size());
    while (!text.empty())
        out += nextCodePoint(text);
    return out;
}

} // namespace

Glob::Glob(std::string_view pattern, Wildcards wildcards)
    : m_size(pattern.size()) {
    const bool wide =
        wildcards == Wildcards::StarAndQuestionMark && pattern.find('?') != std::string_view::npos;
    for (;;) {
        const auto star = pattern.find('*');
        m_parts.emplace_back(pattern.substr(0, star));
        if (star == std::string_view::npos)
            break;
        pattern.remove_prefix(star + 1);
    }
    // "**" is "*": empty parts in the middle say nothing.
    if (m_parts.size() > 2)
        m_parts.erase(std::remove(m_parts.begin() + 1, m_parts.end() - 1, std::string()),
                      m_parts.end() - 1);
    if (!wide)
        return;
    for (const std::string &part : m_parts)
        m_wide.push_back(codePoints(part));
    m_parts.clear();
}

bool Glob::matches(std::string_view text) const {
    if (m_wide.empty())
        return coversAll<std::string_view>(m_parts, text);
    const std::u32string wide = codePoints(text);
    return coversAll<std::u32string_view>(m_wide, wide);
}

bool Glob::matchesWords(std::string_view text) const {
    if (m_wide.empty())
        return coversWords<std::string_view>(m_parts, text);
    const std::u32string wide = codePoints(text);
    return coversWords<std::u32string_view>(m_wide, wide);
}

std::size_t Glob::cost(std::size_t textBytes) const {
    return m_size + textBytes * (m_wide.empty() ? 1 : 2 + m_size / wordBits);
}

bool containsWord(std::string_view text, std::string_view word) {
    return visitAll(word, text, 0, [&](std::size_t end) {
        return isBoundary(text, end - word.size()) && isBoundary(text, end);
    });
}

} // namespace hearth::matrix
