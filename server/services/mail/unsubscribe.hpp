// SPDX-License-Identifier: Apache-2.0
// The token in the link that ends mail to a pusher: signed, so that nothing has to be kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hearth::config {
struct Settings;
}

namespace hearth::services {

[[nodiscard]] std::string unsubscribeToken(const config::Settings &settings,
                                           std::string_view userId, std::string_view appId,
                                           std::string_view pushkey);
/// Whose pusher it is; nothing for a token that we did not make.
[[nodiscard]] std::optional<std::string> userOfUnsubscribeToken(const config::Settings &settings,
                                                                std::string_view token,
                                                                std::string_view appId,
                                                                std::string_view pushkey);

} // namespace hearth::services
