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
#include <QKeySequence>
#include <QLabel>
#include <QMainWindow>
#include <QMenuBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTextDocument>

#include <algorithm>

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
        if (text.isEmpty())
            QTest::keyClick(field, Qt::Key_Delete);
        else
            test::typeText(*field, text);
    }

    /// On the page of the name: a domain instead of the trial.
    static void chooseDomain(Desk &desk) {
        desk.wizard->findChild<ui::ChoiceList *>(u"purposeChoice"_s)
            ->findChildren<ui::ChoiceCard *>()
            .at(1)
            ->click();
    }

    /// A visible text of the part has these words.
    static bool says(Desk &desk, const QString &part, const QString &words) {
        const auto labels = get<QWidget>(desk, part)->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
            return label->isVisible() && label->text().contains(words);
        });
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
        chooseDomain(*desk);
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

    // The address on the page of the name is the one that works at the end.
    void showsWhereAppsReallyConnect() {
        auto desk = makeDesk();
        click(*desk, u"nextButton"_s);
        const auto labels = get<QWidget>(*desk, u"addressPage"_s)->findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            QTextDocument text;
            text.setHtml(label->text());
            return text.toPlainText().contains(u"http://127.0.0.1:8008"_s);
        }));
        click(*desk, u"nextButton"_s);
        get<QSpinBox>(*desk, u"portField"_s)->setValue(8765);
        QVERIFY(says(*desk, u"storagePage"_s, u"http://127.0.0.1:8765"_s));
    }

    void namesWhatIsWrongAndStays() {
        auto desk = makeDesk();
        click(*desk, u"nextButton"_s);
        chooseDomain(*desk);
        type(*desk, u"serverNameField"_s, u"https://example.org/x"_s);
        click(*desk, u"nextButton"_s);
        QVERIFY(isOn(*desk, u"addressPage"_s));
        type(*desk, u"serverNameField"_s, u"example.org"_s);
        click(*desk, u"nextButton"_s);
        QVERIFY(isOn(*desk, u"storagePage"_s));
    }

    void cleansWhatWasPastedAndRefusesAnIpAddress() {
        auto desk = makeDesk();
        click(*desk, u"nextButton"_s);
        chooseDomain(*desk);
        type(*desk, u"serverNameField"_s, u"192.0.2.7"_s);
        click(*desk, u"nextButton"_s);
        QVERIFY(isOn(*desk, u"addressPage"_s));
        QVERIFY(says(*desk, u"addressPage"_s, u"This is an IP address, not a domain."_s));
        type(*desk, u"serverNameField"_s, u"https://Example.ORG/"_s);
        type(*desk, u"publicUrlField"_s, u"Matrix.Example.ORG/"_s);
        click(*desk, u"nextButton"_s);
        QVERIFY(isOn(*desk, u"storagePage"_s));
        QCOMPARE(desk->wizard->answers().serverName, u"example.org"_s);
        QCOMPARE(desk->wizard->answers().publicBaseUrl, u"https://matrix.example.org"_s);
        click(*desk, u"backButton"_s);
        QCOMPARE(get<QLineEdit>(*desk, u"serverNameField"_s)->text(), u"example.org"_s);
    }

    // What the step says of a folder with a server, the review says, too.
    void goesOnWithTheServerOfAFolder() {
        auto desk = makeDesk();
        const QString folder = desk->folder.filePath(u"old"_s);
        QDir().mkpath(folder);
        QFile config(folder + u"/hearthd.yaml"_s);
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("server_name: \"localhost\"\nlisteners:\n  - port: 8765\n");
        config.close();
        desk->wizard->showStep(2);
        type(*desk, u"dataDirField"_s, folder);
        click(*desk, u"nextButton"_s);
        QTRY_VERIFY(isOn(*desk, u"accountPage"_s));
        click(*desk, u"backButton"_s);
        QTRY_VERIFY(isOn(*desk, u"storagePage"_s));
        auto *port = get<QSpinBox>(*desk, u"portField"_s);
        QTRY_VERIFY(!port->isEnabled());
        QCOMPARE(port->value(), 8765);
        click(*desk, u"nextButton"_s);
        QTRY_VERIFY(isOn(*desk, u"accountPage"_s));
        // No made-up password could be the right one of an account that is there.
        QVERIFY(get<QLineEdit>(*desk, u"adminPasswordEdit"_s)->text().isEmpty());
        type(*desk, u"adminPasswordEdit"_s, u"a very long passphrase 42"_s);
        click(*desk, u"nextButton"_s);
        QTRY_VERIFY(isOn(*desk, u"reviewPage"_s));
        QVERIFY(says(*desk, u"reviewPage"_s, u"Files that are kept"_s));
        QTRY_VERIFY(says(*desk, u"reviewPage"_s, u"8765"_s));
        QVERIFY(!says(*desk, u"reviewPage"_s, u"Files that will be written"_s));
        QVERIFY(test::saveScreenshot(*desk->wizard, u"wizard-5-review-existing"_s));
        // Of another name it is not gone on with.
        QFile other(folder + u"/hearthd.yaml"_s);
        QVERIFY(other.open(QIODevice::WriteOnly));
        other.write("server_name: \"club.example\"\n");
        other.close();
        desk->wizard->showStep(2);
        click(*desk, u"nextButton"_s);
        QTRY_VERIFY(says(*desk, u"storagePage"_s, u"club.example"_s));
        QVERIFY(isOn(*desk, u"storagePage"_s));
    }

    void offersOnlyWhatWorks() {
        auto desk = makeDesk();
        const auto cards = get<QWidget>(*desk, u"welcomePage"_s)->findChildren<ui::ChoiceCard *>();
        QCOMPARE(cards.size(), 2);
        QVERIFY(cards.first()->isChecked());
        for (const auto *card : cards)
            QVERIFY(card->isEnabled());
    }

    void showsThePasswordAtTheEndAndNoCodeThatPhonesCannotUse() {
        auto desk = makeDesk();
        app::SetupAnswers answers;
        const auto facts = app::clientFacts(answers, QUrl(u"http://127.0.0.1:8008"_s));
        QVERIFY(facts.onlyHere);
        desk->wizard->showReady(facts, u"kelp-orbit-lantern-47"_s);
        auto *password = get<QWidget>(*desk, u"readyPasswordField"_s);
        QVERIFY(password->isVisible());
        auto *line = password->findChild<QLineEdit *>();
        QVERIFY(line->echoMode() == QLineEdit::Password);
        QTest::mouseClick(password->findChild<QAbstractButton *>(u"revealButton"_s),
                          Qt::LeftButton);
        QVERIFY(line->echoMode() == QLineEdit::Normal);
        QCOMPARE(line->text(), u"kelp-orbit-lantern-47"_s);
        QVERIFY(!get<QWidget>(*desk, u"readyCode"_s)->isVisible());
        QVERIFY(says(*desk, u"readyChecklist"_s, u"Save the password"_s));
        settle(*desk);
        const auto labels = get<QWidget>(*desk, u"readyChecklist"_s)->findChildren<QLabel *>();
        for (const auto *label : labels)
            QVERIFY2(label->height() >= label->fontMetrics().height(), qPrintable(label->text()));
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
        // Which port, and who has it: here this program itself.
        QTRY_VERIFY(
            says(*desk, u"storagePage"_s, u"Port %1 is in use by "_s.arg(other.serverPort())));
        QTRY_VERIFY(says(*desk, u"storagePage"_s,
                         u"(process %1)"_s.arg(QCoreApplication::applicationPid())));
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

    // Alt and a letter for each button below the pages, none of them the window's own menus'.
    void footHasLettersOfItsOwn() {
        auto desk = makeDesk();
        QMainWindow window;
        for (const auto &menu : {u"&File"_s, u"&Edit"_s, u"&View"_s, u"&Server"_s, u"&Help"_s})
            window.menuBar()->addMenu(menu);
        window.setCentralWidget(desk->wizard.get());
        window.show();
        const auto check = [&desk](const QString &where) {
            QSet<QString> taken{u"Alt+F"_s, u"Alt+E"_s, u"Alt+V"_s, u"Alt+S"_s, u"Alt+H"_s};
            int count = 0;
            for (const auto &name : {u"wizardHelpButton"_s, u"finishLaterButton"_s, u"backButton"_s,
                                     u"nextButton"_s, u"openDashboardButton"_s}) {
                const auto *button = desk->wizard->findChild<QAbstractButton *>(name);
                if (!button || !button->isVisible())
                    continue;
                const QString keys = QKeySequence::mnemonic(button->text()).toString();
                const QByteArray what = (where + u": "_s + button->text()).toUtf8();
                QVERIFY2(!keys.isEmpty() && !taken.contains(keys), what.constData());
                taken << keys;
                ++count;
            }
            QVERIFY(count >= 2);
        };
        for (int step = 0; step < 5; ++step) {
            desk->wizard->showStep(step);
            check(u"step %1"_s.arg(step));
        }
        desk->wizard->showConnect();
        check(u"connect"_s);
        desk->wizard->showStep(1);
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_N, Qt::AltModifier);
        QTRY_VERIFY(isOn(*desk, u"storagePage"_s));
        window.takeCentralWidget()->setParent(nullptr);
    }

    // Before anybody goes on: what no further letter can make right.
    void saysWhileTypingWhichLettersANameMayHave() {
        auto desk = makeDesk();
        desk->wizard->showStep(3);
        type(*desk, u"adminNameField"_s, u"ädmin"_s);
        QCOMPARE(desk->wizard->focusWidget()->objectName(), u"adminNameField"_s);
        QVERIFY(says(*desk, u"accountPage"_s, u"the letters a to z"_s));
        type(*desk, u"adminNameField"_s, u"admin"_s);
        QVERIFY(!says(*desk, u"accountPage"_s, u"can only contain"_s));
        type(*desk, u"adminNameField"_s, QString());
        QVERIFY(!says(*desk, u"accountPage"_s, u"still empty"_s)); // that may still come
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
            // Another program may have the usual port.
            if (isOn(*desk, u"storagePage"_s))
                get<QSpinBox>(*desk, u"portField"_s)
                    ->setValue(app::findFreePort(20'000, false).value());
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
