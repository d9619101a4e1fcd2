// SPDX-License-Identifier: Apache-2.0
// What the files that make up THE table write their rows with.
#pragma once

#include "server/config/table.hpp"

namespace hearth::config {

#define HEARTH_AT(T, member)                                                                       \
    Place<T> {                                                                                     \
        [](Settings &s) -> T & { return s.member; }                                                \
    }

using Texts = std::vector<std::string>;
using MaybeBool = std::optional<bool>;
using MaybeInt = std::optional<std::int64_t>;
using MaybeTexts = std::optional<std::vector<std::string>>;
using MaybeRate = std::optional<RateLimit>;
using Int = std::int64_t;
using Text = std::string;
constexpr bool restart = true;
constexpr bool live = false;

/// The rows of groups.cpp.
[[nodiscard]] std::vector<Row> groupRows();
/// The rows of email_rows.cpp: what sends mail, and what addresses are for.
[[nodiscard]] std::vector<Row> emailRows();

} // namespace hearth::config
