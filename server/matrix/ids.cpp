// SPDX-License-Identifier: Apache-2.0
#include "server/matrix/ids.hpp"

#include "server/matrix/utf8.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace hearth::matrix {
namespace {

constexpr std::size_t maxIdBytes = 255;
constexpr std::size_t maxMediaIdBytes = 255;

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isAlphanumeric(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Four numbers with dots between them: then each has to be below 256.
bool looksLikeIpv4(std::string_view host) {
    return std::count(host.begin(), host.end(), '.') == 3 &&
           std::all_of(host.begin(), host.end(), [](char c) { return isDigit(c) || c == '.'; });
}

bool isIpv4(std::string_view host) {
    for (int part = 0; part < 4; ++part) {
        const auto dot = std::min(host.find('.'), host.size());
        unsigned value = 0;
        if (dot == 0 || dot > 3 ||
            std::from_chars(host.data(), host.data() + dot, value).ec != std::errc() || value > 255)
            return false;
        host.remove_prefix(std::min(dot + 1, host.size()));
    }
    return host.empty();
}

bool isIpv6(std::string_view host) {
    if (host.size() < 2 || host.size() > 45)
        return false;
    in6_addr address{};
    return inet_pton(AF_INET6, std::string(host).c_str(), &address) == 1;
}

bool isPort(std::string_view text) {
    unsigned value = 0;
    return !text.empty() && text.size() <= 5 && std::all_of(text.begin(), text.end(), isDigit) &&
           std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc() &&
           value <= 65535;
}

bool isHostName(std::string_view host) {
    if (host.empty() || host.size() > maxIdBytes)
        return false;
    if (looksLikeIpv4(host))
        return isIpv4(host);
    return std::all_of(host.begin(), host.end(),
                       [](char c) { return isAlphanumeric(c) || c == '-' || c == '.'; });
}

bool isOpaque(std::string_view text) {
    return text.find('\0') == std::string_view::npos && isUtf8(text);
}

/// sigil localpart ":" server name
bool isDomainId(std::string_view text, char sigil) {
    if (text.size() > maxIdBytes || text.empty() || text.front() != sigil)
        return false;
    const auto colon = text.find(':');
    return colon != std::string_view::npos && isOpaque(text.substr(1, colon - 1)) &&
           isServerName(text.substr(colon + 1));
}

std::string quoted(std::string_view text) {
    // The text comes from a stranger: shortened, and not repeated at all if it is not UTF-8.
    if (!isUtf8(text))
        return "This text";
    if (text.size() > 80)
        return "This text of " + std::to_string(text.size()) + " bytes";
    return "'" + std::string(text) + "'";
}

} // namespace

Result<UserId> parseUserId(std::string_view text) {
    // Historical user ids may hold any character and even have an empty localpart; servers must
    // accept them (spec v1.19 appendices, "Historical User IDs").
    if (!isDomainId(text, '@'))
        return fail("invalid_user_id", quoted(text) + " is not a user id like @name:server.");
    return UserId::trusted(std::string(text));
}

Result<RoomId> parseRoomId(std::string_view text) {
    const bool good = text.find(':') != std::string_view::npos
                          ? isDomainId(text, '!')
                          : text.size() > 1 && text.size() <= maxIdBytes && text.front() == '!' &&
                                isOpaque(text.substr(1));
    if (!good)
        return fail("invalid_room_id", quoted(text) + " is not a room id.");
    return RoomId::trusted(std::string(text));
}

Result<EventId> parseEventId(std::string_view text) {
    if (text.size() < 2 || text.size() > maxIdBytes || text.front() != '$' ||
        !isOpaque(text.substr(1)))
        return fail("invalid_event_id", quoted(text) + " is not an event id.");
    return EventId::trusted(std::string(text));
}

Result<RoomAlias> parseRoomAlias(std::string_view text) {
    if (!isDomainId(text, '#') || text[1] == ':')
        return fail("invalid_room_alias", quoted(text) + " is not a room alias like #name:server.");
    return RoomAlias::trusted(std::string(text));
}

std::string_view localpart(std::string_view id) {
    const auto colon = id.find(':');
    if (colon == std::string_view::npos || colon == 0)
        return {};
    return id.substr(1, colon - 1);
}

std::string_view domain(std::string_view id) {
    const auto colon = id.find(':');
    return colon == std::string_view::npos ? std::string_view() : id.substr(colon + 1);
}

bool isServerName(std::string_view text) {
    if (text.empty() || text.size() > maxIdBytes)
        return false;
    if (text.front() == '[') {
        const auto close = text.find(']');
        if (close == std::string_view::npos || !isIpv6(text.substr(1, close - 1)))
            return false;
        const auto rest = text.substr(close + 1);
        return rest.empty() || (rest.front() == ':' && isPort(rest.substr(1)));
    }
    const auto colon = text.find(':');
    if (colon == std::string_view::npos)
        return isHostName(text);
    return isHostName(text.substr(0, colon)) && isPort(text.substr(colon + 1));
}

bool isLocalpartForNewUsers(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '=' ||
               c == '-' || c == '/' || c == '+';
    });
}

Result<MxcUri> parseMxcUri(std::string_view text) {
    constexpr std::string_view scheme = "mxc://";
    const auto bad = [&] {
        return fail("invalid_mxc_uri", quoted(text) + " is not an mxc:// URI.");
    };
    if (!text.starts_with(scheme))
        return bad();
    const auto rest = text.substr(scheme.size());
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos)
        return bad();
    const auto server = rest.substr(0, slash);
    const auto mediaId = rest.substr(slash + 1);
    if (!isServerName(server) || !isMediaId(mediaId))
        return bad();
    return MxcUri{std::string(server), std::string(mediaId)};
}

bool isMediaId(std::string_view text) {
    // Anything else could climb out of the media folder (spec v1.19 client-server, "Content
    // repository", security considerations).
    return !text.empty() && text.size() <= maxMediaIdBytes &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return isAlphanumeric(c) || c == '-' || c == '_'; });
}

} // namespace hearth::matrix
