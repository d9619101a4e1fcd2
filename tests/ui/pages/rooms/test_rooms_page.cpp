// SPDX-License-Identifier: Apache-2.0
// The screen of rooms with real clicks: find, sort, filter, block, take over, delete.
#include "tests/app/support/fake_transport.hpp"
#include "tests/ui/pages/support/page_fixture.hpp"

#include <QCheckBox>
#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTemporaryDir>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace hearth;
using app::RoomsModel;

class TestRoomsPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        test::failOnWarnings();
        m_at = std::make_unique<test::ListFixture>(u"rooms"_s, u"roomsTable"_s,
                                                   u"Loaded 100 of 120"_s);
        QVERIFY(m_at->isReady);
        m_view = m_at->view;
    }
    void cleanup() { m_at.reset(); }

    void sortsAndFilters() {
        m_at->clickHead(m_view, RoomsModel::MembersColumn);
        m_at->clickHead(m_view, RoomsModel::MembersColumn);
        QTRY_VERIFY(cell(0, RoomsModel::MembersColumn).toInt() > 140);
        QVERIFY(m_at->pictures(u"rooms-sorted"_s));
        QVERIFY(m_at->click(u"chip-public"_s));
        QVERIFY(m_at->waitStatus(u"Loaded 30 of 30"_s));
        QVERIFY(m_at->click(u"chip-empty"_s));
        QTRY_COMPARE(m_view->model()->rowCount(), 3);
        QVERIFY(m_at->click(u"chip-public"_s));
        QVERIFY(m_at->click(u"chip-empty"_s));
        QVERIFY(m_at->waitStatus(u"Loaded 100 of 120"_s));
        QVERIFY(m_at->type(u"searchField"_s, u"Homelab 3"_s));
        QTRY_COMPARE(m_view->model()->rowCount(), 1);
    }

    void showsRoomsWithoutAName() {
        QVERIFY(m_at->type(u"searchField"_s, u"Ff20:"_s));
        QTRY_COMPARE(m_view->model()->rowCount(), 1);
        QCOMPARE(cell(0, RoomsModel::NameColumn), u"#room-20:example.org"_s);
        QVERIFY(m_at->type(u"searchField"_s, u"Ff21:"_s));
        QTRY_COMPARE(m_view->model()->rowCount(), 1);
        QTRY_COMPARE(cell(0, RoomsModel::NameColumn), u"Unnamed room"_s);
        m_at->clickCell(m_view, 0, RoomsModel::NameColumn);
        QVERIFY(m_at->click(u"deleteRoomButton"_s));
        // Digits, which every keyboard has, and which belong to this room.
        QVERIFY(m_at->waitFor(u"typeToConfirmField"_s));
        QString asked = m_at->find(u"typeToConfirmField"_s)->accessibleName();
        asked.remove(u"To continue, type "_s);
        QVERIFY(asked.size() == 4 && asked.toInt() >= 1000);
        QVERIFY(m_at->type(u"typeToConfirmField"_s, asked));
        QVERIFY(m_at->find(u"confirmButton"_s)->isEnabled());
        QVERIFY(m_at->click(u"cancelButton"_s));
    }

    void showsFactsAndPeople() {
        open(u"Book club"_s);
        QVERIFY(m_at->waitFor(u"userLink-@alice:example.org"_s));
        QTest::qWait(100);
        QVERIFY(m_at->pictures(u"rooms-panel"_s));
        QString offender;
        QVERIFY2(test::everyTabStopHasAName(*m_at->window, &offender), qPrintable(offender));
        QVERIFY(m_at->click(u"showAllPeopleButton"_s));
        QVERIFY(m_at->waitFor(u"userLink-@ivan:example.org"_s));
        QVERIFY(m_at->click(u"userLink-@alice:example.org"_s));
        QTRY_COMPARE(m_at->window->currentPageId(), u"users"_s);
        QVERIFY(m_at->waitFor(u"userPanel"_s));
    }

    // A room may be open to other servers where the server itself is not.
    void saysWhatFederationMeansHere() {
        const auto fact = [this](const QString &words) {
            const auto labels = m_at->find(u"roomPanel"_s)->findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
                return label->isVisible() && label->text() == words;
            });
        };
        open(u"Book club"_s);
        QTRY_VERIFY(fact(u"Members of certain rooms or spaces, and invited people"_s));
        m_at->world.transport->on("GET", "/_matrix/federation/v1/publicRooms",
                                  QJsonObject{{u"errcode"_s, u"M_UNAUTHORIZED"_s}}, 401);
        askAgain();
        QTRY_VERIFY(fact(u"Open to other servers"_s));
        m_at->world.transport->on("GET", "/_matrix/federation/v1/publicRooms",
                                  QJsonObject{{u"errcode"_s, u"M_UNRECOGNIZED"_s}}, 404);
        askAgain();
        QTRY_VERIFY(fact(u"Open to other servers, but this server's federation is off"_s));
    }

    void blocksWithUndo() {
        const QString id = open(u"Book club"_s);
        QVERIFY(m_at->click(u"blockButton"_s));
        QTRY_VERIFY(m_at->server.blocked.value(id));
        QTRY_COMPARE(m_at->textOf(u"blockButton"_s), u"Unblock"_s);
        QVERIFY(m_at->click(u"toastUndoButton"_s));
        QTRY_VERIFY(!m_at->server.blocked.value(id));
    }

    void makesMeAdmin() {
        open(u"Book club"_s);
        QVERIFY(m_at->click(u"makeMeAdminButton"_s));
        QVERIFY(m_at->pictures(u"rooms-make-admin"_s, u"confirmDialog"_s));
        QVERIFY(m_at->click(u"confirmButton"_s));
        QTRY_COMPARE(m_at->server.lastRoomAdmin, u"@alice:example.org"_s);
        QVERIFY(m_at->waitToast(u"You are now an owner of Book club"_s));
    }

    void deletesAfterTheNameIsTyped() {
        const QString id = open(u"Book club"_s);
        QVERIFY(m_at->click(u"deleteRoomButton"_s));
        QVERIFY(m_at->type(u"typeToConfirmField"_s, u"Book"_s));
        QVERIFY(!m_at->click(u"confirmButton"_s));
        QVERIFY(m_at->type(u"typeToConfirmField"_s, u"Book club"_s));
        QVERIFY(m_at->click(u"blockBox"_s));
        QVERIFY(m_at->click(u"tellPeopleBox"_s));
        QVERIFY(m_at->waitFor(u"roomMessageField"_s));
        QTest::keyClicks(m_at->find(u"roomMessageField"_s), u"We moved."_s);
        QVERIFY(m_at->pictures(u"rooms-delete"_s, u"confirmDialog"_s));
        QVERIFY(m_at->click(u"confirmButton"_s));
        QVERIFY(m_at->waitFor(u"deletionSteps"_s));
        QTest::qWait(300);
        QVERIFY(m_at->pictures(u"rooms-deleting"_s));
        // Later nobody else can tell which room it was.
        const auto *jobs = m_at->world.session->jobs();
        QCOMPARE(jobs->index(0, app::JobsModel::SubjectColumn).data().toString(), u"Book club"_s);
        QCOMPARE(jobs->index(0, 0).data(app::JobsModel::SubjectRole).toString(), id);
        QVERIFY(m_at->server.lastDeletion.value(u"block").toBool());
        QVERIFY(m_at->server.lastDeletion.value(u"purge").toBool());
        QCOMPARE(m_at->server.lastDeletion.value(u"message").toString(), u"We moved."_s);
        QCOMPARE(m_at->server.lastDeletion.value(u"new_room_user_id").toString(),
                 u"@alice:example.org"_s);
        m_at->world.transport->requests.clear();
        QVERIFY(QTest::qWaitFor([&] { return !m_at->server.room(id); }, 15'000));
        // The number beside the name of the screen is asked for at once, not after half a minute.
        QTRY_VERIFY(isAskedFor(u"/_hearth/admin/v1/status"_s));
        QTRY_COMPARE(m_at->world.session->rooms()->rowOf(id), -1);
        QVERIFY(m_at->waitToast(u"Book club has been deleted"_s));
        QVERIFY(m_at->waitGone(u"roomPanel"_s));
    }

    void saysWhyADeletionFailed() {
        m_at->server.deletionStages = {u"scheduled"_s, u"failed"_s};
        open(u"Book club"_s);
        QVERIFY(m_at->click(u"deleteRoomButton"_s));
        QVERIFY(m_at->type(u"typeToConfirmField"_s, u"Book club"_s));
        QVERIFY(m_at->click(u"confirmButton"_s));
        QVERIFY(QTest::qWaitFor([&] { return m_at->find(u"pageNews"_s) != nullptr; }, 15'000));
        const QString news = m_at->find(u"pageNews"_s)->accessibleName();
        QVERIFY2(news.contains(u"Book club was not deleted"), qPrintable(news));
    }

    void exportsWhatTheFiltersShow() {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"rooms.csv"_s);
        QVERIFY(m_at->click(u"chip-public"_s));
        QVERIFY(m_at->waitStatus(u"Loaded 30 of 30"_s));
        QVERIFY(m_at->click(u"exportButton"_s));
        QVERIFY(m_at->waitFor(u"exportDialog"_s));
        auto *dialog = m_at->find<QFileDialog>(u"exportDialog"_s);
        Q_EMIT dialog->fileSelected(file);
        dialog->close();
        QVERIFY(m_at->waitToast(u"30 rows saved"_s));
        QFile saved(file);
        QVERIFY(saved.open(QIODevice::ReadOnly));
        const auto lines = saved.readAll().split('\n');
        QVERIFY(lines.at(0).startsWith("\xEF\xBB\xBFroom_id,name,alias,people,"));
        QVERIFY(lines.at(1).contains(",#room-20:example.org,145,73,public,no,yes,"));
    }

    void opensTheMenuOfThePanel() {
        open(u"Book club"_s);
        auto *more = m_at->find<QToolButton>(u"moreActionsButton"_s);
        QVERIFY(more);
        Q_EMIT more->menu()->aboutToShow();
        QStringList texts;
        for (const auto *action : more->menu()->actions())
            texts << action->text();
        QVERIFY(texts.contains(u"Delete room…"_s));
    }

    void blocksMany() {
        m_at->clickCell(m_view, 0, RoomsModel::TickColumn);
        m_at->clickCell(m_view, 1, RoomsModel::TickColumn);
        QVERIFY(m_at->click(u"bulkBlockButton"_s));
        QVERIFY(m_at->waitToast(u"2 rooms blocked"_s));
        QCOMPARE(m_at->server.blocked.values().count(true), 2);
        QVERIFY(m_at->click(u"toastUndoButton"_s));
        QTRY_COMPARE(m_at->server.blocked.values().count(true), 0);
    }

private:
    /// A new run of the server: what holds for a whole run is asked anew.
    void askAgain() {
        static int run = 0;
        m_at->world.transport->on("GET", "/_hearth/admin/v1/status",
                                  QJsonObject{{u"server_name"_s, u"example.org"_s},
                                              {u"instance"_s, u"run %1"_s.arg(++run)}});
        m_at->world.session->dashboard()->refresh();
    }
    [[nodiscard]] bool isAskedFor(const QString &path) const {
        const auto &all = m_at->world.transport->requests;
        return std::any_of(all.begin(), all.end(),
                           [&](const app::HttpRequest &request) { return request.path == path; });
    }
    [[nodiscard]] QString cell(int row, int column) const {
        return m_view->model()->index(row, column).data().toString();
    }
    QString open(const QString &name) {
        auto *model = m_view->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            if (cell(row, RoomsModel::NameColumn) != name)
                continue;
            m_view->scrollTo(model->index(row, 0));
            m_at->clickCell(m_view, row, RoomsModel::NameColumn);
            (void)m_at->waitFor(u"roomPanel"_s);
            auto *details = m_at->world.session->roomDetails();
            (void)QTest::qWaitFor([&] { return details->viewState() == app::ViewState::Ready; },
                                  3000);
            return model->index(row, 0).data(app::PagedModel::IdRole).toString();
        }
        return {};
    }

    std::unique_ptr<test::ListFixture> m_at;
    ui::DataView *m_view = nullptr;
};

HEARTH_TEST(TestRoomsPage)
#include "test_rooms_page.moc"
