// SPDX-License-Identifier: Apache-2.0
// What stands in a mail about missed messages.
#pragma once

#include "server/core/json.hpp"
#include "server/mail/texts.hpp"
#include "server/services/rooms/room_view.hpp"
#include "server/services/rooms/stored_event.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hearth::services {

/// An unread event that notifies, with its room as it is now.
struct MissedEvent {
    StoredEventPtr event;
    RoomViewPtr view;
    bool invite = false; // of the reader to the room
};

struct NotificationReader {
    std::string userId;
    std::string displayName;
    std::string language;
    std::string app;           // %(app)s
    std::string clientBaseUrl; // empty: https://matrix.to
    std::string unsubscribeLink;
};

/// The values that the templates notif_mail are filled with. missed: newest first, not empty;
/// cause: the one that was due.
[[nodiscard]] json::object notificationMail(const std::vector<MissedEvent> &missed,
                                            const MissedEvent &cause,
                                            const NotificationReader &reader,
                                            const mail::Texts &texts);
/// What a room is called for one of its members; with names of members only if the room has none
/// of its own and members is true.
[[nodiscard]] std::string roomTitle(const RoomView &view, std::string_view userId,
                                    std::string_view language, bool members);

} // namespace hearth::services
