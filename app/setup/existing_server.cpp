// SPDX-License-Identifier: Apache-2.0
// Reads the few keys that are needed; what hearthd makes of the file only hearthd knows.
#include "app/setup/existing_server.hpp"

#include <QFile>
#include <QHostAddress>
#include <QRegularExpression>

namespace hearth::app {
namespace {

/// The first value of a key that stands alone in its line.
QString valueOf(const QString &text, const QString &key) {
    const QRegularExpression line(QStringLiteral("^[\\s-]*%1:\\s*[\"']?([^\\s\"'#]+)").arg(key),
                                  QRegularExpression::MultilineOption);
    return line.match(text).captured(1);
}

bool isOnlyHere(const QString &addresses) {
    static const QRegularExpression one(QStringLiteral("[0-9A-Fa-f.:]+"));
    auto found = one.globalMatch(addresses);
    while (found.hasNext()) {
        if (!QHostAddress(found.next().captured()).isLoopback())
            return false;
    }
    return true;
}

} // namespace

std::optional<ExistingServer> readExistingServer(const QString &dataDir) {
    QFile file(dataDir + QStringLiteral("/hearthd.yaml"));
    if (!file.exists())
        return std::nullopt;
    ExistingServer server;
    if (!file.open(QIODevice::ReadOnly))
        return server;
    const QString text = QString::fromUtf8(file.readAll());
    server.name = valueOf(text, QStringLiteral("server_name"));
    server.publicBaseUrl = valueOf(text, QStringLiteral("public_baseurl"));
    server.port = valueOf(text, QStringLiteral("port")).toInt();
    static const QRegularExpression bound(QStringLiteral("^\\s*bind_addresses:\\s*\\[([^\\]]*)\\]"),
                                          QRegularExpression::MultilineOption);
    const auto addresses = bound.match(text);
    server.listenEverywhere = addresses.hasMatch() && !isOnlyHere(addresses.captured(1));
    return server;
}

} // namespace hearth::app
