// SPDX-License-Identifier: Apache-2.0
// hearthd check --mail ADDRESS: whether the settings really send mail.
#pragma once

#include "server/config/settings.hpp"

#include <string>

namespace hearth::daemon {

/// Sends a test mail and waits for the mail server's answer, which it prints. Exit code.
[[nodiscard]] int sendTestMail(const config::Settings &settings, const std::string &address);
/// Prints what is wrong with the administrator's own templates; whether all is well.
[[nodiscard]] bool checkTemplates(const config::Settings &settings);

} // namespace hearth::daemon
