// SPDX-License-Identifier: Apache-2.0
// Table by table, in the order of primary keys. The target notes which tables are done.
#include "server/store/copy.hpp"

#include "server/store/schema.hpp"

#include <algorithm>

namespace hearth::store {
namespace {

constexpr std::size_t rowsAtOnce = 1024;
// In server_value of the target, only while the copy goes on.
constexpr std::string_view mark = "copy.done_before";

std::optional<std::string> markOf(Reader &reader) {
    const auto row = reader.queryOne("SELECT value FROM server_value WHERE name = $1", mark);
    return row ? std::optional(row->string(0)) : std::nullopt;
}

void setMark(Transaction &tx, const std::string &table) {
    tx.exec("INSERT INTO server_value (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE "
            "SET value = excluded.value",
            mark, table);
}

std::vector<Table> tables(Database &database) {
    const DatabaseKind kind = database.kind();
    return database.read([&](Reader &reader) { return tablesOf(reader, kind); });
}

/// server_value comes last: it holds the mark.
void orderForCopy(std::vector<Table> &all) {
    std::stable_partition(all.begin(), all.end(),
                          [](const Table &table) { return table.name != "server_value"; });
}

void requireSameTables(const std::vector<Table> &a, const std::vector<Table> &b) {
    const bool same =
        std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Table &x, const Table &y) {
            return x.name == y.name && x.key == y.key &&
                   std::equal(x.columns.begin(), x.columns.end(), y.columns.begin(),
                              y.columns.end(), [](const Column &p, const Column &q) {
                                  return p.name == q.name && p.type == q.type;
                              });
        });
    if (!same)
        throw DatabaseError(DatabaseError::Kind::Other,
                            "The two databases do not have the same tables.");
}

void requireEmpty(Reader &reader, const std::vector<Table> &all) {
    for (const Table &table : all)
        if (!reader.query("SELECT 1 FROM " + table.name + " LIMIT 1").empty())
            throw DatabaseError(DatabaseError::Kind::Other,
                                "The database to copy into is not empty (table " + table.name +
                                    ").");
}

void writeRows(Transaction &tx, const Table &table, const Rows &rows) {
    std::string head = "INSERT INTO " + table.name + " (";
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        head += (i == 0 ? "" : ", ") + table.columns[i].name;
    head += ")";
    std::vector<Value> values;
    values.reserve(rows.size() * table.columns.size());
    for (const Row row : rows)
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            values.push_back(cellValue(row, i, table.columns[i].type));
    tx.insertRows(head, table.columns.size(), values);
}

std::int64_t copyTable(Database &source, Database &target, const Table &table) {
    // What a broken-off copy left of this table; the mark must stay.
    target.write([&](Transaction &tx) {
        tx.exec("DELETE FROM " + table.name +
                (table.name == "server_value" ? " WHERE name <> '" + std::string(mark) + "'" : ""));
        setMark(tx, table.name);
    });
    TableReader walk(table, rowsAtOnce);
    std::int64_t count = 0;
    while (true) {
        const Rows rows = source.read([&](Reader &reader) { return walk.next(reader); });
        if (rows.empty())
            return count;
        target.write([&](Transaction &tx) { writeRows(tx, table, rows); });
        count += static_cast<std::int64_t>(rows.size());
    }
}

bool differ(const Row &a, const Row &b, std::size_t column, ColumnType type) {
    if (a.isNull(column) != b.isNull(column))
        return true;
    return type == ColumnType::Integer ? a.integer(column) != b.integer(column)
                                       : a.text(column) != b.text(column);
}

std::string differenceIn(Database &source, Database &target, const Table &table,
                         std::int64_t &count) {
    TableReader walkA(table, rowsAtOnce);
    TableReader walkB(table, rowsAtOnce);
    while (true) {
        const Rows a = source.read([&](Reader &reader) { return walkA.next(reader); });
        const Rows b = target.read([&](Reader &reader) { return walkB.next(reader); });
        if (a.size() != b.size())
            return "The table " + table.name + " does not have the same number of rows.";
        if (a.empty())
            return {};
        for (std::size_t i = 0; i < a.size(); ++i)
            for (std::size_t column = 0; column < table.columns.size(); ++column)
                if (differ(a[i], b[i], column, table.columns[column].type))
                    return "The table " + table.name + " differs in row " +
                           std::to_string(count + static_cast<std::int64_t>(i) + 1) + ", column " +
                           table.columns[column].name + ".";
        count += static_cast<std::int64_t>(a.size());
    }
}

} // namespace

CopyFigures copyDatabase(Database &source, Database &target, const CopyProgress &progress) {
    std::vector<Table> all = tables(source);
    requireSameTables(all, tables(target));
    orderForCopy(all);
    const auto reached = target.read([&](Reader &reader) {
        auto found = markOf(reader);
        if (!found)
            requireEmpty(reader, all);
        return found;
    });
    CopyFigures figures;
    bool doing = !reached;
    for (const Table &table : all) {
        doing = doing || table.name == *reached;
        if (!doing)
            continue;
        const std::int64_t rows = copyTable(source, target, table);
        ++figures.tables;
        figures.rows += rows;
        progress(table.name, rows);
    }
    target.write(
        [](Transaction &tx) { tx.exec("DELETE FROM server_value WHERE name = $1", mark); });
    return figures;
}

std::string differenceBetween(Database &source, Database &target, const CopyProgress &progress) {
    for (const Table &table : tables(source)) {
        std::int64_t count = 0;
        if (auto difference = differenceIn(source, target, table, count); !difference.empty())
            return difference;
        progress(table.name, count);
    }
    return {};
}

} // namespace hearth::store
