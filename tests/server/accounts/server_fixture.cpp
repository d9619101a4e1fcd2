// SPDX-License-Identifier: Apache-2.0
// See server_fixture.hpp.
#include "tests/server/accounts/server_fixture.hpp"

#include "server/api/basics/routes.hpp"
#include "server/api/pipeline.hpp"
#include "server/core/metrics.hpp"
#include "server/core/rate_limiter.hpp"
#include "server/crypto/signing_key.hpp"
#include "server/daemon/composition.hpp"
#include "server/http/exchange.hpp"
#include "server/net/dns_client.hpp"
#include "server/net/http_client.hpp"
#include "server/net/lane_pools.hpp"
#include "server/net/mail_sender.hpp"
#include "server/net/worker_pool.hpp"
#include "server/services/admin/shared_secret.hpp"

#include <QTemporaryDir>

#include <future>

namespace hearth::test {
namespace {

class Exchange final : public http::Exchange {
public:
    void respond(http::Response response) override { answer.set_value(std::move(response)); }
    [[nodiscard]] bool gone() const override { return false; }
    void onGone(std::function<void()> action) override { whenGone = std::move(action); }
    std::promise<http::Response> answer;
    std::function<void()> whenGone;
};

config::Settings defaults(const std::string &folder,
                          const std::function<void(config::Settings &)> &edit) {
    config::Settings out;
    out.serverName = "x";
    out.mediaStorePath = folder + "/media";
    out.dataDir = folder;
    out.registrationSharedSecret = "the shared secret";
    out.enableRegistration = true;
    out.enableRegistrationWithoutVerification = true;
    out.allowGuestAccess = true;
    out.bcryptRounds = 4; // cheap hashes
    const config::RateLimit plenty{1000, 1000};
    out.rc.registration = out.rc.loginAddress = out.rc.loginAccount = plenty;
    out.rc.loginFailedAttempts = out.rc.mediaCreate = out.rc.message = plenty;
    out.rc.roomCreation = out.rc.joinsLocal = out.rc.joinsPerRoom = plenty;
    out.rc.invitesPerUser = out.rc.invitesPerRoom = out.rc.invitesPerIssuer = plenty;
    out.rc.reports = plenty;
    out.rc.registrationTokenValidity = out.rc.userDirectory = plenty;
    out.thumbnailSizes = {{32, 32, true}, {96, 96, true}, {320, 240, false}, {640, 480, false}};
    if (edit)
        edit(out);
    return out;
}

} // namespace

struct ServerFixture::Parts {
    Parts(TurnableClock &time, const std::function<void(config::Settings &)> &edit)
        : config(defaults(folder.path().toStdString(), edit))
        , limiter(time)
        , key(crypto::SigningKey::generate())
        , workers("worker", 8, 256)
        , lanes(2)
        , client(workers, {})
        , names(workers, {})
        , mail(workers)
        , composition({config, time, database.get(), key, workers, lanes, client, names, limiter,
                       metrics, mail})
        , basics{config,
                 time,
                 key,
                 metrics,
                 "0.1.0",
                 "test",
                 [] { return std::string(); },
                 [] { return std::string(); }} {
        api::addBasicRoutes(routes, basics);
        composition.addRoutes(routes, basics);
        pipeline = std::make_unique<api::Pipeline>(
            api::PipelineParts{routes, composition.authenticator(), workers, lanes, time, config,
                               limiter, metrics, &composition.servers()});
    }
    ~Parts() {
        if (jobs)
            composition.stopJobs();
        pipeline->shutDown();
        client.stop();
        names.stop();
        mail.stop();
        lanes.stop();
        workers.stop();
        database->write([](store::Transaction &) {});
    }

    QTemporaryDir folder;
    std::string folderPath = folder.path().toStdString();
    TestDatabase database;
    config::Current config;
    RateLimiter limiter;
    Metrics metrics;
    crypto::SigningKey key;
    net::WorkerPool workers;
    net::LanePools lanes;
    net::HttpClient client;
    net::DnsClient names;
    net::MailSender mail;
    daemon::Composition composition;
    api::Basics basics;
    api::RouteTable routes;
    std::unique_ptr<api::Pipeline> pipeline;
    bool jobs = false;
};

ServerFixture::ServerFixture(const std::function<void(config::Settings &)> &edit)
    : m_parts(std::make_unique<Parts>(clock, edit)) {}

ServerFixture::~ServerFixture() = default;

void ServerFixture::startJobs() {
    m_parts->composition.startJobs();
    m_parts->jobs = true;
}

store::Database &ServerFixture::database() {
    return m_parts->database.get();
}

std::vector<std::string> ServerFixture::routes() const {
    return m_parts->routes.list();
}

std::size_t ServerFixture::waitingCalls() const {
    return m_parts->pipeline->waitingCalls();
}

void ServerFixture::runJobs() {
    m_parts->composition.runJobs();
}

const std::string &ServerFixture::folder() const {
    return m_parts->folderPath;
}

Answer ServerFixture::ask(http::Method method, const std::string &target, const std::string &token,
                          const json::value &body,
                          const std::vector<std::pair<std::string, std::string>> &headers,
                          const std::string &rawBody,
                          std::shared_ptr<const std::vector<std::string>> resources) {
    const auto exchange = std::make_shared<Exchange>();
    http::Request &request = exchange->request;
    request.method = method;
    http::setTarget(request, target);
    request.body = body.is_null() ? rawBody : json::serialize(body);
    request.remoteAddress = "192.0.2.7";
    request.resources = std::move(resources);
    request.headers.add("User-Agent", "fixture");
    for (const auto &[name, value] : headers)
        request.headers.add(name, value);
    if (!token.empty())
        request.headers.add("Authorization", "Bearer " + token);
    auto future = exchange->answer.get_future();
    m_parts->pipeline->handle(exchange);
    Answer out;
    out.response = future.get();
    out.status = out.response.status;
    std::string text;
    if (const auto *whole = std::get_if<std::string>(&out.response.body))
        text = *whole;
    else if (const auto *pieces = std::get_if<http::Pieces>(&out.response.body))
        for (const auto &piece : *pieces)
            text += *piece;
    if (!text.empty()) {
        boost::system::error_code failure;
        auto parsed = json::parse(text, failure);
        if (!failure && parsed.is_object())
            out.body = std::move(parsed.as_object());
    }
    return out;
}

Answer ServerFixture::get(const std::string &target, const std::string &token) {
    return ask(http::Method::Get, target, token);
}

Answer ServerFixture::getOn(const std::string &target, std::vector<std::string> resources) {
    return ask(http::Method::Get, target, {}, nullptr, {}, {},
               std::make_shared<const std::vector<std::string>>(std::move(resources)));
}

void ServerFixture::change(const std::function<void(config::Settings &)> &edit) {
    config::Settings settings = *m_parts->config.get();
    edit(settings);
    m_parts->config.set(std::move(settings));
}

Answer ServerFixture::post(const std::string &target, const json::value &body,
                           const std::string &token) {
    return ask(http::Method::Post, target, token, body);
}

Answer ServerFixture::put(const std::string &target, const json::value &body,
                          const std::string &token) {
    return ask(http::Method::Put, target, token, body);
}

Person ServerFixture::join(const std::string &name, bool admin) {
    const std::string path = "/_synapse/admin/v1/register";
    const std::string nonce = get(path).text("nonce");
    const auto answer =
        post(path, json::object{{"nonce", nonce},
                                {"username", name},
                                {"password", "secret"},
                                {"admin", admin},
                                {"mac", services::sharedSecretMac("the shared secret", nonce, name,
                                                                  "secret", admin, "")}});
    return {answer.text("user_id"), answer.text("access_token"), answer.text("device_id")};
}

Person ServerFixture::signIn(const std::string &name, const json::object &more) {
    json::object body{{"type", "m.login.password"},
                      {"identifier", json::object{{"type", "m.id.user"}, {"user", name}}},
                      {"password", "secret"}};
    for (const auto &[key, value] : more)
        body[key] = value;
    const auto answer = post("/_matrix/client/v3/login", body);
    return {answer.text("user_id"), answer.text("access_token"), answer.text("device_id")};
}

std::string Answer::verdict() const {
    const std::string code = text("errcode");
    return code.empty() ? std::to_string(status) : std::to_string(status) + " " + code;
}

std::string Answer::text(std::string_view member) const {
    const auto *value = body.if_contains(member);
    return value && value->is_string() ? std::string(value->get_string().c_str()) : std::string{};
}

json::object passwordStage(const Answer &challenge, const std::string &user,
                           const std::string &password) {
    return {{"type", "m.login.password"},
            {"session", challenge.text("session")},
            {"identifier", json::object{{"type", "m.id.user"}, {"user", user}}},
            {"password", password}};
}

} // namespace hearth::test
