// SPDX-License-Identifier: Apache-2.0
// Table monthly_active: who counts for limit_usage_by_mau.
#pragma once

#include "server/core/clock.hpp"
#include "server/store/database.hpp"

#include <utility>
#include <vector>

namespace hearth::store::monthly_active {

[[nodiscard]] std::vector<std::pair<UserNid, Timestamp>> all(Reader &reader);
void put(Transaction &tx, UserNid user, Timestamp when);
void removeBefore(Transaction &tx, Timestamp before);
/// Administrators who can be told something.
[[nodiscard]] std::vector<std::string> administrators(Reader &reader);

} // namespace hearth::store::monthly_active
