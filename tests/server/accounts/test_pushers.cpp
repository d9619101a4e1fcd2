// SPDX-License-Identifier: Apache-2.0
#include "server/services/push/push_gateway.hpp"
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using test::ServerFixture;

namespace {

const std::string client = "/_matrix/client/v3/";
const char *enabled = "org.matrix.msc3881.enabled";

json::object pusher(const char *pushkey) {
    return {{"kind", "http"},
            {"app_id", "org.example"},
            {"pushkey", pushkey},
            {"app_display_name", "Example"},
            {"device_display_name", "Phone"},
            {"lang", "en"},
            {"data", json::object{{"url", "https://push.example/_matrix/push/v1/notify"}}}};
}

json::object shown(ServerFixture &server, const test::Person &person, std::size_t index = 0) {
    return server.get(client + "pushers", person.token)
        .body.at("pushers")
        .as_array()
        .at(index)
        .as_object();
}

} // namespace

class TestPushers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void areSwitchedOffFromAnotherDevice() {
        ServerFixture server;
        const auto phone = server.join("alice");
        QCOMPARE(server.post(client + "pushers/set", pusher("a"), phone.token).verdict(),
                 std::string("200"));
        QVERIFY(shown(server, phone).at(enabled).as_bool());
        QCOMPARE(std::string(shown(server, phone).at("org.matrix.msc3881.device_id").as_string()),
                 phone.deviceId);
        auto off = pusher("a");
        off[enabled] = false;
        server.post(client + "pushers/set", off, phone.token);
        QVERIFY(!shown(server, phone).at(enabled).as_bool());
        off[enabled] = "no";
        QCOMPARE(server.post(client + "pushers/set", off, phone.token).verdict(),
                 std::string("400 M_BAD_JSON"));
    }
    void goToGatewaysOnly() {
        ServerFixture server;
        const auto phone = server.join("alice");
        const auto set = [&](const std::string &url) {
            auto body = pusher("a");
            body["data"].as_object()["url"] = url;
            return server.post(client + "pushers/set", body, phone.token).status;
        };
        const std::string good = "/_matrix/push/v1/notify";
        for (const std::string &url : std::vector<std::string>{
                 "https://p.example" + good, "http://p.example:5000" + good + "?key=a/../b",
                 "HTTPS://P.example/x/.." + good, "https://p.example/_matrix/push/v1/%6eotify"})
            QVERIFY2(set(url) == 200, url.c_str());
        for (const std::string &url : std::vector<std::string>{
                 "https://p.example" + good + "/",
                 "https://p.example" + good + "/../../../../admin",
                 "https://p.example" + good + "/%2e%2e/%2e%2e/admin",
                 "https://p.example" + good + "/..%2f..%2fadmin", "https://p.example" + good + "x",
                 "https://p.example" + good + ";x", "https://p.example" + good + "\\..\\x",
                 "https://p.example//_matrix/push/v1/notify", "https://p.example/x?y=" + good,
                 "https://p.example/#" + good, "ftp://p.example" + good, "https://" + good, good,
                 "https://p.example" + good + " ", "file://p" + good})
            QVERIFY2(set(url) == 400, url.c_str());
        QCOMPARE(*services::gatewayAddress("HTTPS://u@P.example:443/x/%2e%2e" + good + "?a#b"),
                 "https://u@p.example" + good + "?a");
    }
    void goWithTheirDevice() {
        ServerFixture server;
        const auto laptop = server.join("alice");
        const auto phone = server.signIn("alice");
        server.post(client + "pushers/set", pusher("a"), phone.token);
        server.post(client + "pushers/set", pusher("b"), laptop.token);
        server.post(client + "logout", json::object{}, phone.token);
        const auto left = server.get(client + "pushers", laptop.token);
        QCOMPARE(left.body.at("pushers").as_array().size(), std::size_t{1});
        QCOMPARE(std::string(shown(server, laptop).at("pushkey").as_string()), std::string("b"));
    }
    void tellAdministratorsWhatThereIsToTry() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const std::string path = "/_synapse/admin/v1/experimental_features/@admin:x";
        const auto features = server.get(path, admin.token).body.at("features").as_object();
        QVERIFY(features.at("msc3881").as_bool());
        QVERIFY(features.at("msc3575").as_bool());
        const auto set = [&](const char *name, bool value) {
            return server
                .put(path, json::object{{"features", json::object{{name, value}}}}, admin.token)
                .status;
        };
        QCOMPARE(set("msc3881", true), 200);
        QCOMPARE(set("msc3881", false), 400);
        QCOMPARE(set("msc3575", true), 200);
        QCOMPARE(set("msc0000", true), 400);
    }
};

HEARTH_TEST(TestPushers)
#include "test_pushers.moc"
