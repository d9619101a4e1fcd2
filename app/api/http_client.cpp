// SPDX-License-Identifier: Apache-2.0
// HttpClient over QNetworkAccessManager.
#include "app/api/http_client.hpp"

#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPromise>
#include <QSslError>
#include <QTimer>

namespace hearth::app {
namespace {
constexpr int retryDelayMs = 300;
constexpr qint64 maximumBody = 64LL * 1024 * 1024;

ApiError::Kind kindOf(QNetworkReply::NetworkError error) {
    switch (error) {
    case QNetworkReply::TimeoutError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::OperationCanceledError: // the transfer timeout ends like this
        return ApiError::Kind::Timeout;
    case QNetworkReply::SslHandshakeFailedError:
        return ApiError::Kind::Tls;
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolInvalidOperationError:
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::UnknownContentError:
        return ApiError::Kind::NotMatrix;
    default:
        return ApiError::Kind::Unreachable;
    }
}

bool mayRetry(QNetworkReply::NetworkError error) {
    return error == QNetworkReply::RemoteHostClosedError ||
           error == QNetworkReply::ConnectionRefusedError ||
           error == QNetworkReply::TemporaryNetworkFailureError ||
           error == QNetworkReply::NetworkSessionFailedError;
}
} // namespace

QByteArray HttpResponse::header(const QByteArray &name) const {
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

struct HttpClient::Call {
    HttpRequest request;
    QUrl url;
    QByteArray token;
    QPromise<Result<HttpResponse>> promise;
    int triesLeft = 1;
    QStringList certificate; ///< what is wrong with it
    bool cancelled = false;
    bool over = false;

    void finish(Result<HttpResponse> result) {
        if (std::exchange(over, true))
            return;
        promise.addResult(std::move(result));
        promise.finish();
    }
    void finish(ApiError::Kind kind, const QString &text) {
        ApiError error;
        error.kind = kind;
        error.serverText = text;
        finish(fail(error));
    }
};

HttpClient::HttpClient(QUrl baseUrl, QObject *parent)
    : QObject(parent)
    , m_network(new QNetworkAccessManager(this)) {
    setBaseUrl(baseUrl);
}

HttpClient::~HttpClient() {
    cancelAll();
}

void HttpClient::setBaseUrl(const QUrl &url) {
    m_baseUrl = url;
    QString path = m_baseUrl.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    m_baseUrl.setPath(path);
}

QFuture<Result<HttpResponse>> HttpClient::send(const HttpRequest &request) {
    auto call = std::make_shared<Call>();
    call->request = request;
    call->triesLeft = request.method == "GET" ? 2 : 1;
    call->token = request.authenticated ? m_token.toUtf8() : QByteArray();
    QByteArray url =
        m_baseUrl.toEncoded(QUrl::RemoveQuery | QUrl::RemoveFragment) + request.path.toLatin1();
    if (!request.query.isEmpty())
        url += '?' + request.query.toString(QUrl::FullyEncoded).toLatin1();
    call->url = QUrl::fromEncoded(url, QUrl::StrictMode);
    call->promise.start();
    auto future = call->promise.future();
    if (!call->url.isValid() || call->url.host().isEmpty()) {
        call->finish(ApiError::Kind::Unreachable, QStringLiteral("No valid server address."));
        return future;
    }
    attempt(call);
    return future;
}

void HttpClient::cancelAll() {
    Q_EMIT cancelRequested();
}

void HttpClient::attempt(const std::shared_ptr<Call> &call) {
    --call->triesLeft;
    QNetworkRequest request(call->url);
    request.setTransferTimeout(static_cast<int>(call->request.timeout.count()));
    // A token must not follow a redirect to another server.
    const bool anyRedirect = call->request.anyRedirect && call->token.isEmpty();
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         anyRedirect ? QNetworkRequest::NoLessSafeRedirectPolicy
                                     : QNetworkRequest::SameOriginRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setRawHeader("User-Agent", "Hearth");
    if (!call->token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + call->token);
    QByteArray body;
    if (call->request.body) {
        request.setRawHeader("Content-Type", "application/json");
        body = QJsonDocument(*call->request.body).toJson(QJsonDocument::Compact);
    }
    QNetworkReply *reply = m_network->sendCustomRequest(request, call->request.method, body);
    connect(reply, &QNetworkReply::sslErrors, reply, [call](const QList<QSslError> &errors) {
        for (const auto &error : errors)
            call->certificate << error.errorString();
    });
    connect(this, &HttpClient::cancelRequested, reply, [call, reply] {
        call->cancelled = true;
        reply->abort();
    });
    connect(reply, &QNetworkReply::downloadProgress, reply, [reply](qint64 received, qint64) {
        if (received > maximumBody)
            reply->abort();
    });
    connect(reply, &QNetworkReply::finished, this, [this, call, reply] {
        reply->deleteLater();
        const auto status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute);
        const auto error = reply->error();
        const bool cutOff = error == QNetworkReply::OperationCanceledError ||
                            error == QNetworkReply::RemoteHostClosedError;
        if (status.isValid() && !cutOff) {
            HttpResponse response;
            response.status = status.toInt();
            response.body = reply->readAll();
            const auto pairs = reply->rawHeaderPairs();
            for (const auto &pair : pairs)
                response.headers.append(pair);
            call->finish(std::move(response));
            return;
        }
        if (call->cancelled) {
            call->finish(ApiError::Kind::Cancelled, {});
            return;
        }
        if (call->triesLeft > 0 && mayRetry(error)) {
            QTimer::singleShot(retryDelayMs, this, [this, call] { attempt(call); });
            return;
        }
        // Only what is wrong with the certificate is its fault: a server that speaks no TLS at all
        // ends the handshake as well.
        if (error == QNetworkReply::SslHandshakeFailedError && call->certificate.isEmpty())
            call->finish(ApiError::Kind::Unreachable, reply->errorString());
        else
            call->finish(kindOf(error), call->certificate.isEmpty()
                                            ? reply->errorString()
                                            : call->certificate.join(QStringLiteral("\n")));
    });
}

} // namespace hearth::app
