// SPDX-License-Identifier: Apache-2.0
#include "server/net/ip_ranges.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace hearth::net {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

Bytes mapped(const void *v4) {
    Bytes bytes{};
    bytes[10] = bytes[11] = 0xff;
    std::memcpy(bytes.data() + 12, v4, 4);
    return bytes;
}

/// The address and whether it was written as IPv4.
std::optional<std::pair<Bytes, bool>> parseAddress(const std::string &text) {
    std::array<std::uint8_t, 16> raw{};
    if (::inet_pton(AF_INET, text.c_str(), raw.data()) == 1)
        return std::pair(mapped(raw.data()), true);
    if (::inet_pton(AF_INET6, text.c_str(), raw.data()) == 1)
        return std::pair(raw, false);
    return std::nullopt;
}

std::vector<IpRange> parseAll(const std::vector<std::string> &texts) {
    std::vector<IpRange> ranges;
    for (const std::string &text : texts)
        if (const auto range = IpRange::parse(text))
            ranges.push_back(*range);
    return ranges;
}

bool anyContains(const std::vector<IpRange> &ranges, const Bytes &address) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const IpRange &range) { return range.contains(address); });
}

} // namespace

std::optional<IpRange> IpRange::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = parseAddress(std::string(text.substr(0, slash)));
    if (!address)
        return std::nullopt;
    const int most = address->second ? 32 : 128;
    int prefix = most;
    if (slash != text.npos) {
        const std::string_view digits = text.substr(slash + 1);
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
        if (error != std::errc() || end != digits.data() + digits.size() || prefix < 0 ||
            prefix > most)
            return std::nullopt;
    }
    return IpRange{address->first, prefix + (128 - most)};
}

bool IpRange::contains(const Bytes &other) const {
    const auto whole = static_cast<std::size_t>(prefix / 8);
    if (!std::equal(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(whole),
                    other.begin()))
        return false;
    const int rest = prefix % 8;
    if (rest == 0)
        return true;
    const auto mask = static_cast<std::uint8_t>(0xff << (8 - rest));
    return (address[whole] & mask) == (other[whole] & mask);
}

IpRanges::IpRanges(const std::vector<std::string> &denied, const std::vector<std::string> &allowed)
    : m_denied(parseAll(denied))
    , m_allowed(parseAll(allowed)) {}

bool IpRanges::permits(const Bytes &address) const {
    return !anyContains(m_denied, address) || anyContains(m_allowed, address);
}

bool IpRanges::permits(const sockaddr *address) const {
    Bytes bytes{};
    if (address->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, address, sizeof v4);
        return permits(mapped(&v4.sin_addr));
    }
    if (address->sa_family != AF_INET6)
        return false;
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return permits(bytes);
}

bool IpRanges::permits(std::string_view address) const {
    const auto parsed = parseAddress(std::string(address));
    return parsed && permits(parsed->first);
}

} // namespace hearth::net
