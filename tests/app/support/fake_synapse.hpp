// SPDX-License-Identifier: Apache-2.0
// What a Synapse answers to somebody who connects to it, right and in all the ways that are wrong.
#pragma once

#include "tests/app/support/fake_http.hpp"

#include <QJsonArray>

namespace hearth::test {

class FakeSynapse : public FakeHttp {
public:
    bool isMatrix = true;
    bool isOld = false;       ///< from before the paths that begin with v3
    bool hasOldAdmin = false; ///< no list of users v3, though an admin API
    bool isClosed = false;    ///< a proxy keeps the admin API from the world
    bool hasPassword = true;
    bool hasSso = false;

    FakeSynapse() {
        answer = [this](const Request &request) { return answerTo(request); };
    }

private:
    static Response error(const char *code, int status) {
        return jsonResponse({{QStringLiteral("errcode"), QLatin1String(code)}}, status);
    }
    static Response page(int status) { return {status, "<html>Welcome</html>", {}, false, false}; }

    Response answerTo(const Request &request) {
        const QByteArray &path = request.rawPath;
        if (!isMatrix)
            return page(path == "/" ? 200 : 404);
        if (path == "/_matrix/client/versions")
            return jsonResponse(
                {{QStringLiteral("versions"),
                  isOld ? QJsonArray{QStringLiteral("r0.6.0")}
                        : QJsonArray{QStringLiteral("r0.6.1"), QStringLiteral("v1.1"),
                                     QStringLiteral("v1.11")}}});
        if (path.startsWith("/_synapse/admin")) {
            if (isClosed)
                return page(403);
            if (hasOldAdmin && path.startsWith("/_synapse/admin/v3"))
                return error("M_UNRECOGNIZED", 404);
            if (request.authorization.isEmpty())
                return error("M_MISSING_TOKEN", 401);
            return admin(request);
        }
        if (path == "/_matrix/client/v3/login")
            return request.method == "GET" ? flows() : login(request);
        if (path == "/_matrix/client/v3/account/whoami") {
            const QString user = userOf(request);
            return user.isEmpty() ? error("M_UNKNOWN_TOKEN", 401)
                                  : jsonResponse({{QStringLiteral("user_id"), user}});
        }
        if (path == "/_matrix/client/v3/logout")
            return jsonResponse({});
        if (path == "/_matrix/federation/v1/version")
            return jsonResponse(
                {{QStringLiteral("server"),
                  QJsonObject{{QStringLiteral("name"), QStringLiteral("Synapse")},
                              {QStringLiteral("version"), QStringLiteral("1.163.2")}}}});
        return error("M_UNRECOGNIZED", 404);
    }

    static QString userOf(const Request &request) {
        if (request.authorization == "Bearer of-alice")
            return QStringLiteral("@alice:example.org");
        if (request.authorization == "Bearer of-bob")
            return QStringLiteral("@bob:example.org");
        return {};
    }

    static Response admin(const Request &request) {
        const QString user = userOf(request);
        if (user.isEmpty())
            return error("M_UNKNOWN_TOKEN", 401);
        if (user.startsWith(QStringLiteral("@bob")))
            return error("M_FORBIDDEN", 403);
        if (request.rawPath.startsWith("/_synapse/admin/v2/users/"))
            return jsonResponse({{QStringLiteral("name"), user}, {QStringLiteral("admin"), true}});
        if (request.rawPath == "/_synapse/admin/v3/users")
            return jsonResponse(
                {{QStringLiteral("users"), QJsonArray{}}, {QStringLiteral("total"), 12}});
        if (request.rawPath == "/_synapse/admin/v1/rooms")
            return jsonResponse(
                {{QStringLiteral("rooms"), QJsonArray{}}, {QStringLiteral("total_rooms"), 7}});
        return error("M_UNRECOGNIZED", 404);
    }

    Response flows() const {
        QJsonArray all;
        if (hasPassword)
            all.append(QJsonObject{{QStringLiteral("type"), QStringLiteral("m.login.password")}});
        if (hasSso)
            all.append(QJsonObject{{QStringLiteral("type"), QStringLiteral("m.login.sso")}});
        return jsonResponse({{QStringLiteral("flows"), all}});
    }

    /// alice (an administrator) and bob (none), both with the password "right".
    static Response login(const Request &request) {
        QString name = request.body.value(u"identifier").toObject().value(u"user").toString();
        if (request.body.value(u"type") == QStringLiteral("m.login.token"))
            name = request.body.value(u"token") == QStringLiteral("good-once")
                       ? QStringLiteral("alice")
                       : QString();
        else if (request.body.value(u"password") != QStringLiteral("right"))
            name.clear();
        if (name != u"alice" && name != u"bob")
            return error("M_FORBIDDEN", 403);
        return jsonResponse(
            {{QStringLiteral("user_id"), QString(u'@' + name + QStringLiteral(":example.org"))},
             {QStringLiteral("access_token"), QString(QStringLiteral("of-") + name)},
             {QStringLiteral("device_id"), QStringLiteral("D")}});
    }
};

} // namespace hearth::test
