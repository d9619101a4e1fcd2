// SPDX-License-Identifier: Apache-2.0
#include "server/services/push/push_gateway.hpp"

#include "server/core/web_address.hpp"

namespace hearth::services {

std::optional<std::string> gatewayAddress(std::string_view url) {
    constexpr std::string_view notifyPath = "/_matrix/push/v1/notify";
    const auto address = WebAddress::parse(url);
    if (!address || !address->isWeb() || address->path != notifyPath)
        return std::nullopt;
    std::string out = address->origin() + address->path;
    if (!address->query().empty())
        (out += '?') += address->query();
    return out;
}

} // namespace hearth::services
