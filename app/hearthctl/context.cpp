// SPDX-License-Identifier: Apache-2.0
// Options, output and sign-in of hearthctl.
#include "app/hearthctl/context.hpp"

#include "app/core/futures.hpp"

#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>

#include <cstdio>
#include <iostream>
#include <string>

namespace hearth::app::ctl {

Context::Context()
    : paths(Paths::forThisUser())
    , profiles(std::make_unique<ServerProfiles>(paths.profilesFile()))
    , secrets(makeSecretStore(paths)) {}

Context::~Context() = default;

void Context::addOptions() {
    const auto add = [this](const char *name, const char *help, const char *value = nullptr) {
        options.addOption(QCommandLineOption(QLatin1String(name), QLatin1String(help),
                                             value != nullptr ? QLatin1String(value) : QString()));
    };
    add("data-dir", "Data folder of the server.", "folder");
    add("server-name", "setup: name of the server, e.g. example.org or localhost.", "name");
    add("admin", "setup: name of the first administrator; users create: make an administrator.");
    add("admin-name", "setup: name of the first administrator (default: admin).", "name");
    add("port", "setup: port to listen on (default: 8008).", "port");
    add("listen-everywhere", "setup: listen on all addresses, not only on this computer.");
    add("public-baseurl", "setup: address under which clients reach the server.", "url");
    add("password-stdin", "Read the password from standard input (one line).");
    add("server", "Address of a server without local data folder.", "url");
    add("user", "Administrator to sign in as (password on standard input).", "name");
    add("display-name", "users create: display name.", "name");
    add("keep-devices", "users reset-password: do not sign the devices out.");
    add("erase", "users deactivate: also mark the account as erased.");
    add("off", "users set-admin: take the right away.");
    add("search", "list: part of the name.", "text");
    add("limit", "list: how many at most (default: 100).", "count");
    add("block", "rooms delete: let nobody join again.");
    add("no-purge", "rooms delete: keep the room's data.");
    add("follow", "logs: go on with new lines.");
    add("level", "logs: error, warn, info or debug (default: debug).", "level");
    add("lines", "logs: how many old lines (default: 200).", "count");
    add("force", "stop: kill the server if it does not end within 20 seconds.");
    add("json", "Answer in JSON.");
    options.addHelpOption();
    options.addVersionOption();
}

QString Context::argument(int index) const {
    return options.positionalArguments().value(index);
}

bool Context::has(const char *option) const {
    return options.isSet(QLatin1String(option));
}

QString Context::text(const char *option) const {
    return options.value(QLatin1String(option));
}

void Context::print(const QString &line) const {
    const QByteArray utf8 = line.toUtf8() + '\n';
    std::fwrite(utf8.constData(), 1, static_cast<size_t>(utf8.size()), stdout);
    std::fflush(stdout);
}

void Context::printJson(const QJsonObject &object) const {
    print(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)));
}

void Context::printError(const QString &line) const {
    const QByteArray utf8 = line.toUtf8() + '\n';
    std::fwrite(utf8.constData(), 1, static_cast<size_t>(utf8.size()), stderr);
}

QString Context::readSecret() const {
    std::string line;
    std::getline(std::cin, line);
    QString secret = QString::fromStdString(line);
    while (secret.endsWith(u'\r'))
        secret.chop(1);
    return secret;
}

void Context::finish(int code) {
    if (!m_temporarySignIn) {
        QCoreApplication::exit(code);
        return;
    }
    m_temporarySignIn = false;
    onAnswer(m_api->signOut(), this,
             [code](const Result<Done> &) { QCoreApplication::exit(code); });
}

void Context::failWith(const QString &message, int code) {
    if (json())
        printJson({{QStringLiteral("error"), message}});
    else
        printError(QStringLiteral("hearthctl: ") + message);
    finish(code);
}

void Context::failWith(const ApiError &error) {
    QString text = error.toString();
    if (error.kind == ApiError::Kind::Unreachable)
        text += QStringLiteral(". Is it running? \"hearthctl status\" tells, \"hearthctl start\" "
                               "starts it.");
    failWith(text);
}

void Context::failWith(const StartFailure &failure, const QStringList &lastLines) {
    if (json()) {
        printJson({{QStringLiteral("error"), failure.message},
                   {QStringLiteral("code"), failure.codeText},
                   {QStringLiteral("hint"), failure.hint}});
        finish(Failed);
        return;
    }
    printError(QStringLiteral("hearthctl: ") + failure.message);
    if (!failure.file.isEmpty())
        printError(failure.line > 0
                       ? QStringLiteral("%1, line %2").arg(failure.file).arg(failure.line)
                       : failure.file);
    if (!failure.hint.isEmpty())
        printError(QStringLiteral("What to do: ") + failure.hint);
    const bool explains = failure.code != StartFailure::Code::EndedSilently &&
                          failure.code != StartFailure::Code::CrashedTooOften &&
                          failure.code != StartFailure::Code::NoAnswerInTime;
    if (!explains) {
        for (const auto &line : lastLines)
            printError(QStringLiteral("  ") + line);
    }
    finish(Failed);
}

QString Context::dataDir() {
    if (has("data-dir"))
        return QDir::cleanPath(QDir(text("data-dir")).absolutePath());
    const auto profile = chooseProfile();
    return profile && profile->isLocal() ? profile->dataDir : QString();
}

std::optional<ServerProfile> Context::chooseProfile() {
    if (has("data-dir"))
        return profiles->findByDataDir(text("data-dir"));
    if (has("server")) {
        const QUrl wanted(text("server"));
        for (const auto &profile : profiles->all()) {
            if (profile.baseUrl.host() == wanted.host() && profile.baseUrl.port() == wanted.port())
                return profile;
        }
        return std::nullopt;
    }
    if (profiles->all().size() == 1)
        return profiles->all().constFirst();
    return std::nullopt;
}

void Context::withApi(const std::function<void(AdminApi &)> &then) {
    const auto profile = chooseProfile();
    QUrl address = profile ? profile->baseUrl : QUrl(text("server"));
    // The address of the running server wins over the one remembered.
    if (const QString dir = dataDir(); !dir.isEmpty()) {
        QFile lock(dir + QStringLiteral("/hearthd.lock"));
        if (lock.open(QIODevice::ReadOnly)) {
            if (const auto report = parseReadyReport(lock.readLine()))
                address = report->baseUrl;
        }
    }
    if (address.isEmpty()) {
        failWith(QStringLiteral("Which server? Name it with --data-dir or --server."), Usage);
        return;
    }
    if (has("user")) {
        signInWithPassword(address, then);
        return;
    }
    if (!profile) {
        failWith(QStringLiteral("Nobody is signed in to %1. Use --user NAME and write the "
                                "password to standard input.")
                     .arg(address.toString()));
        return;
    }
    m_http = std::make_unique<HttpClient>(address);
    m_api = std::make_unique<AdminApi>(*m_http);
    await<std::optional<QString>>(
        secrets->read(tokenKey(profile->id)), [this, then](const std::optional<QString> &token) {
            if (!token || token->isEmpty()) {
                failWith(QStringLiteral("The sign-in of this server is not stored here. Use "
                                        "--user NAME and write the password to standard input."));
                return;
            }
            m_http->setToken(*token);
            then(*m_api);
        });
}

void Context::signInWithPassword(const QUrl &server, const std::function<void(AdminApi &)> &then) {
    m_http = std::make_unique<HttpClient>(server);
    m_api = std::make_unique<AdminApi>(*m_http);
    await<SignIn>(m_api->signIn(text("user"), readSecret(), QStringLiteral("hearthctl")),
                  [this, then](const SignIn &signIn) {
                      m_http->setToken(signIn.accessToken);
                      m_temporarySignIn = true;
                      then(*m_api);
                  });
}

} // namespace hearth::app::ctl
