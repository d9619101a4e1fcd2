// SPDX-License-Identifier: Apache-2.0
// Reading hearthd's report lines.
#include "app/supervisor/server_state.hpp"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <array>
#include <utility>

namespace hearth::app {
namespace {
using Code = StartFailure::Code;

Code codeFrom(const QString &text) {
    static const std::array<std::pair<const char *, Code>, 12> names{{
        {"config_invalid", Code::ConfigInvalid},
        {"already_running", Code::AlreadyRunning},
        {"port_in_use", Code::PortInUse},
        {"address_unavailable", Code::AddressUnavailable},
        {"data_dir_unwritable", Code::DataDirUnwritable},
        {"disk_full", Code::DiskFull},
        {"database_corrupt", Code::DatabaseCorrupt},
        {"database_unreachable", Code::DatabaseUnreachable},
        {"database_too_new", Code::DatabaseTooNew},
        {"signing_key_invalid", Code::SigningKeyInvalid},
        {"tls_invalid", Code::TlsInvalid},
        {"internal", Code::Internal},
    }};
    for (const auto &[name, code] : names) {
        if (text == QLatin1String(name))
            return code;
    }
    return Code::Internal;
}
} // namespace

std::optional<ReadyReport> parseReadyReport(const QByteArray &jsonLine) {
    const auto json = QJsonDocument::fromJson(jsonLine.trimmed()).object();
    if (json.value(u"event") != QStringLiteral("ready"))
        return std::nullopt;
    ReadyReport report;
    report.pid = json.value(u"pid").toInteger();
    report.version = json.value(u"version").toString();
    report.serverName = json.value(u"server_name").toString();
    report.instance = json.value(u"instance").toString();
    report.baseUrl = QUrl(json.value(u"base_url").toString());
    if (report.pid <= 0 || !report.baseUrl.isValid())
        return std::nullopt;
    return report;
}

std::optional<StartFailure> parseStartFailure(const QByteArray &jsonLine) {
    const auto json = QJsonDocument::fromJson(jsonLine.trimmed()).object();
    if (json.value(u"event") != QStringLiteral("fatal"))
        return std::nullopt;
    StartFailure failure;
    failure.codeText = json.value(u"code").toString();
    failure.code = codeFrom(failure.codeText);
    // One line each, whatever a library put into it.
    failure.message = json.value(u"message").toString().simplified();
    failure.hint = json.value(u"hint").toString().simplified();
    failure.file = json.value(u"file").toString();
    failure.line = json.value(u"line").toInt();
    failure.pid = json.value(u"pid").toInteger();
    static const QRegularExpression port(QStringLiteral("^Port (\\d+) "));
    if (failure.code == Code::PortInUse)
        failure.port = port.match(failure.message).captured(1).toInt();
    return failure;
}

StartFailure failureWhileRunning(const QString &code, const QString &sentence) {
    StartFailure failure;
    failure.codeText = code.isEmpty() ? QStringLiteral("failing") : code;
    failure.code = codeFrom(code);
    failure.message = sentence.simplified();
    failure.hint = failure.code == Code::DiskFull
                       ? QStringLiteral("Free some space: the server goes on by itself then.")
                       : QStringLiteral("Look at the log for the cause.");
    return failure;
}

} // namespace hearth::app
