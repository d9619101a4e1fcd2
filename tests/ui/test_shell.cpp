// SPDX-License-Identifier: Apache-2.0
// The window around the pages: navigation, palette, the truth about a crashed or stopped server.
#include "app/models/server_session.hpp"
#include "tests/support/test_main.hpp"
#include "tests/ui/support/fake_world.hpp"
#include "tests/ui/support/ui_app.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/common/list_detail.hpp"
#include "ui/common/page.hpp"
#include "ui/pages/dashboard/connections_card.hpp"
#include "ui/pages/dashboard/warnings_card.hpp"
#include "ui/pages/logs/log_view.hpp"
#include "ui/pages/settings/setting_entries.hpp"
#include "ui/shell/command_palette.hpp"
#include "ui/shell/log_drawer.hpp"
#include "ui/shell/main_window.hpp"
#include "ui/shell/navigation.hpp"
#include "ui/shell/pages.hpp"
#include "ui/shell/state_bar.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/data_table.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/page_head.hpp"
#include "ui/widgets/sidebar.hpp"
#include "ui/widgets/stat_card.hpp"
#include "ui/widgets/toast.hpp"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QListView>
#include <QMenuBar>
#include <QSignalSpy>
#include <QSystemTrayIcon>

#include <algorithm>
#include <csignal>

using namespace Qt::StringLiterals;
using namespace hearth;
using namespace hearth::ui;

class TestShell : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        m_world = std::make_unique<test::FakeWorld>();
        QVERIFY(m_world->run());
    }
    void init() {
        test::failOnWarnings();
        m_window = std::make_unique<MainWindow>(*m_world->settings, *m_world->profiles,
                                                *m_world->messages, &test::theme());
        m_window->resize(1360, 860);
        m_window->setSession(m_world->context());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup() { m_window.reset(); }
    void cleanupTestCase() { m_world.reset(); }

    void goesBackAndForward() {
        m_window->openPage(u"logs"_s);
        m_window->openPage(u"settings"_s);
        QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(m_window->currentPageId(), u"logs"_s);
        QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(m_window->currentPageId(), u"dashboard"_s);
        QVERIFY(!m_window->navigation()->canGoBack());
        QTest::keyClick(m_window.get(), Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(m_window->currentPageId(), u"logs"_s);
        // A new place forgets what lay ahead.
        m_window->openPage(u"jobs"_s);
        QVERIFY(!m_window->navigation()->canGoForward());
    }

    // What a change of the language does.
    void newWindowTakesOverOrderFiltersAndSelection() {
        auto *users = m_world->session->users();
        m_window->openPage(u"users"_s);
        QTRY_VERIFY(users->rowCount() > 5);
        auto *view = m_window->findChild<DataView *>(u"usersTable"_s);
        QVERIFY(view);
        auto *header = view->horizontalHeader();
        const int column = app::UsersModel::LastSeenColumn;
        QTest::mouseClick(
            header->viewport(), Qt::LeftButton, {},
            QPoint(header->sectionViewportPosition(column) + 20, header->height() / 2));
        QTRY_VERIFY(users->query().order == app::UserOrder::LastSeen && users->rowCount() > 5);
        view->setCurrentIndex(users->index(3, 1));
        const QString current = users->idAt(3);
        users->setTicked(users->idAt(1), true);
        const QStringList ticked = users->tickedIds();
        m_window->openPage(u"logs"_s);
        auto *field = m_window->currentPage()->findChild<SearchField *>(u"searchField"_s);
        QTest::keyClicks(field, u"slow"_s);
        QTRY_COMPARE(m_world->session->log()->search(), u"slow"_s);
        const auto kept = m_window->keptLooks();
        m_window->clearSession();
        m_window = std::make_unique<MainWindow>(*m_world->settings, *m_world->profiles,
                                                *m_world->messages, &test::theme());
        m_window->takeOver(kept);
        m_window->setSession(m_world->context());
        m_window->openPage(u"users"_s);
        view = m_window->findChild<DataView *>(u"usersTable"_s);
        QCOMPARE(view->horizontalHeader()->sortIndicatorSection(), column);
        QVERIFY(users->query().order == app::UserOrder::LastSeen);
        QCOMPARE(users->idAt(view->currentIndex().row()), current);
        QCOMPARE(users->tickedIds(), ticked);
        m_window->openPage(u"logs"_s);
        field = m_window->currentPage()->findChild<SearchField *>(u"searchField"_s);
        QCOMPARE(field->text(), u"slow"_s);
        QCOMPARE(m_world->session->log()->search(), u"slow"_s);
        users->clearTicks();
        m_world->session->log()->setSearch({});
        users->sort(app::UsersModel::NameColumn, Qt::AscendingOrder);
    }

    void numberKeysOpenScreensInSidebarOrder() {
        const auto rows = pageRows();
        QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(m_window->currentPageId(), QString::fromLatin1(rows[1].id));
        QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(m_window->currentPageId(), QString::fromLatin1(rows[0].id));
        QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
        QCOMPARE(m_window->currentPageId(), u"settings"_s);
    }

    void aScreenTakesTheFocusOverIntoItsList() {
        m_window->openPage(u"users"_s);
        auto *users = m_window->currentPage();
        QTRY_VERIFY(m_world->session->users()->rowCount() > 3);
        QVERIFY(users->focusSearch());
        QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(m_window->currentPageId(), u"rooms"_s);
        QCOMPARE(m_window->focusWidget(), m_window->currentPage()->findChild<DataView *>());
        // Who walks through the screens by the sidebar stays there.
        auto *list = m_window->findChild<QListView *>(u"sidebarList"_s);
        list->setFocus();
        QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(m_window->focusWidget(), list);
    }

    void sidebarOpensTheClickedScreen() {
        auto *list = m_window->findChild<QListView *>(u"sidebarList"_s);
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            const QModelIndex index = list->model()->index(row, 0);
            if (index.data().toString() != u"Logs")
                continue;
            QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                              list->visualRect(index).center());
        }
        QCOMPARE(m_window->currentPageId(), u"logs"_s);
    }

    void paletteGoesWhereItIsTold() {
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto *palette = m_window->findChild<CommandPalette *>();
        QVERIFY(palette);
        auto *field = palette->findChild<SearchField *>(u"paletteField"_s);
        QTest::keyClicks(field, u"backg"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(m_window->currentPageId(), u"jobs"_s);
    }

    void paletteFindsPeopleThatAreThereAndNobodyElse() {
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto *palette = m_window->findChild<CommandPalette *>();
        QVERIFY(palette);
        auto *field = palette->findChild<SearchField *>(u"paletteField"_s);
        const auto *list = palette->findChild<QListView *>(u"paletteList"_s);
        const auto rows = [list] {
            QStringList texts;
            for (int row = 0; row < list->model()->rowCount(); ++row)
                texts << list->model()->index(row, 0).data().toString();
            return texts;
        };
        QTest::keyClicks(field, u"nosuchperson"_s);
        QTRY_COMPARE(rows(), QStringList{u"Nothing found"_s});
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(m_window->currentPageId(), u"dashboard"_s);
        QVERIFY(palette->isVisible());
        field->selectAll();
        // Enter waits for what is found.
        QTest::keyClicks(field, u"carol"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(m_window->currentPageId(), u"users"_s);
        QCOMPARE(m_window->currentPage()->target().toString(), u"@carol:example.org"_s);
    }

    void paletteFindsSettings() {
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto *palette = m_window->findChild<CommandPalette *>();
        auto *field = palette->findChild<SearchField *>(u"paletteField"_s);
        QTest::keyClicks(field, u"text size"_s);
        auto *list = palette->findChild<QListView *>(u"paletteList"_s);
        const QModelIndex first = list->model()->index(0, 0);
        QCOMPARE(first.data().toString(), u"Text size"_s);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(first).center());
        QTRY_COMPARE(m_window->currentPageId(), u"settings"_s);
        auto *combo = m_window->findChild<QWidget *>(u"textSizeCombo"_s);
        QTRY_COMPARE(m_window->focusWidget(), combo);
    }

    void everySettingIsFoundUnderItsName() {
        m_window->openPage(u"settings"_s);
        auto *page = m_window->currentPage();
        QStringList known;
        for (const auto &entry : settingEntries()) {
            auto *widget = page->findChild<QWidget *>(entry.objectName);
            QVERIFY2(widget, qPrintable(entry.objectName));
            known << entry.objectName;
            if (auto *box = qobject_cast<QCheckBox *>(widget))
                QCOMPARE(box->text(), entry.text);
            else if (qobject_cast<QComboBox *>(widget))
                QCOMPARE(spokenName(widget), entry.text);
        }
        const auto boxes = page->findChildren<QCheckBox *>();
        for (const auto *box : boxes)
            QVERIFY2(known.contains(box->objectName()) ||
                         box->objectName() == u"startWithHearthCheck",
                     qPrintable(box->objectName()));
        const auto combos = page->findChildren<QComboBox *>();
        for (const auto *combo : combos)
            QVERIFY2(known.contains(combo->objectName()), qPrintable(combo->objectName()));
    }

    // Why something can't be chosen is there to read, not only under a mouse that rests.
    void settingsSayWhyTheyAreOff() {
        m_window->openPage(u"settings"_s);
        auto *page = m_window->currentPage();
        for (const auto *box : page->findChildren<QCheckBox *>()) {
            if (box->isEnabled() || !box->isVisibleTo(page))
                continue;
            // What belongs to the box above it needs that one first.
            if (box->objectName() == u"startMinimizedCheck" &&
                box->accessibleDescription().isEmpty())
                continue;
            const QString reason = box->accessibleDescription();
            QVERIFY2(!reason.isEmpty(), qPrintable(box->objectName()));
            const auto labels = page->findChildren<QLabel *>();
            QVERIFY2(std::any_of(labels.begin(), labels.end(),
                                 [&](const QLabel *label) {
                                     return label->isVisibleTo(page) && label->text() == reason;
                                 }),
                     qPrintable(reason));
        }
        if (!QSystemTrayIcon::isSystemTrayAvailable())
            QCOMPARE(page->findChild<QCheckBox *>(u"trayIconCheck"_s)->accessibleDescription(),
                     u"This desktop shows no tray icons."_s);
    }

    void crashesStandAmongTheWarnings() {
        const QString id = m_world->session->profile().id;
        for (int i = 0; i < 5; ++i)
            m_world->messages->add(u"error"_s, u"The server example.org crashed. For a test."_s, {},
                                   id);
        auto *card = m_window->findChild<WarningsCard *>();
        const auto says = [card](const QString &part) {
            const auto labels = card->findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
                const auto *cut = qobject_cast<const ElidedLabel *>(label);
                return label->isVisibleTo(card) &&
                       (cut ? cut->wholeText() : label->text()).contains(part);
            });
        };
        QTRY_VERIFY(says(u"crashed. For a test."_s));
        QVERIFY(says(u"(5 times)"_s));
        QVERIFY(!says(u"No warnings"_s));
    }

    void messagesAreCountedAndNotEvents() {
        auto *card = m_window->findChild<StatCard *>(u"messagesCard"_s);
        QCOMPARE(card->text(), u"Messages today"_s);
        QVERIFY2(card->accessibleName().contains(u"9,214"_s), qPrintable(card->accessibleName()));
    }

    void undoKeyTakesTheToastBack() {
        int undone = 0;
        m_window->showToast(u"Locked @frank:example.org"_s, [&undone] { ++undone; });
        QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(undone, 1);
        // Everything told is kept.
        QCOMPARE(m_world->messages->data(m_world->messages->index(0), Qt::DisplayRole).toString(),
                 u"Locked @frank:example.org"_s);
    }

    void keysOfMenusAreUnique() {
        QHash<QString, QString> owners;
        const auto actions = m_window->findChildren<QAction *>();
        for (const auto *action : actions) {
            const QString key = action->shortcut().toString();
            if (key.isEmpty())
                continue;
            QVERIFY2(!owners.contains(key), qPrintable(key + u' ' + action->text()));
            owners.insert(key, action->text());
        }
        QVERIFY(owners.size() > 12);
    }

    void logDrawerStaysUnderEveryScreen() {
        auto *drawer = m_window->findChild<LogDrawer *>();
        QVERIFY(!drawer->isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_J, Qt::ControlModifier);
        QVERIFY(drawer->isVisible());
        auto *lines = drawer->findChild<LogView *>();
        QVERIFY(lines->hasFocus());
        QTRY_VERIFY(lines->model()->rowCount() > 0);
        m_window->openPage(u"users"_s);
        QVERIFY(drawer->isVisible());
        QTest::qWait(300);
        QVERIFY(test::saveScreenshot(*m_window, u"drawer-light"_s));
        // A line leads to its place on the log screen.
        Q_EMIT lines->activated(lines->model()->index(0, 0));
        QCOMPARE(m_window->currentPageId(), u"logs"_s);
        m_window->activateWindow(); // pictures taken without a screen lose it
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClick(m_window.get(), Qt::Key_J, Qt::ControlModifier);
        QVERIFY(!drawer->isVisible());
    }

    void detailsCanFillThePage() {
        m_window->openPage(u"users"_s);
        auto *view = m_window->currentPage()->findChild<DataView *>();
        QTRY_VERIFY(view->model()->rowCount() > 3);
        view->setFocus();
        view->setCurrentIndex(view->model()->index(1, 0));
        QTest::keyClick(view, Qt::Key_Return, Qt::AltModifier);
        auto *parts = m_window->currentPage()->findChild<ListDetail *>();
        QVERIFY(parts->isPanelOpen());
        QTRY_VERIFY(!view->isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::AltModifier);
        QTRY_VERIFY(view->isVisible());
        QVERIFY(parts->isPanelOpen());
    }

    void whatIsSoStandsUnderTheHeadOfThePage() {
        auto *bar = m_window->findChild<StateBar *>();
        for (const auto &row : pageRows()) {
            m_window->openPage(QString::fromLatin1(row.id));
            auto *head = m_window->currentPage()->findChild<PageHead *>();
            QVERIFY(head);
            QTRY_COMPARE(bar->parentWidget(), head->parentWidget());
            auto *column = qobject_cast<QBoxLayout *>(head->parentWidget()->layout());
            QCOMPARE(column->indexOf(bar), column->indexOf(head) + 1);
        }
    }

    void tellsTheTruthAboutACrashAndTheRecovery() {
        auto *supervisor = m_world->session->host();
        QTRY_COMPARE_WITH_TIMEOUT(int(supervisor->state()), int(app::ServerState::Ready), 15'000);
        auto *bar = m_window->findChild<StateBar *>();
        QVERIFY(bar->text().isEmpty());
        const qint64 pid = supervisor->snapshot().ready.pid;
        QVERIFY(pid > 0);
        QCOMPARE(::kill(static_cast<pid_t>(pid), SIGKILL), 0);
        QTRY_VERIFY_WITH_TIMEOUT(bar->text().contains(u"crashed, restarting"), 5000);
        QVERIFY(test::saveScreenshot(*m_window, u"crashed-light"_s));
        QTRY_COMPARE_WITH_TIMEOUT(int(supervisor->state()), int(app::ServerState::Ready), 15'000);
        QTRY_VERIFY(bar->text().isEmpty());
        QVERIFY(supervisor->snapshot().ready.pid != pid);
    }

    void stoppedServerOffersToStart() {
        auto *supervisor = m_world->session->host();
        QTRY_COMPARE_WITH_TIMEOUT(int(supervisor->state()), int(app::ServerState::Ready), 15'000);
        const QSignalSpy asked(m_window.get(), &MainWindow::serverActionRequested);
        auto *stop = m_window->findChild<Button *>(u"stopButton"_s);
        QVERIFY(stop->isEnabled());
        QTest::mouseClick(stop, Qt::LeftButton);
        QCOMPARE(asked.constLast().constFirst().toString(), u"stop"_s);
        supervisor->stop();
        QTRY_COMPARE_WITH_TIMEOUT(int(supervisor->state()), int(app::ServerState::Stopped), 10'000);
        auto *bar = m_window->findChild<StateBar *>();
        QTRY_VERIFY(bar->text().contains(u"stopped"));
        QVERIFY(!stop->isEnabled());
        QTRY_COMPARE(int(m_world->session->dashboard()->viewState()),
                     int(app::ViewState::ServerStopped));
        // What was so before the stop is not told as if it were so now.
        const auto cards = m_window->currentPage()->findChildren<ConnectionsCard *>();
        for (const auto *card : cards)
            for (const auto *line : card->findChildren<ElidedLabel *>())
                QVERIFY2(!line->wholeText().contains(u"connected"), qPrintable(line->wholeText()));
        QTest::qWait(100);
        QVERIFY(test::saveScreenshot(*m_window, u"stopped-light"_s));
        auto *start = bar->findChild<Button *>(u"stateBarButton"_s);
        QTest::mouseClick(start, Qt::LeftButton);
        QCOMPARE(asked.constLast().constFirst().toString(), u"start"_s);
        supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(int(supervisor->state()), int(app::ServerState::Ready), 15'000);
    }

    void lostConnectionKeepsTheRowsAndOffersToTry() {
        auto *supervisor = m_world->session->host();
        QTRY_COMPARE_WITH_TIMEOUT(int(supervisor->state()), int(app::ServerState::Ready), 15'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_world->session->connection()->isUsable(), 5000);
        auto *bar = m_window->findChild<StateBar *>();
        m_world->transport->setDown(true);
        m_world->session->dashboard()->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(bar->text().contains(u"No answer from"), 8000);
        m_world->transport->setDown(false);
        QTest::mouseClick(bar->findChild<Button *>(u"stateBarButton"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(bar->text().isEmpty(), 8000);
    }

private:
    std::unique_ptr<test::FakeWorld> m_world;
    std::unique_ptr<MainWindow> m_window;
};

HEARTH_TEST(TestShell)
#include "test_shell.moc"
