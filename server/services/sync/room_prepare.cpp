// SPDX-License-Identifier: Apache-2.0
// RoomSections: asking the database once for many rooms that are about to be written whole.
#include "server/services/push/unread_counts.hpp"
#include "server/services/receipts/receipt_service.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/sync/room_sections.hpp"

namespace hearth::services {

using matrix::Membership;

namespace {
constexpr std::size_t mostEvents = 1000; // read ahead; a giant room reads its own
constexpr std::size_t mostBytesAhead = 4 << 20;
} // namespace

void RoomSections::prepare(SyncRun &run, std::span<const RoomMembership> rooms) {
    run.ahead = {};
    std::vector<store::RoomNid> joined;
    std::vector<store::RoomNid> past;
    for (const RoomMembership &one : rooms) {
        if (one.membership == Membership::Join)
            joined.push_back(one.room);
        if (one.membership != Membership::Invite && one.membership != Membership::Knock)
            past.push_back(one.room);
    }
    if (rooms.size() < 2)
        return; // nothing to be gained
    m.rooms.prepare(past);
    run.sight->prepare(past);
    m_timelines.prepare(run, joined);
    run.ahead.receipts = m.receipts.all(joined, run.who().userNid, {run.to});
    m.receipts.prepareOwn(run.who().userNid, joined);
    m.unread.prepare(run.who().userNid, joined, {run.to});
    prepareEvents(run, rooms);
}

void RoomSections::prepareEvents(SyncRun &run, std::span<const RoomMembership> rooms) {
    const bool lazy = run.filter().state.lazyLoadMembers();
    std::vector<store::EventNid> nids;
    for (const RoomMembership &one : rooms) {
        nids.push_back(one.event);
        const RoomPtr room = one.membership == Membership::Join ? m.rooms.peek(one.room) : nullptr;
        const RoomViewPtr view = room ? room->view() : nullptr;
        if (!view)
            continue;
        const std::size_t members = lazy ? 0 : view->members.size();
        if (nids.size() + view->state->size() + members > mostEvents)
            continue;
        for (const auto &[key, entry] : *view->state)
            nids.push_back(entry.nid);
        if (!lazy)
            view->members.forEach([&](const MemberPtr &member) { nids.push_back(member->nid); });
    }
    std::vector<store::EventNid> replaced; // for prev_content
    StoredEvents &events = run.ahead.events;
    events = m.events.loadPart(nids, mostBytesAhead).events;
    for (const StoredEventPtr &event : events)
        if (event->replaces)
            replaced.push_back(event->replaces);
    const StoredEvents before = m.events.loadPart(replaced, mostBytesAhead).events;
    events.insert(events.end(), before.begin(), before.end());
}

} // namespace hearth::services
