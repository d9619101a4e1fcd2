// SPDX-License-Identifier: Apache-2.0
// Room endpoints through the pipeline: rows of request, person, body and what is answered.
#include "server/api/admin/rooms/room_admin_api.hpp"
#include "server/api/client/rooms/rooms_api.hpp"
#include "server/api/pipeline.hpp"
#include "server/net/lane_pools.hpp"
#include "server/net/worker_pool.hpp"
#include "server/services/assembly/federation_services.hpp"
#include "tests/server/services/rooms/room_world.hpp"
#include "tests/support/test_main.hpp"

#include <future>

using namespace hearth;
using hearth::test::RoomWorld;
using http::Method;

namespace {

class OneExchange final : public http::Exchange {
public:
    void respond(http::Response response) override { answer.set_value(std::move(response)); }
    [[nodiscard]] bool gone() const override { return false; }
    void onGone(std::function<void()> action) override { whenGone = std::move(action); }
    std::promise<http::Response> answer;
    std::function<void()> whenGone;
};

/// The token is the localpart.
class NameAuthenticator final : public api::Authenticator {
public:
    explicit NameAuthenticator(RoomWorld &world)
        : m_world(world) {}
    services::Requester authenticate(std::string_view token, const http::Request &) override {
        services::Requester who = m_world.user(std::string(token));
        who.admin = token == "admin";
        who.guest = token == "guest";
        who.suspended = token == "suspended";
        return who;
    }

private:
    RoomWorld &m_world;
};

/// No other server is there.
class Nobody final : public http::Client, public http::Names {
public:
    void send(http::OutgoingRequest, std::function<void(http::IncomingResponse)> done) override {
        done({});
    }
    void addresses(const std::string &, std::function<void(http::AddressAnswer)> done) override {
        done({});
    }
    void services(const std::string &, std::function<void(http::ServiceAnswer)> done) override {
        done({});
    }
};

class Api {
public:
    Api()
        : m_authenticator(world)
        , m_federation({world.core().database, world.settings, world.clock, world.key, m_workers,
                        m_nobody, m_nobody}) {
        services::RoomCore &core = world.core();
        services::RoomServices &rooms = world.rooms();
        api::addRoomRoutes(
            m_routes,
            {{rooms.memberships, rooms.creator, rooms.upgrades, core.registry, core.members,
              core.database},
             {rooms.sending, rooms.delayed, rooms.reports},
             {rooms.delayed},
             {rooms.history, rooms.related, rooms.search, core.registry, m_federation.lookups},
             {rooms.directory, rooms.spaces, world.settings, m_federation.lookups}});
        api::addRoomAdminRoutes(m_routes, {rooms.admin, rooms.history, rooms.removal, rooms.reports,
                                           rooms.spaces, core.registry});
        m_pipeline = std::make_unique<api::Pipeline>(
            api::PipelineParts{m_routes, m_authenticator, m_workers, m_lanes, world.clock,
                               world.settings, m_limiter, m_metrics});
    }
    /// A worker may still be leaving the pipeline when its answer is there.
    ~Api() {
        m_lanes.stop();
        m_workers.stop();
    }
    json::object ask(Method method, const std::string &target, const std::string &who,
                     const json::object &body = {}) {
        const auto exchange = std::make_shared<OneExchange>();
        exchange->request.method = method;
        http::setTarget(exchange->request, target);
        if (method != Method::Get)
            exchange->request.body = json::serialize(body);
        exchange->request.remoteAddress = "192.0.2.1";
        if (!who.empty())
            exchange->request.headers.add("Authorization", "Bearer " + who);
        auto answer = exchange->answer.get_future();
        m_pipeline->handle(exchange);
        const http::Response response = answer.get();
        status = response.status;
        return json::parse(std::get<std::string>(response.body)).as_object();
    }
    /// "200", or "403 M_FORBIDDEN".
    std::string tryIt(Method method, const std::string &target, const std::string &who,
                      const json::object &body = {}) {
        const json::object answer = ask(method, target, who, body);
        const json::value *code = answer.if_contains("errcode");
        return std::to_string(status) + (code ? " " + std::string(code->as_string()) : "");
    }

    RoomWorld world;
    int status = 0;

private:
    NameAuthenticator m_authenticator;
    net::WorkerPool m_workers{"test", 4, 64};
    net::LanePools m_lanes{1};
    Nobody m_nobody;
    services::FederationServices m_federation;
    RateLimiter m_limiter{world.clock};
    Metrics m_metrics;
    api::RouteTable m_routes;
    std::unique_ptr<api::Pipeline> m_pipeline;
};

const std::string client = "/_matrix/client/v3";

} // namespace

class TestRoomsApi : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void aConversation() {
        Api api;
        const json::object created =
            api.ask(Method::Post, client + "/createRoom", "alice",
                    {{"preset", "public_chat"}, {"room_alias_name", "tea"}, {"name", "Tea"}});
        QCOMPARE(api.status, 200);
        const std::string id(created.at("room_id").as_string());
        QCOMPARE(std::string(created.at("room_alias").as_string()), std::string("#tea:test.local"));
        const std::string room = client + "/rooms/" + http::percentEncode(id);
        QCOMPARE(api.tryIt(Method::Post, client + "/join/%23tea:test.local", "bob"),
                 std::string("200"));
        const json::object sent = api.ask(Method::Put, room + "/send/m.room.message/t1", "bob",
                                          {{"msgtype", "m.text"}, {"body", "hi"}});
        const std::string event(sent.at("event_id").as_string());
        const json::object page = api.ask(Method::Get, room + "/messages?dir=b&limit=1", "alice");
        const json::object &first = page.at("chunk").as_array()[0].as_object();
        QCOMPARE(std::string(first.at("event_id").as_string()), event);
        QVERIFY(!first.at("unsigned").as_object().contains("transaction_id"));
        const json::object own = api.ask(Method::Get, room + "/event/" + event, "bob");
        QCOMPARE(std::string(own.at("unsigned").at("transaction_id").as_string()),
                 std::string("t1"));
        const json::object context =
            api.ask(Method::Get, room + "/context/" + event + "?limit=2", "alice");
        QCOMPARE(context.at("events_before").as_array().size(), std::size_t(1));
        const json::object joined = api.ask(Method::Get, room + "/joined_members", "alice");
        QCOMPARE(joined.at("joined").as_object().size(), std::size_t(2));
        const json::object whole =
            api.ask(Method::Get, room + "/state/m.room.name?format=event", "bob");
        QCOMPARE(std::string(whole.at("type").as_string()), std::string("m.room.name"));
        QCOMPARE(api.tryIt(Method::Post, room + "/report/" + event, "alice", {{"score", -5}}),
                 std::string("200"));
        const json::object reports =
            api.ask(Method::Get, "/_synapse/admin/v1/event_reports", "admin");
        QCOMPARE(reports.at("total").as_int64(), 1);
    }

    void refusals() {
        Api api;
        const std::string id(
            api.ask(Method::Post, client + "/createRoom", "alice").at("room_id").as_string());
        const std::string room = client + "/rooms/" + http::percentEncode(id);
        struct Case {
            Method method;
            std::string target;
            const char *who;
            json::object body;
            const char *answer;
        };
        const Case cases[] = {
            {Method::Get, room + "/state", "bob", {}, "403 M_FORBIDDEN"},
            {Method::Get, room + "/state", "", {}, "401 M_MISSING_TOKEN"},
            {Method::Get, room + "/state/m.none", "alice", {}, "404 M_NOT_FOUND"},
            {Method::Get,
             room + "/state/m.room.name?format=odd",
             "alice",
             {},
             "400 M_INVALID_PARAM"},
            {Method::Get, room + "/event/$none", "alice", {}, "404 M_NOT_FOUND"},
            {Method::Get, room + "/messages?dir=x", "alice", {}, "400 M_INVALID_PARAM"},
            {Method::Get, room + "/messages?from=odd", "alice", {}, "400 M_INVALID_PARAM"},
            {Method::Post, room + "/join", "bob", {}, "403 M_FORBIDDEN"},
            {Method::Post, room + "/invite", "alice", {}, "400 M_MISSING_PARAM"},
            {Method::Post, room + "/invite", "alice", {{"user_id", "x"}}, "400 M_INVALID_PARAM"},
            {Method::Post,
             room + "/invite",
             "alice",
             {{"user_id", "@x:far.example"}},
             "403 M_FORBIDDEN"},
            {Method::Post, client + "/join/%23none:test.local", "bob", {}, "404 M_NOT_FOUND"},
            {Method::Post, client + "/join/odd", "bob", {}, "400 M_INVALID_PARAM"},
            {Method::Put, room + "/send/m.room.message/1", "alice", {{"body", 1}}, "400 M_UNKNOWN"},
            {Method::Put, room + "/send/m.x/2", "suspended", {}, "403 M_USER_SUSPENDED"},
            {Method::Put, room + "/send/m.x/3", "bob", {{"a", 1}}, "403 M_FORBIDDEN"},
            {Method::Put,
             room + "/state/m.room.power_levels",
             "alice",
             {{"ban", "x"}},
             "400 M_BAD_JSON"},
            {Method::Post, client + "/createRoom", "guest", {}, "403 M_GUEST_ACCESS_FORBIDDEN"},
            {Method::Get, "/_synapse/admin/v1/rooms", "alice", {}, "403 M_FORBIDDEN"},
            {Method::Get, "/_synapse/admin/v1/rooms", "admin", {}, "200"},
            {Method::Get,
             "/_synapse/admin/v1/rooms/" + http::percentEncode(id),
             "admin",
             {},
             "200"},
            {Method::Get, "/_synapse/admin/v1/rooms/%21no:x", "admin", {}, "404 M_NOT_FOUND"},
        };
        for (const Case &row : cases) {
            const std::string answer = api.tryIt(row.method, row.target, row.who, row.body);
            QVERIFY2(answer == row.answer,
                     qPrintable(QString::fromStdString(row.target + " by " + row.who + ": " +
                                                       answer + " not " + row.answer)));
        }
    }

    void tooLargeEventsAreRefused() {
        Api api;
        const std::string id(
            api.ask(Method::Post, client + "/createRoom", "alice").at("room_id").as_string());
        QCOMPARE(api.tryIt(Method::Put,
                           client + "/rooms/" + http::percentEncode(id) + "/send/m.room.message/1",
                           "alice", {{"msgtype", "m.text"}, {"body", std::string(70000, 'x')}}),
                 std::string("413 M_TOO_LARGE"));
    }
};

HEARTH_TEST(TestRoomsApi)
#include "test_rooms_api.moc"
