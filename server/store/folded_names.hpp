// SPDX-License-Identifier: Apache-2.0
// Names as they are searched for: columns search_name and search_topic, and what must be made anew
// when a database comes from a program that folded otherwise.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hearth::store {

/// Both in folded case, each on a line of its own.
[[nodiscard]] std::string searchName(std::string_view first, std::string_view second);

namespace folded_names {
/// Whether everything in the database is folded as this program does it.
[[nodiscard]] bool areCurrent(Reader &reader);
void markCurrent(Transaction &tx);

/// Each renews at most `limit` rows behind `last`, which moves on; gives how many it looked at.
std::int64_t renewAccounts(Transaction &tx, std::int64_t &last, std::int64_t limit);
std::int64_t renewRooms(Transaction &tx, std::int64_t &last, std::int64_t limit);
/// Words of the search index, by the event they stand in.
std::int64_t renewWords(Transaction &tx, std::int64_t &last, std::int64_t limit);
} // namespace folded_names

} // namespace hearth::store
