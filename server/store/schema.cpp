// SPDX-License-Identifier: Apache-2.0
// What tables there are, and reading them from end to end.
#include "server/store/schema.hpp"

#include <algorithm>

namespace hearth::store {
namespace {

ColumnType typeOf(std::string_view name) {
    if (name == "BIGINT" || name == "INTEGER" || name == "bigint")
        return ColumnType::Integer;
    if (name == "TEXT" || name == "text")
        return ColumnType::Text;
    if (name == "BLOB" || name == "bytea")
        return ColumnType::Blob;
    throw DatabaseError(DatabaseError::Kind::Other,
                        "A column has the unknown type " + std::string(name) + ".");
}

Table sqliteTable(Reader &reader, std::string name) {
    Table table{std::move(name), {}, {}};
    std::vector<std::pair<std::int64_t, std::size_t>> key;
    for (const Row row : reader.query(
             "SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid", table.name)) {
        if (row.integer(2) > 0)
            key.emplace_back(row.integer(2), table.columns.size());
        table.columns.push_back({row.string(0), typeOf(row.text(1))});
    }
    std::sort(key.begin(), key.end());
    for (const auto &[place, column] : key)
        table.key.push_back(column);
    return table;
}

Table postgresTable(Reader &reader, std::string name) {
    Table table{std::move(name), {}, {}};
    for (const Row row : reader.query("SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT) "
                                      "FROM information_schema.columns WHERE table_name = $1 AND "
                                      "table_schema = current_schema() ORDER BY ordinal_position",
                                      table.name))
        table.columns.push_back({row.string(0), typeOf(row.text(1))});
    for (const Row row : reader.query(
             "SELECT CAST(k.column_name AS TEXT) FROM information_schema.key_column_usage "
             "k JOIN information_schema.table_constraints c ON c.constraint_name = "
             "k.constraint_name AND c.table_name = k.table_name AND c.table_schema = "
             "k.table_schema WHERE c.constraint_type = 'PRIMARY KEY' AND k.table_name = $1 "
             "AND k.table_schema = current_schema() ORDER BY k.ordinal_position",
             table.name)) {
        const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                        [&](const Column &c) { return c.name == row.text(0); });
        table.key.push_back(static_cast<std::size_t>(found - table.columns.begin()));
    }
    return table;
}

std::string list(const Table &table, const std::vector<std::size_t> &columns) {
    std::string out;
    for (const std::size_t column : columns)
        out += (out.empty() ? "" : ", ") + table.columns[column].name;
    return out;
}

} // namespace

std::vector<Table> tablesOf(Reader &reader, DatabaseKind kind) {
    const bool sqlite = kind == DatabaseKind::Sqlite;
    const Rows names = reader.query(
        sqlite
            ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite$_%' "
              "ESCAPE '$' ORDER BY name"
            : "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema "
              "= current_schema() AND table_type = 'BASE TABLE' ORDER BY 1");
    std::vector<Table> tables;
    for (const Row row : names) {
        if (row.text(0) == "schema_version")
            continue;
        Table table =
            sqlite ? sqliteTable(reader, row.string(0)) : postgresTable(reader, row.string(0));
        if (table.key.empty())
            throw DatabaseError(DatabaseError::Kind::Other,
                                "The table " + table.name + " has no primary key.");
        tables.push_back(std::move(table));
    }
    return tables;
}

TableReader::TableReader(const Table &table, std::size_t rowsAtOnce)
    : m_table(table)
    , m_last(std::make_shared<RowSet>()) {
    std::string columns;
    for (const Column &column : table.columns)
        columns += (columns.empty() ? "" : ", ") + column.name;
    const std::string key = list(table, table.key);
    const std::string end = " ORDER BY " + key + " LIMIT " + std::to_string(rowsAtOnce);
    m_first = "SELECT " + columns + " FROM " + table.name;
    m_later = m_first + " WHERE (" + key + ") > (";
    for (std::size_t i = 1; i <= table.key.size(); ++i)
        m_later += (i == 1 ? "$" : ", $") + std::to_string(i);
    m_later += ")" + end;
    m_first += end;
}

Value cellValue(const Row &row, std::size_t column, ColumnType type) {
    if (row.isNull(column))
        return nullptr;
    if (type == ColumnType::Integer)
        return row.integer(column);
    if (type == ColumnType::Blob)
        return Blob{row.text(column)};
    return row.text(column);
}

Rows TableReader::next(Reader &reader) {
    std::vector<Value> from;
    if (!m_last.empty())
        for (const std::size_t column : m_table.key)
            from.push_back(
                cellValue(m_last[m_last.size() - 1], column, m_table.columns[column].type));
    Rows rows = from.empty() ? reader.query(m_first) : reader.queryValues(m_later, from);
    if (!rows.empty())
        m_last = rows;
    return rows;
}

} // namespace hearth::store
