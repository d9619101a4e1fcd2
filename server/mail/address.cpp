// SPDX-License-Identifier: Apache-2.0
#include "server/mail/address.hpp"

#include "server/matrix/fold.hpp"
#include "server/matrix/utf8.hpp"

#include <algorithm>

namespace hearth::mail {
namespace {

constexpr std::size_t least = 3;
constexpr std::size_t most = 500;

std::string_view trimmed(std::string_view text) {
    const auto isSpace = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

/// What has a meaning of its own in SMTP or in a header.
bool isForbidden(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7F ||
           std::string_view("<>()[]\\,;:\"").find(c) != std::string_view::npos;
}

/// Folding maps letters only, so what was no forbidden byte before is none afterwards.
bool isSafe(std::string_view text) {
    return std::none_of(text.begin(), text.end(), isForbidden);
}

std::string unquoted(std::string_view text) {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"')
        return std::string(text);
    std::string out;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == '\\' && i + 2 < text.size())
            ++i;
        out += text[i];
    }
    return out;
}

} // namespace

std::optional<std::string> canonicalAddress(std::string_view text) {
    text = trimmed(text);
    const auto at = text.find('@');
    if (at == text.npos || text.find('@', at + 1) != text.npos || text.size() < least ||
        text.size() > most || !isSafe(text) || !matrix::isUtf8(text))
        return std::nullopt;
    std::string out = matrix::foldCase(text.substr(0, at)) + "@";
    for (const char c : text.substr(at + 1))
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

std::optional<Mailbox> parseMailbox(std::string_view text) {
    text = trimmed(text);
    Mailbox out;
    std::string_view address = text;
    if (const auto open = text.rfind('<'); open != text.npos && text.ends_with('>')) {
        address = text.substr(open + 1, text.size() - open - 2);
        out.name = unquoted(trimmed(text.substr(0, open)));
    }
    const auto at = address.find('@');
    if (at == 0 || at == address.npos || at + 1 == address.size() ||
        address.find('@', at + 1) != address.npos || !isSafe(address) || address.size() > most)
        return std::nullopt;
    out.address = address;
    return out;
}

} // namespace hearth::mail
