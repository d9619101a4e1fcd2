// SPDX-License-Identifier: Apache-2.0
// The configuration with everything that it refers to: registrations of application services and
// the signing key.
#pragma once

#include "server/config/load.hpp"

#include <string>

namespace hearth::daemon {

/// config::load, and what is wrong with the registrations that the file names.
[[nodiscard]] config::Loaded loadConfig(const std::string &configFile);

} // namespace hearth::daemon
