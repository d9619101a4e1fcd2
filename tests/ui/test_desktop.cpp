// SPDX-License-Identifier: Apache-2.0
// The program as a whole: first start, closing, quitting, another server, settings that hold at
// once.
#include "tests/support/test_main.hpp"
#include "tests/ui/support/fake_world.hpp"
#include "tests/ui/support/ui_app.hpp"
#include "translations/translations.hpp"
#include "ui/shell/desktop.hpp"
#include "ui/shell/main_window.hpp"
#include "ui/shell/quit_dialog.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/confirm_dialog.hpp"
#include "ui/wizard/setup_wizard.hpp"

#include <QAction>
#include <QComboBox>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace hearth;
using namespace hearth::ui;

class TestDesktop : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        test::failOnWarnings();
        m_world = std::make_unique<test::FakeWorld>();
        m_world->settings->set(app::Setting::Theme, u"light"_s);
    }
    void cleanup() {
        if (m_desktop && m_desktop->session() && m_desktop->session()->supervisor()) {
            auto *supervisor = m_desktop->session()->supervisor();
            supervisor->stop();
            (void)QTest::qWaitFor([&] { return !supervisor->snapshot().isRunning(); }, 5000);
        }
        m_desktop.reset();
        m_world.reset();
    }

    void firstStartShowsTheWizard() {
        const auto all = m_world->profiles->all();
        for (const auto &profile : all)
            m_world->profiles->remove(profile.id);
        make();
        QVERIFY(m_desktop->window()->isShowingWizard());
        QVERIFY(m_desktop->window()->findChild<SetupWizard *>(u"setupWizard"_s));
        QVERIFY(m_desktop->window()->windowTitle().endsWith(u"Hearth"));
    }

    void startsTheServerShownLast() {
        make();
        QTRY_COMPARE_WITH_TIMEOUT(int(m_desktop->session()->serverState()),
                                  int(app::ServerState::Ready), 15'000);
        QCOMPARE(m_desktop->window()->currentPageId(), u"dashboard"_s);
        QCOMPARE(m_desktop->window()->windowTitle(), u"example.org - Hearth"_s);
    }

    void quitAsksWhatHappensToTheServer() {
        make();
        auto *supervisor = m_desktop->session()->supervisor();
        QTRY_COMPARE_WITH_TIMEOUT(int(supervisor->state()), int(app::ServerState::Ready), 15'000);
        trigger(u"quitAction"_s);
        auto *dialog = m_desktop->window()->findChild<QuitDialog *>(u"quitDialog"_s);
        QVERIFY(dialog);
        QVERIFY(test::saveScreenshot(*dialog, u"quit-light"_s));
        QTest::mouseClick(dialog->findChild<Button *>(u"keepRunningButton"_s), Qt::LeftButton);
        QVERIFY(!m_desktop->window()->isVisible());
        QCOMPARE(int(supervisor->state()), int(app::ServerState::Ready));
    }

    void stopServerStopsItBeforeLeaving() {
        make();
        auto *supervisor = m_desktop->session()->supervisor();
        QTRY_COMPARE_WITH_TIMEOUT(int(supervisor->state()), int(app::ServerState::Ready), 15'000);
        trigger(u"quitAction"_s);
        auto *dialog = m_desktop->window()->findChild<QuitDialog *>(u"quitDialog"_s);
        QTest::mouseClick(dialog->findChild<Button *>(u"stopServerButton"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!m_desktop->window()->isVisible(), 10'000);
        QCOMPARE(int(supervisor->state()), int(app::ServerState::Stopped));
    }

    void stopAsksFirst() {
        make();
        auto *supervisor = m_desktop->session()->supervisor();
        QTRY_COMPARE_WITH_TIMEOUT(int(supervisor->state()), int(app::ServerState::Ready), 15'000);
        trigger(u"stopServerAction"_s);
        auto *dialog = m_desktop->window()->findChild<ConfirmDialog *>(u"confirmDialog"_s);
        QVERIFY(dialog);
        QCOMPARE(int(supervisor->state()), int(app::ServerState::Ready));
        QTest::mouseClick(dialog->findChild<Button *>(u"confirmButton"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(int(supervisor->state()), int(app::ServerState::Stopped), 10'000);
    }

    void anotherServerCanBeShownFromItsOwnPage() {
        make();
        m_desktop->window()->openPage(u"settings"_s);
        auto *show = m_desktop->window()->currentPage()->findChild<Button *>(u"showServerButton"_s);
        QVERIFY(show);
        QTest::mouseClick(show, Qt::LeftButton);
        QTRY_COMPARE(m_desktop->session()->profile().serverName, u"club.example"_s);
        QCOMPARE(m_desktop->window()->currentPageId(), u"dashboard"_s);
        m_desktop->window()->openPage(u"logs"_s); // a server elsewhere has no log here
        QVERIFY(test::saveScreenshot(*m_desktop->window(), u"remote-logs-light"_s));
    }

    void themeAndTextSizeHoldAtOnce() {
        make();
        m_desktop->window()->openPage(u"settings"_s);
        auto *theme = m_desktop->window()->findChild<QComboBox *>(u"themeCombo"_s);
        theme->setCurrentIndex(theme->findData(u"dark"_s));
        QVERIFY(test::theme().isDark());
        theme->setCurrentIndex(theme->findData(u"light"_s));
        QVERIFY(!test::theme().isDark());
        trigger(u"largerAction"_s);
        QCOMPARE(test::theme().textScale(), 110);
        trigger(u"normalSizeAction"_s);
        QCOMPARE(test::theme().textScale(), 100);
    }

    void languageHoldsAtOnceAndLosesNothing() {
        installTranslations(*QCoreApplication::instance(), u"en"_s);
        make();
        auto *session = m_desktop->session();
        m_desktop->window()->openPage(u"settings"_s);
        m_desktop->window()->resize(1111, 777);
        installTranslations(*QCoreApplication::instance(), u"de"_s);
        m_desktop->retranslate();
        QCOMPARE(m_desktop->window()->currentPageId(), u"settings"_s);
        QCOMPARE(m_desktop->window()->size(), QSize(1111, 777));
        QVERIFY(m_desktop->window()->isVisible());
        QCOMPARE(m_desktop->session(), session); // the server is not touched
        QCOMPARE(m_desktop->window()->findChild<QAction *>(u"page-usersAction"_s)->text(),
                 u"Benutzer"_s);
        QTest::qWait(100);
        QVERIFY(test::saveScreenshot(*m_desktop->window(), u"settings-german"_s));
        installTranslations(*QCoreApplication::instance(), u"en"_s);
        m_desktop->retranslate();
        QCOMPARE(m_desktop->window()->findChild<QAction *>(u"page-usersAction"_s)->text(),
                 u"Users"_s);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    }

private:
    void make() {
        m_desktop = std::make_unique<Desktop>(
            Desktop::Needs{m_world->paths, m_world->clock, *m_world->settings, *m_world->profiles,
                           *m_world->secrets, *m_world->history, *m_world->messages,
                           *m_world->autostart, test::theme()});
        m_desktop->start(false);
        QVERIFY(QTest::qWaitForWindowExposed(m_desktop->window()));
    }
    void trigger(const QString &name) {
        auto *action = m_desktop->window()->findChild<QAction *>(name);
        QVERIFY2(action, qPrintable(name));
        action->trigger();
    }

    std::unique_ptr<test::FakeWorld> m_world;
    std::unique_ptr<Desktop> m_desktop;
};

HEARTH_TEST(TestDesktop)
#include "test_desktop.moc"
