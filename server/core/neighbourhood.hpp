// SPDX-License-Identifier: Apache-2.0
// neighbourhood(): who counts as one, where addresses are counted.
#pragma once

#include <string>
#include <string_view>

namespace hearth {

/// An IPv4 address as it is; of an IPv6 address the /64 network, which one customer has for
/// themselves. What is no address comes back as it is.
[[nodiscard]] std::string neighbourhood(std::string_view address);

} // namespace hearth
