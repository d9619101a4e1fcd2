// SPDX-License-Identifier: Apache-2.0
// What answers at an address that a person typed: a server that can be administered, or why not.
// Nothing is signed in and nothing is changed.
#pragma once

#include "app/api/types.hpp"
#include "app/core/result.hpp"

#include <QObject>
#include <QUrl>

#include <memory>
#include <optional>

namespace hearth::app {

class AdminApi;
class HttpClient;

/// What a typed address may mean, best guess first.
struct TypedAddress {
    QString domain;         ///< to ask for its well-known file; empty = do not
    QList<QUrl> candidates; ///< addresses to try after that
};
/// "example.org", "@me:example.org", "https://matrix.example.org/", "localhost:8008", "[::1]:8008";
/// nothing if it is none of these.
[[nodiscard]] std::optional<TypedAddress> parseServerAddress(const QString &typed);
/// True for this computer and its network, where servers without a certificate are usual.
[[nodiscard]] bool isNearHost(const QString &host);

struct ProbeResult {
    enum class Verdict {
        Usable,           ///< a Matrix server with an admin API
        BadAddress,       ///< what was typed is no address
        Unreachable,      ///< nothing answers there, or only a proxy whose server is away
        CertificateWrong, ///< expired, self-signed, of another name
        NotMatrix,        ///< something else answers
        TooOld,           ///< a Matrix server from before what this program needs
        NoAdminApi,       ///< not offered, or closed by a proxy
        NotAdministrator, ///< only after a sign-in: the account may not administer
    };
    Verdict verdict = Verdict::Unreachable;
    QUrl baseUrl;       ///< where it answers, or would have to
    QString serverName; ///< the domain as typed or found; a sign-in tells it for sure
    ServerSoftware software;
    LoginWays ways;
    bool fromWellKnown = false; ///< the domain leads there
    bool isEncrypted = true;
    ApiError error; ///< for Details
};

/// One question at a time; a new run() forgets the one before. GUI thread.
class ServerProbe : public QObject {
    Q_OBJECT
public:
    explicit ServerProbe(QObject *parent = nullptr);
    ~ServerProbe() override;

    /// done() follows, never before this returns.
    void run(const QString &typed);
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_running; }

Q_SIGNALS:
    void done(const hearth::app::ProbeResult &result);

private:
    void askWellKnown();
    void tryNext();
    void askAdmin();
    void askOldAdmin();
    void askRest();
    void keepWorst(ProbeResult::Verdict verdict, const ApiError &error);
    void finish(ProbeResult::Verdict verdict);
    template <class Answer, class Take>
    void take(const Answer &answer, Take then);

    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<AdminApi> m_api;
    TypedAddress m_typed;
    ProbeResult m_result;
    std::optional<ProbeResult> m_failure; ///< of the candidates so far, the one that tells most
    quint64 m_run = 0;
    bool m_running = false;
};

} // namespace hearth::app
