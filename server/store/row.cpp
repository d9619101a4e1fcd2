// SPDX-License-Identifier: Apache-2.0
// Reading cells.
#include "server/store/row.hpp"

#include "server/core/lane.hpp"

#include <charconv>
#include <utility>

namespace hearth::store {

void RowSet::add(Cell cell) {
    const auto *text = std::get_if<std::string>(&cell);
    const std::size_t more = sizeof(Cell) + (text ? text->size() : 0);
    bytes += more;
    cells.push_back(std::move(cell));
    noteBytes(more);
}

std::int64_t Row::integer(std::size_t column) const {
    const auto &value = cell(column);
    if (const auto *number = std::get_if<std::int64_t>(&value))
        return *number;
    if (const auto *number = std::get_if<double>(&value))
        return static_cast<std::int64_t>(*number);
    if (const auto *text = std::get_if<std::string>(&value)) {
        std::int64_t number = 0;
        std::from_chars(text->data(), text->data() + text->size(), number);
        return number;
    }
    return 0;
}

double Row::real(std::size_t column) const {
    const auto &value = cell(column);
    if (const auto *number = std::get_if<double>(&value))
        return *number;
    if (const auto *number = std::get_if<std::int64_t>(&value))
        return static_cast<double>(*number);
    return 0;
}

std::string_view Row::text(std::size_t column) const {
    if (const auto *text = std::get_if<std::string>(&cell(column)))
        return *text;
    return {};
}

std::optional<std::int64_t> Row::findInteger(std::size_t column) const {
    if (isNull(column))
        return std::nullopt;
    return integer(column);
}

std::optional<std::string> Row::findString(std::size_t column) const {
    if (isNull(column))
        return std::nullopt;
    return string(column);
}

} // namespace hearth::store
