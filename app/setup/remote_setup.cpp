// SPDX-License-Identifier: Apache-2.0
// From an address to a profile.
#include "app/setup/remote_setup.hpp"

#include "app/api/admin_api.hpp"
#include "app/api/http_client.hpp"
#include "app/core/futures.hpp"
#include "app/core/secrets.hpp"

namespace hearth::app {

RemoteSetup::RemoteSetup(ServerProfiles &profiles, SecretStore &secrets, QObject *parent)
    : QObject(parent)
    , m_profiles(profiles)
    , m_secrets(secrets)
    , m_http(std::make_unique<HttpClient>())
    , m_api(std::make_unique<AdminApi>(*m_http))
    , m_signIn(std::make_unique<AdminSignIn>(
          *m_api, [this](const QString &token) { m_http->setToken(token); })) {
    connect(&m_probe, &ServerProbe::done, this, [this](const ProbeResult &result) {
        m_found = result;
        Q_EMIT probed(result);
    });
    connect(m_signIn.get(), &AdminSignIn::done, this, &RemoteSetup::keep);
    connect(m_signIn.get(), &AdminSignIn::failed, this, &RemoteSetup::refused);
}

RemoteSetup::~RemoteSetup() = default;

void RemoteSetup::probe(const QString &typed) {
    m_found = {};
    m_probe.run(typed);
}

void RemoteSetup::signIn(const Credentials &credentials) {
    m_http->setBaseUrl(m_found.baseUrl);
    m_signIn->run(credentials);
}

void RemoteSetup::keep(const SignIn &signIn) {
    ServerProfile profile;
    const auto &all = m_profiles.all();
    for (const auto &known : all) {
        if (!known.isLocal() && known.baseUrl == m_found.baseUrl)
            profile = known; // signed in anew, not listed twice
    }
    profile.kind = ServerProfile::Kind::Remote;
    profile.serverName = signIn.userId.section(u':', 1);
    if (profile.name.isEmpty())
        profile.name = profile.serverName;
    profile.baseUrl = m_found.baseUrl;
    profile.userId = signIn.userId;
    if (profile.id.isEmpty())
        profile.id = m_profiles.add(profile);
    else
        m_profiles.update(profile);
    Q_EMIT keeping();
    onAnswer(m_secrets.write(tokenKey(profile.id), signIn.accessToken), this,
             [this, id = profile.id](const Result<Done> &answer) {
                 if (answer)
                     Q_EMIT finished(id);
                 else
                     Q_EMIT refused(answer.error());
             });
}

std::optional<ProbeResult::Verdict> verdictOf(const ApiError &error) {
    using Kind = ApiError::Kind;
    if (error.errcode == notAdministrator)
        return ProbeResult::Verdict::NotAdministrator;
    if (error.errcode == noAdminApi)
        return ProbeResult::Verdict::NoAdminApi;
    if (error.kind == Kind::Unreachable || error.kind == Kind::Timeout)
        return ProbeResult::Verdict::Unreachable;
    if (error.kind == Kind::Tls)
        return ProbeResult::Verdict::CertificateWrong;
    if (error.kind == Kind::NotMatrix)
        return ProbeResult::Verdict::NotMatrix;
    return std::nullopt;
}

} // namespace hearth::app
