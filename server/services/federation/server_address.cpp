// SPDX-License-Identifier: Apache-2.0
#include "server/services/federation/server_address.hpp"

#include "server/matrix/ids.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace hearth::services {
namespace {

bool isIpv4(const std::string &host) {
    std::array<unsigned char, 4> bytes{};
    return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1;
}

bool isIpv6(const std::string &inBrackets) {
    std::array<unsigned char, 16> bytes{};
    return inBrackets.size() > 2 &&
           inet_pton(AF_INET6, inBrackets.substr(1, inBrackets.size() - 2).c_str(), bytes.data()) ==
               1;
}

} // namespace

std::string_view hostOf(std::string_view serverName) {
    const auto bracket = serverName.find(']');
    return serverName.substr(0, serverName.find(':', bracket == serverName.npos ? 0 : bracket));
}

std::optional<ServerAddress> ServerAddress::parse(std::string_view name) {
    if (!matrix::isServerName(name))
        return std::nullopt;
    ServerAddress out;
    out.host = hostOf(name);
    std::transform(out.host.begin(), out.host.end(), out.host.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (const std::string_view rest = name.substr(out.host.size()); !rest.empty()) {
        std::uint16_t port = 0;
        const char *const end = rest.data() + rest.size();
        const auto [stop, error] = std::from_chars(rest.data() + 1, end, port);
        if (error != std::errc() || stop != end || port == 0)
            return std::nullopt;
        out.port = port;
    }
    if (out.host.starts_with('[') && !isIpv6(out.host))
        return std::nullopt;
    out.isIp = out.host.starts_with('[') || isIpv4(out.host);
    return out;
}

std::string ServerAddress::text() const {
    return port ? host + ":" + std::to_string(*port) : host;
}

std::string withPort(std::string_view address, std::uint16_t port) {
    const bool bare = address.find(':') != address.npos && !address.starts_with('[');
    return (bare ? "[" + std::string(address) + "]" : std::string(address)) + ":" +
           std::to_string(port);
}

} // namespace hearth::services
