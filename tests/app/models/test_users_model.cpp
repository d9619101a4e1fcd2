// SPDX-License-Identifier: Apache-2.0
// The table of accounts against a fake server.
#include "app/models/users_model.hpp"
#include "tests/app/support/connected.hpp"
#include "tests/support/test_main.hpp"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace hearth::app;
using hearth::test::Connected;
using hearth::test::FakeTransport;

class TestUsersModel : public QObject {
    Q_OBJECT
private:
    QStringList m_names;

    static QString id(int i) { return QStringLiteral("@u%1:x").arg(i, 4, 10, QLatin1Char('0')); }
    void people(int count) {
        m_names.clear();
        for (int i = 0; i < count; ++i)
            m_names << id(i);
    }
    void serve(Connected &c) {
        c.servePages("/_synapse/admin/v3/users", "users", "total", "next_token", [this] {
            QJsonArray users;
            for (const auto &name : std::as_const(m_names))
                users.append(QJsonObject{{QStringLiteral("name"), name},
                                         {QStringLiteral("displayname"), QStringLiteral("N")},
                                         {QStringLiteral("creation_ts"), 1700000000000LL},
                                         {QStringLiteral("admin"), name == id(1)},
                                         {QStringLiteral("device_count"), 1200},
                                         {QStringLiteral("media_length"), 3 * 1024 * 1024}});
            return users;
        });
    }

private Q_SLOTS:
    void loadsPageByPage() {
        Connected c;
        people(250);
        serve(c);
        c.up();
        UsersModel model(c.connection);
        QAbstractItemModelTester tester(&model);
        QCOMPARE(model.viewState(), ViewState::Loading);
        model.activate();
        QTRY_COMPARE(model.viewState(), ViewState::Ready);
        QCOMPARE(model.loaded(), 100);
        QCOMPARE(model.total(), 250);
        QVERIFY(model.canFetchMore({}));
        model.fetchMore({});
        QVERIFY(!model.canFetchMore({}));
        QTRY_COMPARE(model.loaded(), 200);
        model.loadAll();
        QTRY_COMPARE(model.loaded(), 250);
        QVERIFY(!model.canFetchMore({}));
        QCOMPARE(model.idAt(249), id(249));
    }

    void showsWordsForEverything() {
        Connected c;
        people(2);
        serve(c);
        c.up();
        UsersModel model(c.connection);
        model.activate();
        QTRY_COMPARE(model.loaded(), 2);
        const auto cell = [&](int row, int column, int role) {
            return model.data(model.index(row, column), role);
        };
        QCOMPARE(cell(1, UsersModel::RoleColumn, Qt::DisplayRole).toString(),
                 QStringLiteral("Administrator"));
        QCOMPARE(cell(0, UsersModel::DevicesColumn, Qt::DisplayRole).toString(),
                 QLocale().toString(1200));
        QCOMPARE(cell(0, UsersModel::MediaColumn, Qt::DisplayRole).toString(),
                 QStringLiteral("3 MB"));
        QCOMPARE(cell(0, UsersModel::StateColumn, Qt::AccessibleTextRole).toString(),
                 QStringLiteral("Active"));
        for (int column = 0; column < UsersModel::ColumnCount_; ++column) {
            QVERIFY(!cell(0, column, Qt::AccessibleTextRole).toString().isEmpty());
            QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::AccessibleTextRole)
                         .toString()
                         .isEmpty());
        }
        QVERIFY(cell(0, UsersModel::NameColumn, UsersModel::UserRole_).value<User>().id == id(0));
    }

    void ticksSurviveSortingAndRefresh() {
        Connected c;
        people(50);
        serve(c);
        c.up();
        UsersModel model(c.connection);
        QAbstractItemModelTester tester(&model);
        model.activate();
        QTRY_COMPARE(model.loaded(), 50);
        QVERIFY(
            model.setData(model.index(7, UsersModel::TickColumn), Qt::Checked, Qt::CheckStateRole));
        QCOMPARE(model.tickState(), Qt::PartiallyChecked);
        std::reverse(m_names.begin(), m_names.end());
        model.sort(UsersModel::CreatedColumn, Qt::DescendingOrder);
        QCOMPARE(model.loaded(), 0);
        QTRY_COMPARE(model.loaded(), 50);
        QVERIFY(model.isTicked(id(7)));
        QCOMPARE(model.data(model.index(42, 0), Qt::CheckStateRole).toInt(),
                 static_cast<int>(Qt::Checked));
        const auto &query = c.transport.requests.constLast().query;
        QCOMPARE(query.queryItemValue(QStringLiteral("order_by")), QStringLiteral("creation_ts"));
        QCOMPARE(query.queryItemValue(QStringLiteral("dir")), QStringLiteral("b"));
        model.tickAllLoaded();
        QCOMPARE(model.tickState(), Qt::Checked);
        model.clearTicks();
        QCOMPARE(model.tickState(), Qt::Unchecked);
    }

    void refreshKeepsTheCurrentRowOnItsObject() {
        Connected c;
        people(30);
        serve(c);
        c.up();
        UsersModel model(c.connection);
        QAbstractItemModelTester tester(&model);
        model.activate();
        QTRY_COMPARE(model.loaded(), 30);
        const QPersistentModelIndex current(model.index(10, 1));
        m_names.removeAt(3);
        m_names.insert(0, QStringLiteral("@new:x"));
        m_names.insert(1, QStringLiteral("@newer:x"));
        m_names.move(20, 25);
        model.refresh();
        QTRY_COMPARE(model.loaded(), 31);
        QCOMPARE(current.data(UsersModel::IdRole).toString(), id(10));
        for (int row = 0; row < 31; ++row)
            QCOMPARE(model.idAt(row), m_names.at(row));
    }

    void searchDropsTheAnswerToOlderTyping() {
        Connected c;
        people(5);
        serve(c);
        c.up();
        UsersModel model(c.connection);
        model.activate();
        QTRY_COMPARE(model.loaded(), 5);
        const int before = c.transport.count("GET", QStringLiteral("/_synapse/admin/v3/users"));
        people(0);
        model.setSearch(QStringLiteral("z"));
        model.setSearch(QStringLiteral("zz"));
        QTRY_COMPARE(model.viewState(), ViewState::FilteredEmpty);
        QCOMPARE(c.transport.count("GET", QStringLiteral("/_synapse/admin/v3/users")), before + 2);
        QCOMPARE(model.query().search, QStringLiteral("zz"));
        model.clearFilters();
        QTRY_COMPARE(model.viewState(), ViewState::Empty);
    }

    void stateFollowsTheConnection() {
        Connected c;
        people(3);
        serve(c);
        UsersModel model(c.connection);
        model.activate();
        QCOMPARE(model.viewState(), ViewState::ServerStopped);
        c.connection.setServerRunning(true);
        QCOMPARE(model.viewState(), ViewState::SignedOut);
        c.connection.setSignedIn(true);
        QTRY_COMPARE(model.viewState(), ViewState::Ready);
        c.transport.setDown(true);
        model.refresh();
        QTRY_COMPARE(model.viewState(), ViewState::ConnectionLost);
        QCOMPARE(model.loaded(), 3);
        c.transport.setDown(false);
        c.connection.tryNow();
        QTRY_COMPARE(model.viewState(), ViewState::Ready);
    }

    void failedPageOffersToTryAgain() {
        Connected c;
        people(150);
        serve(c);
        c.up();
        UsersModel model(c.connection);
        model.activate();
        QTRY_COMPARE(model.loaded(), 100);
        c.transport.on("GET", "/_synapse/admin/v3/users",
                       {{QStringLiteral("errcode"), QStringLiteral("M_UNKNOWN")}}, 500);
        model.fetchMore({});
        QTRY_VERIFY(model.loadMoreFailed());
        QVERIFY(!model.canFetchMore({}));
        QCOMPARE(model.loaded(), 100);
        serve(c);
        model.retryLoadMore();
        QTRY_COMPARE(model.loaded(), 150);
    }

    void actsOnOneAndUpdatesTheRow() {
        Connected c;
        people(3);
        serve(c);
        c.transport.on("PUT", "/_synapse/admin/v2/users/", QJsonObject{});
        c.up();
        UsersModel model(c.connection);
        model.activate();
        QTRY_COMPARE(model.loaded(), 3);
        QSignalSpy done(&model, &UsersModel::actionDone);
        model.run(UserAction::Lock, id(2));
        QVERIFY(model.data(model.index(2, 1), UsersModel::BusyRole).toBool());
        QTRY_COMPARE(done.size(), 1);
        QVERIFY(!model.data(model.index(2, 1), UsersModel::BusyRole).toBool());
        QCOMPARE(model.data(model.index(2, 1), UsersModel::StateRole).toInt(),
                 static_cast<int>(UserState::Locked));
    }

    void failedActionStaysAtTheRow() {
        Connected c;
        people(3);
        serve(c);
        c.up();
        UsersModel model(c.connection);
        model.activate();
        QTRY_COMPARE(model.loaded(), 3);
        QSignalSpy failed(&model, &UsersModel::actionFailed);
        model.run(UserAction::Suspend, id(0));
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(!model.data(model.index(0, 1), UsersModel::RowErrorRole).toString().isEmpty());
        QCOMPARE(model.data(model.index(0, 1), UsersModel::StateRole).toInt(),
                 static_cast<int>(UserState::Active));
    }

    void bulkSkipsOneselfAndKeepsTheFailedTicked() {
        Connected c;
        people(10);
        serve(c);
        c.transport.on("POST", "/_synapse/admin/v1/deactivate/", QJsonObject{});
        c.transport.on("POST", "/_synapse/admin/v1/deactivate/%40u0005",
                       {{QStringLiteral("errcode"), QStringLiteral("M_UNKNOWN")},
                        {QStringLiteral("error"), QStringLiteral("no")}},
                       400);
        c.up();
        UsersModel model(c.connection);
        model.setOwnId(id(1));
        model.activate();
        QTRY_COMPARE(model.loaded(), 10);
        model.tickAllLoaded();
        QSignalSpy finished(&model, &UsersModel::bulkFinished);
        QSignalSpy progress(&model, &UsersModel::bulkProgress);
        model.runOnTicked(UserAction::Deactivate);
        QTRY_COMPARE(finished.size(), 1);
        const auto outcome = finished.at(0).at(0).value<BulkOutcome>();
        QCOMPARE(outcome.done, 8);
        QCOMPARE(outcome.skipped, QStringList{id(1)});
        QCOMPARE(outcome.failed.size(), 1);
        QCOMPARE(outcome.failed.at(0).first, id(5));
        QCOMPARE(progress.size(), 9);
        QCOMPARE(model.ticked(), QSet<QString>{id(5)});
        QVERIFY(model.user(id(0))->deactivated);
        QVERIFY(!model.user(id(1))->deactivated);
    }

    void createsAndChecksNames() {
        Connected c;
        people(1);
        serve(c);
        c.transport.on("GET", "/_synapse/admin/v1/username_available",
                       {{QStringLiteral("available"), true}});
        c.transport.on("PUT", "/_synapse/admin/v2/users/",
                       {{QStringLiteral("name"), QStringLiteral("@new:x")}}, 201);
        c.up();
        UsersModel model(c.connection);
        model.activate();
        QTRY_COMPARE(model.loaded(), 1);
        QSignalSpy checked(&model, &UsersModel::nameChecked);
        model.checkName(QStringLiteral("new"));
        QTRY_COMPARE(checked.size(), 1);
        QCOMPARE(checked.at(0).at(1).toBool(), true);
        people(2);
        QSignalSpy created(&model, &UsersModel::created);
        UserChange account;
        account.password = QStringLiteral("p");
        model.create(QStringLiteral("new"), QStringLiteral("x"), account);
        QTRY_COMPARE(created.size(), 1);
        QCOMPARE(created.at(0).at(0).toString(), QStringLiteral("@new:x"));
        QTRY_COMPARE(model.loaded(), 2);
    }
};

HEARTH_TEST(TestUsersModel)
#include "test_users_model.moc"
