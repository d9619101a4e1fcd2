// SPDX-License-Identifier: Apache-2.0
#include "server/config/load.hpp"

#include "server/config/checks.hpp"
#include "server/config/email_checks.hpp"
#include "server/config/reader.hpp"
#include "server/config/yaml_text.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace hearth::config {
namespace {

/// Networks that belong to nobody outside: Synapse's default for ip_range_blacklist.
const std::vector<std::string> &privateNetworks() {
    static const std::vector<std::string> networks{
        "127.0.0.0/8",     "10.0.0.0/8",     "172.16.0.0/12",  "192.168.0.0/16", "100.64.0.0/10",
        "192.0.0.0/24",    "169.254.0.0/16", "192.88.99.0/24", "198.18.0.0/15",  "192.0.2.0/24",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "::1/128",        "fe80::/10",
        "fc00::/7",        "2001:db8::/32",  "ff00::/8",       "fec0::/10"};
    return networks;
}

/// key: of the file, or "group.key"; 0 if it is not there.
int lineOf(const YAML::Node &root, std::string_view key) {
    if (!root.IsMap())
        return 0;
    const auto dot = key.find('.');
    const YAML::Node found = root[std::string(key.substr(0, dot))];
    if (!found)
        return 0;
    if (dot != key.npos)
        if (const int line = lineOf(found, key.substr(dot + 1)); line != 0)
            return line;
    return found.Mark().line + 1;
}

void fillDefaults(Settings &settings, const YAML::Node &root) {
    const auto inDataDir = [&](const std::string &name) {
        return (std::filesystem::path(settings.dataDir) / name).string();
    };
    if (settings.listeners.empty())
        settings.listeners.push_back({});
    if (settings.mediaStorePath.empty())
        settings.mediaStorePath = inDataDir("media");
    if (settings.signingKeyPath.empty())
        settings.signingKeyPath = inDataDir(settings.serverName + ".signing.key");
    if (settings.database.path.empty())
        settings.database.path = inDataDir("hearthd.db");
    if (root.IsMap() && !root["ip_range_blacklist"])
        settings.ipRangeBlacklist = privateNetworks();
    if (root.IsMap() && !root["url_preview_ip_range_blacklist"])
        settings.urlPreviewIpRangeBlacklist = privateNetworks();
    if (settings.thumbnailSizes.empty())
        settings.thumbnailSizes = {{32, 32, true},
                                   {96, 96, true},
                                   {320, 240, false},
                                   {640, 480, false},
                                   {800, 600, false}};
    if (!settings.publicBaseurl.empty() && !settings.publicBaseurl.ends_with('/'))
        settings.publicBaseurl += '/';
    while (settings.cas.serverUrl.ends_with('/'))
        settings.cas.serverUrl.pop_back();
    settings.email.enabled =
        root.IsMap() && root["email"] && root["email"].IsMap() && root["email"].size() > 0;
    while (settings.email.clientBaseUrl.ends_with('/'))
        settings.email.clientBaseUrl.pop_back();
}

void checkFiles(Loaded &result, const YAML::Node &root) {
    const Settings &settings = result.settings;
    const auto problem = [&](const char *key, std::string message) {
        result.problems.push_back({settings.configFile, lineOf(root, key), std::move(message)});
    };
    const bool tls = std::any_of(settings.listeners.begin(), settings.listeners.end(),
                                 [](const Listener &listener) { return listener.tls; });
    if (tls && settings.tlsCertificatePath.empty())
        problem("listeners", "A listener has tls: true; that needs tls_certificate_path.");
    if (tls && settings.tlsPrivateKeyPath.empty())
        problem("listeners", "A listener has tls: true; that needs tls_private_key_path.");
}

void checkGroups(Loaded &result, const YAML::Node &root) {
    const Settings &settings = result.settings;
    const auto needs = [&](const char *group, const char *key) {
        result.problems.push_back(
            {settings.configFile, lineOf(root, group), fmt::format("{} needs {}.", group, key)});
    };
    if (settings.cas.enabled && settings.cas.serverUrl.empty())
        needs("cas_config", "server_url");
    if (settings.jwt.enabled && settings.jwt.secret.empty())
        needs("jwt_config", "secret");
    if (settings.jwt.enabled && settings.jwt.algorithm.empty())
        needs("jwt_config", "algorithm");
    if (settings.limitProfileRequestsToUsersWhoShareRooms &&
        !settings.requireAuthForProfileRequests)
        result.notes.push_back(
            {settings.configFile, lineOf(root, "limit_profile_requests_to_users_who_share_rooms"),
             "\"limit_profile_requests_to_users_who_share_rooms\" has no effect without "
             "require_auth_for_profile_requests: nobody else is known to share a room."});
    if (settings.mau.limit && settings.mau.maxValue == 0)
        needs("limit_usage_by_mau", "max_mau_value");
    if (root.IsMap() && root["server_notices"] && root["server_notices"].IsMap() &&
        settings.serverNotices.localpart.empty())
        needs("server_notices", "system_mxid_localpart");
}

void checkRegistration(Loaded &result, const YAML::Node &root) {
    const Settings &s = result.settings;
    if (s.enableRegistration && !s.enableRegistrationWithoutVerification &&
        !s.registrationRequiresToken && !s.enableRegistrationCaptcha &&
        s.registrationsRequire3pid.empty())
        result.problems.push_back({s.configFile, lineOf(root, "enable_registration"),
                                   "Open registration without any verification invites abuse. Set "
                                   "registration_requires_token: true, or, if you are sure, "
                                   "enable_registration_without_verification: true."});
}

/// As Synapse refuses them: limits that contradict each other.
void checkRetention(Loaded &result, const YAML::Node &root) {
    const Retention &r = result.settings.retention;
    const auto contradiction = [&](const std::optional<std::int64_t> &least,
                                   const std::optional<std::int64_t> &most, const char *message) {
        if (least && most && *least > *most)
            result.problems.push_back(
                {result.settings.configFile, lineOf(root, "retention"), message});
    };
    contradiction(r.defaultMinLifetime, r.defaultMaxLifetime,
                  "In retention.default_policy, min_lifetime is longer than max_lifetime.");
    contradiction(r.allowedMinLifetime, r.allowedMaxLifetime,
                  "In retention, allowed_lifetime_min is longer than allowed_lifetime_max.");
    for (const auto &lifetime : {r.defaultMaxLifetime, r.allowedMinLifetime, r.allowedMaxLifetime})
        if (lifetime && *lifetime == 0)
            result.problems.push_back({result.settings.configFile, lineOf(root, "retention"),
                                       "A lifetime of 0 in retention would delete every message at "
                                       "once; leave the key out."});
}

void check(Loaded &result, const YAML::Node &root) {
    Settings &settings = result.settings;
    const auto problem = [&](const char *key, std::string message) {
        result.problems.push_back({settings.configFile, lineOf(root, key), std::move(message)});
    };
    if (settings.serverName.empty())
        problem("server_name", "server_name is missing.");
    else if (!isServerName(settings.serverName))
        problem("server_name",
                fmt::format("\"{}\" is no server name: letters, digits, dots and hyphens, perhaps "
                            "a colon and a port.",
                            settings.serverName));
    checkValues(settings, problem, [&](int line, std::string message) {
        result.problems.push_back({settings.configFile, line, std::move(message)});
    });
    checkFiles(result, root);
    checkGroups(result, root);
    checkRegistration(result, root);
    checkEmail(settings, problem, [&](const char *key, std::string message) {
        result.notes.push_back({settings.configFile, lineOf(root, key), std::move(message)});
    });
    checkRetention(result, root);
}

std::string readAll(const std::string &file, bool &good) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    good = static_cast<bool>(in);
    return text.str();
}

std::string defaultText(const Row &row) {
    Settings settings;
    return std::visit(
        [&](const auto &target) -> std::string {
            using T = std::decay_t<decltype(target)>;
            if constexpr (std::is_same_v<T, Place<bool>>)
                return target(settings) ? "true" : "false";
            else if constexpr (std::is_same_v<T, Place<std::int64_t>> ||
                               std::is_same_v<T, Place<double>>)
                return fmt::format("{}", target(settings));
            else if constexpr (std::is_same_v<T, Place<std::string>>)
                return target(settings);
            else if constexpr (std::is_same_v<T, Place<RateLimit>>)
                return fmt::format("{{per_second: {}, burst_count: {}}}",
                                   target(settings).perSecond, target(settings).burstCount);
            else
                return {};
        },
        row.target);
}

std::string_view typeName(const Row &row) {
    if (row.form == Form::Size)
        return "size";
    if (row.form == Form::Duration)
        return "duration";
    if (row.form == Form::Path || row.form == Form::File)
        return "path";
    static constexpr std::string_view names[] = {
        "boolean", "integer", "number", "text", "integer", "list",   "list",
        "rate",    "rate",    "object", "list", "boolean", "object", "ignored"};
    return names[row.target.index()];
}

/// Apart from where they stand in the file.
bool sameListeners(const std::vector<Listener> &a, const std::vector<Listener> &b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Listener &x, const Listener &y) {
                          return x.port == y.port && x.bindAddresses == y.bindAddresses &&
                                 x.tls == y.tls && x.xForwarded == y.xForwarded &&
                                 x.compress == y.compress && x.resources == y.resources;
                      });
}

} // namespace

std::string Problem::text() const {
    return line > 0 ? fmt::format("{}:{}: {}", file, line, message)
                    : fmt::format("{}: {}", file, message);
}

Loaded loadText(std::string_view text, const std::string &file) {
    Loaded result;
    result.settings.configFile = std::filesystem::absolute(file).lexically_normal().string();
    result.settings.dataDir =
        std::filesystem::path(result.settings.configFile).parent_path().string();
    for (YamlProblem &problem : checkYaml(text))
        result.problems.push_back(
            {result.settings.configFile, problem.line, std::move(problem.message)});
    if (!result.problems.empty())
        return result;
    try {
        const YAML::Node root = YAML::Load(std::string(text));
        Reader(result, result.settings.configFile).read(root);
        fillDefaults(result.settings, root);
        check(result, root);
    } catch (const YAML::Exception &failure) {
        result.problems.push_back({result.settings.configFile, failure.mark.line + 1,
                                   fmt::format("This cannot be read: {}.", failure.msg)});
    }
    std::stable_sort(result.problems.begin(), result.problems.end(),
                     [](const Problem &a, const Problem &b) { return a.line < b.line; });
    return result;
}

Loaded load(const std::string &file) {
    bool good = false;
    const std::string text = readAll(file, good);
    if (good)
        return loadText(text, file);
    Loaded result;
    result.settings.configFile = file;
    const char *why = !std::filesystem::exists(file)        ? "There is no such file."
                      : std::filesystem::is_directory(file) ? "This is a folder, not a file."
                                                            : "The file cannot be read.";
    result.problems.push_back({file, 0, why});
    return result;
}

json::array schema() {
    json::array rows;
    for (const Row &row : table()) {
        json::object entry{
            {"key", row.key}, {"type", typeName(row)}, {"restart", row.needsRestart}};
        if (const auto *ignored = std::get_if<Ignored>(&row.target))
            entry["help"] = fmt::format("Has no effect: {}.", ignored->why);
        else
            entry["help"] = row.help;
        if (auto standard = defaultText(row); !standard.empty())
            entry["default"] = std::move(standard);
        if (!row.limits.choices.empty()) {
            json::array choices;
            for (const std::string_view choice : row.limits.choices)
                choices.emplace_back(choice);
            entry["choices"] = std::move(choices);
        }
        rows.push_back(std::move(entry));
    }
    return rows;
}

std::vector<std::string> keepWhatNeedsRestart(Settings &fresh, const Settings &old) {
    std::vector<std::string> changed;
    Settings before = old; // the table's places give references to what can be changed
    for (const Row &row : table()) {
        if (!row.needsRestart)
            continue;
        std::visit(
            [&](const auto &target) {
                using T = std::decay_t<decltype(target)>;
                if constexpr (!std::is_same_v<T, Ignored> && !std::is_same_v<T, Custom> &&
                              !std::is_same_v<T, Place<RateLimit>> &&
                              !std::is_same_v<T, Place<std::optional<RateLimit>>>) {
                    if (target(fresh) == target(before))
                        return;
                    changed.emplace_back(row.key);
                    target(fresh) = target(before);
                }
            },
            row.target);
    }
    if (!sameListeners(fresh.listeners, old.listeners))
        changed.emplace_back("listeners");
    if (fresh.database.postgres != old.database.postgres ||
        fresh.database.path != old.database.path ||
        fresh.database.connection != old.database.connection ||
        fresh.database.readers != old.database.readers)
        changed.emplace_back("database");
    if (fresh.appServiceConfigFiles != old.appServiceConfigFiles)
        changed.emplace_back("app_service_config_files");
    fresh.listeners = old.listeners;
    fresh.database = old.database;
    fresh.oldSigningKeys = old.oldSigningKeys;
    fresh.federationCustomCaList = old.federationCustomCaList;
    fresh.appServiceConfigFiles = old.appServiceConfigFiles;
    return changed;
}

} // namespace hearth::config
