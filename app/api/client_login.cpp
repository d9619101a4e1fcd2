// SPDX-License-Identifier: Apache-2.0
// AdminApi: signing in and out, and who answers (Matrix client-server API).
#include "app/api/api_json.hpp"

namespace hearth::app {

QFuture<Result<QUrl>> AdminApi::wellKnown() {
    auto request = json::get(QStringLiteral("/.well-known/matrix/client"));
    request.authenticated = false;
    request.anyRedirect = true;
    request.timeout = std::chrono::seconds(10);
    return ask<QJsonObject>(request, [](const QJsonObject &body) { return body; })
        .then([request](const Result<QJsonObject> &body) -> Result<QUrl> {
            if (!body)
                return fail(body.error());
            const QUrl url(body->value(u"m.homeserver").toObject().value(u"base_url").toString(),
                           QUrl::StrictMode);
            const bool isWeb = url.scheme() == u"https" || url.scheme() == u"http";
            if (url.isValid() && isWeb && !url.host().isEmpty())
                return url.adjusted(QUrl::StripTrailingSlash | QUrl::RemoveQuery |
                                    QUrl::RemoveFragment | QUrl::RemoveUserInfo);
            ApiError error;
            error.kind = ApiError::Kind::NotMatrix;
            error.request = QString::fromLatin1(request.method) + u' ' + request.path;
            return fail(error);
        });
}

QFuture<Result<ServerVersions>> AdminApi::versions() {
    auto request = json::get(QStringLiteral("/_matrix/client/versions"));
    request.authenticated = false;
    request.timeout = std::chrono::seconds(10);
    return ask<ServerVersions>(request, [](const QJsonObject &body) {
        return ServerVersions{json::strings(body, u"versions")};
    });
}

QFuture<Result<LoginWays>> AdminApi::loginWays() {
    auto request = json::get(QStringLiteral("/_matrix/client/v3/login"));
    request.authenticated = false;
    return ask<LoginWays>(request, [](const QJsonObject &body) {
        LoginWays ways;
        const auto flows = body.value(u"flows").toArray();
        for (const auto &flow : flows) {
            const QString type = flow.toObject().value(u"type").toString();
            ways.password = ways.password || type == u"m.login.password";
            ways.sso = ways.sso || type == u"m.login.sso";
        }
        return ways;
    });
}

namespace {
HttpRequest login(QJsonObject body, const QString &deviceName) {
    body.insert(QStringLiteral("initial_device_display_name"), deviceName);
    auto request = json::post(QStringLiteral("/_matrix/client/v3/login"), body);
    request.authenticated = false;
    return request;
}

SignIn signInFrom(const QJsonObject &body) {
    return {body.value(u"user_id").toString(), body.value(u"access_token").toString(),
            body.value(u"device_id").toString(), body.value(u"refresh_token").toString()};
}
} // namespace

QFuture<Result<SignIn>> AdminApi::signIn(const QString &user, const QString &password,
                                         const QString &deviceName) {
    const QJsonObject identifier{{QStringLiteral("type"), QStringLiteral("m.id.user")},
                                 {QStringLiteral("user"), user}};
    return ask<SignIn>(login({{QStringLiteral("type"), QStringLiteral("m.login.password")},
                              {QStringLiteral("identifier"), identifier},
                              {QStringLiteral("password"), password}},
                             deviceName),
                       signInFrom);
}

QFuture<Result<SignIn>> AdminApi::signInWithLoginToken(const QString &loginToken,
                                                       const QString &deviceName) {
    return ask<SignIn>(login({{QStringLiteral("type"), QStringLiteral("m.login.token")},
                              {QStringLiteral("token"), loginToken}},
                             deviceName),
                       signInFrom);
}

QFuture<Result<WhoAmI>> AdminApi::whoAmI() {
    return ask<WhoAmI>(json::get(QStringLiteral("/_matrix/client/v3/account/whoami")),
                       [](const QJsonObject &body) {
                           return WhoAmI{body.value(u"user_id").toString(),
                                         body.value(u"device_id").toString(),
                                         body.value(u"is_guest").toBool()};
                       });
}

QFuture<Result<Done>> AdminApi::signOut() {
    return tell(json::post(QStringLiteral("/_matrix/client/v3/logout"), {}));
}

} // namespace hearth::app
