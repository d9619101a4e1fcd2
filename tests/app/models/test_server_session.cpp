// SPDX-License-Identifier: Apache-2.0
// One server as a whole, local with the stand-in for hearthd and remote with a fake one.
#include "app/models/server_session.hpp"
#include "tests/app/support/fake_transport.hpp"
#include "tests/app/support/local_world.hpp"
#include "tests/support/test_main.hpp"

#include <QSignalSpy>

using namespace hearth::app;
using hearth::test::FakeTransport;

namespace {
constexpr int longWait = 20000;
}

class TestServerSession : public QObject {
    Q_OBJECT
private:
    struct World : hearth::test::LocalWorld {
        History history{paths.historyFile()};
        ServerSession::Needs needs() { return {paths, clock, profiles, *secrets, &history}; }
        ServerProfile local() {
            ServerProfile profile;
            profile.dataDir = fake.dataDir();
            profile.serverName = QStringLiteral("localhost");
            profile.id = profiles.add(profile);
            return profile;
        }
    };

private Q_SLOTS:
    void startsTheLocalServerAndSignsIn() {
        World world;
        world.fake.configure();
        world.fake.write(
            QStringLiteral("fake_users.json"),
            R"({"admin":{"password":"pw","admin":true},"bob":{"password":"b","admin":false}})");
        const auto profile = world.local();
        {
            ServerSession session(profile, world.needs());
            session.open(true);
            QTRY_COMPARE_WITH_TIMEOUT(session.serverState(), ServerState::Ready, longWait);
            QCOMPARE(session.connection()->status(), ServerConnection::Status::SignedOut);
            QSignalSpy refused(&session, &ServerSession::signInFailed);
            session.signIn(QStringLiteral("admin"), QStringLiteral("wrong"));
            QTRY_COMPARE(refused.size(), 1);
            session.signIn(QStringLiteral("bob"), QStringLiteral("b"));
            QTRY_COMPARE(refused.size(), 2);
            QCOMPARE(refused.at(1).at(0).value<ApiError>().kind, ApiError::Kind::Forbidden);
            QVERIFY(!session.isSignedIn());
            QSignalSpy in(&session, &ServerSession::signedIn);
            session.signIn(QStringLiteral("admin"), QStringLiteral("pw"));
            QTRY_COMPARE(in.size(), 1);
            QTRY_VERIFY(session.connection()->isUsable());
            session.users()->activate();
            QTRY_COMPARE(session.users()->loaded(), 2);
            QTRY_VERIFY(session.log()->kept() > 0);
            QCOMPARE(world.profiles.find(profile.id)->userId, QStringLiteral("@admin:localhost"));
        }
        // The program starts again: the server still runs and the token is remembered.
        ServerSession session(*world.profiles.find(profile.id), world.needs());
        session.open(false);
        QTRY_COMPARE_WITH_TIMEOUT(session.serverState(), ServerState::Ready, longWait);
        QTRY_VERIFY(session.isSignedIn());
        QTRY_VERIFY(session.connection()->isUsable());
        session.users()->activate();
        QTRY_COMPARE(session.users()->viewState(), ViewState::Ready);
        session.host()->stop();
        QTRY_COMPARE_WITH_TIMEOUT(session.serverState(), ServerState::Stopped, longWait);
        QCOMPARE(session.users()->viewState(), ViewState::ServerStopped);
    }

    void remoteServerHasNoProcess() {
        World world;
        ServerProfile profile;
        profile.kind = ServerProfile::Kind::Remote;
        profile.baseUrl = QUrl(QStringLiteral("https://matrix.example.org"));
        profile.id = world.profiles.add(profile);
        auto transport = std::make_unique<FakeTransport>();
        FakeTransport *server = transport.get();
        ServerSession session(profile, world.needs(), std::move(transport));
        QVERIFY(!session.host()->abilities().canStart);
        session.open(true);
        QTRY_COMPARE(session.connection()->status(), ServerConnection::Status::SignedOut);
        session.useToken(QStringLiteral("t"), QStringLiteral("@admin:example.org"));
        QTRY_COMPARE(session.serverState(), ServerState::Ready);
        QTRY_VERIFY(session.connection()->isUsable());
        QSignalSpy out(&session, &ServerSession::signedOut);
        server->on("GET", "/_synapse/admin/v3/users",
                   {{QStringLiteral("errcode"), QStringLiteral("M_UNKNOWN_TOKEN")}}, 401);
        session.users()->activate();
        QTRY_COMPARE(out.size(), 1);
        QCOMPARE(session.users()->viewState(), ViewState::SignedOut);
    }
};

HEARTH_TEST(TestServerSession)
#include "test_server_session.moc"
