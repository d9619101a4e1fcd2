// SPDX-License-Identifier: Apache-2.0
// Paths, bodies and parsing of AdminApi, and how answers become errors.
#include "app/api/admin_api.hpp"
#include "tests/app/support/fake_transport.hpp"
#include "tests/support/test_main.hpp"

#include <QMessageAuthenticationCode>

using namespace hearth::app;
using hearth::test::FakeTransport;

namespace {
QJsonObject parsed(const char *text) {
    return QJsonDocument::fromJson(text).object();
}
} // namespace

class TestAdminApi : public QObject {
    Q_OBJECT
private:
    template <class T>
    static Result<T> wait(QFuture<Result<T>> future) {
        [&] { QTRY_VERIFY(future.isFinished()); }();
        return future.result();
    }
    static QString query(const HttpRequest &request, const char *key) {
        return request.query.queryItemValue(QLatin1String(key), QUrl::FullyDecoded);
    }

private Q_SLOTS:
    void listsUsersWithAllParameters() {
        FakeTransport transport;
        transport.on("GET", "/_synapse/admin/v3/users", parsed(R"({"users":[
            {"name":"@a:x","displayname":"A","admin":1,"is_guest":0,"deactivated":false,
             "locked":true,"creation_ts":1700000000000,"last_seen_ts":null},
            {"name":"@b:x","displayname":null,"admin":false,"suspended":true,"creation_ts":0}],
            "next_token":"102","total":148})"));
        AdminApi api(transport);
        UserQuery wanted;
        wanted.search = QStringLiteral("al+ice&");
        wanted.admins = Filter::Yes;
        wanted.order = UserOrder::Created;
        wanted.descending = true;
        wanted.from = 100;
        const auto page = wait(api.listUsers(wanted));
        QVERIFY(page);
        QCOMPARE(page->total, 148);
        QCOMPARE(*page->next, 102);
        QCOMPARE(page->users.size(), 2);
        const User &a = page->users.at(0);
        QVERIFY(a.admin && a.locked && !a.guest);
        QCOMPARE(a.createdMs, 1700000000000);
        QCOMPARE(a.lastSeenMs, 0);
        QVERIFY(page->users.at(1).suspended && page->users.at(1).displayName.isEmpty());
        const auto &request = transport.requests.constLast();
        QCOMPARE(query(request, "name"), QStringLiteral("al+ice&"));
        QCOMPARE(query(request, "admins"), QStringLiteral("true"));
        QCOMPARE(query(request, "deactivated"), QStringLiteral("false"));
        QCOMPARE(query(request, "guests"), QStringLiteral("false"));
        QCOMPARE(query(request, "locked"), QStringLiteral("true"));
        QCOMPARE(query(request, "order_by"), QStringLiteral("creation_ts"));
        QCOMPARE(query(request, "dir"), QStringLiteral("b"));
        QCOMPARE(query(request, "from"), QStringLiteral("100"));
    }

    void asksForLockedUsersByOrderAndStopsAtTheOthers() {
        FakeTransport transport;
        transport.on("GET", "/_synapse/admin/v3/users", parsed(R"({"users":[
            {"name":"@a:x","locked":true},{"name":"@b:x","locked":false}],
            "next_token":"2","total":50})"));
        AdminApi api(transport);
        UserQuery wanted;
        wanted.locked = Filter::Yes;
        const auto page = wait(api.listUsers(wanted));
        QCOMPARE(page->users.size(), 1);
        QCOMPARE(page->total, 1);
        QVERIFY(!page->next);
        QCOMPARE(query(transport.requests.constLast(), "order_by"), QStringLiteral("locked"));
    }

    void encodesIdsInPaths() {
        FakeTransport transport;
        AdminApi api(transport);
        wait(api.setLocked(QStringLiteral("@a/b:x.org:80"), true));
        QCOMPARE(transport.requests.constLast().path,
                 QStringLiteral("/_synapse/admin/v2/users/%40a%2Fb%3Ax.org%3A80"));
        QCOMPARE(transport.requests.constLast().method, QByteArray("PUT"));
        QCOMPARE(transport.requests.constLast().body->value(u"locked").toBool(), true);
        wait(api.renameDevice(QStringLiteral("@a:x"), QStringLiteral("DE V%1"),
                              QStringLiteral("n")));
        QCOMPARE(transport.requests.constLast().path,
                 QStringLiteral("/_synapse/admin/v2/users/%40a%3Ax/devices/DE%20V%251"));
    }

    void registersWithTheSharedSecret() {
        FakeTransport transport;
        transport.on("GET", "/_synapse/admin/v1/register", parsed(R"({"nonce":"abc"})"));
        transport.on("POST", "/_synapse/admin/v1/register",
                     parsed(R"({"user_id":"@root:x","access_token":"t","device_id":"D"})"));
        AdminApi api(transport);
        NewAccount account;
        account.name = QStringLiteral("root");
        account.password = QStringLiteral("pässword");
        account.admin = true;
        const auto done = wait(api.registerWithSecret(account, QStringLiteral("s3cret")));
        QVERIFY(done);
        QCOMPARE(done->userId, QStringLiteral("@root:x"));
        const auto &body = *transport.requests.constLast().body;
        const QByteArray text = QByteArray("abc") + '\0' + "root" + '\0' +
                                QStringLiteral("pässword").toUtf8() + '\0' + "admin";
        QCOMPARE(
            body.value(u"mac").toString().toLatin1(),
            QMessageAuthenticationCode::hash(text, "s3cret", QCryptographicHash::Sha1).toHex());
        QCOMPARE(body.value(u"admin").toBool(), true);
        QVERIFY(!transport.requests.constLast().authenticated);
    }

    void aFailedNonceEndsTheRegistration() {
        FakeTransport transport;
        AdminApi api(transport);
        const auto done = wait(api.registerWithSecret({}, QStringLiteral("s")));
        QVERIFY(!done);
        QCOMPARE(done.error().kind, ApiError::Kind::Unsupported);
        QCOMPARE(transport.requests.size(), 1);
    }

    void mapsAnswersToErrors_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("kind");
        const auto row = [](const char *name, int status, const char *body, ApiError::Kind kind) {
            QTest::newRow(name) << status << QByteArray(body) << static_cast<int>(kind);
        };
        using Kind = ApiError::Kind;
        row("signed out", 401, R"({"errcode":"M_UNKNOWN_TOKEN","error":"x"})", Kind::SignedOut);
        row("not admin", 403, R"({"errcode":"M_FORBIDDEN","error":"x"})", Kind::Forbidden);
        row("missing", 404, R"({"errcode":"M_NOT_FOUND","error":"x"})", Kind::NotFound);
        row("no such call", 404, R"({"errcode":"M_UNRECOGNIZED","error":"x"})", Kind::Unsupported);
        row("limited", 429, R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":500})",
            Kind::RateLimited);
        row("bad value", 400, R"({"errcode":"M_INVALID_PARAM","error":"x"})", Kind::Rejected);
        row("failed", 500, R"({"errcode":"M_UNKNOWN"})", Kind::ServerFailed);
        row("proxy", 502, "<html>Bad gateway</html>", Kind::ServerFailed);
        row("web page", 404, "<html>nginx</html>", Kind::NotMatrix);
        row("page for all", 200, "<html>hello</html>", Kind::NotMatrix);
    }
    void mapsAnswersToErrors() {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, kind);
        FakeTransport transport;
        transport.on(QByteArray("GET"), QStringLiteral("/_synapse/admin/v2/users/"),
                     [&](const HttpRequest &) -> Result<HttpResponse> {
                         return HttpResponse{status, body, {}};
                     });
        AdminApi api(transport);
        const auto answer = wait(api.getUser(QStringLiteral("@a:x")));
        QVERIFY(!answer);
        QCOMPARE(static_cast<int>(answer.error().kind), kind);
        QCOMPARE(answer.error().httpStatus, status);
        QVERIFY(answer.error().request.startsWith(QStringLiteral("GET /_synapse")));
        QVERIFY(!answer.error().toString().isEmpty());
    }

    void creationTimeInSecondsIsUnderstood() {
        FakeTransport transport;
        transport.on("GET", "/_synapse/admin/v2/users/",
                     parsed(R"({"name":"@a:x","creation_ts":1700000000,"threepids":[
                         {"medium":"email","address":"a@x.org","added_at":1700000000000}]})"));
        AdminApi api(transport);
        const auto details = wait(api.getUser(QStringLiteral("@a:x")));
        QCOMPARE(details->user.createdMs, 1700000000000);
        QCOMPARE(details->threepids.size(), 1);
    }

    void sortsRoomCountsTheWayTheHeadSays() {
        FakeTransport transport;
        transport.on("GET", "/_synapse/admin/v1/rooms",
                     parsed(R"({"rooms":[{"room_id":"!r:x","name":null,"joined_members":3,
                     "encryption":"m.megolm.v1.aes-sha2","public":true,"room_type":"m.space"}],
                     "total_rooms":1,"next_batch":100})"));
        AdminApi api(transport);
        RoomQuery wanted;
        wanted.order = RoomOrder::JoinedMembers;
        const auto page = wait(api.listRooms(wanted));
        QVERIFY(page->rooms.at(0).isEncrypted() && page->rooms.at(0).isSpace());
        QCOMPARE(*page->next, 100);
        QCOMPARE(query(transport.requests.constLast(), "dir"), QStringLiteral("b"));
        wanted.descending = true;
        wait(api.listRooms(wanted));
        QCOMPARE(query(transport.requests.constLast(), "dir"), QStringLiteral("f"));
        wanted.order = RoomOrder::Name;
        wait(api.listRooms(wanted));
        QCOMPARE(query(transport.requests.constLast(), "dir"), QStringLiteral("b"));
    }

    void followsADeletion() {
        FakeTransport transport;
        transport.on("DELETE", "/_synapse/admin/v2/rooms/", parsed(R"({"delete_id":"d1"})"));
        transport.on("GET", "/_synapse/admin/v2/rooms/delete_status/d1",
                     parsed(R"({"status":"complete","shutdown_room":{"kicked_users":["@a:x"],
                     "failed_to_kick_users":[],"new_room_id":null}})"));
        AdminApi api(transport);
        RoomDeletion deletion;
        deletion.block = true;
        QCOMPARE(*wait(api.deleteRoom(QStringLiteral("!r:x"), deletion)), QStringLiteral("d1"));
        QCOMPARE(transport.requests.constLast().body->value(u"block").toBool(), true);
        const auto status = wait(api.deletionStatus(QStringLiteral("d1")));
        QCOMPARE(status->stage, DeletionStatus::Stage::Complete);
        QCOMPARE(status->kickedUsers, 1);
        QVERIFY(status->isOver());
    }

    void readsTheStatus() {
        FakeTransport transport;
        transport.on("GET", "/_hearth/admin/v1/status", parsed(R"({"server_name":"x",
            "version":"0.1.0","uptime_ms":5,"database":{"kind":"sqlite3","bytes":7},
            "disk":{"free_bytes":10,"total_bytes":20},"memory_rss_bytes":30,"cpu_seconds":1.5,
            "cores":2,"users":3,"events_total":9,"public_baseurl":"m.x",
            "memory_total_bytes":40,
            "listeners":[{"port":8448,"bind_addresses":["any"],"tls":true,"x_forwarded":false}],
            "certificate":{"issuer":"A","not_before_ts":1,"not_after_ts":2,"names":["m.x"],
                "self_signed":false}})"));
        AdminApi api(transport);
        const auto status = wait(api.status());
        QCOMPARE(status->databaseBytes, 7);
        QCOMPARE(status->diskFreeBytes, 10);
        QCOMPARE(status->cpuSeconds, 1.5);
        QCOMPARE(status->eventsTotal, 9);
        QCOMPARE(status->memoryTotalBytes, 40);
        QCOMPARE(status->publicBaseUrl, QStringLiteral("m.x"));
        QCOMPARE(status->listeners.constFirst().port, 8448);
        QVERIFY(status->listeners.constFirst().tls);
        QCOMPARE(status->certificate->issuer, QStringLiteral("A"));
        QCOMPARE(status->certificate->names, QStringList{QStringLiteral("m.x")});
    }

    void removesTheUserTypeWithNull() {
        FakeTransport transport;
        AdminApi api(transport);
        UserChange change;
        change.userType = QString();
        change.displayName = QStringLiteral("N");
        wait(api.putUser(QStringLiteral("@a:x"), change));
        const auto &body = *transport.requests.constLast().body;
        QVERIFY(body.value(u"user_type").isNull());
        QCOMPARE(body.size(), 2);
    }
};

HEARTH_TEST(TestAdminApi)
#include "test_admin_api.moc"
