// SPDX-License-Identifier: Apache-2.0
// The list of servers.
#include "app/core/profiles.hpp"
#include "tests/support/test_main.hpp"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace hearth::app;

class TestProfiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void survivesARestart() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("profiles.json"));
        ServerProfile local;
        local.name = local.serverName = QStringLiteral("localhost");
        local.dataDir = dir.filePath(QStringLiteral("data"));
        ServerProfile remote;
        remote.kind = ServerProfile::Kind::Remote;
        remote.baseUrl = QUrl(QStringLiteral("https://matrix.example.org"));
        QString id;
        {
            ServerProfiles profiles(file);
            QSignalSpy changed(&profiles, &ServerProfiles::changed);
            id = profiles.add(local);
            remote.id = profiles.add(remote);
            local.id = id;
            local.userId = QStringLiteral("@admin:localhost");
            profiles.update(local);
            profiles.update(local);
            QCOMPARE(changed.size(), 3);
            QVERIFY(profiles.isSaved());
        }
        ServerProfiles profiles(file);
        QCOMPARE(profiles.all().size(), 2);
        QCOMPARE(*profiles.find(id), local);
        QCOMPARE(*profiles.find(remote.id), remote);
        profiles.remove(id);
        QVERIFY(!profiles.find(id));
    }

    void findsAFolderByAnyOfItsNames() {
        QTemporaryDir dir;
        QDir(dir.path()).mkdir(QStringLiteral("data"));
        QFile::link(dir.filePath(QStringLiteral("data")), dir.filePath(QStringLiteral("link")));
        ServerProfiles profiles(dir.filePath(QStringLiteral("p.json")));
        ServerProfile local;
        local.dataDir = dir.filePath(QStringLiteral("data"));
        profiles.add(local);
        QVERIFY(findByDataDir(profiles.all(), dir.filePath(QStringLiteral("link"))));
        QVERIFY(findByDataDir(profiles.all(), dir.filePath(QStringLiteral("x/../data/"))));
        QVERIFY(!findByDataDir(profiles.all(), dir.path()));
    }

    void tellsWhenItCannotSave() {
        ServerProfiles profiles(QStringLiteral("/proc/nothing/profiles.json"));
        QSignalSpy told(&profiles, &ServerProfiles::savedChanged);
        profiles.add({});
        QTRY_COMPARE(told.size(), 1);
        QVERIFY(!profiles.isSaved());
    }
};

HEARTH_TEST(TestProfiles)
#include "test_profiles.moc"
