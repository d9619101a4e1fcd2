// SPDX-License-Identifier: Apache-2.0
// One status from three facts.
#include "tests/app/support/connected.hpp"
#include "tests/support/test_main.hpp"

#include <QSignalSpy>

using namespace hearth::app;
using hearth::test::Connected;
using Status = ServerConnection::Status;

class TestServerConnection : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysWhatIsMissingFirst() {
        Connected c;
        QCOMPARE(c.connection.status(), Status::ServerStopped);
        c.connection.setServerRunning(true);
        QCOMPARE(c.connection.status(), Status::SignedOut);
        QSignalSpy again(&c.connection, &ServerConnection::reconnected);
        c.connection.setSignedIn(true);
        QCOMPARE(c.connection.status(), Status::Connecting);
        QTRY_COMPARE(c.connection.status(), Status::Connected);
        QCOMPARE(again.size(), 1);
        c.connection.setServerRunning(false);
        QCOMPARE(c.connection.status(), Status::ServerStopped);
    }

    void lostConnectionIsTriedAgain() {
        Connected c;
        c.up();
        c.transport.setDown(true);
        ApiError error;
        error.kind = ApiError::Kind::Unreachable;
        QVERIFY(c.connection.report(error));
        QCOMPARE(c.connection.status(), Status::ConnectionLost);
        QVERIFY(c.connection.lostSince().isValid());
        QCOMPARE(c.connection.retryInSeconds(), 2);
        c.connection.tryNow();
        QTRY_COMPARE(c.connection.retryInSeconds(), 4);
        c.transport.setDown(false);
        QSignalSpy again(&c.connection, &ServerConnection::reconnected);
        c.connection.tryNow();
        QTRY_COMPARE(again.size(), 1);
        QCOMPARE(c.connection.status(), Status::Connected);
    }

    void endedSignInIsNoLostConnection() {
        Connected c;
        c.up();
        ApiError error;
        error.kind = ApiError::Kind::SignedOut;
        QVERIFY(c.connection.report(error));
        QCOMPARE(c.connection.status(), Status::SignedOut);
        error.kind = ApiError::Kind::Unreachable;
        c.connection.report(error);
        QCOMPARE(c.connection.status(), Status::SignedOut);
    }

    void otherErrorsAreTheCallersBusiness() {
        Connected c;
        c.up();
        ApiError error;
        error.kind = ApiError::Kind::Rejected;
        QVERIFY(!c.connection.report(error));
        QCOMPARE(c.connection.status(), Status::Connected);
    }
};

HEARTH_TEST(TestServerConnection)
#include "test_server_connection.moc"
