// SPDX-License-Identifier: Apache-2.0
// Pipeline::PendingCall: one request from its arrival to its answer.
#pragma once

#include "server/api/pipeline.hpp"
#include "server/core/log.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace hearth::api {

/// An AsyncCall on the way; plain handlers use the same object, so that there is one way to answer.
class Pipeline::PendingCall final : public AsyncCall {
public:
    PendingCall(Pipeline &pipeline, std::shared_ptr<http::Exchange> exchange, const Endpoint *row)
        : endpoint(row)
        , startedAt(std::chrono::steady_clock::now())
        , m_pipeline(pipeline)
        , m_exchange(std::move(exchange)) {
        call.request = std::move(m_exchange->request);
        m_pipeline.m_open.fetch_add(1);
    }
    ~PendingCall() override { m_pipeline.m_open.fetch_sub(1); }

    void respond(http::Response response) override {
        // Nobody gets an answer who may have lost the right to it while it was made.
        if (doubts.load() != settled.load() && !m_answered.load()) {
            const auto kept = std::make_shared<http::Response>(std::move(response));
            step([this, kept] {
                if (m_pipeline.isStillAdmitted(*this))
                    respond(std::move(*kept));
            });
            return;
        }
        answer(std::move(response));
    }
    /// Whatever there are doubts about.
    void answer(http::Response response) {
        if (m_answered.exchange(true))
            return;
        dropTimers();
        m_pipeline.finish(*this, response);
        m_exchange->respond(std::move(response));
        m_pipeline.forget(*this); // last: it may be what keeps this alive
    }
    void fail(std::exception_ptr error) override {
        if (!m_answered.load() && !m_pipeline.startOver(*this, error))
            respond(m_pipeline.answerTo(error, call));
    }
    void step(std::function<void()> work) override {
        m_pipeline.m_parts.workers.post(wrap(std::move(work)));
    }
    void stepAfter(std::int64_t milliseconds, std::function<void()> work) override {
        const std::lock_guard lock(m_timerMutex);
        if (m_answered.load())
            return;
        m_timers.push_back(
            m_pipeline.m_parts.workers.postAfter(milliseconds, wrap(std::move(work))));
    }
    [[nodiscard]] bool done() const override { return m_answered.load() || m_exchange->gone(); }
    [[nodiscard]] bool crowded() const { return m_exchange->crowded(); }
    void onGone(std::function<void()> action) override {
        const std::lock_guard lock(m_timerMutex);
        m_goneActions.push_back(std::move(action));
    }
    /// Who waits does not wait on when their client has gone.
    void watchClient() {
        if (std::exchange(m_watching, true))
            return;
        m_exchange->onGone([weak = weak_from_this(), &workers = m_pipeline.m_parts.workers] {
            workers.post([weak] {
                if (const auto strong = weak.lock())
                    static_cast<PendingCall &>(*strong).abandon();
            });
        });
    }
    [[nodiscard]] std::shared_ptr<PendingCall> self() {
        return std::static_pointer_cast<PendingCall>(shared_from_this());
    }

    const Endpoint *endpoint;
    const std::chrono::steady_clock::time_point startedAt;
    bool tracked = false;
    // How often access has changed since the token was looked at, and how often it was looked at
    // again.
    std::atomic<unsigned> doubts{0};
    std::atomic<unsigned> settled{0};
    int runs = 0;           // of the handler
    bool limited = false;   // has passed the rate limits
    PaidLimits paid;        // one thread at a time
    std::string waitsAmong; // whose calls it is counted with while it waits for somebody outside

private:
    void abandon() {
        if (m_answered.exchange(true))
            return;
        dropTimers();
        std::vector<std::function<void()>> actions;
        {
            const std::lock_guard lock(m_timerMutex);
            actions.swap(m_goneActions);
        }
        for (const auto &action : actions)
            action();
        m_pipeline.forget(*this);
    }
    /// A call that was answered must not live on in its time-outs.
    void dropTimers() {
        std::vector<Executor::Timer> timers;
        {
            const std::lock_guard lock(m_timerMutex);
            timers.swap(m_timers);
        }
        for (const Executor::Timer &timer : timers)
            m_pipeline.m_parts.workers.cancel(timer);
    }
    std::function<void()> wrap(std::function<void()> work) {
        return [self = shared_from_this(), work = std::move(work)] {
            const log::RequestScope scope(self->call.request.id);
            PaidLimits paidHere; // several steps may run at the same time
            const LaneScope where(Lane::Shared, paidHere);
            try {
                work();
            } catch (...) {
                self->fail(std::current_exception());
            }
        };
    }

    Pipeline &m_pipeline;
    std::shared_ptr<http::Exchange> m_exchange;
    std::atomic<bool> m_answered{false};
    bool m_watching = false;
    std::mutex m_timerMutex; // m_timers, m_goneActions
    std::vector<Executor::Timer> m_timers;
    std::vector<std::function<void()>> m_goneActions;
};

} // namespace hearth::api
