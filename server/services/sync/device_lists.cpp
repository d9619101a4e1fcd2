// SPDX-License-Identifier: Apache-2.0
// SyncService: whose device lists a client must fetch anew, and whose it may forget.
#include "server/services/live/hub.hpp"
#include "server/services/sync/sync_service.hpp"

namespace hearth::services {

json::object SyncService::deviceLists(const SyncRun &run) {
    const store::UserNid self = run.who().userNid;
    std::set<store::UserNid> changed = run.deviceListsOf;
    changed.insert(run.nowSharing.begin(), run.nowSharing.end());
    json::array changedIds;
    json::array leftIds;
    for (const store::UserNid user : changed) {
        const bool own = user == self && run.deviceListsOf.contains(user);
        if (own || (user != self && m.members.shareRoom(self, user)))
            changedIds.emplace_back(m_names.user(user));
    }
    for (const store::UserNid user : run.maybeLeft) {
        if (user != self && !m.members.shareRoom(self, user))
            leftIds.emplace_back(m_names.user(user));
    }
    json::object out;
    if (!changedIds.empty())
        out["changed"] = std::move(changedIds);
    if (!leftIds.empty())
        out["left"] = std::move(leftIds);
    return out;
}

json::object SyncService::keyChanges(const Requester &who, std::int64_t from, std::int64_t to) {
    SyncRequest request;
    request.requester = who;
    SyncRun run;
    run.request = &request;
    run.to = std::min(to, m.hub.position());
    run.from = std::min(from, run.to);
    run.memberships = m.members.roomsOf(who.userNid);
    readCold(run);
    for (const RoomMembership &membership : *run.memberships) {
        if (run.dirtyRooms.contains(membership.room))
            m.sections.noteSharing(run, membership);
    }
    json::object lists = deviceLists(run);
    json::object out{{"changed", json::array()}, {"left", json::array()}};
    for (auto &[name, ids] : lists)
        out[name] = std::move(ids);
    return out;
}

} // namespace hearth::services
