// SPDX-License-Identifier: Apache-2.0
#include "server/matrix/glob.hpp"

#include "server/matrix/utf8.hpp"

#include <algorithm>

namespace hearth::matrix {
namespace {

bool isBoundary(std::string_view text, std::size_t at) {
    return at == 0 || at == text.size() || !isWordByte(text[at - 1]) || !isWordByte(text[at]);
}

bool isContinuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

} // namespace

Glob::Glob(std::string_view pattern, Wildcards wildcards)
    : m_hasQuestionMark(wildcards == Wildcards::StarAndQuestionMark &&
                        pattern.find('?') != std::string_view::npos) {
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
}

/// Where part ends if it stands at this place, none otherwise.
std::size_t Glob::matchAt(std::string_view part, std::string_view text, std::size_t at) const {
    if (!m_hasQuestionMark)
        return text.compare(at, part.size(), part) == 0 ? at + part.size() : none;
    for (const char c : part) {
        if (at >= text.size())
            return none;
        if (c == '?') {
            ++at;
            while (at < text.size() && isContinuation(text[at]))
                ++at;
        } else if (text[at++] != c) {
            return none;
        }
    }
    return at;
}

/// End of the first place at or behind `at` where part stands.
std::size_t Glob::findFrom(std::string_view part, std::string_view text, std::size_t at) const {
    if (!m_hasQuestionMark) {
        const auto found = text.find(part, at);
        return found == none ? none : found + part.size();
    }
    for (; at <= text.size(); ++at) {
        if (at < text.size() && isContinuation(text[at]))
            continue;
        if (const auto end = matchAt(part, text, at); end != none)
            return end;
    }
    return none;
}

bool Glob::matches(std::string_view text) const {
    auto at = matchAt(m_parts.front(), text, 0);
    if (m_parts.size() == 1)
        return at == text.size();
    // The first place for each part leaves the most room for the rest.
    for (std::size_t i = 1; i + 1 < m_parts.size() && at != none; ++i)
        at = findFrom(m_parts[i], text, at);
    if (at == none)
        return false;
    if (!m_hasQuestionMark)
        return text.size() - at >= m_parts.back().size() && text.ends_with(m_parts.back());
    for (; at <= text.size(); ++at)
        if (matchAt(m_parts.back(), text, at) == text.size())
            return at == text.size() || !isContinuation(text[at]);
    return false;
}

bool Glob::matchesWords(std::string_view text) const {
    for (std::size_t start = 0; start <= text.size(); ++start) {
        if (!isBoundary(text, start) || (start < text.size() && isContinuation(text[start])))
            continue;
        auto at = matchAt(m_parts.front(), text, start);
        if (at == none)
            continue;
        if (m_parts.size() == 1) {
            if (isBoundary(text, at))
                return true;
            continue;
        }
        for (std::size_t i = 1; i + 1 < m_parts.size() && at != none; ++i)
            at = findFrom(m_parts[i], text, at);
        for (; at != none && at <= text.size(); ++at)
            if (const auto end = matchAt(m_parts.back(), text, at);
                end != none && isBoundary(text, end))
                return true;
        // A later start leaves less room, so it cannot match either.
        return false;
    }
    return false;
}

bool containsWord(std::string_view text, std::string_view word) {
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
        if (isBoundary(text, at) && isBoundary(text, at + word.size()))
            return true;
    return false;
}

} // namespace hearth::matrix
