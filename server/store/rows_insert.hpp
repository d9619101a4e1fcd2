// SPDX-License-Identifier: Apache-2.0
// Multi-row INSERT … VALUES with one statement for each chunk of rows.
#pragma once

#include "server/store/database.hpp"
#include "server/store/row.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace hearth::store {

/// head: "INSERT INTO t (a, b)"; tail: "" or " ON CONFLICT …". values: row by row.
void insertRows(Transaction &tx, std::string_view head, std::size_t columns,
                const std::vector<Value> &values, std::string_view tail = {});

} // namespace hearth::store
