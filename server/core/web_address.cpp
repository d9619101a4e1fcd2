// SPDX-License-Identifier: Apache-2.0
#include "server/core/web_address.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace hearth {
namespace {

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string lowered(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

int hexValue(char c) {
    if (isDigit(c))
        return c - '0';
    const char l = lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

bool isUnreserved(char c) {
    return isLetter(c) || isDigit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/// Everything else is repaired by one program and refused by the next.
bool isWritable(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c > ' ' && c < 0x7f && c != '\\'; });
}

bool hasWholeEscapes(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '%' &&
            (i + 2 >= text.size() || hexValue(text[i + 1]) < 0 || hexValue(text[i + 2]) < 0))
            return false;
    return true;
}

std::string withoutNeedlessEscapes(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const int value = hexValue(text[i + 1]) * 16 + hexValue(text[i + 2]);
        if (isUnreserved(static_cast<char>(value))) {
            out += static_cast<char>(value);
        } else {
            constexpr std::string_view digits = "0123456789ABCDEF";
            out += '%';
            out += digits[static_cast<std::size_t>(value / 16)];
            out += digits[static_cast<std::size_t>(value % 16)];
        }
        i += 2;
    }
    return out;
}

/// RFC 3986, 5.2.4, for a path that is empty or begins with a slash.
std::string withoutDots(std::string_view path) {
    std::vector<std::string_view> kept;
    bool folder = true; // whether the path ends at a slash
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        const std::string_view segment = path.substr(0, end);
        path.remove_prefix(end);
        const bool last = path.empty();
        folder = last && (segment == "." || segment == ".." || segment.empty());
        if (segment == "..") {
            if (!kept.empty())
                kept.pop_back();
        } else if (segment != "." && !(last && segment.empty())) {
            kept.push_back(segment);
        }
    }
    std::string out;
    for (const std::string_view segment : kept)
        (out += '/') += segment;
    return folder || out.empty() ? out + '/' : out;
}

bool readHost(std::string_view text, std::string &out) {
    if (text.starts_with('[')) {
        if (!text.ends_with(']') ||
            text.substr(1, text.size() - 2).find_first_not_of("0123456789abcdefABCDEF:.") !=
                text.npos)
            return false;
    } else if (!std::all_of(text.begin(), text.end(), isUnreserved)) {
        return false;
    }
    out = lowered(text);
    return true;
}

bool readAuthority(std::string_view text, WebAddress &out) {
    if (const auto at = text.rfind('@'); at != text.npos) {
        out.userinfo = text.substr(0, at);
        text.remove_prefix(at + 1);
        if (out.userinfo.find('@') != std::string::npos)
            return false;
    }
    const auto bracket = text.rfind(']');
    const auto colon = text.find(':', bracket == text.npos ? 0 : bracket);
    if (colon != text.npos) {
        const std::string_view port = text.substr(colon + 1);
        const char *const end = port.data() + port.size();
        if (!port.empty() &&
            (std::from_chars(port.data(), end, out.port).ptr != end || out.port == 0))
            return false;
        text = text.substr(0, colon);
    }
    return readHost(text, out.host) && !(out.isWeb() && out.host.empty());
}

} // namespace

std::optional<WebAddress> WebAddress::parse(std::string_view text) {
    const auto mark = text.find("://");
    if (mark == text.npos || mark == 0 || !isLetter(text.front()) || !isWritable(text) ||
        !hasWholeEscapes(text))
        return std::nullopt;
    const std::string_view scheme = text.substr(0, mark);
    if (!std::all_of(scheme.begin(), scheme.end(), [](char c) {
            return isLetter(c) || isDigit(c) || c == '+' || c == '-' || c == '.';
        }))
        return std::nullopt;
    WebAddress out;
    out.scheme = lowered(scheme);
    text.remove_prefix(mark + 3);
    const auto rest = std::min(text.find_first_of("?#"), text.size());
    out.rest = text.substr(rest);
    text = text.substr(0, rest);
    const auto slash = std::min(text.find('/'), text.size());
    if (!readAuthority(text.substr(0, slash), out))
        return std::nullopt;
    if (out.port == 0)
        out.port = out.scheme == "https" ? 443 : out.scheme == "http" ? 80 : 0;
    out.path = withoutDots(withoutNeedlessEscapes(text.substr(slash)));
    return out;
}

std::string_view WebAddress::query() const {
    const std::string_view text(rest);
    return text.starts_with('?') ? text.substr(1, text.find('#') - 1) : std::string_view();
}

std::string WebAddress::origin() const {
    std::string out = scheme + "://";
    if (!userinfo.empty())
        out += userinfo + "@";
    out += host;
    const bool usual =
        port == 0 || (scheme == "https" && port == 443) || (scheme == "http" && port == 80);
    return usual ? out : out + ":" + std::to_string(port);
}

bool isBelow(const WebAddress &address, const WebAddress &base) {
    if (!address.sameOrigin(base) || !address.userinfo.empty())
        return false;
    if (!base.rest.empty())
        return address.path == base.path && address.rest.starts_with(base.rest);
    if (!address.path.starts_with(base.path))
        return false;
    return base.path.ends_with('/') || address.path.size() == base.path.size() ||
           address.path[base.path.size()] == '/';
}

} // namespace hearth
