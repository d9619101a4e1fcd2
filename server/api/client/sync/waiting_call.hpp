// SPDX-License-Identifier: Apache-2.0
// WaitingCall: a long poll. It looks for news, and again each time the hub wakes it, until there is
// some or its time is up.
#pragma once

#include "server/api/client/sync/sync_api.hpp"
#include "server/services/live/deadlines.hpp"
#include "server/services/live/user_feed.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace hearth::api {

class WaitingCall final : public services::Waiter,
                          public std::enable_shared_from_this<WaitingCall> {
public:
    /// last: no more waiting. Nothing means that there is no news.
    using Look = std::function<std::optional<http::Response>(bool last)>;

    WaitingCall(const SyncApi &api, std::shared_ptr<AsyncCall> call,
                std::shared_ptr<services::UserFeed> feed, std::int64_t timeoutMs, Look look);

    /// Looks at once, on this thread.
    void start();
    void wake() override;

private:
    void look();
    void finish();

    const SyncApi &m_api;
    const std::shared_ptr<AsyncCall> m_call;
    const std::shared_ptr<services::UserFeed> m_feed;
    const std::int64_t m_deadline;
    const Look m_look;
    std::atomic<bool> m_scheduled{false};
    std::mutex m_mutex; // one look at a time
    bool m_finished = false;
    std::optional<services::Deadlines::Handle> m_handle;
};

} // namespace hearth::api
