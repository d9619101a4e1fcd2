// SPDX-License-Identifier: Apache-2.0
// AdminApi: media and its statistics.
#include "app/api/api_json.hpp"

namespace hearth::app {
namespace {
MediaItem mediaFrom(const QJsonObject &json) {
    MediaItem item;
    item.id = json.value(u"media_id").toString();
    item.type = json.value(u"media_type").toString();
    item.uploadName = json.value(u"upload_name").toString();
    item.sizeBytes = json::integer(json, u"media_length");
    item.createdMs = json::milliseconds(json, u"created_ts");
    item.lastAccessMs = json::milliseconds(json, u"last_access_ts");
    item.quarantinedBy = json.value(u"quarantined_by").toString();
    item.safeFromQuarantine = json.value(u"safe_from_quarantine").toBool();
    return item;
}

MediaUse useFrom(const QJsonObject &json) {
    return {json.value(u"user_id").toString(), json.value(u"displayname").toString(),
            json.value(u"media_count").toInt(), json::integer(json, u"media_length")};
}
} // namespace

QFuture<Result<MediaPage>> AdminApi::userMedia(const QString &userId, int from, int limit) {
    return ask<MediaPage>(
        json::getPart(json::path(u"/_synapse/admin/v1/users/{}/media", {userId}), from, limit),
        [](const QJsonObject &body) { return json::page(body, u"media", mediaFrom); });
}

QFuture<Result<MediaUsePage>> AdminApi::mediaUse(int from, int limit, const QString &search) {
    auto request =
        json::getPart(QStringLiteral("/_synapse/admin/v1/statistics/users/media"), from, limit);
    if (!search.isEmpty())
        json::add(request.query, "search_term", search);
    json::add(request.query, "order_by", QStringLiteral("media_length"));
    json::add(request.query, "dir", QStringLiteral("b"));
    return ask<MediaUsePage>(
        request, [](const QJsonObject &body) { return json::page(body, u"users", useFrom); });
}

QFuture<Result<Done>> AdminApi::setMediaQuarantined(const QString &serverName,
                                                    const QString &mediaId, bool quarantined) {
    const auto pattern = quarantined ? u"/_synapse/admin/v1/media/quarantine/{}/{}"
                                     : u"/_synapse/admin/v1/media/unquarantine/{}/{}";
    return tell(json::post(json::path(pattern, {serverName, mediaId}), {}));
}

QFuture<Result<Done>> AdminApi::setMediaProtected(const QString &mediaId, bool isProtected) {
    const auto pattern = isProtected ? u"/_synapse/admin/v1/media/protect/{}"
                                     : u"/_synapse/admin/v1/media/unprotect/{}";
    return tell(json::post(json::path(pattern, {mediaId}), {}));
}

QFuture<Result<Done>> AdminApi::deleteMedia(const QString &serverName, const QString &mediaId) {
    return tell(json::remove(json::path(u"/_synapse/admin/v1/media/{}/{}", {serverName, mediaId})));
}

} // namespace hearth::app
