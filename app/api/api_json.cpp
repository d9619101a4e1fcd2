// SPDX-License-Identifier: Apache-2.0
// From answers to values; the one place that maps HTTP status and errcode to ApiError::Kind.
#include "app/api/api_json.hpp"

#include <QJsonDocument>

namespace hearth::app {

QFuture<Result<Done>> AdminApi::tell(const HttpRequest &request) {
    return ask<Done>(request, [](const QJsonObject &) { return Done{}; });
}

namespace json {
namespace {
QString describe(const HttpRequest &request) {
    return QString::fromLatin1(request.method) + u' ' + request.path;
}

ApiError::Kind kindOf(int status, const QString &errcode, bool isJson) {
    using Kind = ApiError::Kind;
    if (errcode == u"M_UNRECOGNIZED")
        return Kind::Unsupported;
    if (errcode == u"M_UNKNOWN_TOKEN" || errcode == u"M_MISSING_TOKEN" || status == 401)
        return Kind::SignedOut;
    if (errcode == u"M_LIMIT_EXCEEDED" || status == 429)
        return Kind::RateLimited;
    if (status >= 500)
        return Kind::ServerFailed;
    if (!isJson)
        return Kind::NotMatrix;
    if (status == 403)
        return Kind::Forbidden;
    if (status == 404)
        return Kind::NotFound;
    if (status == 405 || status == 501)
        return Kind::Unsupported;
    return Kind::Rejected;
}

ApiError errorOf(const HttpRequest &request, const HttpResponse &response) {
    const auto document = QJsonDocument::fromJson(response.body);
    const auto body = document.object();
    ApiError error;
    error.httpStatus = response.status;
    error.errcode = body.value(u"errcode").toString();
    error.serverText = body.value(u"error").toString();
    if (error.serverText.isEmpty())
        error.serverText = QString::fromUtf8(response.body.left(300));
    error.request = describe(request);
    error.retryAfterMs = integer(body, u"retry_after_ms");
    error.kind = kindOf(response.status, error.errcode, document.isObject());
    return error;
}
} // namespace

QString path(QStringView pattern, const QStringList &segments) {
    QString result = pattern.toString();
    for (const auto &segment : segments) {
        const auto at = result.indexOf(u"{}");
        result.replace(at, 2, QString::fromLatin1(QUrl::toPercentEncoding(segment)));
    }
    return result;
}

void add(QUrlQuery &query, const char *key, const QString &value) {
    query.addQueryItem(QLatin1String(key), QString::fromLatin1(QUrl::toPercentEncoding(value)));
}

void add(QUrlQuery &query, const char *key, qint64 value) {
    query.addQueryItem(QLatin1String(key), QString::number(value));
}

void add(QUrlQuery &query, const char *key, Filter filter) {
    if (filter != Filter::Any)
        query.addQueryItem(QLatin1String(key), filter == Filter::Yes ? QStringLiteral("true")
                                                                     : QStringLiteral("false"));
}

HttpRequest get(const QString &path) {
    HttpRequest request;
    request.path = path;
    return request;
}

HttpRequest getPart(const QString &path, int from, int limit) {
    HttpRequest request = get(path);
    add(request.query, "from", qint64{from});
    add(request.query, "limit", qint64{limit});
    return request;
}

HttpRequest post(const QString &path, const QJsonObject &body) {
    HttpRequest request;
    request.method = "POST";
    request.path = path;
    request.body = body;
    return request;
}

HttpRequest put(const QString &path, const QJsonObject &body) {
    HttpRequest request = post(path, body);
    request.method = "PUT";
    return request;
}

HttpRequest remove(const QString &path) {
    HttpRequest request;
    request.method = "DELETE";
    request.path = path;
    return request;
}

void whenAnswered(const QFuture<Result<HttpResponse>> &answer,
                  std::function<void(const Result<HttpResponse> &)> handler) {
    auto future = answer;
    future.then(std::move(handler));
}

Result<QJsonObject> object(const HttpRequest &request, const Result<HttpResponse> &answer) {
    const auto body = bytes(request, answer);
    if (!body)
        return fail(body.error());
    const auto document = QJsonDocument::fromJson(*body);
    if (document.isObject())
        return document.object();
    ApiError error;
    error.kind = ApiError::Kind::NotMatrix;
    error.httpStatus = answer->status;
    error.serverText = QString::fromUtf8(body->left(300));
    error.request = describe(request);
    return fail(error);
}

Result<QByteArray> bytes(const HttpRequest &request, const Result<HttpResponse> &answer) {
    if (!answer) {
        ApiError error = answer.error();
        error.request = describe(request);
        return fail(error);
    }
    if (answer->status < 200 || answer->status > 299)
        return fail(errorOf(request, *answer));
    return answer->body;
}

qint64 integer(const QJsonObject &object, QStringView key) {
    return object.value(key).toInteger();
}

std::optional<int> offset(const QJsonObject &object, QStringView key) {
    const auto value = object.value(key);
    bool ok = value.isDouble();
    const int number = ok ? value.toInt() : value.toString().toInt(&ok);
    return ok ? std::optional<int>(number) : std::nullopt;
}

qint64 milliseconds(const QJsonObject &object, QStringView key) {
    const qint64 value = integer(object, key);
    // 1e11 is March 1973 in milliseconds and the year 5138 in seconds.
    return value > 0 && value < 100'000'000'000 ? value * 1000 : value;
}

QStringList strings(const QJsonObject &object, QStringView key) {
    QStringList list;
    const auto array = object.value(key).toArray();
    for (const auto &value : array)
        list << value.toString();
    return list;
}

} // namespace json
} // namespace hearth::app
