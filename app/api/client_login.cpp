// SPDX-License-Identifier: Apache-2.0
// AdminApi: signing in and out, and who answers (Matrix client-server API).
#include "app/api/api_json.hpp"

namespace hearth::app {

QFuture<Result<ServerVersions>> AdminApi::versions() {
    auto request = json::get(QStringLiteral("/_matrix/client/versions"));
    request.authenticated = false;
    request.timeout = std::chrono::seconds(10);
    return ask<ServerVersions>(request, [](const QJsonObject &body) {
        return ServerVersions{json::strings(body, u"versions")};
    });
}

QFuture<Result<QStringList>> AdminApi::loginFlows() {
    auto request = json::get(QStringLiteral("/_matrix/client/v3/login"));
    request.authenticated = false;
    return ask<QStringList>(request, [](const QJsonObject &body) {
        QStringList types;
        const auto flows = body.value(u"flows").toArray();
        for (const auto &flow : flows)
            types << flow.toObject().value(u"type").toString();
        return types;
    });
}

QFuture<Result<SignIn>> AdminApi::signIn(const QString &user, const QString &password,
                                         const QString &deviceName) {
    const QJsonObject identifier{{QStringLiteral("type"), QStringLiteral("m.id.user")},
                                 {QStringLiteral("user"), user}};
    auto request = json::post(QStringLiteral("/_matrix/client/v3/login"),
                              {{QStringLiteral("type"), QStringLiteral("m.login.password")},
                               {QStringLiteral("identifier"), identifier},
                               {QStringLiteral("password"), password},
                               {QStringLiteral("initial_device_display_name"), deviceName}});
    request.authenticated = false;
    return ask<SignIn>(request, [](const QJsonObject &body) {
        return SignIn{body.value(u"user_id").toString(), body.value(u"access_token").toString(),
                      body.value(u"device_id").toString(), body.value(u"refresh_token").toString()};
    });
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
