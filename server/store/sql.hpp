// SPDX-License-Identifier: Apache-2.0
// Small aids for writing SQL that both databases take.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hearth::store {

/// "$first, $first+1, …" for IN (…) lists, with Reader::queryValues.
[[nodiscard]] std::string placeholders(std::size_t first, std::size_t count);
/// Text for LIKE … ESCAPE '\': % _ \ lose their meaning. LIKE tells cases apart on both databases.
[[nodiscard]] std::string escapeLike(std::string_view text);

} // namespace hearth::store
