// SPDX-License-Identifier: Apache-2.0
// Small aids for writing SQL that both databases take.
#pragma once

#include "server/store/row.hpp"

#include <bit>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace hearth::store {

/// "$first, $first+1, …" for IN (…) lists, with Reader::queryValues.
[[nodiscard]] std::string placeholders(std::size_t first, std::size_t count);
/// Appends the items to values and gives the text for IN (…). Repeats the last item up to a power
/// of two, so that lists of all lengths share a few prepared statements. items must not be empty.
template <class Items>
[[nodiscard]] std::string bindList(std::vector<Value> &values, const Items &items) {
    const std::size_t first = values.size() + 1;
    for (const auto &item : items)
        values.push_back(toValue(item));
    const std::size_t count = std::bit_ceil(values.size() + 1 - first);
    const Value last = values.back();
    values.resize(first - 1 + count, last);
    return placeholders(first, count);
}

/// One item for each row.
template <class Make>
[[nodiscard]] auto collect(const Rows &rows, Make &&make) {
    std::vector<std::decay_t<std::invoke_result_t<Make &, const Row &>>> out;
    out.reserve(rows.size());
    for (const Row row : rows)
        out.push_back(make(row));
    return out;
}
/// The first column of each row.
template <class N>
[[nodiscard]] std::vector<N> collectNids(const Rows &rows) {
    return collect(rows, [](const Row &row) { return row.nid<N>(0); });
}

/// Text for LIKE … ESCAPE '\': % _ \ lose their meaning. LIKE tells cases apart on both databases.
[[nodiscard]] std::string escapeLike(std::string_view text);

} // namespace hearth::store
