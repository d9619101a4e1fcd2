// SPDX-License-Identifier: Apache-2.0
// Folders for a run of the real hearthd of this build.
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

namespace hearth::test {

class RealHearthd {
public:
    RealHearthd() {
        useProgram(program());
        qputenv("HEARTH_CONFIG_DIR", path(QStringLiteral("config")).toUtf8());
        qputenv("HEARTH_SECRETS", "file");
        QDir().mkpath(runtimeDir());
    }
    [[nodiscard]] static QString program() {
        return qEnvironmentVariable("HEARTH_BIN_DIR") + QStringLiteral("/hearthd");
    }
    static void useProgram(const QString &program) { qputenv("HEARTH_HEARTHD", program.toUtf8()); }
    [[nodiscard]] QString path(const QString &name) const { return m_dir.path() + u'/' + name; }
    [[nodiscard]] QString dataDir() const { return path(QStringLiteral("data")); }
    [[nodiscard]] QString runtimeDir() const { return path(QStringLiteral("run")); }

    /// hearthd generate; port 0 = any free one.
    [[nodiscard]] bool generate(int port = 0) const {
        QProcess process;
        process.start(program(), {QStringLiteral("generate"), QStringLiteral("--server-name"),
                                  QStringLiteral("localhost"), QStringLiteral("--data-dir"),
                                  dataDir(), QStringLiteral("--port"), QString::number(port)});
        return process.waitForFinished() && process.exitCode() == 0;
    }

    /// Starts hearthd in a private file system of its own: `mountOptions` for a tmpfs over the data
    /// folder, its files copied in, then `afterwards` (shell). False where that is not allowed.
    [[nodiscard]] bool inPrivateTmpfs(const QString &mountOptions,
                                      const QString &afterwards) const {
        const QString script = path(QStringLiteral("hearthd-in-tmpfs"));
        QFile file(script);
        if (!file.open(QIODevice::WriteOnly))
            return false;
        file.write(
            QStringLiteral("#!/bin/sh\n"
                           "export D='%1'\n"
                           "exec unshare -rm sh -c '\n"
                           "cp -a \"$D\" \"$D.copy\" && mount -t tmpfs -o %2 tmpfs \"$D\" &&\n"
                           "cp -a \"$D.copy/.\" \"$D\" && rm -rf \"$D.copy\"\n"
                           "%3\n"
                           "exec \"$0\" \"$@\"' '%4' \"$@\"\n")
                .arg(dataDir(), mountOptions, afterwards, program())
                .toUtf8());
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        useProgram(script);
        QProcess probe;
        probe.start(QStringLiteral("unshare"),
                    {QStringLiteral("-rm"), QStringLiteral("mount"), QStringLiteral("-t"),
                     QStringLiteral("tmpfs"), QStringLiteral("tmpfs"), m_dir.path()});
        return probe.waitForFinished() && probe.exitCode() == 0;
    }

private:
    QTemporaryDir m_dir;
};

} // namespace hearth::test
