// SPDX-License-Identifier: Apache-2.0
// ServerAddress: a server name taken apart (spec appendices, "Server Name").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::services {

struct ServerAddress {
    std::string host; // lower case; IPv6 in brackets
    std::optional<std::uint16_t> port;
    bool isIp = false;

    /// Nothing for what is no server name.
    [[nodiscard]] static std::optional<ServerAddress> parse(std::string_view name);
    /// host:port as far as it is written.
    [[nodiscard]] std::string text() const;
};

/// "address:port" with IPv6 in brackets.
[[nodiscard]] std::string withPort(std::string_view address, std::uint16_t port);
/// The host of a server name, without its port.
[[nodiscard]] std::string_view hostOf(std::string_view serverName);

} // namespace hearth::services
