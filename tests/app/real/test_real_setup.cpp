// SPDX-License-Identifier: Apache-2.0
// "Run on this computer" and hearthctl with the real hearthd.
#include "app/core/clock.hpp"
#include "app/core/paths.hpp"
#include "app/core/profiles.hpp"
#include "app/core/secrets.hpp"
#include "app/models/server_session.hpp"
#include "app/setup/local_setup.hpp"
#include "app/supervisor/supervisor.hpp"
#include "tests/app/support/api_calls.hpp"
#include "tests/app/support/hearthctl.hpp"
#include "tests/app/support/real_hearthd.hpp"
#include "tests/support/test_main.hpp"

#include <QElapsedTimer>
#include <QSignalSpy>

using namespace hearth::app;
using hearth::test::hearthctl;
using hearth::test::longWait;
using hearth::test::RealHearthd;

class TestRealSetup : public QObject {
    Q_OBJECT
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
        session.host()->stop();
        QTRY_COMPARE_WITH_TIMEOUT(session.serverState(), ServerState::Stopped, longWait);
    }

    void folderWithABrokenConfigurationIsSaid() {
        RealHearthd real;
        QVERIFY(real.generate());
        real.append("servr_name: oops\n");
        const auto outcome = hearthctl("setup --port 0 --data-dir", {real.dataDir()});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.err.startsWith(
                     QStringLiteral("hearthctl: There is no setting \"servr_name\".")),
                 qPrintable(outcome.err));
        QVERIFY2(outcome.err.contains(QStringLiteral("hearthd.yaml, line ")),
                 qPrintable(outcome.err));
        QVERIFY2(outcome.err.contains(QStringLiteral("What to do: Correct")),
                 qPrintable(outcome.err));
    }

    void folderThatCannotBeWrittenIsSaid() {
        RealHearthd real;
        QDir().mkpath(real.dataDir());
        QFile::setPermissions(real.dataDir(), QFile::ReadOwner | QFile::ExeOwner);
        real.heedPermissions();
        const auto outcome = hearthctl("setup --port 0 --data-dir", {real.dataDir()});
        QFile::setPermissions(real.dataDir(),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QVERIFY(outcome.code == 1 || outcome.code == 2);
        QVERIFY2(outcome.err.contains(QStringLiteral("cannot be written")),
                 qPrintable(outcome.err));
        QVERIFY2(outcome.err.contains(QStringLiteral("another")), qPrintable(outcome.err));
        QVERIFY(!QFile::exists(real.configFile()));
    }
};

HEARTH_TEST(TestRealSetup)
#include "test_real_setup.moc"
