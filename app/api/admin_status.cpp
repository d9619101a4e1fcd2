// SPDX-License-Identifier: Apache-2.0
// AdminApi: versions, figures and background updates of the server.
#include "app/api/api_json.hpp"

namespace hearth::app {
namespace {
QStringList texts(const QJsonValue &value) {
    QStringList all;
    const auto array = value.toArray();
    for (const auto &one : array)
        all.append(one.toString());
    return all;
}

std::optional<CertificateFacts> certificateFrom(const QJsonValue &value) {
    if (!value.isObject())
        return std::nullopt;
    const auto body = value.toObject();
    return CertificateFacts{body.value(u"issuer").toString(), json::integer(body, u"not_before_ts"),
                            json::integer(body, u"not_after_ts"), texts(body.value(u"names")),
                            body.value(u"self_signed").toBool()};
}

ServerStatus statusFrom(const QJsonObject &body) {
    ServerStatus status;
    status.serverName = body.value(u"server_name").toString();
    status.version = body.value(u"version").toString();
    status.instance = body.value(u"instance").toString();
    status.pid = json::integer(body, u"pid");
    status.startedMs = json::integer(body, u"started_ts");
    status.uptimeMs = json::integer(body, u"uptime_ms");
    status.nowMs = json::integer(body, u"now_ts");
    const auto database = body.value(u"database").toObject();
    status.databaseKind = database.value(u"kind").toString();
    status.databasePath = database.value(u"path").toString();
    status.databaseBytes = json::integer(database, u"bytes");
    const auto media = body.value(u"media").toObject();
    status.mediaPath = media.value(u"path").toString();
    status.mediaBytes = json::integer(media, u"bytes");
    const auto disk = body.value(u"disk").toObject();
    status.diskFreeBytes = json::integer(disk, u"free_bytes");
    status.diskTotalBytes = json::integer(disk, u"total_bytes");
    status.publicBaseUrl = body.value(u"public_baseurl").toString();
    const auto listeners = body.value(u"listeners").toArray();
    for (const auto &one : listeners) {
        const auto listener = one.toObject();
        status.listeners.append(
            {listener.value(u"port").toInt(), texts(listener.value(u"bind_addresses")),
             listener.value(u"tls").toBool(), listener.value(u"x_forwarded").toBool()});
    }
    status.certificate = certificateFrom(body.value(u"certificate"));
    status.memoryTotalBytes = json::integer(body, u"memory_total_bytes");
    status.memoryBytes = json::integer(body, u"memory_rss_bytes");
    status.cpuSeconds = body.value(u"cpu_seconds").toDouble();
    status.cores = std::max(1, body.value(u"cores").toInt(1));
    status.users = json::integer(body, u"users");
    status.usersActive7d = json::integer(body, u"users_active_7d");
    status.rooms = json::integer(body, u"rooms");
    status.eventsTotal = json::integer(body, u"events_total");
    status.eventsToday = json::integer(body, u"events_today");
    status.messagesTotal = body.value(u"messages_total").toInteger(-1);
    status.messagesToday = body.value(u"messages_today").toInteger(-1);
    status.waitingSyncs = json::integer(body, u"waiting_syncs");
    status.openConnections = json::integer(body, u"open_connections");
    return status;
}
} // namespace

QFuture<Result<ServerStatus>> AdminApi::status() {
    auto request = json::get(QStringLiteral("/_hearth/admin/v1/status"));
    request.timeout = std::chrono::seconds(10);
    return ask<ServerStatus>(request, statusFrom).then([](const Result<ServerStatus> &answer) {
        // Synapse does not know the path at all and answers like any web server.
        if (answer || answer.error().httpStatus != 404)
            return answer;
        ApiError error = answer.error();
        error.kind = ApiError::Kind::Unsupported;
        return Result<ServerStatus>(fail(std::move(error)));
    });
}

QFuture<Result<QString>> AdminApi::serverVersion() {
    return ask<QString>(
        json::get(QStringLiteral("/_synapse/admin/v1/server_version")),
        [](const QJsonObject &body) { return body.value(u"server_version").toString(); });
}

QFuture<Result<ServerSoftware>> AdminApi::software() {
    auto request = json::get(QStringLiteral("/_matrix/federation/v1/version"));
    request.authenticated = false;
    request.timeout = std::chrono::seconds(10);
    return ask<ServerSoftware>(request, [](const QJsonObject &body) {
        const auto server = body.value(u"server").toObject();
        return ServerSoftware{server.value(u"name").toString(),
                              server.value(u"version").toString()};
    });
}

QFuture<Result<QJsonObject>> AdminApi::signingKeys() {
    auto request = json::get(QStringLiteral("/_matrix/key/v2/server"));
    request.authenticated = false;
    request.timeout = std::chrono::seconds(10);
    return ask<QJsonObject>(
        request, [](const QJsonObject &body) { return body.value(u"verify_keys").toObject(); });
}

QFuture<Result<bool>> AdminApi::answersFederation() {
    // Its version a server tells anybody. This asks for the signature of a server where there is
    // federation, and is not known where there is none.
    const auto request = json::get(QStringLiteral("/_matrix/federation/v1/publicRooms"));
    return m_transport.send(request).then([](const Result<HttpResponse> &answer) -> Result<bool> {
        if (!answer)
            return fail(answer.error());
        return answer->status == 200 || answer->status == 401 || answer->status == 403;
    });
}

QFuture<Result<QByteArray>> AdminApi::metrics() {
    const auto request = json::get(QStringLiteral("/metrics"));
    return m_transport.send(request).then(
        [request](const Result<HttpResponse> &answer) { return json::bytes(request, answer); });
}

QFuture<Result<BackgroundUpdates>> AdminApi::backgroundUpdates() {
    return ask<BackgroundUpdates>(
        json::get(QStringLiteral("/_synapse/admin/v1/background_updates/status")),
        [](const QJsonObject &body) {
            BackgroundUpdates updates;
            updates.enabled = body.value(u"enabled").toBool(true);
            const auto current = body.value(u"current_updates").toObject();
            for (auto it = current.begin(); it != current.end(); ++it) {
                const auto one = it->toObject();
                updates.running.append({it.key(), one.value(u"name").toString(),
                                        json::integer(one, u"total_item_count"),
                                        one.value(u"total_duration_ms").toDouble()});
            }
            return updates;
        });
}

} // namespace hearth::app
