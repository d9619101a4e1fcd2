// SPDX-License-Identifier: Apache-2.0
// "Run on this computer" and hearthctl with the real hearthd.
#include "app/core/clock.hpp"
#include "app/core/paths.hpp"
#include "app/core/profiles.hpp"
#include "app/core/secrets.hpp"
#include "app/models/server_session.hpp"
#include "app/setup/local_setup.hpp"
#include "tests/app/support/real_hearthd.hpp"
#include "tests/support/test_main.hpp"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>

using namespace hearth::app;
using hearth::test::RealHearthd;

namespace {
constexpr int longWait = 30000;
}

class TestRealSetup : public QObject {
    Q_OBJECT
private:
    static QJsonObject hearthctl(const QStringList &arguments, int *code = nullptr) {
        QProcess process;
        process.start(qEnvironmentVariable("HEARTH_BIN_DIR") + QStringLiteral("/hearthctl"),
                      arguments + QStringList{QStringLiteral("--json")});
        process.closeWriteChannel();
        if (!process.waitForFinished(longWait))
            process.kill();
        if (code != nullptr)
            *code = process.exitCode();
        const QByteArray out = process.readAllStandardOutput();
        if (process.exitCode() != 0)
            qInfo("%s%s", out.constData(), process.readAllStandardError().constData());
        return QJsonDocument::fromJson(out).object();
    }

private Q_SLOTS:
    void wizardEndsWithARunningServerAndASignedInProgram() {
        RealHearthd real;
        const Paths paths = Paths::forThisUser();
        SystemClock clock;
        ServerProfiles profiles(paths.profilesFile());
        const auto secrets = makeSecretStore(paths);
        SetupAnswers answers;
        answers.dataDir = real.dataDir();
        answers.port = 0;
        answers.adminPassword = suggestPassword();
        QElapsedTimer timer;
        timer.start();
        QString profileId;
        {
            Supervisor supervisor(answers.dataDir, paths.runtimeDir, clock);
            LocalSetup setup(answers, supervisor, profiles, *secrets);
            QSignalSpy finished(&setup, &LocalSetup::finished);
            QSignalSpy failed(&setup, &LocalSetup::failed);
            setup.run();
            QTRY_VERIFY_WITH_TIMEOUT(finished.size() + failed.size() > 0, longWait);
            for (int i = 0; i < static_cast<int>(SetupStep::Count_); ++i) {
                const auto &progress = setup.progress(static_cast<SetupStep>(i));
                QVERIFY2(progress.state == SetupProgress::State::Done,
                         qPrintable(QString::number(i) + progress.failure.message +
                                    progress.error.toString()));
            }
            profileId = setup.profileId();
        }
        QVERIFY2(timer.elapsed() < 20000, qPrintable(QString::number(timer.elapsed())));
        ServerSession session(*profiles.find(profileId),
                              {paths, clock, profiles, *secrets, nullptr});
        session.open(false);
        QTRY_COMPARE_WITH_TIMEOUT(session.serverState(), ServerState::Ready, longWait);
        QTRY_VERIFY(session.connection()->isUsable());
        session.users()->activate();
        QTRY_COMPARE(session.users()->loaded(), 1);
        QVERIFY(session.users()->user(answers.adminId())->admin);
        QTRY_VERIFY(session.dashboard()->status().has_value());
        QCOMPARE(session.dashboard()->status()->users, 1);
        QTRY_VERIFY(session.log()->kept() > 0);
        session.supervisor()->stop();
        QTRY_COMPARE_WITH_TIMEOUT(session.serverState(), ServerState::Stopped, longWait);
    }

    void commandLineDoesItAll() {
        RealHearthd real;
        const QStringList folder{QStringLiteral("--data-dir"), real.dataDir()};
        const auto done =
            hearthctl(QStringList{QStringLiteral("setup"), QStringLiteral("--server-name"),
                                  QStringLiteral("localhost"), QStringLiteral("--port"),
                                  QStringLiteral("0")} +
                      folder);
        QCOMPARE(done.value(u"user_id").toString(), QStringLiteral("@admin:localhost"));
        QCOMPARE(done.value(u"password").toString().size(), 24);
        const auto again = hearthctl(QStringList{QStringLiteral("setup")} + folder);
        QVERIFY(again.value(u"already_set_up").toBool());
        const auto bob = hearthctl(
            QStringList{QStringLiteral("users"), QStringLiteral("create"), QStringLiteral("bob")} +
            folder);
        QCOMPARE(bob.value(u"user_id").toString(), QStringLiteral("@bob:localhost"));
        int code = 0;
        hearthctl({QStringLiteral("users"), QStringLiteral("create"), QStringLiteral("bob")},
                  &code);
        QCOMPARE(code, 1);
        for (const auto &verb :
             {QStringLiteral("lock"), QStringLiteral("unlock"), QStringLiteral("set-admin"),
              QStringLiteral("reset-password"), QStringLiteral("deactivate")}) {
            hearthctl({QStringLiteral("users"), verb, QStringLiteral("bob")}, &code);
            QVERIFY2(code == 0, qPrintable(verb));
        }
        const auto users = hearthctl({QStringLiteral("users"), QStringLiteral("list")});
        QCOMPARE(users.value(u"total").toInt(), 2);
        const auto rooms = hearthctl({QStringLiteral("rooms"), QStringLiteral("list")}, &code);
        QCOMPARE(code, 0);
        QCOMPARE(rooms.value(u"total").toInt(), 0);
        const auto status = hearthctl(QStringList{QStringLiteral("status")} + folder);
        QCOMPARE(status.value(u"state").toString(), QStringLiteral("ready"));
        hearthctl(QStringList{QStringLiteral("stop")} + folder, &code);
        QCOMPARE(code, 0);
    }
};

HEARTH_TEST(TestRealSetup)
#include "test_real_setup.moc"
