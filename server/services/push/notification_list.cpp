// SPDX-License-Identifier: Apache-2.0
// NotificationList (spec client-server, "Listing notifications").
#include "server/services/push/notification_list.hpp"

#include "server/core/lane.hpp"
#include "server/services/push/unread_counts.hpp"
#include "server/services/receipts/receipt_service.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_serializer.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/sight.hpp"
#include "server/services/rooms/timeline.hpp"
#include "server/store/database.hpp"
#include "server/store/sync_store.hpp"

#include <algorithm>

namespace hearth::services {

namespace {
constexpr int eventsInStep = 200;
constexpr std::size_t mostLooked = 16 << 20; // bytes of events
constexpr int mostSteps = 25; // of events that do not notify, before the page ends early

bool isInviteOf(const matrix::Event &event, std::string_view userId) {
    return event.membership() == matrix::Membership::Invite && event.is("m.room.member", userId);
}
} // namespace

NotificationList::NotificationList(store::Database &database, RoomRegistry &rooms,
                                   EventReader &events, EventSerializer &serializer,
                                   Visibility &visibility, ReceiptService &receipts,
                                   UnreadCounts &unread)
    : m_database(database)
    , m_rooms(rooms)
    , m_events(events)
    , m_serializer(serializer)
    , m_visibility(visibility)
    , m_receipts(receipts)
    , m_unread(unread) {}

json::object NotificationList::page(const Requester &who, std::optional<std::int64_t> from,
                                    std::size_t limit, bool onlyHighlights) {
    json::array list;
    std::int64_t before = from.value_or(m_database.position().value + 1);
    bool more = true;
    Sight sight = m_visibility.sightOf(who);
    SerializeOptions options;
    options.roomId = false;
    options.bundle = false;
    options.membership = false;
    std::size_t shown = 0;
    std::size_t looked = 0;
    for (int step = 0; step < mostSteps && more && list.size() < limit && shown < pageBytes &&
                       looked < mostLooked;
         ++step) {
        const auto found = m_database.read([&](store::Reader &reader) {
            return store::sync::othersEventsFor(reader, who.userNid, {before}, eventsInStep);
        });
        more = found.size() == eventsInStep;
        for (const auto &[nid, pos] : found) {
            if (list.size() == limit || (shown >= pageBytes && !list.empty()) ||
                looked >= mostLooked) {
                more = true;
                break;
            }
            before = pos.value;
            const StoredEventPtr event = m_events.find(nid);
            if (event) {
                looked += answerBytes(*event);
                noteBytes(answerBytes(*event));
            }
            // Who is invited may not read the room yet, but the invite.
            const bool visible =
                event && (isInviteOf(*event->event, who.user.str()) || sight.shows(*event));
            const RoomViewPtr view = visible ? m_rooms.view(event->room) : nullptr;
            if (!view)
                continue;
            const auto said = m_unread.evaluate(*event, *view, who.userNid, who.user.str());
            if (!said || (onlyHighlights && !said->highlight))
                continue;
            const auto receipts = m_receipts.own(who.userNid, event->room);
            const bool read =
                std::any_of(receipts->begin(), receipts->end(), [&](const store::Receipt &receipt) {
                    return receipt.eventPos >= event->pos;
                });
            list.push_back(json::object{{"room_id", view->id.str()},
                                        {"profile_tag", ""},
                                        {"actions", said->actions},
                                        {"ts", event->receivedTs},
                                        {"event", m_serializer.one(*event, sight, options, &shown)},
                                        {"read", read}});
        }
    }
    json::object out{{"notifications", std::move(list)}};
    if (more)
        out["next_token"] = std::to_string(before);
    return out;
}

} // namespace hearth::services
