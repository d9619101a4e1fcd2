// SPDX-License-Identifier: Apache-2.0
// AdminApi: registration tokens and reports.
#include "app/api/api_json.hpp"

namespace hearth::app {
namespace {
RegistrationToken tokenFrom(const QJsonObject &json) {
    RegistrationToken token;
    token.token = json.value(u"token").toString();
    if (const auto uses = json.value(u"uses_allowed"); uses.isDouble())
        token.usesAllowed = uses.toInt();
    token.pending = json.value(u"pending").toInt();
    token.completed = json.value(u"completed").toInt();
    token.expiresMs = json::integer(json, u"expiry_time");
    return token;
}

EventReport reportFrom(const QJsonObject &json) {
    return {json::integer(json, u"id"),        json.value(u"room_id").toString(),
            json.value(u"name").toString(),    json.value(u"event_id").toString(),
            json.value(u"user_id").toString(), json.value(u"sender").toString(),
            json.value(u"reason").toString(),  json::milliseconds(json, u"received_ts")};
}
} // namespace

QFuture<Result<QList<RegistrationToken>>> AdminApi::listRegistrationTokens() {
    return ask<QList<RegistrationToken>>(
        json::get(QStringLiteral("/_synapse/admin/v1/registration_tokens")),
        [](const QJsonObject &body) {
            return json::list(body, u"registration_tokens", tokenFrom);
        });
}

QFuture<Result<RegistrationToken>> AdminApi::createRegistrationToken(std::optional<int> usesAllowed,
                                                                     qint64 expiresMs) {
    QJsonObject body;
    if (usesAllowed)
        body.insert(QStringLiteral("uses_allowed"), *usesAllowed);
    if (expiresMs > 0)
        body.insert(QStringLiteral("expiry_time"), expiresMs);
    return ask<RegistrationToken>(
        json::post(QStringLiteral("/_synapse/admin/v1/registration_tokens/new"), body), tokenFrom);
}

QFuture<Result<Done>> AdminApi::deleteRegistrationToken(const QString &token) {
    return tell(json::remove(json::path(u"/_synapse/admin/v1/registration_tokens/{}", {token})));
}

QFuture<Result<EventReportPage>> AdminApi::listEventReports(int from, int limit) {
    return ask<EventReportPage>(
        json::getPart(QStringLiteral("/_synapse/admin/v1/event_reports"), from, limit),
        [](const QJsonObject &body) { return json::page(body, u"event_reports", reportFrom); });
}

QFuture<Result<Done>> AdminApi::deleteEventReport(qint64 id) {
    return tell(
        json::remove(json::path(u"/_synapse/admin/v1/event_reports/{}", {QString::number(id)})));
}

} // namespace hearth::app
