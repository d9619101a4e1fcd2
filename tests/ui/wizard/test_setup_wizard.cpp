// SPDX-License-Identifier: Apache-2.0
// The set-up wizard, used as a person does: every page pictured, answers kept, wrong ones named,
// nothing touched before the review is confirmed.
#include "app/core/clock.hpp"
#include "app/core/paths.hpp"
#include "app/core/profiles.hpp"
#include "app/core/secrets.hpp"
#include "app/core/settings.hpp"
#include "tests/support/test_main.hpp"
#include "tests/ui/support/ui_app.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/choice_list.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/wizard/setup_wizard.hpp"

#include <QAbstractButton>
#include <QDialog>
#include <QDir>
#include <QLabel>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTcpServer>
#include <QTemporaryDir>

using namespace hearth;
using namespace Qt::StringLiterals;

class TestSetupWizard : public QObject {
    Q_OBJECT

    struct Desk {
        QTemporaryDir folder;
        app::Paths paths;
        app::SystemClock clock;
        std::unique_ptr<app::ServerProfiles> profiles;
        std::unique_ptr<app::SecretStore> secrets;
        std::unique_ptr<app::Settings> settings;
        std::unique_ptr<ui::SetupWizard> wizard;
    };

    static std::unique_ptr<Desk> makeDesk() {
        auto desk = std::make_unique<Desk>();
        const QString top = desk->folder.path();
        desk->paths = {top + u"/config"_s, top + u"/state"_s, top + u"/run"_s, top + u"/servers"_s};
        for (const QString &dir : {desk->paths.configDir, desk->paths.stateDir,
                                   desk->paths.runtimeDir, desk->paths.serversDir})
            QDir().mkpath(dir);
        desk->profiles = std::make_unique<app::ServerProfiles>(desk->paths.profilesFile());
        desk->secrets = app::makeSecretStore(desk->paths);
        desk->settings = std::make_unique<app::Settings>(desk->paths.settingsFile());
        openWizard(*desk);
        return desk;
    }

    static void openWizard(Desk &desk) {
        desk.wizard.reset();
        desk.wizard = std::make_unique<ui::SetupWizard>(ui::WizardContext{
            desk.paths, desk.clock, *desk.profiles, *desk.secrets, *desk.settings});
        desk.wizard->resize(1360, 800);
        desk.wizard->show();
    }

    /// Layouts that were asked for are made.
    static void settle(Desk &desk) {
        for (int i = 0; i < 5; ++i) {
            QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
            QVERIFY(QTest::qWaitForWindowExposed(desk.wizard.get()));
            QTest::qWait(10);
        }
    }

    template <class W>
    static W *get(Desk &desk, const QString &name) {
        auto *found = desk.wizard->findChild<W *>(name);
        if (!found)
            QTest::qFail(qPrintable(u"there is no "_s + name), __FILE__, __LINE__);
        return found;
    }

    static void click(Desk &desk, const QString &name) {
        QTest::mouseClick(get<QAbstractButton>(desk, name), Qt::LeftButton);
    }

    static void type(Desk &desk, const QString &name, const QString &text) {
        auto *field = get<QLineEdit>(desk, name);
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
    }

    static bool isOn(Desk &desk, const QString &page) {
        return get<QWidget>(desk, page)->isVisible();
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void picturesEveryPage_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void picturesEveryPage() {
        QFETCH(bool, dark);
        const QString theme = dark ? u"dark"_s : u"light"_s;
        test::theme().setAppearance(dark ? ui::Appearance::Dark : ui::Appearance::Light);
        auto desk = makeDesk();
        desk->wizard->resize(1360, 860);
        const QStringList names{u"welcome"_s, u"name"_s, u"storage"_s, u"account"_s, u"review"_s};
        for (int step = 0; step < names.size(); ++step) {
            desk->wizard->showStep(step);
            settle(*desk);
            QVERIFY(test::saveScreenshot(
                *desk->wizard, u"wizard-%1-%2-%3"_s.arg(step + 1).arg(names[step], theme)));
            QString offender;
            QVERIFY2(test::everyTabStopHasAName(*desk->wizard, &offender), qPrintable(offender));
        }
        // A start that fails: what happened and what to do stand at the step.
        qputenv("HEARTH_HEARTHD", "/nowhere/hearthd");
        desk->wizard->showStep(3);
        click(*desk, u"nextButton"_s);
        click(*desk, u"nextButton"_s);
        QTRY_VERIFY(isOn(*desk, u"progressPage"_s));
        QTest::qWait(300);
        settle(*desk);
        QVERIFY(test::saveScreenshot(*desk->wizard, u"wizard-6-failed-"_s + theme));
        qunsetenv("HEARTH_HEARTHD");
        app::SetupAnswers answers;
        answers.adminName = u"alice"_s;
        desk->wizard->showReady(app::clientFacts(answers, QUrl(u"http://localhost:8008"_s)),
                                u"kelp-orbit-lantern-47"_s);
        settle(*desk);
        QVERIFY(test::saveScreenshot(*desk->wizard, u"wizard-7-ready-"_s + theme));
        test::theme().setAppearance(ui::Appearance::Light);
    }

    void keepsAnswersOverBackAndRestart() {
        auto desk = makeDesk();
        click(*desk, u"nextButton"_s);
        QVERIFY(isOn(*desk, u"addressPage"_s));
        desk->wizard->findChild<ui::ChoiceList *>(u"purposeChoice"_s)
            ->findChildren<ui::ChoiceCard *>()
            .at(1)
            ->click();
        type(*desk, u"serverNameField"_s, u"chat.example.org"_s);
        click(*desk, u"nextButton"_s);
        QVERIFY(isOn(*desk, u"storagePage"_s));
        // The folder follows the name.
        QCOMPARE(get<QLineEdit>(*desk, u"dataDirField"_s)->text(),
                 desk->paths.defaultDataDir(u"chat.example.org"_s));
        click(*desk, u"backButton"_s);
        QCOMPARE(get<QLineEdit>(*desk, u"serverNameField"_s)->text(), u"chat.example.org"_s);
        click(*desk, u"nextButton"_s);
        openWizard(*desk);
        QVERIFY(isOn(*desk, u"storagePage"_s));
        QCOMPARE(desk->wizard->answers().serverName, u"chat.example.org"_s);
    }

    void namesWhatIsWrongAndStays() {
        auto desk = makeDesk();
        click(*desk, u"nextButton"_s);
        desk->wizard->findChild<ui::ChoiceList *>(u"purposeChoice"_s)
            ->findChildren<ui::ChoiceCard *>()
            .at(1)
            ->click();
        type(*desk, u"serverNameField"_s, u"https://example.org/x"_s);
        click(*desk, u"nextButton"_s);
        QVERIFY(isOn(*desk, u"addressPage"_s));
        type(*desk, u"serverNameField"_s, u"example.org"_s);
        click(*desk, u"nextButton"_s);
        QVERIFY(isOn(*desk, u"storagePage"_s));
    }

    void offersAFreePortForATakenOne() {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        auto desk = makeDesk();
        desk->wizard->showStep(2);
        get<QSpinBox>(*desk, u"portField"_s)->setValue(other.serverPort());
        click(*desk, u"nextButton"_s);
        QVERIFY(isOn(*desk, u"storagePage"_s));
        QTRY_VERIFY(get<QAbstractButton>(*desk, u"freePortButton"_s)->isVisible());
        click(*desk, u"freePortButton"_s);
        QVERIFY(get<QSpinBox>(*desk, u"portField"_s)->value() != other.serverPort());
        QTRY_VERIFY(get<QAbstractButton>(*desk, u"freePortButton"_s)->isHidden());
        click(*desk, u"nextButton"_s);
        QTRY_VERIFY(isOn(*desk, u"accountPage"_s));
    }

    void suggestsAStrongPasswordAndRefusesAShortOne() {
        auto desk = makeDesk();
        desk->wizard->showStep(3);
        auto *password = get<QLineEdit>(*desk, u"adminPasswordEdit"_s);
        QVERIFY(app::estimateStrength(password->text(), u"admin"_s).score >= 3);
        type(*desk, u"adminPasswordEdit"_s, u"short"_s);
        click(*desk, u"nextButton"_s);
        QVERIFY(isOn(*desk, u"accountPage"_s));
        // The draft on disk never has the password.
        type(*desk, u"adminPasswordEdit"_s, u"a very long passphrase 42"_s);
        desk->wizard->saveDraft();
        desk->wizard.reset(); // what it writes is written
        QFile draft(desk->paths.setupDraftFile());
        QVERIFY(draft.open(QIODevice::ReadOnly));
        QVERIFY(!draft.readAll().contains("passphrase"));
    }

    void explainsEveryPage() {
        auto desk = makeDesk();
        for (int step = 1; step < 5; ++step) {
            desk->wizard->showStep(step);
            click(*desk, u"wizardHelpButton"_s);
            auto *help = desk->wizard->findChild<QDialog *>(u"wizardHelp"_s);
            QVERIFY(help);
            const auto labels = help->findChildren<QLabel *>();
            QVERIFY(std::any_of(labels.begin(), labels.end(),
                                [](const QLabel *label) { return label->text().size() > 60; }));
            delete help;
        }
    }

    void touchesNothingBeforeTheReviewIsConfirmed() {
        auto desk = makeDesk();
        for (const auto &page :
             {u"addressPage"_s, u"storagePage"_s, u"accountPage"_s, u"reviewPage"_s}) {
            click(*desk, u"nextButton"_s);
            QTRY_VERIFY(isOn(*desk, page));
        }
        QVERIFY(QDir(desk->paths.serversDir).isEmpty());
        QVERIFY(desk->profiles->all().isEmpty());
        QSignalSpy later(desk->wizard.get(), &ui::SetupWizard::finishLater);
        click(*desk, u"finishLaterButton"_s);
        QCOMPARE(later.count(), 1);
    }
};

HEARTH_TEST(TestSetupWizard)
#include "test_setup_wizard.moc"
