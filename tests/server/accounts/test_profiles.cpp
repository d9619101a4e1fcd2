// SPDX-License-Identifier: Apache-2.0
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using test::ServerFixture;

namespace {
const std::string profile = "/_matrix/client/v3/profile/@alice:x";
const std::string ok = "200";
} // namespace

class TestProfiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void beginsWithTheLocalpart() {
        ServerFixture server;
        server.join("alice");
        QCOMPARE(server.get(profile).text("displayname"), std::string("alice"));
        QCOMPARE(server.get("/_matrix/client/v3/profile/@nobody:x").verdict(),
                 std::string("404 M_NOT_FOUND"));
    }
    void setsAndRemovesFields() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        const json::object name{{"displayname", "Ålice"}};
        QCOMPARE(server.put(profile + "/displayname", name, alice.token).verdict(), ok);
        QCOMPARE(server.get(profile + "/displayname").text("displayname"), std::string("Ålice"));
        QCOMPARE(server.put(profile + "/displayname", name, bob.token).verdict(),
                 std::string("403 M_FORBIDDEN"));
        const json::object custom{{"org.example.pet", json::object{{"name", "Rex"}}}};
        QCOMPARE(server.put(profile + "/org.example.pet", custom, alice.token).verdict(), ok);
        QVERIFY(server.get(profile).body.at("org.example.pet").at("name") == json::value("Rex"));
        QCOMPARE(
            server.ask(http::Method::Delete, profile + "/org.example.pet", alice.token).verdict(),
            ok);
        QCOMPARE(server.get(profile + "/org.example.pet").verdict(),
                 std::string("404 M_NOT_FOUND"));
    }
    void limitsProfiles() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto put = [&](const std::string &field, json::value value) {
            return server
                .put(profile + "/" + field, json::object{{field, std::move(value)}}, alice.token)
                .verdict();
        };
        QCOMPARE(put("displayname", json::value(std::string(257, 'x'))),
                 std::string("400 M_INVALID_PARAM"));
        QCOMPARE(put("displayname", 5), std::string("400 M_INVALID_PARAM"));
        QCOMPARE(put("displayname", nullptr), std::string("400 M_INVALID_PARAM"));
        QCOMPARE(put("Upper", "x"), std::string("400 M_INVALID_PARAM"));
        QCOMPARE(put(std::string(256, 'k'), "x"), std::string("400 M_KEY_TOO_LARGE"));
        QCOMPARE(put("big", json::value(std::string(70000, 'x'))),
                 std::string("400 M_PROFILE_TOO_LARGE"));
        QCOMPARE(server.put(profile + "/displayname", json::object{}, alice.token).verdict(),
                 std::string("400 M_MISSING_PARAM"));
    }
    void tellsRoomsOfNewNames() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto room = server.post("/_matrix/client/v3/createRoom", json::object{}, alice.token);
        const std::string member =
            "/_matrix/client/v3/rooms/" + room.text("room_id") + "/state/m.room.member/@alice:x";
        QCOMPARE(
            server.put(profile + "/displayname", json::object{{"displayname", "New"}}, alice.token)
                .verdict(),
            ok);
        QCOMPARE(server.get(member, alice.token).text("displayname"), std::string("New"));
    }
    void findsOnlyPeopleOneMaySee() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto zoe = server.join("zoe.miller");
        const auto find = [&](const char *term) {
            const auto answer = server.post("/_matrix/client/v3/user_directory/search",
                                            json::object{{"search_term", term}}, alice.token);
            return answer.body.at("results").as_array().size();
        };
        QCOMPARE(find("zoe"), std::size_t{0});
        const auto room = server.post("/_matrix/client/v3/createRoom",
                                      json::object{{"preset", "public_chat"}}, zoe.token);
        QCOMPARE(room.verdict(), ok);
        for (const char *term : {"zoe", "ZOE", "mil", "zoe mil", "@zoe.miller:x"})
            QCOMPARE(find(term), std::size_t{1});
        QCOMPARE(find("zoe x"), std::size_t{0});
        server.put("/_matrix/client/v3/profile/@zoe.miller:x/displayname",
                   json::object{{"displayname", "Élodie"}}, zoe.token);
        QCOMPARE(find("élo"), std::size_t{1});
        QCOMPARE(find("alice"), std::size_t{0}); // not oneself
    }
    void showsEverybodyIfToldSo() {
        ServerFixture server([](config::Settings &s) { s.userDirectorySearchAllUsers = true; });
        const auto alice = server.join("alice");
        server.join("bob");
        const auto answer = server.post("/_matrix/client/v3/user_directory/search",
                                        json::object{{"search_term", "bob"}}, alice.token);
        QCOMPARE(answer.body.at("results").as_array().size(), std::size_t{1});
    }
};

HEARTH_TEST(TestProfiles)
#include "test_profiles.moc"
