// SPDX-License-Identifier: Apache-2.0
#include "server/services/mail/unsubscribe.hpp"

#include "server/config/settings.hpp"
#include "server/core/base64.hpp"
#include "server/crypto/hash.hpp"

namespace hearth::services {
namespace {

std::string signature(const config::Settings &settings, std::string_view userId,
                      std::string_view appId, std::string_view pushkey) {
    // The lengths keep one name from running into the next.
    std::string text = "unsubscribe";
    for (const std::string_view part : {userId, appId, pushkey}) {
        text += " " + std::to_string(part.size()) + " ";
        text += part;
    }
    return base64UrlEncode(crypto::hmacSha256(settings.macaroonSecretKey, text));
}

} // namespace

std::string unsubscribeToken(const config::Settings &settings, std::string_view userId,
                             std::string_view appId, std::string_view pushkey) {
    return base64UrlEncode(userId) + "." + signature(settings, userId, appId, pushkey);
}

std::optional<std::string> userOfUnsubscribeToken(const config::Settings &settings,
                                                  std::string_view token, std::string_view appId,
                                                  std::string_view pushkey) {
    const auto dot = token.find('.');
    if (dot == token.npos || settings.macaroonSecretKey.empty())
        return std::nullopt;
    auto userId = base64Decode(token.substr(0, dot));
    if (!userId || !crypto::equalInConstantTime(token.substr(dot + 1),
                                                signature(settings, *userId, appId, pushkey)))
        return std::nullopt;
    return userId;
}

} // namespace hearth::services
