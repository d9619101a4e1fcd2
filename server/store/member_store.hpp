// SPDX-License-Identifier: Apache-2.0
// Table member: the newest m.room.member of every user in every room.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace hearth::store {

/// The numbers of member.membership.
enum class MemberState : std::int64_t { Leave = 0, Invite = 1, Knock = 2, Join = 3, Ban = 4 };

struct MemberRow {
    RoomNid room{};
    UserNid user{};
    std::string userId;
    MemberState membership = MemberState::Leave;
    EventNid event{};
    UserNid sender{};
    Position pos{};
    bool forgotten = false;
    std::string displayName;
    std::string avatarUrl;
    std::optional<std::string> stripped; // JSON list of an invite or knock
};

void writeMember(Transaction &tx, const MemberRow &row);
/// When the state of the room has no event about the user any more.
void removeMember(Transaction &tx, RoomNid room, UserNid user);
/// Of a new room; each user once.
void insertMembers(Transaction &tx, std::span<const MemberRow> rows);
[[nodiscard]] std::vector<MemberRow> membersOfRooms(Reader &reader, std::span<const RoomNid> rooms);
[[nodiscard]] std::vector<MemberRow> roomsOfUser(Reader &reader, UserNid user);
/// Joined and invited guests of this server, with their user ids.
[[nodiscard]] std::vector<MemberRow> guestsInRoom(Reader &reader, RoomNid room);
/// (type, JSON body) of the user's account data of one room.
[[nodiscard]] std::vector<std::pair<std::string, std::string>>
roomAccountData(Reader &reader, UserNid user, RoomNid room);
/// Devices of this server's joined users.
[[nodiscard]] std::int64_t devicesInRoom(Reader &reader, RoomNid room);
/// Whether every user who was ever in the room has forgotten it.
[[nodiscard]] bool forgottenByAll(Reader &reader, RoomNid room);
[[nodiscard]] std::vector<UserNid> erasedUsers(Reader &reader);
[[nodiscard]] bool hasAccount(Reader &reader, UserNid user);
/// After the member event was redacted.
void clearMemberProfile(Transaction &tx, RoomNid room, EventNid event);
void setForgotten(Transaction &tx, RoomNid room, UserNid user);

} // namespace hearth::store
