// SPDX-License-Identifier: Apache-2.0
// WaitingCall: arms before it looks, so that nothing slips between looking and waiting.
#include "server/api/client/sync/waiting_call.hpp"

#include "server/services/live/hub.hpp"
#include "server/services/presence/presence_service.hpp"

namespace hearth::api {

WaitingCall::WaitingCall(const SyncApi &api, std::shared_ptr<AsyncCall> call,
                         std::shared_ptr<services::UserFeed> feed, std::int64_t timeoutMs,
                         Look look)
    : m_api(api)
    , m_call(std::move(call))
    , m_feed(std::move(feed))
    , m_deadline(api.clock.steady() + timeoutMs)
    , m_look(std::move(look)) {}

void WaitingCall::start() {
    // It then finds that it is done, and lets go of everything.
    m_call->onGone([weak = weak_from_this()] {
        if (const auto self = weak.lock())
            self->look();
    });
    look();
}

void WaitingCall::wake() {
    if (!m_scheduled.exchange(true))
        m_call->step([self = shared_from_this()] { self->look(); });
}

void WaitingCall::finish() {
    m_finished = true;
    m_feed->disarm(this);
    if (m_handle)
        m_api.deadlines.remove(*m_handle);
    m_handle.reset();
    m_api.presence.stillSyncing(m_call->call.requester.userNid);
}

void WaitingCall::look() {
    m_scheduled = false;
    const std::lock_guard lock(m_mutex);
    if (m_finished)
        return;
    if (m_call->done()) {
        finish();
        return;
    }
    try {
        const bool last = m_api.clock.steady() >= m_deadline;
        if (!last)
            m_feed->arm(shared_from_this());
        if (auto response = m_look(last)) {
            finish();
            m_call->respond(*std::move(response));
        } else if (!m_handle) {
            m_handle = m_api.deadlines.add(m_deadline, weak_from_this());
        }
    } catch (...) {
        finish();
        m_call->fail(std::current_exception());
    }
}

} // namespace hearth::api
