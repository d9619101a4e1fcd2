// SPDX-License-Identifier: Apache-2.0
// Parsing of hearthd's JSON log lines.
#include "app/core/log_line.hpp"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

namespace hearth::app {

LogLine parseLogLine(const QByteArray &raw, qint64 nowMs) {
    LogLine line;
    line.raw = raw;
    const auto json = QJsonDocument::fromJson(raw).object();
    if (json.isEmpty()) {
        line.timestampMs = nowMs;
        line.message = QString::fromUtf8(raw);
        return line;
    }
    const auto when = QDateTime::fromString(json.value(u"ts").toString(), Qt::ISODateWithMs);
    line.timestampMs = when.isValid() ? when.toMSecsSinceEpoch() : nowMs;
    line.level = logLevelFromName(json.value(u"level").toString()).value_or(LogLevel::Info);
    line.module = json.value(u"module").toString();
    line.requestId = json.value(u"req").toString();
    line.message = json.value(u"msg").toString();
    line.user = json.value(u"user").toString();
    line.room = json.value(u"room").toString();
    line.durationMs = json.value(u"ms").toDouble(-1);
    line.status = json.value(u"status").toInt();
    line.isOwn = json.value(u"agent") == QStringLiteral("Hearth");
    return line;
}

QString readableLogLine(const QString &raw) {
    const LogLine line = parseLogLine(raw.toUtf8(), 0);
    if (line.module.isEmpty() && line.timestampMs == 0)
        return raw.trimmed();
    return QStringLiteral("%1 %2 %3: %4")
        .arg(QDateTime::fromMSecsSinceEpoch(line.timestampMs).toString(QStringLiteral("HH:mm:ss")),
             logLevelName(line.level), line.module, line.message.simplified());
}

std::optional<LogLevel> logLevelFromName(const QString &name) {
    if (name == u"error")
        return LogLevel::Error;
    if (name == u"warn" || name == u"warning")
        return LogLevel::Warn;
    if (name == u"info")
        return LogLevel::Info;
    if (name == u"debug" || name == u"trace")
        return LogLevel::Debug;
    return std::nullopt;
}

QString logLevelName(LogLevel level) {
    switch (level) {
    case LogLevel::Error:
        return QStringLiteral("error");
    case LogLevel::Warn:
        return QStringLiteral("warn");
    case LogLevel::Info:
        return QStringLiteral("info");
    case LogLevel::Debug:
        return QStringLiteral("debug");
    }
    return {};
}

} // namespace hearth::app
