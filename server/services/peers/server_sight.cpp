// SPDX-License-Identifier: Apache-2.0
#include "server/services/peers/server_sight.hpp"

#include "server/matrix/event_types.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/state_layers.hpp"
#include "server/store/peer_store.hpp"

namespace hearth::services {

using matrix::HistoryVisibility;
using matrix::Membership;

json::object ServerSight::pdu(const StoredEvent &event) {
    if (!event.erasedSender && sees(event))
        return event.event->pdu();
    return matrix::redact(event.event->version(), event.event->pdu());
}

bool ServerSight::sees(const StoredEvent &event) {
    // Who they were asked in or let in is theirs to know.
    if (event.event->type() == matrix::event_type::member && event.event->isState() &&
        matrix::domain(*event.event->stateKey()) == m_server)
        return true;
    if (matrix::domain(event.event->sender().str()) == m_server)
        return true;
    const auto group = m_database.read(
        [&](store::Reader &reader) { return store::peers::groupBefore(reader, event.nid); });
    const auto [found, isNew] = m_groups.try_emplace(group.value, false);
    if (isNew)
        found->second = group ? seesByState(group.value) : true; // before all state: the creation
    return found->second;
}

bool ServerSight::seesByState(std::int64_t group) {
    const StateDelta state = m_database.read(
        [&](store::Reader &reader) { return readGroup(reader, store::StateGroupNid{group}); });
    auto visibility = HistoryVisibility::Shared;
    if (const auto entry = state.find(StateKey("m.room.history_visibility", ""));
        entry != state.end())
        if (const StoredEventPtr event = m_events.find(entry->second))
            visibility = event->event->historyVisibility();
    if (visibility == HistoryVisibility::Shared || visibility == HistoryVisibility::WorldReadable)
        return true;
    for (auto entry = state.lower_bound(StateKeyLess::Text("m.room.member", ""));
         entry != state.end() && entry->first.first == "m.room.member"; ++entry) {
        if (matrix::domain(entry->first.second) != m_server)
            continue;
        const StoredEventPtr member = m_events.find(entry->second);
        const Membership membership = member ? member->event->membership() : Membership::None;
        if (membership == Membership::Join ||
            (membership == Membership::Invite && visibility == HistoryVisibility::Invited))
            return true;
    }
    return false;
}

} // namespace hearth::services
