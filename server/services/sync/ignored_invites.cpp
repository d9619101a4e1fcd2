// SPDX-License-Identifier: Apache-2.0
// See ignored_invites.hpp.
#include "server/services/sync/ignored_invites.hpp"

#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/timeline.hpp"

namespace hearth::services {

using matrix::Membership;

namespace {
constexpr int mostSteps = 8; // from a leave back to its invite: bans and unbans may lie between
} // namespace

bool IgnoredInvites::hides(const SyncRun &run, const RoomMembership &membership) {
    if (run.ignored->empty() || membership.membership == Membership::Join ||
        membership.membership == Membership::Knock)
        return false;
    StoredEventPtr event = m_events.find(membership.event);
    for (int i = 0; event && i < mostSteps; ++i) {
        const Membership now = event->event->membership();
        if (now == Membership::Invite)
            return run.ignored->contains(event->event->sender().str());
        if (now != Membership::Leave && now != Membership::Ban)
            return false;
        event = m_events.find(m_timeline.stateAt(membership.room, {event->pos.value - 1},
                                                 "m.room.member", run.who().user.str()));
    }
    return false;
}

} // namespace hearth::services
