// SPDX-License-Identifier: Apache-2.0
// SlidingLists: which rooms a sliding sync is about, the newest first, and which its lists show.
#pragma once

#include "server/services/rooms/room_members.hpp"
#include "server/services/sync/ignored_invites.hpp"
#include "server/services/sync/sliding_connections.hpp"
#include "server/services/sync/sync_request.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class AccountDataService;
class Hub;
class Names;
class RoomMembers;
class RoomRegistry;

/// Left, kicked or banned.
[[nodiscard]] bool isOut(matrix::Membership membership);

struct SlidingRoom {
    RoomMembership membership;
    std::string id;
    std::int64_t bump = 0;
    bool direct = false;
    /// In folded case; made when the first list wants to search it.
    mutable std::optional<std::string> searchedName;
};

/// Thread-safe.
class SlidingLists {
public:
    struct Parts {
        store::Database &database;
        Hub &hub;
        RoomRegistry &rooms;
        AccountDataService &accountData;
        Names &names;
        IgnoredInvites ignored;
    };
    explicit SlidingLists(const Parts &parts)
        : m(parts) {}

    /// All rooms the user is in or invited to, the newest first. Fills bumps from what was known.
    [[nodiscard]] std::vector<SlidingRoom> rooms(const SyncRun &run, const SlidingState *from,
                                                 std::map<store::RoomNid, std::int64_t> &bumps);
    [[nodiscard]] std::vector<const SlidingRoom *>
    filter(const SyncRun &run, const std::vector<SlidingRoom> &rooms, const SlidingFilter &filter);
    [[nodiscard]] std::string nameOf(store::RoomNid room);
    /// Rooms that m.direct names.
    [[nodiscard]] std::set<std::string> directRooms(store::UserNid user);

private:
    [[nodiscard]] bool passes(const SyncRun &run, const SlidingRoom &room,
                              const SlidingFilter &filter, const std::set<std::string> &inSpaces);
    [[nodiscard]] std::set<std::string> childrenOf(const SyncRun &run,
                                                   const std::set<std::string> &spaces);
    /// The room's name as the user knows it.
    [[nodiscard]] std::string nameFor(const SyncRun &run, const SlidingRoom &room,
                                      const RoomView &state);
    /// Whether that has the text (in folded case) in it.
    [[nodiscard]] bool hasNameLike(const SyncRun &run, const SlidingRoom &room,
                                   const RoomView &state, const std::string &folded);

    Parts m;
};

} // namespace hearth::services
