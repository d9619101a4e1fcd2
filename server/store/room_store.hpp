// SPDX-License-Identifier: Apache-2.0
// Tables room, room_summary and blocked_room.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

namespace room_flag {
constexpr std::int64_t deleted = 1; // deleted or being deleted
}

struct RoomRow {
    RoomNid nid{};
    std::string roomId;
    std::string version; // empty: only a name
    UserNid creator{};
    std::int64_t flags = 0;
    StateGroupNid stateGroup{};
    std::int64_t createdTs = 0;
    bool published = false;
};
[[nodiscard]] std::optional<RoomRow> room(Reader &reader, RoomNid nid);
/// Those of them that there are, in no particular order. nids must not be empty.
[[nodiscard]] std::vector<RoomRow> rooms(Reader &reader, std::span<const RoomNid> nids);
/// A new room of this server.
void createRoom(Transaction &tx, const RoomRow &row);
void setStateGroup(Transaction &tx, RoomNid nid, StateGroupNid group);
void setPublished(Transaction &tx, RoomNid nid, bool published);
void markDeleted(Transaction &tx, RoomNid nid);

/// Everything derived from the current state.
struct SummaryRow {
    RoomNid nid{};
    std::string name, canonicalAlias, avatar, topic, roomType, encryption;
    std::string joinRule, guestAccess, historyVisibility, successor, predecessor;
    bool federatable = true;
    std::int64_t joined = 0, invited = 0, knocked = 0, banned = 0, left = 0;
    std::int64_t localJoined = 0, stateEvents = 0;
    Position bump{};
};
/// newRoom: there is none yet.
void writeSummary(Transaction &tx, const SummaryRow &row, bool newRoom);
/// Counts the members of the next rooms anew and moves last on. Gives how many rooms there were.
[[nodiscard]] std::int64_t recountMembers(Transaction &tx, std::int64_t &last, std::int64_t limit);

[[nodiscard]] bool isBlocked(Reader &reader, std::string_view roomId);
[[nodiscard]] std::optional<UserNid> blockedBy(Reader &reader, std::string_view roomId);
void block(Transaction &tx, std::string_view roomId, UserNid by, std::int64_t ts);
void unblock(Transaction &tx, std::string_view roomId);

/// Rows for the administrators' list of rooms.
struct RoomListQuery {
    std::string search; // part of name, or of a local alias, or the whole room id
    std::string orderBy = "name";
    bool backwards = false;
    std::int64_t from = 0;
    std::int64_t limit = 100;
    std::optional<bool> published;
    std::optional<bool> empty;
};
struct RoomListRow {
    RoomRow room;
    SummaryRow summary;
};
struct RoomListPage {
    std::vector<RoomListRow> rows;
    std::int64_t total = 0;
};
[[nodiscard]] RoomListPage listRooms(Reader &reader, const RoomListQuery &query);
[[nodiscard]] std::optional<RoomListRow> roomDetails(Reader &reader, RoomNid nid);

} // namespace hearth::store
