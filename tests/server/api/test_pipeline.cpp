// SPDX-License-Identifier: Apache-2.0
#include "server/api/pipeline.hpp"
#include "server/core/error.hpp"
#include "server/core/lookups.hpp"
#include "server/net/lane_pools.hpp"
#include "server/net/worker_pool.hpp"
#include "server/store/database.hpp"
#include "tests/support/test_main.hpp"

#include <future>
#include <mutex>
#include <thread>
#include <utility>

using namespace hearth;
using http::Method;

namespace {

class FakeExchange final : public http::Exchange {
public:
    void respond(http::Response response) override { answer.set_value(std::move(response)); }
    [[nodiscard]] bool gone() const override { return clientGone; }
    void onGone(std::function<void()> action) override { whenGone = std::move(action); }
    std::promise<http::Response> answer;
    std::function<void()> whenGone;
    std::atomic<bool> clientGone{false};
};

class FakeAuthenticator final : public api::Authenticator {
public:
    services::Requester authenticate(std::string_view token, const http::Request &) override {
        services::Requester who;
        who.user = matrix::UserId::trusted("@" + std::string(token) + ":x");
        who.guest = token == "guest";
        who.admin = token == "admin";
        who.locked = token == "locked";
        if (token == "bridge") {
            who.appservice = "bridge";
            who.rateLimited = false;
        }
        if (token == "stale" || (token == "fickle" && revoked))
            throw unknownToken(true);
        if (token == "fickle")
            who.userNid = {7};
        return who;
    }
    std::optional<services::Requester> findService(std::string_view token) const override {
        if (token != "bridge")
            return std::nullopt;
        services::Requester who;
        who.appservice = "bridge";
        return who;
    }
    void onAccessChanged(std::function<void(store::UserNid)> listener) override {
        accessChanged = std::move(listener);
    }
    std::atomic<bool> revoked{false};
    std::function<void(store::UserNid)> accessChanged;
};

std::string bodyOf(const http::Response &response) {
    return std::get<std::string>(response.body);
}

config::Settings tightSettings() {
    config::Settings settings;
    settings.rc.message = {0.001, 2};
    settings.rc.registration = {0.001, 1};
    return settings;
}

} // namespace

class TestPipeline : public QObject {
    Q_OBJECT
    SystemClock m_clock;
    config::Current m_config{tightSettings()};
    RateLimiter m_limiter{m_clock};
    Metrics m_metrics;
    net::WorkerPool m_workers{"test", 4, 64};
    net::LanePools m_lanes{
        {net::LaneLimits{}, {1, 3, 2, 64, 300}, {1, 8, 8, 64, 5000}, {1, 8, 8, 64, 5000}}};
    FakeAuthenticator m_authenticator;
    api::RouteTable m_routes;
    std::unique_ptr<api::Pipeline> m_pipeline;
    std::mutex m_waitingMutex;
    std::shared_ptr<api::AsyncCall> m_waiting; // set by a worker
    Lookups<std::string> m_lookups{m_clock};
    std::vector<Lookups<std::string>::Answer> m_answers;
    int m_asked = 0;
    std::atomic<int> m_askRuns{0};
    std::atomic<int> m_heavyRuns{0};
    std::atomic<bool> m_blocked{false};

    std::future<http::Response> askLater(const std::string &target, const std::string &token = {},
                                         const std::string &body = {}) {
        return std::async(std::launch::async,
                          [=, this] { return ask(Method::Post, target, token, body); });
    }
    std::size_t questions() {
        const std::lock_guard lock(m_waitingMutex);
        return m_answers.size();
    }
    void answerAll(const std::string &text, std::int64_t keptFor = 60'000) {
        std::vector<Lookups<std::string>::Answer> answers;
        {
            const std::lock_guard lock(m_waitingMutex);
            answers.swap(m_answers);
        }
        for (const auto &answer : answers)
            answer(text, keptFor);
    }

    std::shared_ptr<api::AsyncCall> takeWaiting() {
        const std::lock_guard lock(m_waitingMutex);
        return std::exchange(m_waiting, nullptr);
    }

    void add(const char *path, api::Auth auth, api::Rate rate, api::Body body, api::Handler handler,
             Method method = Method::Post) {
        m_routes.add({method, path, auth, rate, body, std::move(handler)});
    }
    http::Response ask(Method method, const std::string &target, const std::string &token = {},
                       const std::string &body = {}) {
        const auto exchange = std::make_shared<FakeExchange>();
        exchange->request.method = method;
        http::setTarget(exchange->request, target);
        exchange->request.body = body;
        exchange->request.remoteAddress = "192.0.2.1";
        if (!token.empty())
            exchange->request.headers.add("Authorization", "Bearer " + token);
        auto answer = exchange->answer.get_future();
        m_pipeline->handle(exchange);
        return answer.get();
    }
    std::string errcode(const http::Response &response) const {
        const json::value body = json::parse(bodyOf(response));
        return std::to_string(response.status) + " " + std::string(body.at("errcode").as_string());
    }

private Q_SLOTS:
    void initTestCase() {
        using namespace api;
        const auto whoami = [](Call &call) {
            return http::jsonResponse(json::object{{"user", call.requester.user.str()}});
        };
        add("/open", Auth::None, Rate::None, Body::None, whoami);
        add("/maybe", Auth::Optional, Rate::None, Body::None, whoami);
        add("/user", Auth::User, Rate::None, Body::None, whoami);
        add("/guest", Auth::Guest, Rate::None, Body::None, whoami);
        add("/admin", Auth::Admin, Rate::None, Body::None, whoami);
        add("/bridge", Auth::Appservice, Rate::None, Body::None, whoami);
        add("/limited", Auth::User, Rate::Message, Body::None, whoami);
        Endpoint registration{Method::Post,   "/register", Auth::MaybeAppservice,
                              Rate::Register, Body::Json,  whoami};
        registration.goesOn = [](const Call &call) {
            const auto *auth = call.body.if_contains("auth");
            return auth && auth->at("session") == json::value("known");
        };
        m_routes.add(std::move(registration));
        const auto echo = [](Call &call) { return http::jsonResponse(call.body); };
        add("/json", Auth::None, Rate::None, Body::Json, echo);
        add("/must", Auth::None, Rate::None, Body::RequiredJson, echo);
        add("/path/{name}", Auth::None, Rate::None, Body::None, [](Call &call) {
            return http::jsonResponse(
                json::object{{"name", call.path("name")}, {"n", call.queryInt("n").value_or(-1)}});
        });
        add("/full", Auth::None, Rate::None, Body::None, [](Call &) -> http::Response {
            throw store::DatabaseError(store::DatabaseError::Kind::Full, "disk");
        });
        add("/broken", Auth::None, Rate::None, Body::None,
            [](Call &) -> http::Response { throw std::runtime_error("secret detail"); });
        Endpoint locked{Method::Post, "/logout", Auth::User, Rate::None, Body::None, whoami};
        locked.allowLocked = true;
        m_routes.add(std::move(locked));
        Endpoint wait{Method::Get, "/wait", Auth::None, Rate::None, Body::None, {}};
        wait.async = [this](std::shared_ptr<AsyncCall> call) {
            if (call->call.query("forever")) {
                const std::lock_guard lock(m_waitingMutex);
                m_waiting = call;
            } else {
                call->stepAfter(20, [call] { call->respond(http::jsonTextResponse("{}")); });
            }
        };
        Endpoint waitingUser = wait;
        waitingUser.pattern = "/wait/user";
        waitingUser.auth = Auth::User;
        m_routes.add(std::move(waitingUser));
        m_routes.add(std::move(wait));
        // Hashes once, whatever it does before.
        add("/heavy/{name}", Auth::User, Rate::Message, Body::Json, [this](Call &call) {
            m_limiter.require("heavy " + call.path("name"), 0.001, 1);
            requireLane(Lane::Passwords);
            ++m_heavyRuns;
            while (m_blocked.load())
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            return http::jsonResponse(call.body);
        });
        add("/ask/{name}", Auth::None, Rate::None, Body::Json, [this](Call &call) {
            ++m_askRuns;
            m_limiter.require("ask " + call.path("name"), 0.001, 1000);
            const auto answer = m_lookups.get(call.path("name"), [this](auto answered) {
                const std::lock_guard lock(m_waitingMutex);
                ++m_asked;
                m_answers.push_back(answered);
            });
            return http::jsonResponse(json::object{{"said", answer.value_or("nobody waited")}});
        });
        m_pipeline =
            std::make_unique<Pipeline>(PipelineParts{m_routes, m_authenticator, m_workers, m_lanes,
                                                     m_clock, m_config, m_limiter, m_metrics});
    }
    void checksWhoMayAsk_data() {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QByteArray>("answer");
        const auto row = [](const char *path, const char *token, const char *answer) {
            QTest::addRow("%s %s", path, token)
                << QByteArray(path) << QByteArray(token) << QByteArray(answer);
        };
        row("/open", "", "@");
        row("/open", "stale", "");
        row("/maybe", "", "");
        row("/maybe", "ann", "");
        row("/maybe", "stale", "401 M_UNKNOWN_TOKEN");
        row("/user", "ann", "");
        row("/user", "", "401 M_MISSING_TOKEN");
        row("/user", "guest", "403 M_GUEST_ACCESS_FORBIDDEN");
        row("/user", "locked", "401 M_USER_LOCKED");
        row("/logout", "locked", "");
        row("/guest", "guest", "");
        row("/admin", "ann", "403 M_FORBIDDEN");
        row("/admin", "admin", "");
        row("/bridge", "ann", "403 M_FORBIDDEN");
        row("/bridge", "bridge", "");
    }
    void checksWhoMayAsk() {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, token);
        QFETCH(QByteArray, answer);
        const auto response = ask(Method::Post, path.toStdString(), token.toStdString());
        if (answer.startsWith('4'))
            QCOMPARE(errcode(response), answer.toStdString());
        else
            QCOMPARE(response.status, 200);
        QCOMPARE(std::string(*response.headers.find("Access-Control-Allow-Origin")),
                 std::string("*"));
        QVERIFY(response.headers.has("X-Request-Id"));
    }
    void takesTheTokenFromTheQueryToo() {
        QCOMPARE(bodyOf(ask(Method::Post, "/user?access_token=bob")),
                 std::string(R"({"user":"@bob:x"})"));
    }
    void judgesBodies_data() {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("object") << QByteArray("/json") << QByteArray(R"({"a":1})")
                                << QByteArray(R"({"a":1})");
        QTest::newRow("empty") << QByteArray("/json") << QByteArray() << QByteArray("{}");
        QTest::newRow("empty, required")
            << QByteArray("/must") << QByteArray() << QByteArray("400 M_NOT_JSON");
        QTest::newRow("cut") << QByteArray("/json") << QByteArray("{\"a\"")
                             << QByteArray("400 M_NOT_JSON");
        QTest::newRow("list") << QByteArray("/json") << QByteArray("[1]")
                              << QByteArray("400 M_BAD_JSON");
        QTest::newRow("not UTF-8") << QByteArray("/json") << QByteArray("{\"a\":\"\xff\"}")
                                   << QByteArray("400 M_NOT_JSON");
    }
    void judgesBodies() {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, answer);
        const auto response = ask(Method::Post, path.toStdString(), {}, body.toStdString());
        if (answer.startsWith('4'))
            QCOMPARE(errcode(response), answer.toStdString());
        else
            QCOMPARE(bodyOf(response), answer.toStdString());
    }
    void refusesTextThatIsNone() {
        QCOMPARE(errcode(ask(Method::Post, "/path/%ff")), std::string("400 M_INVALID_PARAM"));
        QCOMPARE(errcode(ask(Method::Post, "/path/a%00b")), std::string("400 M_INVALID_PARAM"));
        QCOMPARE(errcode(ask(Method::Post, "/path/a?n=x")), std::string("400 M_INVALID_PARAM"));
        QCOMPARE(bodyOf(ask(Method::Post, "/path/a%2Fb?n=7")),
                 std::string(R"({"name":"a/b","n":7})"));
    }
    void limitsRates() {
        QCOMPARE(ask(Method::Post, "/limited", "ann").status, 200);
        QCOMPARE(ask(Method::Post, "/limited", "ann").status, 200);
        const auto refused = ask(Method::Post, "/limited", "ann");
        QCOMPARE(errcode(refused), std::string("429 M_LIMIT_EXCEEDED"));
        QVERIFY(refused.headers.has("Retry-After"));
        QCOMPARE(ask(Method::Post, "/limited", "bob").status, 200);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(ask(Method::Post, "/limited", "bridge").status, 200);
    }
    void countsOneRegistrationOnce() {
        const std::string later = R"({"auth":{"session":"known"}})";
        const std::string madeUp = R"({"auth":{"session":"x"}})";
        QCOMPARE(ask(Method::Post, "/register", {}, "{}").status, 200);
        QCOMPARE(ask(Method::Post, "/register", {}, later).status, 200);
        QCOMPARE(ask(Method::Post, "/register", {}, later).status, 200);
        QCOMPARE(ask(Method::Post, "/register", {}, "{}").status, 429);
        QCOMPARE(ask(Method::Post, "/register", {}, madeUp).status, 429);
        // Other tokens than those of application services are not looked at.
        QCOMPARE(ask(Method::Post, "/register", "stale", "{}").status, 429);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(ask(Method::Post, "/register", "bridge", "{}").status, 200);
    }
    void endsCallsThatWaitWithoutRightTo() {
        for (const bool answered : {false, true}) {
            m_authenticator.revoked = false;
            auto waiting = std::async(std::launch::async, [this] {
                return errcode(ask(Method::Get, "/wait/user?forever", "fickle"));
            });
            std::shared_ptr<api::AsyncCall> call;
            QTRY_VERIFY(call || (call = takeWaiting()));
            m_authenticator.accessChanged({8}); // somebody else
            m_authenticator.revoked = true;
            m_authenticator.accessChanged({7});
            if (answered) // too late
                call->respond(http::jsonTextResponse("{}"));
            QCOMPARE(waiting.get(), std::string("401 M_UNKNOWN_TOKEN"));
        }
        // Without a change that concerns it a call is answered.
        m_authenticator.revoked = false;
        auto waiting = std::async(std::launch::async, [this] {
            return ask(Method::Get, "/wait/user?forever", "fickle").status;
        });
        std::shared_ptr<api::AsyncCall> call;
        QTRY_VERIFY(call || (call = takeWaiting()));
        m_authenticator.accessChanged({7}); // it still may
        call->respond(http::jsonTextResponse("{}"));
        QCOMPARE(waiting.get(), 200);
    }
    void answersUnknownPathsAndMethods() {
        QCOMPARE(errcode(ask(Method::Get, "/nowhere")), std::string("404 M_UNRECOGNIZED"));
        const auto wrong = ask(Method::Put, "/open");
        QCOMPARE(errcode(wrong), std::string("405 M_UNRECOGNIZED"));
        QCOMPARE(std::string(*wrong.headers.find("Allow")), std::string("POST"));
        QCOMPARE(ask(Method::Options, "/nowhere").status, 204);
    }
    void keepsDetailsOfFailuresToItself() {
        QCOMPARE(ask(Method::Post, "/full").status, 503);
        const auto broken = ask(Method::Post, "/broken");
        QCOMPARE(errcode(broken), std::string("500 M_UNKNOWN"));
        QVERIFY(bodyOf(broken).find("secret") == std::string::npos);
    }
    void answersLater() {
        QCOMPARE(ask(Method::Get, "/wait").status, 200);
        QTRY_COMPARE(m_pipeline->waitingCalls(), std::size_t{0});
    }
    void holdsNoWorkerForThoseWhoWait() {
        // Twenty times as many as there are workers, of which nobody asks twice for the same.
        std::vector<std::future<http::Response>> all;
        while (all.size() < 80) {
            all.push_back(askLater("/ask/n" + std::to_string(all.size() / 2), {}, "{}"));
            if (all.size() % 20 == 0) // the queue of requests has its own limit
                QTRY_COMPARE(m_pipeline->waitingCalls(), all.size());
        }
        QCOMPARE(questions(), std::size_t{40});
        QCOMPARE(ask(Method::Post, "/user", "ann").status, 200);
        QTRY_COMPARE(m_pipeline->waitingCalls(), std::size_t{80});
        answerAll("yes");
        for (auto &one : all)
            QCOMPARE(bodyOf(one.get()), std::string(R"({"said":"yes"})"));
        QCOMPARE(m_asked, 40);
        // What was said is remembered.
        QCOMPARE(bodyOf(ask(Method::Post, "/ask/n0", {}, "{}")), std::string(R"({"said":"yes"})"));
        QCOMPARE(m_asked, 40);
    }
    void forgetsThoseWhoLeaveWhileTheyWait() {
        const auto exchange = std::make_shared<FakeExchange>();
        exchange->request.method = Method::Post;
        http::setTarget(exchange->request, "/ask/left");
        exchange->request.remoteAddress = "192.0.2.9";
        m_pipeline->handle(exchange);
        QTRY_COMPARE(questions(), std::size_t{1});
        const int runs = m_askRuns;
        exchange->clientGone = true;
        exchange->whenGone();
        QTRY_COMPARE(m_pipeline->waitingCalls(), std::size_t{0});
        answerAll("too late");
        QTest::qWait(50);
        QCOMPARE(m_askRuns.load(), runs);
    }
    void letsOneAddressWaitOnlySoOften() {
        std::vector<std::future<http::Response>> all;
        while (all.size() < 200) {
            all.push_back(askLater("/ask/many", {}, "{}"));
            if (all.size() % 20 == 0) // the queue of requests has its own limit
                QTRY_COMPARE(m_pipeline->waitingCalls(), all.size());
        }
        QCOMPARE(errcode(ask(Method::Post, "/ask/many", {}, "{}")),
                 std::string("429 M_LIMIT_EXCEEDED"));
        answerAll("now");
        for (auto &one : all)
            one.get();
        QCOMPARE(ask(Method::Post, "/ask/many", {}, "{}").status, 200);
    }
    void movesHeavyWorkAndCountsItsLimitsOnce() {
        QCOMPARE(bodyOf(ask(Method::Post, "/heavy/one", "carl", R"({"a":1})")),
                 std::string(R"({"a":1})"));
        QCOMPARE(m_heavyRuns.load(), 1);
        // The limit was paid once, and is spent.
        QCOMPARE(ask(Method::Post, "/heavy/one", "carl", "{}").status, 429);
    }
    void refusesMoreHeavyWorkThanThereIsRoomFor() {
        m_heavyRuns = 0;
        m_blocked = true;
        auto running = askLater("/heavy/r", "dora", "{}");
        QTRY_COMPARE(m_heavyRuns.load(), 1);
        auto first = askLater("/heavy/s", "emil", "{}");
        QTRY_COMPARE(m_lanes.queued(Lane::Passwords), std::size_t{1});
        auto second = askLater("/heavy/t", "emil", "{}");
        QTRY_COMPARE(m_lanes.queued(Lane::Passwords), std::size_t{2});
        // Two of one person, three altogether.
        const auto tooMany = ask(Method::Post, "/heavy/v", "emil", "{}");
        QCOMPARE(errcode(tooMany), std::string("429 M_LIMIT_EXCEEDED"));
        QVERIFY(bodyOf(tooMany).find("retry_after_ms") != std::string::npos);
        auto other = askLater("/heavy/u", "fred", "{}");
        QTRY_COMPARE(m_lanes.queued(Lane::Passwords), std::size_t{3});
        const auto full = ask(Method::Post, "/heavy/w", "gina", "{}");
        QCOMPARE(errcode(full), std::string("503 M_LIMIT_EXCEEDED"));
        QVERIFY(full.headers.has("Retry-After"));
        QCOMPARE(ask(Method::Post, "/user", "ann").status, 200);
        QTest::qWait(400); // longer than this lane's patience
        m_blocked = false;
        QCOMPARE(running.get().status, 200);
        QCOMPARE(first.get().status, 503);
        QCOMPARE(second.get().status, 503);
        QCOMPARE(other.get().status, 503);
        QCOMPARE(m_heavyRuns.load(), 1);
    }
    void staysWhereItIsOnceSomethingChanged() {
        PaidLimits paid;
        const LaneScope scope(Lane::Shared, paid);
        QVERIFY_EXCEPTION_THROWN(requireLane(Lane::Large), OtherLane);
        QVERIFY(canWait());
        noteChange();
        requireLane(Lane::Large);
        QVERIFY(!canWait());
    }
    void servesOnlyWhatTheListenerIsFor() {
        const std::vector<std::string> media{"media"};
        const std::vector<std::string> metrics{"metrics"};
        QVERIFY(api::servesPath(nullptr, "/_matrix/client/v3/sync"));
        QVERIFY(!api::servesPath(&media, "/_matrix/client/v3/sync"));
        QVERIFY(api::servesPath(&media, "/_matrix/media/v3/upload"));
        QVERIFY(api::servesPath(&media, "/health"));
        QVERIFY(api::servesPath(&metrics, "/metrics"));
        QVERIFY(!api::servesPath(&metrics, "/_synapse/admin/v1/register"));
    }
    void endsWaitingCallsWhenShuttingDown() {
        auto answer =
            std::async(std::launch::async, [this] { return ask(Method::Get, "/wait?forever=1"); });
        std::shared_ptr<api::AsyncCall> waiting;
        QTRY_VERIFY(m_pipeline->waitingCalls() == 1 && (waiting || (waiting = takeWaiting())));
        m_pipeline->shutDown();
        QCOMPARE(answer.get().status, 503);
        QVERIFY(waiting->done());
        waiting.reset();
        QCOMPARE(ask(Method::Post, "/open").status, 503);
    }
};

HEARTH_TEST(TestPipeline)
#include "test_pipeline.moc"
