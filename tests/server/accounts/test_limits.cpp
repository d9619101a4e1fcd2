// SPDX-License-Identifier: Apache-2.0
// How often and how much: limits decide after they know who asks, and come before the work.
#include "server/core/neighbourhood.hpp"
#include "server/core/rate_limiter.hpp"
#include "server/services/limits/limits.hpp"
#include "tests/server/accounts/at_once.hpp"
#include "tests/support/test_main.hpp"

#include <QFile>
#include <QTemporaryDir>

using namespace hearth;
using test::Answer;
using test::atOnce;
using test::countOf;
using test::ServerFixture;

namespace {

const std::string client = "/_matrix/client/v3";
const std::string registerPath = client + "/register";
const std::string ok = "200";
const std::string limited = "429 M_LIMIT_EXCEEDED";
const std::string tooLarge = "413 M_TOO_LARGE";

void strict(config::Settings &settings) {
    settings.rc = {}; // the defaults
}

/// An application service that owns @ghost_…; more: further lines of its registration.
class Bridge {
public:
    explicit Bridge(const char *more = "") {
        QFile file(m_folder.filePath(QStringLiteral("bridge.yaml")));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no file");
        file.write("id: bridge\nurl: null\nas_token: as_secret\nhs_token: hs\n"
                   "sender_localpart: bridge\nnamespaces:\n  users:\n"
                   "    - { exclusive: true, regex: '@ghost_.*' }\n  aliases: []\n  rooms: []\n");
        file.write(more);
        m_file = file.fileName().toStdString();
    }
    void operator()(config::Settings &settings) const {
        strict(settings);
        settings.appServiceConfigFiles = {m_file};
    }

private:
    QTemporaryDir m_folder;
    std::string m_file;
};

Answer registerGhost(ServerFixture &server, int number) {
    return server.post(registerPath,
                       json::object{{"type", "m.login.application_service"},
                                    {"username", "ghost_" + std::to_string(number)}},
                       "as_secret");
}

Answer sendAs(ServerFixture &server, const std::string &user, const std::string &room, int number) {
    return server.put(client + "/rooms/" + room + "/send/m.room.message/t" +
                          std::to_string(number) + "?user_id=" + user,
                      json::object{{"msgtype", "m.text"}, {"body", "x"}}, "as_secret");
}

json::object wrongPassword(const char *user) {
    return {{"type", "m.login.password"}, {"user", user}, {"password", "wrong"}};
}

json::object ofSize(std::size_t bytes) {
    return {{"text", std::string(bytes, 'x')}};
}

} // namespace

class TestLimits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void madeUpSessionsCountLikeBeginnings() {
        ServerFixture server(strict);
        const auto answer = [&](int i) {
            return server.post(
                registerPath,
                json::object{{"username", "user" + std::to_string(i)},
                             {"password", "a long one"},
                             {"auth", json::object{{"type", "m.login.dummy"},
                                                   {"session", "made up " + std::to_string(i)}}}});
        };
        for (int i = 0; i < 3; ++i)
            QCOMPARE(answer(i).verdict(), std::string("400 M_UNKNOWN"));
        for (int i = 3; i < 6; ++i)
            QCOMPARE(answer(i).verdict(), limited);
    }
    void aConversationIsCountedOnce() {
        ServerFixture server(strict);
        for (int i = 0; i < 3; ++i) {
            json::object body{{"username", "user" + std::to_string(i) + "x"},
                              {"password", "a long one"}};
            const auto challenge = server.post(registerPath, body);
            QCOMPARE(challenge.status, 401);
            body["auth"] =
                json::object{{"type", "m.login.dummy"}, {"session", challenge.text("session")}};
            QCOMPARE(server.post(registerPath, body).verdict(), ok);
        }
        QCOMPARE(server.post(registerPath, json::object{}).verdict(), limited);
    }
    void guessesOfRegistrationTokensAreFew() {
        ServerFixture server([](config::Settings &s) {
            strict(s);
            s.registrationRequiresToken = true;
        });
        const auto session = server.post(registerPath, json::object{}).text("session");
        const auto answers = atOnce(30, [&](int i) {
            return server.post(
                registerPath,
                json::object{{"auth", json::object{{"type", "m.login.registration_token"},
                                                   {"session", session},
                                                   {"token", "t" + std::to_string(i)}}}});
        });
        QCOMPARE(countOf(answers, "401 M_UNAUTHORIZED"), 5);
        QCOMPARE(countOf(answers, limited), 25);
        QCOMPARE(
            server.get("/_matrix/client/v1/register/m.login.registration_token/validity?token=t")
                .verdict(),
            limited);
    }
    void wrongPasswordsAreFewHoweverManyComeAtOnce() {
        ServerFixture server(strict);
        const auto alice = server.join("alice");
        const auto logins =
            atOnce(8, [&](int) { return server.post(client + "/login", wrongPassword("alice")); });
        QCOMPARE(countOf(logins, "403 M_FORBIDDEN"), 3);
        // Strangers who guess do not keep the user from confirming.
        const std::string path = client + "/delete_devices";
        json::object body{{"devices", json::array{"NONE"}}};
        const auto challenge = server.post(path, body, alice.token);
        body["auth"] = test::passwordStage(challenge, "alice", "wrong");
        const auto answers = atOnce(20, [&](int) { return server.post(path, body, alice.token); });
        QCOMPARE(countOf(answers, "401 M_FORBIDDEN"), 3);
        QCOMPARE(countOf(answers, limited), 17);
        server.clock.forward(10000);
        body["auth"] = test::passwordStage(challenge, "alice");
        QCOMPARE(server.post(path, body, alice.token).verdict(), ok);
    }
    void onlySignInsThatSucceedCountForAnAccount() {
        ServerFixture server([](config::Settings &s) {
            s.rc.loginAccount = {0.001, 2};
            s.rc.loginFailedAttempts = {1000, 1000};
        });
        server.join("alice");
        for (int i = 0; i < 10; ++i)
            QCOMPARE(server.post(client + "/login", wrongPassword("alice")).verdict(),
                     std::string("403 M_FORBIDDEN"));
        QVERIFY(!server.signIn("alice").token.empty());
        QVERIFY(!server.signIn("alice").token.empty());
        QVERIFY(server.signIn("alice").token.empty());
    }
    void applicationServicesRegisterWithoutLimit() {
        const Bridge bridge;
        ServerFixture server(std::cref(bridge));
        for (int i = 0; i < 12; ++i)
            QCOMPARE(registerGhost(server, i).verdict(), ok);
        // Others still have their places.
        QCOMPARE(server.post(registerPath, json::object{}).status, 401);
        QCOMPARE(server
                     .post(registerPath,
                           json::object{{"type", "m.login.application_service"},
                                        {"username", "ghost_x"}},
                           "another secret")
                     .verdict(),
                 std::string("401 M_UNKNOWN_TOKEN"));
    }
    void ghostsSendAsTheRegistrationSays_data() {
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<bool>("ghostIsFree");
        QTest::newRow("by default") << QByteArray() << false;
        QTest::newRow("limited") << QByteArray("rate_limited: true\n") << false;
        QTest::newRow("free") << QByteArray("rate_limited: false\n") << true;
    }
    void ghostsSendAsTheRegistrationSays() {
        QFETCH(QByteArray, more);
        QFETCH(bool, ghostIsFree);
        const Bridge bridge(more.constData());
        ServerFixture server(std::cref(bridge));
        QCOMPARE(registerGhost(server, 1).verdict(), ok);
        const auto roomOf = [&](const char *user) {
            return server
                .post(client + "/createRoom?user_id=" + std::string(user), json::object{},
                      "as_secret")
                .text("room_id");
        };
        const std::string room = roomOf("@ghost_1:x");
        QVERIFY(!room.empty());
        int refused = 0;
        for (int i = 0; i < 14; ++i)
            refused += sendAs(server, "@ghost_1:x", room, i).verdict() == limited ? 1 : 0;
        QCOMPARE(refused == 0, ghostIsFree);
        // The service's own user is never limited.
        const std::string own = roomOf("@bridge:x");
        QVERIFY(!own.empty());
        for (int i = 0; i < 14; ++i)
            QCOMPARE(sendAs(server, "@bridge:x", own, i).verdict(), ok);
    }
    void servicesSignInAsTheRegistrationSays() {
        for (const bool free : {false, true}) {
            const Bridge bridge(free ? "rate_limited: false\n" : "");
            ServerFixture server(std::cref(bridge));
            QCOMPARE(registerGhost(server, 1).verdict(), ok);
            int refused = 0;
            for (int i = 0; i < 14; ++i)
                refused += server.post(client + "/login",
                                       json::object{{"type", "m.login.application_service"},
                                                    {"user", "ghost_1"}},
                                       "as_secret")
                                       .verdict() == limited
                               ? 1
                               : 0;
            QCOMPARE(refused == 0, free);
        }
    }
    void overridesAreAboutSending() {
        ServerFixture server([](config::Settings &s) {
            strict(s);
            s.rc.roomCreation = {0.001, 2};
            s.rc.loginAddress = s.rc.loginAccount = {1000, 1000};
        });
        const auto admin = server.join("admin", true);
        const auto alice = server.join("alice");
        const std::string path = "/_synapse/admin/v1/users/@alice:x/override_ratelimit";
        const auto create = [&] {
            return server.post(client + "/createRoom", json::object{}, alice.token);
        };
        server.post(path, json::object{{"messages_per_second", 1000}, {"burst_count", 1000}},
                    admin.token);
        QCOMPARE(create().verdict(), ok);
        const std::string room = create().text("room_id");
        QCOMPARE(create().verdict(), limited);
        for (int i = 0; i < 14; ++i)
            QCOMPARE(
                server
                    .put(client + "/rooms/" + room + "/send/m.room.message/t" + std::to_string(i),
                         json::object{{"msgtype", "m.text"}, {"body", "x"}}, alice.token)
                    .verdict(),
                ok);
        server.post(path, json::object{{"messages_per_second", 0}, {"burst_count", 0}},
                    admin.token);
        QCOMPARE(create().verdict(), ok);
    }
    void oneNetworkCountsAsOne() {
        test::TurnableClock clock;
        RateLimiter limiter(clock);
        config::Settings settings;
        settings.rc = {};
        config::Current current(settings);
        const services::Limits limits(limiter, current);
        const auto tries = [&](const std::string &prefix) {
            int taken = 0;
            for (int i = 0; i < 30; ++i)
                taken +=
                    limits.take(services::Limited::Login, {}, prefix + std::to_string(i + 1)) == 0;
            return taken;
        };
        const int burst = static_cast<int>(settings.rc.loginAddress.burstCount);
        QCOMPARE(tries("2001:db8:1:2::"), burst);
        QCOMPARE(tries("2001:db8:1:3::"), burst); // somebody else
        QCOMPARE(tries("192.0.2."), 30);
        QCOMPARE(neighbourhood("@user%name:x"), std::string("@user%name:x"));
    }
    void servicesSeeOnlyTheirOwn() {
        const Bridge bridge;
        ServerFixture server(std::cref(bridge));
        const auto alice = server.join("alice");
        const auto admin = server.join("boss", true);
        QCOMPARE(registerGhost(server, 1).verdict(), ok);
        const std::string rooms = client + "/rooms/";
        const std::string room =
            server
                .post(client + "/createRoom", json::object{{"preset", "public_chat"}}, alice.token)
                .text("room_id");
        const std::string members = rooms + room + "/joined_members";
        QCOMPARE(server.get(members, "as_secret").verdict(), std::string("403 M_FORBIDDEN"));
        QCOMPARE(server.post(rooms + room + "/join?user_id=@ghost_1:x", json::object{}, "as_secret")
                     .verdict(),
                 ok);
        QCOMPARE(server.get(members, "as_secret").verdict(), ok);
        // Who was deactivated acts no more, whoever acts for them.
        QCOMPARE(
            server.post("/_synapse/admin/v1/deactivate/@ghost_1:x", json::object{}, admin.token)
                .verdict(),
            ok);
        QCOMPARE(server.post(client + "/createRoom?user_id=@ghost_1:x", json::object{}, "as_secret")
                     .verdict(),
                 std::string("403 M_USER_DEACTIVATED"));
        QCOMPARE(server.get(members, "as_secret").verdict(), std::string("403 M_FORBIDDEN"));
    }
    void pushersHaveTheirMeasure() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto set = [&](int i) {
            return server
                .post(
                    client + "/pushers/set",
                    json::object{{"kind", "http"},
                                 {"app_id", "a"},
                                 {"pushkey", "key" + std::to_string(i)},
                                 {"app_display_name", "a"},
                                 {"device_display_name", "d"},
                                 {"lang", "en"},
                                 {"data", json::object{{"url", "https://p.example/_matrix/push/v1/"
                                                               "notify"}}}},
                    alice.token)
                .verdict();
        };
        for (int i = 0; i < 100; ++i)
            QCOMPARE(set(i), ok);
        QCOMPARE(set(100), tooLarge);
        QCOMPARE(set(7), ok);
    }
    void whatIsGivenOutAgainAndAgainIsSmall() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto verdict = [&](const char *path, const json::object &body) {
            return server.post(client + path, body, alice.token).verdict();
        };
        const std::string much(100'000, 'x');
        const json::object data{{"url", "https://p.example/_matrix/push/v1/notify"}, {"x", much}};
        const json::object pusher{{"kind", "http"},
                                  {"app_id", "a"},
                                  {"pushkey", "k"},
                                  {"app_display_name", "a"},
                                  {"device_display_name", "d"},
                                  {"lang", "en"},
                                  {"data", data}};
        QCOMPARE(verdict("/pushers/set", pusher), tooLarge);
        const json::object keys{{"user_id", alice.userId},      {"device_id", alice.deviceId},
                                {"algorithms", json::array{}},  {"keys", json::object{}},
                                {"signatures", json::object{}}, {"x", much}};
        QCOMPARE(verdict("/keys/upload", {{"device_keys", keys}}), tooLarge);
        const json::object backup{{"algorithm", "m.megolm_backup.v1.curve25519-aes-sha2"},
                                  {"auth_data", json::object{{"x", much}}}};
        QCOMPARE(verdict("/room_keys/version", backup), tooLarge);
    }
    void wrongGuessesGiveNothingBack() {
        test::TurnableClock clock;
        RateLimiter limiter(clock);
        QCOMPARE(limiter.take("a", 0.001, 2), 0);
        QCOMPARE(limiter.take("a", 0.001, 2), 0);
        QVERIFY(limiter.take("a", 0.001, 2) > 0);
        limiter.giveBack("a", 2);
        QCOMPARE(limiter.take("a", 0.001, 2), 0);
        for (int i = 0; i < 5; ++i)
            limiter.giveBack("a", 2); // no more than it holds
        QCOMPARE(limiter.take("a", 0.001, 2), 0);
        QCOMPARE(limiter.take("a", 0.001, 2), 0);
        QVERIFY(limiter.take("a", 0.001, 2) > 0);
    }
    void keysOfADeviceHaveTheirMeasure() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto upload = [&](const char *member, int from, int count, std::size_t bytes = 10,
                                const std::string &algorithm = "signed_curve25519") {
            json::object keys;
            for (int i = from; i < from + count; ++i)
                keys[algorithm + ":K" + std::to_string(i)] = std::string(bytes, 'k');
            return server
                .post("/_matrix/client/v3/keys/upload", json::object{{member, std::move(keys)}},
                      alice.token)
                .verdict();
        };
        for (int i = 0; i < 5; ++i)
            QCOMPARE(upload("one_time_keys", i * 1000, 1000), ok);
        QCOMPARE(upload("one_time_keys", 5000, 1), tooLarge);
        QCOMPARE(upload("one_time_keys", 0, 1), ok); // again what is there
        QCOMPARE(upload("fallback_keys", 0, 1, 20000), tooLarge);
        for (int i = 0; i < 16; ++i)
            QCOMPARE(upload("fallback_keys", 0, 1, 10, "algorithm" + std::to_string(i)), ok);
        QCOMPARE(upload("fallback_keys", 0, 1, 10, "one more"), tooLarge);
        QCOMPARE(upload("fallback_keys", 1, 1, 10, "algorithm3"), ok);
    }
    void accountDataHasItsMeasure() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const std::string path = client + "/user/@alice:x/account_data/";
        const auto put = [&](const std::string &type, std::size_t bytes) {
            return server.put(path + type, ofSize(bytes), alice.token).verdict();
        };
        QCOMPARE(put("im.vector.web.settings", 150000), ok);
        QCOMPARE(put("big", 600000), tooLarge);
        QCOMPARE(put(std::string(600, 't'), 10), tooLarge);
        for (int i = 0; i < 16; ++i)
            QCOMPARE(put("part" + std::to_string(i), 500000), ok);
        QCOMPARE(put("more", 500000), tooLarge);
        QCOMPARE(put("part1", 100), ok); // what shrinks makes room
        QCOMPARE(put("more", 400000), ok);
        server.database().read([](store::Reader &reader) {
            const auto counted = reader.queryOne("SELECT items, bytes FROM account_data_use");
            std::int64_t bytes = 0;
            const auto rows = reader.query("SELECT type, body FROM account_data");
            for (const auto row : rows)
                bytes += static_cast<std::int64_t>(row.text(0).size() + row.text(1).size());
            QCOMPARE(counted->integer(0), static_cast<std::int64_t>(rows.size()));
            QCOMPARE(counted->integer(1), bytes);
        });
        server.database().write([](store::Transaction &tx) {
            tx.exec("UPDATE account_data_use SET items = 10000, bytes = 1000");
        });
        QCOMPARE(put("part1", 100), ok);
        QCOMPARE(put("another", 100), tooLarge);
    }
    void filtersHaveTheirMeasure() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto put = [&](const json::object &filter) {
            return server.post(client + "/user/@alice:x/filter", filter, alice.token);
        };
        const auto withRooms = [](std::size_t count, int first) {
            json::array rooms;
            for (std::size_t i = 0; i < count; ++i)
                rooms.emplace_back("!" + std::string(50, 'r') + std::to_string(first + int(i)) +
                                   ":x");
            return json::object{{"room", json::object{{"rooms", std::move(rooms)}}}};
        };
        const auto first = put(withRooms(500, 0));
        QCOMPARE(first.verdict(), ok);
        QCOMPARE(put(withRooms(2000, 0)).verdict(), tooLarge);
        server.database().write([](store::Transaction &tx) {
            const auto user = tx.findUser("@alice:x");
            for (int i = 0; i < 999; ++i)
                tx.exec("INSERT INTO filter (user_nid, filter_id, body, body_hash) "
                        "VALUES ($1, $2, '{}', $3)",
                        user, i + 1, store::Blob{std::to_string(i)});
        });
        QCOMPARE(put(withRooms(3, 0)).verdict(), tooLarge);
        QCOMPARE(put(withRooms(500, 0)).text("filter_id"), first.text("filter_id"));
    }
    void openConfirmationsHaveTheirMeasure() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto sessions = [&] {
            return server.database().read([](store::Reader &reader) {
                return reader.queryOne("SELECT COUNT(*) FROM ui_auth_session")->integer(0);
            });
        };
        std::string last;
        for (int i = 0; i < 60; ++i) {
            json::object body{{"devices", json::array{"A"}}};
            body["more"] = std::string(100000, 'x');
            last = server.post(client + "/delete_devices", body, alice.token).text("session");
        }
        QCOMPARE(sessions(), 20);
        server.database().read([](store::Reader &reader) {
            QCOMPARE(
                reader.queryOne("SELECT MAX(LENGTH(client_body)) FROM ui_auth_session")->integer(0),
                2);
        });
        // The newest still confirms.
        json::object body{{"devices", json::array{"A"}}};
        body["auth"] = json::object{{"type", "m.login.password"},
                                    {"user", "alice"},
                                    {"password", "secret"},
                                    {"session", last}};
        QCOMPARE(server.post(client + "/delete_devices", body, alice.token).verdict(), ok);
        // Registrations keep only what belongs to them, and not much of it.
        json::object large{{"username", "bob"}, {"initial_device_display_name", ""}};
        large["initial_device_display_name"] = std::string(6000, 'x');
        QCOMPARE(server.post(registerPath, large).verdict(), tooLarge);
        QCOMPARE(
            server.post(registerPath, json::object{{"padding", std::string(50000, 'x')}}).status,
            401);
        server.database().read([](store::Reader &reader) {
            QCOMPARE(
                reader.queryOne("SELECT MAX(LENGTH(client_body)) FROM ui_auth_session")->integer(0),
                2);
        });
    }
    void aStrangerFillsOnlyTheirShareOfAnInbox() {
        ServerFixture server;
        const auto bob = server.join("bob");
        const auto carol = server.join("carol");
        const auto mallory = server.join("mallory");
        const auto send = [&](const test::Person &from, const json::object &to, int number) {
            return server
                .put(client + "/sendToDevice/m.x/" + std::to_string(number),
                     json::object{{"messages", to}}, from.token)
                .verdict();
        };
        const json::object large{{bob.userId, json::object{{bob.deviceId, ofSize(60'000)}}}};
        int sent = 0;
        while (sent < 400 && send(mallory, large, sent) == ok)
            ++sent;
        QVERIFY(sent > 250 && sent < 300); // of 16 MiB
        QCOMPARE(send(mallory, large, 1000), tooLarge);
        // Neither others nor other devices are kept from it.
        QCOMPARE(send(carol, large, 0), ok);
        json::object both = large;
        both[carol.userId] = json::object{{"*", ofSize(10)}};
        QCOMPARE(send(mallory, both, 1001), ok);
    }
    void backupsHaveAQuota() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const std::string base = client + "/room_keys";
        static_cast<void>(server.post(
            base + "/version",
            json::object{{"algorithm", "m.megolm_backup.v1"}, {"auth_data", json::object{}}},
            alice.token));
        const auto send = [&](int number, std::size_t bytes) {
            json::object sessions;
            for (int i = 0; i < 15; ++i)
                sessions["s" + std::to_string(i)] = json::object{{"first_message_index", 0},
                                                                 {"forwarded_count", 0},
                                                                 {"is_verified", false},
                                                                 {"session_data", ofSize(bytes)}};
            return server.put(base + "/keys/!r" + std::to_string(number) + "?version=1",
                              json::object{{"sessions", sessions}}, alice.token);
        };
        const auto put = [&](int number, std::size_t bytes) {
            return send(number, bytes).verdict();
        };
        QCOMPARE(put(0, 70'000), tooLarge);
        int stored = 0;
        for (; stored < 3; ++stored)
            QCOMPARE(put(stored, 60'000), ok);
        const auto shown = server.get(base + "/keys/!r1?version=1", alice.token);
        QCOMPARE(shown.body.at("sessions").as_object().size(), std::size_t(15));
        QVERIFY(shown.body.at("sessions").at("s3").at("session_data") ==
                json::value(ofSize(60'000)));
        const auto all = server.get(base + "/keys?version=1", alice.token);
        QCOMPARE(all.body.at("rooms").as_object().size(), std::size_t(3));
        QVERIFY(all.body.at("rooms").at("!r2").at("sessions") == shown.body.at("sessions"));
        while (stored < 200 && put(stored, 60'000) == ok)
            ++stored;
        QVERIFY(stored > 100 && stored < 120); // of 96 MiB
        QCOMPARE(put(0, 60'000), ok);          // no better than what is there: nothing to store
        QCOMPARE(
            server.ask(http::Method::Delete, base + "/keys/!r1?version=1", alice.token).verdict(),
            ok);
        const auto several = atOnce(4, [&](int i) { return send(1000 + i, 60'000); });
        QCOMPARE(countOf(several, ok), 1); // the one that there is room for
    }
    void smallThingsAreBoundedToo() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto status = [&](std::size_t bytes) {
            return server
                .put(client + "/presence/" + alice.userId + "/status",
                     json::object{{"presence", "online"}, {"status_msg", std::string(bytes, 'x')}},
                     alice.token)
                .verdict();
        };
        QCOMPARE(status(2048), ok);
        QCOMPARE(status(2049), tooLarge);
        const auto tokenOf = [&] {
            return server
                .post(client + "/user/" + alice.userId + "/openid/request_token", json::object{},
                      alice.token)
                .text("access_token");
        };
        for (int i = 0; i < 105; ++i)
            static_cast<void>(tokenOf());
        QCOMPARE(server.database().read([](store::Reader &reader) {
            return reader.queryOne("SELECT COUNT(*) FROM openid_token")->integer(0);
        }),
                 std::int64_t{100});
        const auto create = [&](int events) {
            json::array state;
            for (int i = 0; i < events; ++i)
                state.push_back(json::object{{"type", "m.space.child"},
                                             {"state_key", "!r" + std::to_string(i)},
                                             {"content", json::object{{"via", {"x"}}}}});
            return server
                .post(client + "/createRoom", json::object{{"initial_state", state}}, alice.token)
                .verdict();
        };
        QCOMPARE(create(500), ok);
        QCOMPARE(create(501), tooLarge);
        json::array fields;
        for (int i = 0; i < 101; ++i)
            fields.push_back(json::value("content.f" + std::to_string(i)));
        const auto filter = [&] {
            return server
                .post(client + "/user/" + alice.userId + "/filter",
                      json::object{{"event_fields", fields}}, alice.token)
                .status;
        };
        QCOMPARE(filter(), 400);
        fields.pop_back();
        QCOMPARE(filter(), 200);
    }
};

HEARTH_TEST(TestLimits)
#include "test_limits.moc"
