// SPDX-License-Identifier: Apache-2.0
// Makes the programs under test start the stand-in for hearthd, on a data folder of its own.
#pragma once

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

namespace hearth::test {

class FakeHearthd {
public:
    FakeHearthd() {
        qputenv("HEARTH_HEARTHD",
                qgetenv("HEARTH_SOURCE_DIR") + "/tests/app/support/fake_hearthd.py");
        qputenv("HEARTH_CONFIG_DIR", (m_dir.path() + QStringLiteral("/config")).toUtf8());
        qputenv("HEARTH_SECRETS", "file");
        QDir().mkpath(dataDir());
        QDir().mkpath(runtimeDir());
    }
    [[nodiscard]] QString dataDir() const { return m_dir.path() + QStringLiteral("/data"); }
    [[nodiscard]] QString runtimeDir() const { return m_dir.path() + QStringLiteral("/run"); }
    [[nodiscard]] QString path(const QString &name) const { return m_dir.path() + u'/' + name; }

    void write(const QString &name, const QByteArray &text) const {
        QFile file(dataDir() + u'/' + name);
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
    }
    /// A configuration as `generate` writes it; port 0 = any.
    void configure(int port = 0) const {
        write(QStringLiteral("hearthd.yaml"),
              "server_name: localhost\nport: " + QByteArray::number(port) + "\n");
        write(QStringLiteral("registration_shared_secret"), "shared-secret\n");
    }
    /// What the stand-in does wrong, see fake_hearthd.py.
    void misbehave(const QJsonObject &how) const {
        write(QStringLiteral("fake.json"), QJsonDocument(how).toJson());
    }
    void behave() const { QFile::remove(dataDir() + QStringLiteral("/fake.json")); }

private:
    QTemporaryDir m_dir;
};

} // namespace hearth::test
