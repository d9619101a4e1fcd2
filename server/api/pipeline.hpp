// SPDX-License-Identifier: Apache-2.0
// Pipeline: what happens to every request around its handler: route, rights, limits, JSON, the one
// catch, log line and figures. net reaches it through http::RequestHandler.
#pragma once

#include "server/api/endpoint.hpp"
#include "server/api/router.hpp"
#include "server/config/settings.hpp"
#include "server/core/clock.hpp"
#include "server/core/executor.hpp"
#include "server/core/lane.hpp"
#include "server/core/metrics.hpp"
#include "server/core/rate_limiter.hpp"
#include "server/http/exchange.hpp"
#include "server/services/limits/limits.hpp"

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace hearth::api {

struct PipelineParts {
    const RouteTable &routes;
    Authenticator &authenticator;
    Executor &workers;
    Lanes &lanes;
    const Clock &clock;
    const config::Current &config;
    RateLimiter &limiter;
    Metrics &metrics;
    ServerGate *servers = nullptr; // for Auth::Server
};

class Pipeline final : public http::RequestHandler {
public:
    explicit Pipeline(const PipelineParts &parts);
    ~Pipeline() override;

    [[nodiscard]] http::BodyPlan planBody(const http::Request &head) const override;
    [[nodiscard]] std::shared_ptr<http::BodySink> openSink(const http::Request &head) override;
    void handle(std::shared_ptr<http::Exchange> exchange) override;
    [[nodiscard]] http::Response refuse(const http::Request &head,
                                        const Error &error) const override;

    /// New requests are answered 503, and calls that wait (long polls) are ended.
    void shutDown();
    /// Long polls that wait at this moment.
    [[nodiscard]] std::size_t waitingCalls() const;

private:
    class PendingCall;
    friend class PendingCall;

    [[nodiscard]] Match routeOf(const http::Request &head) const;
    void run(PendingCall &pending, Lane lane);
    bool startOver(PendingCall &pending, const std::exception_ptr &error);
    void moveTo(PendingCall &pending, Lane lane);
    void suspend(PendingCall &pending, const Later &later);
    void countWaiting(PendingCall &pending);
    void admit(Call &call, const Endpoint &endpoint);
    void authenticate(Call &call, const Endpoint &endpoint);
    void admitServer(Call &call, const Endpoint &endpoint) const;
    void limitRate(const Call &call, const Endpoint &endpoint) const;
    void accessChanged(store::UserNid user);
    void watchAccess(PendingCall &pending, std::uint64_t generation);
    [[nodiscard]] bool isStillAdmitted(PendingCall &pending);
    void finish(PendingCall &pending, http::Response &response);
    [[nodiscard]] Error errorOf(const std::exception_ptr &error,
                                const http::Request &request) const;
    [[nodiscard]] http::Response answerTo(const std::exception_ptr &error, const Call &call) const;
    void track(PendingCall &pending);
    void forget(PendingCall &pending);
    [[nodiscard]] std::string nextRequestId();

    PipelineParts m_parts;
    const services::Limits m_limits;
    std::atomic<std::uint64_t> m_nextId;
    std::atomic<bool> m_closing{false};
    std::atomic<std::size_t> m_open{0};
    mutable std::mutex m_waitingMutex;
    std::unordered_map<PendingCall *, std::shared_ptr<PendingCall>> m_waiting;
    std::unordered_map<store::UserNid, std::size_t> m_waitingOf; // how many, with m_waitingMutex
    std::atomic<std::uint64_t> m_accessGeneration{0}; // how often somebody's access has changed
    const std::shared_ptr<bool> m_alive = std::make_shared<bool>(true); // for the authenticator
    std::unordered_map<std::string, std::size_t> m_waitingOutside;      // by requesterName
    Histogram &m_seconds;
    struct MethodCounters;
    std::unique_ptr<MethodCounters> m_counters;
};

/// Whether a listener with these resources serves the path; no resources: everything.
[[nodiscard]] bool servesPath(const std::vector<std::string> *resources, std::string_view path);
/// Bearer header or ?access_token=. Throws 401 for another kind of header if strict.
[[nodiscard]] std::optional<std::string> accessToken(const http::Request &request,
                                                     bool strict = true);

} // namespace hearth::api
