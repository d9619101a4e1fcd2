// SPDX-License-Identifier: Apache-2.0
#include "server/net/forwarded.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

namespace hearth::net {

std::string_view lastEntry(const std::vector<std::string_view> &lines) {
    if (lines.empty())
        return {};
    std::string_view last = lines.back();
    if (const auto comma = last.rfind(','); comma != last.npos)
        last.remove_prefix(comma + 1);
    const auto isSpace = [](char c) { return c == ' ' || c == '\t'; };
    while (!last.empty() && isSpace(last.front()))
        last.remove_prefix(1);
    while (!last.empty() && isSpace(last.back()))
        last.remove_suffix(1);
    return last;
}

std::optional<std::string> ipAddress(std::string_view text) {
    const std::string whole(text);
    std::array<char, INET6_ADDRSTRLEN> out{};
    in_addr v4{};
    if (::inet_pton(AF_INET, whole.c_str(), &v4) != 1) {
        in6_addr v6{};
        if (::inet_pton(AF_INET6, whole.c_str(), &v6) != 1)
            return std::nullopt;
        if (!IN6_IS_ADDR_V4MAPPED(&v6))
            return std::string(::inet_ntop(AF_INET6, &v6, out.data(), out.size()));
        std::memcpy(&v4, v6.s6_addr + 12, sizeof v4);
    }
    return std::string(::inet_ntop(AF_INET, &v4, out.data(), out.size()));
}

} // namespace hearth::net
