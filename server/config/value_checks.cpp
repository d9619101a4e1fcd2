// SPDX-License-Identifier: Apache-2.0
#include "server/config/value_checks.hpp"

#include "server/core/json_read.hpp"
#include "server/core/web_address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>

namespace hearth::config {
namespace {

constexpr std::int64_t shortestSession = 60'000;

bool isRegex(const std::string &pattern) {
    try {
        static_cast<void>(std::regex(pattern));
        return true;
    } catch (const std::regex_error &) {
        return false;
    }
}

/// A key of a row in url_preview_url_blacklist; empty if there is nothing wrong with it.
std::string faultOfPreviewKey(std::string_view key, const json::value &value) {
    constexpr std::array<std::string_view, 9> known{"scheme",   "netloc",   "hostname",
                                                    "port",     "path",     "query",
                                                    "fragment", "username", "password"};
    if (std::find(known.begin(), known.end(), key) == known.end())
        return fmt::format(
            "has no key \"{}\"; there are scheme, netloc, hostname, port, path, query, "
            "fragment, username and password",
            key);
    if (!value.is_string() && !value.is_null())
        return fmt::format("needs text or null for {}", key);
    const std::string pattern = value.is_string() ? std::string(value.get_string()) : std::string();
    if (pattern.starts_with('^') && !isRegex(pattern))
        return fmt::format("has the pattern \"{}\", which is no regular expression", pattern);
    return {};
}

bool isLevels(const json::value &value) {
    return value.is_object() &&
           std::all_of(value.get_object().begin(), value.get_object().end(),
                       [](const auto &item) { return item.value().is_int64(); });
}

/// Power levels as the event has them (spec m.room.power_levels).
std::string faultOfLevels(const json::object &levels) {
    constexpr std::array<std::string_view, 7> numbers{
        "users_default", "events_default", "state_default", "ban", "kick", "redact", "invite"};
    constexpr std::array<std::string_view, 3> maps{"users", "events", "notifications"};
    for (const auto &[key, value] : levels) {
        const std::string_view name = key;
        if (std::find(numbers.begin(), numbers.end(), name) != numbers.end()) {
            if (!value.is_int64())
                return fmt::format("needs a whole number for {}", name);
        } else if (std::find(maps.begin(), maps.end(), name) != maps.end()) {
            if (!isLevels(value))
                return fmt::format("needs whole numbers in {}", name);
        } else {
            return fmt::format("has no key \"{}\"", name);
        }
    }
    return {};
}

bool isWebAddress(const std::string &text) {
    const auto address = WebAddress::parse(text);
    return address && address->isWeb() && !address->host.empty();
}

} // namespace

void checkPreviews(const Settings &settings, const Complain &complain) {
    constexpr auto key = "url_preview_url_blacklist";
    for (const json::value &row : settings.urlPreviewUrlBlacklist) {
        if (!row.is_object() || row.get_object().empty()) {
            complain(key, fmt::format("Every entry of {} must be a group of keys such as netloc: "
                                      "\"*.example.org\".",
                                      key));
            continue;
        }
        for (const auto &[name, value] : row.get_object())
            if (const auto fault = faultOfPreviewKey(name, value); !fault.empty())
                complain(key, fmt::format("An entry of {} {}.", key, fault));
    }
}

void checkRooms(const Settings &settings, const Complain &complain) {
    for (const auto &[preset, levels] : settings.defaultPowerLevelContentOverride) {
        constexpr auto key = "default_power_level_content_override";
        const std::string_view name = preset;
        if (name != "private_chat" && name != "trusted_private_chat" && name != "public_chat")
            complain(key, fmt::format("There is no preset \"{}\" ({}): there are private_chat, "
                                      "trusted_private_chat and public_chat.",
                                      name, key));
        else if (!levels.is_object() && !levels.is_null())
            complain(key, fmt::format("{}.{} must be a group of keys.", key, name));
        else if (levels.is_object())
            if (const auto fault = faultOfLevels(levels.get_object()); !fault.empty())
                complain(key, fmt::format("{}.{} {}.", key, name, fault));
    }
    const auto requireIds = [&](const char *key, const std::vector<std::string> &rooms) {
        for (const std::string &room : rooms)
            if (!room.starts_with('!'))
                complain(key, fmt::format("\"{}\" in {} is no room id: those begin with \"!\".",
                                          room, key));
    };
    requireIds("exclude_rooms_from_sync", settings.excludeRoomsFromSync);
    requireIds("presence.exclude_rooms_from_presence", settings.excludeRoomsFromPresence);
}

void checkSignIn(const Settings &settings, const Complain &complain) {
    if (settings.enableRegistrationCaptcha &&
        (settings.recaptchaPublicKey.empty() || settings.recaptchaPrivateKey.empty()))
        complain("enable_registration_captcha",
                 "Nobody can register: enable_registration_captcha needs recaptcha_public_key and "
                 "recaptcha_private_key.");
    const auto requireLife = [&](const char *key, const std::optional<std::int64_t> &lifetime) {
        if (lifetime && *lifetime < shortestSession)
            complain(key,
                     fmt::format("{} is shorter than a minute: whoever signs in would be signed "
                                 "out again at once.",
                                 key));
    };
    requireLife("session_lifetime", settings.sessionLifetime);
    const auto requireAddress = [&](const char *key, const std::string &address) {
        if (!address.empty() && !isWebAddress(address))
            complain(key, fmt::format("{} must be an address that begins with https:// or http://.",
                                      key));
    };
    requireAddress("cas_config.server_url", settings.cas.serverUrl);
    requireAddress("web_client_location", settings.webClientLocation);
    if (settings.enableRegistrationCaptcha)
        requireAddress("recaptcha_siteverify_api", settings.recaptchaSiteverifyApi);
}

} // namespace hearth::config
