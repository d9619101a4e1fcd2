// SPDX-License-Identifier: Apache-2.0
// Sending one HTTP request: the seam `Transport`, and the real client behind it.
#pragma once

#include "app/core/result.hpp"

#include <QByteArray>
#include <QFuture>
#include <QJsonObject>
#include <QObject>
#include <QUrl>
#include <QUrlQuery>

#include <chrono>
#include <memory>
#include <optional>

class QNetworkAccessManager;

namespace hearth::app {

struct HttpRequest {
    QByteArray method = "GET";
    QString path; ///< begins with "/"; segments are percent-encoded already
    QUrlQuery query;
    std::optional<QJsonObject> body;
    std::chrono::milliseconds timeout{30'000};
    bool authenticated = true;
    bool anyRedirect = false; ///< to other servers too; only without a token
};

struct HttpResponse {
    int status = 0;
    QByteArray body;
    QList<QPair<QByteArray, QByteArray>> headers;
    [[nodiscard]] QByteArray header(const QByteArray &name) const;
};

/// Everything AdminApi needs of the network; GUI tests put a fake in its place.
class Transport {
public:
    virtual ~Transport() = default;
    /// An error only if there is no HTTP answer; any status is a success here.
    [[nodiscard]] virtual QFuture<Result<HttpResponse>> send(const HttpRequest &request) = 0;
};

/// The real client: base URL, bearer token, time limit, one retry of a GET that got no answer.
/// GUI thread; answers arrive there.
class HttpClient : public QObject, public Transport {
    Q_OBJECT
public:
    explicit HttpClient(QUrl baseUrl = {}, QObject *parent = nullptr);
    ~HttpClient() override;

    void setBaseUrl(const QUrl &url);
    [[nodiscard]] QUrl baseUrl() const { return m_baseUrl; }
    void setToken(const QString &token) { m_token = token; }
    [[nodiscard]] QString token() const { return m_token; }

    [[nodiscard]] QFuture<Result<HttpResponse>> send(const HttpRequest &request) override;
    /// Ends all requests under way with Kind::Cancelled.
    void cancelAll();

Q_SIGNALS:
    void cancelRequested();

private:
    struct Call;
    void attempt(const std::shared_ptr<Call> &call);

    QUrl m_baseUrl;
    QString m_token;
    QNetworkAccessManager *m_network;
};

} // namespace hearth::app
