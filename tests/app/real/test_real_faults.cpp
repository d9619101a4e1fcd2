// SPDX-License-Identifier: Apache-2.0
// Each fault of the real hearthd ends as one clear sentence and what to do: in the supervisor, and
// in hearthctl.
#include "app/api/admin_api.hpp"
#include "app/core/clock.hpp"
#include "app/supervisor/supervisor.hpp"
#include "tests/app/support/api_calls.hpp"
#include "tests/app/support/real_hearthd.hpp"
#include "tests/support/test_main.hpp"

#include <QRegularExpression>
#include <QTcpServer>

#include <memory>

using namespace hearth::app;
using hearth::test::answerOf;
using hearth::test::longWait;
using hearth::test::RealHearthd;
using Code = StartFailure::Code;

namespace {
// One sentence for what happened, one for what to do.
bool isSentence(const QString &text) {
    static const QRegularExpression sentence(QStringLiteral("^[A-Z\"/].*[.?]$"));
    return sentence.match(text).hasMatch() && !text.contains(u'\n');
}
} // namespace

class TestRealFaults : public QObject {
    Q_OBJECT
private:
    SystemClock m_clock;
    std::unique_ptr<RealHearthd> m_real;
    StartFailure m_failure;

    std::unique_ptr<Supervisor> make() {
        auto supervisor =
            std::make_unique<Supervisor>(m_real->dataDir(), m_real->runtimeDir(), m_clock);
        supervisor->setDelayDivisor(4);
        return supervisor;
    }
    void startAndStop() {
        auto supervisor = make();
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        supervisor->stop();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Stopped, longWait);
    }
    void changeDatabase(const QString &sql) const {
        QProcess python;
        python.start(QStringLiteral("python3"),
                     {QStringLiteral("-c"),
                      QStringLiteral("import sqlite3, sys\n"
                                     "with sqlite3.connect(sys.argv[1]) as db:\n"
                                     "    db.execute(sys.argv[2])"),
                      m_real->file(QStringLiteral("hearthd.db")), sql});
        QVERIFY(python.waitForFinished() && python.exitCode() == 0);
    }
    void expectFailure(Code code) {
        auto supervisor = make();
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::GaveUp, longWait);
        m_failure = supervisor->snapshot().failure;
        qInfo("%s | %s", qPrintable(m_failure.message), qPrintable(m_failure.hint));
        QCOMPARE(m_failure.codeText + u' ' + QString::number(static_cast<int>(m_failure.code)),
                 m_failure.codeText + u' ' + QString::number(static_cast<int>(code)));
        QVERIFY2(isSentence(m_failure.message), qPrintable(m_failure.message));
        QVERIFY2(isSentence(m_failure.hint), qPrintable(m_failure.hint));
        // The same words at a terminal.
        QProcess hearthctl;
        hearthctl.start(RealHearthd::binary(QStringLiteral("hearthctl")),
                        {QStringLiteral("start"), QStringLiteral("--data-dir"), m_real->dataDir()});
        QVERIFY(hearthctl.waitForFinished(longWait));
        QCOMPARE(hearthctl.exitCode(), 1);
        const QString said = QString::fromUtf8(hearthctl.readAllStandardError());
        QVERIFY2(said.startsWith(QStringLiteral("hearthctl: ") + m_failure.message + u'\n'),
                 qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("\nWhat to do: ") + m_failure.hint + u'\n'),
                 qPrintable(said));
        QVERIFY2(said.count(u'\n') <= 3, qPrintable(said));
    }

private Q_SLOTS:
    void init() {
        m_real = std::make_unique<RealHearthd>();
        QVERIFY(m_real->generate());
    }

    void takenPort() {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        QDir(m_real->dataDir()).removeRecursively();
        QVERIFY(m_real->generate(other.serverPort()));
        expectFailure(Code::PortInUse);
        QVERIFY(m_failure.message.contains(QString::number(other.serverPort())));
    }

    void brokenConfiguration() {
        m_real->append("servr_name: oops\n");
        expectFailure(Code::ConfigInvalid);
        QVERIFY(m_failure.line > 0);
        QVERIFY(m_failure.file.endsWith(QStringLiteral("hearthd.yaml")));
    }

    void unreadableYaml() {
        m_real->write(QStringLiteral("hearthd.yaml"), "server_name: [unclosed\n");
        expectFailure(Code::ConfigInvalid);
    }

    void corruptDatabase() {
        m_real->write(QStringLiteral("hearthd.db"), QByteArray(65536, 'x'));
        expectFailure(Code::DatabaseCorrupt);
    }

    void corruptPagesInsideTheDatabase() {
        startAndStop();
        QFile file(m_real->file(QStringLiteral("hearthd.db")));
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(4096);
        file.write(QByteArray(16 * 4096, '\xff'));
        file.close();
        expectFailure(Code::DatabaseCorrupt);
    }

    void databaseOfANewerHearth() {
        startAndStop();
        changeDatabase(QStringLiteral("UPDATE schema_version SET version = 9000, "
                                      "min_compatible = 9000"));
        expectFailure(Code::DatabaseTooNew);
        QVERIFY(m_failure.message.contains(QStringLiteral("newer")));
    }

    void unreachableDatabase() {
        QByteArray yaml = m_real->read(QStringLiteral("hearthd.yaml"));
        yaml.replace("name: sqlite3", "name: psycopg2");
        yaml.replace("database: hearthd.db", "host: /nonexistent");
        m_real->write(QStringLiteral("hearthd.yaml"), yaml);
        auto supervisor = make();
        supervisor->start();
        // That may pass by itself, so it is tried again.
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Crashed, longWait);
        const auto failure = supervisor->snapshot().failure;
        QCOMPARE(failure.code, Code::DatabaseUnreachable);
        QVERIFY2(isSentence(failure.message), qPrintable(failure.message));
        QVERIFY2(isSentence(failure.hint), qPrintable(failure.hint));
        QVERIFY(supervisor->snapshot().restartAt);
    }

    void brokenSigningKey() {
        m_real->write(QStringLiteral("localhost.signing.key"), "nonsense\n");
        expectFailure(Code::SigningKeyInvalid);
    }

    void unreadableSigningKey() {
        QFile::setPermissions(m_real->file(QStringLiteral("localhost.signing.key")), {});
        m_real->heedPermissions();
        expectFailure(Code::SigningKeyInvalid);
        QVERIFY2(m_failure.message.contains(QStringLiteral("cannot be read")),
                 qPrintable(m_failure.message));
        QVERIFY(m_failure.file.endsWith(QStringLiteral("localhost.signing.key")));
    }

    void unreadableSecret() {
        QFile::setPermissions(m_real->file(QStringLiteral("registration_shared_secret")), {});
        m_real->heedPermissions();
        expectFailure(Code::ConfigInvalid);
        QVERIFY(m_failure.message.contains(QStringLiteral("registration_shared_secret")));
    }

    void invalidCertificate() {
        QByteArray yaml = m_real->read(QStringLiteral("hearthd.yaml"));
        yaml.replace("tls: false", "tls: true");
        yaml += "\ntls_certificate_path: cert.pem\ntls_private_key_path: key.pem\n";
        m_real->write(QStringLiteral("hearthd.yaml"), yaml);
        m_real->write(QStringLiteral("cert.pem"), "no certificate\n");
        m_real->write(QStringLiteral("key.pem"), "no key\n");
        expectFailure(Code::TlsInvalid);
        QVERIFY2(m_failure.message.contains(QStringLiteral("cert.pem")),
                 qPrintable(m_failure.message));
    }

    void keyOfAnotherCertificate() {
        for (const char *name : {"one", "two"}) {
            QProcess openssl;
            const QString base = m_real->dataDir() + u'/' + QLatin1String(name);
            openssl.start(QStringLiteral("openssl"),
                          {QStringLiteral("req"), QStringLiteral("-x509"),
                           QStringLiteral("-newkey"), QStringLiteral("ed25519"),
                           QStringLiteral("-nodes"), QStringLiteral("-subj"),
                           QStringLiteral("/CN=localhost"), QStringLiteral("-keyout"),
                           base + QStringLiteral(".key"), QStringLiteral("-out"),
                           base + QStringLiteral(".crt")});
            QVERIFY(openssl.waitForFinished() && openssl.exitCode() == 0);
        }
        QByteArray yaml = m_real->read(QStringLiteral("hearthd.yaml"));
        yaml.replace("tls: false", "tls: true");
        yaml += "\ntls_certificate_path: one.crt\ntls_private_key_path: two.key\n";
        m_real->write(QStringLiteral("hearthd.yaml"), yaml);
        expectFailure(Code::TlsInvalid);
    }

    void missingProgram() {
        RealHearthd::useProgram(m_real->path(QStringLiteral("nothing")));
        expectFailure(Code::ProgramMissing);
    }

    void programOfAnotherKindOfComputer() {
        const QString name = m_real->path(QStringLiteral("hearthd"));
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray("\x7f"
                              "ELF\x02\x01\x01",
                              7) +
                   QByteArray(200, '\0'));
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        RealHearthd::useProgram(name);
        expectFailure(Code::ProgramMissing);
    }

    void unwritableFolder() {
        QFile::setPermissions(m_real->dataDir(), QFile::ReadOwner | QFile::ExeOwner);
        m_real->heedPermissions();
        expectFailure(Code::DataDirUnwritable);
        QFile::setPermissions(m_real->dataDir(),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    void unwritableDatabase() {
        startAndStop();
        QFile::setPermissions(m_real->file(QStringLiteral("hearthd.db")), QFile::ReadOwner);
        m_real->heedPermissions();
        expectFailure(Code::DataDirUnwritable);
        QVERIFY(m_failure.message.contains(QStringLiteral("hearthd.db")));
    }

    void readOnlyFileSystem() {
        if (!m_real->inPrivateTmpfs(QStringLiteral("size=64m"),
                                    QStringLiteral("mount -o remount,ro \"$D\"")))
            QSKIP("Private mounts are not allowed here.");
        expectFailure(Code::DataDirUnwritable);
    }

    void fullDiskAtTheStart() {
        if (!m_real->inPrivateTmpfs(
                QStringLiteral("size=1m"),
                QStringLiteral("head -c 2m /dev/zero > \"$D/filler\" 2>/dev/null")))
            QSKIP("Private mounts are not allowed here.");
        expectFailure(Code::DiskFull);
    }

    void diskThatFillsWhileRunning() {
        if (!m_real->inPrivateTmpfs(
                QStringLiteral("size=64m"),
                QStringLiteral("(while [ ! -e \"$D.fill\" ]; do sleep 0.1; done\n"
                               " head -c 100m /dev/zero > \"$D/filler\" 2>/dev/null\n"
                               " while [ -e \"$D.fill\" ]; do sleep 0.1; done\n"
                               " rm \"$D/filler\") >/dev/null 2>&1 &")))
            QSKIP("Private mounts are not allowed here.");
        const QByteArray secret =
            m_real->read(QStringLiteral("registration_shared_secret")).trimmed();
        auto supervisor = make();
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        HttpClient http(supervisor->snapshot().ready.baseUrl);
        AdminApi api(http);
        NewAccount account;
        account.name = QStringLiteral("alice");
        account.password = QStringLiteral("a long password");
        const auto alice = answerOf(api.registerWithSecret(account, QString::fromUtf8(secret)));
        QVERIFY(alice);
        http.setToken(alice->accessToken);
        int number = 0;
        const auto write = [&] {
            HttpRequest request;
            request.method = "PUT";
            request.path = QStringLiteral("/_matrix/client/v3/user/%1/account_data/x.%2")
                               .arg(alice->userId, QString::number(++number));
            request.body = QJsonObject{{QStringLiteral("a"), QString(50'000, u'x')}};
            const auto answer = answerOf(http.send(request));
            return answer && answer->status == 200;
        };
        QVERIFY(write());
        const QString trigger = m_real->dataDir() + QStringLiteral(".fill");
        QFile file(trigger);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        // Room that was set aside is used up first.
        QVERIFY(QTest::qWaitFor(
            [&] {
                std::ignore = write();
                return supervisor->state() == ServerState::Unreachable;
            },
            longWait));
        const auto failure = supervisor->snapshot().failure;
        qInfo("%s | %s", qPrintable(failure.message), qPrintable(failure.hint));
        QCOMPARE(failure.code, Code::DiskFull);
        QVERIFY2(isSentence(failure.message), qPrintable(failure.message));
        QVERIFY(failure.message.contains(QStringLiteral("full")));
        QVERIFY(failure.hint.contains(QStringLiteral("space")));
        QVERIFY(!write());
        // With space again it is well again, without a restart.
        QVERIFY(QFile::remove(trigger));
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        QVERIFY(write());
        supervisor->stop();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Stopped, longWait);
    }

    void endByAFaultOfItsOwn() {
        const QString trigger = m_real->path(QStringLiteral("fail"));
        m_real->useScript(QStringLiteral("export HEARTH_TEST_FAIL='%1' LD_PRELOAD='%2'\n"
                                         "export ASAN_OPTIONS=verify_asan_link_order=0\n"
                                         "exec \"$HEARTHD\" \"$@\"")
                              .arg(trigger, qEnvironmentVariable("HEARTH_BUILD_DIR") +
                                                QStringLiteral("/tests/fault_injection.so")));
        auto supervisor = make();
        supervisor->setDelayDivisor(1);
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        QFile file(trigger);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Crashed, longWait);
        QVERIFY(QFile::remove(trigger));
        const auto snapshot = supervisor->snapshot();
        QCOMPARE(snapshot.exitCode.value_or(-1), 3);
        QCOMPARE(snapshot.failure.codeText, QStringLiteral("internal"));
        QVERIFY2(snapshot.failure.message.contains(QStringLiteral("shorter than expected")),
                 qPrintable(snapshot.failure.message));
        QVERIFY2(isSentence(snapshot.failure.hint), qPrintable(snapshot.failure.hint));
        QVERIFY(!snapshot.lastLogLines.isEmpty());
        QVERIFY(snapshot.restartAt);
        QTRY_COMPARE_WITH_TIMEOUT(supervisor->state(), ServerState::Ready, longWait);
        QVERIFY(supervisor->snapshot().failure.message.isEmpty());
    }
};

HEARTH_TEST(TestRealFaults)
#include "test_real_faults.moc"
