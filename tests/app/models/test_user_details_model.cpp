// SPDX-License-Identifier: Apache-2.0
// The panel of one account and its devices.
#include "app/models/user_details_model.hpp"
#include "tests/app/support/connected.hpp"
#include "tests/support/test_main.hpp"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace hearth::app;
using hearth::test::Connected;

class TestUserDetailsModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsProfileDevicesAndRooms() {
        Connected c;
        c.transport.on("GET", "/_synapse/admin/v2/users/%40a%3Ax",
                       {{QStringLiteral("name"), QStringLiteral("@a:x")},
                        {QStringLiteral("displayname"), QStringLiteral("Anna")}});
        c.transport.on(
            "GET", "/_synapse/admin/v2/users/%40a%3Ax/devices",
            {{QStringLiteral("devices"),
              QJsonArray{QJsonObject{{QStringLiteral("device_id"), QStringLiteral("D1")},
                                     {QStringLiteral("last_seen_ts"), 1700000000000LL}},
                         QJsonObject{{QStringLiteral("device_id"), QStringLiteral("D2")},
                                     {QStringLiteral("last_seen_ts"), 1800000000000LL}}}}});
        c.transport.on("GET", "/_synapse/admin/v1/users/%40a%3Ax/joined_rooms",
                       {{QStringLiteral("joined_rooms"), QJsonArray{QStringLiteral("!r:x")}}});
        c.transport.on("POST", "/_synapse/admin/v2/users/%40a%3Ax/delete_devices", QJsonObject{});
        c.up();
        UserDetailsModel model(c.connection);
        QAbstractItemModelTester tester(model.devices());
        model.show(QStringLiteral("@a:x"));
        QCOMPARE(model.viewState(), ViewState::Loading);
        QTRY_COMPARE(model.viewState(), ViewState::Ready);
        QCOMPARE(model.details().user.displayName, QStringLiteral("Anna"));
        QTRY_COMPARE(model.rooms().size(), 1);
        QTRY_COMPARE(model.devices()->rowCount(), 2);
        // Newest first.
        QCOMPARE(model.devices()->index(0, 0).data(DevicesModel::IdRole).toString(),
                 QStringLiteral("D2"));
        QVERIFY(!model.mediaCount());
        QSignalSpy done(model.devices(), &DevicesModel::actionDone);
        model.devices()->remove({QStringLiteral("D1")});
        QTRY_COMPARE(done.size(), 1);
        QCOMPARE(c.transport.count("POST", QStringLiteral("/_synapse/admin/v2/users/")), 1);
    }

    void unknownAccountIsAFailureNotAnEmptyPanel() {
        Connected c;
        c.up();
        UserDetailsModel model(c.connection);
        model.show(QStringLiteral("@gone:x"));
        QTRY_COMPARE(model.viewState(), ViewState::Failed);
        model.show({});
        QCOMPARE(model.viewState(), ViewState::Empty);
    }

    void answersForAnEarlierAccountAreDropped() {
        Connected c;
        c.transport.on("GET", "/_synapse/admin/v2/users/%40a%3Ax",
                       {{QStringLiteral("name"), QStringLiteral("@a:x")}});
        c.transport.on("GET", "/_synapse/admin/v2/users/%40b%3Ax",
                       {{QStringLiteral("name"), QStringLiteral("@b:x")}});
        c.up();
        UserDetailsModel model(c.connection);
        model.show(QStringLiteral("@a:x"));
        model.show(QStringLiteral("@b:x"));
        QTRY_COMPARE(model.details().user.id, QStringLiteral("@b:x"));
        QTest::qWait(20);
        QCOMPARE(model.details().user.id, QStringLiteral("@b:x"));
    }
};

HEARTH_TEST(TestUserDetailsModel)
#include "test_user_details_model.moc"
