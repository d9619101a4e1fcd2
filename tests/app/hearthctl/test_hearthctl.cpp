// SPDX-License-Identifier: Apache-2.0
// hearthctl as a person at a terminal uses it, with the stand-in for hearthd.
#include "tests/app/support/fake_hearthd.hpp"
#include "tests/app/support/hearthctl.hpp"
#include "tests/support/test_main.hpp"

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
        const auto second = setUp();
        QCOMPARE(second.code, 0);
        QVERIFY(second.out.contains(QStringLiteral("already set up and running")));
        QVERIFY(!password.match(second.out).hasMatch());
        // Stopped in between: it is started again.
        QCOMPARE(run(with({QStringLiteral("stop")})).code, 0);
        QCOMPARE(setUp().code, 0);
        QCOMPARE(run(with({QStringLiteral("status")})).code, 0);
    }

    void givenPasswordIsTakenAndNotShown() {
        const auto outcome =
            run(with({QStringLiteral("setup"), QStringLiteral("--port"), QStringLiteral("0"),
                      QStringLiteral("--password-stdin"), QStringLiteral("--json")}),
                "my own long password\n");
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.json().value(u"user_id").toString(), QStringLiteral("@admin:localhost"));
        QVERIFY(!outcome.out.contains(QStringLiteral("my own")));
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
        QCOMPARE(run(with({QStringLiteral("restart")})).code, 0);
        const auto later = run(with({QStringLiteral("status"), QStringLiteral("--json")}));
        QVERIFY(later.json().value(u"pid").toInteger() != pid);
        const auto logs = run(with({QStringLiteral("logs")}));
        QVERIFY2(logs.out.contains(QStringLiteral("INFO  daemon started")), qPrintable(logs.out));
        QCOMPARE(run(with({QStringLiteral("stop")})).code, 0);
        QCOMPARE(run(with({QStringLiteral("stop")})).code, 0);
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
