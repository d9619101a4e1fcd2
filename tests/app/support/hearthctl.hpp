// SPDX-License-Identifier: Apache-2.0
// hearthctl as a person at a terminal, or a script, calls it.
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

namespace hearth::test {

struct Outcome {
    int code = -1;
    QString out;
    QString err;
    [[nodiscard]] QJsonObject json() const {
        return QJsonDocument::fromJson(out.toUtf8()).object();
    }
};

/// Words separated by blanks, then whole arguments, then standard input.
inline Outcome hearthctl(const char *words, const QStringList &arguments = {},
                         const QByteArray &input = {}) {
    QProcess process;
    process.start(qEnvironmentVariable("HEARTH_BIN_DIR") + QStringLiteral("/hearthctl"),
                  QString::fromUtf8(words).split(u' ', Qt::SkipEmptyParts) + arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000))
        process.kill();
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

} // namespace hearth::test
