// SPDX-License-Identifier: Apache-2.0
// Multi-row inserts in chunks whose sizes are few, so that prepared statements are reused.
#include "server/store/rows_insert.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace hearth::store {
namespace {
// SQLite takes 32,766 parameters, PostgreSQL 65,535.
constexpr std::array<std::size_t, 8> chunkSizes{256, 64, 16, 8, 4, 3, 2, 1};

std::string statement(std::string_view head, std::size_t columns, std::size_t rows,
                      std::string_view tail) {
    std::string sql(head);
    sql += " VALUES ";
    std::size_t number = 1;
    for (std::size_t row = 0; row < rows; ++row) {
        sql += row == 0 ? "(" : ", (";
        for (std::size_t column = 0; column < columns; ++column) {
            if (column > 0)
                sql += ", ";
            sql += '$';
            sql += std::to_string(number++);
        }
        sql += ')';
    }
    sql += tail;
    return sql;
}
} // namespace

void insertRows(Transaction &tx, std::string_view head, std::size_t columns,
                const std::vector<Value> &values, std::string_view tail) {
    std::size_t done = 0;
    const std::size_t rows = values.size() / columns;
    while (done < rows) {
        const std::size_t left = rows - done;
        std::size_t count = 1;
        for (const std::size_t size : chunkSizes)
            if (size <= left) {
                count = size;
                break;
            }
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(done * columns);
        const std::vector<Value> part(first, first + static_cast<std::ptrdiff_t>(count * columns));
        tx.postValues(statement(head, columns, count, tail), part);
        done += count;
    }
}

} // namespace hearth::store
