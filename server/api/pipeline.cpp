// SPDX-License-Identifier: Apache-2.0
#include "server/api/pipeline.hpp"

#include "server/api/pending_call.hpp"
#include "server/core/error.hpp"
#include "server/core/log.hpp"
#include "server/http/compress.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/store/database.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <random>

namespace hearth::api {
namespace {

constexpr std::size_t anonymousBodyLimit = 64 << 10; // of those whom nobody has to know
constexpr std::string_view module = "http";
constexpr int mostRuns = 20;                   // of one request's handler
constexpr std::size_t mostWaitingForOne = 200; // calls of a user or address
constexpr std::int64_t tryAgainAfter = 2'000;

void addClientHeaders(http::Response &response, const std::string &requestId) {
    http::Fields &headers = response.headers;
    headers.add("Access-Control-Allow-Origin", "*");
    headers.add("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS");
    headers.add("Access-Control-Allow-Headers",
                "X-Requested-With, Content-Type, Authorization, Date, If-Match, If-None-Match");
    headers.add("Access-Control-Expose-Headers", "ETag, Location, X-Max-Bytes, X-Request-Id");
    if (!headers.has("Cache-Control"))
        headers.add("Cache-Control", "no-cache, no-store, must-revalidate");
    if (!requestId.empty())
        headers.add("X-Request-Id", requestId);
}

http::Response errorResponse(const Error &error) {
    http::Response response = http::jsonResponse(error.body(), error.status());
    for (const auto &[name, value] : error.headers())
        response.headers.add(name, value);
    return response;
}

Error databaseTrouble(const store::DatabaseError &error) {
    using Kind = store::DatabaseError::Kind;
    switch (error.kind()) {
    case Kind::Full:
        return unavailable("The server's disk is full.");
    case Kind::Busy:
    case Kind::Unreachable:
        return unavailable("The database does not answer at the moment.");
    default:
        return internal("Internal server error.");
    }
}

json::object parseBody(const http::Request &request, Body kind) {
    if (kind != Body::Json && kind != Body::RequiredJson)
        return {};
    if (request.body.empty()) {
        if (kind == Body::Json)
            return {};
        throw notJson("Content not JSON.");
    }
    constexpr std::size_t timesParsed = 4; // of its text, at least
    noteBytes(timesParsed * request.body.size());
    auto parsed = matrix::parseJson(request.body, matrix::Strictness::Lenient);
    if (!parsed) {
        if (parsed.error().code == "bad_json")
            throw badJson(parsed.error().message);
        throw notJson("Content not JSON.");
    }
    if (!parsed->is_object())
        throw badJson("Content must be a JSON object.");
    return std::move(parsed->as_object());
}

/// Text that the databases cannot hold, or that is not text, never gets past here.
void checkText(const Call &call) {
    const auto bad = [](std::string_view text) {
        return text.find('\0') != text.npos || !http::isUtf8(text);
    };
    for (const auto &[name, value] : call.pathParams)
        if (bad(value))
            throw invalidParam("Path parameter '" + name + "' is not valid UTF-8 text.");
    for (const auto &[name, value] : call.request.query.items())
        if (bad(name) || bad(value))
            throw invalidParam("A query parameter is not valid UTF-8 text.");
}

} // namespace

struct Pipeline::MethodCounters {
    // [method][status / 100]
    std::array<std::array<Counter *, 6>, 8> byMethod{};
};

Pipeline::Pipeline(const PipelineParts &parts)
    : m_parts(parts)
    , m_limits(parts.limiter, parts.config)
    , m_nextId(std::random_device{}())
    , m_seconds(parts.metrics.histogram("hearth_http_request_seconds",
                                        "Time from a request's last byte to its answer",
                                        Metrics::secondsBounds()))
    , m_counters(std::make_unique<MethodCounters>()) {
    for (std::size_t method = 0; method < m_counters->byMethod.size(); ++method) {
        for (std::size_t status = 1; status < 6; ++status) {
            const std::string labels = "method=\"" +
                                       std::string(toString(static_cast<http::Method>(method))) +
                                       "\",code=\"" + std::to_string(status) + "xx\"";
            m_counters->byMethod[method][status] =
                &parts.metrics.counter("hearth_http_requests_total", "Requests answered", labels);
        }
    }
    parts.authenticator.onAccessChanged(
        [this, alive = std::weak_ptr<bool>(m_alive)](store::UserNid user) {
            if (alive.lock())
                accessChanged(user);
        });
}

Pipeline::~Pipeline() = default;

std::string Pipeline::nextRequestId() {
    // Multiplying by an odd number keeps ids unlike each other without repeating early.
    constexpr std::string_view alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    std::uint64_t number = m_nextId.fetch_add(1, std::memory_order_relaxed) * 0x9E3779B97F4A7C15U;
    std::string id(7, ' ');
    for (char &c : id) {
        c = alphabet[number >> 59U];
        number <<= 5U;
    }
    return id;
}

Match Pipeline::routeOf(const http::Request &head) const {
    if (!servesPath(head.resources.get(), head.path))
        return {};
    return m_parts.routes.match(head.method, head.path);
}

http::BodyPlan Pipeline::planBody(const http::Request &head) const {
    const Match match = routeOf(head);
    http::BodyPlan plan;
    if (!match.endpoint) {
        plan.limit = anonymousBodyLimit;
        return plan;
    }
    const Endpoint &endpoint = *match.endpoint;
    const bool anonymous = endpoint.auth == Auth::None || endpoint.auth == Auth::Optional;
    if (endpoint.maxBodyBytes != 0)
        plan.limit = endpoint.maxBodyBytes;
    else if (anonymous)
        plan.limit = anonymousBodyLimit;
    plan.toSink = bool(endpoint.sink);
    // A server signs its body too, so that nobody knows who it is before the body is there.
    plan.checkFirst = !anonymous && endpoint.auth != Auth::Server;
    return plan;
}

std::shared_ptr<http::BodySink> Pipeline::openSink(const http::Request &head) {
    Match match = routeOf(head);
    Call call;
    call.request = head;
    call.pathParams = std::move(match.params);
    try {
        if (m_closing.load())
            throw unavailable("The server is shutting down.");
        admit(call, *match.endpoint);
        if (!match.endpoint->sink)
            return nullptr; // its limits are counted with the request
        limitRate(call, *match.endpoint);
        return match.endpoint->sink(call);
    } catch (...) {
        throw errorOf(std::current_exception(), call.request);
    }
}

http::Response Pipeline::refuse(const http::Request &head, const Error &error) const {
    http::Response response = errorResponse(error);
    addClientHeaders(response, head.id);
    log::write(log::Level::Info, module,
               fmt::format("{} {} {}: {}", toString(head.method), head.path, error.status(),
                           error.message()),
               {{"status", std::int64_t{error.status()}}});
    return response;
}

void Pipeline::handle(std::shared_ptr<http::Exchange> exchange) {
    http::Request &request = exchange->request;
    request.id = nextRequestId();
    Match match;
    if (request.method != http::Method::Options)
        match = routeOf(request);
    const auto pending = std::make_shared<PendingCall>(*this, std::move(exchange), match.endpoint);
    Call &call = pending->call;
    if (call.request.method == http::Method::Options) {
        http::Response answer;
        answer.status = 204;
        pending->respond(std::move(answer));
        return;
    }
    if (!match.endpoint) {
        if (match.allow.empty())
            pending->respond(errorResponse(unrecognized(404, "Unrecognized request")));
        else
            pending->respond(errorResponse(
                unrecognized(405, "Unrecognized request").withHeader("Allow", match.allow)));
        return;
    }
    call.pathParams = std::move(match.params);
    if (match.endpoint->quick) {
        run(*pending, Lane::Shared);
        return;
    }
    if (m_closing.load() ||
        !m_parts.workers.tryPost([this, pending] { run(*pending, Lane::Shared); }))
        pending->respond(errorResponse(unavailable(m_closing.load() ? "The server is shutting down."
                                                                    : "The server is too busy.")));
}

void Pipeline::run(PendingCall &pending, Lane lane) {
    const log::RequestScope scope(pending.call.request.id);
    const bool first = pending.runs++ == 0;
    try {
        const Endpoint &endpoint = *pending.endpoint;
        Call &call = pending.call;
        const std::uint64_t generation = m_accessGeneration.load();
        if (first)
            admit(call, endpoint);
        else if (!call.requester.user.empty() && !isStillAdmitted(pending))
            return; // who was signed out meanwhile is
        const LaneScope where(lane, pending.paid);
        pending.paid.startOver();
        call.body = parseBody(call.request, endpoint.body);
        admitServer(call, endpoint);
        if (!std::exchange(pending.limited, true) && !call.request.sink) // counted when opened
            limitRate(call, endpoint);
        if (endpoint.async) {
            track(pending);
            watchAccess(pending, generation);
            pending.watchClient();
            endpoint.async(pending.self());
        } else {
            pending.respond(endpoint.handler(pending.call));
        }
    } catch (...) {
        pending.fail(std::current_exception());
    }
}

void Pipeline::admit(Call &call, const Endpoint &endpoint) {
    checkText(call);
    if (endpoint.auth != Auth::None && endpoint.auth != Auth::Server)
        authenticate(call, endpoint);
}

/// Again and again until it is known who it is and has its turn.
void Pipeline::admitServer(Call &call, const Endpoint &endpoint) const {
    if (endpoint.auth != Auth::Server)
        return;
    if (!m_parts.servers)
        throw unrecognized(404, "Unrecognized request");
    const bool json = endpoint.body == Body::Json || endpoint.body == Body::RequiredJson;
    m_parts.servers->admit(call, json && !call.request.body.empty());
}

void Pipeline::authenticate(Call &call, const Endpoint &endpoint) {
    const bool maybe = endpoint.auth == Auth::MaybeAppservice;
    const std::optional<std::string> token = accessToken(call.request, !maybe);
    if (maybe) {
        if (auto service = token ? m_parts.authenticator.findService(*token) : std::nullopt)
            call.requester = *std::move(service);
        return;
    }
    if (!token) {
        if (endpoint.auth == Auth::Optional)
            return;
        throw missingToken();
    }
    call.requester = endpoint.allowLocked
                         ? m_parts.authenticator.authenticateLeaving(*token, call.request)
                         : m_parts.authenticator.authenticate(*token, call.request);
    const services::Requester &who = call.requester;
    if (who.locked && !endpoint.allowLocked)
        throw Error(401, "M_USER_LOCKED", "This account has been locked.", {{"soft_logout", true}});
    if (who.guest && endpoint.auth != Auth::Guest && endpoint.auth != Auth::Optional)
        throw Error(403, "M_GUEST_ACCESS_FORBIDDEN", "Guest access not allowed.");
    if (endpoint.auth == Auth::Admin && !who.admin)
        throw forbidden("You are not a server admin");
    // Looking around, signing out and administration stay possible where the server is closed.
    const bool passive =
        !endpoint.async && (endpoint.rate == Rate::None || endpoint.rate == Rate::Read ||
                            endpoint.rate == Rate::Admin);
    if (!passive && !endpoint.allowLocked && endpoint.auth != Auth::Admin)
        m_parts.authenticator.requireMayUse(who);
    if (endpoint.auth == Auth::Appservice && !who.appservice)
        throw forbidden("Only application services may do this.");
}

void Pipeline::limitRate(const Call &call, const Endpoint &endpoint) const {
    const bool reads =
        call.request.method == http::Method::Get || call.request.method == http::Method::Head;
    std::optional<services::Limited> what;
    switch (endpoint.rate) {
    case Rate::Message:
        what = services::Limited::Message;
        break;
    case Rate::Delayed:
        what = services::Limited::DelayedEvent;
        break;
    case Rate::Login:
        if (!reads)
            what = services::Limited::Login;
        break;
    case Rate::Register:
        what = reads ? services::Limited::NameAvailable : services::Limited::Registration;
        break;
    case Rate::Join:
        what = services::Limited::Join;
        break;
    case Rate::ToDevice:
        what = call.path("eventType") == "m.room_key_request" ? services::Limited::KeyRequest
                                                              : services::Limited::ToDevice;
        break;
    case Rate::Report:
        what = services::Limited::Report;
        break;
    case Rate::Create:
        what = services::Limited::RoomCreation;
        break;
    case Rate::Media:
        if (!reads)
            what = services::Limited::MediaCreate;
        break;
    default:
        break;
    }
    if (what && !(endpoint.goesOn && endpoint.goesOn(call)))
        m_limits.require(*what, call.requester, call.request.remoteAddress);
}

/// The one catch: everything that ends a request passes through here.
Error Pipeline::errorOf(const std::exception_ptr &error, const http::Request &request) const {
    const auto where = [&] { return fmt::format("{} {}", toString(request.method), request.path); };
    try {
        std::rethrow_exception(error);
    } catch (const Error &refusal) {
        if (refusal.status() >= 500)
            log::warn(module, "{}: {}", where(), refusal.message());
        return refusal;
    } catch (const store::DatabaseError &failure) {
        log::error("store", "{}: {}", where(), failure.what());
        return databaseTrouble(failure);
    } catch (const std::exception &failure) {
        log::error(module, "{}: {}", where(), failure.what());
    } catch (...) {
        log::error(module, "{}: unknown exception", where());
    }
    return internal("Internal server error.");
}

http::Response Pipeline::answerTo(const std::exception_ptr &error, const Call &call) const {
    return errorResponse(errorOf(error, call.request));
}

void Pipeline::finish(PendingCall &pending, http::Response &response) {
    const http::Request &request = pending.call.request;
    addClientHeaders(response, request.id);
    // Quick answers are made on the thread that all connections share.
    if (request.compress && pending.endpoint && !pending.endpoint->quick)
        http::compress(request, response);
    const std::chrono::duration<double, std::milli> took =
        std::chrono::steady_clock::now() - pending.startedAt;
    m_seconds.observe(took.count() / 1000.0);
    const auto statusClass = std::clamp(response.status / 100, 1, 5);
    m_counters
        ->byMethod[static_cast<std::size_t>(request.method)][static_cast<std::size_t>(statusClass)]
        ->add();
    const bool dull = request.method == http::Method::Options || request.path == "/health" ||
                      request.path == "/metrics";
    const auto level = response.status >= 500 ? log::Level::Warn
                       : dull                 ? log::Level::Debug
                                              : log::Level::Info;
    if (!log::enabled(level))
        return;
    const log::RequestScope scope(request.id);
    const std::string text =
        fmt::format("{} {} {}", toString(request.method), request.path, response.status);
    // Hearth asks often; whoever reads the log may want to leave that out.
    const bool hearth = request.headers.find("user-agent") == "Hearth";
    log::write(level, module, text,
               {{"user", pending.call.requester.user.str()},
                {"agent", std::string_view(hearth ? "Hearth" : "")},
                {"ms", took.count()},
                {"status", std::int64_t{response.status}}});
}

void Pipeline::track(PendingCall &pending) {
    const std::lock_guard lock(m_waitingMutex);
    if (!m_waiting.emplace(&pending, pending.self()).second)
        return; // begun anew
    for (const auto user : {pending.call.requester.userNid, pending.call.requester.puppeteer})
        if (user)
            ++m_waitingOf[user];
    pending.tracked = true;
}

/// A change that came between the look at the token and track() has told nobody.
void Pipeline::watchAccess(PendingCall &pending, std::uint64_t generation) {
    constexpr std::int64_t longest = 15 * 60 * 1000; // no call waits longer
    const auto &expires = pending.call.requester.expires;
    if (const auto left = expires ? *expires - m_parts.clock.now() : longest; left < longest)
        pending.stepAfter(left + 1,
                          [this, &pending] { static_cast<void>(isStillAdmitted(pending)); });
    if (generation == m_accessGeneration.load() || pending.call.requester.user.empty())
        return;
    ++pending.doubts;
    pending.step([this, &pending] { static_cast<void>(isStillAdmitted(pending)); });
}

void Pipeline::accessChanged(store::UserNid user) {
    m_accessGeneration.fetch_add(1);
    std::vector<std::shared_ptr<PendingCall>> concerned;
    {
        const std::lock_guard lock(m_waitingMutex);
        if (!m_waitingOf.contains(user))
            return;
        for (const auto &[raw, call] : m_waiting) {
            const services::Requester &who = call->call.requester;
            if (who.userNid != user && who.puppeteer != user)
                continue;
            ++call->doubts;
            concerned.push_back(call);
        }
    }
    for (const auto &call : concerned)
        call->step([this, call] { static_cast<void>(isStillAdmitted(*call)); });
}

/// Whether the request would be admitted now as well. If not, it is answered with the reason.
bool Pipeline::isStillAdmitted(PendingCall &pending) {
    if (pending.done())
        return false;
    const unsigned seen = pending.doubts.load();
    Call again;
    again.request.headers = pending.call.request.headers;
    again.request.query = pending.call.request.query;
    again.request.remoteAddress = pending.call.request.remoteAddress;
    try {
        authenticate(again, *pending.endpoint);
    } catch (...) {
        pending.answer(answerTo(std::current_exception(), pending.call));
        return false;
    }
    pending.settled = seen;
    return true;
}

/// What the handler threw may be a wish to run elsewhere or later. False if it is an answer.
bool Pipeline::startOver(PendingCall &pending, const std::exception_ptr &error) {
    try {
        std::rethrow_exception(error);
    } catch (const OtherLane &other) {
        moveTo(pending, other.lane());
    } catch (const Later &later) {
        suspend(pending, later);
    } catch (...) {
        return false;
    }
    return true;
}

void Pipeline::moveTo(PendingCall &pending, Lane lane) {
    const auto self = pending.self();
    try {
        if (pending.runs > mostRuns)
            throw internal("The request does not come to an end.");
        m_parts.lanes.enter(lane, requesterName(pending.call),
                            {[this, self, lane] { run(*self, lane); },
                             [self] {
                                 self->fail(std::make_exception_ptr(
                                     overloaded("The server is too busy.", tryAgainAfter)));
                             },
                             [self] { return self->done(); },
                             lane == Lane::Large || lane == Lane::Giant
                                 ? std::function<bool()>([self] { return self->crowded(); })
                                 : nullptr});
    } catch (const Error &refusal) {
        pending.respond(answerTo(std::make_exception_ptr(refusal), pending.call));
    }
}

/// The call holds no thread until it is resumed, which its client or the end of the server may
/// forestall.
void Pipeline::suspend(PendingCall &pending, const Later &later) {
    const auto self = pending.self();
    try {
        if (pending.runs > mostRuns)
            throw unavailable("Those who have to be asked for this do not answer.");
        countWaiting(pending);
        track(pending);
        pending.watchClient();
        later.begin([this, self] {
            m_parts.workers.post([this, self] {
                if (!self->done())
                    run(*self, Lane::Shared);
            });
        });
    } catch (...) {
        pending.respond(answerTo(std::current_exception(), pending.call));
    }
}

/// One user or address may not have all the places there are.
void Pipeline::countWaiting(PendingCall &pending) {
    const std::lock_guard lock(m_waitingMutex);
    if (!pending.waitsAmong.empty())
        return;
    std::string who = requesterName(pending.call);
    std::size_t &count = m_waitingOutside[who];
    if (count >= mostWaitingForOne)
        throw limitExceeded(tryAgainAfter);
    ++count;
    pending.waitsAmong = std::move(who);
}

void Pipeline::forget(PendingCall &pending) {
    if (!pending.tracked)
        return;
    std::shared_ptr<PendingCall> last; // freed outside the lock
    const std::lock_guard lock(m_waitingMutex);
    if (const auto counted = m_waitingOutside.find(std::exchange(pending.waitsAmong, {}));
        counted != m_waitingOutside.end() && --counted->second == 0)
        m_waitingOutside.erase(counted);
    if (const auto found = m_waiting.find(&pending); found != m_waiting.end()) {
        last = std::move(found->second);
        m_waiting.erase(found);
        for (const auto user : {pending.call.requester.userNid, pending.call.requester.puppeteer})
            if (const auto count = m_waitingOf.find(user);
                count != m_waitingOf.end() && --count->second == 0)
                m_waitingOf.erase(count);
    }
}

std::size_t Pipeline::waitingCalls() const {
    const std::lock_guard lock(m_waitingMutex);
    return m_waiting.size();
}

void Pipeline::shutDown() {
    m_closing = true;
    std::vector<std::shared_ptr<PendingCall>> waiting;
    {
        const std::lock_guard lock(m_waitingMutex);
        for (const auto &[raw, call] : m_waiting)
            waiting.push_back(call);
    }
    for (const auto &call : waiting)
        call->fail(std::make_exception_ptr(unavailable("The server is shutting down.")));
}

} // namespace hearth::api
