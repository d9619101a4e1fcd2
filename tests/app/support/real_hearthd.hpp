// SPDX-License-Identifier: Apache-2.0
// A run of the real hearthd of this build.
#pragma once

#include "tests/app/support/server_folder.hpp"

namespace hearth::test {

class RealHearthd : public ServerFolder {
public:
    RealHearthd()
        : ServerFolder(program().toUtf8()) {}
    [[nodiscard]] static QString program() { return binary(QStringLiteral("hearthd")); }
    [[nodiscard]] static QString binary(const QString &name) {
        return qEnvironmentVariable("HEARTH_BIN_DIR") + u'/' + name;
    }
    static void useProgram(const QString &program) { qputenv("HEARTH_HEARTHD", program.toUtf8()); }

    /// hearthd generate; port 0 = any free one.
    [[nodiscard]] bool generate(int port = 0) const {
        QProcess process;
        process.start(program(), {QStringLiteral("generate"), QStringLiteral("--server-name"),
                                  QStringLiteral("localhost"), QStringLiteral("--data-dir"),
                                  dataDir(), QStringLiteral("--port"), QString::number(port)});
        return process.waitForFinished() && process.exitCode() == 0;
    }
    void append(const QByteArray &yaml) const {
        QFile file(configFile());
        if (file.open(QIODevice::Append))
            file.write('\n' + yaml);
    }

    /// From now on hearthd is what this script starts with `exec "$HEARTHD" "$@"`; $D is the data
    /// folder.
    void useScript(const QString &script) const {
        const QString name = path(QStringLiteral("hearthd-in-script"));
        QFile file(name);
        if (!file.open(QIODevice::WriteOnly))
            return;
        file.write(QStringLiteral("#!/bin/sh\nexport D='%1' HEARTHD='%2'\n%3\n")
                       .arg(dataDir(), program(), script)
                       .toUtf8());
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        useProgram(name);
    }

    /// hearthd runs without the right to pass over the permissions of files, even as root.
    void heedPermissions() const {
        useScript(::geteuid() == 0
                      ? QStringLiteral("exec setpriv --bounding-set -dac_override,-dac_read_search "
                                       "--inh-caps -dac_override,-dac_read_search \"$HEARTHD\" "
                                       "\"$@\"")
                      : QStringLiteral("exec \"$HEARTHD\" \"$@\""));
    }

    /// Starts hearthd in a private file system of its own: `mountOptions` for a tmpfs over the data
    /// folder, its files copied in, then `afterwards` (shell). False where that is not allowed.
    [[nodiscard]] bool inPrivateTmpfs(const QString &mountOptions,
                                      const QString &afterwards) const {
        const auto unshare = waysToUnshare();
        if (unshare.isEmpty())
            return false;
        useScript(
            QStringLiteral("exec unshare %3 sh -c '\n"
                           "cp -a \"$D\" \"$D.copy\" && mount -t tmpfs -o %1 tmpfs \"$D\" &&\n"
                           "cp -a \"$D.copy/.\" \"$D\" && rm -rf \"$D.copy\"\n"
                           "%2\n"
                           "exec \"$HEARTHD\" \"$@\"' sh \"$@\"")
                .arg(mountOptions, afterwards, unshare.join(u' ')));
        return true;
    }

private:
    /// What `unshare` needs to mount in private: root needs no user namespace, which a chroot
    /// forbids; and where the root is no mount point, how mounts spread cannot be changed.
    [[nodiscard]] QStringList waysToUnshare() const {
        const QString place = path(QStringLiteral("probe"));
        QDir().mkpath(place);
        for (const auto *way : {"-m", "-m --propagation unchanged", "-rm"}) {
            const auto arguments = QString::fromLatin1(way).split(u' ');
            QProcess probe;
            probe.start(QStringLiteral("unshare"),
                        arguments + QStringList{QStringLiteral("mount"), QStringLiteral("-t"),
                                                QStringLiteral("tmpfs"), QStringLiteral("tmpfs"),
                                                place});
            if (probe.waitForFinished() && probe.exitCode() == 0)
                return arguments;
        }
        return {};
    }
};

} // namespace hearth::test
