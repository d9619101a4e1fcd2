// SPDX-License-Identifier: Apache-2.0
#include "server/services/media/multipart.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::string_view lineEnd = "\r\n";
constexpr std::size_t longestBoundary = 70; // RFC 2046
constexpr std::size_t mostHeaderBytes = 8192;

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

/// Cuts a value, quoted or not, off the front.
std::string takeValue(std::string_view &text) {
    std::string out;
    if (!text.starts_with('"')) {
        const auto end = std::min(text.find(';'), text.size());
        out = trimmed(text.substr(0, end));
        text.remove_prefix(end);
        return out;
    }
    std::size_t at = 1;
    for (; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\' && at + 1 < text.size())
            ++at;
        out += text[at];
    }
    text.remove_prefix(std::min(at + 1, text.size()));
    return out;
}

/// Headers up to the empty line; false if it does not come.
bool takeHeaders(std::string_view &rest, http::Fields &headers) {
    for (std::size_t bytes = 0; bytes < mostHeaderBytes;) {
        const auto end = rest.find(lineEnd);
        if (end == rest.npos)
            return false;
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end + lineEnd.size());
        if (line.empty())
            return true;
        bytes += line.size();
        if (const auto colon = line.find(':'); colon != line.npos)
            headers.add(std::string(line.substr(0, colon)),
                        std::string(trimmed(line.substr(colon + 1))));
    }
    return false;
}

} // namespace

std::optional<std::string> headerParameter(std::string_view header, std::string_view name) {
    auto rest = header.substr(std::min(header.find(';'), header.size()));
    std::optional<std::string> plain;
    while (rest.starts_with(';')) {
        rest = trimmed(rest.substr(1));
        const auto equals = rest.find('=');
        if (equals == rest.npos)
            break;
        const std::string found = lower(trimmed(rest.substr(0, equals)));
        rest = trimmed(rest.substr(equals + 1));
        std::string value = takeValue(rest);
        rest = rest.substr(std::min(rest.find(';'), rest.size()));
        if (found == name)
            plain = std::move(value);
        else if (found == std::string(name) + "*" && lower(value).starts_with("utf-8'"))
            return http::percentDecode(value.substr(value.rfind('\'') + 1));
    }
    return plain;
}

std::optional<std::vector<BodyPart>> readParts(std::string_view contentType, std::string_view body,
                                               std::size_t most) {
    const auto boundary = headerParameter(contentType, "boundary");
    if (!lower(contentType).starts_with("multipart/") || !boundary || boundary->empty() ||
        boundary->size() > longestBoundary)
        return std::nullopt;
    const std::string mark = "--" + *boundary;
    const std::string next = std::string(lineEnd) + mark;
    std::string_view rest = body;
    const auto begin = rest.starts_with(mark) ? 0 : rest.find(next);
    if (begin == rest.npos)
        return std::nullopt;
    rest.remove_prefix(begin + (begin == 0 ? mark.size() : next.size()));
    std::vector<BodyPart> out;
    while (!rest.starts_with("--")) {
        const auto line = rest.find(lineEnd);
        BodyPart part;
        if (line == rest.npos || out.size() >= most)
            return std::nullopt;
        rest.remove_prefix(line + lineEnd.size());
        if (!takeHeaders(rest, part.headers))
            return std::nullopt;
        // The end of an empty part is the end of its headers.
        const bool empty = rest.starts_with(mark);
        const auto end = empty ? 0 : rest.find(next);
        if (end == rest.npos)
            return std::nullopt;
        part.content = rest.substr(0, end);
        rest.remove_prefix(end + (empty ? mark.size() : next.size()));
        out.push_back(std::move(part));
    }
    return out;
}

} // namespace hearth::services
