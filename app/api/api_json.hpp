// SPDX-License-Identifier: Apache-2.0
// Inside of AdminApi: building requests, turning answers into values or ApiErrors.
#pragma once

#include "app/api/admin_api.hpp"

#include <QJsonArray>
#include <QJsonObject>
#include <QPromise>

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace hearth::app::json {

/// A path of percent-encoded segments: path("/x/%1/y", {id}).
[[nodiscard]] QString path(QStringView pattern, const QStringList &segments);
void add(QUrlQuery &query, const char *key, const QString &value);
void add(QUrlQuery &query, const char *key, qint64 value);
void add(QUrlQuery &query, const char *key, Filter filter);

[[nodiscard]] HttpRequest get(const QString &path);
[[nodiscard]] HttpRequest post(const QString &path, const QJsonObject &body);
[[nodiscard]] HttpRequest put(const QString &path, const QJsonObject &body);
[[nodiscard]] HttpRequest remove(const QString &path);

/// The object in a 2xx answer, or the error that the answer means.
[[nodiscard]] Result<QJsonObject> object(const HttpRequest &request,
                                         const Result<HttpResponse> &answer);
/// The same for answers that are not JSON.
[[nodiscard]] Result<QByteArray> bytes(const HttpRequest &request,
                                       const Result<HttpResponse> &answer);

/// Calls `handler` once with the answer, on the transport's thread; drops it unused if the request
/// was cancelled. Not a template and not QFuture::then(), whose instances cost every caller
/// seconds.
void whenAnswered(const QFuture<Result<HttpResponse>> &answer,
                  std::function<void(const Result<HttpResponse> &)> handler);

/// A request for part of a list.
[[nodiscard]] HttpRequest getPart(const QString &path, int from, int limit);

[[nodiscard]] qint64 integer(const QJsonObject &object, QStringView key);
/// Numbers and numbers in text ("next_token": "100").
[[nodiscard]] std::optional<int> offset(const QJsonObject &object, QStringView key);
/// Milliseconds, from a field that some calls give in seconds.
[[nodiscard]] qint64 milliseconds(const QJsonObject &object, QStringView key);
[[nodiscard]] QStringList strings(const QJsonObject &object, QStringView key);
/// The objects in a list, each read by `read`.
template <class Read>
[[nodiscard]] auto list(const QJsonObject &object, QStringView key, Read read) {
    QList<std::decay_t<decltype(read(QJsonObject()))>> result;
    const auto array = object.value(key).toArray();
    for (const auto &value : array)
        result.append(read(value.toObject()));
    return result;
}
/// The same with "total" and "next_token".
template <class Read>
[[nodiscard]] auto page(const QJsonObject &object, QStringView key, Read read) {
    auto items = list(object, key, read);
    return Page<typename decltype(items)::value_type>{std::move(items),
                                                      static_cast<int>(integer(object, u"total")),
                                                      offset(object, u"next_token")};
}

} // namespace hearth::app::json

namespace hearth::app {

template <class T>
QFuture<Result<T>> AdminApi::ask(const HttpRequest &request,
                                 std::function<T(const QJsonObject &)> read) {
    // A promise that dies unkept cancels its future.
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    auto future = promise->future();
    json::whenAnswered(m_transport.send(request),
                       [request, promise = std::move(promise),
                        read = std::move(read)](const Result<HttpResponse> &answer) {
                           auto body = json::object(request, answer);
                           if (body)
                               promise->addResult(Result<T>(read(*body)));
                           else
                               promise->addResult(Result<T>(fail(std::move(body).error())));
                           promise->finish();
                       });
    return future;
}

} // namespace hearth::app
