// SPDX-License-Identifier: Apache-2.0
// Small screens: the first window fits, and everything on every screen, wizard page and dialog can
// be reached. CTest runs this on several screens; the narrow window is tried on each.
#include "app/models/rooms_model.hpp"
#include "app/models/users_model.hpp"
#include "tests/ui/pages/support/all_dialogs.hpp"
#include "tests/ui/pages/support/all_states.hpp"
#include "tests/ui/support/reach.hpp"
#include "translations/translations.hpp"
#include "ui/shell/pages.hpp"
#include "ui/shell/window_place.hpp"
#include "ui/wizard/setup_wizard.hpp"

#include <QGuiApplication>
#include <QScreen>

using namespace Qt::StringLiterals;
using namespace hearth;

class TestSizes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() {
        QTest::addColumn<QString>("language");
        QTest::newRow("en") << u"en"_s;
        QTest::newRow("de") << u"de"_s;
    }
    void init() {
        test::failOnWarnings();
        QFETCH_GLOBAL(QString, language);
        if (m_at && language == m_language)
            return;
        m_at.reset();
        m_language = language;
        installTranslations(*QCoreApplication::instance(), language);
        m_at = std::make_unique<test::PageFixture>(u"users"_s);
        QVERIFY(m_at->isReady && m_at->world.fill());
        m_at->window->resize(QSize(1000, 540).boundedTo(area().size()));
        m_at->window->move(area().topLeft());
    }
    void cleanup() { QVERIFY(test::closeDialogs(*m_at)); }
    void cleanupTestCase() {
        m_at.reset();
        installTranslations(*QCoreApplication::instance(), u"en"_s);
    }

    // As on the first start: nothing is remembered.
    void firstWindowFitsTheScreen() {
        app::Settings settings(m_at->world.daemon.path(u"fresh.ini"_s));
        ui::MainWindow window(settings, *m_at->world.profiles, *m_at->world.messages,
                              &test::theme());
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QVERIFY2(area().contains(window.frameGeometry()), qPrintable(sizes(window)));
        QVERIFY(window.width() >= std::min(1000, area().width() - 10));
    }

    void windowOfALargerScreenComesBackInside() {
        app::Settings settings(m_at->world.daemon.path(u"larger.ini"_s));
        {
            QWidget large;
            large.setGeometry(900, 700, 2720, 1720);
            settings.setLooks(u"window/geometry"_s, large.saveGeometry());
        }
        ui::MainWindow window(settings, *m_at->world.profiles, *m_at->world.messages,
                              &test::theme());
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QVERIFY2(area().contains(window.frameGeometry()), qPrintable(sizes(window)));
    }

    // Title and borders are known only once it is shown; with them, it may be too large.
    void looksAgainOnceItIsShown() {
        app::Settings settings(m_at->world.daemon.path(u"shown.ini"_s));
        ui::MainWindow window(settings, *m_at->world.profiles, *m_at->world.messages,
                              &test::theme());
        window.show();
        window.move(area().left(), area().bottom() - 100);
        QTRY_VERIFY2(area().contains(window.frameGeometry()), qPrintable(sizes(window)));
    }

    void everyScreenIsInReach_data() {
        QTest::addColumn<QString>("page");
        QTest::addColumn<QString>("target");
        for (const auto &row : ui::pageRows())
            QTest::newRow(row.id) << QString::fromLatin1(row.id) << QString();
        QTest::newRow("user") << u"users"_s << u"@bob:example.org"_s;
        QTest::newRow("room") << u"rooms"_s << u"!31hneApxJ_1o-63DmFrpeqnkFf2:example.org"_s;
    }
    void everyScreenIsInReach() {
        QFETCH(QString, page);
        QFETCH(QString, target);
        m_at->window->openPage(page, target.isEmpty() ? QVariant() : QVariant(target));
        if (!target.isEmpty())
            QVERIFY(
                m_at->waitAtRest(page == u"users" ? u"deactivateButton"_s : u"deleteRoomButton"_s));
        if (page == u"users")
            QTRY_VERIFY(m_at->world.session->users()->rowCount() > 3);
        if (page == u"rooms")
            QTRY_VERIFY(m_at->world.session->rooms()->rowCount() > 3);
        check(*m_at->window, u"size-"_s + QString::fromLatin1(QTest::currentDataTag()));
        m_at->window->openPage(page, QString()); // closes the panel
    }

    void everyWizardPageIsInReach() {
        auto *wizard = openWizard();
        for (int step = 0; step < 5; ++step) {
            wizard->showStep(step);
            check(*m_at->window, u"size-wizard-%1"_s.arg(step));
            const auto wide = test::scrolledSideways(*wizard);
            QVERIFY2(wide.isEmpty(), qPrintable(wide.join(u'\n')));
        }
        wizard->showConnect();
        check(*m_at->window, u"size-wizard-connect"_s);
        app::SetupAnswers answers;
        answers.adminName = u"alice"_s;
        wizard->showReady(app::clientFacts(answers, QUrl(u"http://localhost:8008"_s)),
                          u"kelp-orbit-lantern-47"_s);
        check(*m_at->window, u"size-wizard-ready"_s);
    }

    void everyWizardStateIsInReach_data() {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const auto &one : test::wizardStates())
            QTest::newRow(one.name) << index++;
    }
    void everyWizardStateIsInReach() {
        QFETCH(int, index);
        const auto one = test::wizardStates().at(index);
        auto *wizard = openWizard();
        QVERIFY(one.reach(*m_at, *wizard));
        check(*m_at->window, picture("wizard", one.name));
        const auto wide = test::scrolledSideways(*wizard);
        QVERIFY2(wide.isEmpty(), qPrintable(wide.join(u'\n')));
    }

    void everyScreenStateIsInReach_data() {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const auto &one : test::screenStates())
            QTest::newRow(one.name) << index++;
    }
    void everyScreenStateIsInReach() {
        QFETCH(int, index);
        const auto one = test::screenStates().at(index);
        QVERIFY(one.reach(*m_at));
        check(*m_at->window, picture("screen", one.name));
        QVERIFY(one.leave(*m_at));
    }

    void everyDialogStateIsInReach_data() {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const auto &one : test::dialogStates())
            QTest::newRow(one.name) << index++;
    }
    void everyDialogStateIsInReach() {
        QFETCH(int, index);
        const auto one = test::dialogStates().at(index);
        auto *dialog = one.reach(*m_at);
        QVERIFY(dialog);
        check(*dialog, picture("dialog", one.name));
        QVERIFY2(area().contains(dialog->frameGeometry()), qPrintable(sizes(*dialog)));
        const auto wide = test::scrolledSideways(*dialog);
        QVERIFY2(wide.isEmpty(), qPrintable(wide.join(u'\n')));
    }

    void everyDialogIsInReach_data() {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const auto &one : test::allDialogs())
            QTest::newRow(one.name) << index++;
    }
    void everyDialogIsInReach() {
        QFETCH(int, index);
        const auto one = test::allDialogs().at(index);
        auto *dialog = one.open(*m_at);
        QVERIFY(dialog);
        check(*dialog, picture("dialog", one.name));
        QVERIFY2(area().contains(dialog->frameGeometry()), qPrintable(sizes(*dialog)));
        const auto wide = test::scrolledSideways(*dialog);
        QVERIFY2(wide.isEmpty(), qPrintable(wide.join(u'\n')));
        // What opens later makes it larger.
        if (auto *more = dialog->findChild<QCheckBox *>(u"tellPeopleBox"_s)) {
            more->click();
            QTRY_VERIFY(test::scrolledSideways(*dialog).isEmpty()); // once it has grown
            check(*dialog, u"size-dialog-delete-room-with-message"_s);
            QVERIFY2(area().contains(dialog->frameGeometry()), qPrintable(sizes(*dialog)));
        }
    }

private:
    ui::SetupWizard *openWizard() {
        auto *wizard = new ui::SetupWizard(
            ui::WizardContext{m_at->world.paths, m_at->world.clock, *m_at->world.profiles,
                              *m_at->world.secrets, *m_at->world.settings});
        m_at->window->showWizard(wizard);
        return wizard;
    }
    static QString picture(const char *kind, const char *name) {
        return u"size-%1-%2"_s.arg(QLatin1String(kind),
                                   QString::fromLatin1(name).replace(u' ', u'-'));
    }
    static QRect area() { return QGuiApplication::primaryScreen()->availableGeometry(); }
    static QString sizes(const QWidget &window) {
        const QRect frame = window.frameGeometry();
        return u"%1x%2 at %3,%4 on %5x%6"_s.arg(frame.width())
            .arg(frame.height())
            .arg(frame.x())
            .arg(frame.y())
            .arg(area().width())
            .arg(area().height());
    }
    /// On the narrow window, and on one that fills a usual screen.
    void check(QWidget &window, const QString &picture) {
        checkAsItIs(window, picture);
        if (&window != m_at->window.get() || area().width() < 1366)
            return;
        const QSize narrow = window.size();
        window.resize(area().size());
        checkAsItIs(window, picture + u"-full"_s);
        window.resize(narrow);
    }
    void checkAsItIs(QWidget &window, const QString &picture) {
        QStringList problems;
        // Layouts and answers come in turns of the event loop.
        (void)QTest::qWaitFor([&] { return (problems = test::outOfReach(window)).isEmpty(); },
                              3000);
        QVERIFY(
            test::saveLooks(window, picture + u'-' + m_language + u"-%1"_s.arg(area().width())));
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
    }

    std::unique_ptr<test::PageFixture> m_at;
    QString m_language;
};

HEARTH_TEST(TestSizes)
#include "test_sizes.moc"
