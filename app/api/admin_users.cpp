// SPDX-License-Identifier: Apache-2.0
// AdminApi: accounts.
#include "app/api/api_json.hpp"

namespace hearth::app {
namespace {
User userFrom(const QJsonObject &json) {
    User user;
    user.id = json.value(u"name").toString();
    user.displayName = json.value(u"displayname").toString();
    user.avatarUrl = json.value(u"avatar_url").toString();
    user.userType = json.value(u"user_type").toString();
    // Older servers write 0 and 1 for some of these.
    const auto flag = [&json](QStringView key) {
        const auto value = json.value(key);
        return value.toBool() || value.toInt() != 0;
    };
    user.admin = flag(u"admin");
    user.guest = flag(u"is_guest");
    user.deactivated = flag(u"deactivated");
    user.erased = flag(u"erased");
    user.locked = flag(u"locked");
    user.suspended = flag(u"suspended");
    user.shadowBanned = flag(u"shadow_banned");
    user.createdMs = json::milliseconds(json, u"creation_ts");
    user.lastSeenMs = json::milliseconds(json, u"last_seen_ts");
    user.devices = json.value(u"device_count").toInt(-1);
    user.mediaBytes = json.value(u"media_length").toInteger(-1);
    return user;
}

UserDetails detailsFrom(const QJsonObject &json) {
    UserDetails details;
    details.user = userFrom(json);
    details.threepids = json::list(json, u"threepids", [](const QJsonObject &one) {
        return ThirdPartyId{one.value(u"medium").toString(), one.value(u"address").toString(),
                            json::milliseconds(one, u"added_at"),
                            json::milliseconds(one, u"validated_at")};
    });
    return details;
}

const char *orderName(UserOrder order) {
    switch (order) {
    case UserOrder::Name:
        return "name";
    case UserOrder::DisplayName:
        return "displayname";
    case UserOrder::Admin:
        return "admin";
    case UserOrder::Created:
        return "creation_ts";
    case UserOrder::LastSeen:
        return "last_seen_ts";
    case UserOrder::Deactivated:
        return "deactivated";
    case UserOrder::Locked:
        return "locked";
    case UserOrder::UserType:
        return "user_type";
    case UserOrder::Devices:
        return "device_count";
    case UserOrder::Media:
        return "media_length";
    }
    return "name";
}

HttpRequest userListRequest(const UserQuery &wanted) {
    auto request =
        json::getPart(QStringLiteral("/_synapse/admin/v3/users"), wanted.from, wanted.limit);
    auto &query = request.query;
    const QString search = wanted.search.trimmed();
    if (search.startsWith(u'@') || search.contains(u':'))
        json::add(query, "user_id", search);
    else if (!search.isEmpty())
        json::add(query, "name", search);
    json::add(query, "deactivated", wanted.deactivated);
    json::add(query, "admins", wanted.admins);
    // These two only say whether such accounts are included. "Only those" is asked for by order:
    // they come first, and the list ends where the others begin.
    json::add(query, "guests", wanted.guests == Filter::No ? Filter::No : Filter::Yes);
    json::add(query, "locked", wanted.locked == Filter::No ? Filter::No : Filter::Yes);
    QString order = QLatin1String(orderName(wanted.order));
    bool descending = wanted.descending;
    if (wanted.locked == Filter::Yes || wanted.guests == Filter::Yes) {
        order =
            wanted.locked == Filter::Yes ? QStringLiteral("locked") : QStringLiteral("is_guest");
        descending = true;
    }
    // Devices and media of each account: hearthd knows this, Synapse passes over it.
    json::add(query, "org.hearth.figures", Filter::Yes);
    json::add(query, "order_by", order);
    json::add(query, "dir", descending ? QStringLiteral("b") : QStringLiteral("f"));
    return request;
}

UserPage userPageFrom(const QJsonObject &body, const UserQuery &wanted) {
    UserPage page;
    page.total = static_cast<int>(json::integer(body, u"total"));
    page.next = json::offset(body, u"next_token");
    const auto array = body.value(u"users").toArray();
    for (const auto &value : array) {
        const User user = userFrom(value.toObject());
        const bool beyond = (wanted.locked == Filter::Yes && !user.locked) ||
                            (wanted.guests == Filter::Yes && !user.guest);
        if (beyond) {
            page.next.reset();
            page.total = wanted.from + static_cast<int>(page.users.size());
            break;
        }
        page.users.append(user);
    }
    return page;
}

QJsonObject changeToJson(const UserChange &change) {
    QJsonObject body;
    if (change.displayName)
        body.insert(QStringLiteral("displayname"), *change.displayName);
    if (change.password)
        body.insert(QStringLiteral("password"), *change.password);
    if (change.avatarUrl)
        body.insert(QStringLiteral("avatar_url"), *change.avatarUrl);
    if (change.userType)
        body.insert(QStringLiteral("user_type"), change.userType->isEmpty()
                                                     ? QJsonValue(QJsonValue::Null)
                                                     : QJsonValue(*change.userType));
    if (change.admin)
        body.insert(QStringLiteral("admin"), *change.admin);
    if (change.locked)
        body.insert(QStringLiteral("locked"), *change.locked);
    if (change.deactivated)
        body.insert(QStringLiteral("deactivated"), *change.deactivated);
    if (change.logoutDevices)
        body.insert(QStringLiteral("logout_devices"), *change.logoutDevices);
    if (change.threepids) {
        QJsonArray list;
        for (const auto &one : *change.threepids)
            list.append(QJsonObject{{QStringLiteral("medium"), one.medium},
                                    {QStringLiteral("address"), one.address}});
        body.insert(QStringLiteral("threepids"), list);
    }
    return body;
}

QString userPath(QStringView pattern, const QString &userId) {
    return QStringLiteral("/_synapse/admin/") + json::path(pattern, {userId});
}
} // namespace

QFuture<Result<UserPage>> AdminApi::listUsers(const UserQuery &query) {
    return ask<UserPage>(userListRequest(query),
                         [query](const QJsonObject &body) { return userPageFrom(body, query); });
}

QFuture<Result<UserDetails>> AdminApi::getUser(const QString &userId) {
    return ask<UserDetails>(json::get(userPath(u"v2/users/{}", userId)), detailsFrom);
}

QFuture<Result<UserDetails>> AdminApi::putUser(const QString &userId, const UserChange &change) {
    return ask<UserDetails>(json::put(userPath(u"v2/users/{}", userId), changeToJson(change)),
                            detailsFrom);
}

QFuture<Result<Done>> AdminApi::checkUserNameFree(const QString &localpart) {
    auto request = json::get(QStringLiteral("/_synapse/admin/v1/username_available"));
    json::add(request.query, "username", localpart);
    return tell(request);
}

QFuture<Result<Done>> AdminApi::setAdmin(const QString &userId, bool admin) {
    return tell(
        json::put(userPath(u"v1/users/{}/admin", userId), {{QStringLiteral("admin"), admin}}));
}

QFuture<Result<Done>> AdminApi::setLocked(const QString &userId, bool locked) {
    return tell(json::put(userPath(u"v2/users/{}", userId), {{QStringLiteral("locked"), locked}}));
}

QFuture<Result<Done>> AdminApi::setSuspended(const QString &userId, bool suspended) {
    return tell(
        json::put(userPath(u"v1/suspend/{}", userId), {{QStringLiteral("suspend"), suspended}}));
}

QFuture<Result<Done>> AdminApi::setShadowBanned(const QString &userId, bool banned) {
    const QString path = userPath(u"v1/users/{}/shadow_ban", userId);
    return tell(banned ? json::post(path, {}) : json::remove(path));
}

QFuture<Result<Done>> AdminApi::deactivateUser(const QString &userId, bool erase) {
    auto request =
        json::post(userPath(u"v1/deactivate/{}", userId), {{QStringLiteral("erase"), erase}});
    request.timeout = std::chrono::seconds(120);
    return tell(request);
}

QFuture<Result<Done>> AdminApi::resetPassword(const QString &userId, const QString &password,
                                              bool logoutDevices) {
    return tell(json::post(userPath(u"v1/reset_password/{}", userId),
                           {{QStringLiteral("new_password"), password},
                            {QStringLiteral("logout_devices"), logoutDevices}}));
}

QFuture<Result<LoginAsToken>> AdminApi::loginAs(const QString &userId, qint64 validUntilMs) {
    QJsonObject body;
    if (validUntilMs > 0)
        body.insert(QStringLiteral("valid_until_ms"), validUntilMs);
    return ask<LoginAsToken>(json::post(userPath(u"v1/users/{}/login", userId), body),
                             [](const QJsonObject &answer) {
                                 return LoginAsToken{answer.value(u"access_token").toString()};
                             });
}

QFuture<Result<QStringList>> AdminApi::joinedRooms(const QString &userId) {
    return ask<QStringList>(
        json::get(userPath(u"v1/users/{}/joined_rooms", userId)),
        [](const QJsonObject &body) { return json::strings(body, u"joined_rooms"); });
}

QFuture<Result<QList<Connection>>> AdminApi::whoIs(const QString &userId) {
    const auto read = [](const QJsonObject &body) {
        QList<Connection> list;
        const auto devices = body.value(u"devices").toObject();
        for (auto device = devices.begin(); device != devices.end(); ++device) {
            const auto sessions = device->toObject().value(u"sessions").toArray();
            for (const auto &session : sessions) {
                const auto connections = session.toObject().value(u"connections").toArray();
                for (const auto &value : connections) {
                    const auto one = value.toObject();
                    list.append({device.key(), one.value(u"ip").toString(),
                                 one.value(u"user_agent").toString(),
                                 json::milliseconds(one, u"last_seen")});
                }
            }
        }
        return list;
    };
    return ask<QList<Connection>>(json::get(userPath(u"v1/whois/{}", userId)), read);
}

QFuture<Result<QList<Pusher>>> AdminApi::pushers(const QString &userId) {
    const auto read = [](const QJsonObject &json) {
        return Pusher{json.value(u"app_display_name").toString(),
                      json.value(u"device_display_name").toString(), json.value(u"kind").toString(),
                      json.value(u"pushkey").toString(),
                      json.value(u"data").toObject().value(u"url").toString()};
    };
    return ask<QList<Pusher>>(
        json::get(userPath(u"v1/users/{}/pushers", userId)),
        [read](const QJsonObject &body) { return json::list(body, u"pushers", read); });
}

QFuture<Result<AccountData>> AdminApi::accountData(const QString &userId) {
    return ask<AccountData>(
        json::get(userPath(u"v1/users/{}/accountdata", userId)), [](const QJsonObject &body) {
            const auto data = body.value(u"account_data").toObject();
            return AccountData{data.value(u"global").toObject(), data.value(u"rooms").toObject()};
        });
}

QFuture<Result<std::optional<RateLimit>>> AdminApi::rateLimit(const QString &userId) {
    return ask<std::optional<RateLimit>>(
        json::get(userPath(u"v1/users/{}/override_ratelimit", userId)),
        [](const QJsonObject &body) -> std::optional<RateLimit> {
            if (body.isEmpty())
                return std::nullopt;
            return RateLimit{static_cast<int>(json::integer(body, u"messages_per_second")),
                             static_cast<int>(json::integer(body, u"burst_count"))};
        });
}

QFuture<Result<Done>> AdminApi::setRateLimit(const QString &userId,
                                             const std::optional<RateLimit> &limit) {
    const QString path = userPath(u"v1/users/{}/override_ratelimit", userId);
    if (!limit)
        return tell(json::remove(path));
    return tell(json::post(path, {{QStringLiteral("messages_per_second"), limit->messagesPerSecond},
                                  {QStringLiteral("burst_count"), limit->burst}}));
}

QFuture<Result<Done>> AdminApi::sendServerNotice(const QString &userId, const QString &text) {
    const QJsonObject content{{QStringLiteral("msgtype"), QStringLiteral("m.text")},
                              {QStringLiteral("body"), text}};
    return tell(
        json::post(QStringLiteral("/_synapse/admin/v1/send_server_notice"),
                   {{QStringLiteral("user_id"), userId}, {QStringLiteral("content"), content}}));
}

QFuture<Result<bool>> AdminApi::hasServerNotices() {
    // Nobody has an address of the top-level domain that is kept for what does not exist. A server
    // without notices says so before it looks who is meant.
    const auto request = json::post(QStringLiteral("/_synapse/admin/v1/send_server_notice"),
                                    {{QStringLiteral("user_id"), QStringLiteral("@hearth:invalid")},
                                     {QStringLiteral("content"), QJsonObject()}});
    return tell(request).then([](const Result<Done> &answer) -> Result<bool> {
        if (answer)
            return true;
        const ApiError &error = answer.error();
        if (error.serverText.contains(u"not enabled"))
            return false;
        if (error.kind == ApiError::Kind::Rejected || error.kind == ApiError::Kind::NotFound)
            return true;
        return fail(error);
    });
}

} // namespace hearth::app
