// SPDX-License-Identifier: Apache-2.0
// Read receipts: how far each user has read each room (and thread), one row for each.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hearth::store {

enum class ReceiptKind : std::int64_t { Read = 0, ReadPrivate = 1 };

struct Receipt {
    /// Values of thread besides the nid of a thread's root.
    static constexpr std::int64_t unthreaded = 0;
    static constexpr std::int64_t mainTimeline = -1;

    RoomNid room{};
    UserNid user{};
    ReceiptKind kind = ReceiptKind::Read;
    std::int64_t thread = unthreaded;
    EventNid event{};
    Position eventPos{}; // 0 when the event is not known here
    std::int64_t ts = 0;
    Position pos{};
};

namespace receipts {
/// after < pos <= upTo, oldest first; private ones only of the viewer.
[[nodiscard]] std::vector<Receipt> ofRoom(Reader &reader, RoomNid room, UserNid viewer,
                                          Position after, Position upTo);
/// All of many rooms up to a position, oldest first, likewise. rooms must not be empty.
[[nodiscard]] std::vector<Receipt> ofRooms(Reader &reader, std::span<const RoomNid> rooms,
                                           UserNid viewer, Position upTo);
/// All of one user in one room.
[[nodiscard]] std::vector<Receipt> ofUser(Reader &reader, RoomNid room, UserNid user);
/// All of one user in many rooms; rooms must not be empty.
[[nodiscard]] std::vector<Receipt> ofUser(Reader &reader, std::span<const RoomNid> rooms,
                                          UserNid user);
/// Rooms of the user (whatever the membership) with a receipt after a position.
[[nodiscard]] std::vector<RoomNid> roomsChangedFor(Reader &reader, UserNid user, Position after);
void put(Transaction &tx, const Receipt &receipt);
} // namespace receipts

} // namespace hearth::store
