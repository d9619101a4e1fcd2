// SPDX-License-Identifier: Apache-2.0
// The settings table and its file.
#include "app/core/settings.hpp"
#include "tests/support/test_main.hpp"

#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace hearth::app;

class TestSettings : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tableIsInOrderWithUniqueKeysAndAcceptedDefaults() {
        QSet<QString> keys;
        int expected = 0;
        for (const auto &row : settingRows()) {
            QCOMPARE(static_cast<int>(row.id), expected++);
            QVERIFY2(row.standard.isValid(), row.key);
            QVERIFY2(row.accepts == nullptr || row.accepts(row.standard), row.key);
            QVERIFY2(!keys.contains(QLatin1String(row.key)), row.key);
            keys.insert(QLatin1String(row.key));
        }
        QCOMPARE(expected, static_cast<int>(Setting::Count_));
    }

    void keepsValuesInTheFile() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("settings.ini"));
        {
            Settings settings(file);
            QCOMPARE(settings.text(Setting::Theme), QStringLiteral("system"));
            QSignalSpy changed(&settings, &Settings::changed);
            settings.set(Setting::Theme, QStringLiteral("dark"));
            settings.set(Setting::Theme, QStringLiteral("dark"));
            settings.set(Setting::CloseToTray, false);
            QCOMPARE(changed.size(), 2);
            settings.setLooks(QStringLiteral("users/columns"), QByteArray("abc"));
        }
        Settings settings(file);
        QCOMPARE(settings.text(Setting::Theme), QStringLiteral("dark"));
        QCOMPARE(settings.isOn(Setting::CloseToTray), false);
        QCOMPARE(settings.looks(QStringLiteral("users/columns")).toByteArray(), QByteArray("abc"));
    }

    void ignoresWhatTheTableDoesNotAccept_data() {
        QTest::addColumn<int>("setting");
        QTest::addColumn<QVariant>("bad");
        QTest::newRow("theme") << static_cast<int>(Setting::Theme)
                               << QVariant(QStringLiteral("pink"));
        QTest::newRow("scale") << static_cast<int>(Setting::TextScalePercent) << QVariant(1000);
        QTest::newRow("no number")
            << static_cast<int>(Setting::LogArchiveDays) << QVariant(QStringLiteral("many"));
        QTest::newRow("quit") << static_cast<int>(Setting::OnQuit)
                              << QVariant(QStringLiteral("explode"));
    }
    void ignoresWhatTheTableDoesNotAccept() {
        QFETCH(int, setting);
        QFETCH(QVariant, bad);
        QTemporaryDir dir;
        Settings settings(dir.filePath(QStringLiteral("s.ini")));
        const auto which = static_cast<Setting>(setting);
        const QVariant before = settings.value(which);
        settings.set(which, bad);
        QCOMPARE(settings.value(which), before);
    }

    void damagedValuesInTheFileFallBackToTheDefault() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("s.ini"));
        QFile ini(file);
        QVERIFY(ini.open(QIODevice::WriteOnly));
        ini.write("[appearance]\ntheme=lava\ntextScalePercent=abc\n");
        ini.close();
        Settings settings(file);
        QCOMPARE(settings.text(Setting::Theme), QStringLiteral("system"));
        QCOMPARE(settings.number(Setting::TextScalePercent), 100);
    }
};

HEARTH_TEST(TestSettings)
#include "test_settings.moc"
