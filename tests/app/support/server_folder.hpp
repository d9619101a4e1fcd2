// SPDX-License-Identifier: Apache-2.0
// Folders for a run of a server under test, and the end of every process that the run started.
#pragma once

#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QUuid>

namespace hearth::test {

/// Makes the programs under test use folders of their own and the given hearthd. A server outlives
/// the program that started it, by design; here none outlives the test, whether it passed, failed,
/// crashed or was killed: all carry a mark in their environment, and a watcher that waits for our
/// end kills what has the mark.
class ServerFolder {
public:
    explicit ServerFolder(const QByteArray &program) {
        // The watcher itself has no mark, not even that of a folder before this one.
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.remove(QStringLiteral("HEARTH_TEST_RUN"));
        m_watcher.setProcessEnvironment(environment);
        m_watcher.setChildProcessModifier([] { ::setsid(); });
        m_watcher.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_watcher.start(
            QStringLiteral("/bin/sh"),
            {QStringLiteral("-c"),
             QStringLiteral("cat >/dev/null\n"
                            "for file in $(grep -lzxF \"$1\" /proc/[0-9]*/environ 2>/dev/null)\n"
                            "do pid=${file#/proc/}; kill -KILL \"${pid%/environ}\" 2>/dev/null\n"
                            "done"),
             QStringLiteral("sh"),
             QStringLiteral("HEARTH_TEST_RUN=") + QString::fromLatin1(m_mark)});
        m_watcher.waitForStarted();
        qputenv("HEARTH_TEST_RUN", m_mark);
        qputenv("HEARTH_HEARTHD", program);
        qputenv("HEARTH_CONFIG_DIR", path(QStringLiteral("config")).toUtf8());
        qputenv("HEARTH_SECRETS", "file");
        QDir().mkpath(runtimeDir());
    }
    ~ServerFolder() {
        // The next folder may have been made before this one ends.
        if (qgetenv("HEARTH_TEST_RUN") == m_mark)
            qunsetenv("HEARTH_TEST_RUN");
        m_watcher.closeWriteChannel();
        m_watcher.waitForFinished();
    }
    ServerFolder(const ServerFolder &) = delete;
    ServerFolder &operator=(const ServerFolder &) = delete;

    [[nodiscard]] QString path(const QString &name) const { return m_dir.path() + u'/' + name; }
    [[nodiscard]] QString dataDir() const { return path(QStringLiteral("data")); }
    [[nodiscard]] QString runtimeDir() const { return path(QStringLiteral("run")); }
    [[nodiscard]] QString configFile() const { return file(QStringLiteral("hearthd.yaml")); }
    /// A file of the data folder.
    [[nodiscard]] QString file(const QString &name) const { return dataDir() + u'/' + name; }
    void write(const QString &name, const QByteArray &text) const {
        QFile out(file(name));
        if (out.open(QIODevice::WriteOnly))
            out.write(text);
    }
    [[nodiscard]] QByteArray read(const QString &name) const {
        QFile in(file(name));
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }

private:
    const QByteArray m_mark = QUuid::createUuid().toByteArray(QUuid::Id128);
    QTemporaryDir m_dir;
    QProcess m_watcher;
};

} // namespace hearth::test
