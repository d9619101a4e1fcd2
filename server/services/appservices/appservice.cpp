// SPDX-License-Identifier: Apache-2.0
// See appservice.hpp.
#include "server/services/appservices/appservice.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace hearth::services {
namespace {

bool anyMatches(const std::vector<AppServiceNamespace> &list, std::string_view id,
                bool exclusiveOnly) {
    return std::any_of(list.begin(), list.end(), [&](const AppServiceNamespace &space) {
        return (!exclusiveOnly || space.exclusive) && space.matches(id);
    });
}

std::string text(const YAML::Node &node, const char *key, bool required) {
    const auto value = node[key];
    if (!value || value.IsNull()) {
        if (required)
            throw YAML::Exception(node.Mark(), std::string("'") + key + "' is missing");
        return {};
    }
    return value.as<std::string>();
}

bool flag(const YAML::Node &node, const char *key, bool fallback) {
    const auto value = node[key];
    return value && !value.IsNull() ? value.as<bool>() : fallback;
}

std::vector<AppServiceNamespace> readSpaces(const YAML::Node &spaces, const char *kind) {
    std::vector<AppServiceNamespace> out;
    if (!spaces || !spaces[kind])
        return out;
    for (const auto &row : spaces[kind]) {
        AppServiceNamespace space;
        space.pattern = text(row, "regex", true);
        space.exclusive = flag(row, "exclusive", false);
        try {
            space.regex.assign(space.pattern, std::regex::ECMAScript | std::regex::optimize);
        } catch (const std::regex_error &) {
            throw YAML::Exception(row.Mark(),
                                  "'" + space.pattern + "' is not a regular expression");
        }
        out.push_back(std::move(space));
    }
    return out;
}

AppService read(const YAML::Node &root, std::string_view serverName) {
    AppService out;
    out.id = text(root, "id", true);
    out.url = text(root, "url", false);
    out.asToken = text(root, "as_token", true);
    out.hsToken = text(root, "hs_token", true);
    out.senderLocalpart = text(root, "sender_localpart", true);
    out.sender = "@" + out.senderLocalpart + ":" + std::string(serverName);
    out.rateLimited = flag(root, "rate_limited", true);
    const bool stable = flag(root, "receive_ephemeral", flag(root, "push_ephemeral", false));
    out.unstableEphemeral = !stable && flag(root, "de.sorunome.msc2409.push_ephemeral", false);
    out.ephemeral = stable || out.unstableEphemeral;
    out.deviceLists = flag(root, "org.matrix.msc3202", false);
    out.deviceManagement = flag(root, "io.element.msc4190", false);
    if (root["protocols"] && root["protocols"].IsSequence())
        out.protocols = root["protocols"].as<std::vector<std::string>>();
    const auto spaces = root["namespaces"];
    out.users = readSpaces(spaces, "users");
    out.aliases = readSpaces(spaces, "aliases");
    out.rooms = readSpaces(spaces, "rooms");
    while (!out.url.empty() && out.url.back() == '/')
        out.url.pop_back();
    return out;
}

} // namespace

bool AppServiceNamespace::matches(std::string_view id) const {
    return std::regex_search(id.begin(), id.end(), regex, std::regex_constants::match_continuous);
}

bool AppService::ownsUser(std::string_view userId) const {
    return userId == sender || anyMatches(users, userId, false);
}

bool AppService::ownsUserExclusively(std::string_view userId) const {
    return userId == sender || anyMatches(users, userId, true);
}

bool AppService::ownsAlias(std::string_view alias) const {
    return anyMatches(aliases, alias, false);
}

bool AppService::ownsAliasExclusively(std::string_view alias) const {
    return anyMatches(aliases, alias, true);
}

bool AppService::ownsRoom(std::string_view roomId) const {
    return anyMatches(rooms, roomId, false);
}

Result<AppService> loadAppService(const std::string &file, std::string_view serverName) {
    try {
        return read(YAML::LoadFile(file), serverName);
    } catch (const YAML::BadFile &) {
        return fail("unreadable", file + ": cannot be read");
    } catch (const YAML::Exception &error) {
        return fail("invalid", file + ":" + std::to_string(error.mark.line + 1) + ": " + error.msg);
    }
}

} // namespace hearth::services
