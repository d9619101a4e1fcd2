// SPDX-License-Identifier: Apache-2.0
// hearthctl as a person at a terminal uses it, with the stand-in for hearthd.
#include "tests/app/support/fake_hearthd.hpp"
#include "tests/app/support/fake_synapse.hpp"
#include "tests/app/support/hearthctl.hpp"
#include "tests/support/test_main.hpp"

#include <QJsonArray>
#include <QProcess>
#include <QRegularExpression>

#include <memory>

using hearth::test::FakeHearthd;
using hearth::test::Outcome;

class TestHearthctl : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<FakeHearthd> m_fake;

    static Outcome run(const QStringList &arguments, const QByteArray &input = {}) {
        return hearth::test::hearthctl("", arguments, input);
    }
    QStringList with(QStringList arguments) const {
        return arguments << QStringLiteral("--data-dir") << m_fake->dataDir();
    }
    Outcome setUp() const {
        return run(with({QStringLiteral("setup"), QStringLiteral("--server-name"),
                         QStringLiteral("localhost"), QStringLiteral("--admin"),
                         QStringLiteral("root"), QStringLiteral("--port"), QStringLiteral("0")}));
    }

    /// While the servers of this test go on answering.
    static Outcome runBeside(const QStringList &arguments, const QByteArray &input = {}) {
        QProcess process;
        process.start(qEnvironmentVariable("HEARTH_BIN_DIR") + QStringLiteral("/hearthctl"),
                      arguments);
        process.write(input);
        process.closeWriteChannel();
        if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 60'000))
            process.kill();
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }

private Q_SLOTS:
    void init() { m_fake = std::make_unique<FakeHearthd>(); }
    void cleanup() { run(with({QStringLiteral("stop")})); }

    void setsUpOnceAndSaysSoAfterwards() {
        const auto first = setUp();
        QVERIFY2(first.code == 0, qPrintable(first.err));
        QVERIFY(first.out.contains(QStringLiteral("@root:localhost")));
        QVERIFY(first.out.contains(QStringLiteral("http://127.0.0.1:")));
        static const QRegularExpression password(QStringLiteral("Password: +([a-z0-9-]{24}) "));
        QVERIFY(password.match(first.out).hasMatch());
        // It can be looked up, until it is changed.
        const auto kept = run(with(
            {QStringLiteral("servers"), QStringLiteral("password"), QStringLiteral("--json")}));
        QCOMPARE(kept.json().value(u"user_id").toString(), QStringLiteral("@root:localhost"));
        QVERIFY(first.out.contains(kept.json().value(u"password").toString()));
        const auto second = setUp();
        QCOMPARE(second.code, 0);
        QVERIFY(second.out.contains(QStringLiteral("already set up and running")));
        QVERIFY(!password.match(second.out).hasMatch());
        // Stopped in between: it is started again.
        QCOMPARE(run(with({QStringLiteral("stop")})).code, 0);
        QCOMPARE(setUp().code, 0);
        QCOMPARE(run(with({QStringLiteral("status")})).code, 0);
    }

    void connectsToAServerThatRuns() {
        hearth::test::FakeSynapse server;
        const QString url = server.url().toString();
        const auto probe = [&](const QString &address) {
            return runBeside({QStringLiteral("probe"), address, QStringLiteral("--json")})
                .json()
                .value(u"verdict")
                .toString();
        };
        QCOMPARE(probe(url), QStringLiteral("usable"));
        QCOMPARE(probe(QStringLiteral("http://127.0.0.1:9")), QStringLiteral("unreachable"));
        QCOMPARE(probe(QStringLiteral("a b")), QStringLiteral("bad_address"));
        server.isClosed = true;
        const auto closed = runBeside({QStringLiteral("probe"), url});
        QCOMPARE(closed.code, 1);
        QVERIFY2(closed.err.contains(QStringLiteral("What to do: ")), qPrintable(closed.err));
        server.isClosed = false;

        const QStringList as{QStringLiteral("connect"), url, QStringLiteral("--user")};
        QCOMPARE(runBeside(as.mid(0, 2)).code, 2); // how?
        const auto bob = runBeside(as + QStringList{QStringLiteral("bob")}, "right\n");
        QCOMPARE(bob.code, 1);
        QVERIFY2(bob.err.contains(QStringLiteral("not an administrator")), qPrintable(bob.err));
        const auto alice = runBeside(as + QStringList{QStringLiteral("alice")}, "right\n");
        QVERIFY2(alice.code == 0, qPrintable(alice.err));
        QVERIFY(alice.out.contains(QStringLiteral("@alice:example.org")));
        const auto token = runBeside({QStringLiteral("connect"), url,
                                      QStringLiteral("--token-stdin"), QStringLiteral("--json")},
                                     "of-alice\n");
        QCOMPARE(token.json().value(u"server_name").toString(), QStringLiteral("example.org"));
        const auto all = run({QStringLiteral("servers"), QStringLiteral("--json")});
        const auto servers = all.json().value(u"servers").toArray();
        QCOMPARE(servers.size(), 1);
        QCOMPARE(servers.at(0).toObject().value(u"kind").toString(), QStringLiteral("remote"));
        QCOMPARE(runBeside({QStringLiteral("users"), QStringLiteral("list")}).code, 0);
    }

    void startsWithHearthOrNot() {
        QCOMPARE(setUp().code, 0);
        const auto ticked = [this](const char *word) {
            return run(with({QStringLiteral("servers"), QStringLiteral("start-with-hearth"),
                             QLatin1String(word), QStringLiteral("--json")}));
        };
        QCOMPARE(ticked("no").json().value(u"start_with_hearth").toBool(true), false);
        QCOMPARE(run({QStringLiteral("servers"), QStringLiteral("--json")})
                     .json()
                     .value(u"servers")
                     .toArray()
                     .at(0)
                     .toObject()
                     .value(u"start_with_hearth")
                     .toBool(true),
                 false);
        QCOMPARE(ticked("yes").code, 0);
        QCOMPARE(ticked("perhaps").code, 2);
    }

    void givenPasswordIsTakenAndNotShown() {
        const auto outcome =
            run(with({QStringLiteral("setup"), QStringLiteral("--port"), QStringLiteral("0"),
                      QStringLiteral("--password-stdin"), QStringLiteral("--json")}),
                "my own long password\n");
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.json().value(u"user_id").toString(), QStringLiteral("@admin:localhost"));
        QVERIFY(!outcome.out.contains(QStringLiteral("my own")));
        // What a person chose is theirs to remember.
        QCOMPARE(run(with({QStringLiteral("servers"), QStringLiteral("password")})).code, 1);
        QFile users(m_fake->dataDir() + QStringLiteral("/fake_users.json"));
        QVERIFY(users.open(QIODevice::ReadOnly));
        QVERIFY(users.readAll().contains("my own long password"));
    }

    void wrongAnswersAreRefusedBeforeAnythingIsDone() {
        const auto outcome =
            run(with({QStringLiteral("setup"), QStringLiteral("--server-name"),
                      QStringLiteral("https://x"), QStringLiteral("--port"), QStringLiteral("0")}));
        QCOMPARE(outcome.code, 2);
        QVERIFY(outcome.err.contains(QStringLiteral("no server name")));
        QVERIFY(!QFile::exists(m_fake->dataDir() + QStringLiteral("/hearthd.yaml")));
    }

    void failedStartIsOneClearSentence() {
        m_fake->configure();
        m_fake->misbehave({{QStringLiteral("fatal"), QStringLiteral("disk_full")}});
        const auto outcome = setUp();
        QCOMPARE(outcome.code, 1);
        QVERIFY(outcome.err.startsWith(QStringLiteral("hearthctl: It does not start.\n")));
        QVERIFY(outcome.err.contains(QStringLiteral("What to do: Do this.")));
    }

    void startsStopsAndTellsTheStatus() {
        QCOMPARE(run(with({QStringLiteral("status")})).code, 1);
        m_fake->configure();
        QCOMPARE(run(with({QStringLiteral("status")})).code, 3);
        QCOMPARE(run(with({QStringLiteral("start")})).code, 0);
        const auto again = run(with({QStringLiteral("start")}));
        QVERIFY(again.out.contains(QStringLiteral("already running")));
        const auto status = run(with({QStringLiteral("status"), QStringLiteral("--json")}));
        QCOMPARE(status.json().value(u"state").toString(), QStringLiteral("ready"));
        const auto pid = status.json().value(u"pid").toInteger();
        const auto restarted = run(with({QStringLiteral("restart"), QStringLiteral("--json")}));
        QCOMPARE(restarted.code, 0);
        QCOMPARE(restarted.json().value(u"was_running").toBool(), true);
        const auto later = run(with({QStringLiteral("status"), QStringLiteral("--json")}));
        QVERIFY(later.json().value(u"pid").toInteger() != pid);
        const auto logs = run(with({QStringLiteral("logs")}));
        QVERIFY2(logs.out.contains(QStringLiteral("INFO  daemon started")), qPrintable(logs.out));
        QCOMPARE(run(with({QStringLiteral("stop")})).code, 0);
        QCOMPARE(run(with({QStringLiteral("stop")})).code, 0);
        const auto started = run(with({QStringLiteral("restart"), QStringLiteral("--json")}));
        QCOMPARE(started.json().value(u"was_running").toBool(true), false);
    }

    void listsUsersWithTheStoredSignIn() {
        QCOMPARE(setUp().code, 0);
        const auto list =
            run({QStringLiteral("users"), QStringLiteral("list"), QStringLiteral("--json")});
        QVERIFY2(list.code == 0, qPrintable(list.err));
        QCOMPARE(list.json().value(u"total").toInt(), 1);
        QCOMPARE(run({QStringLiteral("users"), QStringLiteral("lock")}).code, 2);
        QCOMPARE(run({QStringLiteral("users"), QStringLiteral("fly"), QStringLiteral("x")}).code,
                 2);
        QCOMPARE(run({QStringLiteral("nonsense")}).code, 2);
    }
};

HEARTH_TEST(TestHearthctl)
#include "test_hearthctl.moc"
