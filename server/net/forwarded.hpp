// SPDX-License-Identifier: Apache-2.0
// What a proxy in front says about where a request came from.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::net {

/// Of a field that is a list, perhaps over several lines; empty when there is none.
[[nodiscard]] std::string_view lastEntry(const std::vector<std::string_view> &lines);
/// An IP address in its usual spelling (IPv4 for IPv6-mapped ones), or nothing.
[[nodiscard]] std::optional<std::string> ipAddress(std::string_view text);

} // namespace hearth::net
