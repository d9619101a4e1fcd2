// SPDX-License-Identifier: Apache-2.0
// What is decided about an account or a session reaches what is under way already: waiting calls,
// tokens for others, delayed events, uploads to come, pushers.
#include "tests/server/accounts/at_once.hpp"
#include "tests/support/test_main.hpp"

#include <future>

using namespace hearth;
using test::Answer;
using test::Person;
using test::ServerFixture;

namespace {

const std::string client = "/_matrix/client/v3";
const std::string ok = "200";
const std::string unknownToken = "401 M_UNKNOWN_TOKEN";
const std::string locked = "401 M_USER_LOCKED";
const std::string adminUsers = "/_synapse/admin/v2/users/@alice:x";

void withEverything(config::Settings &settings) {
    settings.loginViaExistingSession = true;
    settings.loginViaExistingSessionRequiresUiAuth = false;
    settings.maxEventDelayDuration = 86400000;
}

/// Alice on two devices, and an administrator.
struct World {
    ServerFixture server{withEverything};
    Person admin = server.join("admin", true);
    Person alice = server.join("alice");
    Person other = server.signIn("alice");

    void apply(const std::string &measure) {
        const auto set = [&](const json::object &what) {
            return server.put(adminUsers, what, admin.token);
        };
        const auto confirmed = [&](const std::string &path, json::object body) {
            const auto challenge = server.post(path, body, other.token);
            body["auth"] = test::passwordStage(challenge, "alice");
            return server.post(path, body, other.token);
        };
        Answer answer;
        if (measure == "logout")
            answer = server.post(client + "/logout", json::object{}, alice.token);
        else if (measure == "logout of all")
            answer = server.post(client + "/logout/all", json::object{}, other.token);
        else if (measure == "device removed")
            answer = confirmed(client + "/delete_devices",
                               json::object{{"devices", json::array{alice.deviceId}}});
        else if (measure == "password changed")
            answer = confirmed(client + "/account/password",
                               json::object{{"new_password", "brand new"}});
        else if (measure == "device removed by admin")
            answer = server.ask(http::Method::Delete, adminUsers + "/devices/" + alice.deviceId,
                                admin.token);
        else if (measure == "password reset by admin")
            answer = server.post("/_synapse/admin/v1/reset_password/@alice:x",
                                 json::object{{"new_password", "brand new"}}, admin.token);
        else if (measure == "deactivated")
            answer =
                server.post("/_synapse/admin/v1/deactivate/@alice:x", json::object{}, admin.token);
        else if (measure == "locked")
            answer = set({{"locked", true}});
        else if (measure == "suspended")
            answer = server.put("/_synapse/admin/v1/suspend/@alice:x",
                                json::object{{"suspend", true}}, admin.token);
        else if (measure == "shadow-banned")
            answer = server.post("/_synapse/admin/v1/users/@alice:x/shadow_ban", json::object{},
                                 admin.token);
        else
            qFatal("no such measure");
        QVERIFY2(answer.status == 200, measure.c_str());
    }
    /// Waits until a call of the other thread waits.
    void untilWaiting() {
        QTRY_VERIFY(server.waitingCalls() > 0);
        QTest::qWait(20);
    }
};

const std::vector<std::string> endOfSession{
    "logout",      "logout of all",           "device removed",          "password changed",
    "deactivated", "device removed by admin", "password reset by admin",
};

void addRows(const std::vector<std::string> &measures) {
    QTest::addColumn<QByteArray>("measure");
    for (const auto &measure : measures)
        QTest::newRow(measure.c_str()) << QByteArray::fromStdString(measure);
}

std::string fetched() {
    QFETCH(QByteArray, measure);
    return measure.toStdString();
}

std::string makeRoom(ServerFixture &server, const Person &who) {
    return server.post(client + "/createRoom", json::object{{"preset", "public_chat"}}, who.token)
        .text("room_id");
}

std::size_t pushersOf(ServerFixture &server) {
    return server.database().read([](store::Reader &reader) {
        return static_cast<std::size_t>(reader.queryOne("SELECT COUNT(*) FROM pusher")->integer(0));
    });
}

} // namespace

class TestMeasures : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void waitingCallsEnd_data() {
        QTest::addColumn<QByteArray>("measure");
        QTest::addColumn<QByteArray>("poll");
        std::vector<std::string> measures = endOfSession;
        measures.emplace_back("locked");
        const auto add = [](const std::string &measure, const char *poll) {
            QTest::newRow((measure + ", " + poll).c_str())
                << QByteArray::fromStdString(measure) << QByteArray(poll);
        };
        for (const auto &measure : measures)
            add(measure, "sync");
        for (const char *measure : {"logout", "locked"})
            for (const char *poll : {"events", "sliding sync"})
                add(measure, poll);
    }
    void waitingCallsEnd() {
        QFETCH(QByteArray, poll);
        const std::string measure = fetched();
        World world;
        auto &server = world.server;
        const auto first = server.get(client + "/sync?timeout=0", world.alice.token);
        const std::string sliding =
            "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?timeout=30000";
        const auto pos = server.post(sliding, json::object{}, world.alice.token).text("pos");
        auto waiting = std::async(std::launch::async, [&] {
            if (poll == "sync")
                return server.get(client + "/sync?timeout=30000&since=" + first.text("next_batch"),
                                  world.alice.token);
            if (poll == "events")
                return server.get(client + "/events?timeout=30000", world.alice.token);
            return server.post(sliding + "&pos=" + pos, json::object{}, world.alice.token);
        });
        world.untilWaiting();
        const auto before = std::chrono::steady_clock::now();
        world.apply(measure);
        const auto answer = waiting.get();
        QVERIFY(std::chrono::steady_clock::now() - before < std::chrono::seconds(10));
        QCOMPARE(answer.verdict(), measure == "locked" ? locked : unknownToken);
    }
    void waitingCallsGoOn_data() { addRows({"suspended", "shadow-banned"}); }
    void waitingCallsGoOn() {
        World world;
        auto &server = world.server;
        const std::string since =
            server.get(client + "/sync?timeout=0", world.alice.token).text("next_batch");
        auto waiting = std::async(std::launch::async, [&] {
            return server.get(client + "/sync?timeout=1500&since=" + since, world.alice.token);
        });
        world.untilWaiting();
        world.apply(fetched());
        QCOMPARE(waiting.get().verdict(), ok);
    }
    void otherDevicesGoOn() {
        World world;
        auto &server = world.server;
        const std::string since =
            server.get(client + "/sync?timeout=0", world.other.token).text("next_batch");
        auto waiting = std::async(std::launch::async, [&] {
            return server.get(client + "/sync?timeout=1500&since=" + since, world.other.token);
        });
        world.untilWaiting();
        world.apply("logout");
        QCOMPARE(waiting.get().verdict(), ok);
    }
    void waitingCallsEndWithTheirToken() {
        ServerFixture server([](config::Settings &s) { s.refreshableAccessTokenLifetime = 1500; });
        server.join("alice");
        const auto alice = server.signIn("alice", {{"refresh_token", true}});
        const std::string since =
            server.get(client + "/sync?timeout=0", alice.token).text("next_batch");
        const auto answer = server.get(client + "/sync?timeout=30000&since=" + since, alice.token);
        QCOMPARE(answer.verdict(), unknownToken);
        QVERIFY(answer.body.at("soft_logout").as_bool());
    }
    void whoActsForOthersMustBeAbleToAct() {
        World world;
        auto &server = world.server;
        const auto second = server.join("second", true);
        const auto token =
            server.post("/_synapse/admin/v1/users/@alice:x/login", json::object{}, second.token)
                .text("access_token");
        const std::string since = server.get(client + "/sync?timeout=0", token).text("next_batch");
        auto waiting = std::async(std::launch::async, [&] {
            return server.get(client + "/sync?timeout=30000&since=" + since, token);
        });
        world.untilWaiting();
        server.put("/_synapse/admin/v2/users/@second:x", json::object{{"locked", true}},
                   world.admin.token);
        QCOMPARE(waiting.get().verdict(), unknownToken);
        QCOMPARE(server.get(client + "/account/whoami", token).verdict(), unknownToken);
    }

    void openIdTokensEnd_data() {
        auto measures = endOfSession;
        measures.insert(measures.end(), {"locked", "suspended"});
        addRows(measures);
    }
    void openIdTokensEnd() {
        World world;
        auto &server = world.server;
        const auto make = [&](const Person &who) {
            return server
                .post(client + "/user/@alice:x/openid/request_token", json::object{}, who.token)
                .text("access_token");
        };
        const auto show = [&](const std::string &token) {
            return server.get("/_matrix/federation/v1/openid/userinfo?access_token=" + token);
        };
        const auto token = make(world.alice);
        const auto others = make(world.other);
        QCOMPARE(show(token).text("sub"), std::string("@alice:x"));
        const std::string measure = fetched();
        world.apply(measure);
        QCOMPARE(show(token).verdict(), unknownToken);
        const bool othersGoOn = measure == "logout" || measure == "device removed" ||
                                measure == "device removed by admin" ||
                                measure == "password changed";
        QCOMPARE(show(others).verdict(), othersGoOn ? ok : unknownToken);
    }
    void openIdTokensDoNotOutliveTheSession() {
        ServerFixture server(
            [](config::Settings &s) { s.nonrefreshableAccessTokenLifetime = 60000; });
        server.join("alice");
        const auto alice = server.signIn("alice");
        const auto token =
            server.post(client + "/user/@alice:x/openid/request_token", json::object{}, alice.token)
                .text("access_token");
        server.clock.forward(61000);
        QCOMPARE(
            server.get("/_matrix/federation/v1/openid/userinfo?access_token=" + token).verdict(),
            unknownToken);
    }

    void loginTokensEnd_data() {
        auto measures = endOfSession;
        measures.emplace_back("locked");
        addRows(measures);
    }
    void loginTokensEnd() {
        World world;
        const auto token =
            world.server
                .post("/_matrix/client/v1/login/get_token", json::object{}, world.alice.token)
                .text("login_token");
        QVERIFY(!token.empty());
        const std::string measure = fetched();
        world.apply(measure);
        const auto login = [&] {
            return world.server
                .post(client + "/login", json::object{{"type", "m.login.token"}, {"token", token}})
                .verdict();
        };
        QCOMPARE(login(), measure == "locked" ? locked : std::string("403 M_FORBIDDEN"));
        if (measure != "locked")
            return;
        // It was not spent, and holds again.
        world.server.put(adminUsers, json::object{{"locked", false}}, world.admin.token);
        QCOMPARE(login(), ok);
    }

    void refreshTokensEnd_data() {
        auto measures = endOfSession;
        measures.emplace_back("locked");
        addRows(measures);
    }
    void refreshTokensEnd() {
        World world;
        const auto login =
            world.server.post(client + "/login", json::object{{"type", "m.login.password"},
                                                              {"user", "alice"},
                                                              {"password", "secret"},
                                                              {"refresh_token", true}});
        world.alice = {login.text("user_id"), login.text("access_token"), login.text("device_id")};
        const std::string measure = fetched();
        world.apply(measure);
        const auto refresh = [&] {
            return world.server
                .post(client + "/refresh",
                      json::object{{"refresh_token", login.text("refresh_token")}})
                .verdict();
        };
        QCOMPARE(refresh(), measure == "locked" ? locked : unknownToken);
        if (measure != "locked")
            return;
        world.server.put(adminUsers, json::object{{"locked", false}}, world.admin.token);
        QCOMPARE(refresh(), ok);
    }

    void delayedEventsAreNotSent_data() {
        auto measures = endOfSession;
        measures.insert(measures.end(), {"locked", "suspended", "shadow-banned"});
        addRows(measures);
    }
    void delayedEventsAreNotSent() {
        World world;
        auto &server = world.server;
        const std::string room = makeRoom(server, world.admin);
        server.post(client + "/join/" + room, json::object{}, world.alice.token);
        const auto delay = [&](const Person &who, const char *txn) {
            return server
                .put(client + "/rooms/" + room + "/send/m.room.message/" + txn +
                         "?org.matrix.msc4140.delay=3600000",
                     json::object{{"msgtype", "m.text"}, {"body", "late"}}, who.token)
                .text("delay_id");
        };
        const auto id = delay(world.alice, "a");
        const auto others = delay(world.other, "b");
        QVERIFY(!id.empty());
        const std::string measure = fetched();
        world.apply(measure);
        const std::string path = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events/";
        const std::string gone = "404 M_NOT_FOUND";
        const auto act = [&](const std::string &which, const char *action) {
            return server.post(path + which, json::object{{"action", action}}).verdict();
        };
        if (std::find(endOfSession.begin(), endOfSession.end(), measure) != endOfSession.end())
            QCOMPARE(act(id, "restart"), gone);
        QCOMPARE(act(id, "send"), gone);
        const bool othersGoOn = measure == "logout" || measure == "device removed" ||
                                measure == "device removed by admin" ||
                                measure == "password changed";
        QCOMPARE(act(others, "send"), othersGoOn ? ok : gone);
        const auto seen =
            server.get(client + "/rooms/" + room + "/messages?dir=b&limit=50", world.admin.token);
        const std::string text = json::serialize(seen.body);
        QCOMPARE(text.find("late") != std::string::npos, othersGoOn);
    }

    void uploadsToComeAreRefused_data() {
        addRows({"logout", "deactivated", "locked", "suspended"});
    }
    void uploadsToComeAreRefused() {
        World world;
        const auto made =
            world.server.post("/_matrix/media/v1/create", json::object{}, world.alice.token);
        const std::string uri = made.text("content_uri"); // mxc://x/…
        QVERIFY(!uri.empty());
        const std::string measure = fetched();
        world.apply(measure);
        const auto answer =
            world.server.ask(http::Method::Put, "/_matrix/media/v3/upload/" + uri.substr(6),
                             world.alice.token, nullptr, {}, "bytes");
        QCOMPARE(answer.verdict(), measure == "locked"      ? locked
                                   : measure == "suspended" ? std::string("403 M_USER_SUSPENDED")
                                                            : unknownToken);
    }

    void pushersEnd_data() { addRows(endOfSession); }
    void pushersEnd() {
        World world;
        const json::object pusher{{"kind", "http"},
                                  {"app_id", "app"},
                                  {"pushkey", "key"},
                                  {"app_display_name", "a"},
                                  {"device_display_name", "d"},
                                  {"lang", "en"},
                                  {"data", json::object{{"url", "https://push.example/_matrix/push/"
                                                                "v1/notify"}}}};
        QCOMPARE(world.server.post(client + "/pushers/set", pusher, world.alice.token).verdict(),
                 ok);
        QCOMPARE(pushersOf(world.server), 1U);
        world.apply(fetched());
        QCOMPARE(pushersOf(world.server), 0U);
    }

    void confirmationsAndRegistrationsEnd() {
        World world;
        auto &server = world.server;
        const json::object body{{"username", "bob"}, {"password", "a long one"}};
        const auto challenge = server.post(client + "/register", body);
        const json::object again{{"auth", json::object{{"type", "m.login.dummy"},
                                                       {"session", challenge.text("session")}}}};
        const auto bob = server.post(client + "/register", again);
        QCOMPARE(bob.verdict(), ok);
        QCOMPARE(server.post(client + "/register", again).verdict(), ok);
        // Whoever has the session cannot sign in any more once everything is signed out.
        server.post(client + "/logout/all", json::object{}, bob.text("access_token"));
        QCOMPARE(server.post(client + "/register", again).verdict(), std::string("400 M_UNKNOWN"));
    }
};

HEARTH_TEST(TestMeasures)
#include "test_measures.moc"
