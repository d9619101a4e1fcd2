// SPDX-License-Identifier: Apache-2.0
// Writes and removes autostart/hearth.desktop.
#include "app/platform/autostart.hpp"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

namespace hearth::app {
namespace {
// Quoting of the Exec key: reserved characters are escaped inside double quotes, % is doubled.
QString quoted(const QString &program) {
    QString text;
    for (const QChar c : program) {
        if (c == u'"' || c == u'`' || c == u'$' || c == u'\\')
            text += QStringLiteral("\\\\");
        else if (c == u'%')
            text += u'%';
        text += c;
    }
    return u'"' + text + u'"';
}
} // namespace

Autostart::Autostart(QString folder) {
    if (folder.isEmpty())
        folder = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
                 QStringLiteral("/autostart");
    m_file = folder + QStringLiteral("/hearth.desktop");
}

bool Autostart::isOn() const {
    QFile file(m_file);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    return !file.readAll().contains("\nHidden=true");
}

Result<Done> Autostart::turnOn(const QString &program, bool minimized) {
    QString exec = quoted(program);
    if (minimized)
        exec += QStringLiteral(" --minimized");
    const QString text = QStringLiteral("[Desktop Entry]\nType=Application\nName=Hearth\n"
                                        "Comment=Matrix server on this computer\nExec=%1\n"
                                        "Icon=hearth\nTerminal=false\n"
                                        "X-GNOME-Autostart-enabled=true\n")
                             .arg(exec);
    QDir().mkpath(QFileInfo(m_file).path());
    QSaveFile file(m_file);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0 || !file.commit())
        return failLocally(file.errorString());
    return Done{};
}

Result<Done> Autostart::turnOff() {
    QFile file(m_file);
    if (file.exists() && !file.remove())
        return failLocally(file.errorString());
    return Done{};
}

} // namespace hearth::app
