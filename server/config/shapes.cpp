// SPDX-License-Identifier: Apache-2.0
#include "server/config/shapes.hpp"

#include "server/config/members.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>

namespace hearth::config {
namespace {

constexpr std::array resourceNames{"client",  "federation",  "media",    "metrics",
                                   "health",  "keys",        "openid",   "static",
                                   "consent", "replication", "webclient"};

void readResources(Reader &reader, const YAML::Node &node, Listener &listener) {
    if (!given(node) || !reader.isList(node, "resources"))
        return;
    for (const YAML::Node &group : node) {
        if (!reader.isMap(group, "Each entry of resources"))
            continue;
        reader.knownKeys(group, "An entry of resources", {"names", "compress"});
        bool compress = false;
        Members(reader, group, "resources").boolean("compress", compress);
        if (!given(group["names"])) {
            reader.problem(group, "An entry of resources needs names.");
            continue;
        }
        for (const std::string &name : reader.texts(group["names"], "names")) {
            if (std::find(resourceNames.begin(), resourceNames.end(), name) ==
                resourceNames.end()) {
                std::string message = fmt::format("There is no resource \"{}\".", name);
                if (const auto near = nearest(name, {resourceNames.begin(), resourceNames.end()}))
                    message += fmt::format(" Did you mean \"{}\"?", *near);
                reader.problem(group["names"], std::move(message));
            }
            if (name == "consent" || name == "replication" || name == "webclient")
                reader.note(group["names"],
                            fmt::format("The resource \"{}\" has no effect: {}.", name,
                                        name == "replication" ? "hearthd is one process"
                                                              : "hearthd has no such pages"));
            // As with Synapse, that of the other resources has no effect.
            listener.compress = listener.compress || (compress && name == "client");
            listener.resources.push_back(name);
        }
    }
}

std::vector<RoomRule> roomRules(Reader &reader, const YAML::Node &node, std::string_view what) {
    std::vector<RoomRule> rules;
    if (!given(node) || !reader.isList(node, what))
        return rules;
    for (const YAML::Node &entry : node) {
        if (!reader.isMap(entry, fmt::format("Each entry of {}", what)))
            continue;
        reader.knownKeys(entry, what, {"user_id", "alias", "room_id", "action"});
        RoomRule rule;
        std::string action = "allow";
        Members members(reader, entry, std::string(what));
        members.text("user_id", rule.userId);
        members.text("alias", rule.alias);
        members.text("room_id", rule.roomId);
        members.text("action", action);
        if (action != "allow" && action != "deny")
            reader.problem(entry["action"], "action must be allow or deny.");
        rule.allow = action == "allow";
        rules.push_back(std::move(rule));
    }
    return rules;
}

/// A value of a libpq connection string.
std::string inQuotes(std::string_view value) {
    std::string out = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "'";
}

void noteIgnoredArgument(Reader &reader, const YAML::Node &node, const std::string &key) {
    reader.note(node, fmt::format("\"database.args.{}\" has no effect: it describes a detail of "
                                  "Synapse's connections.",
                                  key));
}

void readPostgres(Reader &reader, const YAML::Node &arguments, Settings &settings) {
    for (const auto &item : arguments) {
        std::string key = item.first.Scalar();
        const std::string what = "database.args." + key;
        if (key == "cp_max") {
            settings.database.readers = static_cast<int>(
                reader.integer(item.second, what, 1, 1000).value_or(settings.database.readers));
            continue;
        }
        if (key.starts_with("cp_")) {
            noteIgnoredArgument(reader, item.first, key);
            continue;
        }
        if (key == "database")
            key = "dbname"; // psycopg2 takes both
        static constexpr std::array known{"dbname",
                                          "host",
                                          "hostaddr",
                                          "port",
                                          "user",
                                          "password",
                                          "sslmode",
                                          "sslcert",
                                          "sslkey",
                                          "sslrootcert",
                                          "passfile",
                                          "keepalives",
                                          "options",
                                          "service",
                                          "keepalives_idle",
                                          "keepalives_interval",
                                          "keepalives_count",
                                          "connect_timeout",
                                          "application_name",
                                          "target_session_attrs"};
        if (std::find(known.begin(), known.end(), key) == known.end()) {
            std::string message = fmt::format("database.args has no key \"{}\".", key);
            if (const auto near = nearest(key, {known.begin(), known.end()}))
                message += fmt::format(" Did you mean \"{}\"?", *near);
            reader.problem(item.first, std::move(message));
            continue;
        }
        if (const auto value = reader.text(item.second, what); value && !value->empty())
            settings.database.connection += key + "=" + inQuotes(*value) + " ";
    }
}

} // namespace

void readListeners(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isList(node, "listeners"))
        return;
    settings.listeners.clear();
    if (node.size() == 0)
        reader.problem(node, "listeners must have at least one entry.");
    for (const YAML::Node &entry : node) {
        if (!reader.isMap(entry, "Each entry of listeners"))
            continue;
        reader.knownKeys(entry, "A listener",
                         {"port", "bind_address", "bind_addresses", "type", "tls", "x_forwarded",
                          "resources", "tag", "request_id_header"});
        for (const char *key : {"tag", "request_id_header"})
            if (given(entry[key]))
                reader.note(entry[key],
                            fmt::format("\"{}\" of a listener has no effect: hearthd's log names "
                                        "requests by numbers of its own.",
                                        key));
        Listener listener;
        listener.line = entry.Mark().line + 1;
        std::string type = "http";
        std::string single;
        Members members(reader, entry, "listeners");
        members.integer("port", listener.port, 0, 65535);
        members.text("type", type);
        members.boolean("tls", listener.tls);
        members.boolean("x_forwarded", listener.xForwarded);
        members.text("bind_address", single);
        if (!entry["port"])
            reader.problem(entry, "A listener needs a port.");
        if (type == "metrics")
            listener.resources = {"metrics", "health"};
        else if (type == "http")
            readResources(reader, entry["resources"], listener);
        else
            reader.problem(entry["type"],
                           fmt::format("The type of a listener must be http or metrics; it is "
                                       "\"{}\".",
                                       type));
        if (!single.empty())
            listener.bindAddresses = {single};
        if (given(entry["bind_addresses"]))
            listener.bindAddresses = reader.texts(entry["bind_addresses"], "bind_addresses");
        else if (single.empty())
            listener.bindAddresses = {"0.0.0.0", "::"};
        settings.listeners.push_back(std::move(listener));
    }
}

void readDatabase(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "database"))
        return;
    reader.knownKeys(node, "database", {"name", "args", "txn_limit", "allow_unsafe_locale"});
    settings.database.line = node.Mark().line + 1;
    if (given(node["txn_limit"]))
        reader.note(node["txn_limit"], "\"database.txn_limit\" has no effect: hearthd's "
                                       "connections do not grow with time.");
    if (given(node["allow_unsafe_locale"]))
        reader.note(node["allow_unsafe_locale"],
                    "\"database.allow_unsafe_locale\" has no effect: hearthd names the order of "
                    "text itself and works with every locale.");
    std::string name = "sqlite3";
    Members(reader, node, "database").text("name", name);
    const YAML::Node arguments = node["args"];
    if (given(arguments) && !reader.isMap(arguments, "database.args"))
        return;
    if (name == "psycopg2") {
        settings.database.postgres = true;
        if (given(arguments))
            readPostgres(reader, arguments, settings);
        return;
    }
    if (name != "sqlite3")
        reader.problem(node["name"], fmt::format("database.name must be sqlite3 or psycopg2 "
                                                 "(PostgreSQL); it is \"{}\".",
                                                 name));
    if (!given(arguments))
        return;
    for (const auto &item : arguments) {
        const std::string key = item.first.Scalar();
        if (key.starts_with("cp_") || key == "check_same_thread")
            noteIgnoredArgument(reader, item.first, key);
        else if (key != "database")
            reader.problem(item.first,
                           fmt::format("database.args has no key \"{}\" for sqlite3.", key));
    }
    std::string file;
    Members(reader, arguments, "database.args").text("database", file);
    if (!file.empty())
        settings.database.path = reader.path(file);
}

void readPresenceEnabled(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node))
        return;
    settings.presenceUntracked = node.IsScalar() && node.Scalar() == "untracked";
    if (settings.presenceUntracked)
        reader.note(node, "presence.enabled: untracked is the same as false here: presence that "
                          "is not tracked comes only from modules and other servers.");
    settings.presenceEnabled =
        !settings.presenceUntracked &&
        reader.boolean(node, "presence.enabled").value_or(settings.presenceEnabled);
}

void readPasswordsEnabled(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node))
        return;
    if (node.IsScalar() && node.Scalar() == "only_for_reauth")
        reader.problem(node, "password_config.enabled: only_for_reauth needs another way to sign "
                             "in, which there is not.");
    else
        settings.passwordConfig.enabled = reader.boolean(node, "password_config.enabled")
                                              .value_or(settings.passwordConfig.enabled);
}

void readCasAttributes(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "cas_config.required_attributes"))
        return;
    for (const auto &item : node) {
        std::optional<std::string> value;
        if (given(item.second))
            value = reader.text(item.second, "cas_config.required_attributes");
        settings.cas.requiredAttributes.emplace_back(item.first.Scalar(), std::move(value));
    }
}

void readRoomListRules(Reader &reader, const YAML::Node &node, Settings &settings) {
    settings.roomListPublicationRules = roomRules(reader, node, "room_list_publication_rules");
}

void readAliasRules(Reader &reader, const YAML::Node &node, Settings &settings) {
    settings.aliasCreationRules = roomRules(reader, node, "alias_creation_rules");
}

void readThumbnailSizes(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isList(node, "thumbnail_sizes"))
        return;
    for (const YAML::Node &entry : node) {
        if (!reader.isMap(entry, "Each entry of thumbnail_sizes"))
            continue;
        reader.knownKeys(entry, "thumbnail_sizes", {"width", "height", "method"});
        ThumbnailSize size;
        std::string method = "scale";
        Members members(reader, entry, "thumbnail_sizes");
        members.integer("width", size.width, 1, 4096);
        members.integer("height", size.height, 1, 4096);
        members.text("method", method);
        if (method != "scale" && method != "crop")
            reader.problem(entry, "thumbnail_sizes.method must be scale or crop.");
        size.crop = method == "crop";
        settings.thumbnailSizes.push_back(size);
    }
}

void readOldSigningKeys(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "old_signing_keys"))
        return;
    for (const auto &item : node) {
        const std::string id = item.first.Scalar();
        if (!reader.isMap(item.second, "old_signing_keys." + id))
            continue;
        reader.knownKeys(item.second, "old_signing_keys." + id, {"key", "expired_ts"});
        OldSigningKey key{id, {}, 0};
        Members members(reader, item.second, "old_signing_keys." + id);
        members.text("key", key.key);
        members.integer("expired_ts", key.expiredTs);
        settings.oldSigningKeys.push_back(std::move(key));
    }
}

void readTrustedKeyServers(Reader &reader, const YAML::Node &node, Settings &settings) {
    settings.trustedKeyServers.clear();
    if (!given(node) || !reader.isList(node, "trusted_key_servers"))
        return;
    for (const YAML::Node &entry : node) {
        if (!reader.isMap(entry, "Each entry of trusted_key_servers"))
            continue;
        reader.knownKeys(entry, "trusted_key_servers",
                         {"server_name", "verify_keys", "accept_keys_insecurely"});
        TrustedKeyServer server;
        Members members(reader, entry, "trusted_key_servers");
        members.text("server_name", server.serverName);
        members.boolean("accept_keys_insecurely", server.acceptKeysInsecurely);
        if (server.serverName.empty())
            reader.problem(entry, "An entry of trusted_key_servers needs server_name.");
        if (const YAML::Node keys = entry["verify_keys"];
            given(keys) && reader.isMap(keys, "verify_keys"))
            for (const auto &item : keys)
                if (auto key = reader.text(item.second, "verify_keys"))
                    server.verifyKeys.emplace_back(item.first.Scalar(), *std::move(key));
        settings.trustedKeyServers.push_back(std::move(server));
    }
}

void readCaList(Reader &reader, const YAML::Node &node, Settings &settings) {
    settings.federationCustomCaList.clear();
    for (const std::string &file : reader.texts(node, "federation_custom_ca_list"))
        settings.federationCustomCaList.push_back(reader.path(file));
}

void readAppServiceFiles(Reader &reader, const YAML::Node &node, Settings &settings) {
    settings.appServiceConfigFiles.clear();
    for (const std::string &file : reader.texts(node, "app_service_config_files"))
        settings.appServiceConfigFiles.push_back(reader.path(file));
}

} // namespace hearth::config
