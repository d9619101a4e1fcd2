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
} // namespace

QFuture<Result<QList<RegistrationToken>>> AdminApi::listRegistrationTokens() {
    const auto read = [](const QJsonObject &body) {
        QList<RegistrationToken> list;
        const auto array = body.value(u"registration_tokens").toArray();
        for (const auto &value : array)
            list.append(tokenFrom(value.toObject()));
        return list;
    };
    return ask<QList<RegistrationToken>>(
        json::get(QStringLiteral("/_synapse/admin/v1/registration_tokens")), read);
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
    auto request = json::get(QStringLiteral("/_synapse/admin/v1/event_reports"));
    json::add(request.query, "from", qint64{from});
    json::add(request.query, "limit", qint64{limit});
    return ask<EventReportPage>(request, [](const QJsonObject &body) {
        EventReportPage page;
        page.total = body.value(u"total").toInt();
        page.next = json::offset(body, u"next_token");
        const auto array = body.value(u"event_reports").toArray();
        for (const auto &value : array) {
            const auto one = value.toObject();
            page.reports.append({json::integer(one, u"id"), one.value(u"room_id").toString(),
                                 one.value(u"name").toString(), one.value(u"event_id").toString(),
                                 one.value(u"user_id").toString(), one.value(u"sender").toString(),
                                 one.value(u"reason").toString(),
                                 json::milliseconds(one, u"received_ts")});
        }
        return page;
    });
}

QFuture<Result<Done>> AdminApi::deleteEventReport(qint64 id) {
    return tell(
        json::remove(json::path(u"/_synapse/admin/v1/event_reports/{}", {QString::number(id)})));
}

} // namespace hearth::app
