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
/// The id of an equal filter. hash: SHA-256 of the body.
[[nodiscard]] std::optional<std::int64_t> findEqual(Reader &reader, UserNid user,
                                                    std::string_view hash);
/// How many the user has, and how long they are together.
struct Use {
    std::int64_t count = 0;
    std::int64_t length = 0;
};
[[nodiscard]] Use use(Reader &reader, UserNid user);
/// Gives the new filter's id.
[[nodiscard]] std::int64_t add(Transaction &tx, UserNid user, std::string_view body,
                               std::string_view hash);

} // namespace hearth::store::filters
