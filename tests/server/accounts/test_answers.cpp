// SPDX-License-Identifier: Apache-2.0
// Answers as clients expect them, and as Synapse gives them.
#include "server/core/json_read.hpp"
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

#include <set>

using namespace hearth;
using test::Answer;
using test::Person;
using test::ServerFixture;

namespace {

const std::string client = "/_matrix/client/v3/";
const std::string ok = "200";
const std::string badJson = "400 M_BAD_JSON";

std::vector<std::string> found(ServerFixture &server, const Person &person,
                               const std::string &term) {
    const auto answer = server.post(client + "user_directory/search",
                                    json::object{{"search_term", term}}, person.token);
    std::vector<std::string> out;
    for (const auto &row : answer.body.at("results").as_array())
        out.emplace_back(stringAt(row.as_object(), "user_id"));
    return out;
}

void setName(ServerFixture &server, const Person &person, const std::string &name) {
    server.put(client + "profile/" + person.userId + "/displayname",
               json::object{{"displayname", name}}, person.token);
}

json::object member(const std::string &user, const std::string &membership) {
    return {{"type", "m.room.member"},
            {"state_key", user},
            {"content", json::object{{"membership", membership}}}};
}

} // namespace

class TestAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void capabilitiesHaveNoNameTwice() {
        ServerFixture server;
        const auto alice = server.join("alice", true);
        const auto answer = server.get(client + "capabilities", alice.token);
        const auto &all = answer.body.at("capabilities").as_object();
        QVERIFY(all.contains("m.profile_fields"));
        // The name behind the last dot tells what it is: no stable one has an unstable twin.
        std::set<std::string> names;
        for (const auto &entry : all) {
            std::string name(entry.key());
            name = name.substr(name.rfind('.') + 1);
            QVERIFY2(names.insert(name).second, name.c_str());
        }
    }

    void devicesSayWhatIsNotKnown() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto list = server.get(client + "devices", alice.token);
        const auto one = server.get(client + "devices/" + alice.deviceId, alice.token);
        for (const json::object &device :
             {list.body.at("devices").as_array().at(0).as_object(), one.body})
            for (const char *name : {"device_id", "display_name", "last_seen_ip", "last_seen_ts"})
                QVERIFY2(device.contains(name), name);
        QVERIFY(one.body.at("display_name").is_null());
    }

    void membersAndPeopleSayWhatIsNotKnown() {
        ServerFixture server(
            [](config::Settings &settings) { settings.userDirectorySearchAllUsers = true; });
        const auto alice = server.join("alice");
        setName(server, alice, "");
        const auto room =
            server.post(client + "createRoom", json::object{}, alice.token).text("room_id");
        const auto members = server.get(client + "rooms/" + room + "/joined_members", alice.token);
        const auto &own = members.body.at("joined").at(alice.userId).as_object();
        QVERIFY(!own.contains("display_name") && !own.contains("avatar_url")); // never null
        const auto bob = server.join("bob");
        const auto people = server.post(client + "user_directory/search",
                                        json::object{{"search_term", "alice"}}, bob.token);
        const auto &row = people.body.at("results").at(0).as_object();
        QVERIFY(row.at("display_name").is_null() && row.at("avatar_url").is_null());
    }

    void turnWithoutServersIsEmpty() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto answer = server.get(client + "voip/turnServer", alice.token);
        QCOMPARE(answer.verdict(), ok);
        QVERIFY(answer.body.empty());
    }

    void roomsBeginWithMembers() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        const auto create = [&](const json::object &event) {
            return server.post(client + "createRoom",
                               json::object{{"initial_state", json::array{event}}}, alice.token);
        };
        const auto room = create(member(bob.userId, "invite"));
        QCOMPARE(room.verdict(), ok);
        QCOMPARE(server.post(client + "join/" + room.text("room_id"), json::object{}, bob.token)
                     .verdict(),
                 ok);
        json::object own = member(alice.userId, "join");
        own["content"].as_object()["displayname"] = "Another";
        const auto named = create(own);
        QCOMPARE(named.verdict(), ok);
        QCOMPARE(server
                     .get(client + "rooms/" + named.text("room_id") + "/state/m.room.member/" +
                              alice.userId,
                          alice.token)
                     .text("displayname"),
                 std::string("Another"));
        QCOMPARE(create(member(bob.userId, "ban")).verdict(), ok);
        QCOMPARE(create(member(bob.userId, "join")).verdict(), std::string("403 M_FORBIDDEN"));
        QCOMPARE(create(member("", "join")).verdict(), badJson);
        QCOMPARE(create(member("@nobody:elsewhere", "invite")).verdict(),
                 std::string("403 M_FORBIDDEN"));
        QCOMPARE(create({{"type", "m.room.create"}, {"content", json::object{}}}).verdict(),
                 badJson);
    }

    void aClosedAccountIsNotTold() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto admin = server.join("admin", true);
        QCOMPARE(
            server
                .post("/_synapse/admin/v1/deactivate/" + alice.userId, json::object{}, admin.token)
                .verdict(),
            ok);
        const auto signIn = [&](const char *name, const char *password) {
            return server
                .post(client + "login",
                      json::object{
                          {"type", "m.login.password"},
                          {"identifier", json::object{{"type", "m.id.user"}, {"user", name}}},
                          {"password", password}})
                .verdict();
        };
        QCOMPARE(signIn("alice", "wrong"), std::string("403 M_FORBIDDEN"));
        QCOMPARE(signIn("nobody", "wrong"), std::string("403 M_FORBIDDEN"));
    }

    void namesAreFoundInAnyCase_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("term");
        const auto row = [](const char *name, const char *term) {
            QTest::newRow(term) << QByteArray(name) << QByteArray(term);
        };
        row("Łukasz Żak", "łukasz");
        row("łukasz żak", "ŻAK");
        row("ÅSA", "åsa");
        row("A\u030Asa", "\u00C5sa"); // decomposed and composed
        row("ΟΔΥΣΣΕΥΣ", "οδυσσευς");
        row("Straße", "STRASSE");
        row("İbrahim", "ibrahim");
        row("ԱՐԱՄ", "արամ");
        row("ᏣᎳᎩ", "ꮳꮃꭹ");
        row("Ｗｉｄｅ", "wide");
        row("ДМИТРИЙ", "дмитрий");
    }
    void namesAreFoundInAnyCase() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, term);
        ServerFixture server(
            [](config::Settings &settings) { settings.userDirectorySearchAllUsers = true; });
        const auto admin = server.join("admin", true);
        const auto person = server.join("person");
        setName(server, person, name.toStdString());
        const std::vector<std::string> expected{person.userId};
        QCOMPARE(found(server, admin, term.toStdString()), expected);
        // The administrator's list, the room directory, the list of rooms, and messages too.
        const std::string encoded = term.toPercentEncoding().toStdString();
        const auto people =
            server.get("/_synapse/admin/v2/users?name=" + encoded, admin.token).body;
        QCOMPARE(people.at("total").to_number<int>(), 1);
        const auto room =
            server
                .post(client + "createRoom",
                      json::object{{"name", name.toStdString()}, {"visibility", "public"}},
                      person.token)
                .text("room_id");
        const auto listed = server.post(
            client + "publicRooms",
            json::object{{"filter", json::object{{"generic_search_term", term.toStdString()}}}},
            admin.token);
        QCOMPARE(listed.body.at("chunk").as_array().size(), std::size_t{1});
        QCOMPARE(server.get("/_synapse/admin/v1/rooms?search_term=" + encoded, admin.token)
                     .body.at("total_rooms")
                     .to_number<int>(),
                 1);
        server.put(client + "rooms/" + room + "/send/m.room.message/1",
                   json::object{{"msgtype", "m.text"}, {"body", "hi " + name.toStdString()}},
                   person.token);
        const json::object search{
            {"search_categories",
             json::object{{"room_events", json::object{{"search_term", term.toStdString()},
                                                       {"keys", {"content.body"}}}}}}};
        const auto hits = server.post(client + "search", search, person.token);
        QCOMPARE(hits.body.at("search_categories").at("room_events").at("count").to_number<int>(),
                 1);
    }

    void whatAnEarlierProgramLeftIsMadeAnew() {
        ServerFixture server(
            [](config::Settings &settings) { settings.userDirectorySearchAllUsers = true; });
        const auto admin = server.join("admin", true);
        const auto person = server.join("person");
        setName(server, person, "Łukasz");
        server.post(client + "createRoom", json::object{{"name", "Łódź"}, {"visibility", "public"}},
                    person.token);
        // As an earlier program left it.
        server.database().write([](store::Transaction &tx) {
            tx.exec("UPDATE account SET search_name = NULL");
            tx.exec("UPDATE room_summary SET search_name = NULL, search_topic = NULL");
            tx.exec("UPDATE user_directory SET search_text = 'person Łukasz' WHERE search_text"
                    " LIKE 'person %'");
            tx.exec("DELETE FROM user_directory_word WHERE word NOT IN ('admin', 'person')");
            tx.exec("DELETE FROM server_value WHERE name = 'folding'");
            tx.exec("INSERT INTO thumbnail (media_nid, width, height, method, content_type,"
                    " animated, sha256, size_bytes, created_ts)"
                    " VALUES (7, 32, 32, 'crop', 'image/png', 0, $1, 1, 1)",
                    store::Blob{std::string_view("0123456789abcdef0123456789abcdef")});
        });
        QVERIFY(found(server, admin, "łukasz").empty());
        server.startJobs();
        QTRY_COMPARE(found(server, admin, "łukasz"), std::vector<std::string>{person.userId});
        QTRY_COMPARE(server.get("/_synapse/admin/v2/users?name=%C5%82ukasz", admin.token)
                         .body.at("total")
                         .to_number<int>(),
                     1);
        QTRY_VERIFY(server.database().read(
            [](store::Reader &reader) { return reader.query("SELECT 1 FROM thumbnail").empty(); }));
        QTRY_COMPARE(server.get("/_synapse/admin/v1/rooms?search_term=%C5%81%C3%B3d", admin.token)
                         .body.at("total_rooms")
                         .to_number<int>(),
                     1);
    }
};

HEARTH_TEST(TestAnswers)
#include "test_answers.moc"
