// SPDX-License-Identifier: Apache-2.0
// The program as a whole: first start, closing, quitting, another server, settings that hold at
// once.
#include "app/models/server_registry.hpp"
#include "app/platform/end_signals.hpp"
#include "tests/app/support/fake_synapse.hpp"
#include "tests/support/test_main.hpp"
#include "tests/ui/support/fake_world.hpp"
#include "tests/ui/support/ui_app.hpp"
#include "translations/translations.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/shell/desktop.hpp"
#include "ui/shell/main_window.hpp"
#include "ui/shell/quit_dialog.hpp"
#include "ui/shell/tray.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/confirm_dialog.hpp"
#include "ui/widgets/stat_card.hpp"
#include "ui/widgets/toast.hpp"
#include "ui/wizard/setup_wizard.hpp"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QSystemTrayIcon>
#include <QTcpSocket>

#include <algorithm>
#include <csignal>

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
        if (m_desktop) {
            m_desktop->servers().stopAll();
            (void)QTest::qWaitFor([&] { return m_desktop->servers().running().isEmpty(); }, 5000);
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
        auto *supervisor = m_desktop->session()->host();
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
        auto *supervisor = m_desktop->session()->host();
        QTRY_COMPARE_WITH_TIMEOUT(int(supervisor->state()), int(app::ServerState::Ready), 15'000);
        trigger(u"quitAction"_s);
        auto *dialog = m_desktop->window()->findChild<QuitDialog *>(u"quitDialog"_s);
        QTest::mouseClick(dialog->findChild<Button *>(u"stopServerButton"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!m_desktop->window()->isVisible(), 10'000);
        QCOMPARE(int(supervisor->state()), int(app::ServerState::Stopped));
    }

    void everyWayOutKeepsTheSize_data() {
        QTest::addColumn<QString>("way");
        for (const auto *way :
             {"close", "closeToTray", "quitAction", "trayQuit", "signal", "crash"})
            QTest::newRow(way) << QString::fromLatin1(way);
    }
    void everyWayOutKeepsTheSize() {
        QFETCH(QString, way);
        m_world->settings->set(app::Setting::OnQuit, u"keep"_s);
        m_world->settings->set(app::Setting::CloseToTray, way == u"closeToTray");
        make();
        auto *window = m_desktop->window();
        const QSize chosen(1021, 613);
        window->resize(chosen);
        QTRY_COMPARE(window->size(), chosen);
        if (way.startsWith(u"close"))
            window->close();
        else if (way == u"quitAction")
            trigger(u"quitAction"_s);
        else if (way == u"trayQuit")
            Q_EMIT m_desktop->findChild<Tray *>()->quitRequested();
        else if (way == u"signal")
            m_desktop->endNow();
        // A crash asks nobody: what was chosen a moment ago is kept already.
        const auto kept = [this] {
            QWidget again;
            return again.restoreGeometry(
                       m_world->settings->looks(u"window/geometry"_s).toByteArray())
                       ? again.size()
                       : QSize();
        };
        QTRY_COMPARE(kept(), chosen);
    }

    void signalOfTheSystemArrives() {
        const app::EndSignals ends;
        const QSignalSpy arrived(&ends, &app::EndSignals::arrived);
        QCOMPARE(::raise(SIGTERM), 0);
        QTRY_COMPARE(arrived.count(), 1);
    }

    void stopAsksFirst() {
        make();
        auto *supervisor = m_desktop->session()->host();
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

    void asksOnceAboutAllThatRun() {
        const QString second = addLocal(u"second.example"_s);
        make();
        QTRY_COMPARE_WITH_TIMEOUT(readyServers(), 2, 20'000);
        trigger(u"quitAction"_s);
        auto *dialog = m_desktop->window()->findChild<QuitDialog *>(u"quitDialog"_s);
        QVERIFY(dialog);
        QStringList texts;
        for (const auto *label : dialog->findChildren<QLabel *>())
            texts << label->text();
        QVERIFY(texts.contains(u"example.org"_s) && texts.contains(u"second.example"_s));
        QVERIFY(test::saveScreenshot(*dialog, u"quit-two-light"_s));
        QTest::mouseClick(dialog->findChild<Button *>(u"stopServerButton"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!m_desktop->window()->isVisible(), 10'000);
        QCOMPARE(readyServers(), 0);
        QCOMPARE(int(m_desktop->servers().find(second)->serverState()),
                 int(app::ServerState::Stopped));
    }

    void tellsOfACrashOfAServerThatIsNotOnShow() {
        const QString second = addLocal(u"second.example"_s);
        make();
        QTRY_COMPARE_WITH_TIMEOUT(readyServers(), 2, 20'000);
        m_desktop->window()->openPage(u"settings"_s);
        auto *host = m_desktop->servers().find(second)->host();
        QCOMPARE(::kill(static_cast<pid_t>(host->snapshot().ready.pid), SIGKILL), 0);
        auto *toast = m_desktop->window()->findChild<Toast *>();
        QTRY_VERIFY_WITH_TIMEOUT(toast->text().contains(u"second.example crashed"), 15'000);
        QVERIFY(test::saveScreenshot(*m_desktop->window(), u"other-server-crashed-light"_s));
        QTRY_VERIFY_WITH_TIMEOUT(
            toast->text().contains(u"second.example crashed and is running again"), 20'000);
        QCOMPARE(m_desktop->session()->profile().serverName, u"example.org"_s);
    }

    void removedServerOnShowGivesWayToAnother() {
        make();
        const QString id = m_desktop->session()->profile().id;
        QTRY_COMPARE_WITH_TIMEOUT(readyServers(), 1, 20'000);
        m_desktop->session()->host()->stop();
        QTRY_COMPARE_WITH_TIMEOUT(readyServers(), 0, 10'000);
        m_world->profiles->remove(id);
        QTRY_VERIFY(m_desktop->session() != nullptr);
        QCOMPARE(m_desktop->session()->profile().serverName, u"club.example"_s);
    }

    void showsWhatAServerElsewhereTells() {
        test::FakeSynapse synapse;
        app::ServerProfile profile;
        profile.kind = app::ServerProfile::Kind::Remote;
        profile.name = profile.serverName = u"synapse.example"_s;
        profile.baseUrl = synapse.url();
        profile.id = m_world->profiles->add(profile);
        const auto kept = m_world->secrets->write(app::tokenKey(profile.id), u"of-alice"_s);
        QTRY_VERIFY(kept.isFinished());
        m_world->settings->set(app::Setting::CurrentServer, profile.id);
        make();
        auto *window = m_desktop->window();
        QCOMPARE(m_desktop->session()->profile().id, profile.id);
        auto *users = window->findChild<StatCard *>(u"usersCard"_s);
        QTRY_VERIFY_WITH_TIMEOUT(spokenName(users).contains(u"12"), 10'000);
        QTRY_VERIFY(window->findChild<QWidget *>(u"noFiguresCard"_s)->isVisible());
        QVERIFY(!window->findChild<QWidget *>(u"mediaCard"_s)->isVisible());
        QVERIFY(!window->findChild<Button *>(u"stopButton"_s)->isVisible());
        QTRY_COMPARE(m_desktop->session()->abilities().software, u"Synapse"_s);
        QVERIFY(test::saveScreenshot(*window, u"synapse-dashboard-light"_s));
        window->openPage(u"logs"_s);
        QVERIFY(test::saveScreenshot(*window, u"synapse-logs-light"_s));
        // It goes and comes back: the switch says so.
        const quint16 port = synapse.serverPort();
        synapse.close();
        for (auto *connection : synapse.findChildren<QTcpSocket *>())
            connection->abort(); // those that are kept open for the next request
        m_desktop->session()->host()->look();
        QTRY_COMPARE_WITH_TIMEOUT(int(m_desktop->session()->serverState()),
                                  int(app::ServerState::Unreachable), 45'000);
        QVERIFY(synapse.listen(QHostAddress::LocalHost, port));
        QTRY_COMPARE_WITH_TIMEOUT(int(m_desktop->session()->serverState()),
                                  int(app::ServerState::Ready), 15'000);
    }

    void trayHasAMenuForEachOfSeveral() {
        using app::ServerState;
        Tray tray;
        QSignalSpy asked(&tray, &Tray::actionRequested);
        const Tray::Server one{u"a"_s, u"one.example"_s, ServerState::Ready, true};
        const Tray::Server two{u"b"_s, u"two.example"_s, ServerState::Stopped, true};
        const Tray::Server away{u"c"_s, u"away.example"_s, ServerState::Unreachable, false};
        const auto choose = [](const QMenu *menu, const QString &text) {
            for (auto *action : menu->actions())
                if (action->text() == text)
                    action->trigger();
        };
        tray.setServers({one, two, away});
        const auto menus = tray.menu()->findChildren<QMenu *>(Qt::FindDirectChildrenOnly);
        QCOMPARE(menus.size(), 3);
        QCOMPARE(menus.at(0)->title(), u"one.example: Running"_s);
        QCOMPARE(menus.at(2)->actions().size(), 1); // it can only be shown
        choose(menus.at(0), u"Stop server…"_s);
        choose(menus.at(1), u"Start server"_s);
        choose(menus.at(2), u"Show in Hearth"_s);
        QCOMPARE(asked.size(), 3);
        QCOMPARE(asked.at(0).constFirst().toString(), u"stop:a"_s);
        QCOMPARE(asked.at(1).constFirst().toString(), u"start:b"_s);
        QCOMPARE(asked.at(2).constFirst().toString(), u"show:c"_s);
        tray.setServers({two});
        choose(tray.menu(), u"Start server"_s);
        QCOMPARE(asked.constLast().constFirst().toString(), u"start:b"_s);
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
        auto *language = m_desktop->window()->findChild<QWidget *>(u"languageCombo"_s);
        QVERIFY(language);
        language->setFocus();
        installTranslations(*QCoreApplication::instance(), u"de"_s);
        m_desktop->retranslate();
        QCOMPARE(m_desktop->window()->currentPageId(), u"settings"_s);
        QCOMPARE(m_desktop->window()->size(), QSize(1111, 777));
        QVERIFY(m_desktop->window()->isVisible());
        QCOMPARE(m_desktop->session(), session); // the server is not touched
        QVERIFY(m_desktop->window()->focusWidget());
        QCOMPARE(m_desktop->window()->focusWidget()->objectName(), u"languageCombo"_s);
        // A desktop without a tray gets no promises about one.
        const bool hasTray = QSystemTrayIcon::isSystemTrayAvailable();
        for (const auto &name : {u"trayIconCheck"_s, u"closeToTrayCheck"_s})
            QCOMPARE(m_desktop->window()->findChild<QWidget *>(name)->isEnabled(), hasTray);
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
    QString addLocal(const QString &name) {
        app::ServerProfile profile;
        profile.dataDir = m_world->daemon.path(name);
        profile.name = profile.serverName = name;
        QDir().mkpath(profile.dataDir);
        QFile file(profile.configFile());
        if (file.open(QIODevice::WriteOnly))
            file.write("server_name: " + name.toUtf8() + "\nport: 0\n");
        return m_world->profiles->add(profile);
    }
    int readyServers() const {
        const auto all = m_desktop->servers().all();
        return static_cast<int>(
            std::count_if(all.begin(), all.end(), [](app::ServerSession *session) {
                return session->profile().isLocal() &&
                       session->serverState() == app::ServerState::Ready;
            }));
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
