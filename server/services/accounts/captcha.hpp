// SPDX-License-Identifier: Apache-2.0
// Captcha: asks Google's (or a compatible) service whether somebody solved its riddle
// (recaptcha_siteverify_api; spec client-server, "Google ReCaptcha").
#pragma once

#include "server/core/lookups.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hearth::config {
class Current;
}
namespace hearth::http {
class Client;
}

namespace hearth::services {

/// Owned by the daemon. Thread-safe.
class Captcha {
public:
    Captcha(http::Client &client, const config::Current &settings, const Clock &clock)
        : m_client(client)
        , m_settings(settings)
        , m_verdicts(clock, {1000, 1000, 10}) {}

    /// Throws Later until the service has answered, and 503 if it does not. An answer serves once.
    [[nodiscard]] bool isRight(const std::string &response, std::string_view address);

private:
    http::Client &m_client;
    const config::Current &m_settings;
    Lookups<std::optional<bool>> m_verdicts; // nothing: no answer
};

} // namespace hearth::services
