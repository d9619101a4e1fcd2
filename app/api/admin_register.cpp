// SPDX-License-Identifier: Apache-2.0
// AdminApi: accounts made with the registration shared secret (nonce and HMAC-SHA1).
#include "app/api/api_json.hpp"
#include "app/core/futures.hpp"

#include <QMessageAuthenticationCode>

namespace hearth::app {
namespace {
QString registrationMac(const QString &nonce, const NewAccount &account, const QString &secret) {
    QMessageAuthenticationCode mac(QCryptographicHash::Sha1, secret.toUtf8());
    const QByteArray separator(1, '\0');
    mac.addData(nonce.toUtf8());
    mac.addData(separator);
    mac.addData(account.name.toUtf8());
    mac.addData(separator);
    mac.addData(account.password.toUtf8());
    mac.addData(separator);
    mac.addData(account.admin ? "admin" : "notadmin");
    if (!account.userType.isEmpty()) {
        mac.addData(separator);
        mac.addData(account.userType.toUtf8());
    }
    return QString::fromLatin1(mac.result().toHex());
}

QJsonObject registrationBody(const QString &nonce, const NewAccount &account,
                             const QString &secret) {
    QJsonObject body{{QStringLiteral("nonce"), nonce},
                     {QStringLiteral("username"), account.name},
                     {QStringLiteral("password"), account.password},
                     {QStringLiteral("admin"), account.admin},
                     {QStringLiteral("mac"), registrationMac(nonce, account, secret)}};
    if (!account.displayName.isEmpty())
        body.insert(QStringLiteral("displayname"), account.displayName);
    if (!account.userType.isEmpty())
        body.insert(QStringLiteral("user_type"), account.userType);
    return body;
}
} // namespace

QFuture<Result<Registered>> AdminApi::registerWithSecret(const NewAccount &account,
                                                         const QString &sharedSecret) {
    const QString path = QStringLiteral("/_synapse/admin/v1/register");
    auto nonceRequest = json::get(path);
    nonceRequest.authenticated = false;
    auto nonce = ask<QString>(
        nonceRequest, [](const QJsonObject &body) { return body.value(u"nonce").toString(); });
    // The transport outlives the api object's futures, the api object need not.
    Transport &transport = m_transport;
    return nonce
        .then([&transport, path, account,
               sharedSecret](const Result<QString> &found) -> QFuture<Result<Registered>> {
            if (!found) {
                return readyFuture<Result<Registered>>(fail(found.error()));
            }
            auto request = json::post(path, registrationBody(*found, account, sharedSecret));
            request.authenticated = false;
            AdminApi api(transport);
            return api.ask<Registered>(request, [](const QJsonObject &body) {
                return Registered{
                    body.value(u"user_id").toString(), body.value(u"access_token").toString(),
                    body.value(u"device_id").toString(), body.value(u"home_server").toString()};
            });
        })
        .unwrap();
}

} // namespace hearth::app
