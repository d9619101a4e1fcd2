// SPDX-License-Identifier: Apache-2.0
// What the type of a value does not say: addresses, networks, names and files that must make sense.
#pragma once

#include "server/config/settings.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace hearth::config {

/// Gets the key of the value and a sentence about it.
using Complain = std::function<void(const char *key, std::string message)>;

/// complainAt: for listeners, with the line of the entry.
void checkValues(const Settings &settings, const Complain &complain,
                 const std::function<void(int line, std::string message)> &complainAt);
/// spec appendices, "Server Name".
[[nodiscard]] bool isServerName(std::string_view name);

} // namespace hearth::config
