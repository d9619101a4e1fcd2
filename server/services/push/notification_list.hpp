// SPDX-License-Identifier: Apache-2.0
// NotificationList: the events that notified a user, newest first, evaluated while paging.
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"

#include <cstdint>
#include <optional>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventReader;
class EventSerializer;
class ReceiptService;
class RoomRegistry;
class UnreadCounts;
class Visibility;

/// Thread-safe.
class NotificationList {
public:
    NotificationList(store::Database &database, RoomRegistry &rooms, EventReader &events,
                     EventSerializer &serializer, Visibility &visibility, ReceiptService &receipts,
                     UnreadCounts &unread);

    /// Body of GET /notifications. from: what next_token said.
    [[nodiscard]] json::object page(const Requester &who, std::optional<std::int64_t> from,
                                    std::size_t limit, bool onlyHighlights);

private:
    store::Database &m_database;
    RoomRegistry &m_rooms;
    EventReader &m_events;
    EventSerializer &m_serializer;
    Visibility &m_visibility;
    ReceiptService &m_receipts;
    UnreadCounts &m_unread;
};

} // namespace hearth::services
