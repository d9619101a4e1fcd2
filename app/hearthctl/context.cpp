// SPDX-License-Identifier: Apache-2.0
// Options, output and sign-in of hearthctl.
#include "app/hearthctl/context.hpp"

#include "app/core/futures.hpp"
#include "app/hearthctl/options.hpp"
#include "app/setup/setup_answers.hpp"

#include <termios.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>
#include <QSysInfo>

#include <cstdio>
#include <iostream>
#include <string>

namespace hearth::app::ctl {

Context::Context()
    : paths(Paths::forThisUser())
    , profiles(std::make_unique<ServerProfiles>(paths.profilesFile()))
    , secrets(makeSecretStore(paths)) {
    addOptions(options);
}

Context::~Context() = default;

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

std::optional<int> Context::number(const char *option, int otherwise, int least) {
    if (!has(option))
        return otherwise;
    bool ok = false;
    const int value = text(option).toInt(&ok);
    if (ok && value >= least)
        return value;
    failWith(QStringLiteral("--%1 wants a number from %2 on, not \"%3\".")
                 .arg(QLatin1String(option), QString::number(least), text(option)),
             Usage);
    return std::nullopt;
}

std::optional<Filter> Context::filter(const char *option) {
    if (!has(option))
        return Filter::Any;
    const auto value = filterFrom(text(option));
    if (!value)
        failWith(QStringLiteral("--%1 wants yes, no or any, not \"%2\".")
                     .arg(QLatin1String(option), text(option)),
                 Usage);
    return value;
}

QString Context::readSecret(const QString &prompt) const {
    termios before{};
    const bool asks = ::isatty(STDIN_FILENO) != 0 && ::tcgetattr(STDIN_FILENO, &before) == 0;
    if (asks) {
        termios silent = before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
        std::fputs(qUtf8Printable(prompt + QStringLiteral(": ")), stderr);
    }
    std::string line;
    std::getline(std::cin, line);
    if (asks) {
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        std::fputs("\n", stderr);
    }
    QString secret = QString::fromStdString(line);
    while (secret.endsWith(u'\r'))
        secret.chop(1);
    return secret;
}

QString Context::newPassword() const {
    return has("password-stdin") ? readSecret(QStringLiteral("New password")) : suggestPassword();
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

void Context::answer(const QJsonObject &object, const QString &sentence) {
    if (json())
        printJson(object);
    else
        print(sentence);
    finish(Ok);
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
    if (!json()) {
        failWith(text);
        return;
    }
    printJson({{QStringLiteral("error"), text},
               {QStringLiteral("errcode"), error.errcode},
               {QStringLiteral("http_status"), error.httpStatus},
               {QStringLiteral("server_text"), error.serverText}});
    finish(Failed);
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
        return findByDataDir(profiles->all(), text("data-dir"));
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

QUrl Context::address() {
    // The address of the running server wins over the one remembered.
    if (const QString dir = dataDir(); !dir.isEmpty()) {
        QFile lock(dir + QStringLiteral("/hearthd.lock"));
        if (lock.open(QIODevice::ReadOnly)) {
            if (const auto report = parseReadyReport(lock.readLine()))
                return report->baseUrl;
        }
    }
    const auto profile = chooseProfile();
    return profile ? profile->baseUrl : QUrl(text("server"));
}

void Context::withApi(const std::function<void(AdminApi &)> &then) {
    const QUrl server = address();
    const auto profile = chooseProfile();
    if (server.isEmpty()) {
        if (const QString dir = dataDir(); !dir.isEmpty())
            failWith(QStringLiteral("The server in %1 is not running. \"hearthctl start\" starts "
                                    "it.")
                         .arg(dir),
                     NotRunning);
        else
            failWith(QStringLiteral("Which server? Name it with --data-dir or --server."), Usage);
        return;
    }
    if (has("user")) {
        signInWithPassword(server, [then](AdminApi &api, const SignIn &) { then(api); });
        return;
    }
    const auto nobody = [this](const QString &where) {
        failWith(QStringLiteral("Nobody is signed in to %1. \"hearthctl sign-in --user NAME\" "
                                "signs in for good, --user NAME for this command.")
                     .arg(where));
    };
    if (!profile) {
        nobody(server.toString());
        return;
    }
    m_http = std::make_unique<HttpClient>(server);
    m_api = std::make_unique<AdminApi>(*m_http);
    await<std::optional<QString>>(
        secrets->read(tokenKey(profile->id)),
        [this, then, nobody, name = profile->name](const std::optional<QString> &token) {
            if (!token || token->isEmpty()) {
                nobody(name);
                return;
            }
            m_http->setToken(*token);
            then(*m_api);
        });
}

void Context::signInWithPassword(const QUrl &server,
                                 const std::function<void(AdminApi &, const SignIn &)> &then) {
    m_http = std::make_unique<HttpClient>(server);
    m_api = std::make_unique<AdminApi>(*m_http);
    const QString password = readSecret(QStringLiteral("Password of %1").arg(text("user")));
    const QString device = QStringLiteral("hearthctl on %1").arg(QSysInfo::machineHostName());
    await<SignIn>(m_api->signIn(text("user"), password, device),
                  [this, then](const SignIn &signIn) {
                      m_http->setToken(signIn.accessToken);
                      m_temporarySignIn = true;
                      then(*m_api, signIn);
                  });
}

} // namespace hearth::app::ctl
