// SPDX-License-Identifier: Apache-2.0
// Asking the public address, and the proxy's configuration that is needed for an answer.
#include "app/setup/public_reach.hpp"

#include "app/api/admin_api.hpp"
#include "app/api/http_client.hpp"
#include "app/core/futures.hpp"

namespace hearth::app {
namespace {
using Kind = ApiError::Kind;
using Address = ReachResult::Address;
using WellKnown = ReachResult::WellKnown;

Address addressFrom(const ApiError &error) {
    switch (error.kind) {
    case Kind::Tls:
        return Address::CertificateWrong;
    case Kind::Unreachable:
    case Kind::Timeout:
    case Kind::Cancelled:
    case Kind::ServerFailed: // a proxy whose server is away
    case Kind::RateLimited:
        return Address::Unreachable;
    default:
        return Address::NotMatrix;
    }
}

QString upstream(const PublicAddress &address) {
    QString host = address.localUrl.host();
    if (host == u"0.0.0.0" || host == u"::" || host.isEmpty())
        host = QStringLiteral("127.0.0.1");
    if (host.contains(u':'))
        host = u'[' + host + u']';
    return host + u':' + QString::number(address.localUrl.port(8008));
}

/// Names with a port or an IPv6 address are no names of a virtual host.
QString hostOf(const QString &serverName) {
    return QUrl(QStringLiteral("https://") + serverName).host();
}
} // namespace

struct PublicReach::Place {
    explicit Place(const QUrl &url)
        : http(url)
        , api(http) {}
    HttpClient http;
    AdminApi api;
};

PublicReach::PublicReach(QObject *parent)
    : QObject(parent) {}

PublicReach::~PublicReach() = default;

void PublicReach::run(const PublicAddress &address) {
    if (isRunning())
        return;
    m_address = address;
    m_result = {};
    m_public = std::make_unique<Place>(address.publicUrl);
    m_local = std::make_unique<Place>(address.localUrl);
    m_domain = std::make_unique<Place>(QUrl(QStringLiteral("https://") + address.serverName));
    m_waiting = address.needsWellKnown() ? 2 : 1;
    askVersions();
    if (address.needsWellKnown())
        askWellKnown();
}

void PublicReach::askVersions() {
    onAnswer(m_public->api.versions(), this, [this](const Result<ServerVersions> &versions) {
        if (versions && !versions->specVersions.isEmpty()) {
            compareKeys();
            return;
        }
        m_result.address = versions ? Address::NotMatrix : addressFrom(versions.error());
        if (!versions)
            m_result.addressError = versions.error();
        oneLess();
    });
}

// Another server may answer there, the one before this for example. Nobody but the server itself
// has its signing key.
void PublicReach::compareKeys() {
    onAnswer(m_public->api.signingKeys(), this, [this](const Result<QJsonObject> &there) {
        onAnswer(m_local->api.signingKeys(), this, [this, there](const Result<QJsonObject> &here) {
            const bool same = there && here && !here->isEmpty() && *there == *here;
            m_result.address = same ? Address::Reached : Address::OtherServer;
            oneLess();
        });
    });
}

void PublicReach::askWellKnown() {
    onAnswer(m_domain->api.wellKnown(), this, [this](const Result<QUrl> &base) {
        const auto wanted = m_address.publicUrl.adjusted(QUrl::StripTrailingSlash);
        if (!base) {
            m_result.wellKnown = WellKnown::Missing;
        } else if (base->adjusted(QUrl::StripTrailingSlash) == wanted) {
            m_result.wellKnown = WellKnown::Found;
        } else {
            m_result.wellKnown = WellKnown::Elsewhere;
            m_result.elsewhere = base->toDisplayString();
        }
        oneLess();
    });
}

void PublicReach::oneLess() {
    if (--m_waiting == 0)
        Q_EMIT done(m_result);
}

QString nginxConfiguration(const PublicAddress &address) {
    const QString host = address.publicUrl.host();
    QString text = QStringLiteral(R"(server {
    listen 443 ssl;
    listen [::]:443 ssl;
    server_name %1;
    ssl_certificate     /etc/letsencrypt/live/%1/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/%1/privkey.pem;
    client_max_body_size 50m;

    location ~ ^/(_matrix|_synapse/client|\.well-known/matrix)/ {
        proxy_pass http://%2;
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_read_timeout 120s;
    }
}
)")
                       .arg(host, upstream(address));
    if (address.needsWellKnown())
        text += QStringLiteral(R"(
# Into the server block of %1:
location /.well-known/matrix/ {
    proxy_pass http://%2;
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
}
)")
                    .arg(hostOf(address.serverName), upstream(address));
    return text;
}

QString caddyConfiguration(const PublicAddress &address) {
    QString text = QStringLiteral(R"(%1 {
    @matrix path /_matrix/* /_synapse/client/* /.well-known/matrix/*
    reverse_proxy @matrix %2
}
)")
                       .arg(address.publicUrl.authority(), upstream(address));
    if (address.needsWellKnown())
        text += QStringLiteral(R"(
%1 {
    reverse_proxy /.well-known/matrix/* %2
}
)")
                    .arg(hostOf(address.serverName), upstream(address));
    return text;
}

} // namespace hearth::app
