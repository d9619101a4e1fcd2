// SPDX-License-Identifier: Apache-2.0
// The tables of an open database, as the database itself describes them.
#pragma once

#include "server/store/database.hpp"

#include <string>
#include <vector>

namespace hearth::store {

enum class ColumnType { Integer, Text, Blob };

struct Column {
    std::string name;
    ColumnType type = ColumnType::Integer;
};

struct Table {
    std::string name;
    std::vector<Column> columns;
    std::vector<std::size_t> key; // columns of the primary key, in its order
};

/// All tables but schema_version, by name.
[[nodiscard]] std::vector<Table> tablesOf(Reader &reader, DatabaseKind kind);

/// Walks through a table in the order of its primary key, some rows at a time.
class TableReader {
public:
    TableReader(const Table &table, std::size_t rowsAtOnce);
    /// The next rows; none at the end.
    [[nodiscard]] Rows next(Reader &reader);

private:
    const Table &m_table;
    std::string m_first, m_later; // SQL
    Rows m_last;                  // the rows given last
};

/// A cell as a parameter; the rows must outlive the call.
[[nodiscard]] Value cellValue(const Row &row, std::size_t column, ColumnType type);

} // namespace hearth::store
