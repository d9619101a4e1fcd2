// SPDX-License-Identifier: Apache-2.0
// The steps: well-known file, versions, admin API, ways to sign in.
#include "app/setup/server_probe.hpp"

#include "app/api/admin_api.hpp"
#include "app/api/http_client.hpp"
#include "app/core/futures.hpp"

#include <QHostAddress>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <variant>

namespace hearth::app {
namespace {
using Verdict = ProbeResult::Verdict;
using Kind = ApiError::Kind;
constexpr int usualPort = 8008;

bool isHost(const QString &host) {
    if (host.isEmpty() || host.size() > 253)
        return false;
    if (!QHostAddress(host).isNull())
        return true;
    static const QRegularExpression name(
        QStringLiteral("^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
                       "(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\\.?$"));
    return name.match(host).hasMatch();
}

/// From what people paste: an address of an app's call, a slash at the end.
QString cleanPath(QString path) {
    for (const QString &part : {QStringLiteral("/_matrix"), QStringLiteral("/_synapse"),
                                QStringLiteral("/.well-known")}) {
        if (const auto at = path.indexOf(part); at >= 0)
            path.truncate(at);
    }
    while (path.endsWith(u'/'))
        path.chop(1);
    return path;
}

QUrl address(const QString &scheme, const QString &host, int port, const QString &path) {
    QUrl url;
    url.setScheme(scheme);
    url.setHost(host);
    url.setPort(port);
    url.setPath(path);
    return url;
}

/// A version from which on the client API has the calls that this program makes (v3).
bool isNewEnough(const ServerVersions &versions) {
    for (const auto &version : versions.specVersions) {
        if (version.startsWith(u'v'))
            return true;
    }
    return false;
}

/// Which failure of several addresses is the one to tell: the more was found, the better.
int weight(Verdict verdict) {
    switch (verdict) {
    case Verdict::CertificateWrong:
        return 2;
    case Verdict::NotMatrix:
        return 1;
    default:
        return 0;
    }
}
} // namespace

bool isNearHost(const QString &host) {
    const QHostAddress address(host);
    if (!address.isNull()) {
        if (address.isLoopback() || address.isLinkLocal() || address.isUniqueLocalUnicast())
            return true;
        const std::array networks{QStringLiteral("10.0.0.0/8"), QStringLiteral("172.16.0.0/12"),
                                  QStringLiteral("192.168.0.0/16"),
                                  QStringLiteral("100.64.0.0/10")};
        return std::any_of(networks.begin(), networks.end(), [&](const QString &network) {
            return address.isInSubnet(QHostAddress::parseSubnet(network));
        });
    }
    return !host.contains(u'.') || host.endsWith(QStringLiteral(".local")) ||
           host.endsWith(QStringLiteral(".localhost")) || host.endsWith(QStringLiteral(".lan")) ||
           host.endsWith(QStringLiteral(".internal")) ||
           host.endsWith(QStringLiteral(".home.arpa"));
}

std::optional<TypedAddress> parseServerAddress(const QString &typed) {
    QString text = typed.simplified();
    if (text.startsWith(u'@') && text.contains(u':')) // somebody's whole Matrix ID
        text = text.section(u':', 1);
    if (text.isEmpty() || text.contains(u' '))
        return std::nullopt;
    const bool hasScheme = text.contains(QStringLiteral("://"));
    const QUrl url(hasScheme ? text : QStringLiteral("https://") + text, QUrl::TolerantMode);
    const QString scheme = url.scheme();
    const QString host = url.host(QUrl::FullyEncoded);
    const QString bare = QString(host).remove(u'[').remove(u']');
    if (!url.isValid() || (scheme != u"https" && scheme != u"http") || !isHost(bare) ||
        !url.userInfo().isEmpty())
        return std::nullopt;
    const int port = url.port();
    const QString path = cleanPath(url.path());
    TypedAddress result;
    if (hasScheme) {
        result.candidates = {address(scheme, bare, port, path)};
        // A site may stand there that knows where its server is.
        if (scheme == u"https" && port < 0 && path.isEmpty())
            result.domain = host;
        return result;
    }
    if (path.isEmpty() && (port < 0 || !isNearHost(bare)))
        result.domain = port < 0 ? host : host + u':' + QString::number(port);
    result.candidates = {address(QStringLiteral("https"), bare, port, path)};
    if (!isNearHost(bare))
        return result;
    // Without a certificate only where nobody listens on the way.
    if (port < 0)
        result.candidates = {address(QStringLiteral("http"), bare, usualPort, path),
                             address(QStringLiteral("https"), bare, -1, path),
                             address(QStringLiteral("http"), bare, -1, path)};
    else
        result.candidates.append(address(QStringLiteral("http"), bare, port, path));
    if (!QHostAddress(bare).isNull() || !bare.contains(u'.'))
        result.domain.clear();
    return result;
}

ServerProbe::ServerProbe(QObject *parent)
    : QObject(parent) {}

ServerProbe::~ServerProbe() = default;

template <class Answer, class Take>
void ServerProbe::take(const Answer &answer, Take then) {
    onAnswer(answer, this, [this, run = m_run, then](const auto &value) {
        if (run == m_run)
            then(value);
    });
}

void ServerProbe::cancel() {
    ++m_run;
    m_running = false;
}

void ServerProbe::run(const QString &typed) {
    cancel();
    m_running = true;
    m_result = {};
    m_failure.reset();
    // Of its own each time: answers to the question before must not find their way here.
    m_http = std::make_unique<HttpClient>();
    m_api = std::make_unique<AdminApi>(*m_http);
    const auto parsed = parseServerAddress(typed);
    if (!parsed) {
        QMetaObject::invokeMethod(
            this,
            [this, run = m_run] {
                if (run == m_run)
                    finish(Verdict::BadAddress);
            },
            Qt::QueuedConnection);
        return;
    }
    m_typed = *parsed;
    m_result.serverName =
        m_typed.domain.isEmpty() ? m_typed.candidates.constFirst().host() : m_typed.domain;
    if (m_typed.domain.isEmpty())
        tryNext();
    else
        askWellKnown();
}

void ServerProbe::askWellKnown() {
    m_http->setBaseUrl(QUrl(QStringLiteral("https://") + m_typed.domain));
    take(m_api->wellKnown(), [this](const Result<QUrl> &base) {
        if (base) {
            m_typed.candidates.removeAll(*base);
            m_typed.candidates.prepend(*base);
            m_result.fromWellKnown = true;
        }
        tryNext();
    });
}

void ServerProbe::tryNext() {
    if (m_typed.candidates.isEmpty()) {
        const auto failure = m_failure.value_or(m_result);
        m_result = failure;
        finish(failure.verdict);
        return;
    }
    m_result.baseUrl = m_typed.candidates.takeFirst();
    m_result.isEncrypted = m_result.baseUrl.scheme() == u"https";
    m_http->setBaseUrl(m_result.baseUrl);
    take(m_api->versions(), [this](const Result<ServerVersions> &versions) {
        if (versions && !versions->specVersions.isEmpty()) {
            if (isNewEnough(*versions)) {
                askAdmin();
                return;
            }
            m_result.error.kind = Kind::Unsupported;
            m_result.error.serverText = versions->specVersions.join(QStringLiteral(", "));
            m_result.error.request = QStringLiteral("GET /_matrix/client/versions");
            finish(Verdict::TooOld);
            return;
        }
        ApiError error;
        error.kind = Kind::NotMatrix;
        if (!versions)
            error = versions.error();
        const bool away = error.kind == Kind::Unreachable || error.kind == Kind::Timeout ||
                          error.kind == Kind::ServerFailed || error.kind == Kind::RateLimited ||
                          error.kind == Kind::Cancelled;
        keepWorst(error.kind == Kind::Tls ? Verdict::CertificateWrong
                  : away                  ? Verdict::Unreachable
                                          : Verdict::NotMatrix,
                  error);
        m_result.fromWellKnown = false;
        tryNext();
    });
}

void ServerProbe::keepWorst(Verdict verdict, const ApiError &error) {
    if (m_failure && weight(m_failure->verdict) >= weight(verdict))
        return;
    m_failure = m_result;
    m_failure->verdict = verdict;
    m_failure->error = error;
}

// Without a sign-in: a server that has the call asks for one, every other answer means that it does
// not get there.
void ServerProbe::askAdmin() {
    take(m_api->listUsers({}), [this](const Result<UserPage> &page) {
        if (page || page.error().kind == Kind::SignedOut) {
            askRest();
            return;
        }
        m_result.error = page.error();
        if (page.error().isConnection())
            finish(Verdict::Unreachable);
        else
            askOldAdmin();
    });
}

void ServerProbe::askOldAdmin() {
    // Every version of the admin API has had this call.
    take(m_api->getUser(QStringLiteral("@hearth:") + m_result.serverName),
         [this](const Result<UserDetails> &details) {
             const bool isThere = details || details.error().kind == Kind::SignedOut;
             finish(isThere ? Verdict::TooOld : Verdict::NoAdminApi);
         });
}

void ServerProbe::askRest() {
    take(QtFuture::whenAll(m_api->loginWays(), m_api->software()), [this](const auto &answers) {
        const auto ways = std::get<0>(answers.at(0)).result();
        const auto software = std::get<1>(answers.at(1)).result();
        // Where the server does not say, a password is tried.
        m_result.ways = ways ? *ways : LoginWays{true, false};
        if (software)
            m_result.software = *software;
        finish(Verdict::Usable);
    });
}

void ServerProbe::finish(Verdict verdict) {
    m_running = false;
    m_result.verdict = verdict;
    Q_EMIT done(m_result);
}

} // namespace hearth::app
