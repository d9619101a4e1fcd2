// SPDX-License-Identifier: Apache-2.0
// The calls that the screens make, to hearthd and to Synapse: both must give the same answers.
#include "tests/integration/synapse/both_servers.hpp"
#include "tests/support/test_main.hpp"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <functional>
#include <memory>

using namespace hearth::app;
using namespace hearth::test;

namespace {
QString id(const char *name) {
    return u'@' + QString::fromLatin1(name) + QStringLiteral(":localhost");
}
const QString password = QStringLiteral("correct horse battery");

NewAccount administrator() {
    NewAccount account;
    account.name = QStringLiteral("admin");
    account.password = password;
    account.admin = true;
    account.displayName = QStringLiteral("The Admin");
    return account;
}
} // namespace

class TestAdminShapes : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<BothServers> m_both;

    /// Runs the calls on both servers and compares what they answered.
    void onBoth(const std::function<void(Side &)> &calls) {
        QList<Exchange> heard[2];
        Side *const sides[]{&m_both->hearthd, &m_both->synapse};
        for (int i = 0; i < 2; ++i) {
            std::ignore = sides[i]->recorder.take();
            calls(*sides[i]);
            heard[i] = sides[i]->recorder.take();
        }
        QVERIFY(!heard[1].isEmpty());
        const QStringList found = differences(heard[0], heard[1]);
        for (const auto &line : found)
            qInfo("%s", qPrintable(line));
        QCOMPARE(found.size(), 0);
    }
    static QString signIn(Side &side, const char *name) {
        const QString admin = side.http.token();
        side.http.setToken({});
        const auto answer =
            answerOf(side.api.signIn(QString::fromLatin1(name), password, QStringLiteral("Phone")));
        side.http.setToken(admin);
        side.deviceId = answer ? answer->deviceId : QString();
        return answer ? answer->accessToken : QString();
    }
    static void makeRoom(Side &side, const QJsonObject &more, const QString &token = {}) {
        QJsonObject body{{QStringLiteral("room_version"), QStringLiteral("11")}};
        for (auto it = more.begin(); it != more.end(); ++it)
            body.insert(it.key(), it.value());
        side.rooms << side.client("POST", QStringLiteral("/_matrix/client/v3/createRoom"), body,
                                  token)
                          .value(u"room_id")
                          .toString();
    }
    static QJsonObject stateEvent(const QString &type, const QJsonObject &content) {
        return {{QStringLiteral("type"), type},
                {QStringLiteral("state_key"), QString()},
                {QStringLiteral("content"), content}};
    }

private Q_SLOTS:
    void initTestCase() {
        m_both = std::make_unique<BothServers>();
        const QString problem = m_both->start();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        for (Side *side : {&m_both->hearthd, &m_both->synapse}) {
            const auto made = answerOf(side->api.registerWithSecret(administrator(), side->secret));
            QVERIFY2(made, qPrintable(errorOf(made)));
            side->http.setToken(made->accessToken);
        }
    }
    void cleanupTestCase() { m_both.reset(); }

    void registeringWithTheSharedSecret() {
        onBoth([](Side &side) {
            NewAccount other = administrator();
            other.name = QStringLiteral("second");
            std::ignore = answerOf(side.api.registerWithSecret(other, side.secret));
            std::ignore = answerOf(side.api.registerWithSecret(other, side.secret));
            std::ignore = answerOf(side.api.registerWithSecret(other, QStringLiteral("wrong")));
            other.name = QStringLiteral("Not Good");
            std::ignore = answerOf(side.api.registerWithSecret(other, side.secret));
            std::ignore = answerOf(side.api.whoAmI());
        });
    }

    void creatingAccounts() {
        onBoth([](Side &side) {
            for (const char *name : {"anna", "bert", "carl", "dora", "emil"}) {
                UserChange account;
                account.password = password;
                if (name[0] == 'a')
                    account.displayName = QStringLiteral("Anna Ä");
                if (name[0] == 'b')
                    account.admin = true;
                if (name[0] == 'e')
                    account.userType = QStringLiteral("bot");
                QVERIFY(answerOf(side.api.putUser(id(name), account)));
            }
            UserChange change;
            change.displayName = QStringLiteral("Anna B");
            change.threepids = QList<ThirdPartyId>{
                {QStringLiteral("email"), QStringLiteral("anna@example.org"), 0, 0}};
            std::ignore = answerOf(side.api.putUser(id("anna"), change));
            std::ignore = answerOf(side.api.checkUserNameFree(QStringLiteral("free")));
            std::ignore = answerOf(side.api.checkUserNameFree(QStringLiteral("anna")));
            std::ignore = answerOf(side.api.checkUserNameFree(QStringLiteral("Not Good")));
        });
    }

    void changingAccounts() {
        onBoth([](Side &side) {
            for (const bool on : {true, false}) {
                std::ignore = answerOf(side.api.setAdmin(id("anna"), on));
                std::ignore = answerOf(side.api.setLocked(id("anna"), on));
                std::ignore = answerOf(side.api.setSuspended(id("anna"), on));
                std::ignore = answerOf(side.api.setShadowBanned(id("anna"), on));
                std::ignore = answerOf(side.api.getUser(id("anna")));
            }
            std::ignore = answerOf(side.api.setAdmin(id("admin"), false));
            std::ignore = answerOf(side.api.setLocked(id("carl"), true));
            std::ignore = answerOf(side.api.resetPassword(id("anna"), password, true));
            std::ignore = answerOf(side.api.resetPassword(id("nobody"), password, true));
            std::ignore = answerOf(side.api.deactivateUser(id("dora"), true));
            std::ignore = answerOf(side.api.getUser(id("dora")));
            std::ignore = answerOf(side.api.getUser(id("nobody")));
            std::ignore = answerOf(side.api.getUser(QStringLiteral("@x:elsewhere.example")));
            std::ignore = answerOf(side.api.setRateLimit(id("anna"), RateLimit{5, 10}));
            std::ignore = answerOf(side.api.rateLimit(id("anna")));
            std::ignore = answerOf(side.api.setRateLimit(id("anna"), std::nullopt));
            std::ignore = answerOf(side.api.rateLimit(id("anna")));
            std::ignore = answerOf(side.api.sendServerNotice(id("anna"), QStringLiteral("Hello")));
        });
    }

    void listingAccounts() {
        // Synapse writes down only every few seconds who was seen.
        for (Side *side : {&m_both->hearthd, &m_both->synapse})
            QVERIFY(QTest::qWaitFor(
                [side] {
                    const auto page = answerOf(side->api.listUsers({}));
                    return page &&
                           std::any_of(page->users.begin(), page->users.end(),
                                       [](const auto &user) { return user.lastSeenMs > 0; });
                },
                30'000));
        onBoth([](Side &side) {
            UserQuery query;
            query.deactivated = Filter::Any;
            for (const auto order :
                 {UserOrder::Name, UserOrder::DisplayName, UserOrder::Admin, UserOrder::LastSeen,
                  UserOrder::Deactivated, UserOrder::Locked, UserOrder::UserType}) {
                for (const bool descending : {false, true}) {
                    query.order = order;
                    query.descending = descending;
                    std::ignore = answerOf(side.api.listUsers(query));
                }
            }
            query = {};
            query.limit = 2;
            for (query.from = 0; query.from < 7; query.from += 2)
                std::ignore = answerOf(side.api.listUsers(query));
        });
    }

    void filteringAccounts() {
        onBoth([](Side &side) {
            for (const char *search : {"an", "ANNA", "anna b", "@be", "nothing"}) {
                UserQuery query;
                query.search = QString::fromLatin1(search);
                std::ignore = answerOf(side.api.listUsers(query));
            }
            for (const auto filter : {Filter::Any, Filter::Yes, Filter::No}) {
                UserQuery query;
                query.deactivated = filter;
                std::ignore = answerOf(side.api.listUsers(query));
                query = {};
                query.admins = filter;
                std::ignore = answerOf(side.api.listUsers(query));
                query = {};
                query.locked = filter;
                std::ignore = answerOf(side.api.listUsers(query));
                query = {};
                query.guests = filter;
                std::ignore = answerOf(side.api.listUsers(query));
            }
            UserQuery wrong;
            wrong.from = -1;
            std::ignore = answerOf(side.api.listUsers(wrong));
        });
    }

    void devices() {
        onBoth([](Side &side) {
            std::ignore = answerOf(side.api.listDevices(id("anna")));
            signIn(side, "anna");
            std::ignore = answerOf(side.api.listDevices(id("anna")));
            std::ignore = answerOf(
                side.api.renameDevice(id("anna"), side.deviceId, QStringLiteral("Desk ü")));
            std::ignore = answerOf(
                side.api.renameDevice(id("anna"), QStringLiteral("NONE"), QStringLiteral("Desk")));
            std::ignore = answerOf(side.api.listDevices(id("anna")));
            std::ignore = answerOf(side.api.deleteDevices(id("anna"), {side.deviceId}));
            std::ignore = answerOf(side.api.deleteDevices(id("anna"), {QStringLiteral("NONE")}));
            std::ignore = answerOf(side.api.listDevices(id("anna")));
            std::ignore = answerOf(side.api.listDevices(id("nobody")));
            std::ignore = answerOf(side.api.whoIs(id("anna")));
            std::ignore = answerOf(side.api.pushers(id("anna")));
            std::ignore = answerOf(side.api.accountData(id("anna")));
            std::ignore = answerOf(side.api.joinedRooms(id("anna")));
            std::ignore = answerOf(side.api.joinedRooms(id("nobody")));
            std::ignore = answerOf(side.api.loginAs(id("anna"), 0));
        });
    }

    void signingInWhenNotAllowed() {
        onBoth([](Side &side) {
            signIn(side, "carl"); // locked
            std::ignore =
                answerOf(side.api.signIn(id("anna"), QStringLiteral("wrong"), QStringLiteral("x")));
        });
    }

    void withoutTheRight() {
        onBoth([](Side &side) {
            const QString admin = side.http.token();
            const QString anna = signIn(side, "anna");
            for (const QString &token : {anna, QString(), QStringLiteral("nonsense")}) {
                side.http.setToken(token);
                std::ignore = answerOf(side.api.listUsers({}));
                std::ignore = answerOf(side.api.listRooms({}));
                std::ignore = answerOf(side.api.getUser(id("anna")));
                std::ignore = answerOf(side.api.setLocked(id("bert"), true));
            }
            side.http.setToken(admin);
        });
    }

    void listingRooms() {
        onBoth([](Side &side) {
            makeRoom(side, {{QStringLiteral("name"), QStringLiteral("Kitchen")},
                            {QStringLiteral("topic"), QStringLiteral("Food")},
                            {QStringLiteral("preset"), QStringLiteral("public_chat")},
                            {QStringLiteral("visibility"), QStringLiteral("public")},
                            {QStringLiteral("room_alias_name"), QStringLiteral("kitchen")}});
            makeRoom(side, {{QStringLiteral("name"), QStringLiteral("Attic")},
                            {QStringLiteral("initial_state"),
                             QJsonArray{stateEvent(QStringLiteral("m.room.encryption"),
                                                   {{QStringLiteral("algorithm"),
                                                     QStringLiteral("m.megolm.v1.aes-sha2")}})}}});
            makeRoom(side, {{QStringLiteral("name"), QStringLiteral("Everything")},
                            {QStringLiteral("creation_content"),
                             QJsonObject{{QStringLiteral("type"), QStringLiteral("m.space")},
                                         {QStringLiteral("m.federate"), false}}}});
            const QString anna = signIn(side, "anna");
            // Without a name a room's place depends on Synapse's database.
            makeRoom(side,
                     {{QStringLiteral("name"), QStringLiteral("Shed")},
                      {QStringLiteral("room_version"), QStringLiteral("10")}},
                     anna);
            std::ignore = answerOf(side.api.joinRoomAs(side.rooms.at(0), id("anna")));
            std::ignore = answerOf(side.api.joinRoomAs(side.rooms.at(0), id("bert")));
            std::ignore =
                answerOf(side.api.joinRoomAs(QStringLiteral("#kitchen:localhost"), id("emil")));
            std::ignore =
                answerOf(side.api.joinRoomAs(QStringLiteral("#none:localhost"), id("emil")));
            RoomQuery query;
            query.limit = 3;
            std::ignore = answerOf(side.api.listRooms(query));
        });
    }

    void sortingRooms() {
        // Rooms that are equal in a column, or have nothing there, have no place of their own.
        const auto column = [](const Room &room, RoomOrder order) -> QString {
            switch (order) {
            case RoomOrder::Name:
                return room.name;
            case RoomOrder::CanonicalAlias:
                return room.canonicalAlias;
            case RoomOrder::JoinedMembers:
                return QString::number(room.joinedMembers);
            case RoomOrder::JoinedLocalMembers:
                return QString::number(room.joinedLocalMembers);
            case RoomOrder::Version:
                return room.version;
            case RoomOrder::Creator:
                return room.creator;
            case RoomOrder::Encryption:
                return room.encryption;
            case RoomOrder::JoinRules:
                return room.joinRule;
            case RoomOrder::Published:
                return QString::number(room.published);
            case RoomOrder::StateEvents:
                return QString::number(room.stateEvents);
            }
            return {};
        };
        const auto sorted = [&](Side &side, RoomOrder order, bool descending) {
            RoomQuery query;
            query.order = order;
            query.descending = descending;
            QStringList values;
            const auto page = answerOf(side.api.listRooms(query));
            for (const auto &room : page ? page->rooms : QList<Room>())
                values << column(room, order);
            values.removeAll(QString());
            return values;
        };
        for (int order = 0; order <= static_cast<int>(RoomOrder::StateEvents); ++order) {
            for (const bool descending : {false, true}) {
                const auto by = static_cast<RoomOrder>(order);
                const QStringList ours = sorted(m_both->hearthd, by, descending);
                QVERIFY(!ours.isEmpty());
                QCOMPARE(ours, sorted(m_both->synapse, by, descending));
            }
        }
    }

    void filteringRooms() {
        onBoth([](Side &side) {
            for (const char *search : {"kitch", "KITCHEN", "nothing"}) {
                RoomQuery query;
                query.search = QString::fromLatin1(search);
                std::ignore = answerOf(side.api.listRooms(query));
            }
            RoomQuery byId;
            byId.search = side.rooms.at(0);
            std::ignore = answerOf(side.api.listRooms(byId));
            for (const auto filter : {Filter::Yes, Filter::No}) {
                RoomQuery query;
                query.published = filter;
                std::ignore = answerOf(side.api.listRooms(query));
                query = {};
                query.empty = filter;
                std::ignore = answerOf(side.api.listRooms(query));
            }
            RoomQuery page;
            page.limit = 2;
            std::ignore = answerOf(side.api.listRooms(page));
            page.from = 2;
            std::ignore = answerOf(side.api.listRooms(page));
            page.from = 50;
            std::ignore = answerOf(side.api.listRooms(page));
        });
    }

    void oneRoom() {
        onBoth([](Side &side) {
            for (const auto &room : side.rooms) {
                std::ignore = answerOf(side.api.getRoom(room));
                std::ignore = answerOf(side.api.roomMembers(room));
            }
            const QString kitchen = side.rooms.at(0);
            std::ignore = answerOf(side.api.roomState(kitchen));
            std::ignore = answerOf(side.api.roomMessages(kitchen, {}, 5));
            std::ignore = answerOf(side.api.forwardExtremities(kitchen));
            std::ignore = answerOf(side.api.joinedRooms(id("bert")));
            std::ignore = answerOf(side.api.makeRoomAdmin(kitchen, id("anna")));
            std::ignore = answerOf(side.api.getRoom(QStringLiteral("!none:localhost")));
            std::ignore = answerOf(side.api.roomMembers(QStringLiteral("!none:localhost")));
            std::ignore = answerOf(side.api.getRoom(QStringLiteral("nonsense")));
        });
    }

    void blockingARoom() {
        onBoth([](Side &side) {
            const QString attic = side.rooms.at(1);
            std::ignore = answerOf(side.api.blockStatus(attic));
            std::ignore = answerOf(side.api.setBlocked(attic, true));
            std::ignore = answerOf(side.api.blockStatus(attic));
            std::ignore = answerOf(side.api.setBlocked(attic, false));
            std::ignore = answerOf(side.api.blockStatus(attic));
            std::ignore = answerOf(side.api.blockStatus(QStringLiteral("nonsense")));
        });
    }

    void deletingRooms() {
        onBoth([](Side &side) {
            for (int i = 0; i < 2; ++i) {
                RoomDeletion deletion;
                deletion.block = i == 0;
                if (i == 0) {
                    deletion.newRoomUserId = id("bert");
                    deletion.newRoomName = QStringLiteral("Moved");
                    deletion.message = QStringLiteral("The kitchen is closed.");
                }
                const auto deletion1 = answerOf(side.api.deleteRoom(side.rooms.at(i), deletion));
                QVERIFY2(deletion1, qPrintable(errorOf(deletion1)));
                side.deleteId = *deletion1;
                const QList<Exchange> before = side.recorder.take();
                Result<DeletionStatus> status;
                QVERIFY(QTest::qWaitFor(
                    [&] {
                        status = answerOf(side.api.deletionStatus(side.deleteId));
                        return status && status->isOver();
                    },
                    longWait));
                // How often it was asked depends on its speed; only the last answer counts.
                std::ignore = side.recorder.take();
                side.recorder.putBack(before);
                std::ignore = answerOf(side.api.deletionStatus(side.deleteId));
                std::ignore = answerOf(side.api.getRoom(side.rooms.at(i)));
                std::ignore = answerOf(side.api.blockStatus(side.rooms.at(i)));
            }
            std::ignore = answerOf(side.api.deletionStatus(QStringLiteral("none")));
            std::ignore = answerOf(side.api.listRooms({}));
            std::ignore = answerOf(side.api.deleteRoom(QStringLiteral("nonsense"), {}));
        });
    }

    void media() {
        onBoth([](Side &side) {
            std::ignore = answerOf(side.api.userMedia(id("anna"), 0, 10));
            std::ignore = answerOf(side.api.mediaUse(0, 10));
            HttpRequest upload;
            upload.method = "POST";
            upload.path = QStringLiteral("/_matrix/media/v3/upload");
            upload.query.addQueryItem(QStringLiteral("filename"), QStringLiteral("note.json"));
            upload.body = QJsonObject{{QStringLiteral("a"), 1}};
            const auto answer = answerOf(side.http.send(upload));
            QVERIFY(answer && answer->status == 200);
            const QString uri =
                QJsonDocument::fromJson(answer->body).object().value(u"content_uri").toString();
            std::ignore = answerOf(side.api.userMedia(id("admin"), 0, 10));
            std::ignore = answerOf(side.api.mediaUse(0, 10));
            std::ignore = answerOf(side.api.mediaUse(0, 10, QStringLiteral("dmi")));
            // Recorded under one name, whatever the server called it.
            const QString mediaId = uri.section(u'/', -1);
            const auto done = [&](QFuture<Result<Done>> call) {
                const auto result = answerOf(std::move(call));
                QVERIFY2(result, qPrintable(errorOf(result)));
            };
            const auto before = side.recorder.take();
            done(side.api.setMediaProtected(mediaId, true));
            done(side.api.setMediaProtected(mediaId, false));
            done(side.api.setMediaQuarantined(QStringLiteral("localhost"), mediaId, true));
            done(side.api.setMediaQuarantined(QStringLiteral("localhost"), mediaId, false));
            done(side.api.deleteMedia(QStringLiteral("localhost"), mediaId));
            std::ignore = side.recorder.take();
            std::ignore = answerOf(
                side.api.deleteMedia(QStringLiteral("localhost"), QStringLiteral("nothing")));
            side.recorder.putBack(before);
        });
    }

    void figuresAreHearthsOwn() {
        const auto ours = answerOf(m_both->hearthd.api.status());
        QVERIFY2(ours && ours->serverName == u"localhost", qPrintable(errorOf(ours)));
        QCOMPARE(answerOf(m_both->synapse.api.status()).error().kind, ApiError::Kind::Unsupported);
    }

    void tokensReportsAndJobs() {
        onBoth([](Side &side) {
            const auto token = answerOf(side.api.createRegistrationToken(3, 0));
            QVERIFY2(token, qPrintable(errorOf(token)));
            std::ignore = answerOf(side.api.createRegistrationToken(-3, 0));
            std::ignore = answerOf(side.api.listRegistrationTokens());
            const auto before = side.recorder.take();
            QVERIFY(answerOf(side.api.deleteRegistrationToken(token->token)));
            std::ignore = side.recorder.take();
            side.recorder.putBack(before);
            std::ignore = answerOf(side.api.deleteRegistrationToken(QStringLiteral("none")));
            std::ignore = answerOf(side.api.listEventReports(0, 10));
            std::ignore = answerOf(side.api.deleteEventReport(77));
            std::ignore = answerOf(side.api.serverVersion());
            std::ignore = answerOf(side.api.backgroundUpdates());
        });
    }
};

HEARTH_TEST(TestAdminShapes)
#include "test_admin_shapes.moc"
