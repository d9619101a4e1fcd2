// SPDX-License-Identifier: Apache-2.0
#include "server/config/shapes.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <limits>

namespace hearth::config {
namespace {

constexpr std::int64_t anyInt = std::numeric_limits<std::int64_t>::max();

bool given(const YAML::Node &node) {
    return node.IsDefined() && !node.IsNull();
}

/// The members of one map; each call reads one if it is given.
class Members {
public:
    Members(Reader &reader, const YAML::Node &map, std::string what)
        : m_reader(reader)
        , m_map(map)
        , m_what(std::move(what)) {}
    void text(const char *key, std::string &out) {
        if (const YAML::Node node = m_map[key]; given(node))
            if (auto value = m_reader.text(node, name(key)))
                out = *std::move(value);
    }
    void boolean(const char *key, bool &out) {
        if (const YAML::Node node = m_map[key]; given(node))
            out = m_reader.boolean(node, name(key)).value_or(out);
    }
    void integer(const char *key, std::int64_t &out, std::int64_t least = 0,
                 std::int64_t most = anyInt) {
        if (const YAML::Node node = m_map[key]; given(node))
            out = m_reader.integer(node, name(key), least, most).value_or(out);
    }
    void duration(const char *key, std::optional<std::int64_t> &out) {
        if (const YAML::Node node = m_map[key]; given(node))
            if (const auto value = m_reader.duration(node, name(key)))
                out = value;
    }
    void duration(const char *key, std::int64_t &out) {
        if (const YAML::Node node = m_map[key]; given(node))
            out = m_reader.duration(node, name(key)).value_or(out);
    }
    void texts(const char *key, std::vector<std::string> &out) {
        if (const YAML::Node node = m_map[key]; given(node))
            out = m_reader.texts(node, name(key));
    }

private:
    std::string name(const char *key) const { return m_what + "." + key; }
    Reader &m_reader;
    const YAML::Node m_map;
    std::string m_what;
};

constexpr std::array resourceNames{"client",  "federation",  "media",    "metrics",
                                   "health",  "keys",        "openid",   "static",
                                   "consent", "replication", "webclient"};

std::vector<std::string> resourcesOf(Reader &reader, const YAML::Node &node) {
    std::vector<std::string> names;
    if (!given(node) || !reader.isList(node, "resources"))
        return names;
    for (const YAML::Node &group : node) {
        if (!reader.isMap(group, "Each entry of resources"))
            continue;
        reader.knownKeys(group, "An entry of resources", {"names", "compress"});
        bool compress = false;
        Members(reader, group, "resources").boolean("compress", compress);
        if (compress)
            reader.note(
                group["compress"],
                "\"compress\" has no effect: a reverse proxy in front can compress answers.");
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
            names.push_back(name);
        }
    }
    return names;
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
std::string quoted(std::string_view value) {
    std::string out = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "'";
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
        if (key.starts_with("cp_"))
            continue; // how Synapse's pool behaves
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
            settings.database.connection += key + "=" + quoted(*value) + " ";
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
            listener.resources = resourcesOf(reader, entry["resources"]);
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
    for (const auto &item : arguments)
        if (const std::string key = item.first.Scalar();
            key != "database" && !key.starts_with("cp_") && key != "check_same_thread")
            reader.problem(item.first,
                           fmt::format("database.args has no key \"{}\" for sqlite3.", key));
    std::string file;
    Members(reader, arguments, "database.args").text("database", file);
    if (!file.empty())
        settings.database.path = reader.path(file);
}

void readLog(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "log"))
        return;
    reader.knownKeys(node, "log", {"level", "file", "max_size", "keep"});
    Members members(reader, node, "log");
    members.text("level", settings.log.level);
    static constexpr std::array levels{"error", "warn", "info", "debug"};
    if (std::find(levels.begin(), levels.end(), settings.log.level) == levels.end())
        reader.problem(node["level"], fmt::format("log.level must be error, warn, info or debug; "
                                                  "it is \"{}\".",
                                                  settings.log.level));
    members.text("file", settings.log.file);
    settings.log.file = reader.path(settings.log.file);
    members.integer("keep", settings.log.keep, 0, 1000);
    if (given(node["max_size"]))
        settings.log.maxSize =
            reader.size(node["max_size"], "log.max_size").value_or(settings.log.maxSize);
}

void readPresence(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "presence"))
        return;
    reader.knownKeys(node, "presence",
                     {"enabled", "include_offline_users_on_sync", "presence_router"});
    const YAML::Node enabled = node["enabled"];
    if (given(enabled) && enabled.IsScalar() && enabled.Scalar() == "untracked") {
        settings.presenceEnabled = false;
        settings.presenceUntracked = true;
        return;
    }
    Members(reader, node, "presence").boolean("enabled", settings.presenceEnabled);
}

void readCaches(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "caches"))
        return;
    reader.knownKeys(node, "caches",
                     {"global_factor", "per_cache_factors", "expire_caches", "cache_entry_ttl",
                      "sync_response_cache_duration", "cache_autotuning"});
    Members(reader, node, "caches")
        .duration("sync_response_cache_duration", settings.syncResponseCacheDuration);
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

void readMediaRetention(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "media_retention"))
        return;
    reader.knownKeys(node, "media_retention", {"local_media_lifetime", "remote_media_lifetime"});
    Members members(reader, node, "media_retention");
    members.duration("local_media_lifetime", settings.localMediaLifetime);
    members.duration("remote_media_lifetime", settings.remoteMediaLifetime);
}

void readPasswordConfig(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "password_config"))
        return;
    reader.knownKeys(node, "password_config", {"enabled", "localdb_enabled", "pepper", "policy"});
    PasswordConfig &config = settings.passwordConfig;
    Members members(reader, node, "password_config");
    if (const YAML::Node enabled = node["enabled"];
        given(enabled) && enabled.IsScalar() && enabled.Scalar() == "only_for_reauth")
        reader.problem(enabled, "password_config.enabled: only_for_reauth needs another way to "
                                "sign in, which there is not.");
    else
        members.boolean("enabled", config.enabled);
    members.boolean("localdb_enabled", config.localdbEnabled);
    members.text("pepper", config.pepper);
    const YAML::Node policy = node["policy"];
    if (!given(policy) || !reader.isMap(policy, "password_config.policy"))
        return;
    reader.knownKeys(policy, "password_config.policy",
                     {"enabled", "minimum_length", "require_digit", "require_symbol",
                      "require_lowercase", "require_uppercase"});
    Members rules(reader, policy, "password_config.policy");
    rules.boolean("enabled", config.policyEnabled);
    rules.integer("minimum_length", config.minimumLength, 0, 512);
    rules.boolean("require_digit", config.requireDigit);
    rules.boolean("require_symbol", config.requireSymbol);
    rules.boolean("require_lowercase", config.requireLowercase);
    rules.boolean("require_uppercase", config.requireUppercase);
}

void readUiAuth(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "ui_auth"))
        return;
    reader.knownKeys(node, "ui_auth", {"session_timeout"});
    Members(reader, node, "ui_auth").duration("session_timeout", settings.uiAuthSessionTimeout);
}

void readLoginViaExistingSession(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "login_via_existing_session"))
        return;
    reader.knownKeys(node, "login_via_existing_session",
                     {"enabled", "require_ui_auth", "token_timeout"});
    Members members(reader, node, "login_via_existing_session");
    members.boolean("enabled", settings.loginViaExistingSession);
    members.boolean("require_ui_auth", settings.loginViaExistingSessionRequiresUiAuth);
    members.duration("token_timeout", settings.loginViaExistingSessionTokenTimeout);
}

void readCas(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "cas_config"))
        return;
    reader.knownKeys(node, "cas_config",
                     {"enabled", "server_url", "protocol_version", "displayname_attribute",
                      "required_attributes", "enable_registration", "allow_numeric_ids",
                      "numeric_ids_prefix", "idp_name", "idp_icon", "idp_brand"});
    Members members(reader, node, "cas_config");
    CasConfig &cas = settings.cas;
    members.boolean("enabled", cas.enabled);
    members.text("server_url", cas.serverUrl);
    members.integer("protocol_version", cas.protocolVersion, 1, 3);
    members.text("displayname_attribute", cas.displaynameAttribute);
    members.boolean("enable_registration", cas.enableRegistration);
    members.boolean("allow_numeric_ids", cas.allowNumericIds);
    members.text("numeric_ids_prefix", cas.numericIdsPrefix);
    members.text("idp_name", cas.idpName);
    members.text("idp_icon", cas.idpIcon);
    members.text("idp_brand", cas.idpBrand);
    while (cas.serverUrl.ends_with('/'))
        cas.serverUrl.pop_back();
    if (cas.enabled && cas.serverUrl.empty())
        reader.problem(node, "cas_config needs server_url.");
    const YAML::Node required = node["required_attributes"];
    if (!given(required) || !reader.isMap(required, "cas_config.required_attributes"))
        return;
    for (const auto &item : required) {
        std::optional<std::string> value;
        if (given(item.second))
            value = reader.text(item.second, "cas_config.required_attributes");
        cas.requiredAttributes.emplace_back(item.first.Scalar(), std::move(value));
    }
}

void readSso(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "sso"))
        return;
    reader.knownKeys(node, "sso", {"client_whitelist", "update_profile_information"});
    Members members(reader, node, "sso");
    members.texts("client_whitelist", settings.ssoClientWhitelist);
}

void readUserTypes(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "user_types"))
        return;
    reader.knownKeys(node, "user_types", {"default_user_type", "extra_user_types"});
    Members members(reader, node, "user_types");
    members.text("default_user_type", settings.userTypes.defaultUserType);
    members.texts("extra_user_types", settings.userTypes.extraUserTypes);
}

void readEmail(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "email"))
        return;
    reader.knownKeys(node, "email",
                     {"smtp_host", "smtp_port", "smtp_user", "smtp_pass", "smtp_pass_path",
                      "force_tls", "require_transport_security", "enable_tls", "tlsname",
                      "notif_from", "app_name", "enable_notifs", "notif_for_new_users",
                      "notif_delay_before_mail", "client_base_url", "validation_token_lifetime",
                      "invite_client_location", "subjects"});
    Email &email = settings.email;
    Members members(reader, node, "email");
    members.text("smtp_host", email.smtpHost);
    members.integer("smtp_port", email.smtpPort, 1, 65535);
    members.text("smtp_user", email.smtpUser);
    members.text("smtp_pass", email.smtpPass);
    std::string passwordFile;
    members.text("smtp_pass_path", passwordFile);
    if (!passwordFile.empty())
        if (auto secret = reader.fileContents(node["smtp_pass_path"], reader.path(passwordFile)))
            email.smtpPass = *std::move(secret);
    members.boolean("force_tls", email.forceTls);
    members.boolean("require_transport_security", email.requireTransportSecurity);
    members.boolean("enable_tls", email.enableTls);
    members.boolean("enable_notifs", email.enableNotifs);
    members.text("notif_from", email.notifFrom);
    members.text("app_name", email.appName);
    members.text("client_base_url", email.clientBaseUrl);
}

void readServerNotices(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "server_notices"))
        return;
    reader.knownKeys(node, "server_notices",
                     {"system_mxid_localpart", "system_mxid_display_name", "system_mxid_avatar_url",
                      "room_name", "room_avatar_url", "room_topic", "auto_join"});
    ServerNotices &notices = settings.serverNotices;
    Members members(reader, node, "server_notices");
    members.text("system_mxid_localpart", notices.localpart);
    members.text("system_mxid_display_name", notices.displayName);
    members.text("system_mxid_avatar_url", notices.avatarUrl);
    members.text("room_name", notices.roomName);
    members.text("room_topic", notices.roomTopic);
    members.boolean("auto_join", notices.autoJoin);
    if (notices.localpart.empty())
        reader.problem(node, "server_notices needs system_mxid_localpart.");
}

void readFederationRates(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "rc_federation"))
        return;
    reader.knownKeys(node, "rc_federation",
                     {"window_size", "sleep_limit", "sleep_delay", "reject_limit", "concurrent"});
    Members members(reader, node, "rc_federation");
    members.integer("window_size", settings.federationRcWindowSize);
    members.integer("sleep_limit", settings.federationRcSleepLimit);
    members.integer("sleep_delay", settings.federationRcSleepDelay);
    members.integer("reject_limit", settings.federationRcRejectLimit);
    members.integer("concurrent", settings.federationRcConcurrent);
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

void readRetention(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "retention"))
        return;
    reader.knownKeys(node, "retention",
                     {"enabled", "default_policy", "allowed_lifetime_min", "allowed_lifetime_max",
                      "purge_jobs"});
    Retention &retention = settings.retention;
    Members members(reader, node, "retention");
    members.boolean("enabled", retention.enabled);
    members.duration("allowed_lifetime_min", retention.allowedMinLifetime);
    members.duration("allowed_lifetime_max", retention.allowedMaxLifetime);
    const YAML::Node policy = node["default_policy"];
    if (!given(policy) || !reader.isMap(policy, "retention.default_policy"))
        return;
    reader.knownKeys(policy, "retention.default_policy", {"min_lifetime", "max_lifetime"});
    Members lifetimes(reader, policy, "retention.default_policy");
    lifetimes.duration("min_lifetime", retention.defaultMinLifetime);
    lifetimes.duration("max_lifetime", retention.defaultMaxLifetime);
}

} // namespace hearth::config
