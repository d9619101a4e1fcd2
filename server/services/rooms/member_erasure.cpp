// SPDX-License-Identifier: Apache-2.0
// See member_erasure.hpp.
#include "server/services/rooms/member_erasure.hpp"

#include "server/matrix/canonical_json.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/database.hpp"
#include "server/store/personal_data.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace hearth::services {

namespace {
constexpr std::size_t eventsInStep = 200;

void eraseSome(const ErasureParts &parts, store::RoomNid room,
               std::span<const store::EventNid> nids) {
    std::vector<std::pair<store::EventNid, std::string>> bodies;
    for (const StoredEventPtr &event : parts.events.load(nids))
        bodies.emplace_back(event->nid, matrix::canonicalJson(redactedForm(*event->event)->pdu()));
    parts.database.write([&](store::Transaction &tx) {
        for (const auto &[nid, body] : bodies) {
            store::replaceEventBody(tx, nid, body);
            tx.onCommit([parts, nid = nid] { parts.events.forget(nid); });
        }
        // What lies in memory was made from the events as they were.
        tx.onCommit([parts, room] {
            const store::Position behind{parts.database.position().value + 1};
            for (EventListener *listener : parts.sender.listeners())
                listener->onHistoryPurged(room, behind);
        });
    });
}

void eraseInRoom(const ErasureParts &parts, store::RoomNid room, store::UserNid user) {
    const auto nids = parts.database.read(
        [&](store::Reader &reader) { return store::memberEventsOf(reader, room, user); });
    for (std::size_t at = 0; at < nids.size(); at += eventsInStep)
        eraseSome(parts, room,
                  std::span(nids).subspan(at, std::min(eventsInStep, nids.size() - at)));
    if (const RoomPtr known = parts.registry.find(room))
        parts.registry.drop(known);
}
} // namespace

void eraseMemberEvents(const ErasureParts &parts, store::UserNid user) {
    const auto memberships = parts.members.roomsOf(user);
    parts.database.write([&](store::Transaction &tx) { store::forgetMemberNames(tx, user); });
    for (const RoomMembership &membership : *memberships)
        eraseInRoom(parts, membership.room, user);
}

} // namespace hearth::services
