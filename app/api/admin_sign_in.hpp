// SPDX-License-Identifier: Apache-2.0
// Signing an administrator in: by password, by a token that the person has, or with what a server
// hands out after single sign-on. Nothing is kept of an account that may not administer.
#pragma once

#include "app/api/types.hpp"
#include "app/core/result.hpp"

#include <QObject>

#include <functional>

namespace hearth::app {

class AdminApi;

struct Credentials {
    enum class Way {
        Password,   ///< `user` and `secret`
        Token,      ///< `secret` is an access token
        LoginToken, ///< `secret` came back from single sign-on
    };
    Way way = Way::Password;
    QString user;
    QString secret;
};

/// ApiError::errcode of an account that is signed in well and is no administrator.
inline constexpr QLatin1String notAdministrator{"HEARTH_NOT_ADMINISTRATOR"};
/// ApiError::errcode of a server whose admin API is missing, or closed by a proxy.
inline constexpr QLatin1String noAdminApi{"HEARTH_NO_ADMIN_API"};

/// One attempt after the other; GUI thread.
class AdminSignIn : public QObject {
    Q_OBJECT
public:
    /// `useToken` makes the client behind `api` send this token from now on.
    AdminSignIn(AdminApi &api, std::function<void(const QString &token)> useToken,
                QObject *parent = nullptr);

    /// done() or failed() follows. `tokenBefore` is used again after a failure.
    void run(const Credentials &credentials, const QString &tokenBefore = {});

Q_SIGNALS:
    void done(const hearth::app::SignIn &signIn);
    void failed(const hearth::app::ApiError &error);

private:
    void prove(const SignIn &signIn, bool isNew);
    void giveUp(const ApiError &error, bool signOut);

    AdminApi &m_api;
    std::function<void(const QString &)> m_useToken;
    QString m_tokenBefore;
};

} // namespace hearth::app
