// SPDX-License-Identifier: Apache-2.0
// Keeping the computer awake: asked of logind, given back when the server stops. A bus and a
// logind of our own, so that nothing of the machine is touched.
#include "app/platform/keep_awake.hpp"
#include "tests/support/test_main.hpp"

#include <unistd.h>

#include <QDBusConnection>
#include <QDBusUnixFileDescriptor>
#include <QProcess>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace hearth;

/// Hands out the writing end of a pipe, like logind: the reading end sees when it is closed.
class FakeLogind : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")
public:
    int reading = -1;
    QStringList asked;

public Q_SLOTS:
    QDBusUnixFileDescriptor Inhibit(const QString &what, const QString &who, const QString &,
                                    const QString &mode) {
        asked << what + u'|' + who + u'|' + mode;
        int ends[2];
        if (::pipe(ends) != 0)
            return {};
        reading = ends[0];
        QDBusUnixFileDescriptor writing(ends[1]); // takes a copy
        ::close(ends[1]);
        return writing;
    }
};

class TestKeepAwake : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        m_daemon.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
        QVERIFY2(m_daemon.waitForStarted(5000), "dbus-daemon is needed (package dbus)");
        QVERIFY(m_daemon.waitForReadyRead(5000));
        m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
    }
    void cleanupTestCase() {
        m_daemon.terminate();
        m_daemon.waitForFinished(5000);
    }

    void saysWhereThereIsNoLogind() {
        app::KeepAwake awake(m_address);
        awake.hold(true);
        QTest::qWait(300);
        QVERIFY(!awake.isPossible());
        QVERIFY(!awake.isHeld());
    }

    void holdsWhileWantedAndLetsGo() {
        FakeLogind logind;
        auto bus = QDBusConnection::connectToBus(m_address, u"logind"_s);
        QVERIFY(bus.registerObject(u"/org/freedesktop/login1"_s, &logind,
                                   QDBusConnection::ExportAllSlots));
        QVERIFY(bus.registerService(u"org.freedesktop.login1"_s));
        app::KeepAwake awake(m_address);
        awake.hold(true); // before it is known whether it can be
        QTRY_VERIFY(awake.isHeld());
        QVERIFY(awake.isPossible());
        QCOMPARE(logind.asked, QStringList{u"sleep:idle|Hearth|block"_s});
        awake.hold(true);
        QTest::qWait(100);
        QCOMPARE(logind.asked.size(), 1);
        awake.hold(false);
        QVERIFY(!awake.isHeld());
        char byte = 0;
        QCOMPARE(::read(logind.reading, &byte, 1), 0); // the other end is closed
        ::close(logind.reading);
    }

private:
    QProcess m_daemon;
    QString m_address;
};

HEARTH_TEST(TestKeepAwake)
#include "test_keep_awake.moc"
