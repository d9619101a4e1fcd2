// SPDX-License-Identifier: Apache-2.0
// Platform folders by QStandardPaths; programs beside this one or in PATH.
#include "app/core/paths.hpp"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace hearth::app {
namespace {
void makePrivate(const QString &dir) {
    if (QFileInfo(dir).isDir() || !QDir().mkpath(dir))
        return;
    QFile::setPermissions(dir,
                          QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
}
} // namespace

Paths Paths::forThisUser() {
    Paths paths;
    const QString moved = qEnvironmentVariable("HEARTH_CONFIG_DIR");
    if (!moved.isEmpty()) {
        const QString root = QDir(moved).absolutePath();
        paths.configDir = root;
        paths.stateDir = root + QStringLiteral("/state");
        paths.runtimeDir = root + QStringLiteral("/run");
        paths.serversDir = root + QStringLiteral("/servers");
    } else {
        using Where = QStandardPaths::StandardLocation;
        const auto place = [](Where where) -> QString {
            return QStandardPaths::writableLocation(where) + QStringLiteral("/hearth");
        };
        paths.configDir = place(QStandardPaths::GenericConfigLocation);
        paths.stateDir = place(QStandardPaths::GenericDataLocation);
        const QString runtime = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
        paths.runtimeDir = runtime.isEmpty() ? paths.stateDir + QStringLiteral("/run")
                                             : runtime + QStringLiteral("/hearth");
        paths.serversDir = paths.stateDir + QStringLiteral("/servers");
    }
    for (const auto &dir : {paths.configDir, paths.stateDir, paths.runtimeDir})
        makePrivate(dir);
    return paths;
}

QString Paths::defaultDataDir(const QString &serverName) const {
    QString folder = serverName.isEmpty() ? QStringLiteral("server") : serverName.toLower();
    for (QChar &c : folder) {
        if (!c.isLetterOrNumber() && c != u'.' && c != u'-')
            c = u'_';
    }
    while (folder.startsWith(u'.'))
        folder.remove(0, 1);
    return serversDir + u'/' + folder;
}

QString findProgram(const QString &name) {
    const QByteArray variable = "HEARTH_" + name.toUpper().toLatin1();
    const QString chosen = qEnvironmentVariable(variable.constData());
    if (!chosen.isEmpty())
        return QFileInfo(chosen).isExecutable() ? QFileInfo(chosen).absoluteFilePath() : QString();
    const QFileInfo beside(QCoreApplication::applicationDirPath() + u'/' + name);
    if (beside.isExecutable() && beside.isFile())
        return beside.absoluteFilePath();
    return QStandardPaths::findExecutable(name);
}

} // namespace hearth::app
