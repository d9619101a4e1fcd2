// SPDX-License-Identifier: Apache-2.0
// See member_erasure.hpp.
#include "server/services/rooms/member_erasure.hpp"

#include "server/matrix/canonical_json.hpp"
#include "server/services/rooms/rooms.hpp"
#include "server/store/database.hpp"
#include "server/store/personal_data.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace hearth::services {

namespace {
constexpr std::size_t eventsInStep = 200;

void eraseSome(Rooms &rooms, store::RoomNid room, std::span<const store::EventNid> nids) {
    std::vector<std::pair<store::EventNid, std::string>> bodies;
    for (const StoredEventPtr &event : rooms.events.load(nids))
        bodies.emplace_back(event->nid, matrix::canonicalJson(redactedForm(*event->event)->pdu()));
    rooms.database.write([&](store::Transaction &tx) {
        for (const auto &[nid, body] : bodies) {
            store::replaceEventBody(tx, nid, body);
            tx.onCommit([&rooms, nid = nid] { rooms.events.forget(nid); });
        }
        // What lies in memory was made from the events as they were.
        tx.onCommit([&rooms, room] {
            const store::Position behind{rooms.database.position().value + 1};
            for (EventListener *listener : rooms.sender.listeners())
                listener->onHistoryPurged(room, behind);
        });
    });
}

void eraseInRoom(Rooms &rooms, store::RoomNid room, store::UserNid user) {
    const auto nids = rooms.database.read(
        [&](store::Reader &reader) { return store::memberEventsOf(reader, room, user); });
    for (std::size_t at = 0; at < nids.size(); at += eventsInStep)
        eraseSome(rooms, room,
                  std::span(nids).subspan(at, std::min(eventsInStep, nids.size() - at)));
    if (const RoomPtr known = rooms.registry.find(room))
        rooms.registry.drop(known);
}
} // namespace

void eraseMemberEvents(Rooms &rooms, store::UserNid user) {
    const auto memberships = rooms.members.roomsOf(user);
    rooms.database.write([&](store::Transaction &tx) { store::forgetMemberNames(tx, user); });
    for (const RoomMembership &membership : *memberships)
        eraseInRoom(rooms, membership.room, user);
}

} // namespace hearth::services
