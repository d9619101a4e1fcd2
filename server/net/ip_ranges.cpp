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

/// Where no server can be, whatever the settings say: this machine by another name, networks that
/// are reserved or for tests only, and tunnels whose other end cannot be told.
const std::vector<IpRange> &neverServers() {
    static const std::vector<IpRange> ranges =
        parseAll({"0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
                  "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/128",
                  "2001::/23", "2001:db8::/32", "3fff::/20"});
    return ranges;
}

/// Networks of their own, that an address of another kind must not lead into.
const std::vector<IpRange> &ownNetworks() {
    static const std::vector<IpRange> ranges =
        parseAll({"10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
                  "192.168.0.0/16"});
    return ranges;
}

bool isMapped(const Bytes &address) {
    static const IpRange range = *IpRange::parse("::ffff:0:0/96");
    return range.contains(address);
}

/// The IPv4 address that an IPv6 address leads to: IPv4-compatible, NAT64, 6to4, ISATAP.
std::optional<Bytes> inside(const Bytes &address) {
    struct Form {
        IpRange range;
        std::size_t at; // where the four bytes are
    };
    static const std::array<Form, 3> forms{Form{*IpRange::parse("::/96"), 12},
                                           Form{*IpRange::parse("64:ff9b::/96"), 12},
                                           Form{*IpRange::parse("2002::/16"), 2}};
    static const IpRange loopback = *IpRange::parse("::1");
    if (loopback.contains(address))
        return std::nullopt;
    for (const Form &form : forms)
        if (form.range.contains(address))
            return mapped(address.data() + form.at);
    const bool isatap =
        (address[8] & 0xfcU) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == 0xfe;
    return isatap ? std::optional(mapped(address.data() + 12)) : std::nullopt;
}

/// Unicast for everybody (2000::/3, NAT64), or for the one network it is in.
bool isAssigned(const Bytes &address) {
    static const std::vector<IpRange> ranges =
        parseAll({"::/96", "::ffff:0:0/96", "64:ff9b::/96", "2000::/3", "fc00::/7", "fe80::/10"});
    return anyContains(ranges, address);
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

bool IpRanges::permits(const Bytes &address, bool writtenAsIpv6) const {
    if (anyContains(m_allowed, address))
        return true;
    if (anyContains(m_denied, address) || anyContains(neverServers(), address) ||
        !isAssigned(address))
        return false;
    if (writtenAsIpv6 && isMapped(address))
        return !anyContains(ownNetworks(), address);
    const auto leadsTo = inside(address);
    return !leadsTo || anyContains(m_allowed, *leadsTo) ||
           (permits(*leadsTo, false) && !anyContains(ownNetworks(), *leadsTo));
}

bool IpRanges::permits(const sockaddr *address) const {
    Bytes bytes{};
    if (address->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, address, sizeof v4);
        return permits(mapped(&v4.sin_addr), false);
    }
    if (address->sa_family != AF_INET6)
        return false;
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return permits(bytes, true);
}

bool IpRanges::permits(std::string_view address) const {
    const auto parsed = parseAddress(std::string(address));
    return parsed && permits(parsed->first, !parsed->second);
}

} // namespace hearth::net
