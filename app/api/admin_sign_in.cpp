// SPDX-License-Identifier: Apache-2.0
// The steps of an administrator's sign-in.
#include "app/api/admin_sign_in.hpp"

#include "app/api/admin_api.hpp"
#include "app/core/futures.hpp"

#include <QSysInfo>

namespace hearth::app {
namespace {

/// Only administrators may ask for an account; what else is answered tells of the admin API.
ApiError asJudged(ApiError error) {
    using Kind = ApiError::Kind;
    if (error.kind == Kind::Forbidden && error.errcode == u"M_FORBIDDEN")
        error.errcode = notAdministrator;
    else if (error.kind == Kind::Forbidden || error.kind == Kind::Unsupported ||
             error.kind == Kind::NotFound || error.kind == Kind::NotMatrix)
        error.errcode = noAdminApi;
    return error;
}

} // namespace

AdminSignIn::AdminSignIn(AdminApi &api, std::function<void(const QString &)> useToken,
                         QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_useToken(std::move(useToken)) {}

void AdminSignIn::run(const Credentials &credentials, const QString &tokenBefore) {
    m_tokenBefore = tokenBefore;
    if (credentials.way == Credentials::Way::Token) {
        m_useToken(credentials.secret);
        onAnswer(m_api.whoAmI(), this,
                 [this, token = credentials.secret](const Result<WhoAmI> &who) {
                     if (who)
                         prove({who->userId, token, who->deviceId, {}}, false);
                     else
                         giveUp(who.error(), false);
                 });
        return;
    }
    const QString device = QStringLiteral("Hearth on %1").arg(QSysInfo::machineHostName());
    const auto answer = credentials.way == Credentials::Way::Password
                            ? m_api.signIn(credentials.user, credentials.secret, device)
                            : m_api.signInWithLoginToken(credentials.secret, device);
    onAnswer(answer, this, [this](const Result<SignIn> &signIn) {
        if (signIn)
            prove(*signIn, true);
        else
            giveUp(signIn.error(), false);
    });
}

void AdminSignIn::prove(const SignIn &signIn, bool isNew) {
    m_useToken(signIn.accessToken);
    onAnswer(m_api.getUser(signIn.userId), this,
             [this, signIn, isNew](const Result<UserDetails> &details) {
                 if (details && details->user.admin) {
                     Q_EMIT done(signIn);
                     return;
                 }
                 if (!details) {
                     giveUp(asJudged(details.error()), isNew);
                     return;
                 }
                 ApiError error;
                 error.kind = ApiError::Kind::Forbidden;
                 error.errcode = notAdministrator;
                 giveUp(error, isNew);
             });
}

void AdminSignIn::giveUp(const ApiError &error, bool signOut) {
    // A session that was made for this only; a token of the person's own is left alone.
    if (signOut)
        onAnswer(m_api.signOut(), this,
                 [this](const Result<Done> &) { m_useToken(m_tokenBefore); });
    else
        m_useToken(m_tokenBefore);
    Q_EMIT failed(error);
}

} // namespace hearth::app
