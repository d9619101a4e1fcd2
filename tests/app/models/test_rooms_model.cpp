// SPDX-License-Identifier: Apache-2.0
// The table of rooms, deletion, and the panel of one room.
#include "app/models/room_details_model.hpp"
#include "app/models/rooms_model.hpp"
#include "tests/app/support/connected.hpp"
#include "tests/support/test_main.hpp"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace hearth::app;
using hearth::test::Connected;

class TestRoomsModel : public QObject {
    Q_OBJECT
private:
    static void serve(Connected &c) {
        c.servePages("/_synapse/admin/v1/rooms", "rooms", "total_rooms", "next_batch", [] {
            QJsonArray rooms;
            for (int i = 0; i < 3; ++i)
                rooms.append(QJsonObject{
                    {QStringLiteral("room_id"), QStringLiteral("!r%1:x").arg(i)},
                    {QStringLiteral("name"), i == 0 ? QStringLiteral("Kitchen") : QString()},
                    {QStringLiteral("joined_members"), i + 1},
                    {QStringLiteral("join_rules"), QStringLiteral("invite")},
                    {QStringLiteral("version"), QStringLiteral("12")}});
            return rooms;
        });
    }

private Q_SLOTS:
    void showsRooms() {
        Connected c;
        serve(c);
        c.up();
        RoomsModel model(c.connection);
        QAbstractItemModelTester tester(&model);
        model.activate();
        QTRY_COMPARE(model.viewState(), ViewState::Ready);
        const auto text = [&](int row, int column) {
            return model.index(row, column).data().toString();
        };
        QCOMPARE(text(0, RoomsModel::NameColumn), QStringLiteral("Kitchen"));
        QCOMPARE(text(1, RoomsModel::NameColumn), QStringLiteral("Unnamed room"));
        QCOMPARE(text(0, RoomsModel::JoinRuleColumn), QStringLiteral("Invited people"));
        QCOMPARE(text(0, RoomsModel::EncryptionColumn), QStringLiteral("Off"));
        model.sort(RoomsModel::MembersColumn, Qt::DescendingOrder);
        QTRY_COMPARE(model.loaded(), 3);
        QCOMPARE(c.transport.requests.constLast().query.queryItemValue(QStringLiteral("order_by")),
                 QStringLiteral("joined_members"));
    }

    void deletionIsFollowedToItsEnd() {
        Connected c;
        serve(c);
        c.transport.on("DELETE", "/_synapse/admin/v2/rooms/",
                       {{QStringLiteral("delete_id"), QStringLiteral("d")}});
        c.transport.on("GET", "/_synapse/admin/v2/rooms/delete_status/d",
                       {{QStringLiteral("status"), QStringLiteral("active")}});
        c.up();
        RoomsModel model(c.connection);
        QAbstractItemModelTester tester(&model);
        model.activate();
        QTRY_COMPARE(model.loaded(), 3);
        QSignalSpy changed(&model, &RoomsModel::deletionChanged);
        model.deleteRoom(QStringLiteral("!r1:x"), {});
        QTRY_COMPARE(changed.size(), 1);
        QVERIFY(model.isBeingDeleted(QStringLiteral("!r1:x")));
        QVERIFY(model.index(1, 1).data(RoomsModel::DeletingRole).toBool());
        QCOMPARE(model.loaded(), 3);
        c.transport.on("GET", "/_synapse/admin/v2/rooms/delete_status/d",
                       {{QStringLiteral("status"), QStringLiteral("complete")}});
        QTRY_COMPARE(model.loaded(), 2);
        QCOMPARE(model.total(), 2);
        QVERIFY(!model.isBeingDeleted(QStringLiteral("!r1:x")));
    }

    void failedDeletionKeepsTheRoom() {
        Connected c;
        serve(c);
        c.up();
        RoomsModel model(c.connection);
        model.activate();
        QTRY_COMPARE(model.loaded(), 3);
        QSignalSpy changed(&model, &RoomsModel::deletionChanged);
        c.transport.on("GET", "/_synapse/admin/v2/rooms/delete_status/gone",
                       {{QStringLiteral("errcode"), QStringLiteral("M_NOT_FOUND")}}, 404);
        model.followDeletion(QStringLiteral("!r0:x"), QStringLiteral("gone"));
        QTRY_COMPARE(changed.size(), 1);
        QCOMPARE(changed.at(0).at(1).value<DeletionStatus>().stage, DeletionStatus::Stage::Failed);
        QCOMPARE(model.loaded(), 3);
    }

    void panelSortsPeopleByPower() {
        Connected c;
        const auto member = [](const char *id, const char *name) {
            return QJsonObject{{QStringLiteral("type"), QStringLiteral("m.room.member")},
                               {QStringLiteral("state_key"), QLatin1String(id)},
                               {QStringLiteral("content"),
                                QJsonObject{{QStringLiteral("displayname"), QLatin1String(name)}}}};
        };
        c.transport.on("GET", "/_synapse/admin/v1/rooms/%21r%3Ax",
                       {{QStringLiteral("room_id"), QStringLiteral("!r:x")},
                        {QStringLiteral("version"), QStringLiteral("12")}});
        c.transport.on(
            "GET", "/_synapse/admin/v1/rooms/%21r%3Ax/members",
            {{QStringLiteral("members"),
              QJsonArray{QStringLiteral("@a:x"), QStringLiteral("@b:x"), QStringLiteral("@c:x")}}});
        c.transport.on("GET", "/_synapse/admin/v1/rooms/%21r%3Ax/block",
                       {{QStringLiteral("block"), true}});
        const QJsonObject levels{
            {QStringLiteral("type"), QStringLiteral("m.room.power_levels")},
            {QStringLiteral("state_key"), QString()},
            {QStringLiteral("content"),
             QJsonObject{{QStringLiteral("users"), QJsonObject{{QStringLiteral("@b:x"), 50}}}}}};
        const QJsonObject create{{QStringLiteral("type"), QStringLiteral("m.room.create")},
                                 {QStringLiteral("state_key"), QString()},
                                 {QStringLiteral("sender"), QStringLiteral("@c:x")},
                                 {QStringLiteral("content"), QJsonObject{}}};
        c.transport.on(
            "GET", "/_synapse/admin/v1/rooms/%21r%3Ax/state",
            {{QStringLiteral("state"), QJsonArray{create, levels, member("@b:x", "Bob")}}});
        c.up();
        RoomDetailsModel model(c.connection);
        model.show(QStringLiteral("!r:x"));
        QTRY_COMPARE(model.viewState(), ViewState::Ready);
        QTRY_VERIFY(model.members().size() == 3 && model.members().at(1).powerLevel == 50);
        QCOMPARE(model.members().at(0).userId, QStringLiteral("@c:x"));
        QCOMPARE(model.members().at(1).displayName, QStringLiteral("Bob"));
        QTRY_VERIFY(model.block().blocked);
    }
};

HEARTH_TEST(TestRoomsModel)
#include "test_rooms_model.moc"
