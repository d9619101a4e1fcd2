// SPDX-License-Identifier: Apache-2.0
#include "server/core/neighbourhood.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace hearth {

std::string neighbourhood(std::string_view address) {
    const std::string text(address.substr(0, address.find('%')));
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1)
        return std::string(address);
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    std::array<char, INET6_ADDRSTRLEN> out{};
    ::inet_ntop(AF_INET6, bytes.data(), out.data(), out.size());
    return std::string(out.data()) + "/64";
}

} // namespace hearth
