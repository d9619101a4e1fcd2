// SPDX-License-Identifier: Apache-2.0
// GET /health, without redirects and cache.
#include "app/supervisor/health.hpp"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPromise>

#include <memory>

namespace hearth::app {

Health::Health(QObject *parent)
    : QObject(parent)
    , m_network(new QNetworkAccessManager(this)) {}

QFuture<HealthAnswer> Health::ask(const QUrl &baseUrl, std::chrono::milliseconds timeout) {
    auto promise = std::make_shared<QPromise<HealthAnswer>>();
    promise->start();
    QUrl url = baseUrl;
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path + QStringLiteral("/health"));
    QNetworkRequest request(url);
    request.setTransferTimeout(static_cast<int>(timeout.count()));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute,
                         QNetworkRequest::AlwaysNetwork);
    QNetworkReply *reply = m_network->get(request);
    connect(reply, &QNetworkReply::finished, this, [promise, reply] {
        reply->deleteLater();
        HealthAnswer answer;
        answer.instance = QString::fromLatin1(reply->rawHeader("Hearth-Instance"));
        const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (status == 200) {
            answer.kind = HealthAnswer::Kind::Healthy;
        } else if (status >= 500) {
            answer.kind = HealthAnswer::Kind::Failing;
            answer.sentence = QString::fromUtf8(reply->readAll().left(500)).trimmed();
            answer.trouble = QString::fromLatin1(reply->rawHeader("Hearth-Trouble"));
        } else {
            answer.sentence = reply->errorString();
        }
        promise->addResult(answer);
        promise->finish();
    });
    return promise->future();
}

} // namespace hearth::app
