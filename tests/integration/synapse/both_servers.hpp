// SPDX-License-Identifier: Apache-2.0
// hearthd and Synapse side by side, each fresh, with one administrator signed in.
#pragma once

#include "app/api/admin_api.hpp"
#include "app/api/http_client.hpp"
#include "tests/app/support/api_calls.hpp"
#include "tests/app/support/real_hearthd.hpp"
#include "tests/integration/synapse/shapes.hpp"

#include <QProcess>

namespace hearth::test {

/// One of the two servers, and what it answered.
struct Side {
    app::HttpClient http;
    Recorder recorder{http};
    app::AdminApi api{recorder};
    QString secret;
    QStringList rooms;
    QString deviceId;
    QString deleteId;

    /// A call of an ordinary client, not recorded; empty token = the administrator's.
    QJsonObject client(const QByteArray &method, const QString &path, const QJsonObject &body,
                       const QString &token = {});
};

class BothServers {
public:
    BothServers();
    ~BothServers();
    /// What went wrong, empty if both run.
    [[nodiscard]] QString start();
    Side hearthd;
    Side synapse;

private:
    [[nodiscard]] QString startHearthd();
    [[nodiscard]] QString startSynapse();
    [[nodiscard]] static QString waitForHealth(Side &side, QProcess &process);

    RealHearthd m_folder;
    QProcess m_hearthd;
    QProcess m_synapse;
};

} // namespace hearth::test
