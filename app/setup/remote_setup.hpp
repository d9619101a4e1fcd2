// SPDX-License-Identifier: Apache-2.0
// Carries out "Connect to an existing server": looks at the address, signs the administrator in,
// keeps profile and token. Nothing is kept before the account has proven to be an administrator.
#pragma once

#include "app/api/admin_sign_in.hpp"
#include "app/core/profiles.hpp"
#include "app/setup/server_probe.hpp"

#include <QObject>

#include <memory>

namespace hearth::app {

class SecretStore;

/// Owned by the wizard or hearthctl. GUI thread.
class RemoteSetup : public QObject {
    Q_OBJECT
public:
    /// Both outlive it.
    RemoteSetup(ServerProfiles &profiles, SecretStore &secrets, QObject *parent = nullptr);
    ~RemoteSetup() override;

    /// probed() follows.
    void probe(const QString &typed);
    [[nodiscard]] bool isProbing() const { return m_probe.isRunning(); }
    /// Of the last probe.
    [[nodiscard]] const ProbeResult &found() const { return m_found; }
    /// To the server found: finished() or refused() follows.
    void signIn(const Credentials &credentials);

Q_SIGNALS:
    void probed(const hearth::app::ProbeResult &result);
    /// The sign-in worked and goes to the keychain, which may ask the person first.
    void keeping();
    void finished(const QString &profileId);
    /// `error.errcode` may be notAdministrator or noAdminApi.
    void refused(const hearth::app::ApiError &error);

private:
    void keep(const SignIn &signIn);

    ServerProfiles &m_profiles;
    SecretStore &m_secrets;
    ServerProbe m_probe;
    ProbeResult m_found;
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<AdminApi> m_api;
    std::unique_ptr<AdminSignIn> m_signIn;
};

/// The verdict that a refused sign-in means, if it means one.
[[nodiscard]] std::optional<ProbeResult::Verdict> verdictOf(const ApiError &error);

} // namespace hearth::app
