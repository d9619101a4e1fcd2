// SPDX-License-Identifier: Apache-2.0
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using test::ServerFixture;

namespace {

const std::string client = "/_matrix/client/v3";
const std::string notices = "/_synapse/admin/v1/send_server_notice";

json::object notice(const std::string &user, const std::string &text) {
    return {{"user_id", user}, {"content", json::object{{"msgtype", "m.text"}, {"body", text}}}};
}

void enable(config::Settings &settings) {
    settings.serverNotices.localpart = "notices";
    settings.serverNotices.displayName = "The server";
    settings.serverNotices.roomName = "Announcements";
}

json::object rooms(ServerFixture &server, const test::Person &person, const char *kind) {
    const auto answer = server.get(client + "/sync", person.token);
    const auto *all = answer.body.if_contains("rooms");
    const auto *ofKind = all ? all->as_object().if_contains(kind) : nullptr;
    return ofKind ? ofKind->as_object() : json::object{};
}

} // namespace

class TestServerNotices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void areOffUnlessConfigured() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        QCOMPARE(server.post(notices, notice(admin.userId, "hello"), admin.token).verdict(),
                 std::string("400 M_UNKNOWN"));
        // So that a program can ask: before it looks who is meant.
        const auto asked = server.post(notices, notice("@hearth:invalid", "x"), admin.token);
        QVERIFY(asked.text("error").find("not enabled") != std::string::npos);
    }
    void reachAPersonInARoomOfTheirOwn() {
        ServerFixture server(enable);
        const auto admin = server.join("admin", true);
        const auto bob = server.join("bob");
        const auto sent = server.post(notices, notice(bob.userId, "hello"), admin.token);
        QCOMPARE(sent.verdict(), std::string("200"));
        const auto invites = rooms(server, bob, "invite");
        QCOMPARE(invites.size(), std::size_t{1});
        const std::string room(invites.begin()->key());
        // The invite says who it comes from, and cannot be turned down.
        const auto left =
            server.post(client + "/rooms/" + room + "/leave", json::object{}, bob.token);
        QCOMPARE(left.verdict(), std::string("403 M_CANNOT_LEAVE_SERVER_NOTICE_ROOM"));
        const auto tags =
            server.get(client + "/user/" + bob.userId + "/rooms/" + room + "/tags", bob.token);
        QVERIFY(tags.body.at("tags").as_object().contains("m.server_notice"));
        QCOMPARE(server.post(client + "/join/" + room, json::object{}, bob.token).verdict(),
                 std::string("200"));
        const auto event =
            server.get(client + "/rooms/" + room + "/event/" + sent.text("event_id"), bob.token);
        QCOMPARE(event.text("sender"), std::string("@notices:x"));
        QCOMPARE(std::string(event.body.at("content").at("body").as_string()),
                 std::string("hello"));
        // The person may read, not write.
        QCOMPARE(server
                     .put(client + "/rooms/" + room + "/send/m.room.message/1",
                          notice("", "no").at("content"), bob.token)
                     .verdict(),
                 std::string("403 M_FORBIDDEN"));
        // Later notices come to the same room; whoever left is asked in again.
        QCOMPARE(server.post(notices, notice(bob.userId, "again"), admin.token).verdict(),
                 std::string("200"));
        QCOMPARE(rooms(server, bob, "join").size(), std::size_t{1});
        QCOMPARE(
            server.post(client + "/rooms/" + room + "/leave", json::object{}, bob.token).verdict(),
            std::string("200"));
        QCOMPARE(server.post(notices, notice(bob.userId, "third"), admin.token).verdict(),
                 std::string("200"));
        QVERIFY(rooms(server, bob, "invite").contains(room));
    }
    void areSentOncePerTransaction() {
        ServerFixture server(enable);
        const auto admin = server.join("admin", true);
        const auto bob = server.join("bob");
        const auto first = server.put(notices + "/one", notice(bob.userId, "hello"), admin.token);
        const auto second = server.put(notices + "/one", notice(bob.userId, "hello"), admin.token);
        QCOMPARE(first.verdict(), std::string("200"));
        QCOMPARE(second.text("event_id"), first.text("event_id"));
    }
    void goToPeopleOfThisServerOnly() {
        ServerFixture server(enable);
        const auto admin = server.join("admin", true);
        const auto bob = server.join("bob");
        QCOMPARE(server.post(notices, notice("@bob:far", "hello"), admin.token).verdict(),
                 std::string("400 M_UNKNOWN"));
        QCOMPARE(server.post(notices, notice("@none:x", "hello"), admin.token).verdict(),
                 std::string("404 M_NOT_FOUND"));
        QCOMPARE(server.post(notices, notice(bob.userId, "hello"), bob.token).verdict(),
                 std::string("403 M_FORBIDDEN"));
        QCOMPARE(server.post(notices, json::object{{"user_id", bob.userId}}, admin.token).verdict(),
                 std::string("400 M_MISSING_PARAM"));
    }
};

HEARTH_TEST(TestServerNotices)
#include "test_server_notices.moc"
