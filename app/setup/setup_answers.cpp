// SPDX-License-Identifier: Apache-2.0
// Checks of single answers, the draft file, and the facts for clients.
#include "app/setup/setup_answers.hpp"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHostAddress>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSaveFile>
#include <QStorageInfo>
#include <QTcpServer>
#include <QUrlQuery>

namespace hearth::app {
namespace {
constexpr qint64 littleSpace = 2LL * 1024 * 1024 * 1024;
constexpr int longestUserId = 255;
constexpr int shortestPassword = 10;

bool isHostName(const QString &host) {
    if (host.startsWith(u'[') && host.endsWith(u']')) {
        const QHostAddress address(host.mid(1, host.size() - 2));
        return address.protocol() == QAbstractSocket::IPv6Protocol;
    }
    static const QRegularExpression name(
        QStringLiteral("^(?=.{1,230}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
                       "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$"));
    return name.match(host).hasMatch();
}

QHostAddress addressFor(bool everywhere) {
    return everywhere ? QHostAddress(QHostAddress::AnyIPv4) : QHostAddress(QHostAddress::LocalHost);
}

QString nearestExisting(QString path) {
    while (!QFileInfo::exists(path)) {
        const QString parent = QFileInfo(path).path();
        if (parent == path)
            break;
        path = parent;
    }
    return path;
}
} // namespace

bool isWarning(AnswerProblem problem) {
    return problem == AnswerProblem::LocalhostIsTrial ||
           problem == AnswerProblem::FolderHasServer || problem == AnswerProblem::LittleSpace ||
           problem == AnswerProblem::PasswordWeak;
}

QString cleanServerName(const QString &typed) {
    static const QRegularExpression scheme(QStringLiteral("^https?://"),
                                           QRegularExpression::CaseInsensitiveOption);
    QString name = typed.trimmed();
    name.remove(scheme);
    while (name.endsWith(u'/') || name.endsWith(u'.'))
        name.chop(1);
    return name.toLower();
}

QString cleanBaseUrl(const QString &typed) {
    QString url = typed.trimmed();
    while (url.endsWith(u'/'))
        url.chop(1);
    if (url.isEmpty())
        return url;
    if (!url.contains(QStringLiteral("://")))
        url.prepend(QStringLiteral("https://"));
    const QUrl parsed(url, QUrl::StrictMode); // writes scheme and host in small letters
    return parsed.isValid() && !parsed.host().isEmpty() ? parsed.toString(QUrl::FullyEncoded) : url;
}

AnswerProblem checkServerName(const QString &name) {
    if (name.trimmed().isEmpty())
        return AnswerProblem::Empty;
    if (name.contains(QStringLiteral("://")) || name.contains(u'/'))
        return AnswerProblem::ServerNameIsUrl;
    static const QRegularExpression parts(
        QStringLiteral("^(\\[[^\\]]*\\]|[^:]*)(?::([0-9]{1,5}))?$"));
    const auto match = parts.match(name);
    if (!match.hasMatch() || !isHostName(match.captured(1)))
        return AnswerProblem::BadServerName;
    if (match.hasCaptured(2) && match.captured(2).toInt() > 65535)
        return AnswerProblem::BadServerName;
    const QString host = match.captured(1);
    if (host.startsWith(u'[') ||
        QHostAddress(host).protocol() != QAbstractSocket::UnknownNetworkLayerProtocol)
        return AnswerProblem::ServerNameIsIp;
    if (name == u"localhost" || name.startsWith(QStringLiteral("localhost:")))
        return AnswerProblem::LocalhostIsTrial;
    return AnswerProblem::None;
}

AnswerProblem checkPublicBaseUrl(const QString &url) {
    if (url.isEmpty())
        return AnswerProblem::Empty;
    const QUrl parsed(url, QUrl::StrictMode);
    const bool web = parsed.scheme() == u"https" || parsed.scheme() == u"http";
    if (!parsed.isValid() || !web || parsed.host().isEmpty() || parsed.hasQuery() ||
        parsed.hasFragment())
        return AnswerProblem::BadUrl;
    return AnswerProblem::None;
}

AnswerProblem checkDataDir(const QString &dir, const QString &serverName) {
    if (dir.isEmpty())
        return AnswerProblem::Empty;
    if (!QDir::isAbsolutePath(dir))
        return AnswerProblem::FolderNotAbsolute;
    const QFileInfo info(dir);
    if (info.exists() && !info.isDir())
        return AnswerProblem::FolderIsFile;
    const QFileInfo nearest(nearestExisting(dir));
    if (!nearest.isDir())
        return AnswerProblem::FolderIsFile;
    if (!nearest.isWritable() || !nearest.isExecutable())
        return AnswerProblem::FolderNotWritable;
    if (info.exists()) {
        if (const auto server = readExistingServer(dir))
            return server->name.isEmpty() || serverName.isEmpty() || server->name == serverName
                       ? AnswerProblem::FolderHasServer
                       : AnswerProblem::FolderHasOther;
        if (!QDir(dir).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot))
            return AnswerProblem::FolderNotEmpty;
    }
    const QStorageInfo storage(nearest.absoluteFilePath());
    if (storage.isValid() && storage.bytesAvailable() < littleSpace)
        return AnswerProblem::LittleSpace;
    return AnswerProblem::None;
}

QString localAddress(int port) {
    return QStringLiteral("http://127.0.0.1:%1").arg(port);
}

AnswerProblem checkPort(int port, bool everywhere) {
    if (port < 0 || port > 65535)
        return AnswerProblem::BadPort;
    if (port == 0) // any free one
        return AnswerProblem::None;
    QTcpServer probe;
    if (probe.listen(addressFor(everywhere), static_cast<quint16>(port)))
        return AnswerProblem::None;
    return probe.serverError() == QAbstractSocket::SocketAccessError && port < 1024
               ? AnswerProblem::PrivilegedPort
               : AnswerProblem::PortTaken;
}

std::optional<int> findFreePort(int wanted, bool everywhere) {
    for (int port = std::max(1024, wanted); port < std::min(65536, wanted + 100); ++port) {
        if (checkPort(port, everywhere) == AnswerProblem::None)
            return port;
    }
    QTcpServer any;
    if (any.listen(addressFor(everywhere), 0))
        return any.serverPort();
    return std::nullopt;
}

AnswerProblem checkUserName(const QString &localpart, const QString &serverName) {
    if (localpart.isEmpty())
        return AnswerProblem::Empty;
    static const QRegularExpression allowed(QStringLiteral("^[a-z0-9._=/+-]+$"));
    if (!allowed.match(localpart).hasMatch() || localpart.startsWith(u'_'))
        return AnswerProblem::BadUserName;
    if (localpart.size() + serverName.size() + 2 > longestUserId)
        return AnswerProblem::UserNameTooLong;
    return AnswerProblem::None;
}

AnswerProblem checkPassword(const QString &password, const QString &userName) {
    if (password.isEmpty())
        return AnswerProblem::Empty;
    if (password.size() < shortestPassword)
        return AnswerProblem::PasswordTooShort;
    if (estimateStrength(password, userName).score < 2)
        return AnswerProblem::PasswordWeak;
    return AnswerProblem::None;
}

// ---- Draft -------------------------------------------------------------------------------------

SetupDraft::SetupDraft(QString file)
    : m_file(std::move(file)) {}

std::optional<SetupAnswers> SetupDraft::load() const {
    QFile file(m_file);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const auto json = QJsonDocument::fromJson(file.readAll()).object();
    if (json.isEmpty())
        return std::nullopt;
    SetupAnswers answers;
    answers.purpose = json.value(u"purpose") == QStringLiteral("domain")
                          ? SetupAnswers::Purpose::OwnDomain
                          : SetupAnswers::Purpose::Trial;
    answers.serverName = json.value(u"server_name").toString(answers.serverName);
    answers.publicBaseUrl = json.value(u"public_baseurl").toString();
    answers.dataDir = json.value(u"data_dir").toString();
    answers.port = json.value(u"port").toInt(answers.port);
    answers.listenEverywhere = json.value(u"listen_everywhere").toBool();
    answers.adminName = json.value(u"admin_name").toString(answers.adminName);
    answers.adminDisplayName = json.value(u"admin_display_name").toString();
    answers.step = json.value(u"step").toInt();
    answers.profileId = json.value(u"profile").toString();
    return answers;
}

Result<Done> SetupDraft::save(const SetupAnswers &answers) const {
    const bool trial = answers.purpose == SetupAnswers::Purpose::Trial;
    const QJsonObject json{
        {QStringLiteral("purpose"), trial ? QStringLiteral("trial") : QStringLiteral("domain")},
        {QStringLiteral("server_name"), answers.serverName},
        {QStringLiteral("public_baseurl"), answers.publicBaseUrl},
        {QStringLiteral("data_dir"), answers.dataDir},
        {QStringLiteral("port"), answers.port},
        {QStringLiteral("listen_everywhere"), answers.listenEverywhere},
        {QStringLiteral("admin_name"), answers.adminName},
        {QStringLiteral("admin_display_name"), answers.adminDisplayName},
        {QStringLiteral("step"), answers.step},
        {QStringLiteral("profile"), answers.profileId}};
    QSaveFile file(m_file);
    if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(json).toJson()) < 0 ||
        !file.commit())
        return failLocally(file.errorString());
    return Done{};
}

void SetupDraft::remove() const {
    QFile::remove(m_file);
}

// ---- Facts -------------------------------------------------------------------------------------

ClientFacts clientFacts(const SetupAnswers &answers, const QUrl &baseUrl) {
    ClientFacts facts;
    const bool hasPublic = checkPublicBaseUrl(answers.publicBaseUrl) == AnswerProblem::None;
    facts.homeserver = hasPublic ? QUrl(answers.publicBaseUrl) : baseUrl;
    facts.serverName = answers.serverName;
    facts.userId = answers.adminId();
    facts.webClientLink = QUrl(QStringLiteral("https://app.element.io/#/login"));
    facts.localUrl = baseUrl;
    if (answers.purpose == SetupAnswers::Purpose::OwnDomain)
        facts.publicUrl = hasPublic ? QUrl(answers.publicBaseUrl)
                                    : QUrl(QStringLiteral("https://") + answers.serverName);
    facts.onlyHere = !hasPublic && !answers.listenEverywhere;
    QUrl link(QStringLiteral("https://mobile.element.io/element/"));
    QUrlQuery query;
    // Phones resolve a name by its well-known file; without one they need the address itself.
    query.addQueryItem(QStringLiteral("account_provider"),
                       hasPublic ? facts.serverName : facts.homeserver.toString());
    query.addQueryItem(QStringLiteral("login_hint"), QStringLiteral("mxid:") + facts.userId);
    link.setQuery(query);
    facts.qrText = link.toString(QUrl::FullyEncoded);
    return facts;
}

} // namespace hearth::app
