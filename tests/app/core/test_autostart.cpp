// SPDX-License-Identifier: Apache-2.0
// The autostart entry.
#include "app/platform/autostart.hpp"
#include "tests/support/test_main.hpp"

#include <QFile>
#include <QTemporaryDir>

using namespace hearth::app;

class TestAutostart : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void turnsOnAndOff() {
        QTemporaryDir dir;
        Autostart autostart(dir.filePath(QStringLiteral("autostart")));
        QVERIFY(!autostart.isOn());
        QVERIFY(autostart.turnOn(QStringLiteral("/opt/my $apps/hearth"), true));
        QVERIFY(autostart.isOn());
        QFile file(dir.filePath(QStringLiteral("autostart/hearth.desktop")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY(text.startsWith("[Desktop Entry]\n"));
        QVERIFY2(text.contains("Exec=\"/opt/my \\\\$apps/hearth\" --minimized\n"),
                 text.constData());
        QVERIFY(autostart.turnOff());
        QVERIFY(!autostart.isOn());
        QVERIFY(autostart.turnOff());
    }

    void saysWhenItCannotWrite() {
        QVERIFY(!Autostart(QStringLiteral("/proc/nothing")).turnOn(QStringLiteral("/x"), false));
    }
};

HEARTH_TEST(TestAutostart)
#include "test_autostart.moc"
