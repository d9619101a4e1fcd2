// SPDX-License-Identifier: Apache-2.0
// One line of hearthd's log as the program handles it.
#pragma once

#include <QList>
#include <QMetaType>
#include <QString>

#include <optional>

namespace hearth::app {

enum class LogLevel : quint8 { Error, Warn, Info, Debug };

struct LogLine {
    qint64 timestampMs = 0; ///< since the epoch
    LogLevel level = LogLevel::Info;
    QString module;
    QString requestId; ///< empty if none
    QString message;
    QString user;
    QString room;
    double durationMs = -1; ///< -1 = not said
    int status = 0;         ///< 0 = not said
    bool isOwn = false;     ///< a request of Hearth itself
    QByteArray raw;         ///< the whole record as written
    bool operator==(const LogLine &) const = default;
};
using LogLines = QList<LogLine>;

/// A JSON line; text that is no JSON becomes a message of level Info with the present time.
[[nodiscard]] LogLine parseLogLine(const QByteArray &raw, qint64 nowMs);
/// A line as a person reads it: "02:15:03 error store: the disk is full". What is no record of
/// hearthd stays as it is.
[[nodiscard]] QString readableLogLine(const QString &raw);
[[nodiscard]] std::optional<LogLevel> logLevelFromName(const QString &name);
[[nodiscard]] QString logLevelName(LogLevel level); ///< "error" "warn" "info" "debug"

} // namespace hearth::app

Q_DECLARE_METATYPE(hearth::app::LogLine)
