// SPDX-License-Identifier: Apache-2.0
// Makes the programs under test start the stand-in for hearthd, on a data folder of its own.
#pragma once

#include "tests/app/support/server_folder.hpp"

#include <QJsonDocument>
#include <QJsonObject>

namespace hearth::test {

class FakeHearthd : public ServerFolder {
public:
    FakeHearthd()
        : ServerFolder(qgetenv("HEARTH_SOURCE_DIR") + "/tests/app/support/fake_hearthd.py") {
        QDir().mkpath(dataDir());
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
    void behave() const { QFile::remove(file(QStringLiteral("fake.json"))); }
};

} // namespace hearth::test
