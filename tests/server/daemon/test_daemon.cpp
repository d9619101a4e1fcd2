// SPDX-License-Identifier: Apache-2.0
// The real hearthd: how it is called, what it says, how it ends.
#include "server/core/json.hpp"
#include "server/daemon/process.hpp"
#include "tests/server/net/raw_client.hpp"
#include "tests/support/test_main.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>

using namespace hearth;
using test::RawClient;

namespace {

QString program() {
    return QProcessEnvironment::systemEnvironment().value(QStringLiteral("HEARTH_BIN_DIR")) +
           QStringLiteral("/hearthd");
}

/// A data folder made by "hearthd generate".
class Installation {
public:
    Installation() {
        QProcess generate;
        generate.start(program(), {QStringLiteral("generate"), QStringLiteral("--server-name"),
                                   QStringLiteral("localhost"), QStringLiteral("--data-dir"),
                                   path(), QStringLiteral("--port"), QStringLiteral("0")});
        generate.waitForFinished();
        good = generate.exitCode() == 0;
    }
    [[nodiscard]] QString path() const { return m_folder.path() + QStringLiteral("/data"); }
    [[nodiscard]] QString file(const char *name) const {
        return path() + QLatin1Char('/') + QLatin1String(name);
    }
    [[nodiscard]] QByteArray read(const char *name) const {
        QFile in(file(name));
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    void write(const char *name, const QByteArray &content) const {
        QFile out(file(name));
        if (out.open(QIODevice::WriteOnly))
            out.write(content);
    }
    void replace(const char *before, const QByteArray &after) const {
        write("hearthd.yaml", read("hearthd.yaml").replace(before, after));
    }
    bool good = false;

private:
    QTemporaryDir m_folder;
};

/// A hearthd that was started; ended at the latest with the test.
class Running {
public:
    explicit Running(const Installation &installation) {
        process.start(program(), {QStringLiteral("--config"), installation.file("hearthd.yaml")});
        QByteArray text;
        while (!text.contains('\n') && process.waitForReadyRead(20'000))
            text += process.readAllStandardOutput();
        boost::system::error_code error;
        line = json::parse(text.toStdString(), error);
    }
    ~Running() {
        if (process.state() != QProcess::NotRunning) {
            process.kill();
            process.waitForFinished();
        }
    }
    [[nodiscard]] std::string text(const char *key) const {
        const json::value *value = line.is_object() ? line.as_object().if_contains(key) : nullptr;
        return value && value->is_string() ? std::string(value->as_string()) : std::string();
    }
    [[nodiscard]] std::uint16_t port() const {
        return static_cast<std::uint16_t>(
            line.at("listeners").as_array().front().at("port").as_int64());
    }
    [[nodiscard]] std::string get(const std::string &path) const {
        RawClient client(port());
        client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        return client.response();
    }
    int end(int signal) {
        ::kill(static_cast<pid_t>(process.processId()), signal);
        process.waitForFinished(15'000);
        return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    }
    int exitCode() {
        process.waitForFinished(15'000);
        return process.exitCode();
    }
    QProcess process;
    json::value line;
};

} // namespace

class TestDaemon : public QObject {
    Q_OBJECT
    [[noreturn]] static void throwPastEverybody() {
        std::thread([] { throw std::runtime_error("the sky fell"); }).join();
        std::_Exit(0);
    }
    static std::pair<int, QByteArray> run(const QStringList &arguments) {
        QProcess process;
        process.start(program(), arguments);
        process.waitForFinished();
        return {process.exitCode(),
                process.readAllStandardOutput() + process.readAllStandardError()};
    }
    /// The access token.
    static std::string makeGuest(const Running &server) {
        RawClient client(server.port());
        client.send("POST /_matrix/client/v3/register?kind=guest HTTP/1.1\r\nHost: x\r\n"
                    "Content-Length: 2\r\n\r\n{}");
        const std::string answer = client.response();
        const json::value body = json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
        return std::string(body.at("access_token").as_string());
    }
    static mode_t modeOf(const QString &path) {
        struct stat info{};
        ::stat(path.toLocal8Bit().constData(), &info);
        return info.st_mode & 0777;
    }

private Q_SLOTS:
    void saysItsVersion() {
        const auto [code, text] = run({QStringLiteral("--version")});
        QCOMPARE(code, 0);
        QCOMPARE(text, QByteArray("hearthd 0.1.0\n"));
    }
    void explainsWrongCalls() {
        QCOMPARE(run({}).first, 2);
        QCOMPARE(run({QStringLiteral("--confg"), QStringLiteral("x")}).first, 2);
        QCOMPARE(run({QStringLiteral("generate")}).first, 2);
        QCOMPARE(run({QStringLiteral("dance")}).first, 2);
        QCOMPARE(run({QStringLiteral("generate"), QStringLiteral("--server-name"),
                      QStringLiteral("not a name"), QStringLiteral("--data-dir"),
                      QStringLiteral("/tmp/never-made")})
                     .first,
                 2);
    }
    void generatesPrivateFilesAndNeverReplacesThem() {
        const Installation installation;
        QVERIFY(installation.good);
        QCOMPARE(modeOf(installation.path()), mode_t{0700});
        for (const char *name : {"hearthd.yaml", "localhost.signing.key",
                                 "registration_shared_secret", "macaroon_secret_key"})
            QCOMPARE(modeOf(installation.file(name)), mode_t{0600});
        QVERIFY(QDir(installation.file("media")).exists());
        QVERIFY(QDir(installation.file("logs")).exists());
        const QByteArray key = installation.read("localhost.signing.key");
        const QStringList again{QStringLiteral("generate"), QStringLiteral("--server-name"),
                                QStringLiteral("localhost"), QStringLiteral("--data-dir"),
                                installation.path()};
        QCOMPARE(run(again).first, 1);
        QCOMPARE(run(again + QStringList{QStringLiteral("--force")}).first, 0);
        QCOMPARE(installation.read("localhost.signing.key"), key);
    }
    void checksConfigurations() {
        const Installation installation;
        const QStringList check{QStringLiteral("check"), QStringLiteral("--config"),
                                installation.file("hearthd.yaml")};
        QCOMPARE(run(check).first, 0);
        installation.replace("max_upload_size: 50M", "max_uplod_size: 50M");
        const auto [code, text] = run(check);
        QCOMPARE(code, 1);
        QVERIFY2(text.contains("hearthd.yaml:") && text.contains("max_upload_size"),
                 text.constData());
    }
    void becomesReadyAndEndsCleanly() {
        const Installation installation;
        Running server(installation);
        QCOMPARE(server.text("event"), std::string("ready"));
        QCOMPARE(server.text("server_name"), std::string("localhost"));
        QCOMPARE(server.text("base_url"), "http://127.0.0.1:" + std::to_string(server.port()));
        const std::string health = server.get("/health");
        QVERIFY(health.starts_with("HTTP/1.1 200 "));
        QVERIFY(health.find("Hearth-Instance: " + server.text("instance")) != std::string::npos);
        QVERIFY(health.ends_with("OK"));
        QVERIFY(server.get("/_matrix/client/versions").find("v1.16") != std::string::npos);
        QVERIFY(server.get("/.well-known/matrix/client").find(server.text("base_url")) !=
                std::string::npos);
        QVERIFY(server.get("/_matrix/key/v2/server").find("signatures") != std::string::npos);
        QVERIFY(server.get("/metrics").starts_with("HTTP/1.1 401 "));
        QCOMPARE(json::parse(installation.read("hearthd.lock").toStdString()), server.line);
        QCOMPARE(server.end(SIGTERM), 0);
        QVERIFY(installation.read("logs/hearthd.log").contains("has stopped"));
        Running again(installation);
        QCOMPARE(again.text("event"), std::string("ready"));
        QVERIFY(again.text("instance") != server.text("instance"));
        QCOMPARE(again.end(SIGINT), 0);
    }
    void servesFiguresOnAMetricsListener() {
        const Installation installation;
        installation.replace("listeners:\n", "listeners:\n  - {port: 0, type: metrics, "
                                             "bind_addresses: [127.0.0.1]}\n");
        Running server(installation);
        const json::array &listeners = server.line.at("listeners").as_array();
        QCOMPARE(listeners.size(), std::size_t{2});
        // The address for programs is the one that clients can use, not the first.
        QVERIFY(server.text("base_url")
                    .ends_with(":" + std::to_string(listeners.back().at("port").as_int64())));
        const std::string figures = server.get("/metrics");
        for (const char *name :
             {"process_resident_memory_bytes ", "process_cpu_seconds_total ", "process_open_fds ",
              "hearth_database_bytes ", "hearth_waiting_syncs ", "hearth_http_requests_total{"})
            QVERIFY2(figures.find(name) != std::string::npos, name);
        QVERIFY(server.get("/_matrix/client/versions").starts_with("HTTP/1.1 404 "));
        QCOMPARE(server.end(SIGTERM), 0);
    }
    void takesOverSettingsWhileRunning() {
        const Installation installation;
        Running server(installation);
        QVERIFY(server.get("/.well-known/matrix/server").starts_with("HTTP/1.1 404 "));
        installation.write("hearthd.yaml",
                           installation.read("hearthd.yaml") + "\nserve_server_wellknown: true\n");
        ::kill(static_cast<pid_t>(server.process.processId()), SIGHUP);
        QTRY_VERIFY(server.get("/.well-known/matrix/server").starts_with("HTTP/1.1 200 "));
        // A broken file changes nothing and stops nothing.
        installation.write("hearthd.yaml", installation.read("hearthd.yaml") + "\nnonsense: 1\n");
        ::kill(static_cast<pid_t>(server.process.processId()), SIGHUP);
        QTRY_VERIFY(installation.read("logs/hearthd.log").contains("were not taken over"));
        QVERIFY(server.get("/.well-known/matrix/server").starts_with("HTTP/1.1 200 "));
        QCOMPARE(server.end(SIGTERM), 0);
    }
    void namesWhatKeepsItFromStarting_data() {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char *name, const char *before, const QByteArray &after,
                            const char *code) {
            QTest::newRow(name) << QByteArray(before) << after << QByteArray(code);
        };
        row("config", "presence:", "presense:", "config_invalid");
        row("address", "127.0.0.1", "203.0.113.9", "address_unavailable");
        row("tls", "tls: false",
            "tls: true\ntls_certificate_path: /nowhere.pem\ntls_private_key_path: /nowhere.key\n#",
            "config_invalid");
        row("database", "name: sqlite3\n  args:\n    database: hearthd.db",
            "name: psycopg2\n  args: {host: 127.0.0.1, port: 1, user: x, dbname: x}",
            "database_unreachable");
        row("data folder", "media_store_path: media",
            "media_store_path: media\npid_file: /proc/nowhere/x.pid", "data_dir_unwritable");
    }
    void namesWhatKeepsItFromStarting() {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(QByteArray, code);
        const Installation installation;
        QVERIFY(installation.read("hearthd.yaml").contains(before));
        installation.replace(before.constData(), after);
        Running server(installation);
        QCOMPARE(server.text("event"), std::string("fatal"));
        QCOMPARE(server.text("code"), code.toStdString());
        QVERIFY(!server.text("message").empty());
        QCOMPARE(server.exitCode(), 1);
    }
    void doesNotShareItsFolderOrItsPort() {
        const Installation installation;
        Running first(installation);
        Running second(installation);
        QCOMPARE(second.text("code"), std::string("already_running"));
        QCOMPARE(second.line.at("pid"), first.line.at("pid"));
        const Installation other;
        other.replace("port: 0", "port: " + QByteArray::number(first.port()));
        Running third(other);
        QCOMPARE(third.text("code"), std::string("port_in_use"));
        QCOMPARE(third.exitCode(), 1);
        QVERIFY(third.line.at("line").as_int64() > 0);
        QCOMPARE(first.end(SIGTERM), 0);
    }
    void saysWhyItEndedWhileRunning() {
#if defined(__SANITIZE_THREAD__)
        QSKIP("The thread sanitizer cannot follow a process forked from one with threads.");
#endif
        const QTemporaryDir folder;
        // What the real process does when an exception gets past everybody, in a process of its
        // own.
        const pid_t child = ::fork();
        if (child == 0) {
            daemon::watchForTermination(folder.path().toStdString());
            throwPastEverybody();
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 3);
        QFile file(folder.filePath(QStringLiteral("last_fatal.json")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const json::value line = json::parse(file.readAll().toStdString());
        QCOMPARE(std::string(line.at("event").as_string()), std::string("fatal"));
        QCOMPARE(std::string(line.at("code").as_string()), std::string("internal"));
        QVERIFY(line.at("message").as_string().find("the sky fell") != std::string::npos);
    }
    void refusesABrokenDatabaseAndKey() {
        const Installation installation;
        installation.write("hearthd.db", QByteArray(8192, 'x'));
        Running broken(installation);
        QCOMPARE(broken.text("code"), std::string("database_corrupt"));
        const Installation other;
        other.write("localhost.signing.key", "ed25519 a_x not-a-key\n");
        Running badKey(other);
        QCOMPARE(badKey.text("code"), std::string("signing_key_invalid"));
    }
    void givesBackTheMemoryThatTheStartNeeded() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QSKIP("sanitizers keep memory of their own");
#endif
        const Installation installation;
        const Running server(installation);
        const auto kibibytes = [&](const char *name) {
            QFile status(QStringLiteral("/proc/%1/status").arg(server.process.processId()));
            if (!status.open(QIODevice::ReadOnly))
                return 0LL;
            for (const QByteArray &line : status.readAll().split('\n'))
                if (line.startsWith(name))
                    return line.mid(line.indexOf(':') + 1).simplified().split(' ')[0].toLongLong();
            return 0LL;
        };
        QTRY_VERIFY_WITH_TIMEOUT(kibibytes("VmRSS:") * 2 < kibibytes("VmHWM:"), 10'000);
        QVERIFY(server.get("/health").starts_with("HTTP/1.1 200 "));
    }
    void compressesAnswersWhereTheListenerSaysSo() {
        const Installation installation;
        installation.replace("allow_guest_access: false", "allow_guest_access: true");
        const auto ask = [&](const char *coding) {
            Running server(installation);
            RawClient client(server.port());
            client.send(
                "GET /_matrix/client/v3/sync?timeout=0 HTTP/1.1\r\nHost: x\r\nAuthorization: "
                "Bearer " +
                makeGuest(server) + "\r\nAccept-Encoding: " + coding + "\r\n\r\n");
            return client.response();
        };
        const std::string zipped = ask("br, gzip;q=0.5");
        QVERIFY(zipped.starts_with("HTTP/1.1 200 "));
        QVERIFY(zipped.find("\r\nContent-Encoding: gzip\r\n") != std::string::npos);
        QVERIFY(zipped.find("\r\nVary: Accept-Encoding\r\n") != std::string::npos);
        const std::string plain = ask("identity");
        QVERIFY(plain.size() > 3 * zipped.size());
        QVERIFY(plain.find("Content-Encoding") == std::string::npos);
        QVERIFY(plain.find("\r\nVary: Accept-Encoding\r\n") != std::string::npos);
        installation.replace("compress: true", "compress: false");
        QVERIFY(ask("gzip").find("Vary") == std::string::npos);
    }
    void neverReplacesTheKeyOfAUsedDatabase() {
        const Installation installation;
        installation.replace("allow_guest_access: false", "allow_guest_access: true");
        QVERIFY(QFile::remove(installation.file("localhost.signing.key")));
        {
            Running fresh(installation); // nobody knows this server yet
            QCOMPARE(fresh.text("event"), std::string("ready"));
            QCOMPARE(modeOf(installation.file("localhost.signing.key")), mode_t{0600});
            QVERIFY(!makeGuest(fresh).empty());
            QCOMPARE(fresh.end(SIGTERM), 0);
        }
        const QByteArray key = installation.read("localhost.signing.key");
        QVERIFY(QFile::remove(installation.file("localhost.signing.key")));
        {
            Running keyless(installation);
            QCOMPARE(keyless.text("code"), std::string("signing_key_invalid"));
            QVERIFY(keyless.text("message").find("is missing") != std::string::npos);
            QVERIFY(keyless.text("hint").find("Put back") != std::string::npos);
            QVERIFY(keyless.text("file").ends_with("localhost.signing.key"));
        }
        QVERIFY(!QFile::exists(installation.file("localhost.signing.key")));
        installation.write("localhost.signing.key", key);
        Running again(installation);
        QCOMPARE(again.text("event"), std::string("ready"));
    }
    /// A misspelt path is not an order to make another key.
    void refusesAMisspeltPathOfTheKey() {
        const Installation installation;
        installation.replace("localhost.signing.key", "locahost.signing.key");
        Running misspelt(installation);
        QCOMPARE(misspelt.text("code"), std::string("signing_key_invalid"));
        QVERIFY(misspelt.text("message").find("localhost.signing.key is there") !=
                std::string::npos);
        QVERIFY(!QFile::exists(installation.file("locahost.signing.key")));
        const auto [code, text] = run({QStringLiteral("check"), QStringLiteral("--config"),
                                       installation.file("hearthd.yaml")});
        QVERIFY2(text.contains("There is no signing key"), text.constData());
        QCOMPARE(code, 0);
    }
    void refusesAnotherKeyThanTheOneItHasUsed() {
        const Installation installation;
        installation.replace("allow_guest_access: false", "allow_guest_access: true");
        {
            Running first(installation);
            QVERIFY(!makeGuest(first).empty());
            QCOMPARE(first.end(SIGTERM), 0);
        }
        const Installation other;
        installation.write("localhost.signing.key", other.read("localhost.signing.key"));
        std::string hint;
        {
            Running changed(installation);
            QCOMPARE(changed.text("code"), std::string("signing_key_invalid"));
            QVERIFY(changed.text("message").find("is not the one") != std::string::npos);
            hint = changed.text("hint");
        }
        // Whoever means it says so.
        const auto from = hint.find("old_signing_keys: ");
        QVERIFY(from != std::string::npos);
        QByteArray announced = QByteArray::fromStdString(hint.substr(from));
        announced.replace("TIME_IN_MS", "1700000000000");
        installation.write("hearthd.yaml", installation.read("hearthd.yaml") + announced + "\n");
        for (int i = 0; i < 2; ++i) {
            Running changed(installation);
            QCOMPARE(changed.text("event"), std::string("ready"));
            QVERIFY(changed.get("/_matrix/key/v2/server").find("1700000000000") !=
                    std::string::npos);
            QCOMPARE(changed.end(SIGTERM), 0);
        }
    }
    void namesTheBrokenLineOfARegistration_data() {
        QTest::addColumn<QByteArray>("registration");
        QTest::addColumn<QByteArray>("message");
        const QByteArray good = "id: bridge\nas_token: a\nhs_token: h\nsender_localpart: bot\n"
                                "url: null\n";
        const auto row = [&](const char *name, const QByteArray &more, const char *message) {
            QTest::newRow(name) << good + more << QByteArray(message);
        };
        row("good",
            "namespaces: {users: [{exclusive: true, regex: '@_.*'}]}\nprotocols: [x]\n"
            "de.sorunome.msc2409.push_ephemeral: true\n",
            "");
        row("quote", "namespaces: {users: [{regex: \"@_.*}]}\nrate_limited: false\n",
            "bridge.yaml:6: The quote");
        row("twice", "as_token: b\n", "bridge.yaml:6: \"as_token\" is given twice.");
        row("misspelt", "namespace: {}\n", "bridge.yaml:6: A registration has no key");
        row("no list", "namespaces: {users: {regex: x}}\n",
            "bridge.yaml:6: 'users' must be a list.");
        row("no truth value", "rate_limited: sometimes\n",
            "bridge.yaml:6: 'rate_limited' must be true or false.");
        row("no expression", "namespaces: {users: [{regex: '('}]}\n",
            "bridge.yaml:6: '(' is not a regular expression.");
    }
    void namesTheBrokenLineOfARegistration() {
        QFETCH(QByteArray, registration);
        QFETCH(QByteArray, message);
        const Installation installation;
        installation.write("bridge.yaml", registration);
        installation.write("hearthd.yaml", installation.read("hearthd.yaml") +
                                               "app_service_config_files: [bridge.yaml]\n");
        const auto [code, text] = run({QStringLiteral("check"), QStringLiteral("--config"),
                                       installation.file("hearthd.yaml")});
        QCOMPARE(code, message.isEmpty() ? 0 : 1);
        QVERIFY2(text.contains(message), text.constData());
        if (message.isEmpty())
            return;
        Running server(installation);
        QCOMPARE(server.text("code"), std::string("config_invalid"));
        QVERIFY(server.text("file").ends_with("bridge.yaml"));
    }
};

HEARTH_TEST(TestDaemon)
#include "test_daemon.moc"
