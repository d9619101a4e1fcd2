// SPDX-License-Identifier: Apache-2.0
// IgnoredInvites: rooms that a user knows nothing of, because the one who invited is ignored.
#pragma once

#include "server/services/sync/sync_request.hpp"

namespace hearth::services {

class EventReader;
class Timeline;

/// Thread-safe, stateless.
class IgnoredInvites {
public:
    IgnoredInvites(EventReader &events, Timeline &timeline)
        : m_events(events)
        , m_timeline(timeline) {}

    /// Whether the membership is an invite by somebody whom the user ignores, or the end of one
    /// that never became more: a client that was not shown it must not hear of its end either.
    [[nodiscard]] bool hides(const SyncRun &run, const RoomMembership &membership);

private:
    EventReader &m_events;
    Timeline &m_timeline;
};

} // namespace hearth::services
