// SPDX-License-Identifier: Apache-2.0
// The whole set-up with the stand-in for hearthd: to the end, again, and after failures.
#include "app/setup/local_setup.hpp"
#include "app/supervisor/supervisor.hpp"
#include "tests/app/support/api_calls.hpp"
#include "tests/app/support/local_world.hpp"
#include "tests/support/test_main.hpp"

#include <QFileInfo>
#include <QSignalSpy>

using namespace hearth::app;

namespace {
constexpr int longWait = 20000;
}

class TestLocalSetup : public QObject {
    Q_OBJECT
private:
    struct World : hearth::test::LocalWorld {
        Supervisor supervisor{fake.dataDir(), fake.runtimeDir(), clock};
        SetupAnswers answers;

        World() {
            answers.dataDir = fake.dataDir();
            answers.port = 0;
            answers.adminPassword = QStringLiteral("a-good-password");
        }
        void end() {
            supervisor.stop();
            QTRY_VERIFY_WITH_TIMEOUT(!supervisor.snapshot().isRunning(), longWait);
        }
    };
    static bool runs(LocalSetup &setup) {
        QSignalSpy finished(&setup, &LocalSetup::finished);
        QSignalSpy failed(&setup, &LocalSetup::failed);
        setup.run();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(finished.size() + failed.size() > 0, longWait); }();
        return finished.size() == 1;
    }

private Q_SLOTS:
    void goesThroughAllStepsAndNothingBefore() {
        World world;
        LocalSetup setup(world.answers, world.supervisor, world.profiles, *world.secrets);
        QVERIFY(!QFileInfo::exists(world.fake.dataDir() + QStringLiteral("/hearthd.yaml")));
        QVERIFY(runs(setup));
        for (int i = 0; i < static_cast<int>(SetupStep::Count_); ++i) {
            const auto &progress = setup.progress(static_cast<SetupStep>(i));
            QCOMPARE(progress.state, SetupProgress::State::Done);
            QVERIFY(!progress.wasDone);
        }
        QCOMPARE(world.supervisor.state(), ServerState::Ready);
        const auto profile = world.profiles.find(setup.profileId());
        QVERIFY(profile);
        QCOMPARE(profile->userId, QStringLiteral("@admin:localhost"));
        QCOMPARE(profile->baseUrl, world.supervisor.snapshot().ready.baseUrl);
        const auto token = hearth::test::answerOf(world.secrets->read(tokenKey(profile->id)));
        QVERIFY(token && token->has_value() && !(*token)->isEmpty());
        QVERIFY(setup.answers().adminPassword.isEmpty());
        QCOMPARE(setup.facts().homeserver, profile->baseUrl);
        world.end();
    }

    void secondRunDoesNothingTwice() {
        World world;
        {
            LocalSetup first(world.answers, world.supervisor, world.profiles, *world.secrets);
            QVERIFY(runs(first));
        }
        LocalSetup second(world.answers, world.supervisor, world.profiles, *world.secrets);
        QVERIFY(runs(second));
        for (const auto step :
             {SetupStep::Generate, SetupStep::Check, SetupStep::Start, SetupStep::CreateAdmin})
            QVERIFY(second.progress(step).wasDone);
        QCOMPARE(world.profiles.all().size(), 1);
        world.end();
    }

    void failedStartCanBeTriedAgain() {
        World world;
        world.fake.misbehave({{QStringLiteral("fatal"), QStringLiteral("port_in_use")}});
        LocalSetup setup(world.answers, world.supervisor, world.profiles, *world.secrets);
        QVERIFY(!runs(setup));
        const auto &progress = setup.progress(SetupStep::WaitHealthy);
        QCOMPARE(progress.state, SetupProgress::State::Failed);
        QCOMPARE(progress.failure.code, StartFailure::Code::PortInUse);
        QCOMPARE(setup.progress(SetupStep::Generate).state, SetupProgress::State::Done);
        QVERIFY(world.profiles.all().isEmpty());
        world.fake.behave();
        QVERIFY(runs(setup));
        QVERIFY(setup.progress(SetupStep::Generate).wasDone);
        world.end();
    }

    void crashDuringTheStartIsNotRestartedBehindOnesBack() {
        World world;
        world.fake.misbehave({{QStringLiteral("silent_exit"), 3}});
        LocalSetup setup(world.answers, world.supervisor, world.profiles, *world.secrets);
        QVERIFY(!runs(setup));
        QCOMPARE(setup.progress(SetupStep::WaitHealthy).failure.code,
                 StartFailure::Code::EndedSilently);
        QCOMPARE(world.supervisor.state(), ServerState::Stopped);
    }

    void wrongPasswordForAnExistingAccountIsSaid() {
        World world;
        {
            LocalSetup first(world.answers, world.supervisor, world.profiles, *world.secrets);
            QVERIFY(runs(first));
        }
        world.answers.adminPassword = QStringLiteral("another-password");
        LocalSetup second(world.answers, world.supervisor, world.profiles, *world.secrets);
        QVERIFY(!runs(second));
        QCOMPARE(second.progress(SetupStep::SignIn).error.kind, ApiError::Kind::Forbidden);
        world.answers.adminName = QStringLiteral("second");
        second.setAnswers(world.answers);
        QVERIFY(runs(second));
        world.end();
    }

    void folderOfAnotherServerIsLeftAlone() {
        World world;
        world.fake.write(QStringLiteral("hearthd.yaml"), "server_name: \"other.org\"\n");
        LocalSetup setup(world.answers, world.supervisor, world.profiles, *world.secrets);
        QVERIFY(!runs(setup));
        QVERIFY(setup.progress(SetupStep::Generate)
                    .error.serverText.contains(QStringLiteral("other.org")));
    }

    void cancelStopsAfterThePresentStep() {
        World world;
        LocalSetup setup(world.answers, world.supervisor, world.profiles, *world.secrets);
        QSignalSpy failed(&setup, &LocalSetup::failed);
        setup.run();
        setup.cancel();
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, longWait);
        QVERIFY(!setup.isRunning());
        QCOMPARE(setup.progress(SetupStep::Generate).state, SetupProgress::State::Done);
        QCOMPARE(setup.progress(SetupStep::Check).error.kind, ApiError::Kind::Cancelled);
    }

    void missingProgramIsSaid() {
        World world;
        qputenv("HEARTH_HEARTHD", "/nonexistent");
        LocalSetup setup(world.answers, world.supervisor, world.profiles, *world.secrets);
        QVERIFY(!runs(setup));
        QCOMPARE(setup.progress(SetupStep::Generate).failure.code,
                 StartFailure::Code::ProgramMissing);
    }
};

HEARTH_TEST(TestLocalSetup)
#include "test_local_setup.moc"
