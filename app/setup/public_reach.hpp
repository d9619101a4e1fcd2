// SPDX-License-Identifier: Apache-2.0
// Whether a server that was set up for a domain can be reached there: asked from this computer, as
// an app would ask.
#pragma once

#include "app/core/result.hpp"

#include <QObject>
#include <QUrl>

#include <memory>

namespace hearth::app {

class AdminApi;
class HttpClient;

/// The addresses of a server.
struct PublicAddress {
    QString serverName; ///< "example.org"
    QUrl publicUrl;     ///< where apps are to find it; the domain itself if it has no other
    QUrl localUrl;      ///< where it listens, for comparing and for the proxy
    [[nodiscard]] bool isValid() const { return !serverName.isEmpty() && !publicUrl.isEmpty(); }
    /// True if the domain has to say that the server is elsewhere.
    [[nodiscard]] bool needsWellKnown() const { return publicUrl.host() != serverName; }
    bool operator==(const PublicAddress &) const = default;
};

struct ReachResult {
    /// Of the address for apps.
    enum class Address {
        Reached,          ///< this very server answers
        Unreachable,      ///< no such name, nothing listens, no answer
        CertificateWrong, ///< not trusted, or of another name
        NotMatrix,        ///< something else answers
        OtherServer,      ///< a Matrix server, but not this one
    };
    /// Of the domain's file that leads there.
    enum class WellKnown { NotNeeded, Found, Missing, Elsewhere };
    Address address = Address::Unreachable;
    WellKnown wellKnown = WellKnown::NotNeeded;
    ApiError addressError;
    QString elsewhere; ///< where the file leads instead
    [[nodiscard]] bool isReachable() const {
        return address == Address::Reached &&
               (wellKnown == WellKnown::NotNeeded || wellKnown == WellKnown::Found);
    }
};

/// One question at a time; GUI thread.
class PublicReach : public QObject {
    Q_OBJECT
public:
    explicit PublicReach(QObject *parent = nullptr);
    ~PublicReach() override;

    /// done() follows.
    void run(const PublicAddress &address);
    [[nodiscard]] bool isRunning() const { return m_waiting > 0; }

Q_SIGNALS:
    void done(const hearth::app::ReachResult &result);

private:
    struct Place;
    void askVersions();
    void compareKeys();
    void askWellKnown();
    void oneLess();

    std::unique_ptr<Place> m_public;
    std::unique_ptr<Place> m_local;
    std::unique_ptr<Place> m_domain;
    PublicAddress m_address;
    ReachResult m_result;
    int m_waiting = 0;
};

/// The part of a reverse proxy's configuration that leads a domain to a server, with only what
/// apps need passed on.
[[nodiscard]] QString nginxConfiguration(const PublicAddress &address);
[[nodiscard]] QString caddyConfiguration(const PublicAddress &address);

} // namespace hearth::app
