// SPDX-License-Identifier: Apache-2.0
// Every call of AdminApi that the screens use, against the real hearthd.
#include "app/api/admin_api.hpp"
#include "app/core/clock.hpp"
#include "app/supervisor/supervisor.hpp"
#include "tests/app/support/api_calls.hpp"
#include "tests/app/support/real_hearthd.hpp"
#include "tests/support/test_main.hpp"

#include <QJsonDocument>
#include <QUuid>

#include <memory>

using namespace hearth::app;
using hearth::test::answerOf;
using hearth::test::errorOf;
using hearth::test::longWait;
using hearth::test::RealHearthd;

class TestRealAdminApi : public QObject {
    Q_OBJECT
private:
    RealHearthd m_real;
    SystemClock m_clock;
    std::unique_ptr<Supervisor> m_supervisor;
    HttpClient m_http;
    AdminApi m_api{m_http};
    QString m_admin;

    // The calls of an ordinary client that make something to look at.
    QJsonObject client(const QByteArray &method, const QString &path, const QJsonObject &body) {
        HttpRequest request;
        request.method = method;
        request.path = path;
        request.body = body;
        const auto answer = answerOf(m_http.send(request));
        if (!answer || answer->status != 200)
            qInfo("%s: %s", qPrintable(path),
                  answer ? answer->body.constData() : qPrintable(answer.error().toString()));
        return answer ? QJsonDocument::fromJson(answer->body).object() : QJsonObject();
    }
    QString makeRoom(const QString &name) {
        return client("POST", QStringLiteral("/_matrix/client/v3/createRoom"),
                      {{QStringLiteral("name"), name}})
            .value(u"room_id")
            .toString();
    }
    QString makeUser(const QString &name) {
        UserChange account;
        account.password = suggested();
        const QString id = u'@' + name + QStringLiteral(":localhost");
        const auto made = answerOf(m_api.putUser(id, account));
        return made ? made->user.id : errorOf(made);
    }
    static QString suggested() { return QUuid::createUuid().toString(QUuid::Id128); }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_real.generate());
        m_supervisor = std::make_unique<Supervisor>(m_real.dataDir(), m_real.runtimeDir(), m_clock);
        m_supervisor->start();
        QTRY_COMPARE_WITH_TIMEOUT(m_supervisor->state(), ServerState::Ready, longWait);
        m_http.setBaseUrl(m_supervisor->snapshot().ready.baseUrl);
        QFile secret(m_real.dataDir() + QStringLiteral("/registration_shared_secret"));
        QVERIFY(secret.open(QIODevice::ReadOnly));
        NewAccount account;
        account.name = QStringLiteral("admin");
        account.password = QStringLiteral("correct horse");
        account.admin = true;
        const auto made = answerOf(
            m_api.registerWithSecret(account, QString::fromUtf8(secret.readAll().trimmed())));
        QVERIFY2(made, qPrintable(errorOf(made)));
        m_http.setToken(made->accessToken);
        m_admin = made->userId;
    }

    void cleanupTestCase() {
        m_supervisor->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!m_supervisor->snapshot().isRunning(), longWait);
    }

    void signsInAndOut() {
        QVERIFY(answerOf(m_api.versions())->specVersions.size() > 3);
        QVERIFY(answerOf(m_api.loginWays())->password);
        const QString kept = m_http.token();
        const auto in = answerOf(m_api.signIn(
            QStringLiteral("admin"), QStringLiteral("correct horse"), QStringLiteral("t")));
        QVERIFY2(in, qPrintable(errorOf(in)));
        m_http.setToken(in->accessToken);
        QCOMPARE(answerOf(m_api.whoAmI())->userId, m_admin);
        QVERIFY(answerOf(m_api.signOut()));
        QCOMPARE(answerOf(m_api.whoAmI()).error().kind, ApiError::Kind::SignedOut);
        m_http.setToken(kept);
        const auto wrong = answerOf(
            m_api.signIn(QStringLiteral("admin"), QStringLiteral("no"), QStringLiteral("t")));
        QCOMPARE(wrong.error().kind, ApiError::Kind::Forbidden);
    }

    void readsTheFiguresOfTheServer() {
        const auto status = answerOf(m_api.status());
        QVERIFY2(status, qPrintable(errorOf(status)));
        QCOMPARE(status->serverName, QStringLiteral("localhost"));
        QCOMPARE(status->instance, m_supervisor->snapshot().ready.instance);
        QCOMPARE(status->pid, m_supervisor->snapshot().ready.pid);
        QVERIFY(status->databaseBytes > 0 && status->diskTotalBytes > status->diskFreeBytes);
        QVERIFY(status->memoryBytes > 1000000 && status->cores >= 1);
        QVERIFY(status->nowMs > status->startedMs && status->startedMs > 1700000000000);
        QVERIFY(answerOf(m_api.metrics())->contains("process_resident_memory_bytes"));
        QVERIFY(!answerOf(m_api.serverVersion())->isEmpty());
        QVERIFY2(answerOf(m_api.backgroundUpdates()), "background updates");
    }

    void createsChangesAndListsUsers() {
        const QString carol = makeUser(QStringLiteral("carol"));
        QCOMPARE(carol, QStringLiteral("@carol:localhost"));
        QVERIFY(answerOf(m_api.checkUserNameFree(QStringLiteral("somebody"))));
        QCOMPARE(answerOf(m_api.checkUserNameFree(QStringLiteral("carol"))).error().errcode,
                 QStringLiteral("M_USER_IN_USE"));
        QVERIFY(!answerOf(m_api.checkUserNameFree(QStringLiteral("Not Good"))));
        UserChange change;
        change.displayName = QStringLiteral("Carol ä");
        QCOMPARE(answerOf(m_api.putUser(carol, change))->user.displayName, *change.displayName);
        for (const bool on : {true, false}) {
            const auto locked = answerOf(m_api.setLocked(carol, on));
            QVERIFY2(locked, qPrintable(errorOf(locked)));
            QCOMPARE(answerOf(m_api.getUser(carol))->user.locked, on);
            const auto suspended = answerOf(m_api.setSuspended(carol, on));
            QVERIFY2(suspended, qPrintable(errorOf(suspended)));
            QCOMPARE(answerOf(m_api.getUser(carol))->user.suspended, on);
            const auto banned = answerOf(m_api.setShadowBanned(carol, on));
            QVERIFY2(banned, qPrintable(errorOf(banned)));
            QCOMPARE(answerOf(m_api.getUser(carol))->user.shadowBanned, on);
            const auto admin = answerOf(m_api.setAdmin(carol, on));
            QVERIFY2(admin, qPrintable(errorOf(admin)));
            QCOMPARE(answerOf(m_api.getUser(carol))->user.admin, on);
        }
        const auto reset =
            answerOf(m_api.resetPassword(carol, QStringLiteral("another one"), true));
        QVERIFY2(reset, qPrintable(errorOf(reset)));
        QVERIFY(
            answerOf(m_api.signIn(carol, QStringLiteral("another one"), QStringLiteral("phone"))));
        const auto details = answerOf(m_api.getUser(carol));
        QVERIFY(details->user.createdMs > 1700000000000);
        UserQuery query;
        query.search = QStringLiteral("carol");
        auto page = answerOf(m_api.listUsers(query));
        QVERIFY2(page, qPrintable(errorOf(page)));
        QCOMPARE(page->total, 1);
        QCOMPARE(page->users.at(0).id, carol);
        // The call for one account has whole seconds, as Synapse has it.
        QCOMPARE(page->users.at(0).createdMs / 1000, details->user.createdMs / 1000);
        QVERIFY(answerOf(m_api.deactivateUser(carol, true)));
        query.deactivated = Filter::Yes;
        page = answerOf(m_api.listUsers(query));
        QCOMPARE(page->total, 1);
        QVERIFY(page->users.at(0).deactivated && page->users.at(0).erased);
        query.deactivated = Filter::No;
        QCOMPARE(answerOf(m_api.listUsers(query))->total, 0);
        QCOMPARE(answerOf(m_api.getUser(QStringLiteral("@nobody:localhost"))).error().kind,
                 ApiError::Kind::NotFound);
    }

    void pagesSortsAndFiltersUsers() {
        for (int i = 0; i < 12; ++i)
            makeUser(QStringLiteral("page%1").arg(i, 2, 10, QLatin1Char('0')));
        QVERIFY(answerOf(m_api.setLocked(QStringLiteral("@page03:localhost"), true)));
        UserQuery query;
        query.search = QStringLiteral("page");
        query.limit = 5;
        QStringList seen;
        for (;;) {
            const auto page = answerOf(m_api.listUsers(query));
            QVERIFY2(page, qPrintable(errorOf(page)));
            QCOMPARE(page->total, 12);
            for (const auto &user : page->users)
                seen << user.id;
            if (!page->next)
                break;
            query.from = *page->next;
        }
        QCOMPARE(seen.size(), 12);
        QStringList sorted = seen;
        sorted.sort();
        QCOMPARE(seen, sorted);
        query.from = 0;
        query.descending = true;
        QCOMPARE(answerOf(m_api.listUsers(query))->users.at(0).id, sorted.last());
        for (const auto order :
             {UserOrder::DisplayName, UserOrder::Admin, UserOrder::Created, UserOrder::LastSeen,
              UserOrder::Deactivated, UserOrder::Locked, UserOrder::UserType}) {
            query.order = order;
            const auto page = answerOf(m_api.listUsers(query));
            QVERIFY2(page, qPrintable(errorOf(page)));
        }
        query.order = UserOrder::Name;
        query.locked = Filter::Yes;
        const auto locked = answerOf(m_api.listUsers(query));
        QCOMPARE(locked->users.size(), 1);
        QCOMPARE(locked->users.at(0).id, QStringLiteral("@page03:localhost"));
        query.locked = Filter::No;
        QCOMPARE(answerOf(m_api.listUsers(query))->total, 11);
        UserQuery admins;
        admins.admins = Filter::Yes;
        QCOMPARE(answerOf(m_api.listUsers(admins))->users.at(0).id, m_admin);
    }

    void handlesDevices() {
        const auto devices = answerOf(m_api.listDevices(m_admin));
        QVERIFY2(devices, qPrintable(errorOf(devices)));
        QVERIFY(!devices->isEmpty());
        const QString id = devices->at(0).id;
        QVERIFY(answerOf(m_api.renameDevice(m_admin, id, QStringLiteral("Desk ü"))));
        QCOMPARE(answerOf(m_api.listDevices(m_admin))->at(0).displayName, QStringLiteral("Desk ü"));
        const QString dave = makeUser(QStringLiteral("dave"));
        QVERIFY(answerOf(m_api.resetPassword(dave, QStringLiteral("dave dave dave"), false)));
        const auto in =
            answerOf(m_api.signIn(dave, QStringLiteral("dave dave dave"), QStringLiteral("x")));
        QCOMPARE(answerOf(m_api.listDevices(dave))->size(), 1);
        QVERIFY(answerOf(m_api.deleteDevices(dave, {in->deviceId})));
        QCOMPARE(answerOf(m_api.listDevices(dave))->size(), 0);
        const auto who = answerOf(m_api.whoIs(m_admin));
        QVERIFY2(who, qPrintable(errorOf(who)));
        const auto rooms = answerOf(m_api.joinedRooms(m_admin));
        QVERIFY2(rooms, qPrintable(errorOf(rooms)));
        const auto pushers = answerOf(m_api.pushers(m_admin));
        QVERIFY2(pushers, qPrintable(errorOf(pushers)));
        const auto data = answerOf(m_api.accountData(m_admin));
        QVERIFY2(data, qPrintable(errorOf(data)));
        const auto token = answerOf(m_api.loginAs(dave, 0));
        QVERIFY2(token && !token->accessToken.isEmpty(), qPrintable(errorOf(token)));
        QVERIFY2(answerOf(m_api.setRateLimit(dave, RateLimit{5, 10})), "set rate limit");
        QCOMPARE((*answerOf(m_api.rateLimit(dave)))->burst, 10);
        QVERIFY(answerOf(m_api.setRateLimit(dave, std::nullopt)));
        QVERIFY(!answerOf(m_api.rateLimit(dave))->has_value());
    }

    void handlesRooms() {
        const QString room = makeRoom(QStringLiteral("Kitchen"));
        const QString other = makeRoom(QStringLiteral("Attic"));
        QVERIFY(!room.isEmpty() && !other.isEmpty());
        RoomQuery query;
        query.search = QStringLiteral("kitch");
        auto page = answerOf(m_api.listRooms(query));
        QVERIFY2(page, qPrintable(errorOf(page)));
        QCOMPARE(page->total, 1);
        QCOMPARE(page->rooms.at(0).id, room);
        QCOMPARE(page->rooms.at(0).name, QStringLiteral("Kitchen"));
        QCOMPARE(page->rooms.at(0).joinedMembers, 1);
        QCOMPARE(page->rooms.at(0).version, QStringLiteral("12"));
        const auto details = answerOf(m_api.getRoom(room));
        QVERIFY2(details, qPrintable(errorOf(details)));
        QCOMPARE(details->room.creator, m_admin);
        QCOMPARE(answerOf(m_api.roomMembers(room))->userIds, QStringList{m_admin});
        QVERIFY(answerOf(m_api.roomState(room))->size() > 4);
        const auto messages = answerOf(m_api.roomMessages(room, {}, 10));
        QVERIFY2(messages && !messages->events.isEmpty(), qPrintable(errorOf(messages)));
        const auto edges = answerOf(m_api.forwardExtremities(room));
        QVERIFY2(edges && edges->size() == 1, qPrintable(errorOf(edges)));
        const QString erin = makeUser(QStringLiteral("erin"));
        const auto joined = answerOf(m_api.joinRoomAs(room, erin));
        QVERIFY2(joined, qPrintable(errorOf(joined)));
        QCOMPARE(answerOf(m_api.roomMembers(room))->total, 2);
        query = {};
        query.order = RoomOrder::JoinedMembers;
        query.descending = true;
        QCOMPARE(answerOf(m_api.listRooms(query))->rooms.at(0).id, room);
        query.descending = false;
        QCOMPARE(answerOf(m_api.listRooms(query))->rooms.at(0).id, other);
        query.order = RoomOrder::Name;
        QCOMPARE(answerOf(m_api.listRooms(query))->rooms.at(0).id, other);
        QVERIFY(answerOf(m_api.setBlocked(other, true)));
        QVERIFY(answerOf(m_api.blockStatus(other))->blocked);
        QVERIFY(answerOf(m_api.setBlocked(other, false)));
        const auto deletion = answerOf(m_api.deleteRoom(room, {}));
        QVERIFY2(deletion, qPrintable(errorOf(deletion)));
        QTRY_VERIFY_WITH_TIMEOUT(answerOf(m_api.deletionStatus(*deletion))->isOver(), longWait);
        const auto over = answerOf(m_api.deletionStatus(*deletion));
        QCOMPARE(over->stage, DeletionStatus::Stage::Complete);
        QCOMPARE(answerOf(m_api.getRoom(room)).error().kind, ApiError::Kind::NotFound);
    }

    void handlesTokensAndMedia() {
        const auto token = answerOf(m_api.createRegistrationToken(3, 0));
        QVERIFY2(token, qPrintable(errorOf(token)));
        QCOMPARE(*token->usesAllowed, 3);
        QCOMPARE(answerOf(m_api.listRegistrationTokens())->size(), 1);
        QVERIFY(answerOf(m_api.deleteRegistrationToken(token->token)));
        const auto media = answerOf(m_api.userMedia(m_admin, 0, 10));
        QVERIFY2(media, qPrintable(errorOf(media)));
        const auto use = answerOf(m_api.mediaUse(0, 10));
        QVERIFY2(use, qPrintable(errorOf(use)));
        const auto reports = answerOf(m_api.listEventReports(0, 10));
        QVERIFY2(reports, qPrintable(errorOf(reports)));
    }
};

HEARTH_TEST(TestRealAdminApi)
#include "test_real_admin_api.moc"
