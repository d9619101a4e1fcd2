// SPDX-License-Identifier: Apache-2.0
// The screen of users with real clicks: find, sort, filter, tick, change, make, close.
#include "tests/app/support/fake_transport.hpp"
#include "tests/ui/pages/support/page_fixture.hpp"
#include "ui/common/save_file.hpp"
#include "ui/pages/users/account_card.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace hearth;
using app::UsersModel;

class TestUsersPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        test::failOnWarnings();
        // 250 without 5 guests and 5 closed ones.
        m_at = std::make_unique<test::ListFixture>(u"users"_s, u"usersTable"_s,
                                                   u"Loaded 100 of 240"_s);
        QVERIFY(m_at->isReady);
        m_view = m_at->view;
    }
    void cleanup() { m_at.reset(); }

    void loadsMoreByScroll() {
        QCOMPARE(m_view->model()->rowCount(), 100);
        QTRY_VERIFY(m_view->verticalScrollBar()->maximum() > 70 * 34);
        m_view->verticalScrollBar()->setValue(m_view->verticalScrollBar()->maximum());
        QVERIFY2(m_at->waitStatus(u"Loaded 200 of 240"_s), qPrintable(m_at->status()));
        m_view->setFocus();
        QTest::keyClick(m_view, Qt::Key_End);
        QVERIFY(m_at->waitStatus(u"Loaded 240 of 240"_s));
        QTRY_COMPARE(m_view->currentIndex().row(), 239);
    }

    void asksTheServerForTheOrder() {
        QCOMPARE(idAt(0), u"@alice:example.org"_s);
        m_at->clickHead(m_view, UsersModel::LastSeenColumn);
        m_at->clickHead(m_view, UsersModel::LastSeenColumn);
        QTRY_COMPARE(idAt(0), u"@alice:example.org"_s);
        QTRY_COMPARE(m_at->world.transport->requests.last().query.queryItemValue(u"order_by"_s),
                     u"last_seen_ts"_s);
        QTRY_COMPARE(idAt(1), u"@bob:example.org"_s);
        m_at->clickHead(m_view, UsersModel::RoleColumn);
        m_at->clickHead(m_view, UsersModel::RoleColumn);
        QTRY_COMPARE(idAt(1), u"@grace:example.org"_s);
        m_at->clickHead(m_view, UsersModel::RoleColumn);
        QTRY_COMPARE(idAt(1), u"@bob:example.org"_s); // third: the usual order
    }

    void countsADoubleClickOnAHeadAsTwo() {
        auto *head = m_view->dataHeader();
        const QPoint at(head->sectionViewportPosition(UsersModel::NameColumn) + 40,
                        head->height() / 2);
        QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(head->viewport(), Qt::LeftButton, {}, at);
        QTest::mouseRelease(head->viewport(), Qt::LeftButton, {}, at);
        QTRY_VERIFY(m_at->world.session->users()->query().descending);
    }

    void ticksSurviveSearchAndOrder() {
        m_at->clickCell(m_view, 2, UsersModel::TickColumn);
        QVERIFY(m_at->waitFor(u"bulkBar"_s));
        const QString ticked = idAt(2);
        QVERIFY(m_at->type(u"searchField"_s, u"mallory"_s));
        QTRY_COMPARE(m_view->model()->rowCount(), 1);
        QCOMPARE(idAt(0), u"@mallory:example.org"_s);
        QVERIFY(m_at->find(u"bulkBar"_s));
        QTest::keyClick(m_at->find(u"searchField"_s), Qt::Key_Escape);
        QVERIFY(m_at->waitStatus(u"Loaded 100 of 240"_s));
        m_at->clickHead(m_view, UsersModel::NameColumn);
        m_at->clickHead(m_view, UsersModel::NameColumn);
        QTRY_VERIFY(idAt(0) != u"@alice:example.org"_s);
        QVERIFY(m_at->world.session->users()->isTicked(ticked));
        QVERIFY(m_at->click(u"clearSelectionButton"_s));
        QVERIFY(m_at->waitGone(u"bulkBar"_s));
    }

    void saysWhenNothingMatches() {
        QVERIFY(m_at->type(u"searchField"_s, u"nobody-here"_s));
        QVERIFY(m_at->waitFor(u"emptyStateButton"_s));
        QVERIFY(m_at->pictures(u"users-filtered"_s));
        QVERIFY(m_at->click(u"emptyStateButton"_s));
        // All filters are gone, those of the first show too.
        QVERIFY(m_at->waitStatus(u"Loaded 100 of 250"_s));
    }

    void filtersByChips() {
        toggle(u"admins"_s);
        QTRY_COMPARE(m_view->model()->rowCount(), 2);
        QVERIFY(m_at->click(u"chip-admins"_s)); // its x takes it away
        QVERIFY(m_at->waitStatus(u"Loaded 100 of 240"_s));
        toggle(u"locked"_s);
        QTRY_COMPARE(m_view->model()->rowCount(), 2);
        QCOMPARE(idAt(0), u"@ivan:example.org"_s);
        QVERIFY(!m_at->find(u"chip-notDeactivated"_s)); // one state at a time
        toggle(u"suspended"_s);
        QTRY_COMPARE(m_view->model()->rowCount(), 2);
        QCOMPARE(idAt(0), u"@frank:example.org"_s);
        toggle(u"deactivated"_s);
        QTRY_COMPARE(m_view->model()->rowCount(), 5);
        toggle(u"guests"_s);
        QTRY_COMPARE(m_view->model()->rowCount(), 5);
        QTRY_COMPARE(idAt(0), u"@member-240:example.org"_s);
    }

    void locksManyAndSaysWhichFailed() {
        m_at->server.stubborn = u"@carol:example.org"_s;
        for (const int row : {0, 1, 2, 3})
            m_at->clickCell(m_view, row, UsersModel::TickColumn);
        QVERIFY(m_at->pictures(u"users-ticked"_s));
        QVERIFY(m_at->click(u"bulkLockButton"_s));
        QVERIFY(m_at->waitFor(u"pageNews"_s));
        QVERIFY(m_at->find(u"pageNews"_s)->accessibleName().contains(u"2 accounts locked"));
        QVERIFY(m_at->find(u"pageNews"_s)->accessibleName().contains(u"@carol"));
        QVERIFY(m_at->find(u"pageNews"_s)->accessibleName().contains(u"Your own account"));
        QCOMPARE(m_at->world.session->users()->ticked(), QSet<QString>{u"@carol:example.org"_s});
        QVERIFY(!m_at->server.user(u"@alice:example.org"_s)->value(u"locked").toBool());
        QVERIFY(m_at->server.user(u"@bob:example.org"_s)->value(u"locked").toBool());
        QVERIFY(m_at->pictures(u"users-part-failed"_s));
        m_at->server.stubborn.clear();
        QVERIFY(m_at->click(u"tryRestButton"_s));
        QVERIFY(m_at->waitToast(u"1 account locked"_s));
        QVERIFY(m_at->click(u"toastUndoButton"_s));
        QTRY_VERIFY(!m_at->server.user(u"@carol:example.org"_s)->value(u"locked").toBool());
    }

    void deactivatesManyAfterTheNumberIsTyped() {
        m_at->clickCell(m_view, 1, UsersModel::TickColumn);
        m_at->clickCell(m_view, 2, UsersModel::TickColumn);
        QVERIFY(m_at->click(u"bulkDeactivateButton"_s));
        QVERIFY(m_at->waitFor(u"confirmButton"_s));
        QVERIFY(!m_at->find(u"confirmButton"_s)->isEnabled());
        QVERIFY(m_at->type(u"typeToConfirmField"_s, u"2"_s));
        QVERIFY(m_at->pictures(u"users-deactivate-many"_s, u"confirmDialog"_s));
        QVERIFY(m_at->click(u"confirmButton"_s));
        QTRY_VERIFY(m_at->server.user(u"@bob:example.org"_s)->value(u"deactivated").toBool());
        QVERIFY(m_at->waitToast(u"2 accounts deactivated"_s));
    }

    void sendsANoticeToThoseThatAreTicked() {
        m_at->clickCell(m_view, 1, UsersModel::TickColumn);
        m_at->clickCell(m_view, 2, UsersModel::TickColumn);
        QVERIFY(m_at->click(u"bulkNoticeButton"_s));
        QVERIFY(m_at->waitFor(u"noticeField"_s));
        QVERIFY(!m_at->click(u"sendNoticeButton"_s)); // nothing to say yet
        QTest::keyClicks(m_at->find(u"noticeField"_s), u"Off on Sunday."_s);
        QVERIFY(m_at->pictures(u"users-notice"_s, u"noticeDialog"_s));
        QVERIFY(m_at->click(u"sendNoticeButton"_s));
        QVERIFY(m_at->waitToast(u"sent to 2 people"_s));
        QCOMPARE(m_at->server.notices.value(u"@bob:example.org"_s), u"Off on Sunday."_s);
        QVERIFY(m_at->waitGone(u"bulkBar"_s));
    }

    void saysHowToTurnNoticesOn() {
        m_at->server.noticesAreOff = true;
        m_at->clickCell(m_view, 1, UsersModel::TickColumn);
        QVERIFY(m_at->click(u"bulkNoticeButton"_s));
        QVERIFY(m_at->waitFor(u"noticeField"_s));
        QTest::keyClicks(m_at->find(u"noticeField"_s), u"Hello."_s);
        QVERIFY(m_at->click(u"sendNoticeButton"_s));
        QVERIFY(m_at->waitFor(u"pageNews"_s));
        QVERIFY(m_at->find(u"pageNews"_s)->accessibleName().contains(u"server_notices"));
        QVERIFY(m_at->world.session->users()->isTicked(u"@bob:example.org"_s));
        QVERIFY(m_at->pictures(u"users-notice-off"_s));
    }

    void offersNoNoticeWhereNoticesAreOff() {
        m_at->server.noticesAreOff = true;
        // What a server offers is asked when it answers again.
        m_at->world.transport->setDown(true);
        m_at->world.session->users()->refresh();
        auto *connection = m_at->world.session->connection();
        QTRY_VERIFY(!connection->isUsable());
        m_at->world.transport->setDown(false);
        connection->tryNow();
        QTRY_VERIFY(!m_at->world.session->abilities().notices);
        m_at->clickCell(m_view, 1, UsersModel::TickColumn);
        QVERIFY(m_at->waitFor(u"bulkNoticeButton"_s));
        QVERIFY(m_at->find(u"bulkLockButton"_s)->isEnabled());
        QVERIFY(!m_at->click(u"bulkNoticeButton"_s));
        QVERIFY(m_at->find(u"bulkNoticeButton"_s)->toolTip().contains(u"server_notices"));
    }

    // Nobody presses a key: the list keeps up by itself, and says how old it is.
    void keepsUpByItself() {
        QTRY_VERIFY(m_at->status().contains(u"Updated "));
        QCOMPARE(stateAt(1), u"Active"_s);
        m_at->server.user(u"@bob:example.org"_s)->insert(u"locked"_s, true);
        QTRY_COMPARE_WITH_TIMEOUT(stateAt(1), u"Locked"_s, test::patienceMs);
        QTRY_VERIFY(m_at->status().contains(u"Updated 0 s ago") ||
                    m_at->status().contains(u"Updated 1 s ago"));
    }

    void makesNobodyUp() {
        m_at->window->openPage(u"users"_s, u"@nosuchperson:example.org"_s);
        QVERIFY(m_at->waitFor(u"userPanel"_s));
        auto *panel = m_at->find(u"userPanel"_s);
        const auto says = [panel](const QString &words) {
            const auto labels = panel->findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
                return label->isVisible() && label->text().contains(words);
            });
        };
        QTRY_VERIFY(says(u"There is no account"_s));
        const auto pills = panel->findChildren<ui::StatusPill *>();
        for (const auto *pill : pills)
            QVERIFY(!pill->isVisible());
        QVERIFY(!m_at->find(u"deactivateButton"_s));
        QVERIFY(!m_at->click(u"moreActionsButton"_s));
    }

    void exportsWhatTheFiltersShow() {
        toggle(u"suspended"_s);
        QTRY_COMPARE(m_view->model()->rowCount(), 2);
        QCOMPARE(exported(), QByteArray("@frank:example.org,Frank,suspended,no,no,"));
        QVERIFY(m_at->waitToast(u"2 rows saved"_s));
        toggle(u"suspended"_s);
        toggle(u"notDeactivated"_s);
        QVERIFY(m_at->waitStatus(u"Loaded 100 of 240"_s));
        QCOMPARE(exported(), QByteArray("@alice:example.org,Alice,active,yes,no,"));
        QVERIFY(m_at->waitToast(u"240 rows saved"_s)); // more than are loaded
        QCOMPARE(m_view->model()->rowCount(), 100);
    }

    void saysWhyATableWasNotSaved() {
        QVERIFY(m_at->click(u"exportButton"_s));
        QVERIFY(m_at->waitFor(u"exportDialog"_s));
        auto *dialog = m_at->find<QFileDialog>(u"exportDialog"_s);
        Q_EMIT dialog->fileSelected(u"/nowhere/at/all/people.csv"_s);
        dialog->close();
        QVERIFY(m_at->waitFor(u"pageNews"_s));
        QVERIFY(m_at->find(u"pageNews"_s)->accessibleName().contains(u"was not saved"));
        QVERIFY(m_at->find(u"exportButton"_s)->isEnabled());
    }

    void keepsPlaceOverARefresh() {
        m_view->verticalScrollBar()->setValue(40 * 34);
        m_at->clickCell(m_view, 45, UsersModel::TickColumn);
        m_view->setFocus();
        m_view->setCurrentIndex(m_view->model()->index(46, UsersModel::NameColumn));
        const QString current = idAt(46);
        const QString ticked = idAt(45);
        const int place = m_view->verticalScrollBar()->value();
        // Somebody new comes at the end of the order, somebody above goes.
        m_at->server.user(u"@bob:example.org"_s)->insert(u"deactivated"_s, true);
        QSignalSpy resets(m_view->model(), &QAbstractItemModel::modelReset);
        QTest::keyClick(m_at->window.get(), Qt::Key_F5);
        QTRY_COMPARE(m_at->world.session->users()->total(), 239);
        QCOMPARE(resets.size(), 0);
        QCOMPARE(m_view->currentIndex().data(app::PagedModel::IdRole).toString(), current);
        QVERIFY(m_at->world.session->users()->isTicked(ticked));
        QVERIFY(std::abs(m_view->verticalScrollBar()->value() - place) <= 34);
    }

    void opensDetailsInPlaceOfTheList() {
        m_view->setFocus();
        m_view->setCurrentIndex(m_view->model()->index(3, UsersModel::NameColumn));
        QTest::keyClick(m_view, Qt::Key_Return, Qt::AltModifier);
        QVERIFY(m_at->waitFor(u"userPanel"_s));
        QTRY_VERIFY(!m_view->isVisible());
        QTRY_COMPARE(m_at->world.session->userDetails()->viewState(), app::ViewState::Ready);
        QCOMPARE(m_at->window->focusWidget(), m_at->find(u"backToListButton"_s));
        QTest::qWait(100);
        QVERIFY(m_at->pictures(u"users-panel-whole"_s));
        QTest::keyClick(m_at->window->focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY(m_view->isVisible());
        QVERIFY(m_view->hasFocus());
        QTest::keyClick(m_view, Qt::Key_Return);
        QVERIFY(m_at->waitFor(u"userPanel"_s));
        QVERIFY(m_view->isVisible());
    }

    void saysWhyDetailsAreMissing() {
        m_at->world.transport->on("GET", "/_synapse/admin/v2/users/%40dave%3Aexample.org",
                                  QJsonObject{{u"errcode"_s, u"M_UNKNOWN"_s}}, 500);
        m_at->clickCell(m_view, 3, UsersModel::NameColumn);
        QVERIFY(m_at->waitFor(u"userPanel"_s));
        QTRY_COMPARE(m_at->world.session->userDetails()->viewState(), app::ViewState::Failed);
        QTest::qWait(50);
        QVERIFY(m_at->pictures(u"users-panel-failed"_s));
    }

    void panelFollowsTheRow() {
        m_at->clickCell(m_view, 3, UsersModel::NameColumn);
        QVERIFY(m_at->waitFor(u"userPanel"_s));
        QVERIFY(m_at->waitFor(u"signOutButton-LAPTOP"_s));
        QTest::qWait(100);
        QVERIFY(m_at->pictures(u"users-panel"_s));
        QTest::keyClick(m_view, Qt::Key_Down);
        QTRY_COMPARE(m_at->world.session->userDetails()->id(), idAt(4));
        QString offender;
        QVERIFY2(test::everyTabStopHasAName(*m_at->window, &offender), qPrintable(offender));
        QTest::keyClick(m_view, Qt::Key_Escape);
        QVERIFY(m_at->waitGone(u"userPanel"_s));
    }

    void panelReplacesTheListInANarrowWindow() {
        m_at->window->resize(980, 700);
        m_at->clickCell(m_view, 3, UsersModel::NameColumn);
        QVERIFY(m_at->waitFor(u"userPanel"_s));
        QTRY_VERIFY(!m_view->isVisible());
        QVERIFY(m_at->pictures(u"users-panel-narrow"_s));
        QVERIFY(m_at->click(u"backToListButton"_s));
        QTRY_VERIFY(m_view->isVisible());
    }

    void locksWithUndo() {
        open(u"@dave:example.org"_s);
        QVERIFY(m_at->click(u"lockButton"_s));
        QVERIFY(m_at->waitToast(u"@dave:example.org is locked"_s));
        QVERIFY(m_at->server.user(u"@dave:example.org"_s)->value(u"locked").toBool());
        QTRY_COMPARE(m_at->textOf(u"lockButton"_s), u"Unlock"_s);
        QVERIFY(m_at->pictures(u"users-locked"_s));
        QVERIFY(m_at->click(u"toastUndoButton"_s));
        QTRY_VERIFY(!m_at->server.user(u"@dave:example.org"_s)->value(u"locked").toBool());
    }

    void changesTheName() {
        open(u"@dave:example.org"_s);
        QVERIFY(m_at->click(u"editUserButton"_s));
        QVERIFY(m_at->type(u"displayNameField"_s, u"David"_s));
        QVERIFY(m_at->click(u"saveButton"_s));
        QTRY_COMPARE(m_at->server.user(u"@dave:example.org"_s)->value(u"displayname").toString(),
                     u"David"_s);
        QVERIFY(m_at->click(u"toastUndoButton"_s));
        QTRY_COMPARE(m_at->server.user(u"@dave:example.org"_s)->value(u"displayname").toString(),
                     u"Dave"_s);
    }

    void signsOutADevice() {
        open(u"@dave:example.org"_s);
        QVERIFY(m_at->click(u"signOutButton-PHONE"_s));
        QVERIFY(m_at->pictures(u"users-sign-out"_s, u"confirmDialog"_s));
        QVERIFY(m_at->click(u"confirmButton"_s));
        QTRY_COMPARE(m_at->server.devices.value(u"@dave:example.org"_s).size(), 2);
        QVERIFY(m_at->waitGone(u"signOutButton-PHONE"_s));
    }

    void givesAndTakesTheAdministratorRight() {
        open(u"@dave:example.org"_s);
        QVERIFY(m_at->click(u"adminButton"_s));
        QVERIFY(m_at->click(u"confirmButton"_s));
        QTRY_VERIFY(m_at->server.user(u"@dave:example.org"_s)->value(u"admin").toBool());
    }

    void resetsThePassword() {
        open(u"@dave:example.org"_s);
        QVERIFY(m_at->click(u"resetPasswordButton"_s));
        QVERIFY(m_at->click(u"typePasswordRadio"_s));
        QVERIFY(m_at->type(u"passwordField"_s, u"short"_s));
        QVERIFY(m_at->click(u"resetButton"_s));
        QTest::qWait(100);
        QVERIFY(!m_at->server.passwords.contains(u"@dave:example.org"_s)); // too short
        QVERIFY(m_at->pictures(u"users-reset-password"_s, u"resetPasswordDialog"_s));
        QVERIFY(m_at->type(u"passwordField"_s, u"kelp-orbit-lantern-47"_s));
        QVERIFY(m_at->find<QCheckBox>(u"signOutDevicesBox"_s)->isChecked());
        QVERIFY(m_at->click(u"resetButton"_s));
        QVERIFY(m_at->waitFor(u"newPasswordField"_s));
        QCOMPARE(m_at->server.passwords.value(u"@dave:example.org"_s), u"kelp-orbit-lantern-47"_s);
        QVERIFY(m_at->server.devices.value(u"@dave:example.org"_s).isEmpty());
        QVERIFY(m_at->find(u"saveCardButton"_s));
        const QByteArray card = ui::accountCard(m_at->world.session->profile(),
                                                u"@carol:example.org"_s, u"k7mf-x3rt"_s);
        QVERIFY(card.startsWith("%PDF-"));
        QVERIFY(card.contains("/Count 1")); // one page
        QFile file(qEnvironmentVariable("HEARTH_BUILD_DIR") + u"/screenshots/account-card.pdf"_s);
        file.remove();
        std::optional<QString> problem;
        ui::saveFile(file.fileName(), card, m_at->window.get(),
                     [&](const QString &text) { problem = text; });
        QTRY_COMPARE(problem, std::optional<QString>(QString()));
        QCOMPARE(file.size(), card.size());
        // It holds the password.
        QVERIFY(!(file.permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        QVERIFY(m_at->pictures(u"users-new-password"_s, u"resetPasswordDialog"_s));
        QVERIFY(m_at->click(u"doneButton"_s));
        QVERIFY(m_at->waitGone(u"resetPasswordDialog"_s));
    }

    void deactivatesAfterTheNameIsTyped() {
        open(u"@dave:example.org"_s);
        QVERIFY(m_at->waitFor(u"signOutButton-LAPTOP"_s));
        QVERIFY(m_at->click(u"deactivateButton"_s));
        QVERIFY(m_at->waitFor(u"confirmButton"_s));
        QVERIFY(m_at->type(u"typeToConfirmField"_s, u"dav"_s));
        QVERIFY(!m_at->click(u"confirmButton"_s));
        QVERIFY(m_at->type(u"typeToConfirmField"_s, u"dave"_s));
        QVERIFY(m_at->click(u"eraseBox"_s));
        QVERIFY(m_at->pictures(u"users-deactivate"_s, u"confirmDialog"_s));
        QVERIFY(m_at->click(u"confirmButton"_s));
        QTRY_VERIFY(m_at->server.user(u"@dave:example.org"_s)->value(u"erased").toBool());
        QVERIFY(m_at->waitToast(u"deactivated and erased"_s));
        QVERIFY(m_at->waitGone(u"lockButton"_s));
        QVERIFY(m_at->pictures(u"users-deactivated"_s));
    }

    void guardsTheOwnAccount() {
        open(u"@alice:example.org"_s);
        for (const auto &name :
             {u"lockButton"_s, u"suspendButton"_s, u"deactivateButton"_s, u"adminButton"_s}) {
            QVERIFY(m_at->waitFor(name));
            QVERIFY(!m_at->find(name)->isEnabled());
        }
        m_view->setFocus();
        QTest::keyClick(m_view, Qt::Key_Delete);
        QVERIFY(m_at->waitToast(u"signed in with"_s));
        QVERIFY(!m_at->find(u"confirmDialog"_s));
        QVERIFY(m_at->pictures(u"users-own"_s));
    }

    void makesAnAccount() {
        QVERIFY(m_at->click(u"newUserButton"_s));
        QVERIFY(m_at->type(u"userNameField"_s, u"bob"_s));
        QVERIFY(m_at->click(u"createUserButton"_s));
        QTest::qWait(150);
        QCOMPARE(m_at->server.user(u"@bob:example.org"_s)->value(u"displayname").toString(),
                 u"Bob"_s); // taken: must not be overwritten
        QVERIFY(!m_at->server.passwords.contains(u"@bob:example.org"_s));
        QVERIFY(m_at->pictures(u"users-new-taken"_s, u"newUserDialog"_s));
        QVERIFY(m_at->type(u"userNameField"_s, u"victor"_s));
        QVERIFY(m_at->type(u"displayNameField"_s, u"Victor"_s));
        const QString password = m_at->find<QLineEdit>(u"passwordField"_s)->text();
        QVERIFY(password.size() >= 16);
        QTest::qWait(500);
        QVERIFY(m_at->pictures(u"users-new"_s, u"newUserDialog"_s));
        QString offender;
        QVERIFY2(test::everyTabStopHasAName(*m_at->find(u"newUserDialog"_s), &offender),
                 qPrintable(offender));
        QVERIFY(m_at->click(u"createUserButton"_s));
        QVERIFY(m_at->waitFor(u"newUserResult"_s));
        const auto *made = m_at->server.user(u"@victor:example.org"_s);
        QVERIFY(made);
        QCOMPARE(made->value(u"displayname").toString(), u"Victor"_s);
        QVERIFY(!made->value(u"admin").toBool());
        QCOMPARE(m_at->server.passwords.value(u"@victor:example.org"_s), password);
        QVERIFY(m_at->pictures(u"users-new-result"_s, u"newUserDialog"_s));
        QVERIFY(m_at->click(u"showInListButton"_s));
        QVERIFY(m_at->waitFor(u"userPanel"_s));
        QCOMPARE(m_at->world.session->userDetails()->id(), u"@victor:example.org"_s);
    }

    void keepsRowsWhenTheConnectionIsLost() {
        m_at->world.transport->setDown(true);
        m_at->world.session->users()->refresh();
        QTRY_COMPARE(m_at->world.session->users()->viewState(), app::ViewState::ConnectionLost);
        QCOMPARE(m_view->model()->rowCount(), 100);
        QVERIFY(!m_at->find(u"newUserButton"_s)->isEnabled());
        QVERIFY(m_at->pictures(u"users-lost"_s));
        m_at->world.transport->setDown(false);
        m_at->world.session->connection()->tryNow();
        QTRY_VERIFY(m_at->find(u"newUserButton"_s)->isEnabled());
    }

    void copiesWithTheKeyboard() {
        m_view->setFocus();
        m_view->setCurrentIndex(m_view->model()->index(1, UsersModel::NameColumn));
        QTest::keyClick(m_view, Qt::Key_C, Qt::ControlModifier);
        QTRY_COMPARE(QGuiApplication::clipboard()->text(), u"@bob:example.org"_s);
        QTest::keyClick(m_view, Qt::Key_Space);
        QVERIFY(m_at->world.session->users()->isTicked(u"@bob:example.org"_s));
        QTest::keyClick(m_view, Qt::Key_Return);
        QVERIFY(m_at->waitFor(u"userPanel"_s));
    }

private:
    /// Saves by the button; the first line of the file after its head, without the times.
    QByteArray exported() {
        const QString file = m_folder.filePath(u"people.csv"_s);
        QFile::remove(file);
        if (!m_at->click(u"exportButton"_s) || !m_at->waitFor(u"exportDialog"_s))
            return {};
        auto *dialog = m_at->find<QFileDialog>(u"exportDialog"_s);
        Q_EMIT dialog->fileSelected(file);
        dialog->close();
        if (!QTest::qWaitFor([&] { return QFile::exists(file); }, 3000))
            return {};
        QFile saved(file);
        if (!saved.open(QIODevice::ReadOnly))
            return {};
        const QByteArray line = saved.readAll().split('\n').value(1);
        return line.left(line.indexOf(",20"));
    }
    [[nodiscard]] QString stateAt(int row) const {
        return m_view->model()->index(row, UsersModel::StateColumn).data().toString();
    }
    [[nodiscard]] QString idAt(int row) const {
        return m_view->model()->index(row, 0).data(app::PagedModel::IdRole).toString();
    }
    void open(const QString &id) {
        const int row = m_at->world.session->users()->rowOf(id);
        QVERIFY(row >= 0);
        m_view->scrollTo(m_view->model()->index(row, 0));
        m_at->clickCell(m_view, row, UsersModel::NameColumn);
        QVERIFY(m_at->waitFor(u"userPanel"_s));
        QTRY_COMPARE(m_at->world.session->userDetails()->viewState(), app::ViewState::Ready);
    }
    /// Chooses from the menu of "+ Filter", as a person would.
    void toggle(const QString &filter) {
        auto *more = m_at->find<QToolButton>(u"moreFiltersButton"_s);
        QVERIFY(more);
        Q_EMIT more->menu()->aboutToShow();
        auto *action = more->menu()->findChild<QAction *>(u"filter-"_s + filter);
        QVERIFY(action);
        action->trigger();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<test::ListFixture> m_at;
    ui::DataView *m_view = nullptr;
};

HEARTH_TEST(TestUsersPage)
#include "test_users_page.moc"
