// SPDX-License-Identifier: Apache-2.0
#include "server/config/load.hpp"
#include "server/config/reader.hpp"
#include "tests/support/test_main.hpp"

#include <QDir>
#include <QFile>
#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <algorithm>
#include <set>

using namespace hearth;

namespace {
// Not a raw string: moc stumbles over those of several lines.
constexpr const char *everyKind =
    "server_name: \"localhost:8448\"\n"
    "public_baseurl: https://chat.example.org\n"
    "max_upload_size: 10M\n"
    "session_lifetime: 2w\n"
    "enable_registration: yes\n"
    "enable_registration_without_verification: true\n"
    "rc_message: {per_second: 5, burst_count: 50}\n"
    "rc_login:\n"
    "  address: {per_second: 0.5, burst_count: 7}\n"
    "federation_domain_whitelist: [a.org, b.org]\n"
    "federation_ip_range_blacklist: []\n"
    "old_signing_keys:\n"
    "  \"ed25519:old\": {key: abc, expired_ts: 12}\n"
    "listeners:\n"
    "  - {port: 0, bind_addresses: [\"::1\", 127.0.0.1], x_forwarded: true, type: http,\n"
    "     resources: [{names: [client, media], compress: true}]}\n"
    "  - {port: 9000, type: metrics, bind_addresses: [127.0.0.1]}\n"
    "database: {name: psycopg2, args: {user: u, password: \"it's\", database: d, host: h, cp_max: "
    "12}}\n"
    "room_list_publication_rules: [{user_id: \"@a:*\", action: deny}, {action: allow}]\n"
    "presence: {enabled: untracked}\n"
    "password_config: {pepper: x, policy: {enabled: true, minimum_length: 12}}\n"
    "retention: {enabled: true, default_policy: {max_lifetime: 1y}}\n"
    "extra_well_known_client_content: {\"org.x\": {\"a\": [1, true, \"2\"]}}\n"
    "url_preview_ip_range_blacklist: []\n";
} // namespace

class TestLoad : public QObject {
    Q_OBJECT
    static config::Loaded load(const QString &text) {
        return config::loadText(text.toStdString(), "/data/hearthd.yaml");
    }
    static std::string firstProblem(const config::Loaded &loaded) {
        return loaded.problems.empty() ? std::string() : loaded.problems.front().text();
    }

private Q_SLOTS:
    void fillsInDefaults() {
        const auto loaded = load(QStringLiteral("server_name: example.org\n"));
        QCOMPARE(firstProblem(loaded), std::string());
        const config::Settings &settings = loaded.settings;
        QCOMPARE(settings.dataDir, std::string("/data"));
        QCOMPARE(settings.signingKeyPath, std::string("/data/example.org.signing.key"));
        QCOMPARE(settings.mediaStorePath, std::string("/data/media"));
        QCOMPARE(settings.database.path, std::string("/data/hearthd.db"));
        QCOMPARE(settings.listeners.size(), std::size_t{1});
        QCOMPARE(settings.maxUploadSize, std::int64_t{50 << 20});
        QVERIFY(!settings.ipRangeBlacklist.empty());
    }
    void readsEveryKindOfValue() {
        const auto loaded = load(QString::fromUtf8(everyKind));
        QCOMPARE(firstProblem(loaded), std::string());
        const config::Settings &s = loaded.settings;
        QCOMPARE(s.publicBaseurl, std::string("https://chat.example.org/"));
        QCOMPARE(s.maxUploadSize, std::int64_t{10 << 20});
        QCOMPARE(s.sessionLifetime.value(), std::int64_t{14} * 86400000);
        QCOMPARE(s.rc.message.perSecond, 5.0);
        QCOMPARE(s.rc.loginAddress.burstCount, 7.0);
        QCOMPARE(s.federationDomainWhitelist->size(), std::size_t{2});
        QVERIFY(s.federationIpRangeBlacklist && s.federationIpRangeBlacklist->empty());
        QCOMPARE(s.oldSigningKeys.front().expiredTs, std::int64_t{12});
        QCOMPARE(s.listeners.front().bindAddresses.front(), std::string("::1"));
        QVERIFY(s.listeners.front().xForwarded);
        QVERIFY(s.listeners.front().compress && !s.listeners.back().compress);
        QCOMPARE(s.listeners.back().resources.front(), std::string("metrics"));
        QVERIFY(s.database.postgres);
        QCOMPARE(s.database.readers, 12);
        QVERIFY(s.database.connection.find("password='it\\'s'") != std::string::npos);
        QVERIFY(s.database.connection.find("dbname='d'") != std::string::npos);
        QVERIFY(!s.roomListPublicationRules.front().allow);
        QVERIFY(s.presenceUntracked && !s.presenceEnabled);
        QCOMPARE(s.passwordConfig.minimumLength, std::int64_t{12});
        QCOMPARE(s.retention.defaultMaxLifetime.value(), std::int64_t{365} * 86400000);
        QCOMPARE(json::serialize(s.extraWellKnownClientContent),
                 std::string(R"({"org.x":{"a":[1,true,"2"]}})"));
        QVERIFY(s.urlPreviewIpRangeBlacklist.empty());
    }
    void namesWhatIsWrong_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *name, const char *text, const char *message) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(message);
        };
        row("unknown", "enable_registraton: true",
            "2: There is no setting \"enable_registraton\". Did you mean \"enable_registration\"?");
        row("unknown, nothing near", "zzzzzzzz: 1", "2: There is no setting \"zzzzzzzz\".");
        row("unknown in a group", "rc_login:\n  adress: {per_second: 1}",
            "3: There is no setting \"rc_login.adress\". Did you mean \"rc_login.address\"?");
        row("no boolean", "enable_registration: maybe",
            "2: enable_registration must be true or false.");
        row("quoted boolean", "enable_registration: \"true\"",
            "2: enable_registration must be true or false.");
        row("size", "max_upload_size: lots",
            "2: max_upload_size must be a size such as 512K, 50M or 1G, or a number of bytes.");
        row("duration", "session_lifetime: 5 days",
            "2: session_lifetime must be a time such as 30s, 5m, 2h, 7d, 4w or 1y, or a number of "
            "milliseconds.");
        row("rate", "rc_message: {per_second: fast}", "2: rc_message.per_second must be a number.");
        row("rate key", "rc_message: {per_secnd: 1}",
            "2: rc_message has no key \"per_secnd\". Did you mean \"per_second\"?");
        row("choice", "encryption_enabled_by_default_for_room_type: some",
            "2: encryption_enabled_by_default_for_room_type must be one of all, invite, off; it is "
            "\"some\".");
        row("version", "default_room_version: \"99\"", "2: default_room_version must be one of 1,");
        row("port", "listeners: [{port: 70000}]",
            "2: listeners.port must be a whole number from 0 to 65535.");
        row("no port", "listeners: [{type: http}]", "2: A listener needs a port.");
        row("resource", "listeners: [{port: 1, resources: [{names: [clint]}]}]",
            "2: There is no resource \"clint\". Did you mean \"client\"?");
        row("base scheme", "public_baseurl: HTTPS:///x", "2: public_baseurl must be an address");
        row("negative", "max_pending_media_uploads: -1",
            "2: max_pending_media_uploads must be a whole number from 0 on.");
        row("preview pattern", "url_preview_url_blacklist: [{netloc: '^[unclosed'}]",
            "2: An entry of url_preview_url_blacklist has the pattern \"^[unclosed\", which is no");
        row("preview key", "url_preview_url_blacklist: [{hots: x}]",
            "2: An entry of url_preview_url_blacklist has no key \"hots\"; there are scheme,");
        row("levels", "default_power_level_content_override: {private_chat: {users_default: x}}",
            "2: default_power_level_content_override.private_chat needs a whole number for "
            "users_default.");
        row("preset", "default_power_level_content_override: {privat_chat: {}}",
            "2: There is no preset \"privat_chat\"");
        row("captcha", "enable_registration_captcha: true", "2: Nobody can register:");
        row("session", "session_lifetime: 5", "2: session_lifetime is shorter than a minute");
        row("excluded", "exclude_rooms_from_sync: ['#a:b']",
            "2: \"#a:b\" in exclude_rooms_from_sync");
        row("client", "web_client_location: ftp://x", "2: web_client_location must be an address");
        row("tls", "listeners: [{port: 1, tls: true}]",
            "2: A listener has tls: true; that needs tls_certificate_path.");
        row("database", "database: {name: mysql}",
            "2: database.name must be sqlite3 or psycopg2 (PostgreSQL); it is \"mysql\".");
        row("database argument", "database: {name: psycopg2, args: {pasword: x}}",
            "2: database.args has no key \"pasword\". Did you mean \"password\"?");
        row("log level", "log: {level: loud}",
            "2: log.level must be one of error, warn, info, debug; it is \"loud\".");
        row("twice", "enable_metrics: true\nenable_metrics: false",
            "3: \"enable_metrics\" is given twice.");
        row("list", "turn_uris: x", "2: turn_uris must be a list.");
        row("group", "user_directory: x", "2: user_directory must be a group of keys.");
        row("secret file", "registration_shared_secret_path: nowhere",
            "2: The file /data/nowhere cannot be read.");
        row("open registration", "enable_registration: true",
            "2: Open registration without any verification invites abuse.");
        row("base", "public_baseurl: chat.example.org",
            "2: public_baseurl must start with https:// or http://.");
        row("yaml", "a: [1", "This is not valid YAML");
        row("swapped letters", "listeners: [{prot: 1}]",
            "2: A listener has no key \"prot\". Did you mean \"port\"?");
        row("nothing near a short word", "foo: 1", "2: There is no setting \"foo\".");
        row("compress", "listeners: [{port: 1, resources: [{names: [client], compress: x}]}]",
            "2: resources.compress must be true or false.");
        row("no names", "listeners: [{port: 1, resources: [{compress: true}]}]",
            "2: An entry of resources needs names.");
        row("no listener", "listeners: []", "2: listeners must have at least one entry.");
        row("bind address", "listeners: [{port: 1, bind_addresses: [example.org]}]",
            "2: \"example.org\" in bind_addresses is no IP address.");
        row("port taken twice", "listeners:\n  - {port: 8008}\n  - {port: 8008}",
            "4: Two listeners have port 8008 of 0.0.0.0.");
        row("network", "ip_range_blacklist: [\"10.0.0.0/33\"]",
            "2: \"10.0.0.0/33\" in ip_range_blacklist is no network");
        row("room", "auto_join_rooms: [lobby]",
            "2: \"lobby\" in auto_join_rooms is no room: write an alias such as #lobby:x.org.");
        row("key server", "trusted_key_servers: [{server_name: \"a b\"}]",
            "2: \"a b\" in trusted_key_servers is no server name.");
        row("turn", "turn_uris: [\"http://x\"]", "must start with turn: or turns:.");
        row("client without a slash", "sso: {client_whitelist: [\"https://a.example\"]}",
            "2: \"https://a.example\" in sso.client_whitelist also begins addresses of foreign "
            "hosts such as https://a.example.evil.example: write a slash after the host.");
        row("client with a port", "sso: {client_whitelist: [\"https://a.example:84\"]}",
            "write a slash after the host.");
        for (const char *entry :
             {"", "https://", "https://a.example\\\\b/", "https://u@a.example/", "a.example/"})
            row((std::string("client ") + entry).c_str(),
                (std::string("sso: {client_whitelist: [\"") + entry + "\"]}").c_str(),
                " in sso.client_whitelist is no address of a client");
        row("old key", "old_signing_keys: {\"rsa:a\": {key: abc, expired_ts: 1}}",
            "2: \"rsa:a\" in old_signing_keys must start with ed25519:.");
        row("empty secret", "registration_shared_secret_path: /dev/null",
            "2: The file /dev/null is empty.");
        row("retention", "retention: {default_policy: {min_lifetime: 2d, max_lifetime: 1d}}",
            "2: In retention.default_policy, min_lifetime is longer than max_lifetime.");
        row("allowed retention", "retention: {allowed_lifetime_min: 2d, allowed_lifetime_max: 1d}",
            "2: In retention, allowed_lifetime_min is longer than allowed_lifetime_max.");
        row("purge job", "retention: {purge_jobs: [{interval: 5}]}",
            "2: retention.purge_jobs.interval must be at least 1s.");
        row("limit without a number", "limit_usage_by_mau: true",
            "2: limit_usage_by_mau needs max_mau_value.");
        row("upload limit", "media_upload_limits: [{time_period: 1d}]",
            "2: An entry of media_upload_limits needs time_period and max_size.");
        row("prejoin state", "room_prejoin_state: {additional_event_types: [[a, b, c]]}",
            "2: An entry of room_prejoin_state.additional_event_types is");
        row("bridge", "app_service_config_files: [nope.yaml]",
            "2: There is no file /data/nope.yaml.");
    }
    void namesWhatIsWrong() {
        QFETCH(QString, text);
        QFETCH(QString, message);
        const auto loaded = load(QStringLiteral("server_name: x.org\n") + text);
        const QString first = QString::fromStdString(firstProblem(loaded));
        QVERIFY2(first.contains(message), qPrintable(first));
        QVERIFY(first.startsWith(QStringLiteral("/data/hearthd.yaml:")));
    }
    void wantsAServerName() {
        QVERIFY(firstProblem(load(QStringLiteral("enable_metrics: true")))
                    .find("server_name is missing") != std::string::npos);
        QVERIFY(
            firstProblem(load(QStringLiteral("server_name: \"a b\""))).find("is no server name") !=
            std::string::npos);
    }
    void takesAddressesOfClients() {
        QVERIFY(load(QStringLiteral("server_name: x.org\nsso: {client_whitelist: "
                                    "[\"https://a.example/\", \"https://b.example/dev/\", "
                                    "\"element://connect/\"]}"))
                    .problems.empty());
    }
    void reportsAMissingFile() {
        QCOMPARE(firstProblem(config::load("/nowhere/x.yaml")),
                 std::string("/nowhere/x.yaml: There is no such file."));
    }
    /// The shape of what "python -m synapse.app.homeserver --generate-config" writes.
    void acceptsWhatSynapseGenerates() {
        const auto loaded = load(QStringLiteral(
            "server_name: \"example.org\"\npid_file: /tmp/homeserver.pid\nlisteners:\n"
            "  - bind_addresses:\n    - ::1\n    - 127.0.0.1\n    port: 8008\n    resources:\n"
            "    - compress: false\n      names:\n      - client\n      - federation\n"
            "    tls: false\n    type: http\n    x_forwarded: true\ndatabase:\n  name: sqlite3\n"
            "  args:\n    database: /tmp/homeserver.db\nlog_config: \"/tmp/log.config\"\n"
            "media_store_path: /tmp/media_store\nregistration_shared_secret: \"a;b~c\"\n"
            "report_stats: false\nmacaroon_secret_key: \"x\"\nform_secret: \"y\"\n"
            "signing_key_path: \"/tmp/example.org.signing.key\"\ntrusted_key_servers:\n"
            "  - server_name: \"matrix.org\"\n"));
        QCOMPARE(firstProblem(loaded), std::string());
        QCOMPARE(loaded.notes.size(), std::size_t{3});
        QVERIFY(loaded.notes[0].text().find("\"log_config\" has no effect") != std::string::npos);
        QVERIFY(loaded.notes[1].text().find("\"report_stats\" has no effect") != std::string::npos);
        QVERIFY(loaded.notes[2].text().find("\"form_secret\" has no effect") != std::string::npos);
    }
    /// What has no meaning here is accepted, and says why it has none.
    void notesWhatHasNoEffect_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("note");
        const auto row = [](const char *text, const char *note) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(note);
        };
        row("opentracing: {enabled: true}",
            "\"opentracing\" has no effect: there is no tracing to other programs.");
        row("sentry: {dsn: x}",
            "\"sentry\" has no effect: there is no reporting to other programs.");
        row("enable_ephemeral_messages: true",
            "\"enable_ephemeral_messages\" has no effect: messages that end by themselves");
        row("rc_third_party_invite: {per_second: 1, burst_count: 1}",
            "\"rc_third_party_invite\" has no effect: nobody is invited by mail address");
        row("listeners: [{port: 1, tag: x, resources: [{names: [client, replication]}]}]",
            "\"tag\" of a listener has no effect");
        row("listeners: [{port: 1, resources: [{names: [client, consent]}]}]",
            "The resource \"consent\" has no effect: hearthd has no such pages.");
        row("database: {name: sqlite3, args: {database: x.db, cp_min: 1}}",
            "\"database.args.cp_min\" has no effect");
        row("presence: {enabled: untracked}",
            "presence.enabled: untracked is the same as false here");
    }
    void notesWhatHasNoEffect() {
        QFETCH(QString, text);
        QFETCH(QString, note);
        const auto loaded = load(QStringLiteral("server_name: x.org\n") + text);
        QCOMPARE(firstProblem(loaded), std::string());
        QVERIFY(!loaded.notes.empty());
        const QString first = QString::fromStdString(loaded.notes.front().text());
        QVERIFY2(first.contains(note), qPrintable(first));
    }
    void everyKeyWithoutAnEffectSaysWhy() {
        for (const json::value &row : config::schema()) {
            if (row.at("type").as_string() != "ignored")
                continue;
            const std::string help(row.at("help").as_string());
            QVERIFY2(help.starts_with("Has no effect: ") && help.size() > 30, help.c_str());
            QVERIFY2(help.find("yet") == std::string::npos, help.c_str());
        }
    }
    void acceptsWhatItGenerates() {
        for (const char *database : {"sqlite3", "psycopg2"}) {
            config::GenerateOptions options;
            options.serverName = "localhost";
            options.database = database;
            const QTemporaryDir folder;
            for (const char *secret : {"registration_shared_secret", "macaroon_secret_key"}) {
                QFile file(folder.filePath(QString::fromLatin1(secret)));
                QVERIFY(file.open(QIODevice::WriteOnly));
                file.write("s3cret\n");
            }
            const auto loaded =
                config::loadText(config::defaultFile(options),
                                 folder.filePath(QStringLiteral("hearthd.yaml")).toStdString());
            QCOMPARE(firstProblem(loaded), std::string());
            QCOMPARE(loaded.settings.registrationSharedSecret, std::string("s3cret"));
            // Everybody in the directory is found in shared rooms too: Element lists them twice.
            QVERIFY(!loaded.settings.userDirectorySearchAllUsers);
        }
    }
    void readsMail() {
        const QString good = QStringLiteral(
            "server_name: x.org\npublic_baseurl: https://x.org/\nmacaroon_secret_key: k\n"
            "email:\n  notif_from: \"%(app)s <a@x.org>\"\n");
        const auto plain = load(QStringLiteral("server_name: x.org\n"));
        QVERIFY(!plain.settings.email.enabled);
        const auto loaded = load(
            good + QStringLiteral("  force_tls: true\n  smtp_user: u\n  smtp_pass: p\n"
                                  "  notif_delay_before_mail: 2m\n"
                                  "  client_base_url: https://c.org/\n"
                                  "  subjects: {password_reset: Oh, test: null}\n"
                                  "allowed_local_3pids: [{medium: email, pattern: '.*@x'}]\n"));
        QCOMPARE(firstProblem(loaded), std::string());
        const auto &email = loaded.settings.email;
        QVERIFY(email.enabled && email.forceTls && !email.smtpPort);
        QCOMPARE(email.smtpHost, std::string("localhost"));
        QCOMPARE(email.notifDelayBeforeMail, 120000);
        QCOMPARE(email.clientBaseUrl, std::string("https://c.org"));
        QCOMPARE(email.subjects.size(), std::size_t{1});
        QCOMPARE(loaded.settings.allowedLocal3pids.size(), std::size_t{1});
        QVERIFY(loaded.notes.empty());
    }
    void refusesMailThatCannotWork_data() {
        QTest::addColumn<QString>("lines");
        QTest::addColumn<QString>("part"); // of the problem
        const auto row = [](const char *lines, const char *part) {
            QTest::newRow(part) << QString::fromUtf8(lines) << QString::fromUtf8(part);
        };
        row("email: {smtp_host: h}\n", "notif_from");
        row("email: {notif_from: nobody}\n", "is no address");
        row("email: {notif_from: \"a@x.org\\nBcc: b@x.org\"}\n", "no address: write");
        row("email: {notif_from: a@x, force_tls: true, enable_tls: false}\n", "force_tls needs");
        row("email: {notif_from: a@x, require_transport_security: true, enable_tls: false}\n",
            "require_transport_security needs");
        row("email: {notif_from: a@x, smtp_user: u}\n", "smtp_user needs");
        row("email: {notif_from: a@x, smtp_pass: p}\n", "smtp_pass needs");
        row("email: {notif_from: a@x, smtp_host: 'h/x'}\n", "no name of a server");
        row("email: {notif_from: a@x, smtp_port: 0}\n", "smtp_port");
        row("email: {notif_from: a@x, enable_notifs: true}\n", "macaroon_secret_key");
        row("email: {notif_from: a@x, client_base_url: 'javascript:1'}\n", "client_base_url");
        row("email: {notif_from: a@x, subjects: {nothing: x}}\n", "no subject");
        row("email: {notif_from: a@x, subjects: {test: \"a\\nb\"}}\n", "must be one line");
        row("email: {notif_from: a@x, language: fr}\n", "language");
        row("registrations_require_3pid: [email]\n", "no address can be proven");
        row("registrations_require_3pid: [msisdn]\n", "telephone number");
        row("allowed_local_3pids: [{medium: email, pattern: '('}]\n", "regular expression");
        row("allowed_local_3pids: [{medium: email}]\n", "needs medium and pattern");
    }
    void refusesMailThatCannotWork() {
        QFETCH(QString, lines);
        QFETCH(QString, part);
        const auto loaded = load(QStringLiteral("server_name: x.org\n") + lines);
        const bool told = std::any_of(
            loaded.problems.begin(), loaded.problems.end(), [&](const config::Problem &problem) {
                return QString::fromStdString(problem.message).contains(part);
            });
        QVERIFY2(told, firstProblem(loaded).c_str());
    }
    void believesAProxyOnlyWhereOneLeadsHere() {
        const auto forwarded = [](const char *publicBaseurl) {
            config::GenerateOptions options;
            options.serverName = "example.org";
            options.publicBaseurl = publicBaseurl;
            return config::loadText(config::defaultFile(options), "/tmp/hearthd.yaml")
                .settings.listeners.at(0)
                .xForwarded;
        };
        QVERIFY(!forwarded(""));
        QVERIFY(!forwarded("http://example.org:8008"));
        QVERIFY(forwarded("https://matrix.example.org"));
    }
    void acceptsWhatSytestWrites() {
        const QString sources =
            QProcessEnvironment::systemEnvironment().value(QStringLiteral("HEARTH_SOURCE_DIR"));
        QFile file(sources + QStringLiteral("/../shared/sytest/plugins/hearth/hearthd.yaml.in"));
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("the folder shared is not beside the project");
        QString text = QString::fromUtf8(file.readAll());
        text.replace(QStringLiteral("{{server_name}}"), QStringLiteral("\"localhost:8800\""));
        text.replace(QStringLiteral("{{public_baseurl}}"), QStringLiteral("\"https://x:1\""));
        text.replace(QStringLiteral("{{database}}"),
                     QStringLiteral("{name: sqlite3, args: {database: x.db}}"));
        int port = 8800;
        const QRegularExpression ports(QStringLiteral(R"(\{\{\w*port\}\})"));
        for (auto match = ports.match(text); match.hasMatch(); match = ports.match(text))
            text.replace(match.capturedStart(), match.capturedLength(), QString::number(port++));
        text.replace(QStringLiteral("{{bind_host}}"), QStringLiteral("127.0.0.1"));
        text.replace(QStringLiteral("{{app_service_config_files}}"), QStringLiteral("[]"));
        text.replace(QRegularExpression(QStringLiteral(R"(\{\{ca_certificate_path\}\})")),
                     QStringLiteral("/dev/null"));
        text.replace(QRegularExpression(QStringLiteral(R"(\{\{\w*(url|api)\w*\}\})")),
                     QStringLiteral("\"https://127.0.0.1:1/\""));
        text.replace(QRegularExpression(QStringLiteral(R"(\{\{\w+\}\})")),
                     QStringLiteral("\"text\""));
        const auto loaded = load(text);
        QCOMPARE(firstProblem(loaded), std::string());
    }
    void findsTheNearestWord() {
        QCOMPARE(config::editDistance("kitten", "sitting"), std::size_t{3});
        QCOMPARE(config::editDistance("", "abc"), std::size_t{3});
        QVERIFY(!config::nearest("abc", {"xyz"}).has_value());
    }
    void describesEveryKeyOnce() {
        std::set<std::string> keys;
        for (const json::value &row : config::schema()) {
            const std::string key(row.at("key").as_string());
            QVERIFY2(keys.insert(key).second, key.c_str());
            QVERIFY2(!row.at("help").as_string().empty(), key.c_str());
        }
        QVERIFY(keys.size() > 150);
    }
    void keepsWhatNeedsARestart() {
        const auto before = load(QStringLiteral("server_name: a.org\nenable_metrics: false"));
        auto after = load(QStringLiteral("server_name: b.org\nenable_metrics: true"));
        const auto changed = config::keepWhatNeedsRestart(after.settings, before.settings);
        QVERIFY(std::find(changed.begin(), changed.end(), "server_name") != changed.end());
        QCOMPARE(after.settings.serverName, std::string("a.org"));
        QVERIFY(after.settings.enableMetrics);
    }
};

HEARTH_TEST(TestLoad)
#include "test_load.moc"
