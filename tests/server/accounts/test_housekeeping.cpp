// SPDX-License-Identifier: Apache-2.0
// What is removed by age: messages, redacted content, forgotten rooms, media, addresses, devices.
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

#include <algorithm>

using namespace hearth;
using test::ServerFixture;

namespace {

const std::string client = "/_matrix/client/v3";
constexpr std::int64_t minute = 60000;
constexpr std::int64_t day = 86400000;

/// People who talk in a room.
class Talk {
public:
    explicit Talk(const std::function<void(config::Settings &)> &edit)
        : server(edit)
        , alice(server.join("alice"))
        , bob(server.join("bob")) {
        room = create();
    }
    std::string create() {
        const auto made = server.post(client + "/createRoom",
                                      json::object{{"preset", "public_chat"}}, alice.token);
        const std::string id = made.text("room_id");
        server.post(client + "/join/" + id, json::object{}, bob.token);
        return id;
    }
    std::string path(const std::string &rest) const { return client + "/rooms/" + room + rest; }
    std::string say(const std::string &text) {
        return server
            .put(path("/send/m.room.message/" + std::to_string(++m_count)),
                 json::object{{"msgtype", "m.text"}, {"body", text}}, alice.token)
            .text("event_id");
    }
    void setLifetime(std::int64_t milliseconds) {
        server.put(path("/state/m.room.retention"), json::object{{"max_lifetime", milliseconds}},
                   alice.token);
    }
    /// Bodies that /messages has, oldest first.
    std::vector<std::string> bodies() {
        const auto answer = server.get(path("/messages?dir=f&limit=1000"), bob.token);
        std::vector<std::string> out;
        for (const json::value &event : answer.body.at("chunk").as_array())
            if (event.at("type").as_string() == "m.room.message")
                if (const auto *body = event.at("content").as_object().if_contains("body"))
                    out.emplace_back(body->as_string());
        return out;
    }
    std::int64_t count(const std::string &sql) {
        return server.database().read(
            [&](store::Reader &reader) { return reader.queryOne(sql)->integer(0); });
    }
    std::string stored(const std::string &eventId) {
        const auto nid = server.database().read(
            [&](store::Reader &reader) { return reader.findEvent(eventId); });
        return server.database().read([&](store::Reader &reader) {
            const auto row =
                reader.queryOne("SELECT body FROM event_json WHERE event_nid = $1", nid);
            return row ? row->string(0) : std::string();
        });
    }
    ServerFixture server;
    test::Person alice, bob;
    std::string room;

private:
    int m_count = 0;
};

void withRetention(config::Settings &settings) {
    settings.retention.enabled = true;
}

} // namespace

class TestHousekeeping : public QObject {
    Q_OBJECT
    static std::vector<std::string> list(std::initializer_list<const char *> items) {
        return {items.begin(), items.end()};
    }

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void removesOldMessages() {
        Talk talk(withRetention);
        talk.setLifetime(10 * minute);
        const std::string old = talk.say("old words");
        talk.server.put(
            talk.path("/send/m.reaction/r"),
            json::object{
                {"m.relates_to", {{"rel_type", "m.annotation"}, {"event_id", old}, {"key", "x"}}}},
            talk.alice.token);
        // Fills the search index.
        const json::object search{
            {"search_categories", {{"room_events", {{"search_term", "old"}}}}}};
        talk.server.post(client + "/search", search, talk.bob.token);
        QCOMPARE(talk.count("SELECT COUNT(*) FROM search_word w JOIN event e ON e.event_nid = "
                            "w.event_nid WHERE e.skey_nid IS NULL"),
                 std::int64_t{2});
        talk.server.clock.forward(11 * minute);
        const std::string fresh = talk.say("new");
        talk.server.runJobs();
        QCOMPARE(talk.bodies(), list({"new"}));
        QCOMPARE(talk.stored(old), std::string());
        QVERIFY(!talk.stored(fresh).empty());
        QCOMPARE(talk.count("SELECT COUNT(*) FROM relation"), std::int64_t{0});
        QCOMPARE(talk.count("SELECT COUNT(*) FROM search_word w WHERE NOT EXISTS (SELECT 1 FROM "
                            "event e WHERE e.event_nid = w.event_nid)"),
                 std::int64_t{0});
        // State and members stay, and people go on talking.
        QCOMPARE(talk.server.get(talk.path("/state/m.room.retention"), talk.bob.token).status, 200);
        QCOMPARE(talk.server.get(talk.path("/event/") + old, talk.bob.token).status, 404);
        QVERIFY(!talk.say("next").empty());
        QCOMPARE(talk.bodies(), list({"new", "next"}));
    }
    void hidesOldMessagesFromEveryReaderAtOnce() {
        Talk talk(withRetention);
        talk.setLifetime(10 * minute);
        const std::string old = talk.say("old");
        const auto before = talk.server.get(client + "/sync", talk.bob.token);
        talk.server.clock.forward(11 * minute);
        const std::string fresh = talk.say("new");
        const auto has = [&](const test::Answer &answer) {
            return json::serialize(answer.body).find(old) != std::string::npos;
        };
        const std::string &bob = talk.bob.token;
        QVERIFY(has(before));
        QVERIFY(!has(talk.server.get(client + "/sync", bob)));
        QVERIFY(!has(talk.server.get(talk.path("/messages?dir=b&limit=100"), bob)));
        QVERIFY(!has(talk.server.get(talk.path("/context/") + fresh, bob)));
        QCOMPARE(talk.server.get(talk.path("/event/") + old, bob).status, 404);
        QCOMPARE(talk.server.get(talk.path("/context/") + old, bob).status, 404);
        QVERIFY(!has(talk.server.post(
            client + "/search",
            json::object{{"search_categories", {{"room_events", {{"search_term", "old"}}}}}},
            bob)));
        // Though it is still there: nothing was removed.
        QVERIFY(!talk.stored(old).empty());
    }
    void keepsTheNewestMessageHoweverOld() {
        Talk talk(withRetention);
        talk.setLifetime(minute);
        talk.say("one");
        const std::string last = talk.say("two");
        talk.server.clock.forward(day);
        talk.server.runJobs();
        QVERIFY(!talk.stored(last).empty());
        QCOMPARE(talk.count("SELECT COUNT(*) FROM event WHERE skey_nid IS NULL"), std::int64_t{1});
        // Once it is the newest no more, it goes.
        talk.say("three");
        talk.server.runJobs();
        QCOMPARE(talk.stored(last), std::string());
        QCOMPARE(talk.bodies(), list({"three"}));
    }
    void takesTheDefaultAndTheAllowedRange() {
        Talk talk([](config::Settings &settings) {
            settings.retention.enabled = true;
            settings.retention.defaultMaxLifetime = 10 * minute;
            settings.retention.allowedMinLifetime = 5 * minute;
            settings.retention.allowedMaxLifetime = 20 * minute;
        });
        talk.say("a");
        talk.server.clock.forward(11 * minute);
        talk.say("b");
        talk.server.runJobs();
        QCOMPARE(talk.bodies(), list({"b"})); // 10 minutes by default
        talk.setLifetime(1);                  // no less than 5 minutes
        talk.server.clock.forward(4 * minute);
        talk.say("c");
        talk.server.runJobs();
        QCOMPARE(talk.bodies(), list({"b", "c"}));
        talk.setLifetime(day); // no more than 20 minutes
        talk.server.clock.forward(21 * minute);
        talk.say("d");
        talk.server.runJobs();
        QCOMPARE(talk.bodies(), list({"d"}));
        QCOMPARE(talk.server
                     .put(talk.path("/state/m.room.retention"),
                          json::object{{"min_lifetime", 2}, {"max_lifetime", 1}}, talk.alice.token)
                     .verdict(),
                 std::string("400 M_BAD_JSON"));
    }
    void leavesRoomsToThePurgeJobOfTheirRange() {
        Talk talk([](config::Settings &settings) {
            settings.retention.enabled = true;
            settings.retention.purgeJobs = {{day, std::nullopt, 5 * minute}};
        });
        talk.setLifetime(10 * minute);
        const std::string old = talk.say("old");
        talk.server.clock.forward(day);
        talk.say("new");
        talk.server.runJobs();
        QVERIFY(!talk.stored(old).empty()); // hidden, but no job is told to look here
        talk.setLifetime(4 * minute);
        talk.server.runJobs();
        QCOMPARE(talk.stored(old), std::string());
    }
    void keepsEverythingWithoutRetention() {
        Talk talk([](config::Settings &) {});
        talk.setLifetime(minute);
        talk.say("old");
        talk.server.clock.forward(day);
        talk.say("new");
        talk.server.runJobs();
        QCOMPARE(talk.bodies(), list({"old", "new"}));
    }
    void removesManyInBites() {
        Talk talk(withRetention);
        talk.setLifetime(minute);
        for (int i = 0; i < 230; ++i)
            talk.say("x");
        talk.server.clock.forward(2 * minute);
        talk.say("new");
        talk.server.runJobs();
        QCOMPARE(talk.bodies(), list({"new"}));
        QCOMPARE(talk.count("SELECT COUNT(*) FROM event_json j WHERE NOT EXISTS (SELECT 1 FROM "
                            "event e WHERE e.event_nid = j.event_nid)"),
                 std::int64_t{0});
    }
    void removesRedactedContentAfterItsTime() {
        Talk talk([](config::Settings &settings) { settings.redactionRetentionPeriod = day; });
        const std::string said = talk.say("a secret");
        talk.server.put(talk.path("/redact/" + said + "/r"), json::object{}, talk.alice.token);
        talk.server.clock.forward(day / 2);
        talk.server.runJobs();
        QVERIFY(talk.stored(said).find("a secret") != std::string::npos);
        talk.server.clock.forward(day);
        talk.server.runJobs();
        const std::string left = talk.stored(said);
        QVERIFY(!left.empty());
        QVERIFY(left.find("a secret") == std::string::npos);
        const auto event = talk.server.get(talk.path("/event/") + said, talk.bob.token);
        QCOMPARE(event.status, 200);
        QCOMPARE(event.text("event_id"), said);
        QVERIFY(event.body.at("content").as_object().empty());
        QVERIFY(event.body.at("unsigned").as_object().contains("redacted_because"));
    }
    void keepsRedactedContentIfAsked() {
        Talk talk([](config::Settings &settings) { settings.redactionRetentionPeriod.reset(); });
        const std::string said = talk.say("a secret");
        talk.server.put(talk.path("/redact/" + said + "/r"), json::object{}, talk.alice.token);
        talk.server.clock.forward(365 * day);
        talk.server.runJobs();
        QVERIFY(talk.stored(said).find("a secret") != std::string::npos);
    }
    void deletesRoomsThatAllHaveForgotten() {
        Talk talk([](config::Settings &settings) { settings.forgottenRoomRetentionPeriod = day; });
        const std::string forgotten = talk.room;
        const std::string kept = talk.create();
        const auto leave = [&](const test::Person &who, const std::string &room) {
            talk.server.post(client + "/rooms/" + room + "/leave", json::object{}, who.token);
            talk.server.post(client + "/rooms/" + room + "/forget", json::object{}, who.token);
        };
        leave(talk.alice, forgotten);
        leave(talk.alice, kept);
        talk.server.clock.forward(2 * day);
        talk.server.runJobs();
        QCOMPARE(talk.count("SELECT COUNT(*) FROM room WHERE version IS NOT NULL"),
                 std::int64_t{2}); // bob remembers both
        leave(talk.bob, forgotten);
        talk.server.runJobs();
        QCOMPARE(talk.count("SELECT COUNT(*) FROM room WHERE version IS NOT NULL"),
                 std::int64_t{2}); // not for long enough
        talk.server.clock.forward(2 * day);
        talk.server.runJobs();
        QCOMPARE(talk.count("SELECT COUNT(*) FROM room WHERE version IS NOT NULL"),
                 std::int64_t{1});
        QCOMPARE(
            talk.server.post(client + "/join/" + forgotten, json::object{}, talk.bob.token).status,
            404);
    }
    void removesMediaThatNobodyOpened() {
        Talk talk([](config::Settings &settings) { settings.localMediaLifetime = 10 * day; });
        const auto upload = [&](const char *bytes) {
            const auto answer =
                talk.server.ask(http::Method::Post, "/_matrix/media/v3/upload", talk.alice.token,
                                nullptr, {{"Content-Type", "text/plain"}}, bytes);
            return answer.text("content_uri").substr(6);
        };
        const auto status = [&](const std::string &media) {
            return talk.server.get("/_matrix/client/v1/media/download/" + media, talk.alice.token)
                .status;
        };
        const std::string opened = upload("opened");
        const std::string face = upload("face");
        const std::string unused = upload("unused");
        talk.server.put(client + "/profile/" + talk.alice.userId + "/avatar_url",
                        json::object{{"avatar_url", "mxc://" + face}}, talk.alice.token);
        talk.server.clock.forward(9 * day);
        QCOMPARE(status(opened), 200);
        talk.server.runJobs();
        talk.server.clock.forward(2 * day);
        talk.server.runJobs();
        QCOMPARE(status(unused), 404);
        QCOMPARE(status(opened), 200);
        QCOMPARE(status(face), 200);
    }
    void forgetsAddressesAfterTheirTime() {
        Talk talk([](config::Settings &settings) { settings.userIpsMaxAge = 28 * day; });
        talk.server.runJobs(); // writes down who was seen
        QVERIFY(talk.count("SELECT COUNT(*) FROM user_ip") >= 2);
        talk.server.clock.forward(29 * day);
        talk.server.get(client + "/account/whoami", talk.bob.token);
        talk.server.runJobs();
        QCOMPARE(talk.count("SELECT COUNT(*) FROM user_ip"), std::int64_t{1});
    }
    void signsStaleDevicesOut() {
        Talk talk([](config::Settings &settings) { settings.deleteStaleDevicesAfter = 90 * day; });
        const auto second = talk.server.signIn("alice");
        talk.server.get(client + "/account/whoami", second.token);
        talk.server.runJobs();
        talk.server.clock.forward(91 * day);
        talk.server.get(client + "/account/whoami", talk.alice.token);
        talk.server.runJobs();
        QCOMPARE(talk.server.get(client + "/account/whoami", second.token).verdict(),
                 std::string("401 M_UNKNOWN_TOKEN"));
        QCOMPARE(talk.server.get(client + "/account/whoami", talk.alice.token).status, 200);
    }
};

HEARTH_TEST(TestHousekeeping)
#include "test_housekeeping.moc"
