// SPDX-License-Identifier: Apache-2.0
// Folders of the program and finding its other programs.
#include "app/core/paths.hpp"
#include "tests/support/test_main.hpp"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

using namespace hearth::app;

class TestPaths : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everythingMovesWithTheVariable() {
        QTemporaryDir dir;
        const QString root = dir.filePath(QStringLiteral("own"));
        qputenv("HEARTH_CONFIG_DIR", root.toUtf8());
        const Paths paths = Paths::forThisUser();
        qunsetenv("HEARTH_CONFIG_DIR");
        for (const auto &path : {paths.configDir, paths.stateDir, paths.runtimeDir}) {
            QVERIFY(path.startsWith(root));
            QVERIFY(QFileInfo(path).isDir());
            QCOMPARE(QFile::permissions(path) & (QFile::ReadOther | QFile::ExeOther), 0);
        }
        QVERIFY(paths.serversDir.startsWith(root));
    }

    void dataFolderNamesAreTame_data() {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("folder");
        QTest::newRow("plain") << QStringLiteral("Example.org") << QStringLiteral("example.org");
        QTest::newRow("port") << QStringLiteral("localhost:80") << QStringLiteral("localhost_80");
        QTest::newRow("dots") << QStringLiteral("../x") << QStringLiteral("_x");
        QTest::newRow("empty") << QString() << QStringLiteral("server");
    }
    void dataFolderNamesAreTame() {
        QFETCH(QString, server);
        QFETCH(QString, folder);
        Paths paths;
        paths.serversDir = QStringLiteral("/s");
        QCOMPARE(paths.defaultDataDir(server), QStringLiteral("/s/") + folder);
    }

    void programsAreFoundByTheVariableFirst() {
        QTemporaryDir dir;
        const QString program = dir.filePath(QStringLiteral("other"));
        QFile file(program);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        qputenv("HEARTH_HEARTHD", program.toUtf8());
        QCOMPARE(findProgram(QStringLiteral("hearthd")), QString());
        file.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        QCOMPARE(findProgram(QStringLiteral("hearthd")), program);
        qunsetenv("HEARTH_HEARTHD");
        QVERIFY(!findProgram(QStringLiteral("sh")).isEmpty());
    }
};

HEARTH_TEST(TestPaths)
#include "test_paths.moc"
