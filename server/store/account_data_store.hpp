// SPDX-License-Identifier: Apache-2.0
// Account data, global and of rooms. Tags are the type m.tag, the fully read marker is the type
// m.fully_read of a room.
#pragma once

#include "server/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct AccountDatum {
    RoomNid room{}; // none: global
    std::string type;
    std::optional<std::string> body; // JSON object; none once deleted
    Position pos{};
};

/// What a user's account data takes, without read markers.
struct AccountDataUse {
    std::int64_t items = 0;
    std::int64_t bytes = 0;
};

namespace account_data {
[[nodiscard]] std::optional<AccountDatum> find(Reader &reader, UserNid user, RoomNid room,
                                               std::string_view type);
/// Of one room, or global; deleted ones are left out.
[[nodiscard]] std::vector<AccountDatum> list(Reader &reader, UserNid user, RoomNid room);
/// Of all rooms and global; deleted ones are left out.
[[nodiscard]] std::vector<AccountDatum> listAll(Reader &reader, UserNid user);
/// after < pos <= upTo, global and of all rooms, deleted ones included.
[[nodiscard]] std::vector<AccountDatum> changed(Reader &reader, UserNid user, Position after,
                                                Position upTo);
/// How much that is.
[[nodiscard]] std::int64_t changedBytes(Reader &reader, UserNid user, Position after,
                                        Position upTo);
void put(Transaction &tx, UserNid user, const AccountDatum &datum);
/// Read markers (m.fully_read) are not counted.
[[nodiscard]] AccountDataUse use(Reader &reader, UserNid user);
/// What the user's use would be with the datum in place of what is there.
[[nodiscard]] AccountDataUse useWith(Reader &reader, UserNid user, const AccountDatum &datum);
void setUse(Transaction &tx, UserNid user, const AccountDataUse &use);
} // namespace account_data

} // namespace hearth::store
