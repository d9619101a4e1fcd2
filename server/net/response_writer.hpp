// SPDX-License-Identifier: Apache-2.0
// The head of a response as bytes.
#pragma once

#include "server/http/message.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hearth::net {

/// Length of the body in bytes.
[[nodiscard]] std::uint64_t bodyLength(const http::Response &response);
/// Status line and headers with the empty line. Headers that frame the message are ours alone.
[[nodiscard]] std::string responseHead(const http::Response &response, std::string_view date,
                                       bool keepAlive);

} // namespace hearth::net
