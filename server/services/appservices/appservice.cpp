// SPDX-License-Identifier: Apache-2.0
// See appservice.hpp.
#include "server/services/appservices/appservice.hpp"

#include "server/config/reader.hpp"
#include "server/config/yaml_text.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace hearth::services {
namespace {

bool anyMatches(const std::vector<AppServiceNamespace> &list, std::string_view id,
                bool exclusiveOnly) {
    return std::any_of(list.begin(), list.end(), [&](const AppServiceNamespace &space) {
        return (!exclusiveOnly || space.exclusive) && space.matches(id);
    });
}

/// One group of keys of a registration. What it does not understand ends the reading, with the
/// line.
class Fields {
public:
    Fields(const YAML::Node &map, std::string what, std::vector<std::string_view> known)
        : m_map(map)
        , m_what(std::move(what)) {
        if (!map.IsMap())
            refuse(map, m_what + " must consist of keys with values");
        // Registrations carry keys for other servers, too; what looks like a slip is none of them.
        for (const auto &item : map) {
            const std::string &key = item.first.Scalar();
            if (std::find(known.begin(), known.end(), key) != known.end() ||
                key.find('.') != std::string::npos)
                continue;
            if (const auto near = config::nearest(key, known))
                refuse(item.first, m_what + " has no key \"" + key + "\"; did you mean \"" +
                                       std::string(*near) + "\"?");
        }
    }
    [[noreturn]] static void refuse(const YAML::Node &node, const std::string &message) {
        throw YAML::Exception(node.Mark(), message);
    }
    /// Not there or null: an undefined node.
    [[nodiscard]] YAML::Node find(const char *key) const {
        const YAML::Node value = m_map[key];
        return value && !value.IsNull() ? value : YAML::Node(YAML::NodeType::Undefined);
    }
    [[nodiscard]] std::string text(const char *key, bool required) const {
        const YAML::Node value = find(key);
        if (!value.IsDefined()) {
            if (required)
                refuse(m_map, std::string("'") + key + "' is missing");
            return {};
        }
        if (!value.IsScalar())
            refuse(value, std::string("'") + key + "' must be text");
        if (required && value.Scalar().empty())
            refuse(value, std::string("'") + key + "' is empty");
        return value.Scalar();
    }
    [[nodiscard]] bool flag(const char *key, bool fallback) const {
        const YAML::Node value = find(key);
        if (!value.IsDefined())
            return fallback;
        bool out = false;
        if (!value.IsScalar() || value.Tag() == "!" || !YAML::convert<bool>::decode(value, out))
            refuse(value, std::string("'") + key + "' must be true or false");
        return out;
    }
    /// The entries of a list; none if it is not there.
    [[nodiscard]] std::vector<YAML::Node> list(const char *key) const {
        const YAML::Node value = find(key);
        if (value.IsDefined() && !value.IsSequence())
            refuse(value, std::string("'") + key + "' must be a list");
        std::vector<YAML::Node> out;
        if (value.IsDefined())
            for (const auto &entry : value)
                out.push_back(entry);
        return out;
    }

private:
    const YAML::Node m_map;
    std::string m_what;
};

std::vector<AppServiceNamespace> readSpaces(const Fields &spaces, const char *kind) {
    std::vector<AppServiceNamespace> out;
    for (const YAML::Node &row : spaces.list(kind)) {
        const Fields fields(row, std::string("An entry of ") + kind,
                            {"regex", "exclusive", "group_id"});
        AppServiceNamespace space;
        space.pattern = fields.text("regex", true);
        space.exclusive = fields.flag("exclusive", false);
        try {
            space.regex.assign(space.pattern, std::regex::ECMAScript | std::regex::optimize);
        } catch (const std::regex_error &) {
            Fields::refuse(row, "'" + space.pattern + "' is not a regular expression");
        }
        out.push_back(std::move(space));
    }
    return out;
}

AppService read(const YAML::Node &root, std::string_view serverName) {
    const Fields fields(root, "A registration",
                        {"id", "url", "as_token", "hs_token", "sender_localpart", "rate_limited",
                         "protocols", "namespaces", "receive_ephemeral", "push_ephemeral"});
    AppService out;
    out.id = fields.text("id", true);
    out.url = fields.text("url", false);
    out.asToken = fields.text("as_token", true);
    out.hsToken = fields.text("hs_token", true);
    out.senderLocalpart = fields.text("sender_localpart", true);
    out.sender = "@" + out.senderLocalpart + ":" + std::string(serverName);
    out.rateLimited = fields.flag("rate_limited", true);
    const bool stable = fields.flag("receive_ephemeral", fields.flag("push_ephemeral", false));
    out.unstableEphemeral = !stable && fields.flag("de.sorunome.msc2409.push_ephemeral", false);
    out.ephemeral = stable || out.unstableEphemeral;
    out.deviceLists = fields.flag("org.matrix.msc3202", false);
    out.deviceManagement = fields.flag("io.element.msc4190", false);
    for (const YAML::Node &protocol : fields.list("protocols")) {
        if (!protocol.IsScalar())
            Fields::refuse(protocol, "an entry of 'protocols' must be text");
        out.protocols.push_back(protocol.Scalar());
    }
    if (const YAML::Node group = fields.find("namespaces"); group.IsDefined()) {
        const Fields spaces(group, "namespaces", {"users", "aliases", "rooms"});
        out.users = readSpaces(spaces, "users");
        out.aliases = readSpaces(spaces, "aliases");
        out.rooms = readSpaces(spaces, "rooms");
    }
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

tl::expected<AppService, config::Problem> loadAppService(const std::string &file,
                                                         std::string_view serverName) {
    const auto problem = [&](int line, std::string message) {
        return tl::unexpected(config::Problem{file, line, std::move(message)});
    };
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in.is_open() || in.bad())
        return problem(0, "The file cannot be read.");
    if (const auto problems = config::checkYaml(text); !problems.empty())
        return problem(problems.front().line, problems.front().message);
    try {
        return read(YAML::Load(text), serverName);
    } catch (const YAML::Exception &error) {
        return problem(error.mark.line + 1, error.msg + ".");
    }
}

std::vector<AppService> loadAppServices(const std::vector<std::string> &files,
                                        std::string_view serverName,
                                        std::vector<config::Problem> &problems) {
    std::vector<AppService> out;
    for (const std::string &file : files) {
        auto service = loadAppService(file, serverName);
        if (!service) {
            problems.push_back(std::move(service.error()));
            continue;
        }
        const bool taken = std::any_of(out.begin(), out.end(), [&](const AppService &other) {
            return other.id == service->id || other.asToken == service->asToken;
        });
        if (taken)
            problems.push_back(
                {file, 0, "Another application service has the same id or as_token."});
        else
            out.push_back(*std::move(service));
    }
    return out;
}

} // namespace hearth::services
