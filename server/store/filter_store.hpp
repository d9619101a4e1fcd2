// SPDX-License-Identifier: Apache-2.0
// Filters that clients stored; equal filters of a user are one row.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::store::filters {

[[nodiscard]] std::optional<std::string> find(Reader &reader, UserNid user, std::int64_t id);
/// Gives the filter's id. hash: SHA-256 of the body.
[[nodiscard]] std::int64_t put(Transaction &tx, UserNid user, std::string_view body,
                               std::string_view hash);

} // namespace hearth::store::filters
