// SPDX-License-Identifier: Apache-2.0
// SlidingSync: answers one simplified sliding sync (MSC4186) at one moment, like SyncService.
#pragma once

#include "server/services/sync/sliding_lists.hpp"
#include "server/services/sync/sliding_rooms.hpp"

#include <optional>

namespace hearth::services {

class SyncService;
class UserFeed;

/// Thread-safe.
class SlidingSync {
public:
    SlidingSync(const RoomSections::Parts &parts, RoomSections &sections, SyncService &sync,
                AccountDataService &accountData, Names &names);

    /// Nothing when there is nothing new, unless it is the last look. Throws M_UNKNOWN_POS.
    [[nodiscard]] std::optional<json::object> answer(const SlidingRequest &request,
                                                     const UserFeed &feed, bool last);

private:
    struct Work;
    void chooseRooms(Work &work);
    void writeRooms(Work &work);
    void writeLeft(Work &work);
    void put(Work &work, const SlidingRoom &room, const SlidingWish &wish);
    [[nodiscard]] json::object extensions(Work &work);
    [[nodiscard]] json::object encryption(Work &work);
    [[nodiscard]] json::object toDevice(Work &work);
    [[nodiscard]] json::object accountData(Work &work);
    [[nodiscard]] json::object receipts(Work &work);
    [[nodiscard]] json::object typing(Work &work);

    RoomSections::Parts m;
    RoomSections &m_sections;
    SyncService &m_sync;
    AccountDataService &m_accountData;
    SlidingConnections m_connections;
    SlidingLists m_lists;
    SlidingRooms m_rooms;
};

} // namespace hearth::services
