// SPDX-License-Identifier: Apache-2.0
// IpRanges: networks that outgoing requests must not reach, with exceptions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace hearth::net {

/// 10.0.0.0/8, fe80::/10 or a single address.
struct IpRange {
    std::array<std::uint8_t, 16> address{}; // IPv4 as ::ffff:a.b.c.d
    int prefix = 128;
    [[nodiscard]] static std::optional<IpRange> parse(std::string_view text);
    [[nodiscard]] bool contains(const std::array<std::uint8_t, 16> &other) const;
};

/// Besides what is denied, nobody gets to unspecified, reserved and multicast addresses, nor by way
/// of an IPv6 form (mapped, compatible, NAT64, 6to4, Teredo, ISATAP) to what is denied or private.
/// What is allowed by name is allowed in every form.
class IpRanges {
public:
    /// Texts that are no ranges are ignored (the configuration was checked before).
    IpRanges(const std::vector<std::string> &denied, const std::vector<std::string> &allowed);
    [[nodiscard]] bool permits(const sockaddr *address) const;
    /// Not for names, which permit nothing.
    [[nodiscard]] bool permits(std::string_view address) const;

private:
    [[nodiscard]] bool permits(const std::array<std::uint8_t, 16> &address,
                               bool writtenAsIpv6) const;
    std::vector<IpRange> m_denied, m_allowed;
};

} // namespace hearth::net
