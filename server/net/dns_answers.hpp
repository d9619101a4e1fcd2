// SPDX-License-Identifier: Apache-2.0
// Reading what c-ares gives.
#pragma once

#include "server/http/names.hpp"

#include <ares.h>

#include <span>

namespace hearth::net {

/// code of c-ares to what it means for those who ask.
[[nodiscard]] http::NameStatus nameStatus(int code);
/// A whole DNS message with SRV records; c-ares has no reader that tells their TTL.
[[nodiscard]] http::ServiceAnswer readServices(std::span<const unsigned char> message);
[[nodiscard]] http::AddressAnswer readAddresses(const ares_addrinfo &info);

} // namespace hearth::net
