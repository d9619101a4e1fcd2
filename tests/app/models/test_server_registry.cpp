// SPDX-License-Identifier: Apache-2.0
// Several servers at once: each is started, watched, archived and stopped, whichever is on show.
#include "app/models/server_registry.hpp"
#include "tests/app/support/local_world.hpp"
#include "tests/support/test_main.hpp"

#include <QSignalSpy>

#include <csignal>

using namespace hearth::app;

namespace {
constexpr int longWait = 20000;
}

class TestServerRegistry : public QObject {
    Q_OBJECT
private:
    struct World : hearth::test::LocalWorld {
        History history{paths.historyFile()};
        ServerRegistry servers{{paths, clock, profiles, *secrets, &history}};

        QString addLocal(const QString &name, bool startWithHearth = true) {
            ServerProfile profile;
            profile.dataDir = fake.path(name);
            profile.name = profile.serverName = name + QStringLiteral(".example");
            profile.startWithHearth = startWithHearth;
            QDir().mkpath(profile.dataDir);
            put(profile.dataDir + QStringLiteral("/hearthd.yaml"),
                "server_name: " + profile.serverName.toUtf8() + "\nport: 0\n");
            put(profile.dataDir + QStringLiteral("/registration_shared_secret"), "s\n");
            return profiles.add(profile);
        }
        QString addRemote() {
            ServerProfile profile;
            profile.kind = ServerProfile::Kind::Remote;
            profile.name = profile.serverName = QStringLiteral("remote.example");
            profile.baseUrl = QUrl(QStringLiteral("http://127.0.0.1:9")); // nobody is there
            return profiles.add(profile);
        }
        static void put(const QString &name, const QByteArray &text) {
            QFile file(name);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        }
        ServerState stateOf(const QString &id) { return servers.find(id)->serverState(); }
    };

private Q_SLOTS:
    void startsAllThatAreTicked() {
        World world;
        const QString one = world.addLocal(QStringLiteral("one"));
        const QString two = world.addLocal(QStringLiteral("two"));
        const QString three = world.addLocal(QStringLiteral("three"), false);
        const QString away = world.addRemote();
        world.servers.openAll();
        QCOMPARE(world.servers.all().size(), 4);
        QTRY_COMPARE_WITH_TIMEOUT(world.stateOf(one), ServerState::Ready, longWait);
        QTRY_COMPARE_WITH_TIMEOUT(world.stateOf(two), ServerState::Ready, longWait);
        QTRY_COMPARE_WITH_TIMEOUT(world.stateOf(away), ServerState::Unreachable, longWait);
        QCOMPARE(world.stateOf(three), ServerState::Stopped);
        QVERIFY(!world.servers.find(away)->host()->abilities().canStart);
        QVERIFY(!world.servers.find(away)->host()->abilities().hasLog);
        // Light: the models of screens come with the screens.
        QVERIFY(!world.servers.find(one)->hasScreens());
        QCOMPARE(world.servers.find(one)->users()->total(), 0);
        QVERIFY(world.servers.find(one)->hasScreens());
        world.servers.find(one)->closeScreens();
        QVERIFY(!world.servers.find(one)->hasScreens());
        stop(world);
    }

    void oneThatNobodyLooksAtComesBackAfterACrash() {
        World world;
        const QString one = world.addLocal(QStringLiteral("one"));
        const QString two = world.addLocal(QStringLiteral("two"));
        world.servers.openAll();
        QTRY_COMPARE_WITH_TIMEOUT(world.stateOf(one), ServerState::Ready, longWait);
        QTRY_COMPARE_WITH_TIMEOUT(world.stateOf(two), ServerState::Ready, longWait);
        auto *host = world.servers.find(two)->host();
        QSignalSpy crashed(host, &ServerHost::crashed);
        QSignalSpy told(&world.servers, &ServerRegistry::stateChanged);
        const qint64 pid = host->snapshot().ready.pid;
        QCOMPARE(::kill(static_cast<pid_t>(pid), SIGKILL), 0);
        QTRY_COMPARE_WITH_TIMEOUT(crashed.size(), 1, longWait);
        QTRY_COMPARE_WITH_TIMEOUT(host->state(), ServerState::Ready, longWait);
        QVERIFY(host->snapshot().ready.pid != pid);
        QVERIFY(!told.isEmpty());
        QCOMPARE(world.stateOf(one), ServerState::Ready);
        stop(world);
    }

    void archivesTheLogOfEveryServer() {
        World world;
        const QString one = world.addLocal(QStringLiteral("one"));
        const QString two = world.addLocal(QStringLiteral("two"));
        world.servers.openAll();
        for (const auto &id : {one, two}) {
            QTRY_COMPARE_WITH_TIMEOUT(world.stateOf(id), ServerState::Ready, longWait);
            bool kept = false;
            QVERIFY(QTest::qWaitFor(
                [&] {
                    onAnswer(world.history.searchLog(id, {}), this,
                             [&kept](const Result<LogLines> &lines) {
                                 kept = kept || (lines && !lines->isEmpty());
                             });
                    QTest::qWait(100);
                    return kept;
                },
                longWait));
        }
        stop(world);
    }

    void stopsAllAndSaysSo() {
        World world;
        const QString one = world.addLocal(QStringLiteral("one"));
        const QString two = world.addLocal(QStringLiteral("two"));
        world.addRemote();
        world.servers.openAll();
        QTRY_COMPARE_WITH_TIMEOUT(world.servers.running().size(), 2, longWait);
        QTRY_COMPARE_WITH_TIMEOUT(world.stateOf(one), ServerState::Ready, longWait);
        QTRY_COMPARE_WITH_TIMEOUT(world.stateOf(two), ServerState::Ready, longWait);
        QSignalSpy stopped(&world.servers, &ServerRegistry::allStopped);
        world.servers.stopAll();
        QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, longWait);
        QCOMPARE(world.stateOf(one), ServerState::Stopped);
        QCOMPARE(world.stateOf(two), ServerState::Stopped);
        world.servers.stopAll(); // none runs
        QCOMPARE(stopped.size(), 2);
    }

    void forgetsTheSignInOfARemovedServer() {
        World world;
        const QString away = world.addRemote();
        world.servers.openAll();
        world.servers.find(away)->useToken(QStringLiteral("t"),
                                           QStringLiteral("@a:remote.example"));
        QTRY_COMPARE(tokenOf(world, away), QStringLiteral("t"));
        QSignalSpy removed(&world.servers, &ServerRegistry::aboutToRemove);
        world.profiles.remove(away);
        QCOMPARE(removed.size(), 1);
        QVERIFY(world.servers.find(away) == nullptr);
        QTRY_COMPARE(tokenOf(world, away), QString());
    }

    void keepsWhatOthersChangeInAProfile() {
        World world;
        const QString id = world.addLocal(QStringLiteral("one"));
        world.servers.openAll();
        auto profile = *world.profiles.find(id);
        profile.startWithHearth = false;
        world.profiles.update(profile);
        world.servers.find(id)->host()->start();
        // The address comes with the ready report, long after the tick was taken away.
        QTRY_COMPARE_WITH_TIMEOUT(world.stateOf(id), ServerState::Ready, longWait);
        QVERIFY(!world.profiles.find(id)->baseUrl.isEmpty());
        QVERIFY(!world.profiles.find(id)->startWithHearth);
        stop(world);
    }

private:
    static void stop(World &world) {
        world.servers.stopAll();
        QTRY_VERIFY_WITH_TIMEOUT(world.servers.running().isEmpty(), longWait);
    }
    static QString tokenOf(World &world, const QString &id) {
        const auto answer = world.secrets->read(tokenKey(id));
        if (!QTest::qWaitFor([&] { return answer.isFinished(); }, 5000) || !answer.result())
            return QStringLiteral("no answer");
        return answer.result()->value_or(QString());
    }
};

HEARTH_TEST(TestServerRegistry)
#include "test_server_registry.moc"
