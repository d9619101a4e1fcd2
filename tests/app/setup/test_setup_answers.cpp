// SPDX-License-Identifier: Apache-2.0
// Checks of the wizard's answers, the draft, passwords and facts for clients.
#include "app/core/port_owner.hpp"
#include "app/setup/setup_answers.hpp"
#include "tests/support/test_main.hpp"

#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTcpServer>
#include <QTemporaryDir>

using namespace hearth::app;
using P = AnswerProblem;

class TestSetupAnswers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void serverNames_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("problem");
        const auto row = [](const char *name, P problem) {
            QTest::newRow(name) << QString::fromLatin1(name) << static_cast<int>(problem);
        };
        row("example.org", P::None);
        row("Matrix.Example.org:8448", P::None);
        row("192.0.2.1", P::ServerNameIsIp);
        row("192.0.2.1:8448", P::ServerNameIsIp);
        row("[2001:db8::1]:80", P::ServerNameIsIp);
        row("localhost", P::LocalhostIsTrial);
        row("localhost:8008", P::LocalhostIsTrial);
        row("", P::Empty);
        row("https://example.org", P::ServerNameIsUrl);
        row("example.org/path", P::ServerNameIsUrl);
        row("exa mple.org", P::BadServerName);
        row("-a.org", P::BadServerName);
        row("a..b", P::BadServerName);
        row("a.org:99999", P::BadServerName);
        row("[::zz]", P::BadServerName);
        row("user@example.org", P::BadServerName);
    }
    void serverNames() {
        QFETCH(QString, name);
        QFETCH(int, problem);
        QCOMPARE(static_cast<int>(checkServerName(name)), problem);
    }

    void namesAreCleanedOfWhatNobodyMeant_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("meant");
        const auto row = [](const char *typed, const char *meant) {
            QTest::newRow(typed) << QString::fromLatin1(typed) << QString::fromLatin1(meant);
        };
        row("https://Example.ORG/", "example.org");
        row(" HTTP://example.org", "example.org");
        row("example.org.", "example.org");
        row("Example.org:8448", "example.org:8448");
        row("https://example.org/path", "example.org/path");
        row("a b", "a b");
    }
    void namesAreCleanedOfWhatNobodyMeant() {
        QFETCH(QString, typed);
        QTEST(cleanServerName(typed), "meant");
    }

    void addressesAreCleaned() {
        QCOMPARE(cleanBaseUrl(QStringLiteral(" HTTPS://Matrix.Example.ORG/ ")),
                 QStringLiteral("https://matrix.example.org"));
        QCOMPARE(cleanBaseUrl(QStringLiteral("matrix.example.org")),
                 QStringLiteral("https://matrix.example.org"));
        QCOMPARE(cleanBaseUrl(QStringLiteral("http://localhost:8008")),
                 QStringLiteral("http://localhost:8008"));
        QCOMPARE(cleanBaseUrl({}), QString());
    }

    void aFolderTellsWhichServerItHolds() {
        QTemporaryDir dir;
        QVERIFY(!readExistingServer(dir.path()));
        QFile file(dir.filePath(QStringLiteral("hearthd.yaml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("# server_name: other.org\nserver_name: \"example.org\"\n"
                   "public_baseurl: \"https://m.example.org\"\nlisteners:\n  - port: 8123\n"
                   "    bind_addresses: [\"0.0.0.0\"]\n");
        file.close();
        const ExistingServer expected{QStringLiteral("example.org"),
                                      QStringLiteral("https://m.example.org"), 8123, true};
        QCOMPARE(readExistingServer(dir.path()), std::optional(expected));
        QCOMPARE(checkDataDir(dir.path(), QStringLiteral("example.org")), P::FolderHasServer);
        QCOMPARE(checkDataDir(dir.path(), QStringLiteral("localhost")), P::FolderHasOther);
    }

    void userNames_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("problem");
        QTest::newRow("plain") << QStringLiteral("admin") << static_cast<int>(P::None);
        QTest::newRow("signs") << QStringLiteral("a.b_c=d-e/f+g") << static_cast<int>(P::None);
        QTest::newRow("capital") << QStringLiteral("Admin") << static_cast<int>(P::BadUserName);
        QTest::newRow("umlaut") << QStringLiteral("jürgen") << static_cast<int>(P::BadUserName);
        QTest::newRow("at") << QStringLiteral("@a") << static_cast<int>(P::BadUserName);
        QTest::newRow("empty") << QString() << static_cast<int>(P::Empty);
        QTest::newRow("long") << QString(255, u'a') << static_cast<int>(P::UserNameTooLong);
    }
    void userNames() {
        QFETCH(QString, name);
        QFETCH(int, problem);
        QCOMPARE(static_cast<int>(checkUserName(name, QStringLiteral("x.org"))), problem);
    }

    void folders() {
        QTemporaryDir dir;
        const QString name = QStringLiteral("x");
        QCOMPARE(checkDataDir({}, name), P::Empty);
        QCOMPARE(checkDataDir(QStringLiteral("relative"), name), P::FolderNotAbsolute);
        const QString fresh = dir.filePath(QStringLiteral("a/b/c"));
        QVERIFY(checkDataDir(fresh, name) == P::None ||
                checkDataDir(fresh, name) == P::LittleSpace);
        QVERIFY(!QDir(dir.filePath(QStringLiteral("a"))).exists());
        QFile file(dir.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(checkDataDir(file.fileName(), name), P::FolderIsFile);
        QCOMPARE(checkDataDir(file.fileName() + QStringLiteral("/sub"), name), P::FolderIsFile);
        QCOMPARE(checkDataDir(dir.path(), name), P::FolderNotEmpty);
        QVERIFY(QFile::copy(file.fileName(), dir.filePath(QStringLiteral("hearthd.yaml"))));
        QCOMPARE(checkDataDir(dir.path(), name), P::FolderHasServer);
        if (::geteuid() != 0) {
            QDir().mkpath(dir.filePath(QStringLiteral("ro")));
            QFile::setPermissions(dir.filePath(QStringLiteral("ro")),
                                  QFile::ReadOwner | QFile::ExeOwner);
            QCOMPARE(checkDataDir(dir.filePath(QStringLiteral("ro/x")), name),
                     P::FolderNotWritable);
        }
        QCOMPARE(checkDataDir(QStringLiteral("/proc/x"), name) == P::None, false);
    }

    void ports() {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        QCOMPARE(checkPort(taken.serverPort(), false), P::PortTaken);
        const auto owner = findPortOwner(taken.serverPort());
        QVERIFY(owner);
        QCOMPARE(owner->pid, QCoreApplication::applicationPid());
        QVERIFY(!owner->program.isEmpty());
        QCOMPARE(checkPort(70000, false), P::BadPort);
        QCOMPARE(checkPort(0, false), P::None);
        const auto free = findFreePort(taken.serverPort(), false);
        QVERIFY(free && *free != taken.serverPort());
        QCOMPARE(checkPort(*free, false), P::None);
    }

    void draftKeepsAllButThePassword() {
        QTemporaryDir dir;
        const SetupDraft draft(dir.filePath(QStringLiteral("draft.json")));
        QVERIFY(!draft.load());
        SetupAnswers answers;
        answers.purpose = SetupAnswers::Purpose::OwnDomain;
        answers.serverName = QStringLiteral("example.org");
        answers.publicBaseUrl = QStringLiteral("https://matrix.example.org");
        answers.dataDir = QStringLiteral("/srv/x");
        answers.port = 9000;
        answers.listenEverywhere = true;
        answers.adminName = QStringLiteral("root");
        answers.adminPassword = QStringLiteral("geheim-geheim");
        answers.step = 3;
        QVERIFY(draft.save(answers));
        QFile file(dir.filePath(QStringLiteral("draft.json")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("geheim"));
        answers.adminPassword.clear();
        QCOMPARE(*draft.load(), answers);
        draft.remove();
        QVERIFY(!draft.load());
    }

    void suggestedPasswordsAreStrongAndDiffer() {
        QSet<QString> seen;
        static const QRegularExpression shape(
            QStringLiteral("^[b-df-hj-np-tv-x346789]{4}(-[b-df-hj-np-tv-x346789]{4}){4}$"));
        for (int i = 0; i < 200; ++i) {
            const QString password = suggestPassword();
            QVERIFY2(shape.match(password).hasMatch(), qPrintable(password));
            QVERIFY(estimateStrength(password, QStringLiteral("admin")).score >= 3);
            seen << password;
        }
        QCOMPARE(seen.size(), 200);
    }

    void strengthIsHonest_data() {
        QTest::addColumn<QString>("password");
        QTest::addColumn<int>("most");
        QTest::newRow("word") << QStringLiteral("password") << 0;
        QTest::newRow("dressed up word") << QStringLiteral("P@ssw0rd123") << 1;
        QTest::newRow("row") << QStringLiteral("abcdefghijklmnop") << 1;
        QTest::newRow("same") << QStringLiteral("aaaaaaaaaaaaaaaaaaaa") << 0;
        QTest::newRow("own name") << QStringLiteral("administratorx") << 1;
        QTest::newRow("repeated") << QStringLiteral("kx7qkx7qkx7qkx7q") << 2;
    }
    void strengthIsHonest() {
        QFETCH(QString, password);
        QFETCH(int, most);
        const auto strength = estimateStrength(password, QStringLiteral("administrator"));
        QVERIFY2(strength.score <= most, qPrintable(QString::number(strength.bits)));
    }

    void passwordsAreChecked() {
        QCOMPARE(checkPassword({}, QString()), P::Empty);
        QCOMPARE(checkPassword(QStringLiteral("short"), QString()), P::PasswordTooShort);
        QCOMPARE(checkPassword(QStringLiteral("password12"), QString()), P::PasswordWeak);
        QVERIFY(isWarning(P::PasswordWeak));
        QCOMPARE(checkPassword(suggestPassword(), QString()), P::None);
    }

    void clientsGetThePublicAddressIfThereIsOne() {
        SetupAnswers answers;
        const QUrl local(QStringLiteral("http://127.0.0.1:8008"));
        auto facts = clientFacts(answers, local);
        QCOMPARE(facts.homeserver, local);
        QVERIFY(facts.onlyHere);
        QCOMPARE(facts.userId, QStringLiteral("@admin:localhost"));
        answers.serverName = QStringLiteral("example.org");
        answers.publicBaseUrl = QStringLiteral("https://matrix.example.org");
        facts = clientFacts(answers, local);
        QCOMPARE(facts.homeserver, QUrl(answers.publicBaseUrl));
        QVERIFY(!facts.onlyHere);
        QVERIFY(facts.qrText.contains(QStringLiteral("account_provider=example.org")));
    }
};

HEARTH_TEST(TestSetupAnswers)
#include "test_setup_answers.moc"
