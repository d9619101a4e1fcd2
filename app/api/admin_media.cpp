// SPDX-License-Identifier: Apache-2.0
// AdminApi: media and its statistics.
#include "app/api/api_json.hpp"

namespace hearth::app {

QFuture<Result<MediaPage>> AdminApi::userMedia(const QString &userId, int from, int limit) {
    auto request = json::get(json::path(u"/_synapse/admin/v1/users/{}/media", {userId}));
    json::add(request.query, "from", qint64{from});
    json::add(request.query, "limit", qint64{limit});
    return ask<MediaPage>(request, [](const QJsonObject &body) {
        MediaPage page;
        page.total = body.value(u"total").toInt();
        page.next = json::offset(body, u"next_token");
        const auto array = body.value(u"media").toArray();
        for (const auto &value : array) {
            const auto one = value.toObject();
            MediaItem item;
            item.id = one.value(u"media_id").toString();
            item.type = one.value(u"media_type").toString();
            item.uploadName = one.value(u"upload_name").toString();
            item.sizeBytes = json::integer(one, u"media_length");
            item.createdMs = json::milliseconds(one, u"created_ts");
            item.lastAccessMs = json::milliseconds(one, u"last_access_ts");
            item.quarantinedBy = one.value(u"quarantined_by").toString();
            item.safeFromQuarantine = one.value(u"safe_from_quarantine").toBool();
            page.items.append(item);
        }
        return page;
    });
}

QFuture<Result<MediaUsePage>> AdminApi::mediaUse(int from, int limit, const QString &search) {
    auto request = json::get(QStringLiteral("/_synapse/admin/v1/statistics/users/media"));
    json::add(request.query, "from", qint64{from});
    json::add(request.query, "limit", qint64{limit});
    if (!search.isEmpty())
        json::add(request.query, "search_term", search);
    json::add(request.query, "order_by", QStringLiteral("media_length"));
    json::add(request.query, "dir", QStringLiteral("b"));
    return ask<MediaUsePage>(request, [](const QJsonObject &body) {
        MediaUsePage page;
        page.total = body.value(u"total").toInt();
        page.next = json::offset(body, u"next_token");
        const auto array = body.value(u"users").toArray();
        for (const auto &value : array) {
            const auto one = value.toObject();
            page.users.append(
                {one.value(u"user_id").toString(), one.value(u"displayname").toString(),
                 one.value(u"media_count").toInt(), json::integer(one, u"media_length")});
        }
        return page;
    });
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
