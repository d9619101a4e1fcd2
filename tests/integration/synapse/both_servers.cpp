// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/synapse/both_servers.hpp"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTcpServer>
#include <QThread>

namespace hearth::test {
namespace {

// So many calls a second are no attack here.
constexpr char noLimits[] = R"(
rc_message: { per_second: 1000, burst_count: 1000 }
rc_registration: { per_second: 1000, burst_count: 1000 }
rc_login: { address: { per_second: 1000, burst_count: 1000 }, account: { per_second: 1000, burst_count: 1000 }, failed_attempts: { per_second: 1000, burst_count: 1000 } }
rc_joins: { local: { per_second: 1000, burst_count: 1000 }, remote: { per_second: 1000, burst_count: 1000 } }
rc_joins_per_room: { per_second: 1000, burst_count: 1000 }
rc_invites: { per_room: { per_second: 1000, burst_count: 1000 }, per_user: { per_second: 1000, burst_count: 1000 }, per_issuer: { per_second: 1000, burst_count: 1000 } }
)";

constexpr char synapseConfig[] = R"(server_name: localhost
listeners:
  - { port: %PORT%, type: http, tls: false, bind_addresses: ["127.0.0.1"], resources: [{ names: [client] }] }
database: { name: sqlite3, args: { database: "%DIR%/homeserver.db" } }
media_store_path: "%DIR%/media"
signing_key_path: "%DIR%/signing.key"
registration_shared_secret: shared
macaroon_secret_key: macaroon
form_secret: form
report_stats: false
trusted_key_servers: []
suppress_key_server_warning: true
room_list_publication_rules: [{ action: allow }]
)";

quint16 freePort() {
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : quint16(0);
}
} // namespace

QJsonObject Side::client(const QByteArray &method, const QString &path, const QJsonObject &body,
                         const QString &token) {
    app::HttpRequest request;
    request.method = method;
    request.path = path;
    if (method != "GET")
        request.body = body;
    const QString admin = http.token();
    if (!token.isEmpty())
        http.setToken(token);
    const auto answer = answerOf(http.send(request));
    http.setToken(admin);
    if (!answer || answer->status != 200)
        qInfo("%s %s: %s", method.constData(), qPrintable(path),
              answer ? answer->body.constData() : qPrintable(answer.error().toString()));
    return answer ? QJsonDocument::fromJson(answer->body).object() : QJsonObject();
}

BothServers::BothServers() = default;

BothServers::~BothServers() {
    for (QProcess *process : {&m_hearthd, &m_synapse}) {
        process->terminate();
        if (process->state() != QProcess::NotRunning && !process->waitForFinished(10'000))
            process->kill();
    }
}

QString BothServers::start() {
    QString problem = startHearthd();
    return problem.isEmpty() ? startSynapse() : problem;
}

QString BothServers::waitForHealth(Side &side, QProcess &process) {
    app::HttpRequest health;
    health.path = QStringLiteral("/health");
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 60'000 && process.state() == QProcess::Running) {
        const auto answer = answerOf(side.http.send(health));
        if (answer && answer->status == 200)
            return {};
        QTest::qWait(200);
    }
    return QStringLiteral("%1 gives no answer: %2")
        .arg(process.program(), QString::fromUtf8(process.readAll().right(2000)));
}

QString BothServers::startHearthd() {
    const int port = freePort();
    if (!m_folder.generate(port))
        return QStringLiteral("hearthd generate failed");
    m_folder.append(noLimits);
    hearthd.secret =
        QString::fromUtf8(m_folder.read(QStringLiteral("registration_shared_secret"))).trimmed();
    hearthd.http.setBaseUrl(QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port)));
    m_hearthd.setProcessChannelMode(QProcess::MergedChannels);
    m_hearthd.start(RealHearthd::program(), {QStringLiteral("--config"), m_folder.configFile()});
    m_hearthd.waitForStarted();
    return waitForHealth(hearthd, m_hearthd);
}

QString BothServers::startSynapse() {
    const QString python = qEnvironmentVariable("HEARTH_SYNAPSE_PYTHON");
    const QString dir = m_folder.path(QStringLiteral("synapse"));
    const int port = freePort();
    QDir().mkpath(dir);
    QByteArray text = synapseConfig;
    text.replace("%PORT%", QByteArray::number(port)).replace("%DIR%", dir.toUtf8());
    QFile file(dir + QStringLiteral("/homeserver.yaml"));
    if (!file.open(QIODevice::WriteOnly))
        return QStringLiteral("homeserver.yaml cannot be written");
    file.write(text + noLimits);
    file.close();
    synapse.secret = QStringLiteral("shared");
    synapse.http.setBaseUrl(QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port)));
    const QStringList arguments{QStringLiteral("-m"), QStringLiteral("synapse.app.homeserver"),
                                QStringLiteral("-c"), file.fileName()};
    m_synapse.setWorkingDirectory(dir);
    m_synapse.setProcessChannelMode(QProcess::MergedChannels);
    m_synapse.start(python, arguments + QStringList{QStringLiteral("--generate-keys")});
    if (!m_synapse.waitForFinished() || m_synapse.exitCode() != 0)
        return QStringLiteral("Synapse makes no keys: %1")
            .arg(QString::fromUtf8(m_synapse.readAll().right(2000)));
    // Its log would fill a pipe that nobody empties.
    m_synapse.setStandardOutputFile(dir + QStringLiteral("/out.log"));
    m_synapse.start(python, arguments);
    m_synapse.waitForStarted();
    return waitForHealth(synapse, m_synapse);
}

} // namespace hearth::test
