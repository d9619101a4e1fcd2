// SPDX-License-Identifier: Apache-2.0
// SyncService: answers one /sync at one moment. Waiting is done by the caller (api), which asks
// again when the hub wakes it.
#pragma once

#include "server/services/live/names.hpp"
#include "server/services/sync/room_sections.hpp"
#include "server/services/sync/to_device.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <set>

namespace hearth::config {
class Current;
}

namespace hearth::services {

class PresenceService;
class PushRuleService;
class UserFeed;

struct SyncAnswer {
    Pieces body;
    bool empty = false; // nothing new: the caller may wait
};

/// Thread-safe.
class SyncService {
public:
    struct Parts {
        RoomSections &sections;
        store::Database &database;
        Hub &hub;
        RoomMembers &members;
        ReceiptService &receipts;
        TypingService &typing;
        PresenceService &presence;
        AccountDataService &accountData;
        PushRuleService &pushRules;
        Visibility &visibility;
        const Clock &clock;
        const config::Current &settings;
    };
    explicit SyncService(const Parts &parts);

    /// feed: of the requester (Hub::connect), armed by the caller if it means to wait.
    [[nodiscard]] SyncAnswer answer(const SyncRequest &request, const UserFeed &feed);
    /// What moved, and nothing else; the request must outlive run.
    void look(SyncRun &run, const SyncRequest &request, const UserFeed &feed);
    [[nodiscard]] json::array presenceEvents(const SyncRun &run);
    [[nodiscard]] json::object deviceLists(const SyncRun &run);
    /// Takes the bodies out of the run.
    [[nodiscard]] json::array globalAccountData(SyncRun &run);
    /// device_one_time_keys_count and device_unused_fallback_key_types.
    [[nodiscard]] json::object keyCounts(const Requester &who);
    [[nodiscard]] ToDevice &toDevice() { return m_toDevice; }
    /// device_lists between two tokens (GET /keys/changes).
    [[nodiscard]] json::object keyChanges(const Requester &who, std::int64_t from, std::int64_t to);

private:
    void readFeed(SyncRun &run, const UserFeed &feed);
    void readCold(SyncRun &run);
    void readVolatile(SyncRun &run, const UserFeed &feed);
    void readAccountData(SyncRun &run);
    /// Type and content (JSON) of what the filter lets through. Takes the bodies out of the run.
    void
    eachAccountDatum(SyncRun &run,
                     const std::function<void(std::string_view type, std::string content)> &use);
    [[nodiscard]] JsonPieces accountDataText(SyncRun &run);
    /// Takes away the rooms that exclude_rooms_from_sync names.
    void excludeRooms(SyncRun &run);
    [[nodiscard]] bool showsPresence(const SyncRun &run, store::UserNid user);
    [[nodiscard]] bool hasNewerMembership(const SyncRun &run) const;
    /// Large answers are put together on their own lane.
    void requireRightLane(const SyncRun &run) const;
    [[nodiscard]] bool wantsRoom(const SyncRun &run, const RoomMembership &membership) const;

    struct RoomParts {
        std::vector<std::pair<std::string, JsonPieces>> join, invite, knock, leave;
        [[nodiscard]] bool empty() const {
            return join.empty() && invite.empty() && knock.empty() && leave.empty();
        }
    };
    void addRooms(SyncRun &run, RoomParts &out);
    void addRoom(SyncRun &run, const RoomMembership &membership, RoomParts &out);

    Parts m;
    ToDevice m_toDevice;
    Names m_names;
};

} // namespace hearth::services
